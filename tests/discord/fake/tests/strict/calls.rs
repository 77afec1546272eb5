//! Messages: what is refused, and in which words; permissions; what is sent twice.

use fake_discord::{BOT, Enforcement, FakeDiscord, Id, Permissions, Ping, Settings, TOKEN};
use serde_json::{Value, json};

use crate::bot::{button, call, call_as, read};

fn messages(channel: Id) -> String {
    format!("/channels/{channel}/messages")
}

async fn send(discord: &FakeDiscord, channel: Id, body: Value) -> (u16, u64) {
    call(discord, "POST", &messages(channel), &body).await.code()
}

fn hello() -> Value {
    json!({"content": "Hello"})
}

#[tokio::test]
async fn a_wrong_token_is_refused_and_counted() {
    let discord = FakeDiscord::start().await;
    let answer = call_as(&discord, "wrong", "GET", "/users/@me", &Value::Null).await;
    assert_eq!((answer.status, &answer.body["message"]), (401, &json!("401: Unauthorized")));
    assert_eq!(discord.invalid_requests(), 1);
    let answer = call(&discord, "GET", "/users/@me", &Value::Null).await;
    assert_eq!(answer.body["id"], BOT.to_string());
    assert_eq!(call(&discord, "POST", "/users/@me/fans", &hello()).await.status, 404);
    discord.forgive();
}

#[tokio::test]
async fn a_message_is_sent_changed_read_and_removed() {
    let discord = FakeDiscord::start().await;
    let ada = discord.person("Ada");
    let path = messages(ada.channel());
    let sent = call(&discord, "POST", &path, &hello()).await;
    assert_eq!((sent.status, &sent.body["author"]["bot"]), (200, &json!(true)));
    let one = format!("{path}/{}", sent.body["id"].as_str().expect("an id"));
    let body = json!({"components": button("Go", "g")});
    let changed = call(&discord, "PATCH", &one, &body).await.body;
    assert_eq!(
        (&changed["content"], &changed["components"][0]["type"]),
        (&json!("Hello"), &json!(1))
    );
    assert!(changed["edited_timestamp"].is_string());
    assert!(ada.sees("Hello").await.offers("go"));
    assert_eq!(call(&discord, "GET", &one, &Value::Null).await.body["id"], sent.body["id"]);
    assert_eq!(call(&discord, "GET", &path, &Value::Null).await.body[0]["id"], sent.body["id"]);
    let empty = json!({"content": "", "components": []});
    assert_eq!(call(&discord, "PATCH", &one, &empty).await.code(), (400, 50_006));
    discord.forgive();
    assert_eq!(call(&discord, "DELETE", &one, &Value::Null).await.status, 204);
    for method in ["GET", "PATCH", "DELETE"] {
        let body = if method == "PATCH" { hello() } else { Value::Null };
        assert_eq!(call(&discord, method, &one, &body).await.code(), (404, 10_008), "{method}");
    }
}

#[tokio::test]
async fn what_others_wrote_is_not_the_bots_to_change() {
    let discord = FakeDiscord::start().await;
    let ada = discord.person("Ada");
    let path = format!("{}/{}", messages(ada.channel()), ada.says("hello"));
    assert_eq!(call(&discord, "PATCH", &path, &hello()).await.code(), (403, 50_005));
    assert_eq!(call(&discord, "DELETE", &path, &Value::Null).await.code(), (403, 50_013));
    discord.forgive();
}

#[tokio::test]
async fn what_is_wrong_in_itself_is_refused_with_the_place_of_it_and_remembered() {
    let discord = FakeDiscord::start().await;
    let ada = discord.person("Ada");
    let body = json!({"content": "x", "components": button(&"x".repeat(81), "b")});
    let refused = call(&discord, "POST", &messages(ada.channel()), &body).await;
    assert_eq!(refused.code(), (400, 50_035));
    let at = &refused.body["errors"]["components"]["0"]["components"]["0"]["label"]["_errors"][0];
    assert_eq!(at["code"], "BASE_TYPE_BAD_LENGTH", "{}", refused.body);
    let client = reqwest::Client::new().post(discord.url() + &messages(ada.channel()));
    let client = client.header("authorization", format!("Bot {TOKEN}"));
    let typed = |kind: &str, body: &'static str| {
        client.try_clone().expect("no stream").header("content-type", kind).body(body)
    };
    assert_eq!(read(typed("application/json", "{")).await.code(), (400, 50_109));
    assert_eq!(read(typed("text/plain", "{}")).await.code(), (400, 50_035));
    assert_eq!(discord.mistakes().len(), 3);
    discord.forgive();
}

