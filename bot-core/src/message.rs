//! What goes out: messages in a form that no platform owns, what a platform can
//! show, and what became of a delivery.
//!
//! Text is plain: blocks carry the structure, and each adapter renders blocks
//! its own way and escapes what its platform would take for markup.

use std::{sync::Arc, time::Duration};

use serde::{Deserialize, Serialize};

pub use crate::text::Commands;
use crate::{
    event::{EventId, Person, Place, Platform, PlatformId, Standing, Upload},
    reminder::ScheduleId,
};

/// A piece of a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Block {
    /// A heading, or a question.
    Heading(String),
    /// A paragraph.
    Text(String),
    /// Short items, one below the other.
    Bullets(Vec<String>),
    /// A paragraph that must not be overlooked.
    Alert(String),
    /// Detail that may be folded away: a title and what is below it.
    Details {
        /// Stays visible.
        title: String,
        /// What may be folded away.
        items: Vec<String>,
    },
    /// A paragraph, and what of its place it is about: shown by name where the platform
    /// can, and without a word more where it can't.
    Tagged {
        /// The paragraph.
        text: String,
        /// What it is about.
        tags: Vec<Tag>,
    },
}

/// Something of a server that a text is about. It is named, and nobody is told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tag {
    /// A channel or a thread.
    Channel(PlatformId),
    /// A role.
    Role(PlatformId),
}

impl Block {
    /// The most UTF-16 units any adapter needs to show the block, without the
    /// blank line between blocks.
    pub fn utf16_len(&self) -> usize {
        // A marker and a line break: "⚠ " or "• " and "\n".
        const MARKER: usize = 3;
        let units = |text: &String| text.encode_utf16().count() + MARKER;
        match self {
            Self::Heading(text) | Self::Text(text) | Self::Alert(text) => units(text),
            Self::Bullets(items) => items.iter().map(units).sum(),
            Self::Details { title, items } => units(title) + items.iter().map(units).sum::<usize>(),
            // A platform's number of twenty digits, and its marks.
            Self::Tagged { text, tags } => units(text) + tags.len() * 26,
        }
    }
}

/// Whether a choice is among those picked so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mark {
    /// One of several that may be picked; not picked yet.
    Open,
    /// Picked.
    Picked,
    /// Pressing it answers at once.
    Answers,
    /// Not an answer: back, skip, why, stop and their like.
    Control,
    /// Opens the private chat with the bot, which then gets its data as what
    /// follows [`Start`](crate::event::Command::Start): letters, digits, `_` and `-`.
    OpensPrivate,
    /// Opens a field to type in. What is typed comes back as
    /// [`Text`](crate::event::Input::Text); the press itself is no event.
    Types,
}

/// The field that a choice [opens](Mark::Types): its name is the choice's data. What is
/// typed below a question about health is never taken for a club's, whatever else its
/// writer is in the middle of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Field {
    /// For the answer to a question.
    Answer,
    /// For what is asked of those who run a club.
    Club,
    /// For what the button of this data would ask for.
    Of(String),
}

impl Field {
    const ANSWER: &str = "type";
    const CLUB: &str = "type-club";
    const OF: &str = "type:";

    /// Reads what [`Display`](std::fmt::Display) writes.
    pub fn parse(name: &str) -> Option<Self> {
        match name {
            Self::ANSWER => Some(Self::Answer),
            Self::CLUB => Some(Self::Club),
            _ => name.strip_prefix(Self::OF).map(|data| Self::Of(data.to_owned())),
        }
    }
}

impl std::fmt::Display for Field {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Answer => f.write_str(Self::ANSWER),
            Self::Club => f.write_str(Self::CLUB),
            Self::Of(data) => write!(f, "{}{data}", Self::OF),
        }
    }
}

/// A button: what it says, and what its press sends back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// At most 80 characters.
    pub label: String,
    /// At most 64 bytes; see [`bot::button`](crate::bot).
    pub data: String,
    /// What kind of choice it is.
    pub mark: Mark,
}

/// How far along the questions are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    /// The question on the screen, from 1.
    pub at: u8,
    /// About how many there are in all.
    pub of: u8,
}

/// A file sent with a message.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    /// The file's name, without a folder.
    pub name: String,
    /// Its text.
    pub text: String,
}

impl std::fmt::Debug for Attachment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Attachment({})", self.name)
    }
}

