//! A club's server: those who run it set reminders there, seen by them alone, and nobody
//! else does.

use fake_discord::{Club, FakeDiscord, Permissions, Person, Ping};

use crate::{bot::Settings, database::Schema, process::Bot};

/// A server with a bot in it, somebody who runs it and somebody who does not.
struct Room {
    discord: FakeDiscord,
    club: Club,
    ada: Person,
    bea: Person,
    _bot: Bot,
    _settings: Settings,
}

impl Room {
    async fn open(settings: Settings) -> Self {
        let discord = FakeDiscord::start().await;
        let bot = settings.start(&discord);
        let (ada, bea) = (discord.person("Ada"), discord.person("Bea"));
        let club = discord.club("Heel Striders", &ada);
        let (ada, bea) = (club.seat(&ada), club.seat(&bea));
        Self { discord, club, ada, bea, _bot: bot, _settings: settings }
    }

    /// With a reminder each Monday.
    async fn with_a_reminder(settings: Settings) -> Self {
        let room = Self::open(settings).await;
        room.adds(&room.ada, "what: Rest day! when: every monday 8am, Europe/Berlin").await;
        room.saves(&room.ada).await;
        room
    }

    async fn adds(&self, person: &Person, how: &str) {
        person.command(&format!("club schedule add {how}")).await.answered().await;
        person.sees("Set this reminder?").await;
    }

    async fn saves(&self, person: &Person) {
        person.presses("Yes, set it").answered().await;
        person.sees("It is set").await;
    }

    async fn opens(&self, person: &Person, reminder: &str) {
        person.command("club schedule list").await.answered().await;
        person.sees("Reminders of this club").await;
        person.presses(reminder).answered().await;
        person.sees("It says").await;
    }

    /// What everybody in the first channel can read.
    fn posted(&self) -> Vec<String> {
        self.club.shown_to_all(self.club.channel()).into_iter().map(|one| one.text).collect()
    }
}

async fn an_admin_sets_a_weekly_rest_day(settings: Settings) {
    let room = Room::open(settings).await;
    // One: the bot is put into the server.
    room.club.adds_bot();
    room.bea.shows("/club schedule add").await;
    // Two: one command.
    let ada = &room.ada;
    let line = "club schedule add what: rest day when: every monday 8am";
    ada.command(line).await.answered().await;
    // Three and four: where the club is.
    ada.sees("Where is your club?").await;
    ada.presses("Type an answer").answered().await;
    ada.fills("Berlin").await.answered().await;
    // Five: what was understood is right.
    let draft = ada.sees("Set this reminder?").await;
    for words in ["every Monday at 08:00, Europe/Berlin", "in my words", "posted here"] {
        assert!(draft.text.contains(words), "{words}: {draft}");
    }
    room.saves(ada).await;
    assert_eq!(room.posted().len(), 1, "but for the welcome it was seen by her alone");
}

#[tokio::test]
async fn an_admin_sets_a_weekly_rest_day_in_five_actions() {
    an_admin_sets_a_weekly_rest_day(Settings::new()).await;
}

#[tokio::test]
async fn an_admin_sets_a_weekly_rest_day_on_postgres() {
    let Some(schema) = Schema::new() else { return };
    an_admin_sets_a_weekly_rest_day(Settings::new().on_postgres(schema)).await;
}

#[tokio::test]
async fn a_reminder_comes_in_its_channel_and_mentions_the_chosen_role_alone_on_sqlite() {
    a_reminder_comes_in_its_channel_and_mentions_the_chosen_role_alone(Settings::new()).await;
}

#[tokio::test]
async fn a_reminder_comes_in_its_channel_and_mentions_the_chosen_role_alone_on_postgres() {
    let Some(schema) = Schema::new() else { return };
    let settings = Settings::new().on_postgres(schema);
    a_reminder_comes_in_its_channel_and_mentions_the_chosen_role_alone(settings).await;
}

