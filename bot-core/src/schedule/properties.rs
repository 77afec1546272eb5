//! What holds for every rule: proven against a search that looks at every
//! minute of a year and shares nothing with the derivation, and by properties.

use std::{
    collections::{BTreeMap, BTreeSet},
    num::NonZeroU32,
    sync::LazyLock,
};

use jiff::{
    SignedDuration, Timestamp,
    civil::{Date, Time, Weekday, date, time},
};
use proptest::prelude::*;

use super::*;
use crate::text::{Language, Texts};

/// Zones with a year in which their clocks do something, and some that don't.
const YEARS: [(&str, i16); 20] = [
    ("Africa/Cairo", 2024),
    ("Africa/Casablanca", 2024),
    ("Africa/Juba", 2021),
    ("America/Havana", 2024),
    ("America/New_York", 2024),
    ("America/Sao_Paulo", 2018),
    ("America/Scoresbysund", 2024),
    ("America/St_Johns", 2010),
    ("Antarctica/Troll", 2024),
    ("Asia/Almaty", 2024),
    ("Asia/Gaza", 2013),
    ("Asia/Kathmandu", 1986),
    ("Asia/Pyongyang", 2018),
    ("Australia/Lord_Howe", 2024),
    ("Europe/Dublin", 2024),
    ("Europe/London", 2025),
    ("Pacific/Apia", 2011),
    ("Pacific/Chatham", 2024),
    ("Pacific/Kwajalein", 1993),
    ("UTC", 2024),
];

const EPOCH: Date = date(1970, 1, 1);
const DAY: i64 = 24 * 60;

fn n(n: u32) -> NonZeroU32 {
    NonZeroU32::new(n).expect("not zero")
}

fn zone(name: &str) -> Zone {
    Zone::named(name).expect("in tzdata")
}

/// A test of a date, apart from the derivation's own.
type DateTest = Box<dyn Fn(Date) -> bool>;

/// Rules with a minute of the day and a test of the date that say the same.
fn rules(zone: &Zone, year: i16) -> Vec<(Rule, i64, DateTest)> {
    let rule = |cadence| Rule::new(cadence, zone.clone());
    let minute = |at: Time| i64::from(at.hour()) * 60 + i64::from(at.minute());
    let mut rules: Vec<(Rule, i64, DateTest)> = Vec::new();
    // The minutes around which clocks are changed somewhere.
    for at in [
        time(0, 0, 0, 0),
        time(0, 30, 0, 0),
        time(1, 30, 0, 0),
        time(2, 0, 0, 0),
        time(2, 15, 0, 0),
        time(2, 30, 0, 0),
        time(2, 59, 0, 0),
        time(3, 0, 0, 0),
        time(9, 0, 0, 0),
        time(23, 1, 0, 0),
        time(23, 45, 0, 0),
    ] {
        rules.push((rule(Cadence::Daily { at }), minute(at), Box::new(|_| true)));
    }
    let at = time(2, 30, 0, 0);
    let days = Weekdays::NONE.with(Weekday::Sunday).with(Weekday::Friday);
    rules.push((
        rule(Cadence::Weekly { days, at }),
        minute(at),
        Box::new(|date| matches!(date.weekday(), Weekday::Sunday | Weekday::Friday)),
    ));
    rules.push((
        rule(Cadence::Monthly { day: 31, at }),
        minute(at),
        Box::new(|date| date.day() == 31),
    ));
    rules.push((
        rule(Cadence::Yearly { month: 2, day: 29, at }),
        minute(at),
        Box::new(|date| (date.month(), date.day()) == (2, 29)),
    ));
    let from = date(year, 1, 4);
    let mut every = rule(Cadence::EveryDays { n: n(3), from, at });
    every.end = Some(date(year, 11, 30));
    every.skip.insert(date(year, 3, 5));
    rules.push((
        every,
        minute(at),
        Box::new(move |date| {
            let since = (date - from).get_days();
            since >= 0
                && since % 3 == 0
                && date <= Date::constant(year, 11, 30)
                && date != Date::constant(year, 3, 5)
        }),
    ));
    rules
}

