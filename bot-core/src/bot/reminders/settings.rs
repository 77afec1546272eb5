//! Zone, quiet hours, the person's own pause, and the wording of reminders.

use jiff::{Timestamp, civil::Time};

use super::{
    breaks,
    page::{Page, Want},
    show::Show,
    want::Asked,
};
use crate::{
    args,
    bot::{say::Say, step::Wording, turn::Turn},
    message::Block,
    reminder::{Listed, ScheduleId, ScheduleState, Timing},
    schedule::{
        Bounds, Cadence, Context, Misunderstanding, Question, Quiet, Refusal, Rule, Words, Zone,
        next, parse,
    },
};

/// What most people mean by night.
pub(super) const USUAL_QUIET: &str = "22:00 to 07:00";

/// What stands between two ends.
pub(super) const BETWEEN: &[&str] = &[" to ", " until ", " till ", "-", "–", "—"];

/// The same time on the wall in another zone; `None` where that changes nothing.
pub(super) fn in_zone(timing: &Timing, zone: &Zone) -> Option<Timing> {
    let Timing::Rule(rule) = timing else { return None };
    let by_the_wall = !matches!(
        rule.cadence,
        Cadence::EveryHours { .. } | Cadence::EveryMinutes { .. } | Cadence::Instant { .. }
    );
    let moves = by_the_wall && rule.zone != *zone;
    moves.then(|| Timing::Rule(Rule { zone: zone.clone(), ..rule.clone() }))
}

/// Quiet hours as people say them, or what to tell them instead.
pub(in crate::bot) fn read_quiet(
    said: &str,
    now: Timestamp,
    zone: &Zone,
    say: Say<'_>,
) -> Result<Quiet, String> {
    let lower = said.to_lowercase();
    let said = lower.trim().trim_start_matches("between ").trim_start_matches("from ");
    let ends = BETWEEN.iter().find_map(|between| said.split_once(between));
    let ends = ends.or_else(|| said.split_once(" and "));
    let (from, to) = ends.ok_or_else(|| say.text("quiet-unclear"))?;
    let clock = |said| clock(said, now, zone).map_err(|refusal| say.words().refusal(&refusal));
    Quiet::new(clock(from)?, clock(to)?, zone.clone()).ok_or_else(|| say.text("quiet-same"))
}

/// A time of day and nothing else.
fn clock(said: &str, now: Timestamp, zone: &Zone) -> Result<Time, Refusal> {
    let said = said.trim();
    let context = Context { now, zone, bounds: &Bounds::PERSON };
    // A bare hour asks back only where a single firing is named.
    parse(&format!("tomorrow at {said}"), &context)?;
    match parse(&format!("every day at {said}"), &context)?.rule.cadence {
        Cadence::Daily { at } => Ok(at),
        _ => Err(Refusal::NotUnderstood(Misunderstanding::NotATime(said.to_owned()))),
    }
}

