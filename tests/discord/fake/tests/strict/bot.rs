//! A bot of a few lines, for asking the fake by hand: a session with the gateway,
//! and calls.

use std::time::Duration;

use fake_discord::{FakeDiscord, TOKEN};
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::{net::TcpStream, time::timeout};
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream, connect_async,
    tungstenite::{Error, Message},
};

/// Far longer than anything here takes.
const PATIENCE: Duration = Duration::from_secs(20);

/// An answer to a call.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: reqwest::header::HeaderMap,
    pub body: Value,
}

impl Answer {
    /// The status and Discord's code.
    pub fn code(&self) -> (u16, u64) {
        (self.status, self.body["code"].as_u64().unwrap_or_default())
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().expect("ASCII"))
    }
}

/// Makes a call with the bot's token.
pub async fn call(discord: &FakeDiscord, method: &str, path: &str, body: &Value) -> Answer {
    call_as(discord, TOKEN, method, path, body).await
}

/// Makes a call with any token.
pub async fn call_as(
    discord: &FakeDiscord,
    token: &str,
    method: &str,
    path: &str,
    body: &Value,
) -> Answer {
    let method = method.parse().expect("a method");
    let request = reqwest::Client::new().request(method, discord.url() + path);
    let request = request.header("authorization", format!("Bot {token}"));
    let request = if body.is_null() { request } else { request.json(body) };
    read(request).await
}

/// Makes any call.
pub async fn read(request: reqwest::RequestBuilder) -> Answer {
    let response = request.send().await.expect("an answer");
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    let body = response.text().await.expect("a body");
    Answer { status, headers, body: serde_json::from_str(&body).unwrap_or_default() }
}

/// A connection to the gateway.
pub struct Session {
    socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
    pub id: String,
    pub heard: u64,
}

/// What a connection brings.
#[derive(Debug, PartialEq)]
pub enum Heard {
    Message(Value),
    Closed(u16),
    Broken,
}

impl Session {
    /// Connects, and is greeted.
    pub async fn connect(discord: &FakeDiscord) -> Self {
        let url = format!("{}/?v=10&encoding=json", discord.gateway_url());
        let (socket, _) = connect_async(url).await.expect("a gateway");
        let mut session = Self { socket, id: String::new(), heard: 0 };
        let hello = session.message().await;
        assert_eq!(hello["op"], 10, "{hello}");
        session
    }

    /// Connects and identifies as the only shard.
    pub async fn ready(discord: &FakeDiscord) -> Self {
        let mut session = Self::connect(discord).await;
        session.send(identify(TOKEN, 1, json!([0, 1]))).await;
        let ready = session.event("READY").await;
        session.id = ready["session_id"].as_str().expect("an id").to_owned();
        session
    }

    pub async fn send(&mut self, message: Value) {
        self.socket.send(Message::Text(message.to_string())).await.expect("sent");
    }

    /// Whatever comes next.
    pub async fn hears(&mut self) -> Heard {
        let next = timeout(PATIENCE, self.socket.next()).await.expect("something comes");
        match next {
            Some(Ok(Message::Text(text))) => {
                let message: Value = serde_json::from_str(&text).expect("JSON");
                self.heard = message["s"].as_u64().unwrap_or(self.heard);
                Heard::Message(message)
            }
            Some(Ok(Message::Close(frame))) => Heard::Closed(frame.expect("a reason").code.into()),
            Some(Err(Error::ConnectionClosed)) | None => Heard::Closed(1_006),
            Some(Err(_)) => Heard::Broken,
            Some(Ok(other)) => panic!("{other:?}"),
        }
    }

    pub async fn message(&mut self) -> Value {
        match self.hears().await {
            Heard::Message(message) => message,
            other => panic!("{other:?}"),
        }
    }

    /// The next event of that kind, which is the next message.
    pub async fn event(&mut self, kind: &str) -> Value {
        let message = self.message().await;
        assert_eq!((&message["op"], &message["t"]), (&json!(0), &json!(kind)), "{message}");
        message["d"].clone()
    }

    /// The next interaction.
    pub async fn interaction(&mut self) -> Interaction {
        let event = self.event("INTERACTION_CREATE").await;
        let text = |name: &str| event[name].as_str().expect("a text").to_owned();
        Interaction { id: text("id"), token: text("token"), event }
    }
}

/// An interaction that the bot heard of.
pub struct Interaction {
    pub id: String,
    pub token: String,
    pub event: Value,
}

impl Interaction {
    /// Answers, without a token of the bot's.
    pub async fn answer(&self, discord: &FakeDiscord, kind: u64, data: Value) -> Answer {
        let path = format!("/interactions/{}/{}/callback", self.id, self.token);
        let body = json!({"type": kind, "data": data});
        call_as(discord, "", "POST", &path, &body).await
    }

    /// The path of the webhook, and what follows it.
    pub fn webhook(&self, rest: &str) -> String {
        format!("/webhooks/{}/{}{rest}", fake_discord::BOT, self.token)
    }
}

/// The message that identifies.
pub fn identify(token: &str, intents: u64, shard: Value) -> Value {
    let properties = json!({"os": "linux", "browser": "test", "device": "test"});
    json!({"op": 2, "d": {"token": token, "intents": intents, "shard": shard,
        "properties": properties}})
}

/// Registers `/heel check` and `/heel zone`, with a part that is typed.
pub async fn register(discord: &FakeDiscord) {
    let option = json!({"type": 3, "name": "name", "description": "Which", "autocomplete": true});
    let commands = json!([{"name": "heel", "description": "For sore heels", "options": [
        {"type": 1, "name": "check", "description": "Ask me"},
        {"type": 1, "name": "zone", "description": "Where you live", "options": [option]},
    ]}]);
    let path = format!("/applications/{}/commands", fake_discord::BOT);
    let answer = call(discord, "PUT", &path, &commands).await;
    assert_eq!(answer.status, 200, "{answer:?}");
}

/// A row with one button.
pub fn button(label: &str, id: &str) -> Value {
    json!([{"type": 1, "components":
        [{"type": 2, "style": 1, "label": label, "custom_id": id}]}])
}
