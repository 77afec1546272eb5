//! Limits with their headers, and what goes wrong by order.

use std::time::Duration;

use fake_discord::{Failure, FakeDiscord, Fault, Id, Refusal, Scope, TOKEN};
use serde_json::{Value, json};

use crate::bot::{Answer, call};

const SEND: &str = "POST /channels/{channel_id}/messages";

async fn send(discord: &FakeDiscord, channel: Id) -> Answer {
    let path = format!("/channels/{channel}/messages");
    call(discord, "POST", &path, &json!({"content": "x"})).await
}

#[tokio::test]
async fn a_bucket_tells_how_full_it_is_and_refuses_when_it_is() {
    let discord = FakeDiscord::start().await;
    let (ada, bea) = (discord.person("Ada"), discord.person("Bea"));
    for left in ["4", "3", "2", "1", "0"] {
        let answer = send(&discord, ada.channel()).await;
        assert_eq!((answer.header("x-ratelimit-remaining"), answer.status), (left, 200));
        assert_eq!(answer.header("x-ratelimit-limit"), "5");
    }
    let full = send(&discord, ada.channel()).await;
    assert_eq!((full.status, full.header("x-ratelimit-scope")), (429, "user"));
    let wait = full.body["retry_after"].as_f64().expect("seconds");
    assert!((0.0..=5.0).contains(&wait), "{full:?}");
    assert_eq!(full.body["global"], false);
    assert!(full.header("retry-after").parse::<f64>().expect("seconds") >= wait);
    let other = send(&discord, bea.channel()).await;
    assert_eq!(other.status, 200, "another channel has a bucket of its own");
    assert_eq!(other.header("x-ratelimit-bucket"), full.header("x-ratelimit-bucket"));
    discord.time_passes(Duration::from_secs(5));
    assert_eq!(send(&discord, ada.channel()).await.status, 200);
    assert_eq!((discord.too_fast().len(), discord.invalid_requests()), (1, 1));
}

#[tokio::test]
async fn a_wait_that_is_ordered_is_told_and_lasts() {
    let discord = FakeDiscord::start().await;
    let ada = discord.person("Ada");
    let slow = |scope| Failure::TooManyRequests { seconds: 30.0, scope };
    discord.fault(Fault::next(slow(Scope::Global)));
    let global = send(&discord, ada.channel()).await;
    assert_eq!((global.status, &global.body["global"]), (429, &json!(true)));
    assert_eq!((global.header("retry-after"), global.header("x-ratelimit-global")), ("30", "true"));
    let lasting = Fault::next(slow(Scope::Shared)).of(SEND).about(ada.channel());
    discord.fault(lasting.lasting(Duration::from_secs(30)));
    for _ in 0..3 {
        let shared = send(&discord, ada.channel()).await;
        assert_eq!((shared.status, shared.header("x-ratelimit-scope")), (429, "shared"));
    }
    assert_eq!(send(&discord, discord.person("Bea").channel()).await.status, 200);
    assert_eq!(discord.invalid_requests(), 1, "what others use up does not count");
}

#[tokio::test]
async fn what_is_cut_or_hangs_was_done_or_not_as_ordered() {
    let discord = FakeDiscord::start().await;
    let ada = discord.person("Ada");
    let path = format!("{}/channels/{}/messages", discord.url(), ada.channel());
    let client = reqwest::Client::builder().timeout(Duration::from_millis(300)).build().unwrap();
    let send = || {
        let request = client.post(&path).header("authorization", format!("Bot {TOKEN}"));
        request.json(&json!({"content": "x"})).send()
    };
    for (failure, there) in [
        (Failure::CutBefore, 0),
        (Failure::HangsBefore, 0),
        (Failure::CutAfter, 1),
        (Failure::HangsAfter, 2),
    ] {
        discord.fault(Fault::next(failure.clone()).of(SEND));
        send().await.expect_err("no answer");
        assert_eq!(ada.reads().len(), there, "{failure:?}");
    }
}

#[tokio::test]
async fn errors_come_as_pages_and_refusals_as_ordered() {
    let discord = FakeDiscord::start().await;
    let ada = discord.person("Ada");
    discord.fault(Fault::next(Failure::ServerError(503)));
    let page = send(&discord, ada.channel()).await;
    assert_eq!((page.status, &page.body), (503, &Value::Null));
    discord.fault(Fault::next(Failure::Refused(Refusal::too_fast_direct())));
    assert_eq!(send(&discord, ada.channel()).await.code(), (400, 40_003));
    assert_eq!(send(&discord, ada.channel()).await.status, 200);
    assert!(ada.reads().len() == 1);
}

#[test]
#[should_panic(expected = "there is no route")]
fn a_fault_of_a_route_that_is_not_there_is_no_fault() {
    let _ = Fault::next(Failure::CutBefore).of("POST /nowhere");
}
