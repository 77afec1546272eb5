//! Receiving from a Telegram that lives on this machine: what is recorded, when it is
//! confirmed, what is skipped, and who is let in. What events lead to is not looked at.

use std::{
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use bot_core::{
    bot::menus,
    event::{Incoming, Input, Standing},
    message::Limits,
    store::StoreError,
    text::Texts,
};
use fake_telegram::{Failure, FakeTelegram, Fault, Kind, Refusal, Role, TOKEN};
use futures_util::future::BoxFuture;
use serde_json::json;
use telegram::{Records, Settings, Taken, Telegram, Token, WebhookAddress};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

const SECRET: &str = "webhook-secret-zugzwang";

/// Keeps what it is given, or refuses as often as it was told to.
struct Kept {
    refuses: Mutex<u32>,
    events: mpsc::UnboundedSender<(Incoming, usize)>,
    telegram: Arc<FakeTelegram>,
}

impl Records for Kept {
    fn record(&self, events: Vec<Incoming>) -> BoxFuture<'_, Result<(), StoreError>> {
        Box::pin(async move {
            let mut refuses = self.refuses.lock().expect("no panic");
            if let Some(less) = refuses.checked_sub(1) {
                *refuses = less;
                return Err(StoreError::Closed);
            }
            for event in events {
                // Nobody listens once a test has seen enough.
                let _ = self.events.send((event, self.telegram.confirmed()));
            }
            Ok(())
        })
    }
}

/// A bot that records, and the Telegram it is on.
struct Bench {
    telegram: Arc<FakeTelegram>,
    bot: Telegram,
    records: Arc<Kept>,
    events: mpsc::UnboundedReceiver<(Incoming, usize)>,
    stopping: CancellationToken,
}

impl Bench {
    async fn new(refuses: u32) -> Self {
        let telegram = Arc::new(FakeTelegram::start().await);
        let settings = Settings {
            token: Token::read(TOKEN).expect("a token"),
            api: telegram.url(),
            limits: Limits::NONE,
        };
        let bot = Telegram::new(settings).expect("a client");
        let (sender, events) = mpsc::unbounded_channel();
        let records = Arc::new(Kept {
            refuses: Mutex::new(refuses),
            events: sender,
            telegram: Arc::clone(&telegram),
        });
        Self { telegram, bot, records, events, stopping: CancellationToken::new() }
    }

    fn polls(&self) {
        let (bot, records) = (self.bot.clone(), Arc::clone(&self.records));
        let stopping = self.stopping.clone();
        tokio::spawn(async move { bot.poll(records, stopping).await });
    }

    async fn records(&mut self) -> (Incoming, usize) {
        let recorded = tokio::time::timeout(Duration::from_secs(30), self.events.recv()).await;
        recorded.expect("within half a minute").expect("the bot is there")
    }

    async fn text(&mut self) -> String {
        match self.records().await.0.input {
            Input::Text(text) => text,
            other => panic!("no text: {other:?}"),
        }
    }
}

impl Drop for Bench {
    fn drop(&mut self) {
        self.stopping.cancel();
    }
}

#[tokio::test]
async fn nothing_is_confirmed_before_it_is_recorded() {
    let mut bench = Bench::new(2).await;
    let ada = bench.telegram.person("Ada");
    for text in ["one", "two"] {
        ada.sends(text);
    }
    bench.polls();
    for text in ["one", "two"] {
        let (event, confirmed) = bench.records().await;
        assert_eq!((event.input, confirmed), (Input::Text(text.into()), 0));
    }
    bench.telegram.all_received().await;
    assert_eq!(bench.telegram.confirmed(), 2);
    // Once each, though the batch came three times.
    ada.sends("three");
    assert_eq!(bench.text().await, "three");
}

#[tokio::test]
async fn what_can_not_be_read_is_skipped_and_counted_and_what_follows_is_taken() {
    let mut bench = Bench::new(0).await;
    let ada = bench.telegram.person("Ada");
    bench.telegram.update("message", json!({"date": "yesterday"}));
    bench.telegram.update("callback_query", json!(["a", "list"]));
    ada.sends("hello");
    bench.polls();
    assert_eq!(bench.text().await, "hello");
    bench.telegram.all_received().await;
    let pulse = bench.bot.pulse();
    assert_eq!((pulse.updates(), pulse.unreadable()), (3, 2));
}

#[tokio::test]
async fn another_poller_is_counted_and_given_way_to() {
    let mut bench = Bench::new(0).await;
    let conflict = Refusal::conflict("terminated by other getUpdates request");
    bench.telegram.fault(Fault::next(Failure::Refused(conflict)).of("getUpdates"));
    let ada = bench.telegram.person("Ada");
    ada.sends("hello");
    let began = Instant::now();
    bench.polls();
    assert_eq!(bench.text().await, "hello");
    assert!(began.elapsed() >= Duration::from_secs(1), "{:?}", began.elapsed());
    let pulse = bench.bot.pulse();
    assert_eq!((pulse.conflicts(), pulse.failures()), (1, 0));
    assert!(!bench.telegram.calls().contains_key("deleteWebhook"), "there is none");
}

