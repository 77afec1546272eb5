//! Calls to the Bot API: one request, one answer, and everything that can come
//! in between told apart. No call is repeated here, and no error holds the token.

use std::{fmt, time::Duration};

use bot_core::message::Limits;
use reqwest::{Client, Url, multipart::Form};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::value::RawValue;
use teloxide::{
    payloads::{self, AnswerCallbackQuerySetters as _},
    requests::Payload,
    types::{AllowedUpdate, BotCommand, BotCommandScope, CallbackQueryId, Recipient, UserId},
};

use crate::translate::Me;

/// How long a connection may take to come about.
const CONNECT: Duration = Duration::from_secs(5);
/// How long a call may take in all.
const CALL: Duration = Duration::from_secs(20);
/// How long Telegram may hold a poll: well below [`CALL`].
const HELD: u32 = 10;
/// The most updates in one answer.
const BATCH: u8 = 100;

/// The updates that are asked for. All others stay with Telegram.
const WANTED: [AllowedUpdate; 4] = [
    AllowedUpdate::Message,
    AllowedUpdate::CallbackQuery,
    AllowedUpdate::MyChatMember,
    AllowedUpdate::ChatMember,
];

/// What somebody is in a chat, as far as it says what they may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(tag = "status", rename_all = "snake_case")]
pub enum ChatMember {
    /// They own it.
    Creator,
    /// They run it.
    Administrator,
    /// One among others.
    Member,
    /// Somebody held to certain things, in the chat or not.
    Restricted {
        /// Whether they are there.
        is_member: bool,
        /// Whether they may write.
        #[serde(default)]
        can_send_messages: bool,
    },
    /// Not there.
    Left,
    /// Shut out.
    Kicked,
    /// Something Telegram had no word for when this was written.
    #[serde(other)]
    Unheard,
}

/// A bot's secret. Neither `Debug` nor any error shows it.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(String);

impl Token {
    /// A token as @BotFather gives it: the bot's number, a colon, 35 letters or so.
    /// `None` where it can't be one.
    pub fn read(text: &str) -> Option<Self> {
        let (number, secret) = text.split_once(':')?;
        let fits = !number.is_empty()
            && number.bytes().all(|byte| byte.is_ascii_digit())
            && secret.len() >= 20
            && secret.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte));
        fits.then(|| Self(text.to_owned()))
    }

    /// The bot's own number, which is no secret.
    pub fn bot(&self) -> &str {
        self.0.split(':').next().unwrap_or_default()
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(..)")
    }
}

/// Which bot, and where its API is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// The bot.
    pub token: Token,
    /// Where the Bot API is served: Telegram's, or a server of one's own.
    pub api: String,
    /// How much it takes: usually [`LIMITS`](crate::LIMITS).
    pub limits: Limits,
}

/// Why a call did not do what it was to.
#[derive(Debug)]
pub enum Failure {
    /// Telegram said no.
    Refused(Refusal),
    /// The call never reached Telegram.
    NotSent,
    /// Nobody knows whether Telegram acted on it.
    Lost,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(refusal) => write!(f, "{} {}", refusal.status, refusal.discreet()),
            Self::NotSent => f.write_str("no connection"),
            Self::Lost => f.write_str("the connection ended before the answer"),
        }
    }
}

/// Telegram's no.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Refusal {
    /// The status: Telegram's own where its answer names one, else HTTP's.
    pub status: u16,
    /// In Telegram's words. They may quote a message.
    pub description: String,
    /// When to come back.
    pub retry_after: Option<Duration>,
    /// Where the group is now.
    pub migrate_to: Option<i64>,
}

impl Refusal {
    /// What is said of it where operators read: Telegram's words up to the first
    /// that may be a person's.
    pub fn discreet(&self) -> &str {
        let quotes = ["\"", " '", "<", "\n"];
        let quoted = quotes.iter().filter_map(|quote| self.description.find(quote)).min();
        let end = quoted.unwrap_or(self.description.len());
        self.description[..self.description.floor_char_boundary(end.min(120))].trim_end()
    }

    /// Whether no call with this token can succeed.
    pub fn is_of_the_token(&self) -> bool {
        self.status == 401 || (self.status == 404 && self.description == "Not Found")
    }
}

/// Telegram's answer to any call.
#[derive(Deserialize)]
struct Answer<'a> {
    ok: bool,
    #[serde(borrow)]
    result: Option<&'a RawValue>,
    error_code: Option<u16>,
    #[serde(default)]
    description: String,
    #[serde(default)]
    parameters: Parameters,
}

#[derive(Deserialize, Default)]
struct Parameters {
    retry_after: Option<u64>,
    migrate_to_chat_id: Option<i64>,
}

/// Of a message sent, all that is needed.
#[derive(Deserialize)]
pub struct Sent {
    /// Its number in its chat.
    pub message_id: i64,
}

/// What is asked for updates with; teloxide's own has 32 bits for the offset.
#[derive(Serialize)]
struct Poll {
    offset: Option<i64>,
    limit: u8,
    timeout: u32,
    allowed_updates: [AllowedUpdate; 4],
}