async fn a_reminder_comes_in_its_channel_and_mentions_the_chosen_role_alone(settings: Settings) {
    let room = Room::open(settings).await;
    let role = room.club.new_role("Runners", Permissions::NONE);
    room.club.lets_mention(role);
    let track = room.club.new_channel("track");
    let how = format!(
        "what: @everyone <@&1> **Feet** up when: in 3 seconds, Europe/Berlin \
         channel: {track} mention: {role}"
    );
    room.adds(&room.ada, &how).await;
    room.saves(&room.ada).await;
    let said = room.bea.at(track).shows("up").await;
    assert!(said.text.contains(&format!("<@&{role}>")), "{said}");
    assert!(said.text.contains("@everyone <@&1> **Feet** up"), "as it was typed: {said}");
    assert_eq!(said.pings, [Ping::Role(role)], "{said}");
    assert!(room.posted().is_empty(), "nowhere else");
}

#[tokio::test]
async fn the_bots_own_words_have_reasons_for_whoever_asks() {
    let room = Room::open(Settings::new()).await;
    room.adds(&room.ada, "what: stretch when: in 3 seconds, Europe/Berlin").await;
    room.saves(&room.ada).await;
    let said = room.bea.waits_for("the reminder", |all| all.last().cloned()).await;
    room.bea.presses_on(&said, "Why?").answered().await;
    room.bea.sees("Sources:").await;
    assert_eq!(room.posted().len(), 1, "the answer is for her alone");
}

#[tokio::test]
async fn a_reminder_is_changed_copied_tried_and_removed() {
    let room = Room::with_a_reminder(Settings::new()).await;
    let ada = &room.ada;
    room.opens(ada, "1. Rest day!").await;
    ada.presses("Pause").answered().await;
    ada.sees("Paused until you resume it").await;
    ada.presses("Undo").answered().await;
    ada.sees("Taken back").await;
    room.opens(ada, "1. Rest day!").await;
    ada.presses("Other time").answered().await;
    ada.fills("every tuesday at whenever").await.answered().await;
    // What is not understood is asked for again, with the forms there are.
    ada.sees("When should it come?").await;
    ada.presses("Type an answer").answered().await;
    ada.fills("every tuesday 7:30pm").await.answered().await;
    ada.sees("every Tuesday at 19:30").await;
    room.saves(ada).await;
    let track = room.club.new_channel("track");
    let there = room.ada.at(track);
    room.opens(&there, "1. Rest day!").await;
    there.presses("Copy it to here").answered().await;
    there.sees("Set this reminder?").await;
    room.saves(&there).await;
    room.opens(&there, "2. Rest day!").await;
    there.presses("Send a test").answered().await;
    room.bea.at(track).shows("This is a test").await;
    assert!(room.posted().is_empty());
    let gym = room.club.new_channel("gym");
    let offers = there.types("club schedule copy", "reminder", "rest").await;
    assert_eq!(offers.len(), 2, "{offers:?}");
    assert!(offers[1].0.starts_with("2. Rest day! – every"), "{offers:?}");
    let others = room.bea.types("club schedule copy", "reminder", "").await;
    assert_eq!(others, [], "of a club one does not run");
    let shows = there.types("club schedule show", "reminder", "tuesday").await;
    assert_eq!(shows.len(), 2, "{shows:?}");
    there.command("club schedule show reminder: 2").await.answered().await;
    there.sees("It says").await;
    there.command("club schedule show reminder: 9").await.answered().await;
    there.sees("That reminder is no longer there").await;
    let line = format!("club schedule copy reminder: 2 channel: {gym}");
    there.command(&line).await.answered().await;
    there.sees("Set this reminder?").await;
    there.presses("Cancel").answered().await;
    there.sees("Nothing was set").await;
    room.opens(&there, "2. Rest day!").await;
    there.presses("Remove").answered().await;
    there.sees("Removed").await;
    there.presses("Undo").answered().await;
    there.sees("Taken back").await;
    there.command("club schedule list").await.answered().await;
    let list = there.sees("2. Rest day!").await;
    assert!(list.text.contains("1. Rest day!"), "{list}");
    there.command("club history").await.answered().await;
    let history = there.sees("What was changed").await;
    for words in ["Ada set", "Ada paused", "Ada changed", "Ada removed", "took a change back"] {
        assert!(history.text.contains(words), "{words}: {history}");
    }
}

