//! Whole conversations, in a server and in direct messages, by every way of
//! answering, on both databases.

use fake_discord::{Club, DEADLINE, FakeDiscord, Person};
use serde_json::Value as Json;
use tokio::task::JoinSet;

use crate::{
    bot::Settings,
    database::Schema,
    plain::PLAIN,
    runner::{How, begins, closed, export, gets_a_plan, picks, walks, writes},
};

/// What a plain case may take: one answer a question and two more.
const MOST_ANSWERS: usize = 14;

/// Whoever looks on has seen nothing, and nothing was ever there to be seen.
fn nobody_else_sees_anything(club: &Club, onlooker: &Person) {
    assert!(onlooker.ever_saw().is_empty(), "{}", onlooker.transcript());
    assert_eq!(onlooker.transcript(), "");
    assert!(club.shown_to_all(club.channel()).is_empty());
}

/// Every interaction had its one answer within three seconds.
fn everything_is_answered_in_time(discord: &FakeDiscord) {
    for wait in discord.waits() {
        assert!(wait.is_some_and(|wait| wait < DEADLINE), "{wait:?}\n{}", discord.transcript());
    }
    assert_eq!((discord.repeated_answers(), discord.late_answers()), (0, 0));
}

async fn everybody_gets_the_same_plan(settings: Settings) {
    let discord = FakeDiscord::start().await;
    let bot = settings.start(&discord);
    let [ada, bea, cem, dov, onlooker] =
        ["Ada", "Bea", "Cem", "Dov", "Eve"].map(|name| discord.person(name));
    let club = discord.club("Heel Striders", &onlooker);
    let onlooker = club.seat(&onlooker);
    let talks: JoinSet<_> = [
        (club.seat(&ada), How::Pressing),
        (club.seat(&bea), How::Writing),
        (cem, How::Pressing),
        (dov, How::Both),
    ]
    .map(|(person, how)| talk(person, how))
    .into_iter()
    .collect();
    let held = talks.join_all().await;
    // In words the age is told with the agreement, and is a question of its own.
    let trail = &closed(&held[0])[1..];
    for held in &held {
        let facts = &held["session"]["facts"];
        assert_eq!(closed(held).len(), PLAIN.len(), "{held}");
        assert_eq!((&facts["site"], &facts["severity"]), (&"under_heel".into(), &4.into()));
        assert_eq!(&closed(held)[1..], trail, "the same questions, however answered");
    }
    nobody_else_sees_anything(&club, &onlooker);
    everything_is_answered_in_time(&discord);
    let (status, log) = bot.stop();
    assert!(status.success(), "{log}");
}

/// One person's conversation to the plan; what is held about them then.
async fn talk(person: Person, how: How) -> Json {
    let (_, answers) = gets_a_plan(&person, how).await;
    person.shows("From:").await;
    assert!(answers <= MOST_ANSWERS, "{answers} answers\n{}", person.transcript());
    export(&person).await
}

#[tokio::test]
async fn in_a_server_and_alone_by_presses_by_words_and_by_both_on_sqlite() {
    everybody_gets_the_same_plan(Settings::new()).await;
}

#[tokio::test]
async fn in_a_server_and_alone_by_presses_by_words_and_by_both_on_postgresql() {
    let Some(schema) = Schema::new() else { return };
    everybody_gets_the_same_plan(Settings::new().on_postgres(schema)).await;
}

#[tokio::test]
async fn a_question_takes_the_place_of_the_one_before() {
    let discord = FakeDiscord::start().await;
    let settings = Settings::new();
    let _bot = settings.start(&discord);
    let (ada, bea) = (discord.person("Ada"), discord.person("Bea"));
    let club = discord.club("Heel Striders", &ada);
    for ada in [club.seat(&ada), bea] {
        let first = begins(&ada).await;
        let screens = ada.reads().len();
        picks(&ada, &first, "I agree, and I'm 18 to 64").answered().await;
        let second = ada.sees("the signs that can't wait").await;
        assert_eq!((second.id, ada.reads().len()), (first.id, screens));
    }
}

#[tokio::test]
async fn danger_signs_chosen_from_the_list_interrupt_at_once() {
    let discord = FakeDiscord::start().await;
    let settings = Settings::new();
    let _bot = settings.start(&discord);
    let ada = discord.person("Ada");
    let ada = discord.club("Heel Striders", &ada).seat(&ada);
    begins(&ada).await;
    ada.presses("I agree, and I'm 18 to 64");
    ada.sees("the signs that can't wait").await;
    ada.chooses(&["Short of breath", "One calf"]).answered().await;
    ada.sees("999").await;
}

