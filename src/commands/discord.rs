//! `heelbot discord register`: tells Discord the commands, where it has others.

use std::{
    io::{self, Write},
    process::ExitCode,
};

use anyhow::Context;
use bot_core::text::Texts;
use clap::Subcommand;
use discord::Registered;
use tracing::Level;

use crate::{config::Config, log, platforms};

/// Prepare the bot on Discord
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Register the commands people type, where Discord has others
    ///
    /// `heelbot run` does so too at its start; this is for a deployment that wants it
    /// done, and known, before. Needs HEELBOT_DISCORD_TOKEN
    Register,
}

/// Does what was asked.
///
/// # Errors
/// What keeps Discord from taking the commands.
pub fn run(args: &Args) -> anyhow::Result<ExitCode> {
    let Action::Register = &args.action;
    log::start(std::env::var("RUST_LOG").ok().as_deref(), Level::WARN, log::Format::Text)?;
    let config = Config::load(None)?;
    let settings = config.discord.as_ref().context(
        "HEELBOT_DISCORD_TOKEN is not set, so nobody knows which bot is meant (docs/discord.md)",
    )?;
    let runtime = tokio::runtime::Runtime::new()?;
    let registered = runtime.block_on(platforms::register(settings, &Texts::default()))?;
    let told = match registered {
        Registered::Before => "Discord had the commands already.",
        Registered::Now => "Discord has the commands now.",
    };
    writeln!(io::stdout(), "{told}")?;
    Ok(ExitCode::SUCCESS)
}
