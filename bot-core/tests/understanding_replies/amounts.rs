//! Numbers: how bad, how long, how old, how many days of rest.

use bot_core::{
    facts::{Amount, Fact, Value},
    understanding::{Action, Asked, understand},
};

use crate::{check, facts, now};

#[test]
fn severity_is_the_worst_number_named() {
    check(
        "severity",
        &[
            ("7", "7"),
            ("7/10", "7"),
            ("7 / 10", "7"),
            ("7 out of 10", "7"),
            ("seven", "7"),
            ("a 7", "7"),
            ("about a 6", "6"),
            ("5ish", "5"),
            ("like 5", "5"),
            ("4-5", "5"),
            ("4 to 6", "6"),
            ("between 4 and 6", "6"),
            ("3.5", "4"),
            ("6.5/10", "7"),
            ("solid 8", "8"),
            ("10", "10"),
            ("10/10", "10"),
            ("ten", "10"),
            ("0", "0"),
            ("none", "0"),
            ("no pain", "0"),
            ("nothing", "0"),
            ("7️⃣", "7"),
            ("８", "8"),
            ("🔟", "10"),
            ("6-7/10", "7"),
            ("3 at rest 7 when running", "7"),
            ("8 on a bad day, 4 normally", "8"),
            ("sieben", "7"),
            ("fünf", "5"),
            ("cinco", "5"),
            ("ocho", "8"),
            ("huit", "8"),
            ("sept", "7"),
            ("sete", "7"),
            ("oito", "8"),
            ("acht von zehn", "8"),
            ("sept sur dix", "7"),
            ("7 de 10", "7"),
            ("five and a half", "6"),
            ("70%", "7"),
            ("mild", "3"),
            ("moderate", "5"),
            ("severe", "8"),
            ("excruciating", "10"),
            ("agony", "9"),
            ("worst ever", "10"),
            ("bit sore", "3"),
            ("slight niggle", "2"),
            ("11", "unclear"),
            ("11/10", "unclear"),
            ("-3", "unclear"),
            ("1000", "unclear"),
            ("dunno", "null"),
            ("purple", "unclear"),
            ("7 after 5k", "7"),
            ("6 after about 20 minutes", "6"),
            ("was an 8 now a 3", "3"),
            ("pain is 4", "4"),
            ("four", "4"),
            ("1", "1"),
            ("one", "1"),
            ("6 I guess", "6"),
            ("not too bad", "3"),
            ("pretty bad", "7"),
            ("really bad", "8"),
            ("3/5", "6"),
            ("٧", "7"),
        ],
    );
}

#[test]
fn what_the_foot_looks_like_is_no_measure_of_the_pain() {
    check(
        "severity",
        &[("my calves ache", "unclear"), ("aches, about a 6", "6"), ("it aches", "5")],
    );
    for (text, told) in
        [("my arches ache", "aching_arches"), ("my foot has gone white and cold", "pale_cold_foot")]
    {
        let read = understand(text, &[Asked::Fact(Fact::Severity)], &now());
        let heard = facts(&read);
        assert_eq!(heard, serde_json::json!({ told: true }), "{text}");
    }
}

