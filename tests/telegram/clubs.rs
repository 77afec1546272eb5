//! A club's group: those who run it set reminders there, and nobody else does.

use fake_telegram::{FakeTelegram, Group, Kind, Person, Role};
use serde_json::json;

use crate::{
    bot::{Settings, Transport},
    database::Schema,
    process::Bot,
};

/// A group with a bot in it, somebody who runs it and somebody who does not.
struct Club {
    telegram: FakeTelegram,
    group: Group,
    ada: Person,
    bea: Person,
    _bot: Bot,
    settings: Settings,
}

impl Club {
    async fn begin(settings: Settings) -> Self {
        Self::in_a(Kind::Supergroup, settings).await
    }

    async fn in_a(kind: Kind, settings: Settings) -> Self {
        let telegram = FakeTelegram::start().await;
        let bot = settings.start(&telegram);
        let (ada, bea) = (telegram.person("Ada"), telegram.person("Bea"));
        let group = telegram.group(kind, "Heel Striders", &ada);
        group.adds_bot(&ada);
        let (ada, bea) = (group.seat(&ada), group.seat(&bea));
        ada.sees("/schedule").await;
        Self { telegram, group, ada, bea, _bot: bot, settings }
    }

    /// With a reminder each Monday.
    async fn with_a_reminder(settings: Settings) -> Self {
        let club = Self::begin(settings).await;
        club.ada.sends("/schedule every monday 8am, Europe/Berlin Rest day!");
        club.ada.sees("Set this reminder?").await;
        club.ada.taps("Yes, set it");
        club.ada.sees("It is set").await;
        club
    }

    async fn opens(&self, reminder: &str) {
        self.ada.sends("/club");
        self.ada.sees("Heel Striders").await;
        self.ada.taps("Reminders");
        self.ada.sees("Reminders of this club").await;
        self.ada.taps(reminder);
        self.ada.sees("It says").await;
    }
}

async fn an_admin_sets_a_weekly_rest_day(settings: Settings) {
    let club = Club::begin(settings).await;
    let ada = &club.ada;
    // One: the bot was added. Two: one line.
    ada.sends("/schedule every monday 8am Rest day!");
    // Three: where the club is.
    let question = ada.sees("Where is your club?").await;
    ada.replies(&question, "Berlin");
    // Four: what was understood is right.
    let draft = ada.sees("Set this reminder?").await;
    for words in ["every Monday at 08:00, Europe/Berlin", "Rest day!", "Monday", "posted here"] {
        assert!(draft.text.contains(words), "{words}: {draft}");
    }
    ada.taps("Yes, set it");
    let saved = ada.sees("It is set").await;
    assert!(saved.offers("Undo"), "{saved}");
}

#[tokio::test]
async fn an_admin_sets_a_weekly_rest_day_in_four_actions() {
    an_admin_sets_a_weekly_rest_day(Settings::new()).await;
}

#[tokio::test]
async fn an_admin_sets_a_weekly_rest_day_on_postgres_by_webhook() {
    let Some(schema) = Schema::new() else { return };
    let settings = Settings::new().on_postgres(schema).by(Transport::Webhook);
    an_admin_sets_a_weekly_rest_day(settings).await;
}

async fn a_reminder_comes_in_the_topic_it_was_set_in(settings: Settings) {
    let club = Club::in_a(Kind::Forum, settings).await;
    club.group.opens_topic(42);
    let ada = club.group.seat(&club.ada).in_topic(42);
    ada.sends("/schedule in 3 seconds, Europe/Berlin {weekday} is open");
    ada.sees("Set this reminder?").await;
    ada.taps("Yes, set it");
    let said = club.bea.sees("day is open").await;
    assert_eq!(said.topic, Some(42), "{said}");
}

#[tokio::test]
async fn a_reminder_comes_in_the_topic_it_was_set_in_on_sqlite() {
    a_reminder_comes_in_the_topic_it_was_set_in(Settings::new()).await;
}

#[tokio::test]
async fn a_reminder_comes_in_the_topic_it_was_set_in_on_postgres() {
    let Some(schema) = Schema::new() else { return };
    a_reminder_comes_in_the_topic_it_was_set_in(Settings::new().on_postgres(schema)).await;
}