/// One message as a person sees it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Screen {
    /// Shown with a question.
    pub progress: Option<Progress>,
    /// The text.
    pub blocks: Vec<Block>,
    /// The buttons, answers first.
    pub choices: Vec<Choice>,
    /// A file, where there is one.
    pub attachment: Option<Attachment>,
    /// The one role that is told of it, where the platform has roles.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mention: Option<PlatformId>,
    /// The people who are told of it: those who asked to be.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub people: Vec<Named>,
}

/// Somebody who is mentioned.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Named {
    /// Who.
    pub id: PlatformId,
    /// What they are called, where that is known.
    pub name: Option<String>,
}

impl std::fmt::Debug for Named {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Named(..)")
    }
}

/// Where a message goes on the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Placement {
    /// Below everything said so far.
    New,
    /// In place of the conversation's last question, where the platform can edit
    /// and knows it still; else below.
    InPlace,
    /// Beside the conversation: seen by whoever caused the event alone, for a moment, and
    /// kept nowhere. Where it can't be shown so any more it is not shown.
    Aside,
    /// Below everything, for everybody in the place: it answers nobody.
    Post,
    /// For everybody in the place, in place of what was shown of this schedule before, where
    /// the platform can edit and knows it still; else below.
    Shows(ScheduleId),
}

impl Placement {
    /// Whether it answers whoever caused the event.
    pub const fn answers(self) -> bool {
        !matches!(self, Self::Post | Self::Shows(_))
    }
}

/// Which messages go first. Ordered: an earlier lane is never kept waiting by a
/// later one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Lane {
    /// An answer to a person who is waiting.
    Reply,
    /// A phase of an ice session.
    IcePhase,
    /// Everything else.
    Other,
}

/// A message to be sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outgoing {
    /// Which messages it lets pass.
    pub lane: Lane,
    /// Where to.
    pub place: Place,
    /// Where on the screen.
    pub placement: Placement,
    /// What.
    pub screen: Screen,
}

/// What a platform can show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Capabilities {
    /// The longest message, in UTF-16 units.
    pub text_limit: usize,
    /// The longest text that goes with a file, in UTF-16 units.
    pub caption_limit: usize,
    /// Whether what was said can be changed afterwards.
    pub edits: Edits,
    /// Whether several choices are sent in one go.
    pub several: Several,
    /// How words come in.
    pub typing: Typing,
    /// How commands are given.
    pub commands: Commands,
    /// Where somebody can be told something alone that does not answer them.
    pub unasked: Unasked,
}

/// Where somebody can be told something alone that does not answer them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unasked {
    /// Where they talk with the bot alone.
    There,
    /// There too; but what they do in a server is answered there to them alone, and
    /// anything else has to go to their own chat with the bot.
    InDirectChat,
}

/// How words come in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Typing {
    /// Anything can be written at any time.
    Anytime,
    /// In a field that a button opens: [`Mark::Types`].
    InField,
}

/// Whether what was said can be changed afterwards.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edits {
    /// A question can be put in place of the one before.
    InPlace,
    /// What is said stays as it is.
    Never,
}

/// How a person picks several choices.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Several {
    /// One press toggles one choice; "done" ends it.
    Toggled,
    /// A list or a line of numbers sends all choices together.
    Together,
}

/// A delivery in an adapter's hands.
#[derive(Clone, Debug)]
pub struct Delivery {
    /// Names the delivery for ever; a platform that knows nonces gets one made of it.
    pub id: i64,
    /// What to send, and where: the same for all who have a part in it.
    pub outgoing: Arc<Outgoing>,
    /// The message to edit, where the placement asks for it and one is known.
    pub edit: Option<PlatformId>,
    /// The event it answers, where it answers one.
    pub answers: Option<EventId>,
    /// How often it has been tried before.
    pub attempt: u32,
}

/// What became of a delivery. Every send has one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It is there, under this identifier where the platform gives one.
    Delivered(Option<PlatformId>),
    /// Not now: try again.
    Retry {
        /// Not before this has passed, where the platform names a time.
        after: Option<Duration>,
        /// What has to wait with it.
        holds: Held,
    },
    /// The place has moved; the same message is to go there.
    Moved(Place),
    /// The place is closed to the bot, for this reason (for the operator; no text of a person).
    Gone(String),
    /// The platform refuses the message itself: a mistake of ours, with what it said.
    Refused(String),
    /// It could be shown for a short while after the event it answers, and that is over.
    /// The place is open all the same, and the next event is answered.
    Lapsed,
    /// It may or may not have arrived: the connection ended before the answer.
    Unknown,
}

/// What a platform that says "not now" holds back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Held {
    /// This message alone: something went wrong with it on the way.
    Message,
    /// All that goes to the same chat.
    Chat,
    /// All that goes to the platform.
    All,
}

