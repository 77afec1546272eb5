//! What the buttons of a club's pages ask for: `k1.<tap>`, at most 64 bytes.
//!
//! They name no session: the page is everybody's who runs the club, and any of them may
//! press. What a press may do is decided by who pressed it; a button that changes a
//! reminder names the revision it was shown at.

use crate::{
    club::{Calls, ClubId, Sessions},
    reminder::ScheduleId,
    schedule::ice::Rhythm,
    text::Language,
};

/// The format's name; a new one gets another.
const FORMAT: &str = "k1";

/// A reminder as it was shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shown {
    /// Which one.
    pub id: ScheduleId,
    /// How often it had been changed.
    pub revision: u64,
}

/// What a club can be without.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Setting {
    /// Quiet hours.
    Quiet,
    /// A place for reminders of which nobody says where they go.
    Place,
    /// A role that is told when nobody says.
    Mention,
    /// A role whose members may manage.
    Managers,
}

/// What a press on a club's page asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClubTap {
    /// The first page.
    Panel,
    /// The reminders, from this page on, from 0.
    List(u32),
    /// How to make one.
    Add,
    /// One reminder.
    One(ScheduleId),
    /// No firings of it until it is resumed.
    Pause(Shown),
    /// It fires again.
    Resume(Shown),
    /// Its next firing is left out.
    Skip(Shown),
    /// Another time for it.
    When(Shown),
    /// Another text for it.
    Text(Shown),
    /// It is said where the button is pressed from now on.
    MoveHere(Shown),
    /// A copy of it is made where the button is pressed.
    CopyHere(Shown),
    /// It is said once, now.
    Test(ScheduleId),
    /// What became of its last firings.
    Fired(ScheduleId),
    /// It is removed.
    Remove(Shown),
    /// All that stopped fire again.
    ResumeStopped,
    /// The draft of this number is right.
    Save(u32),
    /// Another time for it.
    Change(u32),
    /// It is dropped.
    Cancel(u32),
    /// The change that made this revision is taken back.
    Undo(u64),
    /// The settings.
    Settings,
    /// Another time zone.
    Zone,
    /// Other quiet hours.
    Quiet,
    /// A setting is taken away.
    Without(Setting),
    /// Which language the club is told things in.
    Languages,
    /// This one; or, without one, that of each person.
    Speaks(Option<Language>),
    /// Reminders go where the button is pressed, when nobody says.
    Here,
    /// A file to make the club as it says.
    File,
    /// The file of this number is to be used.
    Import(u32),
    /// What was changed, and by whom.
    History,
    /// All of it in a file.
    Export,
    /// Why a reminder says what it says.
    Why(ScheduleId),
    /// How to begin an ice session for everybody.
    Ice,
    /// It begins where the button is pressed.
    Begin(Rhythm),
    /// Who may begin one.
    LetBegin(Sessions),
    /// An ice session ends before its time.
    Stop(ScheduleId),
    /// Whoever presses takes part in it.
    Join(ScheduleId),
    /// They no longer do.
    Leave(ScheduleId),
    /// What of a club reaches whoever presses.
    Mine(ClubId),
    /// How it does from now on.
    Reach(ClubId, Calls),
    /// Nothing of it does for two weeks.
    Break(ClubId),
    /// Nothing of it does until they say so.
    Rest(ClubId),
    /// It does again.
    Back(ClubId),
    /// The clubs that whoever presses may manage from their own chat.
    Clubs,
    /// One of them.
    Manage(ClubId),
}