#[tokio::test]
async fn a_reminder_is_paused_resumed_skipped_and_removed_and_each_can_be_taken_back() {
    let club = Club::with_a_reminder(Settings::new()).await;
    let ada = &club.ada;
    club.opens("1. Rest day!").await;
    for (button, says) in [
        ("Pause", "Paused until you resume it"),
        ("Resume", "It comes again"),
        ("Skip the next", "The next one is left out"),
    ] {
        let page = ada.screen_now().expect("a page");
        assert!(page.offers(button), "{button}: {page}");
        ada.taps(button);
        ada.sees(says).await;
        ada.taps("Reminders");
        ada.sees("Reminders of this club").await;
        ada.taps("1. Rest day!");
        ada.sees("It says").await;
    }
    ada.taps("Remove");
    ada.sees("Removed").await;
    ada.taps("Undo");
    ada.sees("Taken back").await;
    ada.taps("Reminders");
    let list = ada.sees("Reminders of this club").await;
    assert!(list.offers("1. Rest day!"), "{list}");
    ada.taps("Club");
    ada.sees("One reminder").await;
    ada.taps("History");
    let history = ada.sees("What was changed").await;
    for words in ["Ada set", "Ada paused", "Ada resumed", "Ada left out", "Ada removed", "back"] {
        assert!(history.text.contains(words), "{words}: {history}");
    }
}

#[tokio::test]
async fn a_reminder_gets_another_time_and_other_words() {
    let club = Club::with_a_reminder(Settings::new()).await;
    let ada = &club.ada;
    club.opens("1. Rest day!").await;
    ada.taps("Other time");
    let question = ada.sees("When should it come?").await;
    ada.replies(&question, "every blue moon");
    let question = ada.sees("not understood").await;
    ada.replies(&question, "every tuesday 7:30pm");
    ada.sees("every Tuesday at 19:30").await;
    ada.taps("Yes, set it");
    ada.sees("It is set").await;
    ada.taps("Reminders");
    ada.sees("every Tuesday at 19:30").await;
    ada.taps("1. Rest day!");
    ada.sees("It says").await;
    ada.taps("Other words");
    let question = ada.sees("What should it say?").await;
    ada.replies(&question, "<b>Feet</b> up & rest, @everyone");
    let draft = ada.sees("Set this reminder?").await;
    assert!(draft.text.contains("<b>Feet</b> up & rest, @everyone"), "{draft}");
    ada.taps("Yes, set it");
    ada.sees("It is set").await;
    ada.sends("/club");
    ada.sees("One reminder").await;
    ada.taps("Reminders");
    ada.sees("Reminders of this club").await;
    ada.taps("1. <b>Feet</b> up & rest, @everyone");
    ada.sees("It says").await;
    ada.taps("Send a test");
    let test = club.bea.sees("This is a test").await;
    assert!(test.text.contains("<b>Feet</b> up & rest, @everyone"), "{test}");
}

#[tokio::test]
async fn who_does_not_run_the_group_is_told_so_alone_and_changes_nothing() {
    let club = Club::with_a_reminder(Settings::new()).await;
    club.opens("1. Rest day!").await;
    let page = club.ada.screen_now().expect("a page");
    for button in ["Pause", "Skip the next", "Other time", "Send a test", "Remove", "Club"] {
        let answer = club.bea.taps_on(&page, button).answered().await;
        assert!(answer.contains("Only those who run this group"), "{button}: {answer}");
    }
    club.bea.sends("/schedule every day at 8 Hello from me");
    club.bea.sees("Only those who run this group").await;
    club.ada.sends("/club");
    club.ada.sees("One reminder").await;
    // Forged data is worth no more than the hand it comes from.
    for data in ["k1.remove.1.1", "k1.save.1", "k1.undo.1", "k1.no-quiet", "k2.panel", "k1."] {
        let answer = club.bea.taps_data(&page, data).answered().await;
        assert!(answer.contains("Only those who run this group"), "{data}: {answer}");
    }
    club.ada.sends("/club");
    club.ada.sees("One reminder").await;
}