/// Looks at every minute of the year: what the clock on the wall shows, which
/// minutes it never shows, and which dates have had their firing.
fn search(year: i16, minute: i64, on: &DateTest, offsets: &[i64]) -> Vec<i64> {
    let first = i64::from((date(year, 1, 1) - EPOCH).get_days()) * DAY;
    let mut fired: BTreeMap<i64, i64> = BTreeMap::new();
    let mut fire = |local: i64, at: i64| {
        let day = local.div_euclid(DAY);
        let civil = EPOCH + jiff::Span::new().days(day);
        if local.rem_euclid(DAY) == minute && on(civil) {
            fired.entry(day).or_insert(at);
        }
    };
    for (index, pair) in offsets.windows(2).enumerate() {
        let now = first + 1 + i64::try_from(index).expect("a year is short");
        let (expected, shown) = (now + pair[0], now + pair[1]);
        // Minutes that the clock jumped over happen as much later as it jumped.
        for missing in expected..shown {
            if missing.rem_euclid(DAY) == minute {
                fire(missing, now + missing - expected);
            }
        }
        if shown.rem_euclid(DAY) == minute {
            fire(shown, now);
        }
    }
    // Two dates on one instant are one firing.
    fired.into_values().collect::<BTreeSet<i64>>().into_iter().collect()
}

fn agrees(years: &[(&str, i16)]) {
    for (name, year) in years {
        let zone = zone(name);
        let minutes = |date: Date| i64::from((date - EPOCH).get_days()) * DAY;
        let (first, end) = (minutes(date(*year, 1, 1)), minutes(date(*year + 1, 1, 1)));
        let at = |minute: i64| Timestamp::from_second(minute * 60).expect("in our time");
        let offsets: Vec<i64> = (first..end)
            .map(|minute| i64::from(zone.tz().to_offset(at(minute)).seconds()) / 60)
            .collect();
        for (rule, minute, on) in rules(&zone, *year) {
            let expected = search(*year, minute, &on, &offsets);
            let found: Vec<i64> = rule
                .after(at(first))
                .map(|found| found.at.as_second() / 60)
                .take_while(|found| *found < end)
                .collect();
            assert_eq!(found, expected, "{}", canonical(&rule));
        }
    }
}

#[test]
fn next_agrees_with_a_search_of_every_minute_1() {
    agrees(&YEARS[..5]);
}

#[test]
fn next_agrees_with_a_search_of_every_minute_2() {
    agrees(&YEARS[5..10]);
}

#[test]
fn next_agrees_with_a_search_of_every_minute_3() {
    agrees(&YEARS[10..15]);
}

#[test]
fn next_agrees_with_a_search_of_every_minute_4() {
    agrees(&YEARS[15..]);
}

// ── Rules drawn at random ───────────────────────────────────────────────────

fn times() -> impl Strategy<Value = Time> {
    (0..24_i8, 0..60_i8, prop_oneof![4 => Just(0_i8), 1 => 0..60_i8])
        .prop_map(|(hour, minute, second)| time(hour, minute, second, 0))
}

fn dates() -> impl Strategy<Value = Date> {
    (0..1_400_i32).prop_map(|days| date(2026, 2, 1) + jiff::Span::new().days(days))
}

fn instants() -> impl Strategy<Value = Timestamp> {
    (1_770_000_000..1_890_000_000_i64)
        .prop_map(|second| Timestamp::from_second(second).expect("in our time"))
}

