//! What was changed in a club, by whom, and from what to what.

use super::{pages::Sheet, tap::ClubTap, turn::ClubTurn};
use crate::{
    args,
    bot::say::Say,
    club::{Changed, Deed, Outline, Sessions, Settings, State, Who},
    message::Block,
    reminder::KeptHolds,
    schedule::{Quiet, Zone},
    text::Language,
};

/// How many changes the history shows.
const CHANGES: usize = 10;

impl ClubTurn<'_> {
    /// One line of the history: when, who, what.
    pub(super) fn changed_line(&self, changed: &Changed) -> String {
        let zone = self.club.settings.zone.clone();
        let who = match &changed.who {
            Who::Named(name) => name.clone(),
            Who::Unnamed => self.say.text("club-who-unnamed"),
            Who::InTheClubsName => self.say.text("club-who-club"),
            Who::Operator => self.say.text("club-who-operator"),
            Who::Forgotten => self.say.text("club-who-forgotten"),
        };
        let outline = |state: &Option<State>| match state {
            Some(State::Schedule(outline)) => Some((**outline).clone()),
            _ => None,
        };
        let change = &changed.change;
        let (before, after) = (outline(&change.before), outline(&change.after));
        let show = self.show_in(zone.as_ref());
        let one = |outline: &Outline| {
            format!("{}, {}", self.name(&outline.words), show.rule(&outline.timing))
        };
        let what = match (&before, &after, change.deed) {
            (Some(before), Some(after), Deed::Edited) if before != after => {
                let args = args! { "before" => one(before), "after" => one(after) };
                self.say.with("club-from-to", &args)
            }
            (_, Some(outline), _) | (Some(outline), None, _) => one(outline),
            (None, None, _) => match (&change.before, &change.after) {
                (Some(State::Settings(was, held)), Some(State::Settings(is, holds))) => {
                    settings_changed(self.say, (was, held), (is, holds))
                }
                _ => self.say.text("club-changed-several"),
            },
        };
        let args = args! { "who" => who, "what" => what, "at" => show.time(changed.at) };
        self.say.with(&format!("club-deed-{}", change.deed), &args)
    }
}

/// What changed between settings, one after the other.
fn settings_changed(
    say: Say<'_>,
    (was, held): (&Settings, &KeptHolds),
    (is, holds): (&Settings, &KeptHolds),
) -> String {
    let mut lines = Vec::new();
    let mut changed = |before: String, after: String| {
        if before != after {
            lines.push(say.with("club-from-to", &args! { "before" => before, "after" => after }));
        }
    };
    changed(zone_line(say, was.zone.as_ref()), zone_line(say, is.zone.as_ref()));
    changed(quiet_line(say, held.quiet.as_ref()), quiet_line(say, holds.quiet.as_ref()));
    let language = |settings: &Settings| language_line(say, settings.language.as_deref());
    changed(language(was), language(is));
    changed(sessions_line(say, was.sessions), sessions_line(say, is.sessions));
    // Their platform's identifiers would tell nobody anything.
    for (key, same) in [
        ("club-changed-place", was.place == is.place),
        ("club-changed-mention", was.mention == is.mention),
        ("club-changed-managers", was.managers == is.managers),
    ] {
        lines.extend((!same).then(|| say.text(key)));
    }
    lines.join("; ")
}

fn zone_line(say: Say<'_>, zone: Option<&Zone>) -> String {
    match zone {
        Some(zone) => say.with("club-zone-named", &args! { "zone" => zone.name() }),
        None => say.text("club-zone-none"),
    }
}

/// When nothing is sent.
pub(super) fn quiet_line(say: Say<'_>, quiet: Option<&Quiet>) -> String {
    match quiet {
        Some(quiet) => {
            let clock = |time: jiff::civil::Time| time.strftime("%H:%M").to_string();
            let args = args! { "from" => clock(quiet.from()), "to" => clock(quiet.to()) };
            say.with("club-quiet-is", &args)
        }
        None => say.text("club-quiet-none"),
    }
}

/// What the club is spoken to in.
pub(super) fn language_line(say: Say<'_>, tag: Option<&str>) -> String {
    match tag {
        Some(tag) => {
            let name = Language::nearest(tag).own_name();
            say.with("club-language-is", &args! { "name" => name })
        }
        None => say.text("club-language-any"),
    }
}

/// Who may begin an ice session.
pub(super) fn sessions_line(say: Say<'_>, sessions: Sessions) -> String {
    say.text(&format!("club-ice-begun-by-{sessions}"))
}

impl Sheet<'_, '_> {
    pub(super) fn history(&mut self) {
        self.heading("club-history");
        let changes = &self.turn.club.changes;
        let lines: Vec<String> =
            changes.iter().take(CHANGES).map(|changed| self.turn.changed_line(changed)).collect();
        if lines.is_empty() {
            self.text("club-history-none");
        } else {
            self.blocks.push(Block::Bullets(lines));
        }
        if let Some(last) = changes.first() {
            self.answer("choice-club-undo-last", ClubTap::Undo(last.revision));
        }
        self.control("choice-club-panel", ClubTap::Panel);
    }
}
