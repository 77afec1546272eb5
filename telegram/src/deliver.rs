//! One try to deliver a message.

use std::{sync::Arc, time::Duration};

use bot_core::{
    event::{EventId, Person, Place, Platform, PlatformId, Standing, Upload},
    message::{
        Adapter, Attachment, Capabilities, Commands, Delivery, Edits, Exempt, Held, Lack, Leave,
        Limits, NoFile, Outcome, Placement, Rate, Repeats, Several, Typing, Unasked,
    },
};
use futures_util::future::BoxFuture;
use reqwest::multipart::{Form, Part};
use teloxide::{
    payloads::{
        EditMessageText, EditMessageTextSetters as _, SendMessage, SendMessageSetters as _,
    },
    types::{
        ChatId, InlineKeyboardMarkup, LinkPreviewOptions, MessageId, ParseMode, Recipient,
        ThreadId, UserId,
    },
};

use crate::{
    Telegram,
    api::{ChatMember, Failure, Sent},
    mark_up::{self, RESERVE},
    outcome::{Edit, later, of_edit, of_send},
    translate::Membership,
};

/// The longest message, in UTF-16 units after Telegram has read the marks.
const TEXT: usize = 4096;
/// The longest text that goes with a file.
const CAPTION: usize = 1024;

/// The longest answer to a press, in characters.
const ALERT: usize = 200;

/// What Telegram takes from any bot: thirty a second over all, one a second in a
/// chat with a few at once, twenty a minute in a group. In a group changes count as
/// messages do; in a private chat they don't. Answers to presses never count, and
/// are no deliveries.
pub const LIMITS: Limits = Limits {
    overall: rate(30, 1),
    chat: rate(5, 5),
    group: rate(20, 60),
    exempt: Exempt::PrivateEdits,
};

const fn rate(most: u32, seconds: u64) -> Option<Rate> {
    Some(Rate { most, per: Duration::from_secs(seconds) })
}

impl Adapter for Telegram {
    fn platform(&self) -> Platform {
        Platform::Telegram
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities {
            text_limit: TEXT - RESERVE,
            caption_limit: CAPTION - RESERVE,
            edits: Edits::InPlace,
            several: Several::Toggled,
            typing: Typing::Anytime,
            commands: Commands::Alone,
            unasked: Unasked::There,
        }
    }

    fn limits(&self) -> Limits {
        self.shared.limits
    }

    fn repeats(&self) -> Repeats {
        Repeats::Shown
    }

    fn may_post<'a>(&'a self, place: &'a Place, _: Option<&'a PlatformId>) -> BoxFuture<'a, Leave> {
        Box::pin(self.leave(place))
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
        Box::pin(async move {
            let chat = space.as_str().parse().ok();
            let who = chat.zip(person.id.as_str().parse().ok());
            let Some((chat, person)) = who else { return Standing::Unknown };
            self.shared.members.standing(&self.shared.api, Membership { chat, person }).await
        })
    }

    fn deliver(&self, delivery: Delivery) -> BoxFuture<'_, Outcome> {
        Box::pin(async move {
            let place = delivery.outgoing.place.clone();
            // A person's chat with the bot bears the person's number.
            if let Some(person) = place.direct_with() {
                let channel = PlatformId::new(person);
                return Outcome::Moved(Place { channel, ..place.clone() });
            }
            let Some(target) = Target::of(&place) else {
                return Outcome::Refused("the place is not Telegram's".to_owned());
            };
            self.put(&target, &place, &delivery).await
        })
    }
}

/// A place in Telegram's numbers.
struct Target {
    chat: i64,
    topic: Option<i32>,
}

impl Target {
    fn of(place: &Place) -> Option<Self> {
        let topic = match &place.thread {
            Some(thread) => Some(thread.as_str().parse().ok()?),
            None => None,
        };
        Some(Self { chat: place.channel.as_str().parse().ok()?, topic })
    }

    fn recipient(&self) -> Recipient {
        Recipient::Id(ChatId(self.chat))
    }
}

impl Telegram {
    async fn put(&self, target: &Target, place: &Place, delivery: &Delivery) -> Outcome {
        let Ok(me) = self.meet().await else { return later(None, Held::All) };
        if delivery.outgoing.placement == Placement::Aside {
            return self.put_aside(delivery).await;
        }
        let pressed = delivery.answers.as_ref().and_then(|event| self.answer_now(event));
        let screen = &delivery.outgoing.screen;
        let text = mark_up::text(screen);
        let keyboard = mark_up::keyboard(screen, me);
        if let Some(attachment) = &screen.attachment {
            let sent = self.send_file(target, text, keyboard, attachment).await;
            return sent_or(sent, place);
        }
        let known = || delivery.edit.as_ref().and_then(|id| id.as_str().parse().ok());
        let edit: Option<i32> = match delivery.outgoing.placement {
            // In a group it is everybody's message that somebody pressed on.
            Placement::InPlace => pressed.or_else(known),
            Placement::Shows(_) => known(),
            Placement::New | Placement::Post | Placement::Aside => None,
        };
        if let Some(message) = edit {
            let there = || Outcome::Delivered(Some(PlatformId::new(message.to_string())));
            match self.edit(target, message, &text, keyboard.clone()).await {
                Ok(()) => return there(),
                Err(failure) => match of_edit(&failure, place) {
                    Edit::AsItIs => return there(),
                    Edit::Anew => {}
                    Edit::Failed(outcome) => return outcome,
                },
            }
        }
        sent_or(self.send(target, text, keyboard).await, place)
    }

