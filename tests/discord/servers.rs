//! Servers with channels in which clubs are reminded.

use bot_core::event::{Place, Platform, PlatformId};
use fake_discord::{Club, FakeDiscord, Id};

/// What puts a message into a channel.
pub const POST: &str = "POST /channels/{channel_id}/messages";

/// Some servers, each with as many channels.
#[derive(Debug)]
pub struct Servers {
    clubs: Vec<(Club, Vec<Id>)>,
}

impl Servers {
    /// So many, with so many channels each.
    pub fn open(discord: &FakeDiscord, servers: usize, channels: usize) -> Self {
        let owner = discord.person("Owner");
        let open = |number| {
            let club = discord.club(&format!("Club {number}"), &owner);
            let more = (1..channels).map(|channel| club.new_channel(&format!("group-{channel}")));
            let channels = std::iter::once(club.channel()).chain(more).collect();
            (club, channels)
        };
        Self { clubs: (0..servers).map(open).collect() }
    }

    /// Every channel, with its server.
    pub fn channels(&self) -> impl Iterator<Item = (&Club, Id)> {
        self.clubs.iter().flat_map(|(club, channels)| channels.iter().map(move |id| (club, *id)))
    }

    /// Every channel, as the bot names it.
    pub fn places(&self) -> Vec<Place> {
        let place = |(club, channel): (&Club, Id)| Place {
            platform: Platform::Discord,
            space: Some(PlatformId::new(club.id().to_string())),
            channel: PlatformId::new(channel.to_string()),
            thread: None,
        };
        self.channels().map(place).collect()
    }

    /// What everybody in each channel could ever read.
    pub fn shown(&self) -> Vec<(Id, Vec<String>)> {
        let shown = |(club, channel): (&Club, Id)| {
            let messages = club.shown_to_all(channel);
            (channel, messages.into_iter().map(|message| message.text).collect())
        };
        self.channels().map(shown).collect()
    }

    /// In how many channels there is something.
    pub fn reached(&self) -> usize {
        self.shown().iter().filter(|(_, shown)| !shown.is_empty()).count()
    }
}
