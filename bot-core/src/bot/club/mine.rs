//! What of a club reaches one of its members, and how: theirs to choose, whoever runs the
//! club. In the club's own place what somebody chose is told to them alone; the page there
//! is everybody's and says nothing of anyone.

use jiff::{SignedDuration, Timestamp};

use super::tap::ClubTap;
use crate::{
    args,
    bot::{
        reminders::Show,
        say::Say,
        step::{Answer, Ask, Context, Snapshot, Step},
    },
    club::{Calls, Chat, ClubId, Kept, MemberChange, Mine, Paused, Preference, Settings},
    event::{Audience, Command, Incoming, Input, PlatformId, Standing},
    message::{Block, Choice, Lane, Mark, Outgoing, Placement, Screen, Unasked},
    reminder::{KeptHolds, ScheduleState},
    text::Language,
};

/// How long a pause lasts that ends by itself.
const BREAK: SignedDuration = SignedDuration::from_hours(14 * 24);

/// Whether a step has to know the clubs of whoever caused the event.
pub fn asks_for_mine(event: &Incoming) -> bool {
    let held = matches!(&event.input, Input::Command(Command::Export | Command::Delete, _));
    held || (event.audience == Audience::Private && is_about_mine(event))
        || super::is_elsewhere(event)
}

fn is_about_mine(event: &Incoming) -> bool {
    match &event.input {
        Input::Command(Command::Reminders, _) => true,
        Input::Press(data) => {
            ClubTap::read(data).is_some_and(|tap| club_of(tap).is_some() || tap == ClubTap::Clubs)
        }
        _ => false,
    }
}

/// Whether a button is a member's, whoever runs the club.
pub(super) fn is_theirs(tap: ClubTap) -> bool {
    club_of(tap).is_some() || matches!(tap, ClubTap::Join(_) | ClubTap::Leave(_))
}

/// Whether somebody wants to manage a club from their own chat and has chosen none.
fn is_to_choose(before: &Snapshot, event: &Incoming) -> bool {
    before.seat.is_none() && super::is_elsewhere(event)
}

/// The club that a button for its members names.
fn club_of(tap: ClubTap) -> Option<ClubId> {
    match tap {
        ClubTap::Mine(club)
        | ClubTap::Reach(club, _)
        | ClubTap::Break(club)
        | ClubTap::Rest(club)
        | ClubTap::Back(club) => Some(club),
        _ => None,
    }
}

/// Of which clubs the platform has to say whether whoever caused the event is still in them.
pub(in crate::bot) fn asks(ctx: &Context<'_>, before: &Snapshot, event: &Incoming) -> Option<Ask> {
    let asks = is_about_mine(event) || is_to_choose(before, event);
    if ctx.answer.is_some() || event.audience != Audience::Private || !asks {
        return None;
    }
    let spaces: Vec<PlatformId> = elsewhere(before, event).map(|mine| mine.space.clone()).collect();
    (!spaces.is_empty()).then_some(Ask::Standing(spaces))
}

/// The clubs of theirs beside the one they are in as they speak.
fn elsewhere<'s>(before: &'s Snapshot, event: &'s Incoming) -> impl Iterator<Item = &'s Mine> {
    let here = event.conversation.place.space.as_ref();
    before.mine.iter().filter(move |mine| Some(&mine.space) != here)
}

/// The clubs they are still in: as the platform says, and the one they are in as they speak.
pub(in crate::bot) fn still<'s>(
    ctx: &Context<'_>,
    before: &'s Snapshot,
    event: &'s Incoming,
) -> Vec<&'s Mine> {
    let standings: &[Standing] = match ctx.answer {
        Some(Answer::Standing(standings)) => standings,
        _ => &[],
    };
    let known = elsewhere(before, event).zip(standings);
    let known =
        known.filter(|(_, standing)| matches!(standing, Standing::Member | Standing::Admin));
    let here = event.conversation.place.space.as_ref();
    let mut still: Vec<&Mine> =
        before.mine.iter().filter(|mine| Some(&mine.space) == here).collect();
    still.extend(known.map(|(mine, _)| mine));
    still
}

