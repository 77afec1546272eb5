//! What people do, how a bot may answer, and who sees it.

use std::time::Duration;

use fake_discord::{DEADLINE, FakeDiscord, Outcome, State, TOKEN_LIFE};
use serde_json::json;

use crate::bot::{Session, button, call, call_as, register};

#[tokio::test]
async fn only_who_used_the_command_sees_what_is_for_them_alone_until_their_client_restarts() {
    let discord = FakeDiscord::start().await;
    let (ada, bea) = (discord.person("Ada"), discord.person("Bea"));
    let club = discord.club("Heel Striders", &ada);
    let (ada, bea) = (club.seat(&ada), club.seat(&bea));
    register(&discord).await;
    let mut bot = Session::ready(&discord).await;
    bot.event("GUILD_CREATE").await;
    let used = ada.command("heel check").await;
    let asked = bot.interaction().await;
    assert_eq!(asked.event["member"]["user"]["id"], ada.id().to_string());
    assert!(asked.event.get("user").is_none(), "in a server there is a member instead");
    assert_eq!(asked.event["data"]["options"][0]["name"], "check");
    let data = json!({"content": "Where?", "flags": 64, "components": button("Under", "u")});
    assert_eq!(asked.answer(&discord, 4, data).await.status, 204);
    assert!(used.answered().await < DEADLINE);
    ada.sees("Where?").await;
    assert!(bea.ever_saw().is_empty());
    assert!(!bea.transcript().contains("Where?"), "{}", bea.transcript());
    bea.sees_nothing_more();

    let pressed = ada.presses("under");
    let press = bot.interaction().await;
    assert_eq!(press.event["data"]["custom_id"], "u");
    assert_eq!(press.event["message"]["flags"], 64);
    press.answer(&discord, 7, json!({"content": "How bad?"})).await;
    pressed.answered().await;
    let now = ada.sees("How bad?").await;
    assert_eq!(ada.reads().len(), 1, "in place");
    assert!(now.is_screen(), "what an update leaves out stays");

    ada.restarts_client();
    assert!(ada.reads().is_empty());
    let path = press.webhook("/messages/@original");
    let edited = call_as(&discord, "", "PATCH", &path, &json!({"content": "Still?"})).await;
    assert_eq!(edited.status, 200);
    assert!(ada.reads().is_empty(), "it does not come back");
    assert_eq!(ada.ever_saw()[0].state, State::Vanished);
    assert!(club.shown_to_all(club.channel()).is_empty());
}

#[tokio::test]
async fn what_is_not_for_one_alone_is_seen_by_all_even_while_it_is_being_thought_of() {
    let discord = FakeDiscord::start().await;
    let (ada, bea) = (discord.person("Ada"), discord.person("Bea"));
    let club = discord.club("Heel Striders", &ada);
    let (ada, bea) = (club.seat(&ada), club.seat(&bea));
    register(&discord).await;
    let mut bot = Session::ready(&discord).await;
    bot.event("GUILD_CREATE").await;
    ada.command("heel check").await;
    bot.interaction().await.answer(&discord, 5, json!({})).await;
    assert_eq!(bea.ever_saw()[0].state, State::Loading);
    assert_eq!(club.shown_to_all(club.channel()).len(), 1);
}

#[tokio::test]
async fn a_list_a_form_and_a_suggestion_come_as_they_do_from_clients() {
    let discord = FakeDiscord::start().await;
    let ada = discord.person("Ada");
    register(&discord).await;
    let mut bot = Session::ready(&discord).await;
    ada.command("heel check").await;
    let asked = bot.interaction().await;
    assert_eq!(asked.event["user"]["id"], ada.id().to_string());
    assert_eq!(asked.event["context"], 1);
    let option = |label: &str, value: &str| json!({"label": label, "value": value});
    let list = json!({"type": 3, "custom_id": "list", "min_values": 0, "max_values": 2,
        "options": [option("Warm", "w"), option("Red", "r")]});
    let data = json!({"content": "Which?", "components": [{"type": 1, "components": [list]}]});
    asked.answer(&discord, 4, data).await;
    ada.chooses(&["red", "warm"]);
    let chosen = bot.interaction().await;
    assert_eq!(chosen.event["data"]["values"], json!(["r", "w"]));
    let input = json!({"type": 4, "style": 2, "custom_id": "text", "label": "Yours"});
    let form = json!({"title": "Words", "custom_id": "type",
        "components": [{"type": 1, "components": [input]}]});
    chosen.answer(&discord, 9, form.clone()).await;
    let sent = ada.fills("since tuesday").await;
    let filled = bot.interaction().await;
    assert_eq!(filled.event["type"], 5);
    assert_eq!(filled.event["data"]["components"][0]["components"][0]["value"], "since tuesday");
    assert!(filled.event["message"].is_object(), "the form came from a button");
    assert_eq!(filled.answer(&discord, 9, form).await.code(), (400, 50_035));
    assert_eq!(filled.answer(&discord, 6, json!({})).await.status, 204);
    sent.answered().await;

    let (offers, typing) = tokio::join!(ada.types("heel zone", "name", "lond"), async {
        let typing = bot.interaction().await;
        let option = &typing.event["data"]["options"][0]["options"][0];
        assert_eq!((&option["value"], &option["focused"]), (&json!("lond"), &json!(true)));
        assert_eq!(typing.answer(&discord, 5, json!({})).await.code(), (400, 50_035));
        let choices = json!({"choices": [{"name": "London", "value": "Europe/London"}]});
        typing.answer(&discord, 8, choices).await.status
    });
    assert_eq!(offers, [("London".to_owned(), json!("Europe/London"))]);
    assert_eq!(typing, 204);
    assert_eq!(discord.mistakes().len(), 2);
    discord.forgive();
}

