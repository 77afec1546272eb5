//! People on Telegram: `cargo bench --bench telegram` prints how many the bot serves
//! beside a bare teloxide bot (`bare.rs`). What is measured is told in
//! `tests/support/benchmark/`.

mod bare;
#[path = "../../support/benchmark/mod.rs"]
mod benchmark;
#[path = "../../support/plain.rs"]
mod plain;

use std::process::Command;

use fake_telegram::{Detail, Enforcement, FakeTelegram, Message, Person, TOKEN};
use tokio::task::JoinSet;

use crate::{
    benchmark::{Platform, Talk},
    plain::{PLAIN, question},
};

fn main() {
    benchmark::run::<FakeTelegram>(bare::run);
}

impl Platform for FakeTelegram {
    type Person = Runner;

    const BARE: &str = "teloxide";

    async fn start() -> Self {
        Self::start_with(0, Detail::Nothing, Enforcement::Off).await
    }

    fn url(&self) -> String {
        FakeTelegram::url(self)
    }

    fn set(&self, command: &mut Command) {
        command
            .env("HEELBOT_TELEGRAM_TOKEN", TOKEN)
            .env("HEELBOT_TELEGRAM_LIMITS", "none")
            .env("HEELBOT_TELEGRAM_API_URL", FakeTelegram::url(self));
    }

    async fn begun(&self, people: u32) -> Vec<Runner> {
        let people = (0..people).map(|number| self.person(&format!("Runner {number}")));
        let begins: JoinSet<_> = people
            .map(|person| async move {
                person.sends("/start");
                let screen = person.screen().await;
                Runner { person, screen }
            })
            .collect();
        begins.join_all().await
    }
}

/// Somebody with a question in front of them.
pub struct Runner {
    person: Person,
    screen: Message,
}

impl Talk for Runner {
    async fn turn(&mut self) -> Option<()> {
        let at = question(&self.screen.text)?;
        self.person.taps(PLAIN[at].1);
        self.screen = self.person.screen().await;
        Some(())
    }
}
