//! Calls to Discord's REST API: one request, one answer, and everything that can
//! come in between told apart. No call is repeated here, and no error holds a token.
//!
//! serenity's own client is left aside: it keeps an entry for every interaction for
//! ever, writes tokens to the log, waits inside a call, and knows no time limit.

use std::{fmt, time::Duration};

use reqwest::{
    Client, Method, Response, Url,
    header::{AUTHORIZATION, HeaderMap},
    multipart::{Form, Part},
};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Value, json};
use tokio::{
    sync::Mutex,
    time::{Instant, sleep_until},
};

use crate::routes::{Route, Routes};

/// How long a connection may take to come about.
const CONNECT: Duration = Duration::from_secs(5);
/// How long a call may take in all.
const CALL: Duration = Duration::from_secs(15);

/// So many of the calls Discord takes in a second are kept for those that deliver
/// nothing: who the bot is, where the gateway is, which commands there are.
pub const OWN_CALLS: u32 = 2;
/// More than half a second: one call may take longer to get there than the next.
const BETWEEN_OWN_CALLS: Duration = Duration::from_millis(700);

/// A bot's secret. Neither `Debug` nor any error shows it.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(String);

impl Token {
    /// A token as Discord's portal shows it: three parts with dots between.
    /// `None` where it can't be one.
    pub fn read(text: &str) -> Option<Self> {
        let fits = text.len() >= 20
            && text.split('.').count() == 3
            && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte));
        fits.then(|| Self(text.to_owned()))
    }

    /// For the gateway, which wants it in a message of its own.
    pub(crate) fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(..)")
    }
}

/// Why a call did not do what it was to.
#[derive(Debug)]
pub enum Failure {
    /// Discord said no.
    Refused(Refusal),
    /// Discord would say "not now": the call was not made.
    TooSoon {
        /// How long that lasts.
        wait: Duration,
        /// Whether that is so for all calls.
        all: Scope,
    },
    /// The call never reached Discord.
    NotSent,
    /// Nobody knows whether Discord acted on it.
    Lost,
}

/// How far a "not now" goes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Scope {
    /// The calls of one kind to one channel.
    #[default]
    Route,
    /// All calls.
    All,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(refusal) => write!(f, "{} (code {})", refusal.status, refusal.code),
            Self::TooSoon { wait, .. } => write!(f, "not before {} s", wait.as_secs()),
            Self::NotSent => f.write_str("no connection"),
            Self::Lost => f.write_str("the connection ended before the answer"),
        }
    }
}

/// Discord's no.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Refusal {
    /// HTTP's status.
    pub status: u16,
    /// Discord's own code; 0 where there is none.
    pub code: u32,
    /// When to come back.
    pub retry_after: Option<Duration>,
    /// How far a 429 goes.
    pub scope: Scope,
}

/// What Discord says beside a status.
#[derive(Deserialize, Default)]
struct Complaint {
    #[serde(default)]
    code: u32,
    retry_after: Option<f64>,
    #[serde(default)]
    global: bool,
}

/// The bot's own application.
#[derive(Clone, Debug, Deserialize)]
pub struct Application {
    /// Its number.
    pub id: String,
    /// Its name, as people see it.
    #[serde(default)]
    pub name: String,
}

/// How the gateway is to be used.
#[derive(Clone, Debug, Deserialize)]
pub struct Gateway {
    /// Its address.
    pub url: String,
    /// How many shards Discord recommends.
    pub shards: u32,
    /// How many sessions may still be begun.
    pub session_start_limit: SessionStarts,
}

/// How many sessions may be begun.
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct SessionStarts {
    /// So many are left.
    pub remaining: u32,
    /// Milliseconds until there are more.
    pub reset_after: u64,
    /// So many shards may begin at the same time.
    pub max_concurrency: u32,
}

/// A message as sent: all that is needed of it.
#[derive(Deserialize)]
pub struct Sent {
    /// Its number.
    pub id: String,
}

/// A file that goes with a message.
#[derive(Clone, Debug)]
pub struct File {
    /// Its name.
    pub name: String,
    /// What is in it.
    pub text: String,
}

/// One bot's connection.
pub struct Api {
    client: Client,
    base: Url,
    token: Token,
    routes: Routes,
    /// When the next call of [`Route::Other`] may be made.
    own: Mutex<Instant>,
}

/// What a call is about.
struct Call<'a> {
    method: Method,
    path: &'a [&'a str],
    query: Option<(&'a str, &'a str)>,
    body: Option<&'a Value>,
    file: Option<&'a File>,
    /// Whose limits count; without one the call needs no leave and shows no token.
    route: Option<Route>,
}

impl<'a> Call<'a> {
    fn new(method: Method, path: &'a [&'a str]) -> Self {
        Self { method, path, query: None, body: None, file: None, route: None }
    }
}

