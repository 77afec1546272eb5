//! The fake as a widely used client sees it: what it answers can be read, and
//! what it refuses is refused in Telegram's words.

use std::time::Duration;

use fake_telegram::{BOT_NAME, Enforcement, Failure, FakeTelegram, Fault, Kind, Role, TOKEN};
use teloxide::{
    ApiError, RequestError,
    payloads::{GetUpdatesSetters, SendMessageSetters, SetMyCommandsSetters, SetWebhookSetters},
    prelude::{Bot, Request, Requester},
    types::{
        BotCommand, BotCommandScope, CallbackQueryId, ChatId, InlineKeyboardButton,
        InlineKeyboardMarkup, InputFile, MessageId, ParseMode, ThreadId, UpdateKind, UserId,
    },
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};

fn bot(telegram: &FakeTelegram) -> Bot {
    Bot::new(TOKEN).set_api_url(telegram.url().parse().expect("an address"))
}

fn told<T>(result: Result<T, RequestError>) -> String {
    result.err().expect("it is refused").to_string()
}

fn keyboard(label: &str, data: &str) -> InlineKeyboardMarkup {
    InlineKeyboardMarkup::new([[InlineKeyboardButton::callback(label, data)]])
}

#[tokio::test]
async fn a_short_conversation() {
    let telegram = FakeTelegram::start().await;
    let bot = bot(&telegram);
    assert_eq!(bot.get_me().await.unwrap().username(), BOT_NAME);

    let ada = telegram.person("Ada");
    ada.sends("/start now");
    let updates = bot.get_updates().await.unwrap();
    let UpdateKind::Message(message) = &updates[0].kind else { panic!("{updates:?}") };
    assert_eq!(message.text(), Some("/start now"));

    let here = message.chat.id;
    let sent = bot
        .send_message(here, "<b>How</b> do you feel?")
        .parse_mode(ParseMode::Html)
        .reply_markup(keyboard("✓ fine", "f"))
        .await
        .unwrap();
    assert_eq!(ada.sees("How do you feel?").await.labels(), ["✓ fine"]);
    let tap = ada.taps("fine");
    let next = bot.get_updates().offset(updates[0].id.as_offset()).await.unwrap();
    let UpdateKind::CallbackQuery(query) = &next[0].kind else { panic!("{next:?}") };
    assert_eq!(query.data.as_deref(), Some("f"));
    bot.answer_callback_query(query.id.clone()).await.unwrap();
    assert_eq!(tap.answered().await, "");
    bot.edit_message_text(here, sent.id, "Good.").await.unwrap();
    ada.sees("Good.").await;
    assert_eq!(ada.reads().len(), 1);
    bot.send_document(here, InputFile::memory("{}").file_name("all.json")).await.unwrap();
    assert_eq!(ada.file_ending(".json").await, ("all.json".to_owned(), "{}".to_owned()));
    assert_eq!(telegram.unanswered(), 0);
}

#[tokio::test]
async fn an_update_comes_again_until_it_is_confirmed_and_a_poll_waits_for_it() {
    let telegram = FakeTelegram::start().await;
    let (bot, ada) = (bot(&telegram), telegram.person("Ada"));
    let held = tokio::spawn(bot.get_updates().timeout(10).send());
    ada.sends("one");
    let first = held.await.unwrap().unwrap();
    assert_eq!(bot.get_updates().await.unwrap(), first);
    ada.sends("two");
    let offset = first[0].id.as_offset();
    let second = bot.get_updates().offset(offset).await.unwrap();
    assert_eq!(second.len(), 1);
    assert_ne!(second, first);
}

#[tokio::test]
async fn of_two_polls_the_first_is_ended() {
    let telegram = FakeTelegram::start().await;
    let first = tokio::spawn(bot(&telegram).get_updates().timeout(10).send());
    telegram.polled(1).await;
    let second = tokio::spawn(bot(&telegram).get_updates().timeout(10).send());
    assert!(told(first.await.unwrap()).contains("terminated by other getUpdates"));
    telegram.person("Ada").sends("hello");
    assert_eq!(second.await.unwrap().unwrap().len(), 1);
}

