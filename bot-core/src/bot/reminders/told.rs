//! What words do where reminders are concerned: the commands with what follows
//! them, the same said plainly, and the answers to the pages that ask.

use std::sync::LazyLock;

use regex::Regex;

use super::{
    firing::FiringAct,
    page::{Page, Want, When},
    pages::asks,
    suggested,
    tap::Tap,
    want::Asked,
};
use crate::{
    bot::{state::View, turn::Turn},
    event::Command,
    interview::Stage,
    schedule::ice::Rhythm,
    understanding::{self, Action, Plain},
};

/// What words ask for. Those behind it are what the pattern captured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ask {
    Command(Command),
    QuietHours,
    NoQuietHours,
    NoBreaks,
    Pause,
    Resume,
    StopAll,
    Phase(FiringAct),
}

/// When words count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Heard {
    /// At any moment: they can mean nothing else.
    Always,
    /// Where no question is open that they might answer.
    NothingAsked,
    /// While an ice session is on, and no question is open.
    Icing,
}

/// A whole message, in lower case, and what it asks for.
#[rustfmt::skip]
const PHRASES: &[(Heard, Ask, &str)] = &[
    (Heard::Always, Ask::Command(Command::Reminders), r"(?:show |list |see |what are )?(?:me )?(?:all )?(?:my |the )reminders()"),
    (Heard::NothingAsked, Ask::Command(Command::Reminders), r"(?:show |list )?reminders()"),
    (Heard::Always, Ask::Command(Command::Ice), r"(?:start |begin |set )?(?:an |my |the )?ice session ?(now|gent.*|(?:at|in|on|this|today|tonight|tomorrow)\b.*|\d.*|)"),
    (Heard::NothingAsked, Ask::Command(Command::Ice), r"(?:start icing|ice(?: it)?|i want to ice(?: it)?) ?(now|gent.*|(?:at|in|on|this|today|tonight|tomorrow)\b.*|\d.*|)"),
    (Heard::Always, Ask::Command(Command::Stretch), r"remind me to stretch ?(.*)"),
    (Heard::NothingAsked, Ask::Command(Command::Stretch), r"(?:daily stretch|stretch) ?((?:every|each|daily|at|weekdays)\b.*|\d.*|)"),
    (Heard::Always, Ask::Command(Command::Rest), r"remind me to rest(?: for)? ?(.*)"),
    (Heard::NothingAsked, Ask::Command(Command::Rest), r"(?:set |take )?(?:rest(?: for)? (.+)|(\w+ (?:rest days?|days?(?: of)? rest)))"),
    (Heard::Always, Ask::Command(Command::Checkin), r"(?:set (?:a |up a )?)?check[ -]?in(?: with me)? ?(now|(?:every|each|daily|at)\b.*|\d.*|)"),
    (Heard::Always, Ask::Command(Command::Timezone), r"(?:my |change (?:my |the )?|set (?:my |the )?)?time ?zone(?: is| to)? ?(.*)"),
    (Heard::Always, Ask::Command(Command::Settings), r"(?:my |the )?settings()"),
    (Heard::Always, Ask::NoQuietHours, r"(?:no|without) quiet hours()"),
    (Heard::Always, Ask::QuietHours, r"(?:set )?(?:my )?quiet(?: hours)?(?: are| to)? (.*\d.*)"),
    (Heard::Always, Ask::QuietHours, r"(?:set |my )?quiet hours()"),
    (Heard::Always, Ask::Pause, r"(?:i'?m |i am )?(?:injured|hurt|ill|sick|away|on holiday)[ ,.:;]+(?:so )?(?:please )?pause (?:mine|them|it|everything|all|reminders|my reminders|all (?:of )?(?:my |the )?reminders) ?(.*)"),
    (Heard::Always, Ask::Pause, r"(?:please )?pause (?:mine|them all|everything|(?:all (?:of )?)?(?:my |the )?reminders) ?(.*)"),
    (Heard::Always, Ask::Pause, r"(?:no reminders|(?:please )?(?:don't|do not) remind me|(?:(?:take|set|make|have|i need) )?a? ?break) ((?:from|between|on) .*)"),
    (Heard::Always, Ask::NoBreaks, r"(?:no|end|cancel|delete|remove) (?:the |my |all )?(?:my )?breaks?()"),
    (Heard::Always, Ask::Resume, r"(?:resume|unpause|restart|continue) (?:mine|them|(?:all (?:of )?)?(?:my |the )?reminders)()"),
    (Heard::Always, Ask::StopAll, r"(?:remove|delete|cancel|stop) (?:all|all of them|them all|everything you send me)()"),
    (Heard::Icing, Ask::Phase(FiringAct::Gone), r"(?:the |my )?pain (?:has |is |'s )?gone(?: away| now)?()"),
    (Heard::Icing, Ask::Phase(FiringAct::Gone), r"(?:it'?s|it is|it has) gone(?: now|,? thank you)?()"),
    (Heard::Icing, Ask::Phase(FiringAct::Stop), r"(?:stop|end)(?: (?:the |this )?(?:ice|icing|(?:ice )?session))?()"),
    (Heard::Icing, Ask::Phase(FiringAct::Skip), r"skip(?: (?:this|it|the)?(?: ?(?:one|next|next one|phase|round))?)?()"),
    (Heard::Icing, Ask::Phase(FiringAct::Done), r"(?:done|it'?s (?:on|off)|ice (?:is )?(?:on|off))()"),
];

