//! The fake by hand: a bot connects, and whoever is at the keyboard is everybody.
//!
//! ```text
//! cargo run -p fake-discord             then start the bot with the settings it prints
//! ada: heel check                       ada uses a command, in a server with the others
//! ada presses i agree                   ada presses the button that says so
//! ada chooses warm, red                 ada chooses these from a list
//! ada fills two weeks                   ada fills in the form and sends it
//! ada sees                              what ada sees
//! owner: club panel                     owner runs the server
//! ```

use std::{
    collections::BTreeMap,
    io::{self, Write as _},
};

use fake_discord::{FakeDiscord, Settings, TOKEN};
use tokio::io::{AsyncBufReadExt, BufReader};

const PORT: u16 = 8_082;

#[tokio::main]
async fn main() -> io::Result<()> {
    let port = std::env::args().nth(1).and_then(|port| port.parse().ok()).unwrap_or(PORT);
    let discord = FakeDiscord::start_with(Settings { port, ..Settings::default() }).await;
    let owner = discord.person("Owner");
    let club = discord.club("Heel Striders", &owner);
    let mut out = io::stdout();
    writeln!(out, "HEELBOT_DISCORD_API_URL={}", discord.url())?;
    writeln!(out, "HEELBOT_DISCORD_GATEWAY_URL={}", discord.gateway_url())?;
    writeln!(out, "HEELBOT_DISCORD_TOKEN={TOKEN}")?;
    writeln!(out, "Write \"ada: heel check\", then \"ada presses i agree\" or \"ada sees\".")?;

    let mut people = BTreeMap::from([("owner".to_owned(), club.seat(&owner))]);
    let mut lines = BufReader::new(tokio::io::stdin()).lines();
    while let Some(line) = lines.next_line().await? {
        let Some((name, action)) = read(&line) else {
            write!(out, "{}", discord.transcript())?;
            for mistake in discord.mistakes() {
                writeln!(out, "A mistake: {mistake}")?;
            }
            continue;
        };
        let newcomer = || club.seat(&discord.person(name));
        let person = people.entry(name.to_owned()).or_insert_with(newcomer);
        // What can't be done here ends a test; a person at the keyboard only hears of it.
        let screen = person.screen_now();
        match (action, screen) {
            (Action::Uses(command), _) if person.is_offered(command) => {
                person.command(command).await;
            }
            (Action::Presses(label), Some(screen)) if screen.button(label).is_some() => {
                person.presses_on(&screen, label);
            }
            (Action::Chooses(labels), Some(screen))
                if labels.iter().all(|label| screen.select(label).is_some()) =>
            {
                person.chooses_on(&screen, &labels);
            }
            (Action::Fills(text), _) if person.modal_now().is_some() => {
                person.fills(text).await;
            }
            (Action::Sees, _) => write!(out, "{}", person.transcript())?,
            _ => writeln!(out, "There is nothing like that here.")?,
        }
    }
    Ok(())
}

enum Action<'a> {
    Uses(&'a str),
    Presses(&'a str),
    Chooses(Vec<&'a str>),
    Fills(&'a str),
    Sees,
}

/// Who does what.
fn read(line: &str) -> Option<(&str, Action<'_>)> {
    if let Some((name, command)) = line.split_once(": ") {
        return Some((name, Action::Uses(command)));
    }
    let (name, rest) = line.split_once(' ')?;
    let (verb, what) = rest.split_once(' ').unwrap_or((rest, ""));
    let action = match verb {
        "presses" => Action::Presses(what),
        "chooses" => Action::Chooses(what.split(',').map(str::trim).collect()),
        "fills" => Action::Fills(what),
        "sees" => Action::Sees,
        _ => return None,
    };
    Some((name, action))
}