#[tokio::test]
async fn a_webhook_left_from_before_gives_way_to_polling() {
    let mut bench = Bench::new(0).await;
    let address = WebhookAddress { url: "http://127.0.0.1:9/x".into(), secret: SECRET.into() };
    let records = Arc::clone(&bench.records);
    let webhook = bench.bot.webhook(address, records);
    assert!(!webhook.is_known());
    webhook.announce(&bench.stopping).await;
    assert!(webhook.is_known());
    bench.polls();
    bench.telegram.called("deleteWebhook", 1).await;
    bench.telegram.person("Ada").sends("hello");
    assert_eq!(bench.text().await, "hello");
}

#[tokio::test]
async fn only_telegram_is_let_in_by_the_webhook() {
    let mut bench = Bench::new(1).await;
    let address = WebhookAddress { url: "https://bot.example/x".into(), secret: SECRET.into() };
    let webhook = bench.bot.webhook(address, Arc::clone(&bench.records) as Arc<dyn Records>);
    let body = json!({"update_id": 9, "message": {
        "message_id": 5, "date": 1_790_000_000, "text": "hello",
        "from": {"id": 42, "is_bot": false, "first_name": "Ada"},
        "chat": {"id": 42, "type": "private", "first_name": "Ada"},
    }})
    .to_string();
    let longer = format!("{SECRET}x");
    for secret in [None, Some(""), Some("wrong"), Some(&SECRET[1..]), Some(&longer)] {
        let taken = webhook.receive(secret.map(str::as_bytes), &body).await;
        assert_eq!(taken, Taken::Forbidden, "{secret:?}");
    }
    let secret = Some(SECRET.as_bytes());
    // It can't be recorded at first: Telegram has to come again, and then once.
    assert_eq!(webhook.receive(secret, &body).await, Taken::Later);
    assert!(bench.events.try_recv().is_err(), "nothing so far");
    assert_eq!(webhook.receive(secret, &body).await, Taken::Recorded);
    assert_eq!(bench.text().await, "hello");
    // What nobody will ever read is not to come again.
    for unreadable in ["no JSON", "{}", r#"{"update_id": 1, "message": 7}"#] {
        assert_eq!(webhook.receive(secret, unreadable).await, Taken::Recorded, "{unreadable}");
    }
    assert!(bench.events.try_recv().is_err());
    assert_eq!(bench.bot.pulse().unreadable(), 3);
}

#[tokio::test]
async fn rights_in_a_group_are_asked_for_once_and_again_when_they_change() {
    let mut bench = Bench::new(0).await;
    let (ada, bea) = (bench.telegram.person("Ada"), bench.telegram.person("Bea"));
    let club = bench.telegram.group(Kind::Supergroup, "Heel Striders", &ada);
    club.has_bot();
    bench.polls();
    let standing = async |bench: &mut Bench, who: &fake_telegram::Person| {
        club.seat(who).sends("/help");
        bench.records().await.0.standing
    };
    assert_eq!(standing(&mut bench, &ada).await, Standing::Admin);
    for _ in 0..2 {
        assert_eq!(standing(&mut bench, &bea).await, Standing::Member);
    }
    assert_eq!(bench.telegram.calls()["getChatMember"], 2);
    club.makes(&bea, Role::Administrator);
    assert_eq!(standing(&mut bench, &bea).await, Standing::Admin);
    // Where Telegram does not say, no right follows.
    club.makes(&bea, Role::Member);
    bench.telegram.fault(Fault::next(Failure::ServerError(500)).of("getChatMember"));
    assert_eq!(standing(&mut bench, &bea).await, Standing::Unknown);
    assert_eq!(standing(&mut bench, &bea).await, Standing::Member);
}

#[tokio::test]
async fn commands_are_shown_where_they_changed_and_what_fails_is_tried_again() {
    let bench = Bench::new(0).await;
    let menus = menus(&Texts::default());
    bench.telegram.fault(Fault::next(Failure::ServerError(502)).of("setMyCommands"));
    bench.bot.show(&menus, &bench.stopping).await;
    let shown = bench.telegram.calls()["setMyCommands"];
    assert_eq!(shown, menus.len());
    let commands = bench.telegram.commands("all_private_chats", "");
    assert!(commands.iter().any(|command| command == "check"), "{commands:?}");
    bench.bot.show(&menus, &bench.stopping).await;
    assert_eq!(bench.telegram.calls()["setMyCommands"], shown, "nothing has changed");
}
