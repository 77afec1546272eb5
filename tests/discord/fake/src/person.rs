//! People, as a test speaks of them: ada uses a command, ada presses, ada sees.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use serde_json::{Value, json};
use tokio::time::timeout;

use crate::{
    PATIENCE, Shared, command,
    command::Typed,
    component::{Action, Enabled},
    id::Id,
    interaction::{self, DEADLINE, Kind},
    message::{Message, State},
    modal::Modal,
    permissions::Permissions,
    place::{Channel, Kind as Place},
    transcript::Audience,
    world::{BOT, Door, World},
};

/// Somebody in a channel: at first in their direct messages with the bot.
#[derive(Debug)]
pub struct Person {
    shared: Arc<Shared>,
    id: Id,
    channel: Id,
    /// The last change when they last did something: what the bot did since is news
    /// to them.
    seen: AtomicU64,
}

/// Something that was done, and waits for an answer.
#[derive(Debug)]
pub struct Deed<'a> {
    person: &'a Person,
    id: Id,
}

/// What became of something that was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The bot answered after so long.
    Answered(Duration),
    /// "The application did not respond."
    Failed,
}

impl Person {
    pub(crate) fn new(shared: Arc<Shared>, id: Id, channel: Id) -> Self {
        Self { shared, id, channel, seen: AtomicU64::new(0) }
    }

    /// Their number.
    pub fn id(&self) -> Id {
        self.id
    }

    /// The channel they are in.
    pub fn channel(&self) -> Id {
        self.channel
    }

    /// The same person in that channel.
    pub fn at(&self, channel: Id) -> Self {
        Self::new(Arc::clone(&self.shared), self.id, channel)
    }

    /// The same person in their direct messages with the bot.
    pub fn in_private(&self) -> Self {
        let direct = self.shared.world().people[&self.id].direct;
        self.at(direct)
    }

    /// Sets the language of their client.
    pub fn speaks(self, locale: &str) -> Self {
        if let Some(user) = self.shared.world().people.get_mut(&self.id) {
            user.locale = locale.to_owned();
        }
        self
    }

