//! What goes wrong between the bot and Telegram, and for whom: nobody else waits.

use std::time::Duration;

use fake_telegram::{Failure, FakeTelegram, Fault, Kind};
use tokio::{task::JoinSet, time::Instant};

use crate::{
    bot::Settings,
    plain::question,
    runner::{How, gets_a_plan},
};

/// Far less than the thirty seconds that one chat is to wait.
const NOT_WAITING: Duration = Duration::from_secs(20);

#[tokio::test]
async fn one_blocked_one_slowed_down_and_one_dead_group_keep_nobody_else_waiting() {
    let telegram = FakeTelegram::start().await;
    let settings = Settings::new();
    let _bot = settings.start(&telegram);
    let (blocker, slow) = (telegram.person("Bea"), telegram.person("Cem"));
    let club = telegram.group(Kind::Supergroup, "Heel Striders", &blocker);
    club.adds_bot(&blocker);
    for person in [&blocker, &slow] {
        person.sends("/start");
        person.screen().await;
    }
    blocker.sends("why?");
    blocker.blocks();
    telegram.fault(
        Fault::next(Failure::TooManyRequests(30))
            .in_chat(slow.chat_id())
            .lasting(Duration::from_secs(30)),
    );
    slow.taps("I agree, and I'm 18 to 64");
    let seat = club.seat(&slow);
    seat.sends("/check");
    club.is_deleted();

    let began = Instant::now();
    let others: JoinSet<_> = ["Ada", "Dov", "Eve"]
        .map(|name| telegram.person(name))
        .map(|person| async move { gets_a_plan(&person, How::Tapping).await })
        .into_iter()
        .collect();
    others.join_all().await;
    assert!(began.elapsed() < NOT_WAITING, "{:?}", began.elapsed());

    // And whoever comes back is heard.
    blocker.unblocks();
    blocker.sends("/resume");
    blocker.sees("I agree").await;
    // The wait named is kept: nothing is sent to that chat before it is over.
    let next = slow.screen().await;
    assert_eq!(question(&next.text), Some(1), "{next}");
}

#[tokio::test]
async fn who_blocks_the_bot_is_left_alone_and_told_what_stopped_when_they_come_back() {
    let telegram = FakeTelegram::start().await;
    let settings = Settings::new();
    let _bot = settings.start(&telegram);
    let ada = telegram.person("Ada");
    gets_a_plan(&ada, How::Tapping).await;
    ada.sends("/timezone London");
    ada.sees("London").await;
    ada.sends("/stretch 7am");
    ada.sees("every day at 07:00").await;
    ada.taps("Yes, set it");
    ada.sees("This is set").await;
    ada.blocks();
    telegram.all_received().await;
    ada.unblocks();
    ada.sends("/start");
    let told = ada.sees("a reminder of yours stopped").await;
    assert!(told.text.contains("every day at 07:00"), "{told}");
    ada.sends("resume my reminders");
    ada.sees("come again").await;
    ada.sends("/start");
    let again = ada.screen().await;
    assert!(!again.text.contains("stopped"), "{again}");
}

#[tokio::test]
async fn server_errors_and_cut_connections_lose_no_answer() {
    let telegram = FakeTelegram::start().await;
    let settings = Settings::new();
    let _bot = settings.start(&telegram);
    let ada = telegram.person("Ada");
    ada.sends("/start");
    ada.screen().await;
    for failure in [Failure::ServerError(502), Failure::CutBefore, Failure::CutAfter] {
        for method in ["answerCallbackQuery", "editMessageText", "sendMessage", "getUpdates"] {
            telegram.fault(Fault::next(failure.clone()).of(method));
        }
    }
    let screen = ada.screen_now().expect("the first question");
    crate::runner::walks(&ada, screen, How::Tapping).await;
}

#[tokio::test]
async fn telegram_out_of_reach_for_a_while_is_waited_for() {
    let telegram = FakeTelegram::start().await;
    telegram.fault(Fault::next(Failure::ServerError(500)).times(4));
    let settings = Settings::new();
    let _bot = settings.start(&telegram);
    let ada = telegram.person("Ada");
    gets_a_plan(&ada, How::Tapping).await;
}

#[tokio::test]
async fn another_poller_is_told_of_and_the_bot_goes_on_when_it_has_left() {
    let telegram = FakeTelegram::start().await;
    let conflict = fake_telegram::Refusal::conflict(
        "terminated by other getUpdates request; make sure that only one bot instance is running",
    );
    telegram.fault(Fault::next(Failure::Refused(conflict)).of("getUpdates"));
    let settings = Settings::new();
    let bot = settings.start(&telegram);
    let ada = telegram.person("Ada");
    ada.sends("/start");
    ada.screen().await;
    let (_, log) = bot.stop();
    assert!(log.contains("409") || log.to_lowercase().contains("another"), "{log}");
}

#[tokio::test]
async fn a_restart_by_webhook_loses_nothing_and_leaves_the_webhook() {
    let telegram = FakeTelegram::start().await;
    let settings = Settings::new().by(crate::bot::Transport::Webhook);
    let bot = settings.start(&telegram);
    let ada = telegram.person("Ada");
    ada.sends("/start");
    ada.screen().await;
    let (status, log) = bot.stop();
    assert!(status.success(), "{log}");
    assert!(!telegram.calls().contains_key("deleteWebhook"), "it stays for the next process");
    ada.taps("I agree, and I'm 18 to 64");
    let _bot = settings.start(&telegram);
    ada.sees("the signs that can't wait").await;
}

#[tokio::test]
async fn a_webhook_call_without_the_secret_is_not_let_in() {
    let telegram = FakeTelegram::start().await;
    let settings = Settings::new().by(crate::bot::Transport::Webhook);
    let _bot = settings.start(&telegram);
    telegram.called("setWebhook", 1).await;
    let address = settings.listens_at().expect("it listens");
    for secret in [None, Some("wrong"), Some(&crate::bot::SECRET[1..])] {
        let status = post(&address, "/telegram", secret, "{\"update_id\": 1}").await;
        assert!((400..500).contains(&status), "{status} for {secret:?}");
    }
}

/// The status of an answer to a POST as Telegram would send it.
async fn post(address: &str, path: &str, secret: Option<&str>, body: &str) -> u16 {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    let mut stream = tokio::net::TcpStream::connect(address).await.expect("it listens");
    let secret = secret.map_or_else(String::new, |secret| {
        format!("X-Telegram-Bot-Api-Secret-Token: {secret}\r\n")
    });
    let request = format!(
        "POST {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{secret}\
         Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    stream.write_all(request.as_bytes()).await.expect("written");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.expect("read");
    answer.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("a status")
}
