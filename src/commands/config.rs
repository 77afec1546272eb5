//! `heelbot config check`: the settings in force, or all that is wrong with them.

use std::{
    io::{self, Write},
    path::PathBuf,
    process::ExitCode,
};

use clap::Subcommand;

use crate::config::{Config, DataKey, Database, Discord, Limits, Telegram};

/// Show the settings in force, or all that is wrong with them
///
/// They come from the file that HEELBOT_CONFIG names, and from HEELBOT_...
/// variables over it; docs/heelbot.example.toml explains each.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Print the settings in force, without secrets; or everything that is
    /// wrong, with exit code 1. The database is not opened
    Check {
        /// The folder for the data, as for the other commands
        #[arg(long, value_name = "DIR")]
        data: Option<PathBuf>,
    },
}

/// Does what was asked.
///
/// # Errors
/// Every problem of the configuration.
pub fn run(args: &Args) -> anyhow::Result<ExitCode> {
    let Action::Check { data } = &args.action;
    let config = Config::load(data.as_deref())?;
    io::stdout().write_all(describe(&config).as_bytes())?;
    Ok(ExitCode::SUCCESS)
}

/// The settings in force, one a line.
fn describe(config: &Config) -> String {
    let database = match &config.database {
        Database::Sqlite(path) => format!("sqlite:{}", path.display()),
        Database::Postgres(_) => {
            "PostgreSQL (the URL may hold a password, so it is not shown)".into()
        }
    };
    let key = match &config.key {
        DataKey::Given(_) => "from HEELBOT_DATA_KEY".to_owned(),
        DataKey::File(path) => path.display().to_string(),
        DataKey::Own(path) => format!("{} (created on the first run)", path.display()),
    };
    let days = |time: jiff::SignedDuration| format!("{} days", time.as_hours() / 24);
    let lines = [
        ("data", config.data.display().to_string()),
        ("database", database),
        ("data key", key),
        ("language", config.language.tag().to_owned()),
        ("least age", format!("{} years", config.policy.least_age)),
        ("finished checks are kept", days(config.policy.keep_finished)),
        ("unfinished checks are kept", days(config.policy.keep_unfinished)),
        ("listens on", config.listen.to_string()),
        ("Discord", discord(config.discord.as_ref())),
        ("interviews on Discord", config.policy.interviews_on_discord.to_string()),
        ("Telegram", telegram(config.telegram.as_ref())),
    ];
    lines.map(|(name, value)| format!("{name}: {value}\n")).concat()
}

fn telegram(telegram: Option<&Telegram>) -> String {
    let Some(telegram) = telegram else { return "no token is set".to_owned() };
    let by = if telegram.webhook.is_some() { "by webhook" } else { "by polling" };
    format!("{by}, at {}{}", telegram.api_url, limits(telegram.limits))
}

fn discord(discord: Option<&Discord>) -> String {
    let Some(discord) = discord else { return "no token is set".to_owned() };
    let Discord { shards, api_url, .. } = discord;
    format!("shards {shards}, at {api_url}{}", limits(discord.limits))
}

const fn limits(limits: Limits) -> &'static str {
    match limits {
        Limits::Platforms => "",
        Limits::None => ", without limits",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_shown_holds_no_secret() {
        let set = |name: &str| match name {
            "HEELBOT_DATA_DIR" => Some("/data".to_owned()),
            "HEELBOT_DATABASE_URL" => Some("postgres://ann:hunter2@db/heelbot".to_owned()),
            "HEELBOT_DATA_KEY" => Some("BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=".to_owned()),
            _ => None,
        };
        let text = describe(&Config::read(None, set).expect("nothing is wrong"));
        assert!(text.contains("database: PostgreSQL"), "{text}");
        assert!(!text.contains("hunter2") && !text.contains("BwcH"), "{text}");
    }
}
