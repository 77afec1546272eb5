//! What became of a send, by Telegram's status and words as they are today. Pure.
//!
//! teloxide's own names for errors are years old: `Forbidden: ...` is none of them.

use std::time::Duration;

use bot_core::{
    event::{Place, PlatformId},
    message::{Held, Outcome},
};

use crate::api::{Failure, Refusal};

/// Words of a place that is closed to the bot, wherever in the description.
const CLOSED: &[&str] = &[
    "chat not found",
    "group chat was deactivated",
    "group is deactivated",
    "group chat was deleted",
    "user not found",
    "user is deactivated",
    "peer_id_invalid",
    "chat_write_forbidden",
    "chat_restricted",
    "chat_send_plain_forbidden",
    "bot is not a member",
    "have no rights to send a message",
    "not enough rights to send",
    "need administrator rights",
];

/// Words of a topic that is closed or gone; the group is still there.
const NO_TOPIC: &[&str] =
    &["message thread not found", "topic_deleted", "topic_closed", "topic_id_invalid"];

/// Words of a message that can't be changed any more.
const NOT_EDITABLE: &[&str] = &[
    "message to edit not found",
    "message can't be edited",
    "message_id_invalid",
    "message identifier is not specified",
    "there is no text in the message to edit",
    "message_edit_time_expired",
    "message was not found",
];

/// What an edit that failed means.
#[derive(Debug, PartialEq)]
pub enum Edit {
    /// It shows already what it was to show.
    AsItIs,
    /// It has to be said anew.
    Anew,
    /// Something else came in between.
    Failed(Outcome),
}

/// What became of a message that was sent and not confirmed.
pub fn of_send(failure: &Failure, place: &Place) -> Outcome {
    match failure {
        Failure::NotSent => later(None, Held::Message),
        Failure::Lost => Outcome::Unknown,
        Failure::Refused(refusal) => of_refusal(refusal, place),
    }
}

/// What became of an edit that was not confirmed. To edit twice is to edit once.
pub fn of_edit(failure: &Failure, place: &Place) -> Edit {
    match failure {
        Failure::Refused(refusal) if says(refusal, &["message is not modified"]) => Edit::AsItIs,
        Failure::Refused(refusal) if says(refusal, NOT_EDITABLE) => Edit::Anew,
        Failure::Lost => Edit::Failed(later(None, Held::Message)),
        failure => Edit::Failed(of_send(failure, place)),
    }
}

fn of_refusal(refusal: &Refusal, place: &Place) -> Outcome {
    if let Some(chat) = refusal.migrate_to {
        let chat = PlatformId::new(chat.to_string());
        return Outcome::Moved(Place {
            space: place.space.is_some().then(|| chat.clone()),
            channel: chat,
            ..place.clone()
        });
    }
    match refusal.status {
        // Which of its limits Telegram means, it does not say. The chat's own is the
        // likelier: ours keep the overall one.
        429 => later(refusal.retry_after, Held::Chat),
        // The token: mended by the operator, and then everything can go.
        401 | 404 => later(None, Held::All),
        403 => Outcome::Gone(refusal.discreet().to_owned()),
        500.. => later(refusal.retry_after, Held::Message),
        _ if place.thread.is_some() && says(refusal, NO_TOPIC) => {
            Outcome::Moved(Place { thread: None, ..place.clone() })
        }
        _ if says(refusal, CLOSED) || says(refusal, NO_TOPIC) => {
            Outcome::Gone(refusal.discreet().to_owned())
        }
        _ => Outcome::Refused(format!("{} {}", refusal.status, refusal.discreet())),
    }
}

/// Not now.
pub fn later(after: Option<Duration>, holds: Held) -> Outcome {
    Outcome::Retry { after, holds }
}

fn says(refusal: &Refusal, words: &[&str]) -> bool {
    let description = refusal.description.to_lowercase();
    refusal.status == 400 && words.iter().any(|words| description.contains(words))
}

#[cfg(test)]
mod tests {
    use bot_core::event::Platform;

    use super::*;

    fn group(chat: &str, thread: Option<&str>) -> Place {
        Place {
            platform: Platform::Telegram,
            space: Some(PlatformId::new(chat)),
            channel: PlatformId::new(chat),
            thread: thread.map(PlatformId::new),
        }
    }