impl Api {
    pub fn new(token: Token, base: &str) -> Result<Self, String> {
        let client = Client::builder()
            .connect_timeout(CONNECT)
            .timeout(CALL)
            .tcp_nodelay(true)
            // Discord asks for this form.
            .user_agent(concat!(
                "DiscordBot (https://heelbot.invalid, ",
                env!("CARGO_PKG_VERSION"),
                ") heelbot"
            ))
            .build()
            .map_err(|error| error.without_url().to_string())?;
        let base: Url = base.parse().map_err(|_| "the address is none".to_owned())?;
        if base.cannot_be_a_base() {
            return Err("the address is none".to_owned());
        }
        // A bot that was stopped just before may have made one.
        let own = Mutex::new(Instant::now() + BETWEEN_OWN_CALLS);
        Ok(Self { client, base, token, routes: Routes::default(), own })
    }

    pub fn token(&self) -> &Token {
        &self.token
    }

    /// Who the bot is.
    pub async fn application(&self) -> Result<Application, Failure> {
        self.get(&["applications", "@me"]).await
    }

    /// Where the gateway is.
    pub async fn gateway(&self) -> Result<Gateway, Failure> {
        self.get(&["gateway", "bot"]).await
    }

    /// The commands that are registered.
    pub async fn commands(&self, application: &str) -> Result<Vec<Value>, Failure> {
        let path = ["applications", application, "commands"];
        let call = Call {
            query: Some(("with_localizations", "true")),
            route: Some(Route::Other),
            ..Call::new(Method::GET, &path)
        };
        read(self.send(call).await?).await
    }

    /// Registers these commands in place of all there were.
    pub async fn register(&self, application: &str, commands: &Value) -> Result<(), Failure> {
        let path = ["applications", application, "commands"];
        let call = Call {
            body: Some(commands),
            route: Some(Route::Other),
            ..Call::new(Method::PUT, &path)
        };
        self.send(call).await.map(drop)
    }

    /// Answers an interaction for the first time; the message that makes, where it makes one.
    pub async fn answer(
        &self,
        interaction: &str,
        token: &str,
        answer: &Value,
        file: Option<&File>,
    ) -> Result<Option<Sent>, Failure> {
        #[derive(Deserialize)]
        struct Answered {
            resource: Option<Resource>,
        }
        #[derive(Deserialize)]
        struct Resource {
            message: Option<Sent>,
        }
        let path = ["interactions", interaction, token, "callback"];
        let call = Call {
            query: Some(("with_response", "true")),
            body: Some(answer),
            file,
            ..Call::new(Method::POST, &path)
        };
        let response = self.send(call).await?;
        // It has been done: what can't be read of it is not missed.
        let answered: Option<Answered> = read(response).await.ok();
        Ok(answered.and_then(|answered| answered.resource?.message))
    }

    /// Changes what an interaction was first answered with.
    pub async fn edit_answer(
        &self,
        application: &str,
        token: &str,
        message: &Value,
        file: Option<&File>,
    ) -> Result<Sent, Failure> {
        let path = ["webhooks", application, token, "messages", "@original"];
        let call = Call { body: Some(message), file, ..Call::new(Method::PATCH, &path) };
        read(self.send(call).await?).await
    }

    /// Says more about an interaction that was answered.
    pub async fn follow_up(
        &self,
        application: &str,
        token: &str,
        message: &Value,
        file: Option<&File>,
    ) -> Result<Sent, Failure> {
        let path = ["webhooks", application, token];
        let call = Call {
            query: Some(("wait", "true")),
            body: Some(message),
            file,
            ..Call::new(Method::POST, &path)
        };
        read(self.send(call).await?).await
    }

    /// Sends a message to a channel.
    pub async fn post(
        &self,
        channel: &str,
        message: &Value,
        file: Option<&File>,
    ) -> Result<Sent, Failure> {
        let path = ["channels", channel, "messages"];
        let call = Call {
            body: Some(message),
            file,
            route: Some(Route::Post(channel.to_owned())),
            ..Call::new(Method::POST, &path)
        };
        read(self.send(call).await?).await
    }

    /// Changes a message of ours in a channel.
    pub async fn edit(&self, channel: &str, message: &str, new: &Value) -> Result<Sent, Failure> {
        let path = ["channels", channel, "messages", message];
        let call = Call {
            body: Some(new),
            route: Some(Route::Edit(channel.to_owned())),
            ..Call::new(Method::PATCH, &path)
        };
        read(self.send(call).await?).await
    }

    /// The channel of direct messages with somebody, opened where there is none.
    pub async fn direct(&self, person: &str) -> Result<String, Failure> {
        let body = json!({ "recipient_id": person });
        let path = ["users", "@me", "channels"];
        let call = Call {
            body: Some(&body),
            route: Some(Route::Direct),
            ..Call::new(Method::POST, &path)
        };
        let channel: Sent = read(self.send(call).await?).await?;
        Ok(channel.id)
    }

    /// Gets what is at a path.
    pub async fn get<T: DeserializeOwned>(&self, path: &[&str]) -> Result<T, Failure> {
        let call = Call { route: Some(Route::Other), ..Call::new(Method::GET, path) };
        read(self.send(call).await?).await
    }

