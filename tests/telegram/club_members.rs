//! Members of a club: an ice session that one begins and others join, and what of the club
//! reaches each of them.

use fake_telegram::{FakeTelegram, Group, Kind, Message, Person, Role};

use crate::{bot::Settings, database::Schema, process::Bot};

/// A group with a bot, somebody who runs it and two members.
struct Club {
    telegram: FakeTelegram,
    group: Group,
    ada: Person,
    bea: Person,
    cat: Person,
    _bot: Bot,
    _settings: Settings,
}

impl Club {
    /// With a reminder, and so with a time zone.
    async fn begin(settings: Settings) -> Self {
        let telegram = FakeTelegram::start().await;
        let bot = settings.start(&telegram);
        let people = ["Ada", "Bea", "Cat"].map(|name| telegram.person(name));
        let group = telegram.group(Kind::Supergroup, "Heel Striders", &people[0]);
        group.adds_bot(&people[0]);
        let [ada, bea, cat] = people.map(|person| group.seat(&person));
        ada.sees("/schedule").await;
        ada.sends("/schedule every monday 8am Rest day!");
        let question = ada.sees("Where is your club?").await;
        ada.replies(&question, "Berlin");
        ada.sees("Set this reminder?").await;
        ada.taps("Yes, set it");
        ada.sees("It is set").await;
        Self { telegram, group, ada, bea, cat, _bot: bot, _settings: settings }
    }

    async fn begins_a_session(&self) -> Message {
        self.ada.sends("/ice");
        let offer = self.ada.sees("for everybody here?").await;
        self.ada.taps_on(&offer, "Now: 20 minutes on, 20 off, for two hours");
        self.bea.sees("Ice on now, for 20 minutes").await
    }
}

/// What somebody is told alone who taps a button.
async fn told(on: &Message, person: &Person, label: &str) -> String {
    person.taps_on(on, label).answered().await
}

