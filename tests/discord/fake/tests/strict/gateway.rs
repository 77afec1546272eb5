//! Sessions: who is let in, what is heard again, and how connections end.

use std::time::Duration;

use fake_discord::{FakeDiscord, Settings, TOKEN, Tear};
use serde_json::{Value, json};
use tokio_tungstenite::{connect_async, tungstenite::Message};

use crate::bot::{Heard, Session, call, identify, register};

/// What becomes of a connection that sends this first.
async fn ends(discord: &FakeDiscord, message: Value) -> Heard {
    let mut session = Session::connect(discord).await;
    session.send(message).await;
    session.hears().await
}

#[tokio::test]
async fn who_is_not_the_bot_or_wants_too_much_is_not_let_in() {
    let discord = FakeDiscord::start_with(Settings { shards: 2, ..Settings::default() }).await;
    for (message, code) in [
        (identify("wrong", 1, json!([0, 2])), 4_004),
        (identify(TOKEN, 1 << 15, json!([0, 2])), 4_014),
        (identify(TOKEN, 1 << 40, json!([0, 2])), 4_013),
        (identify(TOKEN, 1, json!([2, 2])), 4_010),
        (identify(TOKEN, 1, json!([0, 1])), 4_011),
        (json!({"op": 2, "d": {"token": TOKEN, "intents": 1}}), 4_002),
        (json!({"op": 4, "d": {}}), 4_003),
        (json!({"op": 99}), 4_001),
    ] {
        assert_eq!(ends(&discord, message).await, Heard::Closed(code));
    }
    let mut known = Session::connect(&discord).await;
    known.send(identify(TOKEN, 1, json!([0, 2]))).await;
    known.event("READY").await;
    known.send(identify(TOKEN, 1, json!([0, 2]))).await;
    assert_eq!(known.hears().await, Heard::Closed(4_005));
    let (mut old, _) =
        connect_async(format!("{}/?v=6", discord.gateway_url())).await.expect("a gateway");
    let closed = futures_util::StreamExt::next(&mut old).await;
    assert!(
        matches!(closed, Some(Ok(Message::Close(Some(frame)))) if u16::from(frame.code) == 4_012)
    );
    assert_eq!(discord.mistakes().len(), 9);
    discord.forgive();
}

#[tokio::test]
async fn a_heartbeat_is_answered_and_none_ends_the_session() {
    let heartbeat = Duration::from_millis(50);
    let discord = FakeDiscord::start_with(Settings { heartbeat, ..Settings::default() }).await;
    let mut session = Session::ready(&discord).await;
    session.send(json!({"op": 1, "d": session.heard})).await;
    assert_eq!(session.message().await["op"], 11);
    assert_eq!(session.hears().await, Heard::Closed(4_009));
    let again = resume(&session);
    let mut next = Session::connect(&discord).await;
    next.send(again).await;
    assert_eq!(next.message().await, json!({"op": 9, "d": false, "s": null, "t": null}));
}

fn resume(session: &Session) -> Value {
    json!({"op": 6, "d": {"token": TOKEN, "session_id": session.id, "seq": session.heard}})
}

#[tokio::test]
async fn what_was_missed_is_heard_again_in_its_order_after_a_resume() {
    let discord = FakeDiscord::start().await;
    let ada = discord.person("Ada");
    register(&discord).await;
    let mut session = Session::ready(&discord).await;
    let data = json!({"id": "1", "name": "heel", "type": 1, "options": []});
    for how in [Tear::Reset, Tear::Reconnect, Tear::Close(4_000), Tear::Silence] {
        discord.tear(how);
        match how {
            Tear::Reset => assert!(matches!(session.hears().await, Heard::Broken)),
            Tear::Reconnect => assert_eq!(session.message().await["op"], 7),
            Tear::Close(code) => assert_eq!(session.hears().await, Heard::Closed(code)),
            // Nothing comes, which nobody can wait for.
            _ => {}
        }
        let again = resume(&session);
        ada.sends_command(data.clone());
        ada.sends_command(data.clone());
        let id = session.id.clone();
        session = Session::connect(&discord).await;
        session.id = id;
        session.send(again).await;
        let (first, second) = (session.interaction().await, session.interaction().await);
        assert!(first.id < second.id);
        assert_eq!(session.message().await["t"], "RESUMED", "{how:?}");
    }
    assert_eq!((discord.resumes(), discord.identifies(), discord.lost()), (4, 1, 0));
}

