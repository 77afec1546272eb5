//! The `heelbot` binary: command line, configuration, wiring, and the terminal
//! adapter. What the bot says and decides is in `bot-core`.

mod cli;
mod commands;
mod jsonl;
// In tests only until the engine it talks to is there.
#[cfg(test)]
mod terminal;

use std::{
    io::{self, Write},
    process::ExitCode,
};

use clap::Parser;

fn main() -> ExitCode {
    match cli::Cli::parse().run() {
        Ok(code) => code,
        Err(error) => {
            // Nothing is left to do where standard error is gone too.
            let _ = writeln!(io::stderr(), "heelbot: {error:#}");
            ExitCode::FAILURE
        }
    }
}