#[tokio::test]
async fn a_club_goes_by_the_name_its_server_has() {
    let room = Room::with_a_reminder(Settings::new()).await;
    room.ada.command("club panel").await.answered().await;
    room.ada.sees("Heel Striders").await;
    room.club.is_called("Toe Runners");
    room.ada.command("club panel").await.answered().await;
    room.ada.sees("Toe Runners").await;
}

#[tokio::test]
async fn who_may_not_manage_changes_nothing_by_no_means() {
    let room = Room::with_a_reminder(Settings::new()).await;
    for line in [
        "club panel",
        "club schedule list",
        "club schedule add what: Hello when: every day at 8",
        "club settings quiet: 22:00 to 07:00",
        "club history",
        "club export",
    ] {
        room.bea.command(line).await.answered().await;
        room.bea.sees("Only those who run this group").await;
    }
    // Forged buttons of somebody else's page.
    room.opens(&room.ada, "1. Rest day!").await;
    let page = room.ada.screen_now().expect("a page");
    for data in ["k1.remove.1.1", "k1.pause.1.1", "k1.test.1", "k1.undo.1", "k1.no-quiet"] {
        room.bea.presses_id(&page, data).answered().await;
        room.bea.sees("Only those who run this group").await;
    }
    room.ada.command("club panel").await.answered().await;
    room.ada.sees("One reminder").await;
    assert!(room.posted().is_empty());
}

#[tokio::test]
async fn members_of_the_chosen_role_manage_until_they_lose_it() {
    let room = Room::open(Settings::new()).await;
    let role = room.club.new_role("Captains", Permissions::NONE);
    room.ada.command(&format!("club settings managers: {role}")).await.answered().await;
    room.ada.sees("Members with this role").await;
    room.club.gives(&room.bea, role);
    room.adds(&room.bea, "what: Rest day! when: every monday 8am, Europe/Berlin").await;
    room.club.loses(&room.bea);
    let bea = room.club.seat(&room.bea);
    bea.presses("Yes, set it").answered().await;
    bea.sees("Only those who run this group").await;
    room.ada.command("club panel").await.answered().await;
    room.ada.sees("No reminders yet").await;
}

#[tokio::test]
async fn another_clubs_reminders_can_not_be_reached() {
    let room = Room::with_a_reminder(Settings::new()).await;
    let cem = room.discord.person("Cem");
    let other = room.discord.club("Toe Runners", &cem);
    let cem = other.seat(&cem);
    cem.command("club panel").await.answered().await;
    let page = cem.sees("No reminders yet").await;
    for data in ["k1.one.1", "k1.pause.1.1", "k1.remove.1.1", "k1.copy.1.1", "k1.test.1"] {
        cem.presses_id(&page, data).answered().await;
    }
    room.opens(&room.ada, "1. Rest day!").await;
    let page = room.ada.screen_now().expect("a page");
    assert!(!page.text.contains("Paused"), "{page}");
    assert!(room.posted().is_empty());
}

#[tokio::test]
async fn two_admins_at_one_reminder_overwrite_nothing_of_each_other() {
    let room = Room::with_a_reminder(Settings::new()).await;
    let role = room.club.new_role("Captains", Permissions::MANAGE_GUILD);
    room.club.gives(&room.bea, role);
    room.opens(&room.bea, "1. Rest day!").await;
    room.opens(&room.ada, "1. Rest day!").await;
    room.bea.presses("Other time").answered().await;
    room.ada.presses("Pause").answered().await;
    room.ada.sees("Paused until").await;
    room.bea.fills("every tuesday 9am").await.answered().await;
    let told = room.bea.sees("Nothing was changed").await;
    assert!(told.text.contains("Ada paused"), "{told}");
    room.opens(&room.ada, "1. Rest day!").await;
    let page = room.ada.screen_now().expect("a page");
    assert!(page.text.contains("every Monday at 08:00"), "{page}");
}

