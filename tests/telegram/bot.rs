//! `heelbot run` for Telegram: its settings, and how it is told things.

use std::{
    path::Path,
    process::{Command, Output},
};

use fake_telegram::{FakeTelegram, TOKEN};
use tempfile::{TempDir, tempdir};

use crate::{
    database::Schema,
    process::{Bot, free_port},
};

/// What the webhook's calls have to bring.
pub const SECRET: &str = "webhook-secret-zugzwang";

/// How updates reach the bot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transport {
    Polling,
    Webhook,
}

/// Where the bot keeps what it knows, and how it is told things; outlives the process.
#[derive(Debug)]
pub struct Settings {
    data: TempDir,
    schema: Option<Schema>,
    listen: Option<u16>,
    webhook: bool,
    log: &'static str,
}

impl Settings {
    /// On SQLite, by polling.
    pub fn new() -> Self {
        let data = tempdir().expect("a folder");
        Self { data, schema: None, listen: None, webhook: false, log: "info" }
    }

    /// In that schema.
    pub fn on_postgres(mut self, schema: Schema) -> Self {
        self.schema = Some(schema);
        self
    }

    pub fn by(mut self, transport: Transport) -> Self {
        self.webhook = transport == Transport::Webhook;
        self.listen = Some(free_port());
        self
    }

    /// With everything in the log that can be.
    pub fn talkative(mut self) -> Self {
        self.log = "trace";
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

    /// What an operator's command says, on the same database.
    pub fn operate(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_heelbot"));
        command.args(arguments).env_clear().env("HEELBOT_DATA_DIR", self.data());
        if let Some(schema) = &self.schema {
            command.env("HEELBOT_DATABASE_URL", schema.url());
        }
        command.output().expect("the binary runs")
    }

    /// Starts the bot; it need not be there yet when this returns.
    pub fn start(&self, telegram: &FakeTelegram) -> Bot {
        let mut command = Command::new(env!("CARGO_BIN_EXE_heelbot"));
        command
            .arg("run")
            .env_clear()
            .env("HOME", self.data())
            .env("RUST_LOG", self.log)
            .env("HEELBOT_DATA_DIR", self.data())
            .env("HEELBOT_TELEGRAM_TOKEN", TOKEN)
            .env("HEELBOT_TELEGRAM_API_URL", telegram.url());
        if let Some(schema) = &self.schema {
            command.env("HEELBOT_DATABASE_URL", schema.url());
        }
        let address = self.listens_at().unwrap_or_else(|| "127.0.0.1:0".to_owned());
        if self.webhook {
            command
                .env("HEELBOT_TELEGRAM_WEBHOOK_URL", format!("http://{address}/telegram"))
                .env("HEELBOT_TELEGRAM_WEBHOOK_SECRET", SECRET);
        }
        command.env("HEELBOT_LISTEN", address);
        Bot::start(command)
    }
}
