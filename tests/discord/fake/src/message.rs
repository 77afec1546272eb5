//! Messages, and what there is to see of them.

use std::fmt;

use serde_json::{Value, json};

use crate::{
    component::{Action, Button, Enabled, Select},
    content::{Content, EPHEMERAL, attachment},
    id::Id,
    transcript::Audience,
};

/// A message in a channel.
#[derive(Clone, Debug, PartialEq)]
pub struct Message {
    /// Its number.
    pub id: Id,
    /// Where it is.
    pub channel: Id,
    /// Who wrote it.
    pub author: Id,
    /// Everything to be read: its text, and that of its embeds.
    pub text: String,
    /// What it holds.
    pub content: Content,
    /// Who can see it.
    pub audience: Audience,
    /// What has become of it.
    pub state: State,
    /// Whom it called by a sound.
    pub pings: Vec<Ping>,
    /// When it last changed, among everything that changed.
    pub revision: u64,
    /// When it was first shown.
    pub(crate) sent: String,
    /// When it was last changed.
    pub(crate) edited: Option<String>,
    /// The interaction that it answers.
    pub(crate) interaction: Option<Id>,
}

/// Somebody who is called by a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ping {
    /// All who can see the channel.
    Everyone,
    /// All who have a role.
    Role(Id),
}

/// What has become of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// The bot "is thinking".
    Loading,
    /// It is there.
    Shown,
    /// It is there, but the client of the one person who saw it has lost it.
    Vanished,
    /// It was deleted.
    Deleted,
}

impl Message {
    /// A `Message` object; `author` is the user's.
    pub(crate) fn json(&self, author: Value) -> Value {
        let ephemeral = if matches!(self.audience, Audience::Only(_)) { EPHEMERAL } else { 0 };
        let loading = if self.state == State::Loading { 1 << 7 } else { 0 };
        let mentions: Vec<Value> = Vec::new();
        let mut json = json!({
            "id": self.id, "channel_id": self.channel, "author": author,
            "content": self.content.text, "timestamp": self.sent,
            "edited_timestamp": self.edited, "tts": false, "mention_everyone": false,
            "mentions": mentions, "mention_roles": mentions, "pinned": false,
            "type": if self.interaction.is_some() { 20 } else { 0 },
            "flags": self.content.flags | ephemeral | loading,
            "embeds": self.content.embeds.iter().map(rich).collect::<Vec<_>>(),
            "components": self.content.rows.json(),
            "attachments": self.content.files.iter().map(|file| attachment(self.id, file)).collect::<Vec<_>>(),
        });
        if self.interaction.is_some() {
            json["webhook_id"] = self.author.into();
            json["application_id"] = self.author.into();
        }
        json
    }

    /// Whether this person can see it, if they can see the channel.
    pub(crate) fn is_for(&self, person: Id) -> bool {
        match self.audience {
            Audience::Channel => true,
            Audience::Only(one) => one == person,
            Audience::Nobody => false,
        }
    }

    /// Whether it is on a screen.
    pub(crate) fn is_there(&self) -> bool {
        matches!(self.state, State::Loading | State::Shown)
    }

    /// Whether its text or something below it says this.
    pub fn says(&self, words: &str) -> bool {
        self.text.contains(words) || self.labels().iter().any(|label| label.contains(words))
    }

    /// What can be pressed or chosen, from above.
    pub fn labels(&self) -> Vec<&str> {
        let buttons = self.content.rows.buttons().map(|button| button.label.as_str());
        let options = self.content.rows.selects().flat_map(|select| &select.options);
        buttons.chain(options.map(|option| option.label.as_str())).collect()
    }

    /// Whether something below it says this.
    pub fn offers(&self, label: &str) -> bool {
        let wanted = label.to_lowercase();
        self.labels().iter().any(|label| plain(label).contains(&wanted))
    }

    /// The button that says this.
    pub fn button(&self, label: &str) -> Option<&Button> {
        let wanted = label.to_lowercase();
        let buttons = || self.content.rows.buttons();
        let exact = buttons().find(|button| plain(&button.label) == wanted);
        exact.or_else(|| buttons().find(|button| plain(&button.label).contains(&wanted)))
    }

    /// What the button that says this tells the bot.
    ///
    /// # Panics
    /// There is none, or it opens a link.
    pub fn data(&self, label: &str) -> &str {
        match self.button(label).map(|button| &button.action) {
            Some(Action::Press(id)) => id,
            _ => panic!("no button {label:?} on {self}"),
        }
    }

    /// The list that has something that says this.
    pub fn select(&self, label: &str) -> Option<&Select> {
        self.content.rows.selects().find(|select| select.option(label).is_some())
    }

    /// Whether anything can be pressed or chosen.
    pub fn is_screen(&self) -> bool {
        let press = |button: &Button| {
            button.state == Enabled::Yes && matches!(button.action, Action::Press(_))
        };
        self.content.rows.buttons().any(press)
            || self.content.rows.selects().any(|select| select.state == Enabled::Yes)
    }
}

impl Select {
    /// What the bot is told of the option that says this.
    pub fn option(&self, label: &str) -> Option<&str> {
        let wanted = label.to_lowercase();
        let exact = self.options.iter().find(|option| plain(&option.label) == wanted);
        let found = exact
            .or_else(|| self.options.iter().find(|option| plain(&option.label).contains(&wanted)));
        found.map(|option| option.value.as_str())
    }
}

impl fmt::Display for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {:?}", self.text, self.labels())?;
        self.content.files.iter().try_for_each(|file| write!(f, " <{}>", file.name))
    }
}

/// A label without a tick or other sign in front.
fn plain(label: &str) -> String {
    label.trim_start_matches(|sign: char| !sign.is_alphanumeric()).to_lowercase()
}

/// An embed, as it comes back.
fn rich(embed: &Value) -> Value {
    let mut embed = embed.clone();
    embed["type"] = json!("rich");
    embed
}
