//! Members of a server: an ice session that one begins and others join, and what of the
//! server's reminders reaches each of them.

use fake_discord::{Club, FakeDiscord, Person};

use crate::{bot::Settings, database::Schema, process::Bot};

/// A server with a bot in it, somebody who runs it and two members.
struct Room {
    discord: FakeDiscord,
    club: Club,
    ada: Person,
    bea: Person,
    cat: Person,
    _bot: Bot,
    _settings: Settings,
}

impl Room {
    /// With a reminder each Monday, in Berlin.
    async fn open(settings: Settings) -> Self {
        let discord = FakeDiscord::start().await;
        let bot = settings.start(&discord);
        let people = ["Ada", "Bea", "Cat"].map(|name| discord.person(name));
        let club = discord.club("Heel Striders", &people[0]);
        let [ada, bea, cat] = people.map(|person| club.seat(&person));
        club.adds_bot();
        ada.shows("/club schedule add").await;
        ada.command("club settings zone: Berlin").await.answered().await;
        ada.sees("Europe/Berlin").await;
        ada.command("club schedule add what: Rest day! when: every monday 8am")
            .await
            .answered()
            .await;
        ada.sees("Set this reminder?").await;
        ada.presses("Yes, set it").answered().await;
        ada.sees("It is set").await;
        Self { discord, club, ada, bea, cat, _bot: bot, _settings: settings }
    }

    /// What everybody in the first channel can read.
    fn posted(&self) -> Vec<String> {
        self.club.shown_to_all(self.club.channel()).into_iter().map(|one| one.text).collect()
    }
}

async fn a_session_is_begun_joined_left_and_ended(settings: Settings) {
    let room = Room::open(settings).await;
    let before = room.posted().len();
    room.ada.command("club ice").await.answered().await;
    room.ada.sees("for everybody here?").await;
    room.ada.presses("Now: 20 minutes on, 20 off, for two hours").answered().await;
    let session = room.bea.shows("Ice on now, for 20 minutes").await;
    assert!(session.text.contains("Off again: today at"), "{session}");
    for (person, label, told) in [
        (&room.bea, "Join", "I call you here by name"),
        (&room.cat, "Join", "You are in"),
        (&room.cat, "Leave", "You are out"),
        (&room.bea, "Stop the session", "Only those who run this group"),
    ] {
        person.presses_on(&session, label).answered().await;
        person.sees(told).await;
    }
    assert_eq!(room.posted().len(), before + 1, "who is in it is shown to nobody else");
    room.ada.presses_on(&session, "Stop the session").answered().await;
    room.bea.shows("This ice session was ended").await;
    assert_eq!(room.posted().len(), before + 1, "one message, changed");
    room.cat.presses_on(&session, "Join").answered().await;
    room.cat.sees("is over").await;
    assert_eq!(room.discord.mistakes(), Vec::<String>::new());
}

#[tokio::test]
async fn a_session_is_begun_joined_left_and_ended_on_sqlite() {
    a_session_is_begun_joined_left_and_ended(Settings::new()).await;
}

#[tokio::test]
async fn a_session_is_begun_joined_left_and_ended_on_postgres() {
    let Some(schema) = Schema::new() else { return };
    a_session_is_begun_joined_left_and_ended(Settings::new().on_postgres(schema)).await;
}

#[tokio::test]
async fn a_member_chooses_what_reaches_them_unseen() {
    let room = Room::open(Settings::new()).await;
    let before = room.posted();
    let bea = &room.bea;
    bea.command("heel reminders").await.answered().await;
    let own = bea.sees("Your reminders").await;
    assert!(own.text.contains("every Monday at 08:00"), "{own}");
    bea.presses("What reaches me: Heel Striders").answered().await;
    bea.sees("They come where the club is").await;
    bea.presses("A copy to me, in private").answered().await;
    bea.sees("You get a copy of each").await;
    assert_eq!(room.posted(), before);

    room.ada
        .command("club schedule add what: The track is closed when: in 4 seconds")
        .await
        .answered()
        .await;
    room.ada.sees("Set this reminder?").await;
    room.ada.presses("Yes, set it").answered().await;
    let alone = bea.in_private();
    let copy = alone.sees("The track is closed").await;
    assert!(copy.text.contains("From Heel Striders"), "{copy}");
    alone.presses("No more copies").answered().await;
    alone.sees("They come where the club is").await;
    assert_eq!(room.discord.mistakes(), Vec::<String>::new());
}