    /// Uses a command, as `heel ice when: at 9`, once the bot has registered it and is
    /// connected.
    ///
    /// # Panics
    /// There is none such here, for too long.
    pub async fn command(&self, line: &str) -> Deed<'_> {
        let mut why = String::new();
        let context = u64::from(self.is_private());
        let data = self.shared.until(|world| {
            if !world.gateway.is_ready() {
                "the bot is not connected".clone_into(&mut why);
                return None;
            }
            command::typed(&world.commands, line, context, Typed::All)
                .map_err(|error| why = error)
                .ok()
        });
        let Some(data) = data.await else { self.fails(&format!("{line:?}: {why}")) };
        self.does(Kind::Command, None, data, &format!("uses /{line}"))
    }

    /// Whether their client offers this command now.
    pub fn is_offered(&self, line: &str) -> bool {
        let context = u64::from(self.is_private());
        let world = self.shared.world();
        world.gateway.is_ready()
            && command::typed(&world.commands, line, context, Typed::All).is_ok()
    }

    /// Has a file at hand, to be named where a command takes one.
    pub fn has_file(&self, name: &str, file: &[u8]) -> Id {
        let mut world = self.shared.world();
        let id = world.next_id();
        world.files.insert(id, (name.to_owned(), file.to_vec()));
        id
    }

    /// Sends a command as no client would: the data of the interaction.
    pub fn sends_command(&self, data: Value) -> Deed<'_> {
        let said = format!("sends the command {data}");
        self.does(Kind::Command, None, data, &said)
    }

    /// Types a part of an option of a command; what is offered.
    ///
    /// # Panics
    /// There is no such command, or nothing comes.
    pub async fn types(&self, line: &str, option: &str, part: &str) -> Vec<(String, Value)> {
        let context = u64::from(self.is_private());
        let typed = format!("{line} {option}: {part}");
        let data = self.shared.until(|world| {
            world
                .gateway
                .is_ready()
                .then(|| command::typed(&world.commands, &typed, context, Typed::SoFar).ok())?
        });
        let Some(mut data) = data.await else { self.fails(&format!("there is no {typed:?}")) };
        focus(&mut data, option);
        let deed = self.does(Kind::Autocomplete, None, data, &format!("types {typed:?}"));
        deed.answered().await;
        let world = self.shared.world();
        world.interactions[&deed.id].offers.clone().unwrap_or_default()
    }

    /// Writes something.
    pub fn says(&self, text: &str) -> Id {
        let mut world = self.shared.world();
        self.seen.store(world.revision(), Ordering::Relaxed);
        let id = interaction::written(&mut world, self.id, self.channel, text);
        drop(world);
        self.shared.changed();
        id
    }

    /// Presses the button that says this on the newest message that has any.
    ///
    /// # Panics
    /// There is no such button.
    pub fn presses(&self, label: &str) -> Deed<'_> {
        let screen = self.screen_now();
        let screen = screen.unwrap_or_else(|| self.fails(&format!("no buttons; not {label:?}")));
        self.presses_on(&screen, label)
    }

    /// Presses a button as it was on a message at some time; the platform sends the
    /// press even where the message has changed since.
    ///
    /// # Panics
    /// There was no such button.
    pub fn presses_on(&self, message: &Message, label: &str) -> Deed<'_> {
        let Some(button) = message.button(label) else {
            self.fails(&format!("no button {label:?} on {message}"))
        };
        match &button.action {
            Action::Link(url) => self.fails(&format!("{label:?} opens {url}")),
            Action::Press(_) if button.state == Enabled::No => {
                self.fails(&format!("{label:?} is grey on {message}"))
            }
            Action::Press(id) => {
                let said = format!("presses [{}]", button.label);
                self.uses(message, json!({"component_type": 2, "custom_id": id}), &said)
            }
        }
    }

    /// Presses a button of this name, whatever the message offers.
    pub fn presses_id(&self, message: &Message, custom_id: &str) -> Deed<'_> {
        let data = json!({"component_type": 2, "custom_id": custom_id});
        self.uses(message, data, &format!("presses <{custom_id}>"))
    }

    /// Chooses these from the list that has them, on the newest message that has
    /// anything to press or choose.
    ///
    /// # Panics
    /// There is no such list, or so many can't be chosen.
    pub fn chooses(&self, labels: &[&str]) -> Deed<'_> {
        let screen = self.screen_now();
        let screen = screen.unwrap_or_else(|| self.fails(&format!("no list; not {labels:?}")));
        self.chooses_on(&screen, labels)
    }

    /// Chooses from a list as it was on a message at some time.
    ///
    /// # Panics
    /// As for [`Self::chooses`].
    pub fn chooses_on(&self, message: &Message, labels: &[&str]) -> Deed<'_> {
        let fits = |list: &&crate::Select| labels.iter().all(|label| list.option(label).is_some());
        let Some(list) = message.content.rows.selects().find(fits) else {
            self.fails(&format!("no list with {labels:?} on {message}"))
        };
        let (least, most) = list.amount;
        if list.state == Enabled::No || !(least..=most).contains(&labels.len()) {
            self.fails(&format!("{labels:?} can't be chosen on {message}"));
        }
        let values: Vec<_> = labels.iter().filter_map(|label| list.option(label)).collect();
        self.chooses_values(message, &list.custom_id, &values)
    }

    /// Chooses these values from a list of this name, whatever the message offers.
    pub fn chooses_values(&self, message: &Message, id: &str, values: &[&str]) -> Deed<'_> {
        let data = json!({"component_type": 3, "custom_id": id, "values": values});
        self.uses(message, data, &format!("chooses {values:?}"))
    }

    /// Fills in the form in front of them, its only or first field, and sends it.
    ///
    /// # Panics
    /// There is none, for too long, or the text does not fit.
    pub async fn fills(&self, text: &str) -> Deed<'_> {
        let modal = self.modal().await;
        let mut texts: Vec<&str> = modal.inputs.iter().map(|input| input.value.as_str()).collect();
        if let Some(first) = texts.first_mut() {
            *first = text;
        }
        for (input, text) in modal.inputs.iter().zip(&texts) {
            let (least, most) = input.length;
            if !(least..=most).contains(&text.chars().count()) {
                self.fails(&format!("{text:?} does not fit {input:?}"));
            }
        }
        self.submits(&modal, &texts)
    }

    /// Sends a form with these texts, also where a client would not let them.
    pub fn submits(&self, modal: &Modal, texts: &[&str]) -> Deed<'_> {
        if let Some(user) = self.shared.world().people.get_mut(&self.id) {
            user.modal = None;
        }
        let data = modal.submitted(texts);
        self.does(Kind::Form, modal.source, data, &format!("sends the form: {texts:?}"))
    }

    /// Waits for the form in front of them.
    ///
    /// # Panics
    /// There is none, for too long.
    pub async fn modal(&self) -> Modal {
        match self.shared.until_in(self.channel, |world| self.form(world)).await {
            Some(modal) => modal,
            None => self.fails("no form opens"),
        }
    }

    /// The form in front of them.
    pub fn modal_now(&self) -> Option<Modal> {
        self.form(&self.shared.world())
    }

    fn form(&self, world: &World) -> Option<Modal> {
        let since = self.seen.load(Ordering::Relaxed);
        let (channel, modal) = world.people.get(&self.id)?.modal.as_ref()?;
        (*channel == self.channel && modal.revision > since).then(|| modal.clone())
    }

    fn uses(&self, message: &Message, data: Value, said: &str) -> Deed<'_> {
        self.does(Kind::Component, Some(message.id), data, said)
    }

    fn does(&self, kind: Kind, source: Option<Id>, data: Value, said: &str) -> Deed<'_> {
        let mut world = self.shared.world();
        self.seen.store(world.revision(), Ordering::Relaxed);
        let name = world.name(self.id).to_owned();
        let line = format_args!("{name} {said}");
        world.transcript.note(self.channel, Audience::Only(self.id), line);
        let id = interaction::begin(&mut world, kind, (self.id, self.channel), source, data);
        drop(world);
        self.shared.changed();
        Deed { person: self, id }
    }

    /// Takes no direct messages any more.
    pub fn closes_direct_messages(&self) {
        self.turns(|user| user.door = Door::Closed);
    }

    /// Takes direct messages again.
    pub fn opens_direct_messages(&self) {
        self.turns(|user| user.door = Door::Open);
    }

    /// Removes the bot from their own account; it may still be in a server of theirs.
    pub fn uninstalls(&self) {
        self.turns(|user| user.installed = false);
    }

    fn turns(&self, change: impl FnOnce(&mut crate::world::User)) {
        let mut world = self.shared.world();
        if let Some(user) = world.people.get_mut(&self.id) {
            change(user);
        }
    }

    /// Starts their client again: what only they saw is gone.
    pub fn restarts_client(&self) {
        let mut world = self.shared.world();
        for message in world.channels.values_mut().flat_map(|channel| channel.messages.values_mut())
        {
            if message.audience == Audience::Only(self.id) && message.is_there() {
                message.state = State::Vanished;
            }
        }
        if let Some(user) = world.people.get_mut(&self.id) {
            user.modal = None;
        }
        let line = format_args!("the client starts again");
        world.transcript.note(self.channel, Audience::Only(self.id), line);
    }

    /// Removes a message of the bot's.
    pub fn deletes(&self, message: &Message) {
        self.shared.world().remove(message.channel, message.id);
    }

    /// Waits for something of the bot's since they last did something that says
    /// this, on its face or below.
    ///
    /// # Panics
    /// Nothing does, for too long.
    pub async fn sees(&self, words: &str) -> Message {
        let since = self.seen.load(Ordering::Relaxed);
        self.waits_for(&format!("{words:?}"), |news| {
            news.iter().rev().find(|new| new.revision > since && new.says(words)).cloned()
        })
        .await
    }

    /// Waits until something of the bot's says this, new or not.
    ///
    /// # Panics
    /// Nothing does, for too long.
    pub async fn shows(&self, words: &str) -> Message {
        self.waits_for(&format!("{words:?}"), |all| {
            all.iter().rev().find(|one| one.says(words)).cloned()
        })
        .await
    }

    /// Waits for something to press or choose that is new since they last did
    /// something.
    ///
    /// # Panics
    /// There is nothing, for too long.
    pub async fn screen(&self) -> Message {
        let since = self.seen.load(Ordering::Relaxed);
        self.waits_for("new buttons", |all| {
            let screen = all.iter().rev().find(|one| one.is_screen());
            screen.filter(|screen| screen.revision > since).cloned()
        })
        .await
    }

    /// Waits for a file that is new since they last did something, whose name ends
    /// so; its name and text.
    ///
    /// # Panics
    /// None comes, for too long.
    pub async fn file_ending(&self, ending: &str) -> (String, String) {
        let since = self.seen.load(Ordering::Relaxed);
        self.waits_for(&format!("a file ...{ending}"), |all| {
            let new = all.iter().rev().filter(|one| one.revision > since);
            let mut files = new.flat_map(|one| &one.content.files);
            let file = files.find(|file| file.name.ends_with(ending))?;
            Some((file.name.clone(), String::from_utf8_lossy(&file.bytes).into_owned()))
        })
        .await
    }

    /// Has seen nothing of the bot's since they last did something.
    ///
    /// # Panics
    /// They have.
    pub fn sees_nothing_more(&self) {
        let since = self.seen.load(Ordering::Relaxed);
        if let Some(new) = self.ever_saw().iter().find(|one| one.revision > since) {
            self.fails(&format!("there is something: {new}"));
        }
    }

    /// Everything of the bot's that is on their screen in the channel, from above.
    pub fn reads(&self) -> Vec<Message> {
        self.on_screen(&self.shared.world())
    }

    /// Everything of the bot's in the channel that they could ever see, also what has
    /// gone since.
    pub fn ever_saw(&self) -> Vec<Message> {
        let world = self.shared.world();
        let Some(channel) = world.channels.get(&self.channel) else { return Vec::new() };
        if !self.may_look(&world, channel) {
            return Vec::new();
        }
        let all = channel.messages.values();
        all.filter(|one| one.author == BOT && one.is_for(self.id)).cloned().collect()
    }

    /// The newest message on their screen with something to press or choose.
    pub fn screen_now(&self) -> Option<Message> {
        self.reads().into_iter().rev().find(Message::is_screen)
    }

    /// What they could see happen in the channel.
    pub fn transcript(&self) -> String {
        self.shared.world().transcript.seen(self.id, self.channel)
    }

    /// Waits until something is so on their screen.
    ///
    /// # Panics
    /// It isn't, for too long.
    pub async fn waits_for<T>(
        &self,
        what: &str,
        mut found: impl FnMut(&[Message]) -> Option<T>,
    ) -> T {
        match self.shared.until_in(self.channel, |world| found(&self.on_screen(world))).await {
            Some(found) => found,
            None => self.fails(&format!("not within {PATIENCE:?}: {what}")),
        }
    }

    fn on_screen(&self, world: &World) -> Vec<Message> {
        let Some(channel) = world.channels.get(&self.channel) else { return Vec::new() };
        if !self.may_look(world, channel) {
            return Vec::new();
        }
        let all = channel.messages.values();
        let mine = all.filter(|one| one.author == BOT && one.is_for(self.id) && one.is_there());
        mine.cloned().collect()
    }

    fn may_look(&self, world: &World, channel: &Channel) -> bool {
        match channel.guild.and_then(|guild| world.guilds.get(&guild)) {
            Some(guild) => {
                let may = guild.permissions(self.id, world.rules(channel));
                may.has(Permissions::VIEW_CHANNEL)
            }
            None => channel.person == Some(self.id),
        }
    }

    fn is_private(&self) -> bool {
        let world = self.shared.world();
        world.channels.get(&self.channel).is_some_and(|channel| channel.kind == Place::Direct)
    }

    fn fails(&self, what: &str) -> ! {
        let world = self.shared.world();
        let (name, all) = (world.name(self.id).to_owned(), world.transcript.about(self.channel));
        drop(world);
        panic!("{name} ({}): {what}\n{all}", self.id)
    }
}

impl Deed<'_> {
    /// Waits until the bot has answered; how long that took.
    ///
    /// # Panics
    /// It doesn't, in time.
    pub async fn answered(&self) -> Duration {
        match self.outcome().await {
            Outcome::Answered(after) => after,
            Outcome::Failed => self.person.fails("the application did not respond"),
        }
    }

    /// Waits until the bot has answered, or the client gives up.
    pub async fn outcome(&self) -> Outcome {
        let shared = &self.person.shared;
        let answered = shared.until_in(self.person.channel, |world| {
            let found = world.interactions.get(&self.id)?;
            let late = found.is_late(world.now()).then_some(Outcome::Failed);
            found.answered.map(Outcome::Answered).or(late)
        });
        // Nothing may change when the time is over.
        timeout(DEADLINE, answered).await.ok().flatten().unwrap_or(Outcome::Failed)
    }
}

/// Marks the option that somebody is typing.
fn focus(data: &mut Value, option: &str) {
    for found in data["options"].as_array_mut().into_iter().flatten() {
        if found["name"].as_str() == Some(option) && found.get("value").is_some() {
            found["focused"] = json!(true);
        }
        focus(found, option);
    }
}