/// At most so many messages in any stretch of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    /// How many, also all at once; at least 1.
    pub most: u32,
    /// In how long.
    pub per: Duration,
}

/// How much a platform takes. What is kept here is never answered with "not now".
///
/// A rate with a burst is one rate: five at once and one a second on average
/// are at most 5 in any 5 seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Over all.
    pub overall: Option<Rate>,
    /// To any one chat.
    pub chat: Option<Rate>,
    /// To one chat of a group or server, one with a [`Place::space`], as well.
    pub group: Option<Rate>,
    /// What does not count.
    pub exempt: Exempt,
}

impl Limits {
    /// A platform that takes whatever comes.
    pub const NONE: Self = Self { overall: None, chat: None, group: None, exempt: Exempt::Nothing };
}

/// Which messages a platform does not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exempt {
    /// It counts all.
    Nothing,
    /// The answers to an event.
    Answers,
    /// Changes of what was said before, outside groups and servers.
    PrivateEdits,
}

impl Exempt {
    /// Whether a delivery counts, if it comes to what it is meant to.
    pub fn counts(self, delivery: &Delivery) -> bool {
        match self {
            Self::Nothing => true,
            // Part of the answer to a press, which is counted nowhere.
            _ if delivery.outgoing.placement == Placement::Aside => false,
            Self::Answers => delivery.answers.is_none(),
            Self::PrivateEdits => {
                let Outgoing { placement, place, .. } = &*delivery.outgoing;
                let changes = matches!(placement, Placement::InPlace | Placement::Shows(_));
                let edits = changes && delivery.edit.is_some();
                !edits || place.space.is_some()
            }
        }
    }
}

/// What people see of a message that is sent twice under one [`Delivery::id`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Repeats {
    /// Both.
    Shown,
    /// One, where the second comes this soon after the first.
    Swallowed(Duration),
}

/// Whether the bot may post in a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leave {
    /// It may.
    Given,
    /// It may not, for want of this.
    Lacks(Lack),
    /// Nobody says so clearly.
    Unknown,
}

crate::facts::named! {
    /// What the bot lacks to post in a place.
    Lack {
        /// The place: it is gone, or hidden from the bot.
        Place = "place",
        /// The right to post there.
        Post = "post",
        /// The right to mention the role.
        Mention = "mention",
        /// The role, which is gone.
        Role = "role",
    }
}

/// Why a file is not there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoFile {
    /// It is longer than was asked for.
    TooLong,
    /// The platform did not give it, now or ever.
    Unreachable,
}

/// What a platform without files answers.
pub fn no_file<'a>() -> futures_util::future::BoxFuture<'a, Result<Vec<u8>, NoFile>> {
    Box::pin(std::future::ready(Err(NoFile::Unreachable)))
}

/// What a platform without groups says of anybody's rights.
pub fn no_standing<'a>() -> futures_util::future::BoxFuture<'a, Standing> {
    Box::pin(std::future::ready(Standing::Unknown))
}

/// The one thing a platform is for the rest: something that can deliver.
///
/// It never retries, waits or swallows an error: it says what became of it.
pub trait Adapter: Send + Sync + 'static {
    /// Which platform it is.
    fn platform(&self) -> Platform;

    /// What the platform can show.
    fn capabilities(&self) -> Capabilities;

    /// How much it takes. Asked once, at the start.
    fn limits(&self) -> Limits;

    /// Whether it knows a message again. Asked once, at the start.
    fn repeats(&self) -> Repeats;

    /// Whether the bot may post in a place and mention a role there, where the platform
    /// can tell.
    fn may_post<'a>(
        &'a self,
        place: &'a Place,
        mention: Option<&'a PlatformId>,
    ) -> futures_util::future::BoxFuture<'a, Leave>;

    /// What is in a file that somebody sent, up to `most` bytes. Where a platform has no
    /// files there is [none](no_file).
    fn fetch<'a>(
        &'a self,
        upload: &'a Upload,
        most: usize,
    ) -> futures_util::future::BoxFuture<'a, Result<Vec<u8>, NoFile>>;

    /// What somebody may do in a group or server; [unknown](Standing::Unknown) of one they
    /// are not in, and where the platform does not say.
    fn standing<'a>(
        &'a self,
        space: &'a PlatformId,
        person: &'a Person,
    ) -> futures_util::future::BoxFuture<'a, Standing>;

    /// Tries once to deliver.
    fn deliver(&self, delivery: Delivery) -> futures_util::future::BoxFuture<'_, Outcome>;
}