/// The clubs that somebody may manage from their own chat, to choose one.
pub(super) fn to_manage(ctx: &Context<'_>, before: &Snapshot, event: &Incoming) -> Step {
    let turn = MemberTurn::new(ctx, event, None);
    let Some(Answer::Standing(standings)) = ctx.answer else { return turn.says("club-not-here") };
    let theirs = elsewhere(before, event).zip(standings);
    let theirs = theirs.filter(|(_, standing)| **standing == Standing::Admin);
    let choice = |(mine, _): (&Mine, &Standing)| Choice {
        label: title(turn.say, &mine.settings),
        data: ClubTap::Manage(mine.id).to_string(),
        mark: Mark::Answers,
    };
    let choices: Vec<Choice> = theirs.map(choice).collect();
    if choices.is_empty() {
        return turn.says("club-not-here");
    }
    let blocks = vec![Block::Heading(turn.say.text("club-which"))];
    turn.step(Placement::New, blocks, choices)
}

/// What an event leads to that is about somebody's own part in a club; `None` where it is
/// about something else.
pub(super) fn respond(ctx: &Context<'_>, before: &Snapshot, event: &Incoming) -> Option<Step> {
    let tap = match &event.input {
        Input::Press(data) => ClubTap::read(data),
        _ => None,
    };
    let turn = |settings: Option<&Settings>| MemberTurn::new(ctx, event, settings);
    if event.audience == Audience::Private {
        // Out of a session: from the message that called them.
        if let Some(ClubTap::Leave(session)) = tap
            && event.conversation.place.space.is_none()
        {
            let step = turn(None).says("club-ice-left");
            return Some(Step { member: Some(MemberChange::Leaves(session)), ..step });
        }
        let (tap, club) = tap.and_then(|tap| Some((tap, club_of(tap)?)))?;
        let mine = still(ctx, before, event).into_iter().find(|mine| mine.id == club);
        let Some(mine) = mine else { return Some(turn(None).says("club-mine-none")) };
        return Some(turn(Some(&mine.settings)).chooses(tap, View::of(mine)));
    }
    let club = before.club.as_ref()?;
    let view = View {
        id: club.id,
        settings: &club.settings,
        holds: &club.holds,
        schedules: &club.schedules,
        prefers: club.prefers,
        chat: club.chat,
    };
    match (&event.input, tap) {
        (Input::Command(Command::Reminders, _), _) => {
            view.standing().next().is_some().then(|| turn(Some(view.settings)).lists(&view))
        }
        (_, Some(tap)) if club_of(tap).is_some() => {
            // A number from elsewhere means nothing here.
            if club_of(tap) == Some(club.id) {
                Some(turn(Some(view.settings)).chooses(tap, view))
            } else {
                Some(turn(None).says("club-mine-none"))
            }
        }
        _ => None,
    }
}

/// A club as its member finds it.
#[derive(Clone, Copy)]
struct View<'a> {
    id: ClubId,
    settings: &'a Settings,
    holds: &'a KeptHolds,
    schedules: &'a [Kept],
    prefers: Preference,
    chat: Chat,
}

impl<'a> View<'a> {
    fn of(mine: &'a Mine) -> Self {
        Self {
            id: mine.id,
            settings: &mine.settings,
            holds: &mine.holds,
            schedules: &mine.schedules,
            prefers: mine.prefers.unwrap_or_default(),
            chat: Chat::Known,
        }
    }

    fn standing(self) -> impl Iterator<Item = &'a Kept> {
        self.schedules.iter().filter(|kept| kept.listed.state != ScheduleState::Ended)
    }
}