async fn a_session_is_begun_joined_left_and_ended(settings: Settings) {
    let club = Club::begin(settings).await;
    let session = club.begins_a_session().await;
    for words in ["Off again: today at", "Wrap ice in a cloth", "leave ice out"] {
        assert!(session.text.contains(words), "{words}: {session}");
    }
    assert!(told(&session, &club.bea, "Join").await.contains("I call you here by name"));
    assert!(told(&session, &club.cat, "Join").await.contains("Off again"));
    assert!(told(&session, &club.cat, "Leave").await.contains("You are out"));
    assert!(told(&session, &club.cat, "Why?").await.contains("Sources"));
    assert!(
        told(&session, &club.bea, "Stop the session")
            .await
            .contains("Only those who run this group")
    );
    let there = club.group.seat(&club.bea).reads();
    let shown = there.iter().find(|message| message.id == session.id).expect("it is there");
    assert_eq!(shown.text, session.text, "who is in it is shown to nobody");
    assert!(told(&session, &club.ada, "Stop the session").await.contains("is over"));
    let ended = club.bea.sees("This ice session was ended").await;
    assert_eq!(ended.id, session.id, "one message, changed");
    assert!(ended.text.contains("take it off"), "{ended}");
    assert!(ended.labels().is_empty(), "{ended}");
    assert!(told(&session, &club.cat, "Join").await.contains("is over"));
    assert_eq!(club.telegram.mistakes(), Vec::<String>::new());
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
async fn who_may_begin_no_session_is_shown_to_their_own_chat() {
    let club = Club::begin(Settings::new()).await;
    club.bea.sends("/ice");
    let answer = club.bea.sees("private").await;
    assert!(!answer.text.contains("for everybody"), "{answer}");
    club.ada.sends("/club");
    club.ada.sees("Heel Striders").await;
    club.ada.taps("Settings");
    club.ada.sees("started by those who run this group").await;
    club.ada.taps("Let every member start ice sessions");
    club.ada.sees("started by any member").await;
    club.bea.sends("/ice");
    let offer = club.bea.sees("for everybody here?").await;
    club.bea.taps_on(&offer, "Now, gentler: 15 minutes every two hours, four times");
    let session = club.cat.sees("Ice on now, for 15 minutes").await;
    let tap = club.cat.taps_on(&session, "Stop the session");
    assert!(tap.answered().await.contains("Only those who run this group"));
    let tap = club.bea.taps_on(&session, "Stop the session");
    assert!(tap.answered().await.contains("is over"));
    club.cat.sees("This ice session was ended").await;
}

#[tokio::test]
async fn a_member_gets_copies_in_their_own_chat_until_they_want_no_more() {
    let club = Club::begin(Settings::new()).await;
    club.bea.sends("/reminders");
    let list = club.bea.sees("every Monday at 08:00").await;
    let tap = club.bea.taps_on(&list, "A copy to me, in private");
    assert!(tap.answered().await.contains("press Start there"));
    let alone = club.bea.at(club.bea.id());
    alone.sends("/help");
    alone.shows("What I can do").await;
    let tap = club.bea.taps_on(&list, "A copy to me, in private");
    assert!(tap.answered().await.contains("You get a copy of each"));
    club.ada.sends("/schedule in 10 seconds, Europe/Berlin The track is closed");
    club.ada.sees("Set this reminder?").await;
    club.ada.taps("Yes, set it");
    club.ada.sees("It is set").await;
    club.cat.shows("The track is closed").await;
    let copy = alone.sees("The track is closed").await;
    assert!(copy.text.contains("From Heel Striders"), "{copy}");
    alone.taps_on(&copy, "No more copies");
    alone.sees("They come where the club is").await;

    alone.sends("/reminders");
    let own = alone.sees("Your reminders").await;
    assert!(own.text.contains("every Monday at 08:00"), "{own}");
    alone.taps_on(&own, "What reaches me: Heel Striders");
    alone.sees("They come where the club is").await;
    alone.taps("Pause mine for two weeks");
    alone.sees("Yours are paused").await;
    assert_eq!(club.telegram.mistakes(), Vec::<String>::new());
}

#[tokio::test]
async fn an_admin_manages_their_clubs_from_their_own_chat() {
    let club = Club::begin(Settings::new()).await;
    let telegram = &club.telegram;
    let other = telegram.group(Kind::Supergroup, "Road Runners", &club.ada);
    other.adds_bot(&club.ada);
    let there = other.seat(&club.ada);
    there.sees("/schedule").await;
    there.sends("/club settings");
    there.sees("Settings of this club").await;
    let alone = club.ada.at(club.ada.id());
    alone.sends("/club");
    let which = alone.sees("Which club?").await;
    assert_eq!(which.labels(), ["Heel Striders", "Road Runners"]);
    alone.taps("Road Runners");
    alone.sees("No reminders yet").await;
    // Nothing typed here is taken for a club's: what is begins with /club.
    alone.sends("/schedule every tuesday 7pm Track");
    let question = alone.sees("Where is your club?").await;
    assert!(question.text.contains("begin your answer with /club"), "{question}");
    alone.sends("/club Tokyo");
    let draft = alone.sees("Set this reminder?").await;
    assert!(draft.text.contains("It is posted in the group"), "{draft}");
    alone.taps("Yes, set it");
    alone.sees("It is set").await;
    there.sends("/club history");
    let history = there.sees("What was changed").await;
    assert!(history.text.contains("Ada set Track"), "{history}");

    // The other one, by its button; and no more once the right is gone.
    alone.sends("/club");
    alone.sees("Road Runners").await;
    alone.taps("Other clubs");
    alone.sees("Which club?").await;
    alone.taps("Heel Striders");
    alone.sees("One reminder").await;
    club.group.makes(&club.bea, Role::Administrator);
    let bea = club.bea.at(club.bea.id());
    club.bea.sends("/reminders");
    club.bea.sees("every Monday").await;
    bea.sends("/club");
    bea.sees("Which club?").await;
    bea.taps("Heel Striders");
    let panel = bea.sees("One reminder").await;
    club.group.makes(&club.bea, Role::Member);
    bea.taps_on(&panel, "Export");
    bea.sees("Only those who run this group").await;
    bea.taps("Other clubs");
    bea.sees("use /club in your group").await;
    assert_eq!(telegram.mistakes(), Vec::<String>::new());
}
