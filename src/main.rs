//! The `heelbot` binary: command line, configuration, wiring, and the terminal
//! adapter. What the bot says and decides is in `bot-core`.

mod cli;
mod commands;
mod config;
mod jsonl;
mod log;
#[cfg(feature = "serve")]
mod platforms;
mod private;
#[cfg(feature = "serve")]
mod serve;
mod signal;
mod terminal;
mod wiring;

use std::{
    io::{self, Write},
    process::ExitCode,
};

use clap::Parser;

/// A turn is hundreds of small allocations, begun by one thread and ended by another.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    log::keep_panics_discreet();
    match cli::Cli::parse().run() {
        Ok(code) => code,
        Err(error) => {
            // Nothing is left to do where standard error is gone too.
            let _ = writeln!(io::stderr(), "heelbot: {error:#}");
            ExitCode::FAILURE
        }
    }
}