/// One step of a member's.
struct MemberTurn<'a> {
    ctx: &'a Context<'a>,
    event: &'a Incoming,
    say: Say<'a>,
}

impl<'a> MemberTurn<'a> {
    fn new(ctx: &'a Context<'a>, event: &'a Incoming, settings: Option<&Settings>) -> Self {
        // Their own language where they are alone, the club's where it listens.
        let club = settings.and_then(|settings| settings.language.as_deref());
        let own = event.language.as_deref();
        let tag = match event.audience {
            Audience::Private => own.or(club),
            Audience::Shared => club.or(own),
        };
        let language = Language::nearest(tag.unwrap_or_default());
        Self { ctx, event, say: Say::new(ctx.texts, ctx.capabilities.commands, language) }
    }

    fn step(&self, placement: Placement, blocks: Vec<Block>, choices: Vec<Choice>) -> Step {
        let screen = Screen { blocks, choices, ..Screen::default() };
        let place = self.event.conversation.place.clone();
        let outgoing = vec![Outgoing { lane: Lane::Reply, place, placement, screen }];
        Step { outgoing, ..Step::default() }
    }

    /// Something to whoever caused the event, alone.
    fn says(&self, key: &str) -> Step {
        let aside = self.event.audience == Audience::Shared;
        let placement = if aside { Placement::Aside } else { Placement::New };
        self.step(placement, vec![self.say.paragraph(key)], Vec::new())
    }

    fn show<'s>(&self, settings: &'s Settings) -> Show<'s>
    where
        'a: 's,
    {
        let zone = settings.zone.as_ref();
        Show { say: self.say, words: self.say.words(), zone, now: self.ctx.now }
    }

    /// The reminders, where everybody sees them, with what each may choose for themselves.
    fn lists(&self, view: &View<'_>) -> Step {
        let mut blocks = self.reminders(view);
        blocks.push(self.say.paragraph("club-mine-here"));
        let choices = [
            ("choice-club-there", ClubTap::Reach(view.id, Calls::There)),
            ("choice-club-privately", ClubTap::Reach(view.id, Calls::Privately)),
            ("choice-club-never", ClubTap::Reach(view.id, Calls::Never)),
            ("choice-club-break", ClubTap::Break(view.id)),
            ("choice-club-rest", ClubTap::Rest(view.id)),
            ("choice-club-back-again", ClubTap::Back(view.id)),
        ];
        self.step(Placement::New, blocks, self.choices(&choices))
    }

    fn choices(&self, offered: &[(&str, ClubTap)]) -> Vec<Choice> {
        let choice = |(key, tap): &(&str, ClubTap)| Choice {
            label: self.say.text(key),
            data: tap.to_string(),
            mark: Mark::Answers,
        };
        offered.iter().map(choice).collect()
    }

    fn reminders(&self, view: &View<'_>) -> Vec<Block> {
        let show = self.show(view.settings);
        vec![Block::Heading(title(self.say, view.settings)), lines(&show, *view)]
    }

    /// Does what a button asks for, and shows how it is now.
    fn chooses(&self, tap: ClubTap, view: View<'_>) -> Step {
        let Some(prefers) = chosen(tap, view.prefers, self.ctx.now) else {
            return self.page(&view, None);
        };
        let reaches = matches!(tap, ClubTap::Reach(_, Calls::Privately));
        let by_itself = self.ctx.capabilities.unasked == Unasked::InDirectChat;
        if reaches && view.chat == Chat::Unknown && !by_itself {
            return self.says("club-mine-chat-first");
        }
        let view = View { prefers, ..view };
        let step = match self.event.audience {
            Audience::Private => self.page(&view, Some("club-mine-saved")),
            Audience::Shared => {
                let text = self.state(&view);
                self.step(Placement::Aside, vec![Block::Text(text)], Vec::new())
            }
        };
        Step { member: Some(MemberChange::Chooses(view.id, prefers)), ..step }
    }

    /// How the club reaches them.
    fn state(&self, view: &View<'_>) -> String {
        match (view.prefers.at(self.ctx.now), view.prefers.paused) {
            (Calls::Never, Some(Paused { until: Some(until) })) => {
                let args = args! { "until" => self.show(view.settings).time(until) };
                self.say.with("club-mine-paused-until", &args)
            }
            (Calls::Never, Some(Paused { until: None })) => self.say.text("club-mine-paused"),
            (calls, _) => self.say.text(&format!("club-mine-{calls}")),
        }
    }

    /// What of a club reaches them, for them alone.
    fn page(&self, view: &View<'_>, note: Option<&str>) -> Step {
        let mut blocks: Vec<Block> = note.map(|key| self.say.paragraph(key)).into_iter().collect();
        blocks.extend(self.reminders(view));
        blocks.push(Block::Text(self.state(view)));
        if view.standing().any(|kept| kept.listed.words.mention.is_some()) {
            blocks.push(self.say.paragraph("club-mine-role"));
        }
        let id = view.id;
        let paused = view.prefers.paused.is_some() && view.prefers.at(self.ctx.now) == Calls::Never;
        let mut offered = Vec::new();
        for (calls, key) in [
            (Calls::There, "choice-club-there"),
            (Calls::Privately, "choice-club-privately"),
            (Calls::Never, "choice-club-never"),
        ] {
            if view.prefers.calls != calls {
                offered.push((key, ClubTap::Reach(id, calls)));
            }
        }
        if paused {
            offered.push(("choice-club-back-again", ClubTap::Back(id)));
        } else {
            offered.push(("choice-club-break", ClubTap::Break(id)));
            offered.push(("choice-club-rest", ClubTap::Rest(id)));
        }
        // What the conversation there asks stays where it is.
        self.step(Placement::New, blocks, self.choices(&offered))
    }
}

