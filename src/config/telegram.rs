//! The bot on Telegram: which, and how its updates come in.

use std::fmt;

use super::{
    Limits,
    settings::{Settings, is_address},
};

const TOKEN: &str = "HEELBOT_TELEGRAM_TOKEN";
const API_URL: &str = "HEELBOT_TELEGRAM_API_URL";
const WEBHOOK_URL: &str = "HEELBOT_TELEGRAM_WEBHOOK_URL";
const WEBHOOK_SECRET: &str = "HEELBOT_TELEGRAM_WEBHOOK_SECRET";
const LIMITS: &str = "HEELBOT_TELEGRAM_LIMITS";

/// Where Telegram's own API is.
const TELEGRAMS: &str = "https://api.telegram.org";

/// A bot on Telegram.
#[derive(Clone, PartialEq, Eq)]
pub struct Telegram {
    /// Its secret.
    pub token: String,
    /// Where its API is served.
    pub api_url: String,
    /// Where its updates are sent; without, they are asked for.
    pub webhook: Option<Webhook>,
    /// Which limits are kept.
    pub limits: Limits,
}

impl fmt::Debug for Telegram {
    /// Hides the token.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Telegram").field("api_url", &self.api_url).finish_non_exhaustive()
    }
}

/// Where updates are sent to.
#[derive(Clone, PartialEq, Eq)]
pub struct Webhook {
    /// The address, as Telegram reaches it.
    pub url: String,
    /// The path of it, by which requests are known here.
    pub path: String,
    /// What Telegram shows with each request.
    pub secret: String,
}

/// The paths that are taken.
const TAKEN: &[&str] = &["/", "/livez", "/readyz", "/metrics"];

/// Reads the bot's settings; `None` without a token.
pub fn read(settings: &mut Settings<'_>) -> Option<Telegram> {
    let token = settings.text("telegram.token", TOKEN);
    let api = settings.text("telegram.api_url", API_URL);
    let url = settings.text("telegram.webhook_url", WEBHOOK_URL);
    let secret = settings.text("telegram.webhook_secret", WEBHOOK_SECRET);
    let limits = super::limits(settings, ("telegram.limits", LIMITS), "telegram");

    let token = token.filter(|(setting, token)| {
        let fits = is_token(token);
        if !fits {
            // The token itself stays out of the message, even a wrong one.
            settings.problem(
                setting.clone(),
                "a token is as @BotFather shows it: digits, a colon, and 35 letters or so",
            );
        }
        fits
    });
    let api_url = match api {
        Some((_, url)) if is_address(&url, &["http://", "https://"]) => {
            url.trim_end_matches('/').to_owned()
        }
        Some((setting, _)) => {
            settings.problem(setting, "takes an address that begins with https:// or http://");
            TELEGRAMS.to_owned()
        }
        None => TELEGRAMS.to_owned(),
    };
    let webhook = webhook(settings, url, secret);
    token.map(|(_, token)| Telegram { token, api_url, webhook, limits })
}

fn webhook(
    settings: &mut Settings<'_>,
    url: Option<(String, String)>,
    secret: Option<(String, String)>,
) -> Option<Webhook> {
    let (setting, url) = match (url, &secret) {
        (Some(url), _) => url,
        (None, Some((setting, _))) => {
            settings.problem(setting.clone(), &format!("is of no use without {WEBHOOK_URL}"));
            return None;
        }
        (None, None) => return None,
    };
    let path = url.split_once("://").and_then(|(_, rest)| Some(&rest[rest.find('/')?..]));
    let path = path.map(|path| path.split(['?', '#']).next().unwrap_or_default().to_owned());
    let path = path.filter(|path| {
        !TAKEN.contains(&path.as_str())
            && path.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"/-_.~".contains(&byte))
    });
    let path = path.filter(|_| is_address(&url, &["https://", "http://"]));
    if path.is_none() {
        settings.problem(
            setting,
            "takes an address that begins with https:// and has a path of its own, such as https://bot.example.org/telegram",
        );
    }
    let secret = secret.filter(|(setting, secret)| {
        let fits = (16..=256).contains(&secret.len())
            && secret.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte));
        if !fits {
            settings.problem(setting.clone(), "takes 16 to 256 letters, digits, _ and -");
        }
        fits
    });
    match secret {
        Some((_, secret)) => Some(Webhook { url, path: path?, secret }),
        None => {
            if settings.variable(WEBHOOK_SECRET).is_none() {
                settings.problem(
                    WEBHOOK_SECRET.to_owned(),
                    "a webhook needs a secret; `openssl rand -hex 32` makes one",
                );
            }
            None
        }
    }
}

fn is_token(text: &str) -> bool {
    let Some((number, secret)) = text.split_once(':') else { return false };
    !number.is_empty()
        && number.bytes().all(|byte| byte.is_ascii_digit())
        && secret.len() >= 20
        && secret.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte))
}