impl Payload for Poll {
    type Output = ();
    const NAME: &'static str = "GetUpdates";
}

/// What tells Telegram where to send updates; teloxide's own goes as a form, for
/// certificates, which ours does not carry.
#[derive(Serialize)]
struct Subscription<'a> {
    url: &'a str,
    secret_token: &'a str,
    allowed_updates: [AllowedUpdate; 4],
}

impl Payload for Subscription<'_> {
    type Output = ();
    const NAME: &'static str = "SetWebhook";
}

/// One bot's connection.
pub struct Api {
    client: Client,
    base: Url,
    token: Token,
}

impl Api {
    pub fn new(settings: Settings) -> Result<Self, String> {
        let client = Client::builder()
            .connect_timeout(CONNECT)
            .timeout(CALL)
            .tcp_nodelay(true)
            .user_agent(concat!("heelbot/", env!("CARGO_PKG_VERSION")))
            .build()
            .map_err(|error| error.without_url().to_string())?;
        let base: Url = settings.api.parse().map_err(|_| "the address is none".to_owned())?;
        if base.cannot_be_a_base() {
            return Err("the address is none".to_owned());
        }
        Ok(Self { client, base, token: settings.token })
    }

    /// Calls a method and reads what it gives.
    pub async fn call<P, T>(&self, payload: &P) -> Result<T, Failure>
    where
        P: Payload + Serialize,
        T: DeserializeOwned,
    {
        let body = self.send(P::NAME, |request| request.json(payload)).await?;
        read(&body)
    }

    /// Calls a method of which only matters that it was done.
    pub async fn order<P: Payload + Serialize>(&self, payload: &P) -> Result<(), Failure> {
        self.call::<P, serde::de::IgnoredAny>(payload).await.map(drop)
    }

    /// Sends a file and what goes with it.
    pub async fn send_document(&self, form: Form) -> Result<Sent, Failure> {
        let body = self.send("SendDocument", |request| request.multipart(form)).await?;
        read(&body)
    }

    /// Who the bot is.
    pub async fn get_me(&self) -> Result<Me, Failure> {
        self.call(&payloads::GetMe::new()).await
    }

    /// The updates from `offset` on, each as it came; held back until there are some.
    /// Asking confirms all before `offset`.
    pub async fn get_updates(&self, offset: Option<i64>) -> Result<Vec<Box<RawValue>>, Failure> {
        let poll = Poll { offset, limit: BATCH, timeout: HELD, allowed_updates: WANTED };
        self.call(&poll).await
    }

    /// Confirms all before `offset` and asks for nothing.
    pub async fn confirm(&self, offset: i64) -> Result<(), Failure> {
        let poll = Poll { offset: Some(offset), limit: 1, timeout: 0, allowed_updates: WANTED };
        self.order(&poll).await
    }

    /// Has updates sent to an address.
    pub async fn subscribe(&self, url: &str, secret_token: &str) -> Result<(), Failure> {
        self.order(&Subscription { url, secret_token, allowed_updates: WANTED }).await
    }

    /// Has updates wait to be asked for.
    pub async fn unsubscribe(&self) -> Result<(), Failure> {
        self.order(&payloads::DeleteWebhook::new()).await
    }

    /// Answers a press, so that the button stops waiting.
    pub async fn answer_press(&self, press: &str) -> Result<(), Failure> {
        let id = CallbackQueryId(press.to_owned());
        self.order(&payloads::AnswerCallbackQuery::new(id)).await
    }

    /// Answers a press with words that whoever pressed sees alone: at most 200 characters.
    pub async fn answer_press_saying(&self, press: &str, words: &str) -> Result<(), Failure> {
        let id = CallbackQueryId(press.to_owned());
        let answer = payloads::AnswerCallbackQuery::new(id).text(words).show_alert(true);
        self.order(&answer).await
    }

    /// What somebody is in a chat.
    pub async fn member(&self, chat: Recipient, person: UserId) -> Result<ChatMember, Failure> {
        self.call(&payloads::GetChatMember::new(chat, person)).await
    }

    /// What is in a file, up to so many bytes; `None` where it is longer.
    pub async fn file(&self, id: &str, most: usize) -> Result<Option<Vec<u8>>, Failure> {
        #[derive(Deserialize)]
        struct Found {
            file_path: Option<String>,
        }
        let found: Found = self.call(&payloads::GetFile::new(id.to_owned().into())).await?;
        let Some(path) = found.file_path else { return Err(Failure::Lost) };
        let mut url = self.base.clone();
        if let Ok(mut segments) = url.path_segments_mut() {
            segments.pop_if_empty().push("file").push(&format!("bot{}", self.token.0));
            segments.extend(path.split('/'));
        }
        let mut response = self.client.get(url).send().await.map_err(failure)?;
        let status = response.status().as_u16();
        if status >= 400 {
            return Err(Failure::Refused(Refusal { status, ..Refusal::default() }));
        }
        let mut file = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(failure)? {
            if file.len() + chunk.len() > most {
                return Ok(None);
            }
            file.extend_from_slice(&chunk);
        }
        Ok(Some(file))
    }

