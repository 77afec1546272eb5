//! A club kept in memory, as the store keeps it: what somebody does in it leads to a step,
//! and the step to what the next one finds.

use std::sync::LazyLock;

use bot_core::{
    bot::{Answer, Ask, Context, Policy, SessionId, Snapshot, Step, respond},
    club::{
        Begun, Changed, Chat, Club, DialogChange, Kept, MemberChange, Part, Preference, Presence,
        Session, Whose,
    },
    event::{
        Audience, ClubForm, Command, Conversation, EventId, Incoming, Input, Member, Person, Place,
        Platform, PlatformId, Standing,
    },
    message::{Capabilities, Commands, Edits, Leave, NoFile, Several, Typing, Unasked},
    reminder::{
        Fired, FiredAs, Listed, NewSchedule, Owner, ScheduleChange, ScheduleId, ScheduleState,
        Timing,
    },
    text::Texts,
};
use jiff::Timestamp;

static TEXTS: LazyLock<Texts> = LazyLock::new(Texts::default);

/// Somebody in a club.
#[derive(Clone, Debug)]
pub struct Somebody {
    pub name: &'static str,
    pub standing: Standing,
    pub roles: Vec<PlatformId>,
}

impl Somebody {
    pub fn new(name: &'static str, standing: Standing) -> Self {
        Self { name, standing, roles: Vec::new() }
    }
}

