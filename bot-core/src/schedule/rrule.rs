//! A rule as lines of an iCalendar (RFC 5545): DTSTART where it has a first
//! date, RRULE, EXDATE.
//!
//! A rule without a first date gives no DTSTART; the time of day is in the
//! RRULE either way. Where RFC 5545 drops a local time that a clock change
//! leaves out, we move it forward: on such a day a calendar that follows the
//! letter shows nothing.

use jiff::{
    Timestamp,
    civil::{Date, DateTime, Time},
};

use super::{
    next::{first_date, on_the_wall},
    rule::{Cadence, Rule},
};

/// The lines, joined by "\n"; `None` where RFC 5545 cannot say the rule: a
/// single firing does not recur, and the exceptions of a rule by elapsed time
/// are dates, not instants.
pub fn rrule(rule: &Rule) -> Option<String> {
    let mut start = None;
    let pattern = match &rule.cadence {
        Cadence::Once { .. } | Cadence::Instant { .. } => return None,
        Cadence::EveryHours { anchor, .. } | Cadence::EveryMinutes { anchor, .. } => {
            if !rule.skip.is_empty() || rule.start.is_some() {
                return None;
            }
            start = Some(format!("DTSTART:{}", utc(*anchor)));
            match &rule.cadence {
                Cadence::EveryHours { n, .. } => format!("FREQ=HOURLY;INTERVAL={n}"),
                Cadence::EveryMinutes { n, .. } => format!("FREQ=MINUTELY;INTERVAL={n}"),
                _ => return None,
            }
        }
        Cadence::Daily { at } => format!("FREQ=DAILY;{}", by_time(*at)),
        Cadence::Weekly { days, at } => {
            format!("FREQ=WEEKLY;BYDAY={};{}", days.names().join(","), by_time(*at))
        }
        Cadence::EveryDays { n, at, .. } => format!("FREQ=DAILY;INTERVAL={n};{}", by_time(*at)),
        Cadence::Monthly { day, at } => format!("FREQ=MONTHLY;BYMONTHDAY={day};{}", by_time(*at)),
        Cadence::Yearly { month, day, at } => {
            format!("FREQ=YEARLY;BYMONTH={month};BYMONTHDAY={day};{}", by_time(*at))
        }
    };
    let mut pattern = format!("RRULE:{pattern}");
    // RFC 5545 has one or the other: what ends first ends the rule.
    match (rule.end, rule.count) {
        (None, None) => {}
        (None, Some(count)) => pattern.push_str(&format!(";COUNT={count}")),
        (Some(end), None) => pattern.push_str(&format!(";UNTIL={}", until(rule, end)?)),
        (Some(end), Some(_)) => {
            let last = rule.after(Timestamp::MIN).last();
            let end = last.map_or(end, |last| last.planned.date().min(end));
            pattern.push_str(&format!(";UNTIL={}", until(rule, end)?));
        }
    }
    let wall = time_of(rule);
    if let (Some(at), Some(origin)) = (wall, rule.origin()) {
        // DTSTART has to be a date of the rule itself.
        let first = first_date(&rule.cadence, origin)?;
        start = Some(format!("DTSTART;TZID={}:{}", rule.zone, local(first.to_datetime(at))));
    }
    let mut lines: Vec<String> = start.into_iter().chain([pattern]).collect();
    if let Some(at) = wall
        && !rule.skip.is_empty()
    {
        let dates: Vec<String> = rule.skip.iter().map(|date| local(date.to_datetime(at))).collect();
        lines.push(format!("EXDATE;TZID={}:{}", rule.zone, dates.join(",")));
    }
    Some(lines.join("\n"))
}

fn time_of(rule: &Rule) -> Option<Time> {
    match rule.cadence {
        Cadence::Daily { at }
        | Cadence::Weekly { at, .. }
        | Cadence::EveryDays { at, .. }
        | Cadence::Monthly { at, .. }
        | Cadence::Yearly { at, .. } => Some(at),
        _ => None,
    }
}

fn by_time(at: Time) -> String {
    format!("BYHOUR={};BYMINUTE={};BYSECOND={}", at.hour(), at.minute(), at.second())
}

/// The last instant of a date, for UNTIL, which is in UTC beside a TZID.
fn until(rule: &Rule, end: Date) -> Option<String> {
    let last = on_the_wall(&rule.zone, end.at(23, 59, 59, 0))?;
    Some(utc(last.at))
}

fn utc(at: Timestamp) -> String {
    at.strftime("%Y%m%dT%H%M%SZ").to_string()
}

fn local(at: DateTime) -> String {
    at.strftime("%Y%m%dT%H%M%S").to_string()
}

#[cfg(test)]
mod tests {
    use super::{super::*, *};

    #[test]
    fn a_rule_is_said_in_the_lines_of_rfc_5545() {
        let cases = [
            ("every day at 8:05", Some("RRULE:FREQ=DAILY;BYHOUR=8;BYMINUTE=5;BYSECOND=0")),
            (
                "every mon and thu at 18:30",
                Some("RRULE:FREQ=WEEKLY;BYDAY=MO,TH;BYHOUR=18;BYMINUTE=30;BYSECOND=0"),
            ),
            (
                "every 3 days at 07:00 from 2026-03-01",
                Some(
                    "DTSTART;TZID=Europe/London:20260301T070000\n\
                     RRULE:FREQ=DAILY;INTERVAL=3;BYHOUR=7;BYMINUTE=0;BYSECOND=0",
                ),
            ),
            (
                "monthly on day 31 at 09:00",
                Some("RRULE:FREQ=MONTHLY;BYMONTHDAY=31;BYHOUR=9;BYMINUTE=0;BYSECOND=0"),
            ),
            (
                "yearly on 02-29 at 08:00",
                Some("RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29;BYHOUR=8;BYMINUTE=0;BYSECOND=0"),
            ),
            (
                "every 4 hours from 2026-01-05T12:00:00Z",
                Some("DTSTART:20260105T120000Z\nRRULE:FREQ=HOURLY;INTERVAL=4"),
            ),
            (
                // The last second of 1 July is an hour earlier in UTC.
                "mondays at 9:00 starting 15 jan 2026 until 1 july 2026 except 26 jan 2026",
                Some(
                    "DTSTART;TZID=Europe/London:20260119T090000\n\
                     RRULE:FREQ=WEEKLY;BYDAY=MO;BYHOUR=9;BYMINUTE=0;BYSECOND=0;UNTIL=20260701T225959Z\n\
                     EXDATE;TZID=Europe/London:20260126T090000",
                ),
            ),
            (
                "every day at 8am, 10 times",
                Some(
                    "DTSTART;TZID=Europe/London:20260115T080000\n\
                     RRULE:FREQ=DAILY;BYHOUR=8;BYMINUTE=0;BYSECOND=0;COUNT=10",
                ),
            ),
            ("tomorrow at 8am", None),
            ("every 4 hours except 16 jan", None),
        ];
        let zone = Zone::named("Europe/London").expect("in tzdata");
        let now = "2026-01-14T10:00:00Z".parse().expect("an instant");
        for (phrase, expected) in cases {
            let context = Context { now, zone: &zone, bounds: &Bounds::CLUB };
            let rule = parse(phrase, &context).expect(phrase).rule;
            assert_eq!(rrule(&rule).as_deref(), expected, "{phrase}");
        }
    }
}