/// Splits blocks into messages of at most `limit` UTF-16 units, between blocks
/// where it can, between the items of a list where it must, inside a text only
/// where one item alone is too long.
pub fn split(blocks: Vec<Block>, limit: usize) -> Vec<Vec<Block>> {
    let mut messages = vec![Vec::new()];
    let mut used = 0;
    for block in blocks.into_iter().flat_map(|block| fit(block, limit)) {
        let units = block.utf16_len() + 1;
        if used + units > limit && used > 0 {
            messages.push(Vec::new());
            used = 0;
        }
        used += units;
        if let Some(message) = messages.last_mut() {
            message.push(block);
        }
    }
    messages.retain(|message| !message.is_empty());
    messages
}

/// The block in pieces that each fit.
fn fit(block: Block, limit: usize) -> Vec<Block> {
    if block.utf16_len() < limit {
        return vec![block];
    }
    let pieces = |text: &str| chop(text, limit.saturating_sub(8).max(1));
    match block {
        Block::Heading(text) => pieces(&text).into_iter().map(Block::Heading).collect(),
        Block::Text(text) => pieces(&text).into_iter().map(Block::Text).collect(),
        Block::Alert(text) => pieces(&text).into_iter().map(Block::Alert).collect(),
        Block::Bullets(items) => items
            .iter()
            .flat_map(|item| pieces(item))
            .map(|item| Block::Bullets(vec![item]))
            .collect(),
        Block::Details { title, items } => {
            let mut blocks: Vec<_> = pieces(&title).into_iter().map(Block::Heading).collect();
            blocks.extend(items.iter().flat_map(|item| pieces(item)).map(Block::Text));
            blocks
        }
        Block::Tagged { text, tags } => {
            let mut blocks: Vec<_> = pieces(&text).into_iter().map(Block::Text).collect();
            blocks.push(Block::Tagged { text: String::new(), tags });
            blocks
        }
    }
}

/// Cuts at the last white space that fits, or inside a word longer than the limit.
fn chop(text: &str, limit: usize) -> Vec<String> {
    let mut pieces = Vec::new();
    let mut rest = text.trim();
    while rest.encode_utf16().count() > limit {
        let mut units = 0;
        let mut end = 0;
        let mut space = None;
        for (at, letter) in rest.char_indices() {
            units += letter.len_utf16();
            if units > limit {
                break;
            }
            if letter.is_whitespace() {
                space = Some(at);
            }
            end = at + letter.len_utf8();
        }
        // A limit below one letter still has to end somewhere.
        let first = rest.chars().next().map_or(1, char::len_utf8);
        let cut = space.filter(|at| *at > 0).unwrap_or(end).max(first);
        pieces.push(rest[..cut].trim_end().to_owned());
        rest = rest[cut..].trim_start();
    }
    if !rest.is_empty() {
        pieces.push(rest.to_owned());
    }
    pieces
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn words(blocks: &[Vec<Block>]) -> String {
        let mut all = String::new();
        for block in blocks.iter().flatten() {
            match block {
                Block::Heading(text)
                | Block::Text(text)
                | Block::Alert(text)
                | Block::Tagged { text, .. } => all.push_str(text),
                Block::Bullets(items) => all.extend(items.iter().map(String::as_str)),
                Block::Details { title, items } => {
                    all.push_str(title);
                    all.extend(items.iter().map(String::as_str));
                }
            }
        }
        all.retain(|letter| !letter.is_whitespace());
        all
    }

    #[test]
    fn a_message_is_cut_between_blocks() {
        let block = |text: &str| Block::Text(text.repeat(30));
        let messages = split(vec![block("a"), block("b"), block("c")], 80);
        assert_eq!(messages, [vec![block("a"), block("b")], vec![block("c")]]);
    }

    proptest! {
        #[test]
        fn every_message_fits_and_no_letter_is_lost(
            texts in prop::collection::vec("\\PC{0,200}", 0..6),
            items in prop::collection::vec("\\PC{0,90}", 0..6),
            limit in 20_usize..400,
        ) {
            let mut blocks: Vec<_> = texts.into_iter().map(Block::Text).collect();
            blocks.push(Block::Bullets(items.clone()));
            blocks.push(Block::Details { title: "more".into(), items });
            let before = words(std::slice::from_ref(&blocks));
            let messages = split(blocks, limit);
            for message in &messages {
                let units: usize = message.iter().map(|block| block.utf16_len() + 1).sum();
                prop_assert!(units <= limit, "{units} > {limit}");
            }
            prop_assert_eq!(words(&messages), before);
        }
    }
}
