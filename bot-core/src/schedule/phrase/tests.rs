//! The worked cases, and tables of phrases of the same kinds.

use jiff::Timestamp;
use serde_json::Value as Json;

use super::{super::next::next, *};

const DST: &str = include_str!("../../../../tests/data/dst.jsonl");
const PHRASES: &str = include_str!("../../../../tests/data/phrases.jsonl");

fn at(text: &str) -> Timestamp {
    text.parse().expect("an instant")
}

fn read(phrase: &str, zone: &str, now: &str) -> Result<Understood, Refusal> {
    let zone = Zone::named(zone).expect("in tzdata");
    parse(phrase, &Context { now: at(now), zone: &zone, bounds: &Bounds::CLUB })
}

/// The first instant of a phrase, or the kind of its refusal.
fn answer(phrase: &str, zone: &str, now: &str) -> String {
    match read(phrase, zone, now) {
        Ok(understood) => next(&understood.rule, at(now))
            .map_or_else(|| "never".to_owned(), |found| found.at.to_string()),
        Err(refusal) => refusal.kind().to_string(),
    }
}

fn cases(data: &str) -> Vec<Json> {
    data.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

fn field<'j>(case: &'j Json, name: &str) -> &'j str {
    case[name].as_str().unwrap_or_default()
}

#[test]
fn every_rule_text_of_the_clock_change_cases_is_understood() {
    let cases = cases(DST);
    assert_eq!(cases.len(), 30);
    for case in &cases {
        let found = answer(field(case, "rule_text"), field(case, "tz"), field(case, "after"));
        assert_eq!(found, field(case, "expected_next"), "{case}");
    }
}

#[test]
fn every_worked_phrase_is_answered_as_expected() {
    let cases = cases(PHRASES);
    assert_eq!(cases.len(), 45);
    for case in &cases {
        let found = answer(field(case, "rule"), field(case, "tz"), field(case, "after"));
        let expected = match field(case, "expected_error") {
            "" => field(case, "expected_next"),
            "not understood" | "not a time" => "not_understood",
            "no such date" => "no_such_date",
            "in the past" => "in_the_past",
            _ => "ambiguous",
        };
        assert_eq!(found, expected, "{case}");
    }
}

/// Wednesday 14 January 2026, ten in the morning in London.
const NOW: &str = "2026-01-14T10:00:00Z";

