//! What the operator decided: one TOML file, and environment variables over it.
//!
//! Everything is checked at the start, and every problem is named at once, so
//! that one restart puts a configuration right. What the settings mean is
//! written where people look for it: `docs/heelbot.example.toml`.

pub mod discord;
mod key;
mod settings;
pub mod telegram;

use std::{
    fmt, fs, io,
    net::SocketAddr,
    path::{Path, PathBuf},
};

use bot_core::{bot::Policy, text::Language};
use jiff::SignedDuration;

use self::settings::Settings;
pub use self::{discord::Discord, key::DataKey, telegram::Telegram};

/// The variable that names the file.
const FILE: &str = "HEELBOT_CONFIG";

/// What may be in a file of its own, named by the variable with `_FILE` behind it.
const SECRETS: &[&str] = &[
    "HEELBOT_DATABASE_URL",
    "HEELBOT_DISCORD_TOKEN",
    "HEELBOT_TELEGRAM_TOKEN",
    "HEELBOT_TELEGRAM_WEBHOOK_SECRET",
];

/// The most days answers may be kept: ten years.
const MOST_DAYS: i64 = 3650;

/// All settings, checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
    /// The folder everything lives in.
    pub data: PathBuf,
    /// Where sessions, schedules and messages are kept.
    pub database: Database,
    /// What the health answers are sealed with.
    pub key: DataKey,
    /// The language of people whose client names none.
    pub language: Language,
    /// Ages and times the bot goes by.
    pub policy: Policy,
    /// Where health and metrics are served, and Telegram's webhook.
    pub listen: SocketAddr,
    /// The bot on Discord, where there is one.
    pub discord: Option<Discord>,
    /// The bot on Telegram, where there is one.
    pub telegram: Option<Telegram>,
}

/// Which limits on sending are kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Limits {
    /// Those the platform sets for everybody.
    #[default]
    Platforms,
    /// None: for a server that sets none, such as a stand-in for tests.
    None,
}

/// Which database.
#[derive(Clone, PartialEq, Eq)]
pub enum Database {
    /// One file on this machine.
    Sqlite(PathBuf),
    /// A server, by a URL that may hold a password.
    Postgres(String),
}

impl fmt::Debug for Database {
    /// Hides the URL of a server.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(path) => f.debug_tuple("Sqlite").field(path).finish(),
            Self::Postgres(_) => f.write_str("Postgres(..)"),
        }
    }
}

/// Something that must be put right before the bot can start.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The variable, or the key in the file, that it is about.
    pub setting: String,
    /// What is wrong, and what would be right.
    pub message: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.setting, self.message)
    }
}

/// Every problem of a configuration.
#[derive(Debug, thiserror::Error)]
#[error("the configuration can't be used:{}", .0.iter().map(|problem| format!("\n  {problem}")).collect::<String>())]
pub struct Problems(pub Vec<Problem>);

impl Config {
    /// The configuration of this process: the file that `HEELBOT_CONFIG` names,
    /// where it names one; the environment over it; and `data`, from the command
    /// line, over both.
    ///
    /// # Errors
    /// Every problem there is.
    pub fn load(data: Option<&Path>) -> Result<Self, Problems> {
        let env = |name: &str| match (name, data) {
            ("HEELBOT_DATA_DIR", Some(data)) => Some(data.to_string_lossy().into_owned()),
            _ => std::env::var(name).ok(),
        };
        Self::load_from(env, |path| fs::read_to_string(path))
    }

    fn load_from(
        env: impl Fn(&str) -> Option<String>,
        read_file: impl Fn(&Path) -> io::Result<String>,
    ) -> Result<Self, Problems> {
        let mut problems = Vec::new();
        // A secret may be in a file of its own, as container platforms hand
        // them over. (The data key's file is the store's to open.)
        let secrets: Vec<_> = SECRETS
            .iter()
            .map(|name| (*name, secret_file(name, &env, &read_file, &mut problems)))
            .collect();
        let file = env(FILE).and_then(|path| match read_file(Path::new(&path)) {
            Ok(text) => Some(text),
            Err(error) => {
                problems.push(unreadable(FILE, &path, &error));
                None
            }
        });
        let over = |name: &str| {
            let in_file = || secrets.iter().find(|(secret, _)| *secret == name)?.1.clone();
            env(name).filter(|value| !value.is_empty()).or_else(in_file)
        };
        match Self::read(file.as_deref(), over) {
            Ok(config) if problems.is_empty() => Ok(config),
            Ok(_) => Err(Problems(problems)),
            Err(more) => {
                problems.extend(more);
                Err(Problems(problems))
            }
        }
    }

