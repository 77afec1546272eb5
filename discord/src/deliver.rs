//! One try to deliver a message.
//!
//! What answers an interaction goes by its token, where only that can reach the
//! person: as the answer itself while nothing has been said, then as a change of it
//! or as more behind it. Everything else goes to a channel.

use std::time::{Duration, Instant};

use bot_core::{
    event::{Person, Place, Platform, PlatformId, Standing, Upload},
    message::{
        Adapter, Capabilities, Commands, Delivery, Edits, Exempt, Held, Leave, Limits, NoFile,
        Outcome, Placement, Rate, Repeats, Screen, Several, Typing, Unasked,
    },
};
use futures_util::future::BoxFuture;
use serde_json::{Value, json};

use crate::{
    Discord,
    api::{Failure, File, OWN_CALLS, Sent},
    draw,
    outcome::{Answer, Edit, later, of_edit, of_send},
    tokens::{Asked, Cause, Seen, Stage, Ticket},
};

/// A message that only one person sees.
const EPHEMERAL: u64 = 1 << 6;

/// How long Discord knows a message by its nonce again: "a few minutes".
const KNOWN_AGAIN: Duration = Duration::from_secs(120);

/// How interactions are answered.
mod answer {
    /// With a message.
    pub const MESSAGE: u8 = 4;
    /// Later, with a change of the message the component belongs to, or with nothing.
    pub const DEFERRED_UPDATE: u8 = 6;
    /// Later, with a message.
    pub const DEFERRED_MESSAGE: u8 = 5;
    /// With a change of the message the component belongs to.
    pub const UPDATE: u8 = 7;
}

/// What Discord takes from any bot.
const CALLS_A_SECOND: u32 = 50;

/// What is left of that for messages. Answers to interactions don't count. What a
/// channel takes its answers tell.
pub const LIMITS: Limits = Limits {
    overall: Some(Rate { most: CALLS_A_SECOND - OWN_CALLS, per: Duration::from_secs(1) }),
    chat: Some(Rate { most: 5, per: Duration::from_secs(5) }),
    group: None,
    exempt: Exempt::Answers,
};

impl Adapter for Discord {
    fn platform(&self) -> Platform {
        Platform::Discord
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities {
            text_limit: draw::TEXT,
            caption_limit: draw::TEXT,
            edits: Edits::InPlace,
            several: Several::Together,
            typing: Typing::InField,
            commands: Commands::Grouped,
            unasked: Unasked::InDirectChat,
        }
    }

    fn limits(&self) -> Limits {
        self.shared.limits
    }

    fn repeats(&self) -> Repeats {
        Repeats::Swallowed(KNOWN_AGAIN)
    }

    fn may_post<'a>(
        &'a self,
        place: &'a Place,
        mention: Option<&'a PlatformId>,
    ) -> BoxFuture<'a, Leave> {
        Box::pin(self.leave(place, mention))
    }

    fn fetch<'a>(
        &'a self,
        upload: &'a Upload,
        most: usize,
    ) -> BoxFuture<'a, Result<Vec<u8>, NoFile>> {
        Box::pin(async move {
            match self.shared.api.file(&upload.name, most).await {
                Ok(file) => file.ok_or(NoFile::TooLong),
                Err(failure) => {
                    tracing::debug!(%failure, "a file was not given");
                    Err(NoFile::Unreachable)
                }
            }
        })
    }

    fn standing<'a>(
        &'a self,
        space: &'a PlatformId,
        person: &'a Person,
    ) -> BoxFuture<'a, Standing> {
        Box::pin(self.standing_of(space, person))
    }

    fn deliver(&self, delivery: Delivery) -> BoxFuture<'_, Outcome> {
        Box::pin(async move {
            let event = delivery.answers.as_ref();
            let ticket = event.and_then(|event| self.shared.tokens.get(event, Instant::now()));
            if let Some(ticket) = ticket {
                match self.answer(&ticket, &delivery).await {
                    Ok(outcome) | Err(Answer::Failed(outcome)) => return outcome,
                    Err(Answer::Before | Answer::TooLate) => {
                        self.shared.tokens.drop(&ticket.asked.event());
                    }
                }
            }
            self.send(&delivery).await
        })
    }
}

/// A screen ready to go.
struct Drawn {
    message: Value,
    file: Option<File>,
}

impl Drawn {
    fn of(screen: &Screen) -> Self {
        let mut message = draw::message(screen);
        let file = screen.attachment.as_ref();
        let file = file.map(|file| File { name: file.name.clone(), text: file.text.clone() });
        if let Some(file) = &file {
            message["attachments"] = json!([{ "id": "0", "filename": file.name }]);
        }
        Self { message, file }
    }

    /// As a new message.
    fn anew(mut self, seen: Seen) -> Self {
        if seen == Seen::ByThemAlone {
            let flags = self.message["flags"].as_u64().unwrap_or_default();
            self.message["flags"] = json!(flags | EPHEMERAL);
        }
        self
    }
}