#[tokio::test]
async fn settings_come_in_one_command_and_are_kept_whole_or_not_at_all() {
    let room = Room::open(Settings::new()).await;
    let ada = &room.ada;
    ada.command("club settings zone: Atlantis quiet: 22:00 to 07:00").await.answered().await;
    ada.sees("Time zone: not set yet").await;
    ada.command("club settings zone: New York quiet: whenever").await.answered().await;
    ada.sees("Time zone: not set yet").await;
    ada.command("club settings zone: New York quiet: 10pm to 7am").await.answered().await;
    let page = ada.sees("Quiet hours: 22:00 to 07:00").await;
    assert!(page.text.contains("America/New"), "{page}");
    ada.command("club export").await.answered().await;
    let (_, file) = ada.file_ending(".json").await;
    assert!(file.contains("America/New_York") && file.contains("22:00"), "{file}");
}

#[tokio::test]
async fn a_file_makes_the_club_as_it_says() {
    let room = Room::with_a_reminder(Settings::new()).await;
    let ada = &room.ada;
    ada.command("club export").await.answered().await;
    let (_, file) = ada.file_ending(".json").await;
    room.opens(ada, "1. Rest day!").await;
    ada.presses("Remove").answered().await;
    ada.sees("Removed").await;
    let sends = async |file: &[u8]| {
        let file = ada.has_file("club.json", file);
        ada.command(&format!("club import file: {file}")).await.answered().await;
    };
    sends(b"[1, 2").await;
    ada.sees("I can't read that file from line 1").await;
    sends(&vec![b' '; 10 << 20]).await;
    ada.sees("That file is too long").await;
    // A channel of another server, under this one's name.
    let others = room.discord.club("Others", &room.discord.person("Eve"));
    others.adds_bot();
    let (own, theirs) = (room.club.channel(), others.channel());
    let hostile = file.replace(&own.to_string(), &theirs.to_string());
    assert_ne!(hostile, file);
    sends(hostile.as_bytes()).await;
    ada.sees("New: Rest day!").await;
    ada.presses("Yes, use it").answered().await;
    ada.sees("I can't see that channel").await;
    sends(file.as_bytes()).await;
    ada.sees("New: Rest day!").await;
    ada.presses("Yes, use it").answered().await;
    ada.sees("All is as the file says").await;
    ada.presses("Reminders").answered().await;
    ada.sees("1. Rest day!").await;
}

#[tokio::test]
async fn what_the_bot_may_not_do_there_is_told_before_it_is_set() {
    let room = Room::open(Settings::new()).await;
    let ada = &room.ada;
    let quiet = room.club.new_channel("quiet");
    let role = room.club.new_role("Runners", Permissions::NONE);
    room.club.denies_bot(quiet, Permissions::SEND_MESSAGES);
    let when = "what: Rest day! when: every monday 8am, Europe/Berlin";
    room.adds(ada, &format!("{when} channel: {quiet} mention: {role}")).await;
    for (says, mend) in [
        ("I may not post there", &|| room.club.allows_bot(quiet, Permissions::SEND_MESSAGES)),
        ("I may not mention that role", &|| room.club.lets_mention(role)),
    ] as [(&str, &dyn Fn()); 2]
    {
        ada.presses("Yes, set it").answered().await;
        ada.sees(says).await;
        mend();
    }
    room.saves(ada).await;
}

#[tokio::test]
async fn what_is_typed_below_a_question_about_health_is_never_taken_for_a_clubs() {
    let room = Room::with_a_reminder(Settings::new()).await;
    let ada = &room.ada;
    ada.command("heel check").await.answered().await;
    let question = ada.screen().await;
    ada.command("club panel").await.answered().await;
    ada.sees("Heel Striders").await;
    ada.presses("New reminder").answered().await;
    ada.sees("what should it say?").await;
    // Both have a field to type in, and the older one is still there.
    ada.presses_on(&question, "Type an answer").answered().await;
    ada.fills("my foot is numb and the heel is hot").await.answered().await;
    let answer = ada.screen().await;
    assert!(!answer.text.contains("Set this reminder?"), "{answer}");
    room.opens(ada, "1. Rest day!").await;
    ada.presses("Other words").answered().await;
    ada.fills("Feet up").await.answered().await;
    let draft = ada.sees("Set this reminder?").await;
    assert!(draft.text.contains("Feet up"), "{draft}");
}