    fn refused(status: u16, description: &str) -> Failure {
        Failure::Refused(Refusal { status, description: description.into(), ..Refusal::default() })
    }

    #[test]
    fn telegrams_words_as_they_are_today() {
        let gone = |text: &str| Outcome::Gone(text.to_owned());
        let cases = [
            (
                403,
                "Forbidden: bot was blocked by the user",
                gone("Forbidden: bot was blocked by the user"),
            ),
            (403, "Forbidden: user is deactivated", gone("Forbidden: user is deactivated")),
            (
                403,
                "Forbidden: bot was kicked from the supergroup chat",
                gone("Forbidden: bot was kicked from the supergroup chat"),
            ),
            (
                403,
                "Forbidden: bot can't initiate conversation with a user",
                gone("Forbidden: bot can't initiate conversation with a user"),
            ),
            (400, "Bad Request: chat not found", gone("Bad Request: chat not found")),
            (
                400,
                "Bad Request: group chat was deactivated",
                gone("Bad Request: group chat was deactivated"),
            ),
            (
                400,
                "Bad Request: not enough rights to send text messages to the chat",
                gone("Bad Request: not enough rights to send text messages to the chat"),
            ),
            (
                400,
                "Bad Request: message is too long",
                Outcome::Refused("400 Bad Request: message is too long".into()),
            ),
            (
                400,
                "Bad Request: BUTTON_DATA_INVALID",
                Outcome::Refused("400 Bad Request: BUTTON_DATA_INVALID".into()),
            ),
            (401, "Unauthorized", later(None, Held::All)),
            (404, "Not Found", later(None, Held::All)),
            (502, "", later(None, Held::Message)),
        ];
        for (status, description, outcome) in cases {
            assert_eq!(
                of_send(&refused(status, description), &group("-1", None)),
                outcome,
                "{description}"
            );
        }
    }

    #[test]
    fn the_time_telegram_names_is_kept() {
        let wait = Some(Duration::from_secs(30));
        let refusal = Refusal { status: 429, retry_after: wait, ..Refusal::default() };
        assert_eq!(
            of_send(&Failure::Refused(refusal), &group("-1", None)),
            later(wait, Held::Chat)
        );
    }

    #[test]
    fn a_group_that_became_a_supergroup_is_followed() {
        let refusal = Refusal { status: 400, migrate_to: Some(-1005), ..Refusal::default() };
        let moved = of_send(&Failure::Refused(refusal), &group("-5", None));
        assert_eq!(moved, Outcome::Moved(group("-1005", None)));
    }

    #[test]
    fn what_was_said_in_a_topic_that_is_gone_goes_to_the_group() {
        for words in ["Bad Request: message thread not found", "Bad Request: TOPIC_CLOSED"] {
            let moved = of_send(&refused(400, words), &group("-5", Some("7")));
            assert_eq!(moved, Outcome::Moved(group("-5", None)), "{words}");
            // The main topic can be closed too.
            let closed = of_send(&refused(400, words), &group("-5", None));
            assert!(matches!(closed, Outcome::Gone(_)), "{words}");
        }
    }

    #[test]
    fn an_edit_succeeds_where_nothing_was_to_change_and_is_said_anew_where_it_can_not() {
        let place = group("-5", None);
        let same = "Bad Request: message is not modified: specified new message content and \
                    reply markup are exactly the same as a current content and reply markup of the message";
        assert_eq!(of_edit(&refused(400, same), &place), Edit::AsItIs);
        for words in [
            "Bad Request: message to edit not found",
            "Bad Request: message can't be edited",
            "Bad Request: MESSAGE_ID_INVALID",
        ] {
            assert_eq!(of_edit(&refused(400, words), &place), Edit::Anew, "{words}");
        }
        assert_eq!(of_edit(&Failure::Lost, &place), Edit::Failed(later(None, Held::Message)));
        assert!(matches!(
            of_edit(&refused(403, "Forbidden: x"), &place),
            Edit::Failed(Outcome::Gone(_))
        ));
    }

    #[test]
    fn what_never_left_is_tried_again_and_what_may_have_arrived_is_in_doubt() {
        let place = group("-5", None);
        assert_eq!(of_send(&Failure::NotSent, &place), later(None, Held::Message));
        assert_eq!(of_send(&Failure::Lost, &place), Outcome::Unknown);
    }
}