/// What a button makes of what was chosen; `None` where it only shows.
fn chosen(tap: ClubTap, before: Preference, now: Timestamp) -> Option<Preference> {
    let paused = |until| Some(Preference { paused: Some(Paused { until }), ..before });
    match tap {
        // Whoever says how they are to be reached is back.
        ClubTap::Reach(_, calls) => Some(Preference { calls, paused: None }),
        ClubTap::Break(_) => paused(now.checked_add(BREAK).ok()),
        ClubTap::Rest(_) => paused(None),
        ClubTap::Back(_) => Some(Preference { paused: None, ..before }),
        _ => None,
    }
}

fn title(say: Say<'_>, settings: &Settings) -> String {
    settings.name.clone().unwrap_or_else(|| say.text("club-panel"))
}

fn lines(show: &Show<'_>, view: View<'_>) -> Block {
    let line = |kept: &Kept| {
        let name = super::turn::name(show.say, &kept.listed.words);
        let rule = show.rule(&kept.listed.timing);
        let ahead = show.ahead(&kept.listed, view.holds).into_iter().next().unwrap_or_default();
        format!("{name} – {rule}. {ahead}")
    };
    let mut lines: Vec<String> = view.standing().map(line).collect();
    if lines.is_empty() {
        lines.push(show.say.text("club-list-none"));
    }
    Block::Bullets(lines)
}

/// A club's reminders among somebody's own, and the way to choose what of them reaches them.
pub(in crate::bot) fn among_ones_own(
    say: Say<'_>,
    now: Timestamp,
    mine: &Mine,
) -> (Vec<Block>, Choice) {
    let view = View::of(mine);
    let zone = mine.settings.zone.as_ref();
    let show = Show { say, words: say.words(), zone, now };
    let title = title(say, &mine.settings);
    let label = say.with("choice-club-mine", &args! { "club" => title.clone() });
    let data = ClubTap::Mine(mine.id).to_string();
    (vec![Block::Heading(title), lines(&show, view)], Choice { label, data, mark: Mark::Answers })
}