const WORDS: &[(&str, ClubTap)] = &[
    ("panel", ClubTap::Panel),
    ("add", ClubTap::Add),
    ("resume-stopped", ClubTap::ResumeStopped),
    ("settings", ClubTap::Settings),
    ("zone", ClubTap::Zone),
    ("quiet", ClubTap::Quiet),
    ("no-quiet", ClubTap::Without(Setting::Quiet)),
    ("no-place", ClubTap::Without(Setting::Place)),
    ("no-mention", ClubTap::Without(Setting::Mention)),
    ("no-managers", ClubTap::Without(Setting::Managers)),
    ("languages", ClubTap::Languages),
    ("here", ClubTap::Here),
    ("file", ClubTap::File),
    ("clubs", ClubTap::Clubs),
    ("ice", ClubTap::Ice),
    ("begin", ClubTap::Begin(Rhythm::Article)),
    ("begin-gently", ClubTap::Begin(Rhythm::Gentler)),
    ("all-begin", ClubTap::LetBegin(Sessions::Members)),
    ("few-begin", ClubTap::LetBegin(Sessions::Managers)),
    ("history", ClubTap::History),
    ("export", ClubTap::Export),
];

/// Begins the data of [`ClubTap::Speaks`]; the language's tag follows, or [`ANY`].
const SPEAKS: &str = "speaks";
const ANY: &str = "any";

type OfShown = fn(Shown) -> ClubTap;
const ON_SHOWN: &[(&str, OfShown)] = &[
    ("pause", ClubTap::Pause),
    ("resume", ClubTap::Resume),
    ("skip", ClubTap::Skip),
    ("when", ClubTap::When),
    ("text", ClubTap::Text),
    ("move", ClubTap::MoveHere),
    ("copy", ClubTap::CopyHere),
    ("remove", ClubTap::Remove),
];

type OfOne = fn(ScheduleId) -> ClubTap;
const ON_ONE: &[(&str, OfOne)] = &[
    ("one", ClubTap::One),
    ("test", ClubTap::Test),
    ("fired", ClubTap::Fired),
    ("why", ClubTap::Why),
    ("stop", ClubTap::Stop),
    ("join", ClubTap::Join),
    ("leave", ClubTap::Leave),
];

type OfClub = fn(ClubId) -> ClubTap;
const ON_CLUB: &[(&str, OfClub)] = &[
    ("mine", ClubTap::Mine),
    ("reach-there", |club| ClubTap::Reach(club, Calls::There)),
    ("reach-me", |club| ClubTap::Reach(club, Calls::Privately)),
    ("reach-not", |club| ClubTap::Reach(club, Calls::Never)),
    ("break", ClubTap::Break),
    ("rest", ClubTap::Rest),
    ("back", ClubTap::Back),
    ("manage", ClubTap::Manage),
];

type OfDraft = fn(u32) -> ClubTap;
const ON_DRAFT: &[(&str, OfDraft)] = &[
    ("list", ClubTap::List),
    ("save", ClubTap::Save),
    ("change", ClubTap::Change),
    ("cancel", ClubTap::Cancel),
    ("import", ClubTap::Import),
];

impl ClubTap {
    /// Whether a button's data is of a club's page, of this release or another.
    pub fn is_one(data: &str) -> bool {
        data.strip_prefix('k').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
    }

    /// Reads what [`Display`](std::fmt::Display) writes.
    pub fn read(data: &str) -> Option<Self> {
        let text = data.strip_prefix(FORMAT)?.strip_prefix('.')?;
        if let Some((_, tap)) = WORDS.iter().find(|(word, _)| *word == text) {
            return Some(*tap);
        }
        let (word, rest) = text.split_once('.')?;
        if let Some((_, tap)) = ON_SHOWN.iter().find(|(known, _)| *known == word) {
            let (id, revision) = rest.split_once('.')?;
            let id = ScheduleId::from_number(id.parse().ok()?);
            return Some(tap(Shown { id, revision: revision.parse().ok()? }));
        }
        if let Some((_, tap)) = ON_ONE.iter().find(|(known, _)| *known == word) {
            return Some(tap(ScheduleId::from_number(rest.parse().ok()?)));
        }
        if let Some((_, tap)) = ON_DRAFT.iter().find(|(known, _)| *known == word) {
            return Some(tap(rest.parse().ok()?));
        }
        if let Some((_, tap)) = ON_CLUB.iter().find(|(known, _)| *known == word) {
            return Some(tap(ClubId::from_number(rest.parse().ok()?)));
        }
        if word == SPEAKS {
            let named = Language::ALL.iter().copied().find(|language| language.tag() == rest);
            return (named.is_some() || rest == ANY).then_some(Self::Speaks(named));
        }
        (word == "undo").then(|| rest.parse().ok().map(Self::Undo))?
    }