    /// Reads the settings from the text of the file and from the environment.
    ///
    /// # Errors
    /// Every problem there is, not only the first.
    pub fn read(
        file: Option<&str>,
        env: impl Fn(&str) -> Option<String>,
    ) -> Result<Self, Vec<Problem>> {
        let mut settings = Settings::new(file, &env);
        let data = settings
            .text("data", "HEELBOT_DATA_DIR")
            .map(|(_, path)| PathBuf::from(path))
            .or_else(|| default_data(&env));
        let data = settings.required(
            data,
            "HEELBOT_DATA_DIR",
            "no home folder is known: name the folder for the data here, or with --data",
        );
        let database = database(&mut settings, &data);
        let key = key::read(&mut settings, beside(&database, &data));
        let language = language(&mut settings);
        let (discord, interviews_on_discord) = discord::read(&mut settings);
        let least = Policy::default();
        let days = |time: SignedDuration| time.as_hours() / 24;
        let policy = Policy {
            least_age: settings
                .number("least_age", "HEELBOT_LEAST_AGE", i64::from(least.least_age), 16..=120)
                .try_into()
                .unwrap_or(least.least_age),
            keep_finished: SignedDuration::from_hours(
                24 * settings.number(
                    "keep.finished_days",
                    "HEELBOT_KEEP_FINISHED_DAYS",
                    days(least.keep_finished),
                    1..=MOST_DAYS,
                ),
            ),
            keep_unfinished: SignedDuration::from_hours(
                24 * settings.number(
                    "keep.unfinished_days",
                    "HEELBOT_KEEP_UNFINISHED_DAYS",
                    days(least.keep_unfinished),
                    1..=MOST_DAYS,
                ),
            ),
            interviews_on_discord,
        };
        let listen = listen(&mut settings);
        let telegram = telegram::read(&mut settings);
        settings.finish()?;
        Ok(Self { data, database, key, language, policy, listen, discord, telegram })
    }
}

/// Where data lives when nobody says: the XDG base directories' place for it.
fn default_data(env: &impl Fn(&str) -> Option<String>) -> Option<PathBuf> {
    // The XDG specification says to ignore a relative path.
    let absolute = |name| env(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let share = absolute("XDG_DATA_HOME")
        .or_else(|| absolute("HOME").map(|home| home.join(".local").join("share")))?;
    Some(share.join("heelbot"))
}

fn database(settings: &mut Settings<'_>, data: &Path) -> Database {
    let in_data = || Database::Sqlite(data.join("heelbot.db"));
    let Some((setting, url)) = settings.text("database.url", "HEELBOT_DATABASE_URL") else {
        return in_data();
    };
    if url.starts_with("postgres://") || url.starts_with("postgresql://") {
        return Database::Postgres(url);
    }
    let path = url.strip_prefix("sqlite://").or_else(|| url.strip_prefix("sqlite:"));
    match path {
        Some(path) if !path.is_empty() => Database::Sqlite(data.join(path)),
        _ => {
            // The URL itself stays out of the message: it may hold a password.
            settings.problem(
                setting,
                "a database is sqlite:FILE or postgres://USER:PASSWORD@HOST/NAME",
            );
            in_data()
        }
    }
}

/// The folder a database's key is kept in where nothing else is said.
fn beside<'a>(database: &'a Database, data: &'a Path) -> &'a Path {
    match database {
        Database::Sqlite(path) => path.parent().unwrap_or(data),
        Database::Postgres(_) => data,
    }
}

/// Where nobody else can listen, unless the operator says otherwise.
fn listen(settings: &mut Settings<'_>) -> SocketAddr {
    let usual = SocketAddr::from(([127, 0, 0, 1], 8080));
    let Some((setting, address)) = settings.text("listen", "HEELBOT_LISTEN") else { return usual };
    address.parse().unwrap_or_else(|_| {
        settings.problem(setting, "takes an address and a port, such as 127.0.0.1:8080");
        usual
    })
}

/// The platform's limits, by its name, or none.
fn limits(settings: &mut Settings<'_>, name: (&str, &str), platform: &str) -> Limits {
    match settings.text(name.0, name.1) {
        None => Limits::Platforms,
        Some((_, text)) if text == platform => Limits::Platforms,
        Some((_, text)) if text == "none" => Limits::None,
        Some((setting, _)) => {
            settings.problem(setting, &format!("takes \"{platform}\" or \"none\""));
            Limits::Platforms
        }
    }
}

fn language(settings: &mut Settings<'_>) -> Language {
    let Some((setting, tag)) = settings.text("language", "HEELBOT_LANGUAGE") else {
        return Language::English;
    };
    Language::ALL.iter().copied().find(|language| language.tag() == tag).unwrap_or_else(|| {
        let known: Vec<_> = Language::ALL.iter().map(|language| language.tag()).collect();
        settings.problem(setting, &format!("no such language; there is {}", known.join(", ")));
        Language::English
    })
}

/// What a variable's `_FILE` sibling leads to, where the variable itself is not set.
fn secret_file(
    name: &str,
    env: &impl Fn(&str) -> Option<String>,
    read_file: &impl Fn(&Path) -> io::Result<String>,
    problems: &mut Vec<Problem>,
) -> Option<String> {
    let sibling = format!("{name}_FILE");
    let path = env(&sibling).filter(|path| !path.is_empty())?;
    if env(name).is_some_and(|value| !value.is_empty()) {
        problems.push(Problem {
            message: format!("{name} is set as well; only one of them can be"),
            setting: sibling,
        });
        return None;
    }
    match read_file(Path::new(&path)) {
        Ok(text) => Some(text.trim().to_owned()),
        Err(error) => {
            problems.push(unreadable(&sibling, &path, &error));
            None
        }
    }
}

fn unreadable(setting: &str, path: &str, error: &io::Error) -> Problem {
    Problem { setting: setting.to_owned(), message: format!("{path} can't be read: {error}") }
}

#[cfg(test)]
mod tests;