#[tokio::test]
async fn a_right_that_is_lost_ends_what_was_begun_with_it() {
    let club = Club::begin(Settings::new()).await;
    club.group.makes(&club.bea, Role::Administrator);
    club.bea.sends("/schedule every monday 8am, Europe/Berlin Rest day!");
    club.bea.sees("Set this reminder?").await;
    club.group.makes(&club.bea, Role::Member);
    let answer = club.bea.taps("Yes, set it").answered().await;
    assert!(answer.contains("Only those who run this group"), "{answer}");
    club.group.makes(&club.bea, Role::Administrator);
    let answer = club.bea.taps("Yes, set it").answered().await;
    assert!(answer.contains("That waits for somebody else"), "{answer}");
    club.ada.sends("/club");
    club.ada.sees("No reminders yet").await;
}

#[tokio::test]
async fn two_admins_at_one_reminder_overwrite_nothing_of_each_other() {
    two_admins_at_one_reminder(Settings::new()).await;
}

#[tokio::test]
async fn two_admins_at_one_reminder_overwrite_nothing_by_webhook() {
    two_admins_at_one_reminder(Settings::new().by(Transport::Webhook)).await;
}

async fn two_admins_at_one_reminder(settings: Settings) {
    let club = Club::with_a_reminder(settings).await;
    club.group.makes(&club.bea, Role::Administrator);
    club.opens("1. Rest day!").await;
    let page = club.ada.screen_now().expect("a page");
    club.bea.taps_on(&page, "Other time");
    let question = club.bea.sees("When should it come?").await;
    // Meanwhile.
    club.ada.taps_on(&page, "Pause");
    club.ada.sees("Paused until").await;
    club.bea.replies(&question, "every tuesday 9am");
    let told = club.bea.sees("Nothing was changed").await;
    assert!(told.text.contains("Ada paused"), "{told}");
    club.ada.sends("/club");
    club.ada.sees("One reminder").await;
    club.ada.taps("Reminders");
    club.ada.sees("every Monday at 08:00").await;
}

#[tokio::test]
async fn settings_are_one_tap_and_one_line_each() {
    let club = Club::begin(Settings::new()).await;
    let ada = &club.ada;
    ada.sends("/club");
    ada.sees("Time zone: not set yet").await;
    ada.taps("Settings");
    ada.sees("Settings of this club").await;
    ada.taps("Time zone");
    let question = ada.sees("Where is your club?").await;
    ada.replies(&question, "Atlantis");
    let question = ada.sees("Where is your club?").await;
    ada.replies(&question, "New York");
    ada.sees("America/New_York").await;
    ada.taps("Quiet hours");
    let question = ada.sees("In which hours").await;
    ada.replies(&question, "10pm to 7am");
    ada.sees("Quiet hours: 22:00 to 07:00").await;
    ada.taps("Club");
    ada.sees("America/New_York").await;
    ada.taps("Export");
    let (_, file) = ada.file_ending(".json").await;
    assert!(file.contains("America/New_York") && file.contains("22:00"), "{file}");
}

#[tokio::test]
async fn what_can_not_be_set_is_told_and_changes_nothing() {
    let club = Club::begin(Settings::new()).await;
    let ada = &club.ada;
    let long = format!("/schedule every monday 8am, Europe/Berlin {}", "x".repeat(1_501));
    for (line, says) in [
        ("/schedule", "In one line"),
        ("/schedule every monday 8am", "What should it say?"),
        ("/schedule be nice", "not understood"),
        ("/schedule every 5 minutes Drink", "too often"),
        ("/schedule 30 february at 8am Skip", "There is no 30 February"),
        (&long, "too long"),
    ] {
        ada.sends(line);
        ada.sees(says).await;
    }
    ada.sends("/club");
    ada.sees("No reminders yet").await;
    // In a chat of one's own there is no club.
    let alone = club.telegram.person("Cem");
    alone.sends("/club");
    alone.sees("in your group or server").await;
}

