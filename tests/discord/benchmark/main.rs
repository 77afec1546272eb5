//! People on Discord: `cargo bench --bench discord` prints how many the bot serves over
//! the fake's gateway, beside a bare serenity bot (`bare.rs`). What is measured is told
//! in `tests/support/benchmark/`.

mod bare;
#[path = "../../support/benchmark/mod.rs"]
mod benchmark;
#[path = "../../support/plain.rs"]
mod plain;

use std::process::Command;

use fake_discord::{Detail, Enforcement, FakeDiscord, Message, Person, Settings, TOKEN};
use tokio::task::JoinSet;

use crate::{
    benchmark::{Platform, Talk},
    plain::{PLAIN, question},
};

fn main() {
    benchmark::run::<FakeDiscord>(bare::run);
}

impl Platform for FakeDiscord {
    type Person = Runner;

    const BARE: &str = "serenity";

    async fn start() -> Self {
        let settings = Settings::default();
        Self::start_with(Settings {
            detail: Detail::Nothing,
            enforcement: Enforcement::Off,
            ..settings
        })
        .await
    }

    fn url(&self) -> String {
        FakeDiscord::url(self)
    }

    fn set(&self, command: &mut Command) {
        command
            .env("HEELBOT_DISCORD_TOKEN", TOKEN)
            .env("HEELBOT_DISCORD_LIMITS", "none")
            .env("HEELBOT_DISCORD_API_URL", FakeDiscord::url(self))
            .env("HEELBOT_DISCORD_GATEWAY_URL", self.gateway_url());
    }

    async fn begun(&self, people: u32) -> Vec<Runner> {
        self.connected().await;
        let mut people =
            (0..people).map(|number| self.person(&format!("Runner {number}"))).peekable();
        let mut ready = Vec::new();
        while people.peek().is_some() {
            let begins: JoinSet<_> = people.by_ref().take(AT_ONCE).map(begin).collect();
            ready.extend(begins.join_all().await);
        }
        ready
    }
}

/// So many begin at once: a bot that has no connection yet opens one for each, and has
/// three seconds for all.
const AT_ONCE: usize = 50;

async fn begin(person: Person) -> Runner {
    person.command("heel check").await;
    let screen = person.screen().await;
    Runner { person, screen }
}

/// Somebody with a question in front of them.
pub struct Runner {
    person: Person,
    screen: Message,
}

impl Talk for Runner {
    async fn turn(&mut self) -> Option<()> {
        let label = PLAIN[question(&self.screen.text)?].1;
        if self.screen.button(label).is_some() {
            self.person.presses_on(&self.screen, label);
        } else {
            self.person.chooses_on(&self.screen, &[label]);
        }
        self.screen = self.person.screen().await;
        Some(())
    }
}