    /// The commands shown in a scope to people of a language; empty for all others.
    pub async fn commands(
        &self,
        scope: &BotCommandScope,
        language: &str,
    ) -> Result<Vec<BotCommand>, Failure> {
        use payloads::GetMyCommandsSetters as _;
        let payload = payloads::GetMyCommands::new().scope(scope.clone());
        match language {
            "" => self.call(&payload).await,
            language => self.call(&payload.language_code(language)).await,
        }
    }

    /// Shows these commands from now on.
    pub async fn show_commands(
        &self,
        scope: &BotCommandScope,
        language: &str,
        commands: &[BotCommand],
    ) -> Result<(), Failure> {
        use payloads::SetMyCommandsSetters as _;
        let payload = payloads::SetMyCommands::new(commands.to_vec()).scope(scope.clone());
        match language {
            "" => self.order(&payload).await,
            language => self.order(&payload.language_code(language)).await,
        }
    }

    async fn send(
        &self,
        method: &str,
        with: impl FnOnce(reqwest::RequestBuilder) -> reqwest::RequestBuilder,
    ) -> Result<Vec<u8>, Failure> {
        let mut url = self.base.clone();
        if let Ok(mut path) = url.path_segments_mut() {
            path.pop_if_empty().push(&format!("bot{}", self.token.0)).push(method);
        }
        let response = with(self.client.post(url)).send().await.map_err(failure)?;
        let status = response.status().as_u16();
        let body = response.bytes().await.map_err(|error| lost(status, &error))?;
        match serde_json::from_slice::<Answer<'_>>(&body) {
            Ok(answer) if answer.ok => Ok(body.into()),
            Ok(answer) => Err(Failure::Refused(Refusal {
                status: answer.error_code.unwrap_or(status),
                description: answer.description,
                retry_after: answer.parameters.retry_after.map(Duration::from_secs),
                migrate_to: answer.parameters.migrate_to_chat_id,
            })),
            // A proxy's error page, or an answer cut short.
            Err(_) if status >= 400 => {
                Err(Failure::Refused(Refusal { status, ..Refusal::default() }))
            }
            Err(_) => Err(Failure::Lost),
        }
    }
}

/// What a call gave. It has been done, whether or not that can be read.
fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, Failure> {
    let answer: Answer<'_> = serde_json::from_slice(body).map_err(|_| Failure::Lost)?;
    let result = answer.result.ok_or(Failure::Lost)?;
    serde_json::from_str(result.get()).map_err(|_| Failure::Lost)
}

/// What ended a call. The error itself is dropped: it holds the URL, and the URL
/// the token.
fn failure(error: reqwest::Error) -> Failure {
    if error.is_connect() || error.is_builder() { Failure::NotSent } else { Failure::Lost }
}

/// An answer that broke off says as much as its status did.
fn lost(status: u16, _error: &reqwest::Error) -> Failure {
    if status >= 400 {
        Failure::Refused(Refusal { status, ..Refusal::default() })
    } else {
        Failure::Lost
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOKEN: &str = "7000000001:AAF-heelbot-test-token-qwertyuiopasdfg";

    #[test]
    fn what_can_not_be_a_token_is_none() {
        assert_eq!(
            Token::read(TOKEN).map(|token| token.bot().to_owned()),
            Some("7000000001".into())
        );
        for text in [
            "",
            "7000000001",
            "bot:AAF-heelbot-test-token-qwerty",
            "7:short",
            "7:AAF/heelbot/test/token/qwerty",
        ] {
            assert!(Token::read(text).is_none(), "{text}");
        }
    }

    #[tokio::test]
    async fn no_error_holds_the_token() {
        let token = Token::read(TOKEN).unwrap();
        // Nobody listens on port 1.
        let settings = Settings {
            token: token.clone(),
            api: "http://127.0.0.1:1".into(),
            limits: Limits::NONE,
        };
        assert!(!format!("{settings:?}").contains("AAF-"));
        let api = Api::new(settings).unwrap();
        let failure = api.get_me().await.err().unwrap();
        assert!(matches!(failure, Failure::NotSent));
        assert!(!format!("{failure} {failure:?}").contains("AAF-"));
        let bad = Settings { token, api: "data:none".into(), limits: Limits::NONE };
        assert!(!Api::new(bad).err().unwrap().contains("AAF-"));
    }

    #[test]
    fn what_telegram_quotes_is_not_repeated() {
        let quoting =
            |description: &str| Refusal { description: description.into(), ..Refusal::default() };
        let refusal =
            quoting("Bad Request: can't parse entities: Unsupported start tag \"my heel\"");
        assert_eq!(refusal.discreet(), "Bad Request: can't parse entities: Unsupported start tag");
        assert_eq!(
            quoting("Forbidden: bot was blocked by the user").discreet(),
            "Forbidden: bot was blocked by the user"
        );
    }
}