#[tokio::test]
async fn one_answer_in_three_seconds_and_no_other() {
    let discord = FakeDiscord::start().await;
    let ada = discord.person("Ada");
    register(&discord).await;
    let mut bot = Session::ready(&discord).await;
    ada.command("heel check").await;
    let asked = bot.interaction().await;
    let before = call(&discord, "PATCH", &asked.webhook("/messages/@original"), &json!({})).await;
    assert_eq!(before.code(), (404, 10_015), "nothing was answered yet");
    discord.forgive();
    let words = json!({"content": "Where?"});
    assert_eq!(asked.answer(&discord, 4, words.clone()).await.status, 204);
    assert_eq!(asked.answer(&discord, 4, words.clone()).await.code(), (400, 40_060));
    assert_eq!(discord.repeated_answers(), 1);

    let late = ada.command("heel check").await;
    let asked = bot.interaction().await;
    discord.time_passes(DEADLINE);
    assert_eq!(late.outcome().await, Outcome::Failed);
    assert_eq!(asked.answer(&discord, 4, words.clone()).await.code(), (404, 10_062));
    assert_eq!(discord.late_answers(), 1);
    assert_eq!(discord.unanswered(), 1);

    let forged = "/interactions/5/forged/callback";
    let forged = call(&discord, "POST", forged, &json!({"type": 6})).await;
    assert_eq!(forged.code(), (404, 10_062));
}

#[tokio::test]
async fn a_command_has_no_message_to_update() {
    let discord = FakeDiscord::start().await;
    let ada = discord.person("Ada");
    register(&discord).await;
    let mut bot = Session::ready(&discord).await;
    ada.command("heel check").await;
    let asked = bot.interaction().await;
    for kind in [6, 7, 8, 1] {
        assert_eq!(asked.answer(&discord, kind, json!({})).await.code(), (400, 50_035), "{kind}");
    }
    assert_eq!(asked.answer(&discord, 4, json!({})).await.code(), (400, 50_006));
    discord.forgive();
}

#[tokio::test]
async fn what_follows_a_deferral_completes_it_and_a_token_lives_for_fifteen_minutes() {
    let discord = FakeDiscord::start().await;
    let ada = discord.person("Ada");
    register(&discord).await;
    let mut bot = Session::ready(&discord).await;
    ada.command("heel check").await;
    let asked = bot.interaction().await;
    asked.answer(&discord, 5, json!({"flags": 64})).await;
    let follow = |words: &str| (asked.webhook("?wait=true"), json!({"content": words}));
    let (path, body) = follow("First");
    let first = call_as(&discord, "", "POST", &path, &body).await;
    let (path, body) = follow("Second");
    call_as(&discord, "", "POST", &path, &body).await;
    assert_eq!(ada.reads().len(), 2);
    let original = asked.webhook("/messages/@original");
    let read = call(&discord, "GET", &original, &json!(null)).await;
    assert_eq!((&read.body["id"], &read.body["flags"]), (&first.body["id"], &json!(64)));
    assert_eq!(call(&discord, "DELETE", &original, &json!(null)).await.status, 204);
    assert_eq!(call(&discord, "GET", &original, &json!(null)).await.code(), (404, 10_008));

    discord.time_passes(TOKEN_LIFE - Duration::from_secs(60));
    assert_eq!(call_as(&discord, "", "POST", &path, &body).await.status, 200);
    discord.time_passes(Duration::from_secs(60));
    assert_eq!(call_as(&discord, "", "POST", &path, &body).await.code(), (401, 50_027));
    let other = format!("/webhooks/{}/nobody's", fake_discord::BOT);
    assert_eq!(call_as(&discord, "", "POST", &other, &body).await.code(), (404, 10_015));
    discord.forgive();
}
