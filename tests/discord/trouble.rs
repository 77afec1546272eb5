//! What goes wrong between the bot and Discord, and for whom: nobody else waits.

use std::time::Duration;

use fake_discord::{DEADLINE, Failure, FakeDiscord, Fault, Scope, Tear};
use sqlx::{Connection as _, PgConnection};
use tokio::{sync::Notify, task::JoinSet, time::sleep};

use crate::{
    bot::Settings,
    database::Schema,
    runner::{How, begins, gets_a_plan, insists, picks, walks},
};

const CALLBACK: &str = "POST /interactions/{interaction_id}/{interaction_token}/callback";
/// Well formed, and nobody's.
const WRONG: &str = "MTEwMDAwMDAwMDAwMDAwMDAwMQ.Gheel0.not-the-token_qwertyuiopasdfghjklzxcvbn";
const EDIT: &str = "PATCH /webhooks/{webhook_id}/{webhook_token}/messages/@original";

#[tokio::test]
async fn a_torn_gateway_is_connected_again_and_the_conversation_goes_on() {
    let discord = FakeDiscord::start().await;
    let settings = Settings::new();
    let _bot = settings.start(&discord);
    let ada = discord.person("Ada");
    let mut screen = begins(&ada).await;
    for how in [Tear::Reset, Tear::Reconnect, Tear::Close(4_000), Tear::Invalidate] {
        discord.tear(how);
        let at = crate::plain::question(&screen.text).expect("a question");
        insists(&ada, &screen, crate::plain::PLAIN[at].1).await;
        screen = ada.screen().await;
    }
    walks(&ada, screen, How::Pressing).await;
    assert!(discord.identifies() <= 4, "{}", discord.identifies());
}

#[tokio::test]
async fn server_errors_and_cut_connections_lose_no_answer() {
    let discord = FakeDiscord::start().await;
    let settings = Settings::new();
    let _bot = settings.start(&discord);
    let ada = discord.person("Ada");
    let mut screen = begins(&ada).await;
    for failure in [Failure::ServerError(502), Failure::CutBefore, Failure::CutAfter] {
        for route in [CALLBACK, EDIT] {
            discord.fault(Fault::next(failure.clone()).of(route));
        }
        let at = crate::plain::question(&screen.text).expect("a question");
        insists(&ada, &screen, crate::plain::PLAIN[at].1).await;
        ada.command("heel resume").await.answered().await;
        screen = ada.screen().await;
    }
    walks(&ada, screen, How::Pressing).await;
}

#[tokio::test]
async fn one_who_is_slowed_down_keeps_nobody_else_waiting() {
    let discord = FakeDiscord::start().await;
    let settings = Settings::new();
    let _bot = settings.start(&discord);
    let ada = discord.person("Ada");
    begins(&ada).await;
    let slow = Failure::TooManyRequests { seconds: 2.0, scope: Scope::User };
    discord.fault(Fault::next(slow).of(CALLBACK));
    ada.presses("I agree, and I'm 18 to 64");
    let others: JoinSet<_> = ["Bea", "Cem", "Dov"]
        .map(|name| discord.person(name))
        .map(|person| async move { gets_a_plan(&person, How::Pressing).await })
        .into_iter()
        .collect();
    others.join_all().await;
    ada.command("heel resume").await.answered().await;
    walks(&ada, ada.screen().await, How::Pressing).await;
}

#[tokio::test]
async fn a_wrong_token_is_told_of_and_not_tried_again_and_again() {
    let discord = FakeDiscord::start().await;
    let settings = Settings::new().token(WRONG);
    let bot = settings.start(&discord);
    discord.refused(1).await;
    let (_, log) = bot.stop();
    assert!(log.to_lowercase().contains("token") || log.contains("401"), "{log}");
    assert!(discord.invalid_requests() <= 3, "{}", discord.invalid_requests());
    discord.forgive();
}

#[tokio::test]
async fn a_server_that_is_out_of_reach_or_removes_the_bot_stops_nobody() {
    let discord = FakeDiscord::start().await;
    let settings = Settings::new();
    let _bot = settings.start(&discord);
    let [ada, bea, cem] = ["Ada", "Bea", "Cem"].map(|name| discord.person(name));
    let club = discord.club("Heel Striders", &ada);
    let seat = club.seat(&ada);
    begins(&seat).await;
    club.is_unavailable();
    gets_a_plan(&bea, How::Pressing).await;
    club.is_available();
    seat.command("heel resume").await.answered().await;
    walks(&seat, seat.screen().await, How::Pressing).await;
    club.removes_bot();
    gets_a_plan(&cem, How::Pressing).await;
}

/// Every write waits for two seconds: the tables are locked again and again. Each time
/// they are, that is told.
async fn slow(schema: &Schema, locked: &Notify) {
    let mut conn = PgConnection::connect(&schema.url()).await.expect("the server answers");
    let lock = "DO $$ DECLARE t text; BEGIN \
         FOR t IN SELECT tablename FROM pg_tables WHERE schemaname = current_schema() LOOP \
         EXECUTE format('LOCK TABLE %I IN EXCLUSIVE MODE', t); END LOOP; END $$";
    loop {
        let mut locks = conn.begin().await.expect("begun");
        sqlx::query(lock).execute(&mut *locks).await.expect("locked");
        locked.notify_one();
        sqlx::query("SELECT pg_sleep(2)").execute(&mut *locks).await.expect("held");
        locks.commit().await.expect("let go");
        // One of those that wait is let through.
        sleep(Duration::from_millis(50)).await;
    }
}

#[tokio::test]
async fn with_a_slow_store_everything_is_acknowledged_in_time() {
    let Some(schema) = Schema::new() else { return };
    let settings = Settings::new().on_postgres(schema);
    let discord = FakeDiscord::start().await;
    let _bot = settings.start(&discord);
    let ada = discord.person("Ada");
    let ada = discord.club("Heel Striders", &ada).seat(&ada);
    let consent = begins(&ada).await;
    let locked = Notify::new();
    let slowed = async {
        locked.notified().await;
        picks(&ada, &consent, "I agree, and I'm 18 to 64").answered().await;
        ada.sees("the signs that can't wait").await;
        ada.presses("None of these").answered().await;
        ada.sees("Where does it hurt most").await;
    };
    tokio::select! {
        () = slow(settings.schema().expect("given"), &locked) => unreachable!("it goes on for ever"),
        () = slowed => {}
    }
    for wait in discord.waits() {
        assert!(wait.is_some_and(|wait| wait < DEADLINE), "{wait:?}");
    }
    let slowest = discord.waits().into_iter().flatten().max();
    assert!(slowest > Some(Duration::from_secs(1)), "it was slow: {slowest:?}");
}