fn cadences() -> impl Strategy<Value = Cadence> {
    prop_oneof![
        times().prop_map(|at| Cadence::Daily { at }),
        // All seven days are a daily rule in words.
        (1..127_u8, times()).prop_map(|(bits, at)| {
            let all = Weekdays::ALL.iter().enumerate();
            let days = all.filter(|(index, _)| bits & 1 << index != 0).map(|(_, day)| day);
            Cadence::Weekly { days: days.collect(), at }
        }),
        // Every single day is a daily rule in words.
        (2..60_u32, dates(), times()).prop_map(|(every, from, at)| Cadence::EveryDays {
            n: n(every),
            from,
            at
        }),
        (1..=31_i8, times()).prop_map(|(day, at)| Cadence::Monthly { day, at }),
        (1..=12_i8, 1..=29_i8, times()).prop_map(|(month, day, at)| Cadence::Yearly {
            month,
            day,
            at
        }),
        (1..200_u32, instants())
            .prop_map(|(every, anchor)| Cadence::EveryHours { n: n(every), anchor }),
        (10..5_000_u32, instants())
            .prop_map(|(every, anchor)| Cadence::EveryMinutes { n: n(every), anchor }),
        (dates(), times()).prop_map(|(date, at)| Cadence::Once { at: date.to_datetime(at) }),
    ]
}

prop_compose! {
    /// Any rule that somebody could save in January 2026.
    pub(crate) fn any_rule()(
        cadence in cadences(),
        place in 0..YEARS.len(),
        start in proptest::option::of(dates()),
        end in proptest::option::of(0..400_i32),
        count in proptest::option::of(1..200_u32),
        skip in proptest::collection::btree_set(dates(), 0..4),
    ) -> Rule {
        let mut rule = Rule::new(cadence, zone(YEARS[place].0));
        if rule.recurs() {
            if rule.origin().is_none() {
                rule.start = start;
            }
            let origin = rule.origin().unwrap_or(date(2026, 2, 1));
            rule.end = end.map(|days| origin + jiff::Span::new().days(days));
            rule.count = count.map(n).filter(|_| rule.origin().is_some());
            rule.skip = skip;
        }
        rule
    }
}

static TEXTS: LazyLock<Texts> = LazyLock::new(Texts::default);