#[tokio::test]
async fn a_danger_sign_told_in_the_field_interrupts_at_once() {
    let discord = FakeDiscord::start().await;
    let settings = Settings::new();
    let _bot = settings.start(&discord);
    let ada = discord.person("Ada");
    begins(&ada).await;
    ada.presses("I agree, and I'm 18 to 64");
    let signs = ada.sees("the signs that can't wait").await;
    writes(&ada, &signs, "my calf is swollen and I can't breathe").await;
    ada.sees("999").await;
}

#[tokio::test]
async fn a_double_press_and_a_stale_one_change_nothing_and_show_where_we_are() {
    let discord = FakeDiscord::start().await;
    let settings = Settings::new();
    let _bot = settings.start(&discord);
    let ada = discord.person("Ada");
    let ada = discord.club("Heel Striders", &ada).seat(&ada);
    let consent = begins(&ada).await;
    // Twice before the bot has said anything.
    let label = "I agree, and I'm 18 to 64";
    let presses = [ada.presses_on(&consent, label), ada.presses_on(&consent, label)];
    for press in &presses {
        press.answered().await;
    }
    ada.shows("the signs that can't wait").await;

    // The first question's button, after it is gone from the screen.
    ada.presses_on(&consent, label).answered().await;
    // It is still the question that is asked.
    let (_, answers) = walks(&ada, ada.screen().await, How::Pressing).await;
    assert_eq!(answers, PLAIN.len() - 1);
    assert_eq!(closed(&export(&ada).await).len(), PLAIN.len());
    everything_is_answered_in_time(&discord);
}

#[tokio::test]
async fn a_screen_that_a_client_has_lost_is_brought_back() {
    let discord = FakeDiscord::start().await;
    let settings = Settings::new();
    let _bot = settings.start(&discord);
    let ada = discord.person("Ada");
    let ada = discord.club("Heel Striders", &ada).seat(&ada);
    begins(&ada).await;
    ada.presses("I agree, and I'm 18 to 64");
    ada.sees("the signs that can't wait").await;
    ada.restarts_client();
    assert!(ada.reads().is_empty());
    ada.command("heel resume").await.answered().await;
    let (_, answers) = walks(&ada, ada.screen().await, How::Pressing).await;
    assert_eq!(answers, PLAIN.len() - 1);
}

#[tokio::test]
async fn a_conversation_goes_on_after_the_bot_was_killed() {
    let discord = FakeDiscord::start().await;
    let settings = Settings::new();
    let bot = settings.start(&discord);
    let ada = discord.person("Ada");
    let ada = discord.club("Heel Striders", &ada).seat(&ada);
    begins(&ada).await;
    ada.presses("I agree, and I'm 18 to 64").answered().await;
    let signs = ada.sees("the signs that can't wait").await;
    bot.kill();
    let _bot = settings.start(&discord);
    discord.identified(2).await;
    discord.connected().await;
    crate::runner::insists(&ada, &signs, "None of these").await;
    walks(&ada, ada.screen().await, How::Pressing).await;
}

#[tokio::test]
async fn another_persons_buttons_are_answered_and_change_nothing() {
    let discord = FakeDiscord::start().await;
    let settings = Settings::new();
    let _bot = settings.start(&discord);
    let (ada, bea) = (discord.person("Ada"), discord.person("Bea"));
    let club = discord.club("Heel Striders", &ada);
    let (ada, bea) = (club.seat(&ada), club.seat(&bea));
    let consent = begins(&ada).await;
    let data = consent.data("I agree, and I'm 18 to 64");
    bea.presses_id(&consent, data).answered().await;
    ada.command("heel resume").await.answered().await;
    let (_, answers) = walks(&ada, ada.screen().await, How::Pressing).await;
    assert_eq!(answers, PLAIN.len(), "the first question is still asked");
    assert!(club.shown_to_all(club.channel()).is_empty());
}

#[tokio::test]
async fn commands_are_registered_once_and_offered_everywhere() {
    let discord = FakeDiscord::start().await;
    let settings = Settings::new();
    let bot = settings.start(&discord);
    let ada = discord.person("Ada");
    ada.command("heel help").await.answered().await;
    ada.sees("/heel check").await;
    for line in ["resume", "reminders", "privacy", "export", "delete", "timezone"] {
        assert!(ada.is_offered(&format!("heel {line}")), "{line}");
    }
    let registered = || {
        let calls = discord.calls();
        calls.iter().filter(|call| call.route.starts_with("PUT /applications")).count()
    };
    assert_eq!(registered(), 1);
    bot.stop();
    let _bot = settings.start(&discord);
    discord.identified(2).await;
    ada.command("heel help").await.answered().await;
    assert_eq!(registered(), 1, "nothing has changed");
}
