//! A person in a conversation with the pure bot: presses what the screen shows,
//! says what people say, and holds every message against the platforms' limits.

use std::sync::LazyLock;

use bot_core::{
    bot::{
        Button, Context, Firing, Forget, Policy, Profile, Revision, Session, SessionChange,
        SessionId, Snapshot, Step, respond,
    },
    event::{
        Audience, Command, Conversation, EventId, Incoming, Input, Member, Person, Place, Platform,
        PlatformId, Standing,
    },
    facts::{Fact, Value},
    interview::{QuestionId, Stage},
    message::{
        Attachment, Block, Capabilities, Choice, Commands, Edits, Field, Mark, Screen, Several,
        Typing, Unasked,
    },
    reminder::ScheduleChange,
    text::Texts,
};
use jiff::Timestamp;

use crate::kept;

/// Read once for all tests.
pub static TEXTS: LazyLock<Texts> = LazyLock::new(Texts::default);

/// One person's conversation, kept in memory.
#[derive(Clone)]
pub struct Runner {
    pub policy: Policy,
    pub now: Timestamp,
    pub language: Option<String>,
    pub snapshot: Snapshot,
    /// What the last step sent.
    pub screens: Vec<Screen>,
    /// What the last step did to the session.
    pub change: SessionChange,
    /// How often they pressed a button.
    pub presses: u32,
    /// Who can read along.
    pub audience: Audience,
    /// What their platform can show.
    pub capabilities: Capabilities,
    /// Where they talk.
    pub place: Place,
    /// What the last step did to reminders.
    pub reminders: Vec<ScheduleChange>,
    events: u64,
    /// Schedules ever made.
    made: i64,
}

impl Runner {
    pub fn new() -> Self {
        Self {
            policy: Policy::default(),
            now: "2026-11-22T09:00:00Z".parse().expect("an instant"),
            language: None,
            snapshot: Snapshot::default(),
            screens: Vec::new(),
            change: SessionChange::Keep,
            presses: 0,
            audience: Audience::Private,
            capabilities: Capabilities {
                text_limit: 4096,
                caption_limit: 1024,
                edits: Edits::InPlace,
                several: Several::Toggled,
                typing: Typing::Anytime,
                commands: Commands::Alone,
                unasked: Unasked::There,
            },
            place: Place {
                platform: Platform::Terminal,
                space: None,
                channel: PlatformId::new("here"),
                thread: None,
            },
            reminders: Vec::new(),
            events: 0,
            made: 0,
        }
    }

    /// A person who has begun and sees the first question.
    pub fn started() -> Self {
        let mut runner = Self::new();
        runner.commands(Command::Start);
        runner
    }

    pub fn incoming(&mut self, input: Input) -> Incoming {
        self.events += 1;
        let place = self.place.clone();
        let person = Person { platform: place.platform, id: PlatformId::new("ada") };
        Incoming {
            id: EventId::new(place.platform, self.events),
            conversation: Conversation { place, person },
            audience: self.audience,
            standing: Standing::Unknown,
            member: Member::default(),
            language: self.language.clone(),
            input,
        }
    }

    pub fn sends(&mut self, input: Input) -> &mut Self {
        let event = self.incoming(input);
        self.takes(&event);
        self
    }

    pub fn takes(&mut self, event: &Incoming) {
        let step = respond(&self.context(), &self.snapshot, event);
        self.commit(step);
        let unasked =
            matches!(event.input, Input::Admitted | Input::ShutOut | Input::PlaceMoved(_));
        assert!(unasked || !self.screens.is_empty(), "the bot said nothing");
    }