    fn shown(self) -> Option<Shown> {
        match self {
            Self::Pause(shown)
            | Self::Resume(shown)
            | Self::Skip(shown)
            | Self::When(shown)
            | Self::Text(shown)
            | Self::MoveHere(shown)
            | Self::CopyHere(shown)
            | Self::Remove(shown) => Some(shown),
            _ => None,
        }
    }
}

impl std::fmt::Display for ClubTap {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{FORMAT}.")?;
        if let Some(shown) = self.shown() {
            let word = ON_SHOWN.iter().find(|(_, tap)| tap(shown) == *self);
            let word = word.map_or("", |(word, _)| word);
            return write!(f, "{word}.{}.{}", shown.id.number(), shown.revision);
        }
        match *self {
            Self::One(id)
            | Self::Test(id)
            | Self::Fired(id)
            | Self::Why(id)
            | Self::Stop(id)
            | Self::Join(id)
            | Self::Leave(id) => {
                let word = ON_ONE.iter().find(|(_, tap)| tap(id) == *self);
                write!(f, "{}.{}", word.map_or("", |(word, _)| word), id.number())
            }
            Self::List(n) | Self::Save(n) | Self::Change(n) | Self::Cancel(n) | Self::Import(n) => {
                let word = ON_DRAFT.iter().find(|(_, tap)| tap(n) == *self);
                write!(f, "{}.{n}", word.map_or("", |(word, _)| word))
            }
            Self::Mine(club)
            | Self::Reach(club, _)
            | Self::Break(club)
            | Self::Rest(club)
            | Self::Back(club)
            | Self::Manage(club) => {
                let word = ON_CLUB.iter().find(|(_, tap)| tap(club) == *self);
                write!(f, "{}.{}", word.map_or("", |(word, _)| word), club.number())
            }
            Self::Speaks(language) => {
                write!(f, "{SPEAKS}.{}", language.map_or(ANY, Language::tag))
            }
            Self::Undo(revision) => write!(f, "undo.{revision}"),
            word => f.write_str(WORDS.iter().find(|(_, tap)| *tap == word).map_or("", |(w, _)| w)),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::bot::Button;

    fn every(number: i64, revision: u64, n: u32) -> Vec<ClubTap> {
        let id = ScheduleId::from_number(number);
        let shown = Shown { id, revision };
        let words = WORDS.iter().map(|(_, tap)| *tap);
        words
            .chain(ON_SHOWN.iter().map(|(_, tap)| tap(shown)))
            .chain(ON_ONE.iter().map(|(_, tap)| tap(id)))
            .chain(ON_DRAFT.iter().map(|(_, tap)| tap(n)))
            .chain(ON_CLUB.iter().map(|(_, tap)| tap(ClubId::from_number(number))))
            .chain([ClubTap::Undo(revision), ClubTap::Speaks(None)])
            .chain(Language::ALL.iter().map(|language| ClubTap::Speaks(Some(*language))))
            .collect()
    }

    proptest! {
        #[test]
        fn every_tap_reads_back_and_fits(number: i64, revision: u64, n: u32) {
            for tap in every(number, revision, n) {
                let data = tap.to_string();
                prop_assert!(data.len() <= Button::MOST_BYTES, "{data}");
                prop_assert_eq!(ClubTap::read(&data), Some(tap));
                prop_assert!(ClubTap::is_one(&data));
                prop_assert!(Button::read(&data).is_none());
            }
        }

        #[test]
        fn forged_data_is_refused(data in "k1\\.[a-z.0-9-]{0,60}") {
            if let Some(tap) = ClubTap::read(&data) {
                prop_assert_eq!(ClubTap::read(&tap.to_string()), Some(tap));
            }
        }
    }
}