#[tokio::test]
async fn files_come_beside_the_payload() {
    let discord = FakeDiscord::start().await;
    let ada = discord.person("Ada");
    let form = |listed: Value| {
        let payload = json!({"content": "Yours", "attachments": listed}).to_string();
        let file = reqwest::multipart::Part::bytes(b"{}".to_vec()).file_name("all.json");
        let form = reqwest::multipart::Form::new().text("payload_json", payload);
        let client = reqwest::Client::new().post(discord.url() + &messages(ada.channel()));
        client
            .header("authorization", format!("Bot {TOKEN}"))
            .multipart(form.part("files[0]", file))
    };
    let listed = json!([{"id": 0, "filename": "all.json"}]);
    let answer = read(form(listed)).await;
    assert_eq!(answer.body["attachments"][0]["filename"], "all.json", "{answer:?}");
    assert_eq!(ada.file_ending(".json").await, ("all.json".to_owned(), "{}".to_owned()));
    assert_eq!(read(form(json!([]))).await.code(), (400, 50_035));
    discord.forgive();
}

#[tokio::test]
async fn the_same_nonce_is_the_same_message_where_that_is_asked() {
    let discord = FakeDiscord::start().await;
    let ada = discord.person("Ada");
    let body = json!({"content": "Ice off", "nonce": "abc", "enforce_nonce": true});
    let first = call(&discord, "POST", &messages(ada.channel()), &body).await.body;
    let again = call(&discord, "POST", &messages(ada.channel()), &body).await.body;
    assert_eq!(first["id"], again["id"]);
    assert_eq!((ada.reads().len(), discord.same_nonce()), (1, 1));
    let unforced = json!({"content": "Ice off", "nonce": "abc"});
    send(&discord, ada.channel(), unforced).await;
    assert_eq!(ada.reads().len(), 2);
    discord.time_passes(std::time::Duration::from_secs(600));
    call(&discord, "POST", &messages(ada.channel()), &body).await;
    assert_eq!(ada.reads().len(), 3, "it is forgotten after a while");
}

#[tokio::test]
async fn places_that_are_gone_or_closed_to_the_bot_are_told_apart() {
    let enforcement = Enforcement::Off;
    let discord = FakeDiscord::start_with(Settings { enforcement, ..Settings::default() }).await;
    let ada = discord.person("Ada");
    let club = discord.club("Heel Striders", &ada);
    let (open, thread) = (club.channel(), club.new_thread("Stretching"));
    assert_eq!(send(&discord, Id(7), hello()).await, (404, 10_003));
    assert_eq!(send(&discord, open, hello()).await, (200, 0));
    club.denies_bot(open, Permissions::VIEW_CHANNEL);
    assert_eq!(send(&discord, open, hello()).await, (403, 50_001));
    assert_eq!(send(&discord, thread, hello()).await, (403, 50_001), "a thread has its rules");
    club.denies_bot(open, Permissions::SEND_MESSAGES);
    assert_eq!(send(&discord, open, hello()).await, (403, 50_013));
    assert_eq!(send(&discord, thread, hello()).await, (200, 0));
    club.denies_bot(open, Permissions::SEND_IN_THREADS);
    assert_eq!(send(&discord, open, hello()).await, (200, 0));
    assert_eq!(send(&discord, thread, hello()).await, (403, 50_013));
    club.denies_bot(open, Permissions::EMBED_LINKS);
    let embed = json!({"embeds": [{"title": "Plan"}]});
    assert_eq!(send(&discord, open, embed).await, (403, 50_013));
    club.archives(thread);
    assert_eq!(send(&discord, thread, hello()).await, (400, 50_083));
    club.deletes(open);
    assert_eq!(send(&discord, open, hello()).await, (404, 10_003));
    let other = club.new_channel("other");
    club.removes_bot();
    assert_eq!(send(&discord, other, hello()).await, (403, 50_001));
    let guild = format!("/guilds/{}", club.id());
    assert_eq!(call(&discord, "GET", &guild, &Value::Null).await.code(), (403, 50_001));
    assert_eq!(call(&discord, "GET", "/guilds/7", &Value::Null).await.code(), (404, 10_004));
    assert_eq!(discord.mistakes(), Vec::<String>::new(), "it is nobody's fault");
}

