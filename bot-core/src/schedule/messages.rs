//! What is said of a phrase and its firings, from the texts of a language
//! (`schedule.ftl`): why it was refused and what to say instead, what was taken
//! for granted, what the clocks do.

use jiff::civil::Date;

use super::{
    next::{ClockChange, Occurrence},
    phrase::{Assumption, DateProblem, Misunderstanding, Part, PastProblem, Question, Refusal},
    rule::{Cadence, Rule, hours_and_minutes},
    zone::ZoneError,
};
use crate::{
    args,
    text::{Args, Language, Texts},
};

/// The texts of one language, as this room needs them.
#[derive(Clone, Copy, Debug)]
pub struct Words<'t> {
    /// All texts.
    pub texts: &'t Texts,
    /// Which language.
    pub language: Language,
}

impl Words<'_> {
    /// Why a phrase was refused, and what to say instead.
    pub fn refusal(self, refusal: &Refusal) -> String {
        match refusal {
            Refusal::NotUnderstood(what) => self.misunderstanding(what),
            Refusal::Ambiguous(question) => self.question(*question),
            Refusal::InThePast(PastProblem::Over) => self.say("schedule-over"),
            Refusal::InThePast(PastProblem::NeverFires) => self.say("schedule-never-fires"),
            Refusal::NoSuchDate(problem) => self.no_such_date(*problem),
            Refusal::InvalidZone { name, why } => self.invalid_zone(name, why),
            Refusal::TooOften { shortest_minutes } => {
                self.get("schedule-too-often", &args! { "minutes" => *shortest_minutes })
            }
        }
    }

    /// What was taken for granted, to be said before anything is saved.
    pub fn assumption(self, assumption: Assumption) -> String {
        match assumption {
            Assumption::MorningHour { hour } => {
                let time = format!("{hour:02}:00");
                self.get("schedule-note-morning", &args! { "hour" => hour, "time" => time })
            }
        }
    }

    /// Which months or years a rule passes over, where people might not expect it.
    pub fn passed_over(self, rule: &Rule) -> Option<String> {
        match rule.cadence {
            Cadence::Monthly { day: day @ 29.., .. } => {
                Some(self.get("schedule-note-short-months", &args! { "day" => day }))
            }
            Cadence::Yearly { month: 2, day: 29, .. } => Some(self.say("schedule-note-leap")),
            _ => None,
        }
    }

    /// What a change of the clocks does to a firing; `None` where it does nothing.
    pub fn change(self, occurrence: &Occurrence) -> Option<String> {
        let planned = occurrence.planned;
        let mut args = args! {
            "date" => self.date(planned.date()),
            "time" => hours_and_minutes(planned.time()),
        };
        let key = match occurrence.change? {
            ClockChange::Repeated => "schedule-note-repeated",
            ClockChange::Missing { becomes } => {
                args.set("becomes", hours_and_minutes(becomes.time()));
                args.set("becomes-date", self.date(becomes.date()));
                if becomes.date() == planned.date() {
                    "schedule-note-missing"
                } else {
                    "schedule-note-missing-day"
                }
            }
        };
        Some(self.get(key, &args))
    }

    fn misunderstanding(self, what: &Misunderstanding) -> String {
        match what {
            Misunderstanding::Empty => self.say("schedule-empty"),
            Misunderstanding::TooLong => self.say("schedule-too-long"),
            Misunderstanding::Word { word, meant: Some(meant) } => self.get(
                "schedule-word-meant",
                &args! { "word" => word.as_str(), "meant" => meant.as_str() },
            ),
            Misunderstanding::Word { word, meant: None } => {
                self.get("schedule-word", &args! { "word" => word.as_str() })
            }
            Misunderstanding::NotATime(text) => {
                self.get("schedule-not-a-time", &args! { "text" => text.as_str() })
            }
            Misunderstanding::Contradiction => self.say("schedule-contradiction"),
            Misunderstanding::NoTime => self.say("schedule-no-time"),
            Misunderstanding::SeveralTimes => self.say("schedule-several-times"),
            Misunderstanding::NthWeekday => self.say("schedule-nth-weekday"),
            Misunderstanding::LastDay => self.say("schedule-last-day"),
            Misunderstanding::Interval => self.say("schedule-interval"),
            Misunderstanding::Beyond { most } => {
                // As text: numbers are not grouped here.
                self.get("schedule-beyond", &args! { "most" => most.to_string() })
            }
        }
    }

    fn question(self, question: Question) -> String {
        match question {
            Question::MorningOrEvening { hour } => {
                self.get("schedule-ask-half", &args! { "hour" => hour })
            }
            Question::TimeOfDay => self.say("schedule-ask-time"),
            Question::TimeWithin(part) => {
                let part = match part {
                    Part::Morning => "morning",
                    Part::Lunchtime => "lunchtime",
                    Part::Afternoon => "afternoon",
                    Part::Evening | Part::EndOfDay => "evening",
                    Part::Night => "night",
                };
                self.get("schedule-ask-time-within", &args! { "part" => part })
            }
            Question::WhichDay => self.say("schedule-ask-day"),
            Question::OnceOrWeekly(_) => self.say("schedule-ask-once"),
            Question::WhichMidnight => self.say("schedule-ask-midnight"),
            Question::DayOrMonth => self.say("schedule-ask-month"),
            Question::WeekdayOver => self.say("schedule-ask-weekday"),
        }
    }

    fn no_such_date(self, problem: DateProblem) -> String {
        match problem {
            DateProblem::NotInCalendar { month: 0, day } => {
                self.get("schedule-no-such-day", &args! { "day" => day.to_string() })
            }
            DateProblem::NotInCalendar { month: month @ 1..=12, day } => self.get(
                "schedule-no-such-date",
                &args! { "day" => day.to_string(), "month" => self.month(month) },
            ),
            DateProblem::NotInCalendar { month, .. } => {
                self.get("schedule-no-such-month", &args! { "month" => month.to_string() })
            }
            DateProblem::NotThen { next } => {
                self.get("schedule-not-then", &args! { "date" => self.date(next) })
            }
            DateProblem::OtherWeekday(date) => {
                let number = args! { "weekday" => date.weekday().to_monday_one_offset() };
                let weekday = self.get("schedule-weekday", &number);
                self.get(
                    "schedule-other-weekday",
                    &args! { "date" => self.date(date), "weekday" => weekday },
                )
            }
            DateProblem::EndBeforeStart => self.say("schedule-end-before-start"),
            DateProblem::TooFarAhead { years } => {
                self.get("schedule-too-far", &args! { "years" => years })
            }
        }
    }

    fn invalid_zone(self, name: &str, why: &ZoneError) -> String {
        let (key, zones) = match why {
            ZoneError::Offset => ("schedule-zone-offset", String::new()),
            ZoneError::Abbreviation(zones) => ("schedule-zone-abbreviation", zones.join(", ")),
            ZoneError::SeveralZones(cities) => ("schedule-zone-several", cities.join(", ")),
            ZoneError::Unknown(names) if names.is_empty() => {
                ("schedule-zone-unknown", String::new())
            }
            ZoneError::Unknown(names) => ("schedule-zone-meant", names.join(", ")),
        };
        self.get(key, &args! { "name" => name, "zones" => zones })
    }

    fn date(self, date: Date) -> String {
        let month = self.month(date.month().into());
        let year = date.year().to_string();
        self.get("schedule-date", &args! { "day" => date.day(), "month" => month, "year" => year })
    }

    fn month(self, month: i32) -> String {
        self.get("schedule-month", &args! { "month" => month })
    }

    fn say(self, key: &str) -> String {
        self.get(key, &Args::new())
    }

    fn get(self, key: &str, args: &Args<'_>) -> String {
        self.texts.get(self.language, key, args)
    }
}

