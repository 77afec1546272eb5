//! The command line: every command and its help.

use std::process::ExitCode;

use clap::{Parser, Subcommand};

#[cfg(feature = "discord")]
use crate::commands::discord;
#[cfg(feature = "serve")]
use crate::commands::run;
use crate::commands::{assess, chat, club, config, preview, understand};

/// A chat bot for runners with heel pain: danger signs first, then advice with
/// its reasons and sources.
///
/// It explains and points the way; it does not diagnose, and no clinician has
/// reviewed it. Begin with `heelbot chat`: nothing has to be set up.
#[derive(Debug, Parser)]
#[command(name = "heelbot", version, arg_required_else_help = true)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Chat(chat::Args),
    #[cfg(feature = "serve")]
    Run(run::Args),
    Assess(assess::Args),
    Understand(understand::Args),
    Preview(preview::Args),
    Config(config::Args),
    Club(club::Args),
    #[cfg(feature = "discord")]
    Discord(discord::Args),
}

impl Cli {
    /// Does what was asked.
    ///
    /// # Errors
    /// What the person at the command line needs to know.
    pub fn run(self) -> anyhow::Result<ExitCode> {
        match self.command {
            Command::Chat(args) => chat::run(&args),
            #[cfg(feature = "serve")]
            Command::Run(args) => run::run(&args),
            Command::Assess(args) => assess::run(&args),
            Command::Understand(args) => understand::run(args),
            Command::Preview(args) => preview::run(args),
            Command::Config(args) => config::run(&args),
            Command::Club(args) => club::run(&args),
            #[cfg(feature = "discord")]
            Command::Discord(args) => discord::run(&args),
        }
    }
}