    /// Whether the bot may write in a chat. Telegram has no roles to mention, and does not
    /// tell whether a topic is there.
    async fn leave(&self, place: &Place) -> Leave {
        let Some(target) = Target::of(place) else { return Leave::Unknown };
        let Ok(me) = self.meet().await else { return Leave::Unknown };
        match self.shared.api.member(target.recipient(), UserId(me.id)).await {
            Ok(member) => match member {
                ChatMember::Creator | ChatMember::Administrator => Leave::Given,
                // Where nobody but admins may write, it says so only when it is tried.
                ChatMember::Member => Leave::Given,
                ChatMember::Restricted { is_member: true, can_send_messages: true } => Leave::Given,
                ChatMember::Restricted { is_member: true, .. } => Leave::Lacks(Lack::Post),
                ChatMember::Left | ChatMember::Kicked | ChatMember::Restricted { .. } => {
                    Leave::Lacks(Lack::Place)
                }
                ChatMember::Unheard => Leave::Unknown,
            },
            Err(Failure::Refused(refusal)) if matches!(refusal.status, 400 | 403) => {
                Leave::Lacks(Lack::Place)
            }
            Err(_) => Leave::Unknown,
        }
    }

    /// Says something to whoever pressed, alone.
    async fn put_aside(&self, delivery: &Delivery) -> Outcome {
        let press = delivery.answers.as_ref().and_then(|event| self.shared.presses.take(event));
        let Some(press) = press else { return Outcome::Lapsed };
        let words = mark_up::plain(&delivery.outgoing.screen, ALERT);
        match self.shared.api.answer_press_saying(&press, &words).await {
            Ok(()) => Outcome::Delivered(None),
            // A press can be answered for a short while and once.
            Err(_) => Outcome::Lapsed,
        }
    }

    /// Answers the press that is being dealt with, where it still waits; the message it
    /// was on.
    fn answer_now(&self, event: &EventId) -> Option<i32> {
        if let Some(press) = self.shared.presses.take(event) {
            let shared = Arc::clone(&self.shared);
            tokio::spawn(async move {
                if let Err(failure) = shared.api.answer_press(&press).await {
                    tracing::debug!(%failure, "a press was not answered");
                }
            });
        }
        self.shared.presses.message(event)
    }

    async fn send(
        &self,
        target: &Target,
        text: String,
        keyboard: Option<InlineKeyboardMarkup>,
    ) -> Result<Sent, Failure> {
        let mut message = SendMessage::new(target.recipient(), text)
            .parse_mode(ParseMode::Html)
            .link_preview_options(no_preview());
        if let Some(topic) = target.topic {
            message = message.message_thread_id(ThreadId(MessageId(topic)));
        }
        if let Some(keyboard) = keyboard {
            message = message.reply_markup(keyboard);
        }
        self.shared.api.call(&message).await
    }

    async fn edit(
        &self,
        target: &Target,
        message: i32,
        text: &str,
        keyboard: Option<InlineKeyboardMarkup>,
    ) -> Result<(), Failure> {
        let mut edit = EditMessageText::new(target.recipient(), MessageId(message), text)
            .parse_mode(ParseMode::Html)
            .link_preview_options(no_preview());
        if let Some(keyboard) = keyboard {
            edit = edit.reply_markup(keyboard);
        }
        self.shared.api.order(&edit).await
    }

    async fn send_file(
        &self,
        target: &Target,
        caption: String,
        keyboard: Option<InlineKeyboardMarkup>,
        attachment: &Attachment,
    ) -> Result<Sent, Failure> {
        let file = Part::text(attachment.text.clone()).file_name(attachment.name.clone());
        let mut form = Form::new().text("chat_id", target.chat.to_string()).part("document", file);
        if let Some(topic) = target.topic {
            form = form.text("message_thread_id", topic.to_string());
        }
        if !caption.is_empty() {
            form = form.text("caption", caption).text("parse_mode", "HTML");
        }
        // A keyboard of strings and addresses has no way not to become JSON.
        if let Some(keyboard) = keyboard.and_then(|keyboard| serde_json::to_string(&keyboard).ok())
        {
            form = form.text("reply_markup", keyboard);
        }
        self.shared.api.send_document(form).await
    }
}

fn sent_or(sent: Result<Sent, Failure>, place: &Place) -> Outcome {
    match sent {
        Ok(sent) => Outcome::Delivered(Some(PlatformId::new(sent.message_id.to_string()))),
        Err(failure) => of_send(&failure, place),
    }
}

fn no_preview() -> LinkPreviewOptions {
    LinkPreviewOptions {
        is_disabled: true,
        url: None,
        prefer_small_media: false,
        prefer_large_media: false,
        show_above_text: false,
    }
}