#[tokio::test]
async fn what_is_wrong_in_itself_is_refused_and_remembered() {
    let telegram = FakeTelegram::start().await;
    let (bot, ada) = (bot(&telegram), telegram.person("Ada"));
    ada.sends("hello");
    let here = ChatId(ada.id());
    let html = |text: &str| bot.send_message(here, text).parse_mode(ParseMode::Html);
    assert!(told(html("a < b").await).contains("can't parse entities: Unsupported start tag"));
    assert!(told(bot.send_message(here, " \n").await).contains("message text is empty"));
    html(&format!("<b>{}</b>", "x".repeat(4096))).await.unwrap();
    assert!(told(html(&"🏃".repeat(2049)).await).contains("message is too long"));
    let long = keyboard("x", &"d".repeat(65));
    assert!(told(html("x").reply_markup(long).await).contains("BUTTON_DATA_INVALID"));
    let theirs = bot.edit_message_text(here, MessageId(1), "x").await;
    assert!(told(theirs).contains("message can't be edited"));
    let forged = bot.answer_callback_query(CallbackQueryId("1".to_owned())).await;
    assert!(told(forged).contains("query ID is invalid"));
    assert_eq!(telegram.mistakes().len(), 6, "{:?}", telegram.mistakes());
    telegram.forgive();
}

#[tokio::test]
async fn what_people_do_is_refused_and_forgiven() {
    let telegram = FakeTelegram::start().await;
    let (bot, ada) = (bot(&telegram), telegram.person("Ada"));
    let here = ChatId(ada.id());
    let send = || async { bot.send_message(here, "hello").await };
    assert!(told(send().await).contains("Forbidden: bot can't initiate conversation"));
    ada.sends("hi");
    let sent = send().await.unwrap();
    let same = bot.edit_message_text(here, sent.id, "hello").await;
    assert!(matches!(same, Err(RequestError::Api(ApiError::MessageNotModified))), "{same:?}");
    ada.deletes(&ada.sees("hello").await);
    let gone = bot.edit_message_text(here, sent.id, "bye").await;
    assert!(matches!(gone, Err(RequestError::Api(ApiError::MessageToEditNotFound))), "{gone:?}");
    ada.blocks();
    assert!(told(send().await).contains("Forbidden: bot was blocked by the user"));
    let updates = bot.get_updates().await.unwrap();
    assert!(matches!(updates[1].kind, UpdateKind::MyChatMember(_)), "{updates:?}");
    assert!(told(bot.send_message(ChatId(4), "hello").await).contains("hat not found"));
    let screen = ada.reads();
    assert!(screen.is_empty());
    let old = ada.at(ada.id());
    old.unblocks();
    let sent = bot.send_message(here, "?").reply_markup(keyboard("x", "x")).await.unwrap();
    let screen = old.screen().await;
    assert_eq!(i64::from(sent.id.0), screen.id);
    old.taps_long_ago(&screen, "x");
    let updates = bot.get_updates().offset(-1).await.unwrap();
    let UpdateKind::CallbackQuery(query) = &updates[0].kind else { panic!("{updates:?}") };
    assert!(told(bot.answer_callback_query(query.id.clone()).await).contains("too old"));
}

#[tokio::test]
async fn groups_have_members_topics_and_an_end() {
    let telegram = FakeTelegram::start().await;
    let (bot, ada, bea) = (bot(&telegram), telegram.person("Ada"), telegram.person("Bea"));
    let club = telegram.group(Kind::Forum, "Club", &ada);
    let here = ChatId(club.id());
    assert!(told(bot.send_message(here, "run").await).contains("is not a member"));
    club.adds_bot(&ada);
    club.opens_topic(7);
    let in_topic =
        |topic: i32| bot.send_message(here, "run").message_thread_id(ThreadId(MessageId(topic)));
    assert_eq!(in_topic(7).await.unwrap().thread_id, Some(ThreadId(MessageId(7))));
    club.deletes_topic(7);
    assert!(told(in_topic(7).await).contains("message thread not found"));

    let member = |person: i64| bot.get_chat_member(here, UserId(person.unsigned_abs()));
    assert!(member(ada.id()).await.unwrap().is_owner());
    assert!(member(bea.id()).await.unwrap().is_left());
    let seat = club.seat(&bea);
    club.makes(&bea, Role::Administrator);
    assert!(member(bea.id()).await.unwrap().is_administrator());
    assert_eq!(bot.get_chat_administrators(here).await.unwrap().len(), 2);
    assert!(bot.get_chat(here).await.unwrap().is_supergroup());

    bot.get_updates().offset(-1).await.unwrap();
    seat.sends("just talking");
    seat.sends("/check@another_bot");
    seat.sends(&format!("/check@{BOT_NAME}"));
    let heard = bot.get_updates().await.unwrap();
    let texts: Vec<_> = heard
        .iter()
        .filter_map(|update| match &update.kind {
            UpdateKind::Message(message) => message.text(),
            _ => None,
        })
        .collect();
    assert_eq!(texts, [format!("/check@{BOT_NAME}")]);
    club.makes_bot(&ada, Role::Kicked);
    assert!(told(bot.send_message(here, "run").await).contains("bot was kicked"));
}