#[tokio::test]
async fn a_session_that_has_ended_is_not_resumed_and_what_happens_meanwhile_is_lost() {
    let discord = FakeDiscord::start().await;
    let ada = discord.person("Ada");
    register(&discord).await;
    for how in [Tear::Invalidate, Tear::Close(4_009)] {
        discord.time_passes(Duration::from_secs(5));
        let mut session = Session::ready(&discord).await;
        discord.tear(how);
        match session.hears().await {
            Heard::Message(message) => assert_eq!(message["op"], 9),
            ended => assert_eq!(ended, Heard::Closed(4_009)),
        }
        ada.sends_command(json!({"id": "1", "name": "heel", "type": 1}));
        let mut next = Session::connect(&discord).await;
        next.send(resume(&session)).await;
        assert_eq!(next.message().await["op"], 9);
    }
    assert_eq!((discord.resumes(), discord.lost()), (0, 2));
}

#[tokio::test]
async fn a_sequence_from_the_future_ends_the_connection() {
    let discord = FakeDiscord::start().await;
    let mut session = Session::ready(&discord).await;
    session.heard += 7;
    assert_eq!(ends(&discord, resume(&session)).await, Heard::Closed(4_007));
    discord.forgive();
}

#[tokio::test]
async fn shards_hear_of_their_servers_and_identify_one_after_the_other() {
    let identify_window = Duration::from_secs(5);
    let settings = Settings { shards: 2, identify_window, ..Settings::default() };
    let discord = FakeDiscord::start_with(settings).await;
    let ada = discord.person("Ada");
    let clubs = [discord.club("One", &ada), discord.club("Two", &ada)];
    let mut shards = Vec::new();
    for index in 0..2 {
        let mut shard = Session::connect(&discord).await;
        shard.send(identify(TOKEN, 1, json!([index, 2]))).await;
        if index == 1 {
            assert_eq!(shard.message().await["op"], 9, "too early");
            discord.time_passes(identify_window);
            shard.send(identify(TOKEN, 1, json!([index, 2]))).await;
        }
        let ready = shard.event("READY").await;
        assert_eq!(ready["guilds"].as_array().map(Vec::len), Some(1));
        let guild = shard.event("GUILD_CREATE").await;
        let of = u64::try_from(index).expect("small");
        assert_eq!((guild["id"].as_str().unwrap().parse::<u64>().unwrap() >> 22) % 2, of);
        shards.push((shard, guild["id"].clone()));
    }
    discord.connected().await;
    register(&discord).await;
    for club in &clubs {
        club.seat(&ada).command("heel check").await;
        let shard = shards.iter_mut().find(|(_, guild)| *guild == club.id().to_string());
        let heard = shard.expect("a shard").0.interaction().await;
        assert_eq!(heard.event["guild_id"], club.id().to_string());
    }
    ada.command("heel check").await;
    assert!(shards[0].0.interaction().await.event.get("guild_id").is_none(), "shard 0 has these");
}

#[tokio::test]
async fn who_identifies_too_often_in_a_day_loses_the_token() {
    let identify_window = Duration::ZERO;
    let settings = Settings { identifies: 3, identify_window, ..Settings::default() };
    let discord = FakeDiscord::start_with(settings).await;
    for left in [3, 2, 1] {
        let told = call(&discord, "GET", "/gateway/bot", &json!(null)).await.body;
        assert_eq!(told["session_start_limit"]["remaining"], left);
        Session::ready(&discord).await;
    }
    let identify = identify(TOKEN, 1, json!([0, 1]));
    assert_eq!(ends(&discord, identify.clone()).await, Heard::Closed(4_004));
    assert_eq!(ends(&discord, identify).await, Heard::Closed(4_004));
    discord.forgive();
}

#[tokio::test]
async fn servers_come_and_go() {
    let discord = FakeDiscord::start().await;
    let mut session = Session::ready(&discord).await;
    let ada = discord.person("Ada");
    let club = discord.club("Heel Striders", &ada);
    assert_eq!(session.event("GUILD_CREATE").await["name"], "Heel Striders");
    club.is_unavailable();
    assert_eq!(session.event("GUILD_DELETE").await["unavailable"], true);
    club.is_available();
    session.event("GUILD_CREATE").await;
    club.deletes(club.channel());
    session.event("CHANNEL_DELETE").await;
    club.removes_bot();
    assert!(session.event("GUILD_DELETE").await.get("unavailable").is_none());
}

#[tokio::test]
async fn what_people_write_is_heard_by_who_asked_for_it() {
    let discord = FakeDiscord::start().await;
    let mut session = Session::connect(&discord).await;
    session.send(identify(TOKEN, 1 << 12, json!([0, 1]))).await;
    session.event("READY").await;
    let ada = discord.person("Ada");
    let club = discord.club("Heel Striders", &ada);
    club.seat(&ada).says("not for the bot");
    ada.says("for the bot");
    assert_eq!(session.event("MESSAGE_CREATE").await["content"], "for the bot");
}