#[tokio::test]
async fn who_takes_no_direct_messages_or_shares_no_server_is_not_written_to() {
    let discord = FakeDiscord::start().await;
    let ada = discord.person("Ada");
    let body = json!({"recipient_id": ada.id().to_string()});
    let opened = call(&discord, "POST", "/users/@me/channels", &body).await.body;
    assert_eq!((&opened["id"], &opened["type"]), (&json!(ada.channel().to_string()), &json!(1)));
    let nobody = json!({"recipient_id": "7"});
    let nobody = call(&discord, "POST", "/users/@me/channels", &nobody).await;
    assert_eq!(nobody.code(), (404, 10_013));
    ada.closes_direct_messages();
    assert_eq!(send(&discord, ada.channel(), hello()).await, (403, 50_007));
    ada.opens_direct_messages();
    ada.uninstalls();
    assert_eq!(send(&discord, ada.channel(), hello()).await, (403, 50_278));
    let club = discord.club("Heel Striders", &ada);
    assert_eq!(send(&discord, ada.channel(), hello()).await, (200, 0));
    club.loses(&ada);
    assert_eq!(send(&discord, ada.channel(), hello()).await, (403, 50_278));
}

#[tokio::test]
async fn members_and_roles_are_told_of() {
    let discord = FakeDiscord::start().await;
    let (ada, bea) = (discord.person("Ada"), discord.person("Bea"));
    let club = discord.club("Heel Striders", &ada);
    let role = club.new_role("Coach", Permissions::MANAGE_GUILD);
    club.gives(&ada, role);
    let guild = format!("/guilds/{}", club.id());
    let member = |who: Id| format!("{guild}/members/{who}");
    let found = call(&discord, "GET", &member(ada.id()), &Value::Null).await;
    assert_eq!(found.body["roles"], json!([role.to_string()]));
    let found = call(&discord, "GET", &member(bea.id()), &Value::Null).await;
    assert_eq!(found.code(), (404, 10_007));
    let roles = call(&discord, "GET", &(guild + "/roles"), &Value::Null).await.body;
    assert_eq!(roles.as_array().map(Vec::len), Some(2));
}

#[tokio::test]
async fn a_role_is_called_only_where_it_may_be_and_is_meant_to_be() {
    let discord = FakeDiscord::start().await;
    let ada = discord.person("Ada");
    let club = discord.club("Heel Striders", &ada);
    let role = club.new_role("Early birds", Permissions::NONE);
    let ada = club.seat(&ada);
    let pings = async |mentions: Value| {
        let words = format!("<@&{role}> @everyone Ice time");
        let body = json!({"content": words, "allowed_mentions": mentions});
        send(&discord, club.channel(), body).await;
        ada.reads().pop().expect("sent").pings
    };
    let only = json!({"parse": [], "roles": [role.to_string()]});
    assert_eq!(pings(only.clone()).await, [], "it may not");
    club.lets_mention(role);
    assert_eq!(pings(only.clone()).await, [Ping::Role(role)]);
    assert_eq!(pings(json!({"parse": []})).await, []);
    club.allows_bot(club.channel(), Permissions::MENTION_EVERYONE);
    assert_eq!(pings(only).await, [Ping::Role(role)]);
    assert_eq!(pings(Value::Null).await, [Ping::Everyone, Ping::Role(role)], "unless told not to");
}

#[tokio::test]
async fn commands_are_replaced_as_a_whole_and_keep_their_numbers() {
    let discord = FakeDiscord::start().await;
    let path = format!("/applications/{BOT}/commands");
    let heel = json!({"name": "heel", "description": "For sore heels",
        "name_localizations": {"de": "ferse"}});
    let first =
        call(&discord, "PUT", &path, &json!([heel, {"name": "b", "description": "b"}])).await;
    assert_eq!(first.status, 200);
    let second = call(&discord, "PUT", &path, &json!([heel])).await.body;
    assert_eq!(second[0]["id"], first.body[0]["id"]);
    assert_eq!(discord.commands(), ["heel"]);
    let brief = call(&discord, "GET", &path, &Value::Null).await.body;
    assert!(brief[0].get("name_localizations").is_none(), "{brief}");
    let whole = format!("{path}?with_localizations=true");
    let whole = call(&discord, "GET", &whole, &Value::Null).await.body;
    assert_eq!(whole[0]["name_localizations"]["de"], "ferse");
    let other = call(&discord, "PUT", "/applications/7/commands", &json!([])).await;
    assert_eq!(other.code(), (404, 10_002), "not the bot's own");
    discord.forgive();
}
