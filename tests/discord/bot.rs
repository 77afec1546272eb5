//! `heelbot run` for Discord: its settings.

use std::{path::Path, process::Command};

use fake_discord::{FakeDiscord, TOKEN};
use tempfile::{TempDir, tempdir};

use crate::{
    clubs::Kept,
    database::Schema,
    process::{Bot, free_port},
};

/// Where the bot keeps what it knows, and what it may keep; outlives the process.
#[derive(Debug)]
pub struct Settings {
    data: TempDir,
    schema: Option<Schema>,
    listen: Option<u16>,
    interview: Option<&'static str>,
    token: &'static str,
    log: &'static str,
}

impl Settings {
    /// On SQLite.
    pub fn new() -> Self {
        Self {
            data: tempdir().expect("a folder"),
            schema: None,
            listen: None,
            interview: None,
            token: TOKEN,
            log: "info",
        }
    }

    /// In that schema.
    pub fn on_postgres(mut self, schema: Schema) -> Self {
        self.schema = Some(schema);
        self
    }

    /// With answers treated like this.
    pub fn interview(mut self, mode: &'static str) -> Self {
        self.interview = Some(mode);
        self
    }

    /// With another token.
    pub fn token(mut self, token: &'static str) -> Self {
        self.token = token;
        self
    }

    /// With everything in the log that can be, and a page of metrics.
    pub fn talkative(mut self) -> Self {
        self.log = "trace";
        self.listen = Some(free_port());
        self
    }

    /// The folder of the database and its key.
    pub fn data(&self) -> &Path {
        self.data.path()
    }

    /// Where the bot answers, if it was told to.
    pub fn listens_at(&self) -> Option<String> {
        self.listen.map(|port| format!("127.0.0.1:{port}"))
    }

    /// The schema, where there is one.
    pub fn schema(&self) -> Option<&Schema> {
        self.schema.as_ref()
    }

    /// Where it keeps what it knows.
    pub fn kept(&self) -> Kept<'_> {
        Kept { data: self.data(), schema: self.schema() }
    }

    /// Starts the bot; it need not be there yet when this returns.
    pub fn start(&self, discord: &FakeDiscord) -> Bot {
        let mut command = Command::new(env!("CARGO_BIN_EXE_heelbot"));
        command
            .arg("run")
            .env_clear()
            .env("HOME", self.data())
            .env("RUST_LOG", self.log)
            .env("HEELBOT_DATA_DIR", self.data())
            .env("HEELBOT_DISCORD_TOKEN", self.token)
            .env("HEELBOT_DISCORD_API_URL", discord.url())
            .env("HEELBOT_DISCORD_GATEWAY_URL", discord.gateway_url());
        if let Some(schema) = &self.schema {
            command.env("HEELBOT_DATABASE_URL", schema.url());
        }
        if let Some(mode) = self.interview {
            command.env("HEELBOT_DISCORD_INTERVIEW", mode);
        }
        let address = self.listens_at().unwrap_or_else(|| "127.0.0.1:0".to_owned());
        command.env("HEELBOT_LISTEN", address);
        Bot::start(command)
    }
}
