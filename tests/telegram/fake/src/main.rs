//! The fake by hand: a bot connects, and whoever is at the keyboard is everybody.
//!
//! ```text
//! cargo run -p fake-telegram            then start the bot with the settings it prints
//! ada: /start                           ada writes
//! ada taps i agree                      ada taps the button that says so
//! ada replies two weeks                 ada answers the newest message with buttons
//! ada@club: /schedule                   ada writes in a group, which whoever is first runs
//! ```

use std::{
    collections::BTreeMap,
    io::{self, Write as _},
};

use fake_telegram::{Detail, Enforcement, FakeTelegram, Group, Kind, Person, TOKEN};
use tokio::io::{AsyncBufReadExt, BufReader};

const PORT: u16 = 8_081;
/// Behind the name of somebody who is in the group.
const IN_CLUB: &str = "@club";

#[tokio::main]
async fn main() -> io::Result<()> {
    let port = std::env::args().nth(1).and_then(|port| port.parse().ok()).unwrap_or(PORT);
    let telegram = FakeTelegram::start_with(port, Detail::Full, Enforcement::Refused).await;
    let mut out = io::stdout();
    writeln!(out, "HEELBOT_TELEGRAM_API_URL={}", telegram.url())?;
    writeln!(out, "HEELBOT_TELEGRAM_TOKEN={TOKEN}")?;
    writeln!(out, "Write \"ada: /start\" or \"ada taps i agree\"; an empty line shows the chats.")?;

    let mut people: BTreeMap<String, Person> = BTreeMap::new();
    let mut seats: BTreeMap<String, Person> = BTreeMap::new();
    let mut club: Option<Group> = None;
    let mut lines = BufReader::new(tokio::io::stdin()).lines();
    while let Some(line) = lines.next_line().await? {
        let said = line.split_once(": ").filter(|(name, _)| !name.contains(' '));
        let said = said.map(|(name, text)| (name, Action::Says(text)));
        let replied =
            || line.split_once(" replies ").map(|(name, text)| (name, Action::Replies(text)));
        let tapped = || line.split_once(" taps ").map(|(name, label)| (name, Action::Taps(label)));
        if let Some((name, action)) = said.or_else(replied).or_else(tapped) {
            let alone = name.trim_end_matches(IN_CLUB);
            let person = people.entry(alone.to_owned()).or_insert_with(|| telegram.person(alone));
            let seat = name.ends_with(IN_CLUB).then(|| {
                let opens = || {
                    let club = telegram.group(Kind::Supergroup, "Heel Striders", person);
                    club.adds_bot(person);
                    club
                };
                let club = club.get_or_insert_with(opens);
                seats.entry(alone.to_owned()).or_insert_with(|| club.seat(person))
            });
            let person = seat.unwrap_or(person);
            match action {
                Action::Says(text) => {
                    person.sends(text);
                }
                Action::Replies(text) => match person.screen_now() {
                    Some(screen) => drop(person.replies(&screen, text)),
                    None => writeln!(out, "There is nothing to reply to.")?,
                },
                Action::Taps(label) => match person.screen_now() {
                    Some(screen) if screen.offers(label) => {
                        person.taps(label);
                    }
                    _ => writeln!(out, "There is no button {label:?}.")?,
                },
            }
        } else {
            write!(out, "{}", telegram.transcript())?;
            for mistake in telegram.mistakes() {
                writeln!(out, "A mistake: {mistake}")?;
            }
        }
    }
    Ok(())
}

enum Action<'a> {
    Says(&'a str),
    Replies(&'a str),
    Taps(&'a str),
}