fn now() -> Timestamp {
    "2026-01-14T10:00:00Z".parse().expect("an instant")
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn next_is_strictly_increasing_and_within_the_limits(rule in any_rule(), after in instants()) {
        let mut before = after;
        for found in rule.after(after).take(40) {
            prop_assert!(found.at > before);
            prop_assert_eq!(next(&rule, found.at - SignedDuration::from_nanos(1)), Some(found.clone()));
            let date = found.planned.date();
            prop_assert!(rule.start.is_none_or(|start| start <= date));
            prop_assert!(rule.end.is_none_or(|end| date <= end));
            prop_assert!(!rule.skip.contains(&date));
            before = found.at;
        }
        if let Some(count) = rule.count {
            prop_assert!(rule.after(Timestamp::MIN).count() <= count.get() as usize);
        }
    }

    #[test]
    fn the_words_of_a_rule_read_back_to_the_same_rule(rule in any_rule()) {
        let elsewhere = zone("Asia/Tokyo");
        let context = Context { now: now(), zone: &elsewhere, bounds: &Bounds::CLUB };
        let words = canonical(&rule);
        match parse(&words, &context) {
            Ok(read) => prop_assert_eq!(read.rule, rule, "{}", words),
            // A rule that is over before it begins is words all the same.
            Err(refusal) => prop_assert_eq!(
                refusal, Refusal::InThePast(PastProblem::NeverFires), "{}", words
            ),
        }
    }

    #[test]
    fn the_stored_form_reads_back_to_the_same_rule(rule in any_rule()) {
        let stored = serde_json::to_string(&rule).expect("JSON");
        prop_assert_eq!(serde_json::from_str::<Rule>(&stored).expect("a rule"), rule);
    }

    #[test]
    fn a_rule_is_said_in_rfc_5545_unless_it_cannot_be(rule in any_rule()) {
        let said = rrule(&rule);
        let elapsed = matches!(rule.cadence, Cadence::EveryHours { .. } | Cadence::EveryMinutes { .. });
        let skips_elapsed = elapsed && !rule.skip.is_empty();
        prop_assert_eq!(said.is_some(), rule.recurs() && !skips_elapsed);
    }

    #[test]
    fn nothing_is_sent_in_a_pause_a_break_or_quiet_hours(
        rule in any_rule(),
        after in instants(),
        from in times(),
        to in times(),
        pause in instants(),
        hours in 1..2_000_i64,
        first in dates(),
        days in 0..40_i32,
    ) {
        let pause = Pause {
            of: PauseOf::Club,
            from: pause,
            until: Some(pause + SignedDuration::from_hours(hours)),
        };
        let away = Break {
            first,
            last: first + jiff::Span::new().days(days),
            zone: rule.zone.clone(),
        };
        let quiet = Quiet::new(from, to, rule.zone.clone());
        let holds = Holds {
            quiet: quiet.clone().map(|quiet| (Whose::Club, quiet)).into_iter().collect(),
            pauses: vec![pause],
            breaks: vec![away.clone()],
            skipped: BTreeSet::new(),
        };
        for found in rule.after(after).take(20) {
            let sent = match decide(found.at, Kind::Club, &holds) {
                Decision::Send => found.at,
                Decision::HoldUntil { at, .. } => {
                    prop_assert!(at > found.at);
                    at
                }
                Decision::Skip { .. } => continue,
            };
            // What is a pause, and what a break, is said here once more.
            let date = rule.zone.tz().to_datetime(sent).date();
            prop_assert!(sent < pause.from || pause.until.is_some_and(|until| until <= sent));
            prop_assert!(date < away.first || away.last < date);
            prop_assert!(quiet.as_ref().is_none_or(|quiet| quiet.end_at(sent).is_none()));
        }
    }

    #[test]
    fn any_text_is_answered(text in "\\PC{0,80}", zone_text in "\\PC{0,30}") {
        let words = Words { texts: &TEXTS, language: Language::English };
        let london = zone("Europe/London");
        let context = Context { now: now(), zone: &london, bounds: &Bounds::CLUB };
        if let Err(refusal) = parse(&text, &context) {
            prop_assert!(!words.refusal(&refusal).is_empty());
        }
        let _ = Zone::find(&zone_text);
    }

    #[test]
    fn any_words_of_the_grammar_are_answered(
        chosen in proptest::collection::vec(proptest::sample::select(WORDS), 0..9)
    ) {
        let london = zone("Europe/London");
        let context = Context { now: now(), zone: &london, bounds: &Bounds::CLUB };
        let text = chosen.join(" ");
        let words = Words { texts: &TEXTS, language: Language::English };
        match parse(&text, &context) {
            Ok(understood) => {
                prop_assert!(next(&understood.rule, now()).is_some(), "{}", text);
                let again = parse(&canonical(&understood.rule), &context);
                prop_assert_eq!(again.map(|again| again.rule), Ok(understood.rule), "{}", text);
            }
            Err(refusal) => prop_assert!(!words.refusal(&refusal).is_empty()),
        }
    }
}

/// Words that the grammar knows, and signs between them.
const WORDS: &[&str] = &[
    "every",
    "each",
    "other",
    "day",
    "days",
    "weekday",
    "weekdays",
    "week",
    "month",
    "year",
    "hour",
    "hours",
    "minutes",
    "daily",
    "weekly",
    "monthly",
    "monday",
    "mondays",
    "fri",
    "sa",
    "next",
    "this",
    "last",
    "today",
    "tomorrow",
    "tonight",
    "morning",
    "evening",
    "night",
    "noon",
    "midnight",
    "at",
    "on",
    "in",
    "from",
    "until",
    "for",
    "except",
    "starting",
    "times",
    "twice",
    "once",
    "1",
    "2",
    "3rd",
    "15",
    "31",
    "8am",
    "7",
    "18:30",
    "6.30pm",
    "half",
    "past",
    "quarter",
    "to",
    "a",
    "an",
    "of",
    "the",
    "and",
    "end",
    "feb",
    "29 feb",
    "march",
    "2026",
    "2026-02-01",
    "01/02/2026",
    "02-29",
    ",",
    "-",
    "/",
    "10",
    "0",
    "99999999999",
    "ago",
    "(elapsed)",
    "2026-02-01t08:00:00z",
    "europe/paris",
    "london",
    "time",
    "utc",
    "second",
    "fortnight",
];