#[tokio::test]
async fn a_file_brings_the_reminders_of_another_group() {
    let club = Club::with_a_reminder(Settings::new()).await;
    let ada = &club.ada;
    ada.sends("/club export");
    let (_, file) = ada.file_ending(".json").await;
    club.opens("1. Rest day!").await;
    ada.taps("Remove");
    ada.sees("Removed").await;
    ada.sends("/club");
    ada.sees("No reminders yet").await;
    ada.taps("Settings");
    ada.sees("Settings of this club").await;
    ada.taps("Use a file");
    let question = ada.sees("Which file?").await;
    ada.replies_with_file(&question, "club.json", b"[1, 2");
    let question = ada.sees("I can't read that file from line 1").await;
    ada.replies_with_file(&question, "club.json", &vec![b' '; 10 << 20]);
    let question = ada.sees("That file is too long").await;
    ada.replies_with_file(&question, "club.json", file.as_bytes());
    ada.sees("New: Rest day!").await;
    ada.taps("Yes, use it");
    ada.sees("All is as the file says").await;
    ada.taps("Reminders");
    ada.sees("1. Rest day!").await;
}

#[tokio::test]
async fn an_operator_of_sqlite_is_told_to_stop_the_bot_first() {
    let club = Club::with_a_reminder(Settings::new()).await;
    let done = club.settings.operate(&["club", "list"]);
    assert!(!done.status.success());
    let told = String::from_utf8_lossy(&done.stderr);
    assert!(told.contains("stop it first"), "{told}");
}

#[tokio::test]
async fn an_operator_pauses_a_club_beside_the_bot() {
    let Some(schema) = Schema::new() else { return };
    let club = Club::with_a_reminder(Settings::new().on_postgres(schema)).await;
    let id = club.group.id().to_string();
    let done = club.settings.operate(&["club", "pause", "telegram", &id]);
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    club.opens("1. Rest day!").await;
    let page = club.ada.screen_now().expect("a page");
    assert!(page.text.contains("paused") || page.text.contains("Paused"), "{page}");
    club.ada.taps("Club");
    club.ada.sees("One reminder").await;
    club.ada.taps("History");
    club.ada.sees("whoever runs this bot changed the settings").await;
    club.ada.taps("Undo the last change");
    club.ada.sees("Taken back").await;
}

#[tokio::test]
async fn who_changed_a_club_finds_that_in_what_is_held_about_them() {
    let club = Club::with_a_reminder(Settings::new()).await;
    let ada = club.ada.at(club.ada.id());
    ada.sends("/export");
    let held = ada.sees("Everything I hold about you").await;
    assert!(held.text.contains("each with your name: 1"), "{held}");
    let (_, file) = ada.file_ending(".json").await;
    assert!(file.contains("Heel Striders") && file.contains("Rest day!"), "{file}");
    ada.sends("/delete");
    ada.sees("Delete everything I hold").await;
}

#[tokio::test]
async fn an_admin_who_speaks_in_the_groups_name_sets_a_reminder_too() {
    let club = Club::begin(Settings::new()).await;
    let ada = &club.ada;
    let group = json!({"id": club.group.id(), "type": "supergroup", "title": "Heel Striders"});
    let line = "/schedule every monday 8am Rest day!";
    ada.sends_content(line, json!({"text": line, "sender_chat": group}));
    let question = ada.sees("Where is your club?").await;
    ada.replies_with(&question, "Berlin", json!({"sender_chat": group}));
    ada.sees("Set this reminder?").await;
    // Whoever presses is not hidden, and nobody knows that it is the same.
    ada.taps("Yes, set it");
    ada.sees("It is set").await;
    // A question that was opened by a press is answered in the group's name.
    club.opens("1. Rest day!").await;
    ada.taps("Other time");
    let question = ada.sees("When should it come?").await;
    ada.replies_with(&question, "every tuesday 9am", json!({"sender_chat": group}));
    ada.sees("every Tuesday at 09:00").await;
    ada.taps("Yes, set it");
    ada.sees("It is set").await;
    ada.taps("Club");
    ada.sees("One reminder").await;
    ada.taps("History");
    ada.sees("an admin in the group's name").await;
}
