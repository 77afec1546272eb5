//! What is written reads back, and what somebody made up changes nothing.

use jiff::civil::time;
use proptest::{collection::vec, option, prelude::*};
use serde_json::{Value, json};

use super::*;
use crate::{
    club::Sessions,
    event::Platform,
    reminder::Listed,
    schedule::{Bounds, Kind, Pause, Quiet, Rule, Zone, properties::any_rule},
};

fn now() -> Timestamp {
    "2026-01-14T10:00:00Z".parse().expect("an instant")
}

fn place(channel: u32) -> Place {
    Place {
        platform: Platform::Discord,
        space: Some(PlatformId::new("100")),
        channel: PlatformId::new(channel.to_string()),
        thread: None,
    }
}

fn roles() -> impl Strategy<Value = Option<PlatformId>> {
    option::of((200..300_u32).prop_map(|role| PlatformId::new(role.to_string())))
}

fn zones() -> impl Strategy<Value = Zone> {
    prop::sample::select(vec!["Europe/Berlin", "America/New_York", "UTC", "Asia/Kolkata"])
        .prop_map(|name| Zone::named(name).expect("in tzdata"))
}

prop_compose! {
    fn words()(
        text in option::of("\\PC{1,80}|[@<&>*_`\u{202e}\u{5d0}-\u{5ea}\n\"\\\\ a-z]{1,200}"),
        about in prop::sample::select(About::OF_CLUBS.to_vec()),
        mention in roles(),
    ) -> Words {
        let text = text.filter(|text| !text.trim().is_empty());
        let about = text.is_none().then_some(about);
        Words { text, about, mention, language: None }
    }
}

prop_compose! {
    fn outlines()(
        rule in any_rule(),
        words in words(),
        channel in 1..9_u32,
        paused in option::of(1..3_000_000_i64),
    ) -> Outline {
        let until = |seconds| Timestamp::from_second(1_770_000_000 + seconds).ok();
        let pause = |seconds| Pause { of: PauseOf::Schedule, from: now(), until: until(seconds) };
        let pauses = paused.map(pause).into_iter().collect();
        let holds = KeptHolds { pauses, ..KeptHolds::default() };
        Outline { timing: Timing::Rule(rule), words, place: place(channel), holds }
    }
}

prop_compose! {
    fn clubs()(
        outlines in vec(outlines(), 0..12),
        zone in option::of(zones()),
        quiet in option::of((0..24_i8, 0..59_i8, zones())),
        channel in option::of(1..9_u32),
        mention in roles(),
        managers in roles(),
        sessions in prop::sample::select(Sessions::ALL),
    ) -> Club {
        let quiet = quiet.and_then(|(hour, minute, zone)| {
            Quiet::new(time(hour, minute, 0, 0), time(hour, minute + 1, 0, 0), zone)
        });
        let settings = Settings {
            name: Some("Striders".into()),
            zone,
            language: Some("en".into()),
            place: channel.map(place),
            mention,
            managers,
            sessions,
        };
        let mut club = Club { settings, ..Club::default() };
        club.holds.quiet = quiet;
        for outline in outlines {
            make(&mut club, outline);
        }
        club
    }
}

/// As a step makes it.
fn make(club: &mut Club, outline: Outline) {
    if is_over(&outline.timing, now()) {
        return;
    }
    let number = i64::try_from(club.schedules.len()).expect("few") + 1;
    let listed = Listed {
        id: ScheduleId::from_number(number),
        kind: Kind::Club,
        timing: outline.timing,
        words: outline.words,
        state: ScheduleState::Active,
        holds: outline.holds,
        next: None,
        revision: 1,
        created: now(),
        history: Vec::new(),
    };
    club.schedules.push(Kept { listed, place: outline.place });
}

fn export(club: &Club) -> String {
    Portable::of(&club.settings, &club.holds, &club.schedules).write()
}

/// What a step does with a plan.
fn import(club: &mut Club, file: &str) {
    let plan = Portable::read(file.as_bytes(), &place(1), now()).expect("a file").plan(club, now());
    if let Some((settings, holds)) = plan.settings {
        (club.settings, club.holds) = (settings, holds);
    }
    club.schedules.retain(|kept| !plan.removes.contains(&kept.listed.id));
    for outline in plan.adds {
        make(club, outline);
    }
}

/// The reminders of a file in an order of their own.
fn sorted(file: &str) -> Value {
    let mut value: Value = serde_json::from_str(file).expect("JSON");
    let reminders = value["reminders"].as_array_mut().expect("a list");
    reminders.sort_by_key(Value::to_string);
    value
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_written_makes_the_same_club_elsewhere(club in clubs()) {
        let file = export(&club);
        let mut other = Club::default();
        import(&mut other, &file);
        prop_assert_eq!(export(&other), file.clone());
        // Once more, nothing is left to be done.
        let read = Portable::read(file.as_bytes(), &place(1), now()).expect("a file");
        prop_assert!(read.plan(&other, now()).is_empty());
    }

    #[test]
    fn a_club_becomes_what_the_file_says_whatever_it_had(had in clubs(), club in clubs()) {
        let mut other = had;
        import(&mut other, &export(&club));
        prop_assert_eq!(sorted(&export(&other)), sorted(&export(&club)));
    }

    #[test]
    fn a_file_with_a_letter_changed_is_refused_or_still_a_club(
        club in clubs(), at: prop::sample::Index, letter in any::<char>(),
    ) {
        let file = export(&club);
        let mut letters: Vec<char> = file.chars().collect();
        let at = at.index(letters.len());
        letters[at] = letter;
        let changed: String = letters.into_iter().collect();
        if let Ok(read) = Portable::read(changed.as_bytes(), &place(1), now()) {
            for reminder in &read.reminders {
                prop_assert_eq!(judge(reminder, &place(1), now()), Ok(()));
            }
            let mut other = Club::default();
            import(&mut other, &changed);
            let again = export(&other);
            prop_assert!(Portable::read(again.as_bytes(), &place(1), now()).is_ok());
        }
    }

    #[test]
    fn noise_is_refused(noise in vec(any::<u8>(), 0..400)) {
        let refused = matches!(
            Portable::read(&noise, &place(1), now()),
            Err(Damaged::Unreadable { .. })
        );
        prop_assert!(refused);
    }
}