static READ: LazyLock<Vec<(Heard, Ask, Regex)>> = LazyLock::new(|| {
    let whole = |phrase: &str| {
        Regex::new(&format!("^(?:{phrase})$")).expect("the patterns above are tried by a test")
    };
    PHRASES.iter().map(|(heard, ask, phrase)| (*heard, *ask, whole(phrase))).collect()
});

/// The longest message that is looked at: longer ones are told, not commanded.
const LONGEST: usize = 160;

impl Turn<'_> {
    /// A command about reminders, with what follows it.
    pub(in crate::bot) fn remind_command(&mut self, command: Command, rest: &str) {
        let rest = rest.trim();
        match command {
            Command::Ice => self.ice_said(rest),
            Command::Rest => self.rest_said(rest),
            Command::Stretch => self.want(Want::Stretch(said_or_ask(rest)), Asked::NotYet),
            Command::Checkin => match rest.to_lowercase().as_str() {
                "" => self.page(Page::CheckIn),
                "now" => self.check_in(),
                _ => self.want(Want::Evenings(When::Said(rest.to_owned())), Asked::NotYet),
            },
            Command::Reminders => match suggested::named(rest) {
                Some(id) => self.page_of(id),
                None => self.page(Page::List),
            },
            Command::Timezone if rest.is_empty() => self.page(Page::Zone(None)),
            Command::Timezone => self.set_zone(rest, None),
            Command::Settings => self.page(Page::Settings),
            _ => self.note("not-here"),
        }
    }

    fn ice_said(&mut self, rest: &str) {
        let lower = rest.to_lowercase();
        let mut rhythm = Rhythm::Article;
        let words: Vec<&str> = lower
            .split_whitespace()
            .filter(|word| {
                let gentle = matches!(*word, "gentle" | "gentler" | "gently");
                if gentle {
                    rhythm = Rhythm::Gentler;
                }
                !gentle
            })
            .collect();
        let gentle = rhythm == Rhythm::Gentler;
        match words.join(" ").as_str() {
            "" if self.reminders.ice().is_some() || gentle => {
                self.want(Want::Ice { rhythm, when: When::Usual }, Asked::NotYet);
            }
            "" => self.page(Page::Ice),
            "now" => self.want(Want::Ice { rhythm, when: When::Usual }, Asked::NotYet),
            said => {
                let when = When::Said(said.to_owned());
                self.want(Want::Ice { rhythm, when }, Asked::NotYet);
            }
        }
    }

    fn rest_said(&mut self, rest: &str) {
        if rest.is_empty() {
            return self.page(Page::RestDays);
        }
        let lower = rest.to_lowercase();
        let (days, when) = match lower.split_once(" at ") {
            Some((days, at)) => (days, When::Said(at.to_owned())),
            None => (lower.as_str(), When::Usual),
        };
        match days_in(days) {
            Some(days) => self.rest_typed(days, when),
            None => {
                self.note("rest-days-unclear");
                self.page(Page::RestDays);
            }
        }
    }

    /// Words are confirmed before they are saved; the usual time of day is said as one.
    fn rest_typed(&mut self, days: u8, when: When) {
        let when = match when {
            When::Said(said) => When::Said(said),
            When::Usual | When::Ask => When::Said("8:00".to_owned()),
        };
        self.rest(days, when);
    }

    /// Takes words that are about reminders; whether they were.
    pub(in crate::bot) fn about_reminders(&mut self, text: &str) -> bool {
        let lower = text.trim().to_lowercase().replace('\u{2019}', "'");
        let lower = lower.trim_end_matches(['.', '!', '?']);
        // "I'm injured, pause mine": why they pause is not what they come with.
        let why = ["i'm injured", "im injured", "i am injured"];
        let told = why.iter().find_map(|why| lower.strip_prefix(why)).unwrap_or(lower);
        if self.tells_of_danger(told) {
            return false;
        }
        if lower.len() <= LONGEST && self.numbered(lower) {
            return true;
        }
        match self.asked_in_words(lower) {
            Some((ask, rest)) => self.ask(ask, &rest),
            None => self.page_told(text),
        }
    }

    /// What is asked for in so many words, and what follows them.
    fn asked_in_words(&self, words: &str) -> Option<(Ask, String)> {
        if words.len() > LONGEST {
            return None;
        }
        let asked = self.waits();
        let icing = self.latest_phase(FiringAct::Done).is_some();
        let counts = |heard: Heard| match heard {
            Heard::Always => true,
            Heard::NothingAsked => !asked,
            Heard::Icing => !asked && icing,
        };
        READ.iter().filter(|(heard, ..)| counts(*heard)).find_map(|(_, ask, read)| {
            let rest = read.captures(words)?.iter().skip(1).flatten().next()?.as_str();
            Some((*ask, rest.trim().to_owned()))
        })
    }

    fn ask(&mut self, ask: Ask, rest: &str) -> bool {
        match ask {
            Ask::Command(command) => self.remind_command(command, rest),
            Ask::QuietHours if rest.is_empty() => self.page(Page::Quiet),
            Ask::QuietHours => self.want(Want::Quiet(rest.to_owned()), Asked::NotYet),
            Ask::NoQuietHours => self.no_quiet(),
            Ask::NoBreaks => self.no_breaks(),
            Ask::Pause if rest.is_empty() => self.page(Page::Pause),
            Ask::Pause => self.want(Want::Pause(rest.to_owned()), Asked::NotYet),
            Ask::Resume => {
                self.resume_all();
                self.page(Page::List);
            }
            Ask::StopAll => self.stop_all(),
            Ask::Phase(act) => match self.latest_phase(act) {
                Some(firing) => self.firing(firing),
                None => return false,
            },
        }
        true
    }

    /// An answer to the page that asks; whether there was one, and these words were it.
    fn page_told(&mut self, text: &str) -> bool {
        let View::Reminders(page) = &self.state.view else { return false };
        let page = Page::clone(page);
        let action = understanding::understand(text, &[], &self.here()).action;
        match action {
            Some(Action::Stop | Action::Back | Action::Skip | Action::Pause) if asks(&page) => {
                self.tap(Tap::Leave);
                return true;
            }
            Some(Action::StopReminders) => {
                self.stop_all();
                return true;
            }
            Some(_) => return false,
            None => {}
        }
        if text.trim_start().starts_with('/') {
            return false;
        }
        let said = text.trim();
        let yes = understanding::plain(said);
        let wants = matches!(
            page,
            Page::Ice
                | Page::CheckIn
                | Page::RestDays
                | Page::Zone(_)
                | Page::When(..)
                | Page::Quiet
                | Page::Pause
        );
        match page {
            _ if wants && yes == Some(Plain::No) => self.tap(Tap::Leave),
            Page::Ice => self.ice_said(said),
            Page::CheckIn => self.remind_command(Command::Checkin, said),
            Page::Zone(then) => self.set_zone(said, then),
            Page::When(want, half) => {
                let evening =
                    matches!(said.to_lowercase().as_str(), "evening" | "pm" | "in the evening");
                let morning =
                    matches!(said.to_lowercase().as_str(), "morning" | "am" | "in the morning");
                if half.is_some() && (evening || morning) {
                    self.tap(if evening { Tap::Evening } else { Tap::Morning });
                } else {
                    let want = want.at(When::Said(said.to_owned()));
                    self.want(want, Asked::NothingSpeaksAgainst);
                }
            }
            Page::RestDays => self.rest_said(said),
            Page::Quiet => self.want(Want::Quiet(said.to_owned()), Asked::NotYet),
            Page::Pause => self.want(Want::Pause(said.to_owned()), Asked::NotYet),
            Page::Confirm(_) if yes == Some(Plain::Yes) => self.tap(Tap::Save),
            Page::Confirm(_) if yes == Some(Plain::No) => self.tap(Tap::Leave),
            Page::Confirm(draft) => {
                // Other words are another time for the same.
                let want = draft.want.at(When::Said(said.to_owned()));
                self.want(want, Asked::NothingSpeaksAgainst);
            }
            Page::Caution(_) if yes == Some(Plain::No) => self.tap(Tap::Sure),
            Page::Caution(_) if yes.is_some() => self.tap(Tap::NotSure),
            Page::ConfirmDelete(id) if yes == Some(Plain::Yes) => self.tap(Tap::DeleteNow(id)),
            Page::ConfirmDelete(id) if yes == Some(Plain::No) => self.tap(Tap::One(id)),
            Page::Direct(_) if yes == Some(Plain::Yes) => self.tap(Tap::Direct),
            Page::Direct(_) if yes == Some(Plain::No) => self.tap(Tap::Leave),
            Page::ConfirmStop if yes == Some(Plain::Yes) => self.tap(Tap::RemoveAll),
            Page::ConfirmStop if yes == Some(Plain::No) => self.tap(Tap::Leave),
            _ => return false,
        }
        true
    }

    /// Whether words tell of something that can't wait, or may, or come where something
    /// was told.
    fn tells_of_danger(&self, text: &str) -> bool {
        self.names_danger(text)
            || (self.state.view == View::Interview && self.stage() == Stage::Interrupt)
    }

    /// Whether words name something that can't wait, or may.
    pub(in crate::bot) fn names_danger(&self, text: &str) -> bool {
        let told = understanding::understand(text, &[], &self.here());
        let danger = |fact| crate::assessment::red_flags().contains(&fact);
        told.action == Some(Action::Emergency)
            || told
                .facts
                .iter()
                .any(|heard| danger(heard.fact) && heard.value == heard.fact.alarming())
            || told.unclear.iter().any(|asked| match asked {
                understanding::Asked::Fact(fact) => danger(*fact),
                _ => false,
            })
    }
}