/// Where the answer to an interaction belongs.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Where {
    /// In place of the message the component belongs to.
    There,
    /// In place of another message of the chat.
    Elsewhere,
    /// Below.
    Below,
}

impl Where {
    fn of(asked: &Asked, delivery: &Delivery) -> Self {
        match (delivery.outgoing.placement, asked.message(), &delivery.edit) {
            (Placement::InPlace, Some(_), None) => Self::There,
            (Placement::InPlace, Some(pressed), Some(edit)) if edit.as_str() == pressed => {
                Self::There
            }
            // What only they see can't be changed by another interaction.
            (Placement::InPlace, _, Some(_)) if asked.seen == Seen::InTheirChat => Self::Elsewhere,
            _ => Self::Below,
        }
    }
}

impl Discord {
    /// Answers an interaction.
    async fn answer(&self, ticket: &Ticket, delivery: &Delivery) -> Result<Outcome, Answer> {
        let mut stage = ticket.stage.lock().await;
        if *stage == Stage::Open {
            match self.answer_first(&ticket.asked, delivery, &mut stage).await {
                // Its answer was lost on the way to us: it is changed into what it is to be.
                Err(Answer::Before) => *stage = Stage::Deferred,
                answered => return answered,
            }
        }
        self.answer_on(&ticket.asked, delivery, &mut stage).await
    }

    /// The first answer, while nothing has been said.
    async fn answer_first(
        &self,
        asked: &Asked,
        delivery: &Delivery,
        stage: &mut Stage,
    ) -> Result<Outcome, Answer> {
        let place = Where::of(asked, delivery);
        let drawn = Drawn::of(&delivery.outgoing.screen);
        let (kind, drawn) = match place {
            Where::There => (answer::UPDATE, drawn),
            Where::Below => (answer::MESSAGE, drawn.anew(asked.seen)),
            Where::Elsewhere => {
                self.defer(asked).await?;
                *stage = Stage::Deferred;
                return self.answer_on(asked, delivery, stage).await;
            }
        };
        let body = json!({ "type": kind, "data": drawn.message });
        let api = &self.shared.api;
        let file = drawn.file.as_ref();
        let sent = api.answer(&asked.interaction, &asked.token, &body, file).await?;
        *stage = Stage::Answered;
        let there = asked.message().filter(|_| place == Where::There);
        let id = there.map(str::to_owned).or(sent.map(|sent| sent.id));
        Ok(Outcome::Delivered(id.map(PlatformId::new)))
    }

    /// What comes once Discord knows of the answer.
    async fn answer_on(
        &self,
        asked: &Asked,
        delivery: &Delivery,
        stage: &mut Stage,
    ) -> Result<Outcome, Answer> {
        let api = &self.shared.api;
        let drawn = Drawn::of(&delivery.outgoing.screen);
        let (application, token) = (&asked.application, &asked.token);
        let place = Where::of(asked, delivery);
        if place == Where::Elsewhere
            && let Some(message) = &delivery.edit
        {
            match self.edit(&delivery.outgoing.place, message, &drawn).await {
                Ok(outcome) => {
                    *stage = Stage::Answered;
                    return Ok(outcome);
                }
                Err(Edit::Failed(outcome)) => return Err(Answer::Failed(outcome)),
                Err(Edit::Anew) => {}
            }
        }
        let takes_first = match asked.cause {
            // The message that says an answer is coming.
            Cause::Command => *stage == Stage::Deferred,
            Cause::Message(_) => place == Where::There,
        };
        let sent = if takes_first {
            api.edit_answer(application, token, &drawn.message, drawn.file.as_ref()).await?
        } else {
            let drawn = drawn.anew(asked.seen);
            api.follow_up(application, token, &drawn.message, drawn.file.as_ref()).await?
        };
        *stage = Stage::Answered;
        Ok(delivered(sent))
    }

    /// Tells Discord that an answer comes.
    async fn defer(&self, asked: &Asked) -> Result<(), Answer> {
        let body = match (&asked.cause, asked.seen) {
            (Cause::Message(_), _) => json!({ "type": answer::DEFERRED_UPDATE }),
            (Cause::Command, Seen::InTheirChat) => json!({ "type": answer::DEFERRED_MESSAGE }),
            (Cause::Command, Seen::ByThemAlone) => {
                json!({ "type": answer::DEFERRED_MESSAGE, "data": { "flags": EPHEMERAL } })
            }
        };
        let api = &self.shared.api;
        api.answer(&asked.interaction, &asked.token, &body, None).await?;
        Ok(())
    }

    /// Tells Discord that an answer comes, where none has come yet.
    pub(crate) async fn defer_if_open(&self, ticket: &Ticket) {
        let mut stage = ticket.stage.lock().await;
        if *stage != Stage::Open {
            return;
        }
        match self.defer(&ticket.asked).await {
            Ok(()) => *stage = Stage::Deferred,
            Err(Answer::Before) => *stage = Stage::Deferred,
            Err(Answer::TooLate) => self.shared.tokens.drop(&ticket.asked.event()),
            Err(Answer::Failed(outcome)) => {
                tracing::debug!(?outcome, "an interaction was not deferred");
            }
        }
    }