/// A file with one reminder.
fn file() -> Value {
    let mut club = Club::default();
    let rule = Rule::new(
        crate::schedule::Cadence::Daily { at: time(9, 0, 0, 0) },
        Zone::named("Europe/Berlin").expect("in tzdata"),
    );
    let words = Words { text: Some("Rest".into()), ..Words::default() };
    let (timing, holds) = (Timing::Rule(rule), KeptHolds::default());
    make(&mut club, Outline { timing, words, place: place(1), holds });
    serde_json::from_str(&export(&club)).expect("JSON")
}

fn read(file: &Value) -> Result<Portable, Damaged> {
    Portable::read(file.to_string().as_bytes(), &place(1), now())
}

#[test]
fn what_is_wrong_is_told_with_its_place() {
    assert!(read(&file()).is_ok());
    let rule = |rule: Value| json!({ "rule": rule });
    let everyone = "100";
    for (pointer, value, flaw) in [
        ("/words/text", json!("  "), Flaw::Text),
        ("/words/text", json!("x".repeat(1501)), Flaw::Text),
        ("/words/text", json!(null), Flaw::Text),
        ("/words/language", json!("de"), Flaw::Text),
        ("/words/mention", json!(everyone), Flaw::Role),
        ("/words/mention", json!("@everyone"), Flaw::Role),
        ("/words/mention", json!("5> @here <@&5"), Flaw::Role),
        ("/place/space", json!("101"), Flaw::Place),
        ("/place/platform", json!("telegram"), Flaw::Place),
        ("/when", json!("every day at 10:00"), Flaw::When),
        (
            "/timing",
            rule(json!({"kind": "every_minutes", "n": 9, "anchor": "2026-01-14T10:00:00Z",
                "zone": "UTC"})),
            Flaw::Time,
        ),
        (
            "/timing",
            rule(json!({"kind": "monthly", "day": 32, "at": "09:00", "zone": "UTC"})),
            Flaw::Time,
        ),
        (
            "/timing",
            rule(json!({"kind": "once", "at": "2036-01-14T10:00:00", "zone": "UTC"})),
            Flaw::Time,
        ),
    ] {
        let mut file = file();
        let second = file["reminders"][0].clone();
        file["reminders"].as_array_mut().expect("a list").push(second);
        let wrong = file.pointer_mut(&format!("/reminders/1{pointer}")).expect("there");
        *wrong = value.clone();
        let refused = read(&file).expect_err("refused");
        assert_eq!(refused, Damaged::Reminder { number: 2, flaw }, "{pointer} {value}");
    }
    for (pointer, value, flaw) in [
        ("mention", json!(everyone), Flaw::Role),
        ("managers", json!(everyone), Flaw::Role),
        ("language", json!("no language at all"), Flaw::Language),
    ] {
        let mut file = file();
        file["settings"][pointer] = value;
        assert_eq!(read(&file), Err(Damaged::Settings(flaw)));
    }
}

#[test]
fn a_file_that_is_newer_longer_or_fuller_is_refused() {
    let mut newer = file();
    newer["heelbot"] = json!(FORMAT + 1);
    newer["reminders"] = json!("what nobody knows yet");
    assert_eq!(read(&newer), Err(Damaged::Newer(FORMAT + 1)));
    let mut full = file();
    let one = full["reminders"][0].clone();
    full["reminders"] = vec![one; Bounds::CLUB.schedules].into();
    assert!(read(&full).is_ok());
    let one = full["reminders"][0].clone();
    full["reminders"].as_array_mut().expect("a list").push(one);
    assert_eq!(read(&full), Err(Damaged::TooMany));
    let long = vec![b' '; 10 * 1024 * 1024];
    assert_eq!(Portable::read(&long, &place(1), now()), Err(Damaged::TooLong));
    let deep = "[".repeat(100_000);
    let refused = Portable::read(deep.as_bytes(), &place(1), now());
    assert!(matches!(refused, Err(Damaged::Unreadable { line: 1, .. })), "{refused:?}");
    let mut unknown = file();
    unknown["reminders"][0]["shell"] = json!("rm");
    assert!(matches!(read(&unknown), Err(Damaged::Unreadable { .. })));
}

#[test]
fn a_reminder_that_is_over_is_left_out_and_the_rest_comes() {
    let mut file = file();
    let mut over = file["reminders"][0].clone();
    over["timing"] = json!({"rule": {"kind": "once", "at": "2026-01-13T10:00:00", "zone": "UTC"}});
    over.as_object_mut().expect("a reminder").remove("when");
    file["reminders"].as_array_mut().expect("a list").insert(0, over);
    let plan = read(&file).expect("a file").plan(&Club::default(), now());
    assert_eq!((plan.adds.len(), plan.over), (1, 1));
}
