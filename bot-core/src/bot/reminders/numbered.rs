//! "Delete 2", "pause the second one", "move the last to 8pm": a reminder by its
//! number in the list.

use std::sync::LazyLock;

use regex::Regex;

use super::{
    page::{Page, Want, When},
    tap::Tap,
    want::Asked,
};
use crate::{
    bot::{state::View, turn::Turn},
    reminder::{Listed, ScheduleId, Timing},
};

/// What is to be done, to which one, and what follows.
static NUMBERED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"^(?:please )?(delete|remove|cancel|pause|resume|unpause|move|change|snooze|put off|skip|show|open|stop|history of)(?: the next (?:one )?of)?(?: the)?( reminder)?(?: number| no\.?| #)? ?(#?\d{1,2}|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|last)(?: one)?( reminder)?(?: (?:to|until|till) (.+))?$",
    )
    .expect("a regular expression that a test tries")
});

const ORDINALS: [&str; 10] =
    ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"];

/// Which place in a list of so many is meant.
fn place(said: &str, of: usize) -> Option<usize> {
    if said == "last" {
        return of.checked_sub(1);
    }
    let ordinal = ORDINALS.iter().position(|word| *word == said);
    let place =
        ordinal.or_else(|| said.trim_start_matches('#').parse::<usize>().ok()?.checked_sub(1));
    place.filter(|place| *place < of)
}

impl Turn<'_> {
    /// Takes words that name a reminder by its number; whether they did. Away from
    /// the list they have to say that it is a reminder's.
    pub(super) fn numbered(&mut self, words: &str) -> bool {
        let Some(read) = NUMBERED.captures(words) else { return false };
        let listing = matches!(&self.state.view, View::Reminders(page) if **page == Page::List);
        let named = read.get(2).or_else(|| read.get(4)).is_some();
        if !listing && !named {
            return false;
        }
        let standing: Vec<(ScheduleId, bool)> = self
            .reminders
            .standing()
            .map(|listed: &Listed| (listed.id, matches!(listed.timing, Timing::Ice { .. })))
            .collect();
        let Some((id, is_ice)) = place(&read[3], standing.len()).map(|place| standing[place])
        else {
            self.note("reminder-no-such-number");
            self.page(Page::List);
            return true;
        };
        match (&read[1], read.get(5)) {
            ("move" | "change", Some(when)) => {
                let when = When::Said(when.as_str().to_owned());
                self.want(Want::Move { id, when }, Asked::NotYet);
            }
            // What comes behind the number would go unheard.
            (_, Some(_)) => return false,
            ("delete" | "remove" | "cancel", None) => self.tap(Tap::Delete(id)),
            ("stop", None) if is_ice => self.tap(Tap::End(id)),
            ("stop", None) => self.tap(Tap::Delete(id)),
            ("pause", None) => self.tap(Tap::Pause(id)),
            ("resume" | "unpause", None) => self.tap(Tap::Resume(id)),
            ("move" | "change", None) => self.tap(Tap::Move(id)),
            ("snooze" | "put off", None) => self.tap(Tap::Snooze(id)),
            ("skip", None) => self.tap(Tap::SkipNext(id)),
            ("history of", None) => self.tap(Tap::History(id)),
            _ => self.tap(Tap::One(id)),
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_named_by_figure_ordinal_or_from_the_end() {
        for (said, at) in [("1", 0), ("#3", 2), ("second", 1), ("last", 3)] {
            assert_eq!(place(said, 4), Some(at), "{said}");
        }
        for said in ["0", "5", "fifth", "99"] {
            assert_eq!(place(said, 4), None, "{said}");
        }
        assert_eq!(place("last", 0), None);
    }

    #[test]
    fn the_words_are_those_people_use() {
        for said in [
            "delete 2",
            "pause the second",
            "pause the second one",
            "delete reminder 2",
            "remove the last reminder",
            "skip the next one of 2",
            "move number 3 to 8pm",
        ] {
            assert!(NUMBERED.is_match(said), "{said}");
        }
        for said in ["delete everything", "skip", "stop", "move to 8pm", "2"] {
            assert!(!NUMBERED.is_match(said), "{said}");
        }
    }
}
