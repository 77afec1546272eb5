//! The bot on Discord: which, where, and what of an interview is kept.

use std::fmt;

use bot_core::bot::Interviews;

use super::{
    Limits,
    settings::{Settings, is_address},
};

const TOKEN: &str = "HEELBOT_DISCORD_TOKEN";
const API_URL: &str = "HEELBOT_DISCORD_API_URL";
const GATEWAY_URL: &str = "HEELBOT_DISCORD_GATEWAY_URL";
const INTERVIEW: &str = "HEELBOT_DISCORD_INTERVIEW";
const SHARDS: &str = "HEELBOT_DISCORD_SHARDS";
const LIMITS: &str = "HEELBOT_DISCORD_LIMITS";

/// Where Discord's own API is.
const DISCORDS: &str = "https://discord.com/api/v10";

/// A bot on Discord.
#[derive(Clone, PartialEq, Eq)]
pub struct Discord {
    /// Its secret.
    pub token: String,
    /// Where its API is served.
    pub api_url: String,
    /// Where its gateway is; without, the API is asked.
    pub gateway_url: Option<String>,
    /// Which part of it is served here.
    pub shards: Shards,
    /// Which limits are kept.
    pub limits: Limits,
}

impl fmt::Debug for Discord {
    /// Hides the token.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Discord").field("api_url", &self.api_url).finish_non_exhaustive()
    }
}

/// Which shards are served by this process.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shards {
    /// All of them.
    All,
    /// Some of a total: `first..=last` of `0..total`.
    Some {
        /// The first.
        first: u32,
        /// The last.
        last: u32,
        /// How many there are over all processes.
        total: u32,
    },
}

impl fmt::Display for Shards {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::All => f.write_str("all"),
            Self::Some { first, last, total } => write!(f, "{first}-{last}/{total}"),
        }
    }
}

/// Reads the bot's settings, `None` without a token; and what is kept of interviews there.
pub fn read(settings: &mut Settings<'_>) -> (Option<Discord>, Interviews) {
    let token = settings.text("discord.token", TOKEN);
    let api = settings.text("discord.api_url", API_URL);
    let gateway = settings.text("discord.gateway_url", GATEWAY_URL);
    let interviews = interviews(settings);
    let shards = shards(settings);
    let limits = super::limits(settings, ("discord.limits", LIMITS), "discord");

    let token = token.filter(|(setting, token)| {
        let fits = is_token(token);
        if !fits {
            // The token itself stays out of the message, even a wrong one.
            settings.problem(
                setting.clone(),
                "a token is as the developer portal shows it: three parts with dots between, \
                 without \"Bot\" before it",
            );
        }
        fits
    });
    let mut address = |given: Option<(String, String)>, schemes: [&str; 2]| {
        let (setting, url) = given?;
        if is_address(&url, &schemes) {
            return Some(url.trim_end_matches('/').to_owned());
        }
        let [one, other] = schemes;
        let message = format!("takes an address that begins with {one} or {other}");
        settings.problem(setting, &message);
        None
    };
    let api_url = address(api, ["https://", "http://"]).unwrap_or_else(|| DISCORDS.to_owned());
    let gateway_url = address(gateway, ["wss://", "ws://"]);
    let bot = token.map(|(_, token)| Discord { token, api_url, gateway_url, shards, limits });
    (bot, interviews)
}

fn interviews(settings: &mut Settings<'_>) -> Interviews {
    match settings.text("discord.interview", INTERVIEW) {
        None => Interviews::Ephemeral,
        Some((setting, text)) => Interviews::parse(&text).unwrap_or_else(|| {
            settings.problem(setting, "takes \"off\", \"ephemeral\" or \"stored\"");
            Interviews::Ephemeral
        }),
    }
}

fn shards(settings: &mut Settings<'_>) -> Shards {
    match settings.text("discord.shards", SHARDS) {
        None => Shards::All,
        Some((setting, text)) => read_shards(&text).unwrap_or_else(|| {
            settings.problem(setting, "takes \"all\", or a range of a total such as 0-3/8");
            Shards::All
        }),
    }
}

fn read_shards(text: &str) -> Option<Shards> {
    if text == "all" {
        return Some(Shards::All);
    }
    let (range, total) = text.split_once('/')?;
    let (first, last) = range.split_once('-').unwrap_or((range, range));
    let (first, last) = (first.parse().ok()?, last.parse().ok()?);
    let total = total.parse().ok()?;
    (first <= last && last < total).then_some(Shards::Some { first, last, total })
}

fn is_token(text: &str) -> bool {
    text.len() >= 20
        && text.split('.').count() == 3
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte))
}