#[tokio::test]
async fn a_group_that_moves_says_where_to() {
    let telegram = FakeTelegram::start().await;
    let (bot, ada) = (bot(&telegram), telegram.person("Ada"));
    let club = telegram.group(Kind::Group, "Club", &ada);
    club.adds_bot(&ada);
    let new = club.becomes_supergroup();
    let refused = bot.send_message(ChatId(club.id()), "run").await.unwrap_err();
    assert!(
        matches!(refused, RequestError::MigrateToChatId(to) if to.0 == new.id()),
        "{refused:?}"
    );
    bot.send_message(ChatId(new.id()), "run").await.unwrap();
    assert_eq!(bot.get_updates().await.unwrap().len(), 3);
}

#[tokio::test]
async fn calls_fail_as_ordered_and_only_those() {
    let telegram = FakeTelegram::start().await;
    let (bot, ada) = (bot(&telegram), telegram.person("Ada"));
    ada.sends("hi");
    let send = || async { bot.send_message(ChatId(ada.id()), "hello").await };
    telegram.fault(Fault::next(Failure::TooManyRequests(30)).in_chat(ada.id() + 1));
    send().await.unwrap();
    telegram.fault(Fault::next(Failure::TooManyRequests(30)).in_chat(ada.id()));
    assert!(told(send().await).contains("30s"));
    telegram.fault(Fault::next(Failure::CutBefore).of("sendMessage"));
    assert!(send().await.is_err());
    assert_eq!(ada.reads().len(), 1);
    telegram.fault(Fault::next(Failure::CutAfter).of("sendMessage"));
    assert!(send().await.is_err());
    assert_eq!(ada.reads().len(), 2, "it was done before the connection ended");
    telegram.fault(Fault::next(Failure::HangsAfter).of("sendMessage"));
    let hung = tokio::time::timeout(Duration::from_millis(50), send()).await;
    assert!(hung.is_err());
    telegram.fault(
        Fault::next(Failure::TooManyRequests(30))
            .in_chat(ada.id())
            .lasting(Duration::from_secs(30)),
    );
    assert!(told(send().await).contains("30s"));
    assert!(told(send().await).contains("30s"));
}

#[tokio::test]
async fn a_webhook_is_tried_until_it_says_200_and_excludes_polls() {
    let telegram = FakeTelegram::start().await;
    let bot = bot(&telegram);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/hook", listener.local_addr().unwrap());
    bot.set_webhook(url.parse().unwrap()).secret_token("s-1").await.unwrap();
    assert!(told(bot.get_updates().await).contains("webhook is active"));
    telegram.person("Ada").sends("hello");
    for status in ["500 Oops", "200 OK"] {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut request = vec![0; 4096];
        let length = stream.read(&mut request).await.unwrap();
        let request = String::from_utf8_lossy(&request[..length]).into_owned();
        assert!(request.contains("X-Telegram-Bot-Api-Secret-Token: s-1\r\n"), "{request}");
        assert!(request.contains("\"text\":\"hello\""), "{request}");
        let answer = format!("HTTP/1.1 {status}\r\nContent-Length: 0\r\n\r\n");
        stream.write_all(answer.as_bytes()).await.unwrap();
    }
    telegram.all_received().await;
    let info = bot.get_webhook_info().await.unwrap();
    assert_eq!(info.pending_update_count, 0);
    assert!(info.last_error_message.is_some_and(|told| told.contains("500")));
    bot.delete_webhook().await.unwrap();
    assert_eq!(bot.get_updates().await.unwrap().len(), 0);
}

#[tokio::test]
async fn commands_are_kept_by_scope_and_language() {
    let telegram = FakeTelegram::start().await;
    let bot = bot(&telegram);
    let commands = [BotCommand::new("check", "A check of a sore heel")];
    let scope = BotCommandScope::AllPrivateChats;
    bot.set_my_commands(commands).scope(scope).language_code("en").await.unwrap();
    assert_eq!(telegram.commands("all_private_chats", "en"), ["check"]);
    assert!(telegram.commands("default", "").is_empty());
    assert!(told(bot.set_my_commands([BotCommand::new("Check", "x")]).await).contains("INVALID"));
    telegram.forgive();
}

#[tokio::test]
async fn limits_can_be_enforced() {
    let telegram =
        FakeTelegram::start_with(0, fake_telegram::Detail::Full, Enforcement::Refused).await;
    let (bot, ada) = (bot(&telegram), telegram.person("Ada"));
    let club = telegram.group(Kind::Supergroup, "Club", &ada);
    club.adds_bot(&ada);
    for _ in 0..20 {
        bot.send_message(ChatId(club.id()), "run").await.unwrap();
    }
    assert!(told(bot.send_message(ChatId(club.id()), "run").await).contains("etry"));
    assert_eq!(telegram.too_fast().len(), 1);
}