impl<'a> Turn<'a> {
    /// The texts of times and phrases.
    pub(super) fn words(&self) -> Words<'a> {
        Words { texts: self.ctx.texts, language: self.say.language }
    }

    /// Takes the name of a place as the person's zone, and goes on with what was wanted.
    pub(super) fn set_zone(&mut self, said: &str, then: Option<Want>) {
        let said = said.trim();
        let place = ["i'm in ", "im in ", "i am in ", "i live in ", "in "];
        let lower = said.to_lowercase();
        let place = place.iter().find(|begin| lower.starts_with(**begin));
        let place = place.map_or(said, |begin| said.get(begin.len()..).unwrap_or(said));
        let zone = match Zone::find(place.trim_end_matches(['.', '!'])) {
            Ok(zone) => zone,
            Err(why) => {
                let name: String = said.chars().take(40).collect();
                let refusal = Refusal::InvalidZone { name, why };
                let text = self.words().refusal(&refusal);
                self.note_block(Block::Text(text));
                return self.page(Page::Zone(then));
            }
        };
        self.begin_if_new();
        let moved = self.move_to(&zone);
        self.profile.zone = Some(zone.name().to_owned());
        let args = args! {
            "zone" => zone.name(),
            "time" => self.ctx.now.to_zoned(zone.tz().clone()).strftime("%H:%M").to_string(),
        };
        let text = self.say.with("zone-set", &args);
        self.note_block(Block::Text(text));
        if moved > 0 {
            let text = self.say.with("zone-moved", &args! { "count" => moved });
            self.note_block(Block::Text(text));
        }
        match then {
            Some(want) => self.want(want, Asked::NothingSpeaksAgainst),
            None => self.page(Page::Settings),
        }
    }

    /// Moves what goes by the wall clock to another zone; how many did.
    fn move_to(&mut self, zone: &Zone) -> usize {
        let now = self.reminders.now();
        let to_move = |listed: &Listed| -> Option<(ScheduleId, Timing)> {
            let moved = in_zone(&listed.timing, zone)?;
            // A time that would be over there stays where it was.
            let fits =
                listed.state == ScheduleState::Active && moved.after(listed.kind, now).is_some();
            fits.then_some((listed.id, moved))
        };
        let moves: Vec<_> = self.reminders.standing().filter_map(to_move).collect();
        let count = moves.len();
        for (id, timing) in moves {
            self.reminders.replace(id, timing);
        }
        let mut holds = self.reminders.holds.clone();
        holds.quiet = holds.quiet.map(|quiet| quiet.in_zone(zone.clone()));
        for found in &mut holds.breaks {
            found.zone = zone.clone();
        }
        self.reminders.hold(holds);
        count
    }

    pub(super) fn set_quiet(&mut self, said: &str, zone: &Zone) {
        match read_quiet(said, self.ctx.now, zone, self.say) {
            Ok(quiet) => {
                let mut holds = self.reminders.holds.clone();
                holds.quiet = Some(quiet);
                self.reminders.hold(holds);
                self.note("quiet-set");
                self.page(Page::Settings);
            }
            Err(text) => {
                self.note_block(Block::Text(text));
                self.page(Page::Quiet);
            }
        }
    }

    pub(super) fn no_quiet(&mut self) {
        let mut holds = self.reminders.holds.clone();
        holds.quiet = None;
        self.reminders.hold(holds);
        self.note("quiet-none");
        self.page(Page::Settings);
    }

    /// Pauses all reminders until what was said: "monday", "3 days", "friday 5pm";
    /// or between two days.
    pub(super) fn set_pause(&mut self, said: &str, zone: &Zone) {
        if let Some((first, end)) = breaks::ends(&said.to_lowercase()) {
            return self.set_break(&first, &end, zone);
        }
        match self.until(said, zone) {
            Ok(until) => {
                self.reminders.pause_all(Some(Some(until)));
                let until = self.show(Some(zone)).time(until);
                let text = self.say.with("pause-set", &args! { "until" => until });
                self.note_block(Block::Text(text));
                self.warn_of_ice();
                self.page(Page::Settings);
            }
            Err(refusal) => {
                let text = self.words().refusal(&refusal);
                self.note_block(Block::Text(text));
                self.page(Page::Pause);
            }
        }
    }

    fn until(&self, said: &str, zone: &Zone) -> Result<Timestamp, Refusal> {
        let lower = said.to_lowercase();
        let said = lower.trim();
        let said = ["until ", "till ", "to "]
            .iter()
            .find_map(|begin| said.strip_prefix(begin))
            .unwrap_or(said);
        let length = said.strip_prefix("for ").unwrap_or(said);
        let context = Context { now: self.ctx.now, zone, bounds: &Bounds::PERSON };
        let read = |phrase: &str| {
            let rule = parse(phrase, &context)?.rule;
            let once = next(&rule, self.ctx.now).filter(|_| !rule.recurs());
            once.map(|found| found.at).ok_or(Refusal::NotUnderstood(Misunderstanding::NoTime))
        };
        match read(said) {
            // A day without a time: it is over when that day begins.
            Err(Refusal::Ambiguous(Question::TimeOfDay)) => read(&format!("{said} at 00:00")),
            Err(refusal) => read(&format!("in {length}")).map_err(|_| refusal),
            found => found,
        }
    }

    pub(super) fn resume_all(&mut self) {
        self.reminders.pause_all(None);
        self.end_break();
        self.resume_gone();
        self.note("pause-ended");
    }

    pub(super) fn set_wording(&mut self, wording: Wording) {
        self.profile.wording = wording;
        self.note("wording-set");
        self.page(Page::Settings);
    }

    /// What is needed to show times.
    pub(super) fn show<'s>(&self, zone: Option<&'s Zone>) -> Show<'s>
    where
        'a: 's,
    {
        Show { say: self.say, words: self.words(), zone, now: self.ctx.now }
    }
}