    /// What is in a file that somebody sent with a command, up to so many bytes; `None` where
    /// it is longer. It lies open at its address: no secret goes along.
    pub async fn file(&self, address: &str, most: usize) -> Result<Option<Vec<u8>>, Failure> {
        let gone = |_| Failure::Lost;
        let mut response = self.client.get(address).send().await.map_err(gone)?;
        if !response.status().is_success() {
            return Err(Failure::Lost);
        }
        let mut file = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(gone)? {
            if file.len() + chunk.len() > most {
                return Ok(None);
            }
            file.extend_from_slice(&chunk);
        }
        Ok(Some(file))
    }

    /// Waits for the turn of a call that no message needs, so that in no second there
    /// are more of them than [`OWN_CALLS`].
    async fn turn(&self) {
        let mut next = self.own.lock().await;
        sleep_until(*next).await;
        *next = Instant::now() + BETWEEN_OWN_CALLS;
    }

    async fn send(&self, call: Call<'_>) -> Result<Response, Failure> {
        if call.route == Some(Route::Other) {
            self.turn().await;
        }
        if let Some((wait, all)) = self.routes.closed(call.route.as_ref()) {
            return Err(Failure::TooSoon { wait, all });
        }
        let mut url = self.base.clone();
        if let Ok(mut path) = url.path_segments_mut() {
            path.pop_if_empty().extend(call.path);
        }
        let mut request = self.client.request(call.method, url);
        if let Some(query) = call.query {
            request = request.query(&[query]);
        }
        if call.route.is_some() {
            request = request.header(AUTHORIZATION, format!("Bot {}", self.token.0));
        }
        request = match (call.body, call.file) {
            (Some(body), Some(file)) => request.multipart(form(body, file)),
            (Some(body), None) => request.json(body),
            (None, _) => request,
        };
        let response = request.send().await.map_err(|error| failure(&error))?;
        let status = response.status().as_u16();
        self.learn(call.route.as_ref(), response.headers());
        if (200..300).contains(&status) {
            return Ok(response);
        }
        let named = number(response.headers(), "retry-after");
        let body = response.bytes().await.unwrap_or_default();
        let complaint: Complaint = serde_json::from_slice(&body).unwrap_or_default();
        let refusal = Refusal {
            status,
            code: complaint.code,
            retry_after: complaint.retry_after.or(named).and_then(seconds),
            scope: if complaint.global { Scope::All } else { Scope::Route },
        };
        self.routes.refused(call.route, &refusal);
        Err(Failure::Refused(refusal))
    }

    /// What an answer says about how soon the next call may come.
    fn learn(&self, route: Option<&Route>, headers: &HeaderMap) {
        let (Some(route), Some(left)) = (route, number(headers, "x-ratelimit-remaining")) else {
            return;
        };
        let reset = number(headers, "x-ratelimit-reset-after").and_then(seconds);
        if let Some(reset) = reset.filter(|_| left < 1.0) {
            self.routes.close(route.clone(), reset);
        }
    }
}

fn number(headers: &HeaderMap, name: &str) -> Option<f64> {
    headers.get(name)?.to_str().ok()?.parse().ok()
}

fn seconds(number: f64) -> Option<Duration> {
    Duration::try_from_secs_f64(number).ok()
}

fn form(body: &Value, file: &File) -> Form {
    let part = Part::text(file.text.clone()).file_name(file.name.clone());
    Form::new().text("payload_json", body.to_string()).part("files[0]", part)
}

/// What a call gave. It has been done, whether or not that can be read.
async fn read<T: DeserializeOwned>(response: Response) -> Result<T, Failure> {
    let body = response.bytes().await.map_err(|_| Failure::Lost)?;
    serde_json::from_slice(&body).map_err(|_| Failure::Lost)
}

/// What ended a call. The error itself is dropped: it holds the address, and that
/// may hold an interaction's token.
fn failure(error: &reqwest::Error) -> Failure {
    if error.is_connect() || error.is_builder() { Failure::NotSent } else { Failure::Lost }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOKEN: &str = "MTk4NjIyNDgzNDcxOTI1MjQ4.Cl2FMQ.ZnCjm1XVW7vRze4b7Cq4se7kKWs";

    #[test]
    fn a_token_is_what_the_portal_shows() {
        assert!(Token::read(TOKEN).is_some());
        for wrong in [
            "",
            "Bot x.y.z",
            "no-dots-at-all-in-here-whatever",
            "a.b.c",
            "a b.c.ddddddddddddddddddd",
        ] {
            assert!(Token::read(wrong).is_none(), "{wrong}");
        }
    }

    #[tokio::test]
    async fn no_error_shows_a_token() {
        let token = Token::read(TOKEN).unwrap();
        assert!(!format!("{token:?}").contains("ZnCj"));
        let api = Api::new(token.clone(), "http://127.0.0.1:1").unwrap();
        let failure = api.application().await.err().unwrap();
        assert!(matches!(failure, Failure::NotSent));
        assert!(!format!("{failure} {failure:?}").contains("ZnCj"));
        let failed = api.follow_up("1", "aW50ZXJhY3Rpb24", &json!({}), None).await.err().unwrap();
        assert!(!format!("{failed} {failed:?}").contains("aW50"));
        assert!(!Api::new(token, "data:none").err().unwrap().contains("ZnCj"));
    }
}