/// A club, and all that was ever shown there.
pub struct Room {
    pub platform: Platform,
    pub club: Option<Club>,
    pub now: Timestamp,
    /// What the last step showed.
    pub shown: String,
    /// The data of its buttons.
    pub buttons: Vec<(String, String)>,
    /// What was posted beside the answer.
    pub posted: usize,
    /// The file that is there to be fetched.
    pub file: Option<Vec<u8>>,
    /// What the bot may do there.
    pub leave: Leave,
    /// What each member has chosen.
    pub prefers: Vec<(&'static str, Preference)>,
    /// Whether those who act have a chat with the bot.
    pub chat: Chat,
    /// Who began which session, and who takes part.
    pub sessions: Vec<(&'static str, Session, Vec<&'static str>)>,
    dialogs: Vec<(&'static str, bot_core::club::Dialog)>,
    events: u64,
}

impl Room {
    pub fn new(platform: Platform) -> Self {
        Self {
            platform,
            club: None,
            now: "2026-01-14T10:00:00Z".parse().expect("an instant"),
            shown: String::new(),
            buttons: Vec::new(),
            posted: 0,
            file: None,
            leave: Leave::Given,
            prefers: Vec::new(),
            chat: Chat::Known,
            sessions: Vec::new(),
            dialogs: Vec::new(),
            events: 0,
        }
    }

    /// A club in Berlin with a reminder every Monday.
    pub fn with_a_reminder(platform: Platform, ada: &Somebody) -> Self {
        let mut room = Self::new(platform);
        room.commands(ada, Command::Schedule, "every monday 8am Rest day!");
        room.says(ada, "Berlin");
        room.presses(ada, "Yes, set it");
        assert_eq!(room.found().schedules.len(), 1, "{}", room.shown);
        room
    }

    pub fn found(&self) -> &Club {
        self.club.as_ref().expect("a club")
    }

    pub fn place(&self) -> Place {
        Place {
            platform: self.platform,
            space: Some(PlatformId::new("-100")),
            channel: PlatformId::new("-100"),
            thread: None,
        }
    }

    pub fn commands(&mut self, who: &Somebody, command: Command, rest: &str) -> Step {
        self.does(who, Input::Command(command, rest.to_owned()))
    }

    pub fn says(&mut self, who: &Somebody, text: &str) -> Step {
        self.does(who, Input::Text(text.to_owned()))
    }

    pub fn fills(&mut self, who: &Somebody, form: ClubForm) -> Step {
        self.does(who, Input::Club(Box::new(form)))
    }

    pub fn presses(&mut self, who: &Somebody, label: &str) -> Step {
        let found = self.buttons.iter().find(|(shown, _)| shown == label);
        let data = found.unwrap_or_else(|| panic!("no {label}: {:?}", self.buttons)).1.clone();
        self.does(who, Input::Press(data))
    }

    /// What somebody does there; what the bot may do is always given.
    pub fn does(&mut self, who: &Somebody, input: Input) -> Step {
        self.events += 1;
        let person = Person { platform: self.platform, id: PlatformId::new(who.name) };
        let event = Incoming {
            id: EventId::new(self.platform, self.events),
            conversation: Conversation { place: self.place(), person },
            audience: Audience::Shared,
            standing: who.standing,
            member: Member {
                name: Some(who.name.to_owned()),
                club: Some("Striders".to_owned()),
                roles: who.roles.clone(),
            },
            language: None,
            input,
        };
        let snapshot = Snapshot { club: self.as_found_by(who), ..Snapshot::default() };
        let mut context = Context {
            now: self.now,
            texts: &TEXTS,
            capabilities: Capabilities {
                text_limit: 4096,
                caption_limit: 1024,
                edits: Edits::InPlace,
                several: Several::Toggled,
                typing: Typing::Anytime,
                commands: Commands::Alone,
                unasked: Unasked::There,
            },
            policy: &Policy::default(),
            fresh: SessionId::from_bits(self.events),
            answer: None,
        };
        let mut step = respond(&context, &snapshot, &event);
        if step.asks.is_some() {
            let answer = match (&step.asks, &self.file) {
                (Some(Ask::File(_)), Some(file)) => Answer::File(Ok(file.clone())),
                (Some(Ask::File(_)), None) => Answer::File(Err(NoFile::Unreachable)),
                _ => Answer::Leave(vec![self.leave]),
            };
            context.answer = Some(&answer);
            step = respond(&context, &snapshot, &event);
        }
        self.shows(&step);
        self.takes(who, &step);
        step
    }

    fn takes_part(&mut self, who: &Somebody, step: &Step) {
        match &step.member {
            None => {}
            Some(MemberChange::Joins(id, name)) => {
                assert_eq!(name.as_deref(), Some(who.name));
                let mut sessions = self.sessions.iter_mut();
                let (.., members) = sessions.find(|(_, one, _)| one.id == *id).expect("one");
                members.retain(|name| *name != who.name);
                members.push(who.name);
            }
            Some(MemberChange::Leaves(_)) => {
                for (.., members) in &mut self.sessions {
                    members.retain(|name| *name != who.name);
                }
            }
            Some(MemberChange::Chooses(_, prefers)) => {
                self.prefers.retain(|(name, _)| *name != who.name);
                self.prefers.push((who.name, *prefers));
            }
        }
    }

    fn as_found_by(&self, who: &Somebody) -> Option<Club> {
        let mut club = self.club.clone()?;
        let of_them = self.prefers.iter().find(|(name, _)| *name == who.name);
        club.prefers = of_them.map(|(_, prefers)| *prefers).unwrap_or_default();
        club.chat = self.chat;
        club.sessions = self
            .sessions
            .iter()
            .map(|(maker, session, members)| Session {
                begun_by: if *maker == who.name { Whose::Theirs } else { Whose::Anothers },
                part: if members.contains(&who.name) { Part::In } else { Part::Out },
                count: u32::try_from(members.len()).expect("few"),
                ..session.clone()
            })
            .collect();
        for (name, dialog) in &self.dialogs {
            if *name == who.name {
                let id = bot_core::club::DialogId::from_number(1);
                club.dialogs.push(Begun { id, whose: Whose::Theirs, dialog: dialog.clone() });
            }
        }
        Some(club)
    }

    fn shows(&mut self, step: &Step) {
        self.posted = step.outgoing.len().saturating_sub(1);
        let Some(first) = step.outgoing.first() else { return };
        self.shown = format!("{:?}", first.screen.blocks);
        let choices = first.screen.choices.iter();
        self.buttons = choices.map(|one| (one.label.clone(), one.data.clone())).collect();
    }

    fn takes(&mut self, who: &Somebody, step: &Step) {
        self.takes_part(who, step);
        let Some(change) = &step.club else { return };
        match &change.dialog {
            DialogChange::Stays => {}
            DialogChange::Ends => self.dialogs.retain(|(name, _)| *name != who.name),
            DialogChange::Becomes(dialog) => {
                self.dialogs.retain(|(name, _)| *name != who.name);
                self.dialogs.push((who.name, dialog.clone()));
            }
        }
        let changes = change.settings.is_some()
            || change.change.is_some()
            || !change.schedules.is_empty()
            || change.presence != Presence::Stays;
        if !changes {
            return;
        }
        assert_eq!(change.found, self.club.as_ref().map(|club| club.revision));
        let club = self.club.get_or_insert_default();
        club.revision += 1;
        if let Some((settings, holds)) = &change.settings {
            club.settings = (**settings).clone();
            club.holds = holds.clone();
        }
        for one in &change.schedules {
            match one {
                ScheduleChange::Add(new) if matches!(new.timing, Timing::Ice { .. }) => {
                    self.sessions.push((who.name, begun(new), Vec::new()));
                }
                ScheduleChange::End(id) => {
                    self.sessions.retain(|(_, session, _)| session.id != *id)
                }
                _ => apply(club, one, self.now),
            }
        }
        if let Some(change_of) = &change.change {
            let revision = club.revision;
            let (who, change) = (change.who.clone(), change_of.clone());
            club.changes.insert(0, Changed { revision, at: self.now, who, change });
        }
    }
}

/// A session as it is found once it has begun.
fn begun(new: &NewSchedule) -> Session {
    let Timing::Ice { rhythm, started } = new.timing else { panic!("a session") };
    let Owner::Club { place, .. } = &new.owner else { panic!("a club's") };
    Session {
        id: ScheduleId::from_number(70),
        rhythm,
        started,
        place: place.clone(),
        begun_by: Whose::Anothers,
        part: Part::Out,
        count: 0,
    }
}

fn apply(club: &mut Club, change: &ScheduleChange, now: Timestamp) {
    let changed = |club: &mut Club, id: ScheduleId, with: &dyn Fn(&mut Kept)| {
        if let Some(kept) = club.schedules.iter_mut().find(|kept| kept.listed.id == id) {
            kept.listed.revision += 1;
            with(kept);
        }
    };
    match change {
        ScheduleChange::Add(new) => {
            let id = club.schedules.last().map_or(1, |kept| kept.listed.id.number() + 1);
            club.schedules.push(made(new, ScheduleId::from_number(id), now));
        }
        ScheduleChange::Replace { id, timing, words } => changed(club, *id, &|kept| {
            (kept.listed.timing, kept.listed.words) = (timing.clone(), words.clone());
        }),
        ScheduleChange::MoveTo { id, place } => {
            changed(club, *id, &|kept| kept.place = place.clone());
        }
        ScheduleChange::Remove(id) => club.schedules.retain(|kept| kept.listed.id != *id),
        ScheduleChange::Pause { id, .. }
        | ScheduleChange::Resume(id)
        | ScheduleChange::Unskip(id)
        | ScheduleChange::End(id) => changed(club, *id, &|_| {}),
        ScheduleChange::SkipNext(id) => changed(club, *id, &|kept| {
            let due = kept.listed.next.expect("one that fires");
            let kind = kept.listed.kind;
            let outcome = FiredAs::Skipped;
            let (reason, sent) = (None, None);
            let fired = Fired { due, kind, sent, outcome, reason, tries: 0, repeats: 0 };
            kept.listed.history.insert(0, fired);
            kept.listed.next = kept.listed.timing.after(kind, due).map(|(_, at)| at);
        }),
        ScheduleChange::Hold(_) => panic!("a club's holds are with its settings"),
    }
}

fn made(new: &NewSchedule, id: ScheduleId, now: Timestamp) -> Kept {
    let Owner::Club { place, .. } = &new.owner else { panic!("a club's") };
    let listed = Listed {
        id,
        kind: new.kind,
        timing: new.timing.clone(),
        words: new.words.clone(),
        state: ScheduleState::Active,
        holds: new.holds.clone(),
        next: new.timing.after(new.kind, now).map(|(_, at)| at),
        revision: 1,
        created: now,
        history: Vec::new(),
    };
    Kept { listed, place: place.clone() }
}