fn table(rows: &[(&str, &str)]) {
    let wrong: Vec<String> = rows
        .iter()
        .filter_map(|(phrase, expected)| {
            // Winter in London is UTC; rows leave the seconds out.
            let found = answer(phrase, "Europe/London", NOW).replace(":00Z", "").replace('T', " ");
            (found != *expected).then(|| format!("{phrase:?}: {found}, expected {expected}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn lengths_of_time() {
    table(&[
        ("30 min", "2026-01-14 10:30"),
        ("in 90 minutes", "2026-01-14 11:30"),
        ("in 45 mins", "2026-01-14 10:45"),
        ("in an hour and a half", "2026-01-14 11:30"),
        ("in one and a half hours", "2026-01-14 11:30"),
        ("in 1.5 hours", "2026-01-14 11:30"),
        ("2.5h", "2026-01-14 12:30"),
        ("in a quarter of an hour", "2026-01-14 10:15"),
        ("half an hour", "2026-01-14 10:30"),
        ("in half hour", "2026-01-14 10:30"),
        ("in a couple of hours", "2026-01-14 12:00"),
        ("in twenty five minutes", "2026-01-14 10:25"),
        ("1 hr 15", "not_understood"),
        ("1h15", "not_understood"),
        ("2 hours from now", "2026-01-14 12:00"),
        ("in 2 hours and 5 minutes", "2026-01-14 12:05"),
        ("in a day", "2026-01-15 10:00"),
        ("in a week", "2026-01-21 10:00"),
        ("1w", "2026-01-21 10:00"),
        ("in two weeks' time", "2026-01-28 10:00"),
        ("in a fortnight", "2026-01-28 10:00"),
        ("in a month", "2026-02-14 10:00"),
        ("in 1 day 2 hours", "2026-01-15 12:00"),
        ("in 3 days at 6.30pm", "2026-01-17 18:30"),
        ("in a week at 7am", "2026-01-21 07:00"),
        ("7am in 2 days", "2026-01-16 07:00"),
        ("remind me in 10 minutes", "2026-01-14 10:10"),
        ("IN 20 MINUTES!", "2026-01-14 10:20"),
        ("in 2 hours at 7am", "not_understood"),
        ("20 minutes ago", "in_the_past"),
        ("in 0 minutes", "in_the_past"),
        ("in 99999999999999 years", "no_such_date"),
        ("in 6 years", "no_such_date"),
        ("in a while", "not_understood"),
        ("in some minutes", "not_understood"),
        ("in 1.5 days", "not_understood"),
    ]);
}

#[test]
fn times_of_day() {
    table(&[
        ("6pm", "2026-01-14 18:00"),
        ("6 pm", "2026-01-14 18:00"),
        ("6 p.m.", "2026-01-14 18:00"),
        ("6:15 a.m.", "2026-01-15 06:15"),
        ("6.30pm", "2026-01-14 18:30"),
        ("at 18.30", "2026-01-14 18:30"),
        ("@ 18:30", "2026-01-14 18:30"),
        ("10:00", "2026-01-15 10:00"),
        ("10:01", "2026-01-14 10:01"),
        ("12am", "2026-01-15 00:00"),
        ("12pm", "2026-01-14 12:00"),
        ("midday", "2026-01-14 12:00"),
        ("00:00", "2026-01-15 00:00"),
        ("at 08", "2026-01-15 08:00"),
        ("at 18", "2026-01-14 18:00"),
        ("at 1830", "2026-01-14 18:30"),
        ("half past six pm", "2026-01-14 18:30"),
        ("quarter to 7 in the evening", "2026-01-14 18:45"),
        ("8 in the morning", "2026-01-15 08:00"),
        ("7 in the evening", "2026-01-14 19:00"),
        ("9 at night", "2026-01-14 21:00"),
        ("in the evening", "2026-01-14 18:00"),
        ("in the morning", "2026-01-15 09:00"),
        ("tomorrow morning at 7", "2026-01-15 07:00"),
        ("tomorrow evening at 6:30", "2026-01-15 18:30"),
        ("this afternoon at 3", "2026-01-14 15:00"),
        ("tonight at 11:30", "2026-01-14 23:30"),
        ("tonight at midnight", "2026-01-15 00:00"),
        ("eod", "2026-01-14 17:00"),
        ("tomorrow end of day", "2026-01-15 17:00"),
        ("monday evening", "2026-01-19 18:00"),
        ("7", "ambiguous"),
        ("at 9", "ambiguous"),
        ("12", "ambiguous"),
        ("at 12", "ambiguous"),
        ("seven", "ambiguous"),
        ("half past six", "ambiguous"),
        ("6 o'clock", "ambiguous"),
        ("tomorrow at 6", "ambiguous"),
        ("friday at 7", "ambiguous"),
        ("1 feb at 8", "ambiguous"),
        ("tonight", "ambiguous"),
        ("tomorrow afternoon", "ambiguous"),
        ("tomorrow at midnight", "ambiguous"),
        ("at 17h", "2026-01-14 17:00"),
        ("18:30 hrs", "2026-01-14 18:30"),
        ("1:30 hours", "not_understood"),
        ("2026", "not_understood"),
        ("14", "not_understood"),
        ("24:00", "not_understood"),
        ("8:60", "not_understood"),
        ("13pm", "not_understood"),
        ("0am", "not_understood"),
        ("8:5", "not_understood"),
        ("99", "not_understood"),
        ("9pm 10pm", "not_understood"),
        ("tomorrow morning at 18:30", "not_understood"),
        ("18:30-19:30", "not_understood"),
    ]);
}

#[test]
fn days_and_dates() {
    table(&[
        ("tomorrow at noon", "2026-01-15 12:00"),
        ("tmrw 7am", "2026-01-15 07:00"),
        ("the day after tomorrow at 18:00", "2026-01-16 18:00"),
        ("wednesday 11am", "2026-01-14 11:00"),
        ("wednesday 9am", "2026-01-21 09:00"),
        ("this friday 7pm", "2026-01-16 19:00"),
        ("next friday 7pm", "2026-01-23 19:00"),
        ("friday next week 7pm", "2026-01-23 19:00"),
        ("next wednesday 11am", "2026-01-21 11:00"),
        ("friday week 7pm", "2026-01-23 19:00"),
        ("sun 8:15", "2026-01-18 08:15"),
        ("Thurs. 6pm", "2026-01-15 18:00"),
        ("fri. 6pm", "2026-01-16 18:00"),
        ("friday 16 jan 7pm", "2026-01-16 19:00"),
        ("saturday 16 jan 7pm", "no_such_date"),
        ("on the 15th at 8am", "2026-01-15 08:00"),
        ("on the 1st at 8am", "2026-02-01 08:00"),
        ("3 march 2026 at 7:45", "2026-03-03 07:45"),
        ("march 3rd, 2026 at 7:45am", "2026-03-03 07:45"),
        ("3rd of march 7:45", "2026-03-03 07:45"),
        ("1/2/26 08:00", "2026-02-01 08:00"),
        ("01/02 08:00", "2026-02-01 08:00"),
        ("1.2.2026 08:00", "2026-02-01 08:00"),
        ("01-02-2026 08:00", "2026-02-01 08:00"),
        ("2026/02/01 08:00", "2026-02-01 08:00"),
        ("08:00 on 1 february", "2026-02-01 08:00"),
        ("2026-02-01T08:00:00Z", "2026-02-01 08:00"),
        ("2026-02-01T08:00+01:00", "2026-02-01 07:00"),
        ("1 jan 8am", "2027-01-01 08:00"),
        ("14 jan 9am", "2027-01-14 09:00"),
        ("14 jan 11am", "2026-01-14 11:00"),
        ("1 feb", "ambiguous"),
        ("tomorrow", "ambiguous"),
        ("friday", "ambiguous"),
        ("next week", "ambiguous"),
        ("this monday at 8am", "ambiguous"),
        ("tuesday and thursday 18:30", "ambiguous"),
        ("today at 8am", "in_the_past"),
        ("this morning", "in_the_past"),
        ("last friday at 7pm", "in_the_past"),
        ("yesterday", "in_the_past"),
        ("2025-12-31 08:00", "in_the_past"),
        ("1 jan 2020 8am", "in_the_past"),
        ("31 april 8am", "no_such_date"),
        ("29 feb 2026 8am", "no_such_date"),
        ("29 feb at 8am", "no_such_date"),
        ("29 feb 2028 8am", "2028-02-29 08:00"),
        ("30/02/2026 08:00", "no_such_date"),
        ("02/13/2026 08:00", "no_such_date"),
        ("32 jan 8am", "no_such_date"),
        ("the 32nd at 8am", "no_such_date"),
        ("2026-13-01 08:00", "no_such_date"),
        ("1 feb 2040 8am", "no_such_date"),
        ("tomorrow friday 8am", "no_such_date"),
    ]);
}

#[test]
fn repeating_phrases() {
    table(&[
        ("every day at 8am", "2026-01-15 08:00"),
        ("everyday 18:00", "2026-01-14 18:00"),
        ("each day at noon", "2026-01-14 12:00"),
        ("daily at midnight", "2026-01-15 00:00"),
        ("once a day at 20:00", "2026-01-14 20:00"),
        ("every day at 8", "2026-01-15 08:00"),
        ("weekdays at 7", "2026-01-15 07:00"),
        ("every weekday 7am", "2026-01-15 07:00"),
        ("weekends 9am", "2026-01-17 09:00"),
        ("mon-fri 06:30", "2026-01-15 06:30"),
        ("monday to friday at 6:30", "2026-01-15 06:30"),
        ("from monday to friday at 6:30", "2026-01-15 06:30"),
        ("every day from monday to friday at 6:30", "2026-01-15 06:30"),
        ("every monday and thursday 18:30", "2026-01-15 18:30"),
        ("every mon, wed & fri 6.30pm", "2026-01-14 18:30"),
        ("mon wed fri every week at 6.30pm", "2026-01-14 18:30"),
        ("mondays and thursdays at 18:30", "2026-01-15 18:30"),
        ("on tuesdays 7pm", "2026-01-20 19:00"),
        ("every tue/thu 19:00", "2026-01-15 19:00"),
        ("each monday at 7", "2026-01-19 07:00"),
        ("monday evenings at 7", "2026-01-19 19:00"),
        ("every evening at 8", "2026-01-14 20:00"),
        ("every morning", "2026-01-15 09:00"),
        ("weekly on sunday at 10:30", "2026-01-18 10:30"),
        ("once a week on friday at 17:00", "2026-01-16 17:00"),
        ("every other day at 8", "2026-01-15 08:00"),
        ("every second day at 8am", "2026-01-15 08:00"),
        ("every 3rd day at 8am", "2026-01-15 08:00"),
        ("alternate days at 20:00", "2026-01-14 20:00"),
        ("every three days at 20:00", "2026-01-14 20:00"),
        ("every 3 days at 07:00 from 2024-03-01", "2026-01-17 07:00"),
        ("every other monday at 18:30", "2026-01-19 18:30"),
        ("fortnightly on tuesday at 18:30", "2026-01-20 18:30"),
        ("every 2 weeks on monday at 18:30", "2026-01-19 18:30"),
        ("monthly on day 31 at 09:00", "2026-01-31 09:00"),
        ("on the 1st of every month at 8", "2026-02-01 08:00"),
        ("every month on the 15th at 8am", "2026-01-15 08:00"),
        ("every 15th at 8am", "2026-01-15 08:00"),
        ("first of every month 9:30", "2026-02-01 09:30"),
        ("yearly on 02-29 at 08:00", "2028-02-29 08:00"),
        ("every year on 29 feb at 08:00", "2028-02-29 08:00"),
        ("every 1 march at 8am", "2026-03-01 08:00"),
        ("annually on march 1st at 8am", "2026-03-01 08:00"),
        ("every hour", "2026-01-14 11:00"),
        ("hourly", "2026-01-14 11:00"),
        ("every 4 hours", "2026-01-14 14:00"),
        ("every 90 minutes", "2026-01-14 11:30"),
        ("every half hour", "2026-01-14 10:30"),
        ("every hour and a half", "2026-01-14 11:30"),
        ("every 1h30m", "2026-01-14 11:30"),
        ("every 2 hours from 9am", "2026-01-14 11:00"),
        ("every 90 minutes (elapsed) from 2026-01-14T09:00:00Z", "2026-01-14 10:30"),
        ("every 4 hours from tomorrow at 8am", "2026-01-15 08:00"),
        ("once at 2026-03-10T02:30", "2026-03-10 02:30"),
        ("every monday", "ambiguous"),
        ("every day", "ambiguous"),
        ("every day at 3", "ambiguous"),
        ("every day at 12", "ambiguous"),
        ("every week at 9am", "ambiguous"),
        ("every month at 9am", "ambiguous"),
        ("monthly", "ambiguous"),
        ("every year at 9am", "ambiguous"),
        ("monthly on 31 at 09:00", "2026-01-31 09:00"),
        ("every 3 days (anchor 2024-03-01) at 07:00", "2026-01-17 07:00"),
        ("every fortnight on monday 8am", "2026-01-19 08:00"),
        ("every working day at 8am", "2026-01-15 08:00"),
        ("nightly at 10", "2026-01-14 22:00"),
        ("biweekly on friday at 5pm", "not_understood"),
        ("daily 07:00 and 19:00", "not_understood"),
        ("every last friday of the month at 6pm", "not_understood"),
        ("twice a day", "not_understood"),
        ("3 times a week", "not_understood"),
        ("every second monday at 9am", "not_understood"),
        ("first monday of the month at 9am", "not_understood"),
        ("on the last day of the month at 9am", "not_understood"),
        ("every 2 months on the 1st at 9am", "not_understood"),
        ("every other mon and thu at 9am", "not_understood"),
        ("every 5 minutes", "too_often"),
        ("every minute", "too_often"),
        ("every 9m", "too_often"),
        ("every second", "too_often"),
        ("every 0 hours", "too_often"),
        ("every 0 days at 8am", "too_often"),
        ("every 10 minutes", "2026-01-14 10:10"),
        ("monthly on day 32 at 9:00", "no_such_date"),
        ("yearly on 30 feb at 9:00", "no_such_date"),
    ]);
}

#[test]
fn limits_of_repeating_phrases() {
    let dates = |phrase: &str| -> Vec<String> {
        let understood = read(phrase, "Europe/London", NOW);
        let understood = understood.unwrap_or_else(|refusal| panic!("{phrase}: {refusal:?}"));
        let found = understood.rule.after(at(NOW)).map(|found| found.planned.to_string());
        found.take(50).map(|text| text[5..10].to_owned()).collect()
    };
    let last = |phrase: &str| dates(phrase).last().cloned().unwrap_or_default();
    assert_eq!(dates("every day at 8am, 3 times"), ["01-15", "01-16", "01-17"]);
    assert_eq!(dates("every day at 8am for 3 days"), ["01-15", "01-16", "01-17"]);
    assert_eq!(dates("every monday at 8am for 2 weeks"), ["01-19", "01-26"]);
    assert_eq!(dates("daily at 8am until 17 jan"), ["01-15", "01-16", "01-17"]);
    assert_eq!(dates("daily at 8am until friday"), ["01-15", "01-16"]);
    assert_eq!(dates("mondays at 8am from 2 feb to 9 feb"), ["02-02", "02-09"]);
    assert_eq!(dates("every day but sunday at 8am until 19 jan").len(), 4);
    assert_eq!(dates("every day at 8am except 16 jan until 18 jan"), ["01-15", "01-17", "01-18"]);
    assert_eq!(
        dates("every day until 20 jan at 8am except 16 jan, 17 jan and sunday"),
        ["01-15", "01-19", "01-20"]
    );
    assert_eq!(dates("weekdays at 8am except friday, twice"), ["01-15", "01-19"]);
    assert_eq!(dates("every 3 days at 8am starting monday, 3 times"), ["01-19", "01-22", "01-25"]);
    assert_eq!(dates("daily 8am starting 1 feb for a week").len(), 7);
    assert_eq!(dates("daily 8am starting 1 feb for a week")[0], "02-01");
    assert_eq!(dates("every 2 hours, 5 times").len(), 5);
    assert_eq!(dates("weekly on mondays at 7pm x4"), ["01-19", "01-26", "02-02", "02-09"]);
    assert_eq!(last("mondays at 7pm until end of march").as_str(), "03-30");
    table(&[
        ("daily at 8am until 1 jan 2026", "in_the_past"),
        ("daily at 8am starting 1 march 2026 until 1 feb 2026", "no_such_date"),
        ("daily at 8am until 1 jan 2040", "no_such_date"),
        ("daily at 8am 5000 times", "not_understood"),
        ("daily at 8am until 1 feb for 3 weeks", "not_understood"),
        ("daily at 8am until whenever", "not_understood"),
        ("tomorrow at 8am until friday", "ambiguous"),
    ]);
}

#[test]
fn a_zone_in_the_phrase_goes_before_the_persons_own() {
    let zone = |phrase: &str| match read(phrase, "Europe/London", NOW) {
        Ok(understood) => understood.rule.zone.name().to_owned(),
        Err(refusal) => refusal.kind().to_string(),
    };
    let cases = [
        ("every monday at 18:30, Europe/Paris", "Europe/Paris"),
        ("every monday at 18:30 America/New_York", "America/New_York"),
        ("every monday at 18:30, new york", "America/New_York"),
        ("every monday at 18:30 new york time", "America/New_York"),
        ("tomorrow 9am in tokyo", "Asia/Tokyo"),
        ("tomorrow at 9am utc", "UTC"),
        ("every tue/thu at 18:30", "Europe/London"),
        ("tomorrow at 9am EST", "invalid_zone"),
        ("tomorrow at 9am UTC+2", "invalid_zone"),
        ("tomorrow at 9am Europe/Lodnon", "invalid_zone"),
    ];
    for (phrase, expected) in cases {
        assert_eq!(zone(phrase), expected, "{phrase}");
    }
    assert_eq!(
        answer("tomorrow 9am, tokyo", "Europe/London", "2026-01-14T20:00:00Z"),
        "2026-01-16T00:00:00Z",
        "in Tokyo it is tomorrow already"
    );
}

#[test]
fn what_is_no_phrase_is_refused() {
    let long = "every monday ".repeat(1_000);
    let phrases = [
        "",
        "   ",
        "hello",
        "soon",
        "later",
        "when it stops hurting",
        "asap",
        "now",
        "tomorrow at 6am; DROP TABLE schedules",
        "'; --",
        "<b>9am</b>",
        "{{7*7}}",
        "../../etc/passwd",
        "$(reboot) at 9am",
        "every",
        "at",
        "every blue moon at 9am",
        "in",
        "until friday",
        "🕗",
        "٩:٣٠",
        "9am\u{0}",
        "tomorrow at 6am tomorrow",
        "every day every week at 9am",
        "-5 minutes",
        "in -5 minutes",
        "NaN",
        "1e9 hours",
        "0x10:00",
        "mañana a las 8",
        "demain 8h",
        "heute 18 uhr",
        &long,
        &"9".repeat(10_000),
        &"in 1 hour ".repeat(30),
    ];
    for phrase in phrases {
        let refusal = read(phrase, "Europe/London", NOW).expect_err(phrase);
        assert!(
            matches!(refusal.kind(), RefusalKind::NotUnderstood | RefusalKind::Ambiguous),
            "{phrase}: {refusal:?}"
        );
    }
}

#[test]
fn a_typo_is_answered_with_the_phrase_that_may_be_meant() {
    for (phrase, expected) in [
        ("tomorow at 6am", "tomorrow at 6am"),
        ("every wensday at 7pm", "every wednesday at 7pm"),
        ("evrey day at 7pm", "every day at 7pm"),
        ("1 febuary 8am", "1 february 8am"),
    ] {
        let refusal = read(phrase, "Europe/London", NOW).expect_err(phrase);
        let Refusal::NotUnderstood(Misunderstanding::Word { meant, .. }) = refusal else {
            panic!("{phrase}: {refusal:?}")
        };
        assert_eq!(meant.as_deref(), Some(expected));
    }
}

#[test]
fn an_hour_taken_for_the_morning_is_said() {
    let assumed = |phrase| read(phrase, "Europe/London", NOW).expect(phrase).assumption;
    assert_eq!(assumed("weekdays at 7"), Some(Assumption::MorningHour { hour: 7 }));
    assert_eq!(assumed("weekdays at 7am"), None);
    assert_eq!(assumed("weekdays at 19"), None);
}

#[test]
fn a_length_of_time_that_ends_in_a_repeated_hour_is_kept_exactly() {
    // 01:30 comes twice in London on 25 October 2026.
    let now = "2026-10-25T00:30:00Z";
    assert_eq!(answer("in 1 hour", "Europe/London", now), "2026-10-25T01:30:00Z");
    assert_eq!(answer("in 60 minutes", "Europe/London", "2026-10-24T23:30:00Z"), now);
}