#[test]
fn an_age_told_beside_the_answer_is_heard_and_is_no_part_of_it() {
    check(
        "severity",
        &[("6, I'm 15 by the way", r#"{"severity": 6, "age": 15}"#), ("I'm at a 7", "7")],
    );
    check("duration_days", &[("3 weeks, and I'm 15 btw", r#"{"duration_days": 21, "age": 15}"#)]);
    check("site", &[("under the heel. I'm 15", r#"{"site": "under_heel", "age": 15}"#)]);
}

#[test]
fn durations_are_counted_in_days_back() {
    check(
        "duration_days",
        &[
            ("2 weeks", "14"),
            ("bout 3 wks", "21"),
            ("3wks", "21"),
            ("two weeks", "14"),
            ("a fortnight", "14"),
            ("couple of days", "2"),
            ("a few days", "3"),
            ("few weeks", "21"),
            ("a month", "30"),
            ("1 month", "30"),
            ("3 months", "91"),
            ("half a year", "182"),
            ("a year", "365"),
            ("2 years", "730"),
            ("6 mo", "182"),
            ("5 days", "5"),
            ("5d", "5"),
            ("3w", "21"),
            ("yesterday", "1"),
            ("since last night", "1"),
            ("today", "0"),
            ("this morning", "0"),
            ("just started today", "0"),
            ("48 hours", "2"),
            ("72h", "3"),
            ("12 hours", "0"),
            ("since tuesday", "2"),
            ("since Saturday", "5"),
            ("since last sunday", "4"),
            ("last friday", "6"),
            ("since the weekend", "5"),
            ("last week", "7"),
            ("a week or so", "7"),
            ("a week and a half", "11"),
            ("week and a half", "11"),
            ("1.5 weeks", "10"),
            ("2.5 weeks", "17"),
            ("2-3 weeks", "21"),
            ("two or three weeks", "21"),
            ("10-14 days", "14"),
            ("3 weeks ago", "21"),
            ("started 4 days ago", "4"),
            ("over a month", "30"),
            ("since january", "162"),
            ("since 1 june", "11"),
            ("since june 1st", "11"),
            ("since the 1st", "11"),
            ("since christmas", "169"),
            ("since new year", "162"),
            ("since may", "42"),
            ("hace dos semanas", "14"),
            ("desde ayer", "1"),
            ("seit drei Wochen", "21"),
            ("seit gestern", "1"),
            ("seit einem Monat", "30"),
            ("seit Montag", "3"),
            ("depuis hier", "1"),
            ("depuis 3 mois", "91"),
            ("il y a dix jours", "10"),
            ("há duas semanas", "14"),
            ("desde segunda", "3"),
            ("uma semana", "7"),
            ("um mês", "30"),
            ("ein paar Tage", "3"),
            ("unos días", "3"),
            ("quelques jours", "3"),
            ("exactly two weeks today", "14"),
            ("about ten days", "10"),
            ("on and off for 6 weeks", "42"),
            ("since my marathon", "unclear"),
            ("ages", "unclear"),
            ("forever", "unclear"),
            ("a while", "unclear"),
            ("too long", "unclear"),
            ("since I started running", "unclear"),
            ("idk", "null"),
            ("no idea", "null"),
            ("4 months give or take", "122"),
            ("six weeks", "42"),
            ("twelve days", "12"),
            ("3 days now", "3"),
            ("nearly 3 weeks", "21"),
            ("since 2025-06-01", "11"),
            ("since 01/06", "11"),
            ("anderthalb Wochen", "11"),
        ],
    );
}

#[test]
fn rest_days_are_counted_from_either_side() {
    check(
        "rest_days_per_week",
        &[
            ("2", "2"),
            ("two", "2"),
            ("none", "0"),
            ("zero", "0"),
            ("0", "0"),
            ("no rest days", "0"),
            ("I run every day", "0"),
            ("every day", "0"),
            ("run streak", "0"),
            ("one", "1"),
            ("just Sundays", "1"),
            ("2 days off", "2"),
            ("2 or 3", "3"),
            ("1-2", "2"),
            ("I run 6 days a week", "1"),
            ("run 4x", "3"),
            ("I run three times a week", "4"),
            ("every other day", "3"),
            ("6 on 1 off", "1"),
            ("weekends", "2"),
            ("I run mon wed fri", "4"),
            ("rest mon and fri", "2"),
            ("8", "unclear"),
            ("lots", "unclear"),
            ("dunno", "null"),
            ("zwei", "2"),
            ("dos", "2"),
            ("deux", "2"),
            ("dois", "2"),
            ("3 days", "3"),
            ("three rest days", "3"),
            ("keine", "0"),
            ("rest? what's that", "0"),
            ("only run at weekends", "5"),
            ("ninguno", "0"),
        ],
    );
    check(
        "weekly_mileage_change",
        &[
            ("same", "0"),
            ("no change", "0"),
            ("none", "0"),
            ("0", "0"),
            ("doubled", "100"),
            ("halved", "-50"),
            ("cut it by a third", "-33"),
            ("down a quarter", "-25"),
            ("up by a third", "33"),
            ("a quarter more", "25"),
            ("10%", "10"),
            ("up 10%", "10"),
            ("+10%", "10"),
            ("down 20%", "-20"),
            ("20% less", "-20"),
            ("30 to 45k", "50"),
            ("from 20 to 30 miles", "50"),
            ("20k -> 25k", "25"),
            ("went from 40km to 50km", "25"),
            ("tripled", "200"),
            ("about the same", "0"),
            ("hasn't changed", "0"),
            ("a bit more", "unclear"),
            ("loads", "unclear"),
            ("+10k on 40k", "25"),
            ("increased by 50%", "50"),
            ("stopped running", "-100"),
            ("50% more", "50"),
            ("verdoppelt", "100"),
            ("igual", "0"),
            ("el doble", "100"),
            ("not sure", "null"),
            ("was 20 now 30", "50"),
            ("half", "-50"),
            ("usual", "0"),
        ],
    );
}

#[test]
fn ages_are_years() {
    check(
        "age",
        &[
            ("34", "34"),
            ("34 years old", "34"),
            ("I'm 34", "34"),
            ("im 34", "34"),
            ("thirty four", "34"),
            ("34yo", "34"),
            ("34 f", "34"),
            ("M 45", "45"),
            ("early 40s", "42"),
            ("mid 40s", "45"),
            ("late 50s", "58"),
            ("late twenties", "28"),
            ("mid thirties", "35"),
            ("in my fifties", "55"),
            ("nearly 40", "39"),
            ("40 next month", "39"),
            ("turning 30", "29"),
            ("born in 1990", "35"),
            ("1990", "35"),
            ("sixty", "60"),
            ("67 years young", "67"),
            ("17 and a half", "17"),
            ("150", "unclear"),
            ("-5", "unclear"),
            ("old", "unclear"),
            ("treinta y cuatro", "34"),
            ("vierunddreißig", "34"),
            ("trente-quatre ans", "34"),
            ("tengo 34 años", "34"),
            ("ich bin 34", "34"),
            ("trinta e quatro", "34"),
            ("twenty-one", "21"),
            ("6 weeks", "unclear"),
            ("5k", "unclear"),
            ("over 18", "unclear"),
            ("the big 5-0", "50"),
            ("thirty-something", "35"),
            ("15", "15"),
            ("just turned 50", "50"),
        ],
    );
}

#[test]
fn an_age_without_an_upper_end_is_a_range() {
    for (text, low) in [("over 65", 65), ("65 or over", 65), ("70+", 70), ("i'm over 80", 80)] {
        let read = understand(text, &[Asked::Fact(Fact::Age)], &now());
        let age = read.heard(Fact::Age).flatten();
        assert_eq!(age, Some(Value::Amount(Amount::between(low, 120))), "{text}");
    }
}

#[test]
fn how_long_a_pause_is_to_be_is_no_duration_of_the_pain() {
    let read = understand("pause for a week", &[], &now());
    assert_eq!((read.action, read.facts.len()), (Some(Action::Pause), 0));
}