fn said_or_ask(rest: &str) -> When {
    if rest.is_empty() { When::Ask } else { When::Said(rest.to_owned()) }
}

/// How many days are meant.
pub(super) fn days_in(text: &str) -> Option<u8> {
    const WORDS: &[(&str, u8)] = &[
        ("one", 1),
        ("a day", 1),
        ("two", 2),
        ("couple", 2),
        ("three", 3),
        ("few", 3),
        ("four", 4),
        ("five", 5),
        ("six", 6),
        ("seven", 7),
        ("fortnight", 14),
        ("two weeks", 14),
        ("week", 7),
        ("ten", 10),
        ("fourteen", 14),
    ];
    let digits: String = text
        .chars()
        .skip_while(|letter| !letter.is_ascii_digit())
        .take_while(char::is_ascii_digit)
        .collect();
    if !digits.is_empty() {
        let number: u8 = digits.parse().unwrap_or(u8::MAX);
        let weeks = text.contains("week");
        return Some(if weeks { number.saturating_mul(7) } else { number });
    }
    WORDS
        .iter()
        .find(|(word, _)| {
            text == *word || text.contains(&format!("{word} ")) || text.ends_with(word)
        })
        .map(|(_, days)| *days)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pattern_is_one() {
        assert_eq!(READ.len(), PHRASES.len());
    }

    #[test]
    fn days_are_read_in_figures_and_in_words() {
        for (said, days) in [
            ("3", 3),
            ("3 days", 3),
            ("two days", 2),
            ("a couple of days", 2),
            ("a week", 7),
            ("2 weeks", 14),
        ] {
            assert_eq!(days_in(said), Some(days), "{said}");
        }
        assert_eq!(days_in("300"), Some(u8::MAX));
        assert_eq!(days_in("soon"), None);
    }
}