/// Every key that the texts of this room have.
#[rustfmt::skip]
pub const TEXT_KEYS: &[&str] = &[
    "schedule-forms",
    "schedule-empty", "schedule-too-long", "schedule-word", "schedule-word-meant",
    "schedule-not-a-time", "schedule-contradiction", "schedule-no-time", "schedule-several-times",
    "schedule-nth-weekday", "schedule-last-day", "schedule-interval", "schedule-beyond",
    "schedule-ask-half", "schedule-ask-time", "schedule-ask-time-within", "schedule-ask-day",
    "schedule-ask-once", "schedule-ask-midnight", "schedule-ask-month", "schedule-ask-weekday",
    "schedule-over", "schedule-never-fires",
    "schedule-no-such-date", "schedule-no-such-day", "schedule-no-such-month", "schedule-not-then",
    "schedule-other-weekday", "schedule-end-before-start", "schedule-too-far", "schedule-too-often",
    "schedule-zone-offset", "schedule-zone-abbreviation", "schedule-zone-several",
    "schedule-zone-unknown", "schedule-zone-meant",
    "schedule-note-morning", "schedule-note-short-months", "schedule-note-leap",
    "schedule-note-missing", "schedule-note-missing-day", "schedule-note-repeated",
    "schedule-date", "schedule-month", "schedule-weekday",
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use jiff::Timestamp;

    use super::{super::*, *};

    const FILE: &str = include_str!("../../locales/en/schedule.ftl");
    const SOURCE: &str = include_str!("messages.rs");

    fn now() -> Timestamp {
        "2026-01-14T10:00:00Z".parse().expect("an instant")
    }

    fn read(phrase: &str) -> Result<Understood, Refusal> {
        let zone = Zone::named("Europe/London").expect("in tzdata");
        parse(phrase, &Context { now: now(), zone: &zone, bounds: &Bounds::CLUB })
    }

    #[test]
    fn every_key_has_its_text_and_every_text_its_key() {
        let defined: BTreeSet<&str> = FILE
            .lines()
            .filter(|line| line.starts_with("schedule-"))
            .filter_map(|line| line.split(' ').next())
            .collect();
        assert_eq!(defined, TEXT_KEYS.iter().copied().collect());
        for key in TEXT_KEYS {
            let named = SOURCE.matches(&format!("\"{key}\"")).count();
            assert!(named > 1 || *key == "schedule-forms", "{key} is said nowhere");
        }
    }

    #[test]
    fn what_the_texts_advise_to_say_is_understood() {
        // A quoted phrase with a digit is one to be typed.
        for phrase in FILE.split('"').skip(1).step_by(2) {
            if phrase.contains(|c: char| c.is_ascii_digit()) {
                assert!(read(phrase).is_ok(), "{phrase}: {:?}", read(phrase));
            }
        }
    }

    #[test]
    fn a_refusal_says_what_is_wrong_and_what_would_be_right() {
        let texts = Texts::default();
        let words = Words { texts: &texts, language: Language::English };
        let cases = [
            ("9", "9 in the morning or in the evening? Say 9am or 9pm."),
            ("30 feb at 8am", "There is no 30 February."),
            ("saturday 16 jan 7pm", "16 January 2026 is a Friday."),
            (
                "29 feb at 8am",
                "The next one does not exist. The next that does is 29 February 2028.",
            ),
            ("25:00", "\"25:00\" is not a time of day. Say for example 6:30, 18:30 or 6.30pm."),
            ("tomorow at 6am", "\"tomorow\" is not understood. Did you mean \"tomorrow at 6am\"?"),
            ("every 5 minutes", "That is too often. The shortest interval is 10 minutes."),
            (
                "9am EST",
                "\"est\" does not say where. Do you mean America/New_York, America/Panama?",
            ),
            ("daily at 8am 5000 times", "That is more than one reminder takes. The most is 1000."),
        ];
        for (phrase, message) in cases {
            assert_eq!(words.refusal(&read(phrase).expect_err(phrase)), message);
        }
    }

    #[test]
    fn what_the_clocks_do_is_said() {
        let texts = Texts::default();
        let words = Words { texts: &texts, language: Language::English };
        let note = |phrase: &str, zone: &str, after: &str| {
            let after: Timestamp = after.parse().expect("an instant");
            let zone = Zone::named(zone).expect("in tzdata");
            let context = Context { now: after, zone: &zone, bounds: &Bounds::CLUB };
            let rule = parse(phrase, &context).expect("a rule").rule;
            next(&rule, after).and_then(|found| words.change(&found))
        };
        assert_eq!(
            note("daily at 02:30", "America/New_York", "2024-03-09T12:00:00Z").as_deref(),
            Some("the clocks change on 10 March 2024: 02:30 becomes 03:30")
        );
        assert_eq!(
            note("daily at 01:30", "America/New_York", "2024-11-02T12:00:00Z").as_deref(),
            Some("the clocks change on 3 November 2024: 01:30 comes twice, the first one counts")
        );
        assert_eq!(
            note("every friday at 09:00", "Pacific/Apia", "2011-12-28T12:00:00Z").as_deref(),
            Some(
                "30 December 2011 at 09:00 does not exist there: it becomes 31 December 2011 at 09:00"
            )
        );
        assert_eq!(note("daily at 09:00", "America/New_York", "2024-03-09T12:00:00Z"), None);
    }
}