    pub fn context(&self) -> Context<'_> {
        Context {
            now: self.now,
            texts: &TEXTS,
            capabilities: self.capabilities,
            policy: &self.policy,
            fresh: SessionId::from_bits(self.events),
            answer: None,
        }
    }

    fn commit(&mut self, step: Step) {
        self.change = step.session.clone();
        if step.forget == Forget::Person {
            self.snapshot = Snapshot::default();
        } else {
            self.snapshot.profile = step
                .profile
                .or_else(|| self.snapshot.profile.take())
                .or_else(|| Some(Profile::default()));
            match step.session {
                SessionChange::Keep => {}
                SessionChange::End => self.snapshot.session = None,
                SessionChange::Save { id, state, expires } => {
                    let same = self.snapshot.session.as_ref().filter(|session| session.id == id);
                    let revision =
                        same.map_or(Revision::default(), |session| session.revision).next();
                    // What is stored is what JSON keeps.
                    let json = serde_json::to_string(&state).expect("a state is JSON");
                    let state = serde_json::from_str(&json).expect("JSON of ours reads back");
                    self.snapshot.session = Some(Session { id, revision, state, expires });
                }
            }
        }
        self.reminders.clone_from(&step.schedules);
        kept::change(&mut self.snapshot, &mut self.made, &step.schedules, self.now);
        self.screens = step.outgoing.into_iter().map(|outgoing| outgoing.screen).collect();
        for screen in &self.screens {
            check_limits(screen);
        }
    }

    pub fn says(&mut self, text: &str) -> &mut Self {
        self.sends(Input::Text(text.to_owned()))
    }

    pub fn commands(&mut self, command: Command) -> &mut Self {
        self.commands_with(command, "")
    }

    pub fn commands_with(&mut self, command: Command, rest: &str) -> &mut Self {
        self.sends(Input::Command(command, rest.to_owned()))
    }

    /// Presses the button that begins with these words.
    pub fn presses(&mut self, label: &str) -> &mut Self {
        let choice = self.button(label);
        self.presses += 1;
        self.sends(Input::Press(choice.data))
    }

    pub fn choices(&self) -> impl Iterator<Item = &Choice> {
        self.screens.iter().flat_map(|screen| &screen.choices)
    }

    pub fn button(&self, label: &str) -> Choice {
        let found = self.choices().find(|choice| choice.label.starts_with(label));
        found.unwrap_or_else(|| panic!("no button {label:?} on:\n{}", self.sees())).clone()
    }

    pub fn has_button(&self, label: &str) -> bool {
        self.choices().any(|choice| choice.label.starts_with(label))
    }

    /// Checks that the last step said these words.
    #[track_caller]
    pub fn reads(&mut self, words: &str) -> &mut Self {
        let sees = self.sees();
        assert!(sees.contains(words), "not said: {words:?}\n{sees}");
        self
    }

    /// Checks that the last step did not say these words.
    #[track_caller]
    pub fn reads_no(&mut self, words: &str) -> &mut Self {
        let sees = self.sees();
        assert!(!sees.contains(words), "said: {words:?}\n{sees}");
        self
    }

    /// What is known of a fact.
    pub fn fact(&self, fact: Fact) -> Option<Value> {
        let session = self.snapshot.session.as_ref()?;
        session.state.interview.facts().get(fact)
    }

    pub fn stage(&self) -> Stage {
        let session = self.snapshot.session.as_ref().expect("a session");
        session.state.interview.stage(self.policy.least_age)
    }

    /// The question that is open.
    pub fn asked(&self) -> Option<QuestionId> {
        match self.snapshot.session.as_ref().map(|_| self.stage()) {
            Some(Stage::Ask(asking)) => Some(asking.question.id),
            _ => None,
        }
    }

    /// Somebody who answered all up to `question` so that nothing alarms.
    pub fn at(question: QuestionId) -> Self {
        let mut runner = Self::started();
        if question == QuestionId::Age {
            runner.says("yes");
        }
        if question == QuestionId::Tiptoe {
            runner.agrees().presses("It began with a fall").presses("Done");
        }
        while runner.asked() != Some(question) {
            runner.answers_plainly();
        }
        runner
    }

    /// One screen answered so that nothing alarms.
    pub fn answers_plainly(&mut self) -> &mut Self {
        let label = match self.asked().expect("a question is open") {
            QuestionId::Consent => "I agree, and I'm 18 to 64",
            QuestionId::Age => "18 to 64",
            QuestionId::Tiptoe => "Yes, I can",
            QuestionId::Site => "Under the heel",
            QuestionId::Severity => "4",
            QuestionId::Duration => "About a week",
            QuestionId::Trend => "About the same",
            QuestionId::Walking => "Yes, normally",
            _ if self.has_button("Done") => "Done",
            _ => "None of these",
        };
        self.presses(label)
    }

    pub fn agrees(&mut self) -> &mut Self {
        self.presses("I agree, and I'm 18 to 64")
    }

    /// Answers the rest plainly, reading what interrupts.
    pub fn finishes(&mut self) -> &mut Self {
        for _ in 0..40 {
            match self.stage() {
                Stage::Done => return self,
                Stage::Ask(_) => self.answers_plainly(),
                Stage::Interrupt => self.presses("I've read this"),
                Stage::Confirm => self.presses("That's right"),
                Stage::Unserved(why) => panic!("{why:?}"),
            };
        }
        panic!("no end:\n{}", self.sees());
    }

    /// The file of the last step whose name ends so.
    pub fn file(&self, ending: &str) -> &Attachment {
        let mut files = self.screens.iter().filter_map(|screen| screen.attachment.as_ref());
        files.find(|file| file.name.ends_with(ending)).expect("a file")
    }

    /// All that the last step sent, as text.
    pub fn sees(&self) -> String {
        self.screens.iter().map(text).collect::<Vec<_>>().join("\n---\n")
    }
}

pub fn check_limits(screen: &Screen) {
    // Fluent leaves this where an argument is missing.
    assert!(!text(screen).contains("{$"), "{}", text(screen));
    let units: usize = screen.blocks.iter().map(|block| block.utf16_len() + 1).sum();
    assert!(units <= 4096, "a message of {units} UTF-16 units");
    assert!(screen.choices.len() <= 25, "Discord shows 25 buttons at most");
    for choice in &screen.choices {
        assert!(choice.data.len() <= Button::MOST_BYTES, "{}", choice.data);
        let read = match choice.mark {
            Mark::OpensPrivate => Command::parse(&choice.data).is_some(),
            Mark::Types => choice.data == Field::Answer.to_string(),
            _ => Button::read(&choice.data).is_some() || Firing::read(&choice.data).is_some(),
        };
        assert!(read, "{}", choice.data);
        assert!((1..=80).contains(&choice.label.chars().count()), "{}", choice.label);
    }
}

pub fn text(screen: &Screen) -> String {
    let mut text = String::new();
    let mut line = |line: &str| {
        text.push_str(line);
        text.push('\n');
    };
    if let Some(progress) = screen.progress {
        line(&format!("({} of {})", progress.at, progress.of));
    }
    for block in &screen.blocks {
        match block {
            Block::Heading(text) => line(&format!("# {text}")),
            Block::Text(text) | Block::Tagged { text, .. } => line(text),
            Block::Alert(text) => line(&format!("! {text}")),
            Block::Bullets(items) => items.iter().for_each(|item| line(&format!("- {item}"))),
            Block::Details { title, items } => {
                line(&format!("* {title}"));
                items.iter().for_each(|item| line(&format!("    {item}")));
            }
        }
    }
    for choice in &screen.choices {
        line(&format!("[{}] {:?}", choice.label, choice.mark));
    }
    text
}