    /// Sends to a channel.
    async fn send(&self, delivery: &Delivery) -> Outcome {
        let place = &delivery.outgoing.place;
        if place.platform != Platform::Discord {
            return Outcome::Refused("the place is not Discord's".to_owned());
        }
        // Only its token reached that person there.
        if delivery.answers.is_some() && place.space.is_some() {
            return Outcome::Lapsed;
        }
        if let Some(person) = place.direct_with() {
            return match self.shared.api.direct(person).await {
                Ok(channel) => {
                    Outcome::Moved(Place { channel: PlatformId::new(channel), ..place.clone() })
                }
                Err(Failure::Lost) => later(None, Held::Message),
                Err(failure) => of_send(&failure, place),
            };
        }
        let drawn = Drawn::of(&delivery.outgoing.screen);
        let edit = match delivery.outgoing.placement {
            Placement::InPlace | Placement::Shows(_) => delivery.edit.as_ref(),
            Placement::New | Placement::Aside | Placement::Post => None,
        };
        if let Some(message) = edit.filter(|_| drawn.file.is_none()) {
            match self.edit(place, message, &drawn).await {
                Ok(outcome) | Err(Edit::Failed(outcome)) => return outcome,
                Err(Edit::Anew) => {}
            }
        }
        let mut message = drawn.message;
        message["nonce"] = json!(nonce(delivery.id));
        message["enforce_nonce"] = json!(true);
        let api = &self.shared.api;
        match api.post(channel(place), &message, drawn.file.as_ref()).await {
            Ok(sent) => delivered(sent),
            Err(failure) => of_send(&failure, place),
        }
    }

    async fn edit(
        &self,
        place: &Place,
        message: &PlatformId,
        drawn: &Drawn,
    ) -> Result<Outcome, Edit> {
        match self.shared.api.edit(channel(place), message.as_str(), &drawn.message).await {
            Ok(_) => Ok(Outcome::Delivered(Some(message.clone()))),
            Err(failure) => Err(of_edit(&failure, place)),
        }
    }
}

fn delivered(sent: Sent) -> Outcome {
    Outcome::Delivered(Some(PlatformId::new(sent.id)))
}

/// The channel a place is: on Discord a thread is one.
fn channel(place: &Place) -> &str {
    place.thread.as_ref().unwrap_or(&place.channel).as_str()
}

/// By what Discord knows a delivery again: at most 25 characters.
fn nonce(delivery: i64) -> String {
    format!("h{delivery}")
}

#[cfg(test)]
mod tests {
    use bot_core::message::{Lane, Outgoing};

    use super::*;

    fn asked(pressed: Option<&str>, seen: Seen) -> Asked {
        Asked {
            interaction: "1".into(),
            application: "2".into(),
            token: "t".into(),
            cause: pressed.map_or(Cause::Command, |id| Cause::Message(id.into())),
            seen,
        }
    }

    fn delivery(placement: Placement, edit: Option<&str>) -> Delivery {
        let place = Place {
            platform: Platform::Discord,
            space: None,
            channel: PlatformId::new("5"),
            thread: None,
        };
        let screen = Screen::default();
        Delivery {
            id: 1,
            outgoing: Outgoing { lane: Lane::Reply, place, placement, screen }.into(),
            edit: edit.map(PlatformId::new),
            answers: None,
            attempt: 0,
        }
    }

    #[test]
    fn a_press_changes_the_message_it_was_on_and_no_other() {
        use Placement::{InPlace, New};
        let at = |pressed, seen, placement, edit| {
            Where::of(&asked(pressed, seen), &delivery(placement, edit)) as u8
        };
        let (alone, chat) = (Seen::ByThemAlone, Seen::InTheirChat);
        let (there, elsewhere, below) =
            (Where::There as u8, Where::Elsewhere as u8, Where::Below as u8);
        assert_eq!(at(Some("7"), alone, InPlace, Some("7")), there);
        assert_eq!(at(Some("7"), alone, InPlace, None), there);
        assert_eq!(at(Some("7"), alone, New, Some("7")), below);
        assert_eq!(at(Some("7"), alone, InPlace, Some("8")), below);
        assert_eq!(at(Some("7"), chat, InPlace, Some("8")), elsewhere);
        assert_eq!(at(None, alone, InPlace, Some("8")), below);
        assert_eq!(at(None, chat, New, None), below);
    }

    #[test]
    fn every_delivery_has_a_nonce_that_fits() {
        assert!(nonce(i64::MAX).len() <= 25);
        assert_ne!(nonce(1), nonce(11));
    }

    #[test]
    fn a_new_message_among_others_is_seen_by_one_person_alone() {
        let flags = |seen| Drawn::of(&Screen::default()).anew(seen).message["flags"].as_u64();
        assert_eq!(flags(Seen::ByThemAlone).map(|flags| flags & EPHEMERAL), Some(EPHEMERAL));
        assert_eq!(flags(Seen::InTheirChat).map(|flags| flags & EPHEMERAL), Some(0));
    }
}
