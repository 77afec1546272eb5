//! What became of a send, by Discord's own codes. Pure.

use std::time::Duration;

use bot_core::{
    event::Place,
    message::{Held, Outcome},
};

use crate::api::{Failure, Refusal, Scope};

/// Codes of Discord's, by the names its documentation gives them.
mod code {
    pub const UNKNOWN_CHANNEL: u32 = 10003;
    pub const UNKNOWN_MESSAGE: u32 = 10008;
    pub const UNKNOWN_WEBHOOK: u32 = 10015;
    pub const UNKNOWN_INTERACTION: u32 = 10062;
    pub const SLOWMODE: u32 = 20016;
    pub const TOO_MANY_EDITS_OF_OLD_MESSAGES: u32 = 30046;
    pub const OPENING_DIRECT_MESSAGES_TOO_FAST: u32 = 40003;
    pub const ALREADY_ACKNOWLEDGED: u32 = 40060;
    pub const NOT_THE_AUTHOR: u32 = 50005;
    pub const CANNOT_SEND_TO_THIS_USER: u32 = 50007;
    pub const INVALID_WEBHOOK_TOKEN: u32 = 50027;
    pub const THREAD_ARCHIVED: u32 = 50083;
    pub const NO_COMMON_SERVER: u32 = 50278;
}

/// What an edit that failed means.
#[derive(Debug, PartialEq)]
pub enum Edit {
    /// It has to be said anew.
    Anew,
    /// Something else came in between.
    Failed(Outcome),
}

/// What the answer to an interaction that failed means.
#[derive(Debug, PartialEq)]
pub enum Answer {
    /// It had been answered before.
    Before,
    /// It can't be answered any more.
    TooLate,
    /// Something else came in between.
    Failed(Outcome),
}

impl From<Failure> for Answer {
    fn from(failure: Failure) -> Self {
        of_answer(&failure)
    }
}

/// What became of a message that was sent and not confirmed.
pub fn of_send(failure: &Failure, place: &Place) -> Outcome {
    match failure {
        Failure::NotSent => later(None, Held::Message),
        Failure::TooSoon { wait, all } => later(Some(*wait), held(*all)),
        Failure::Lost => Outcome::Unknown,
        Failure::Refused(refusal) => of_refusal(refusal, place),
    }
}

/// What became of an edit that was not confirmed. To edit twice is to edit once.
pub fn of_edit(failure: &Failure, place: &Place) -> Edit {
    const NOT_EDITABLE: [u32; 3] =
        [code::UNKNOWN_MESSAGE, code::NOT_THE_AUTHOR, code::TOO_MANY_EDITS_OF_OLD_MESSAGES];
    match failure {
        Failure::Refused(refusal) if NOT_EDITABLE.contains(&refusal.code) => Edit::Anew,
        Failure::Lost => Edit::Failed(later(None, Held::Message)),
        failure => Edit::Failed(of_send(failure, place)),
    }
}

/// What became of the answer to an interaction.
fn of_answer(failure: &Failure) -> Answer {
    let Failure::Refused(refusal) = failure else {
        return Answer::Failed(match failure {
            Failure::Lost => Outcome::Unknown,
            Failure::TooSoon { wait, .. } => later(Some(*wait), Held::Message),
            Failure::NotSent | Failure::Refused(_) => later(None, Held::Message),
        });
    };
    match (refusal.code, refusal.status) {
        (code::ALREADY_ACKNOWLEDGED, _) => Answer::Before,
        (
            code::UNKNOWN_INTERACTION
            | code::UNKNOWN_WEBHOOK
            | code::UNKNOWN_MESSAGE
            | code::INVALID_WEBHOOK_TOKEN,
            _,
        )
        | (_, 401 | 403 | 404) => Answer::TooLate,
        (_, 429 | 500..) => Answer::Failed(later(refusal.retry_after, Held::Message)),
        _ => Answer::Failed(mistake(refusal)),
    }
}

fn of_refusal(refusal: &Refusal, place: &Place) -> Outcome {
    match (refusal.code, refusal.status) {
        (code::OPENING_DIRECT_MESSAGES_TOO_FAST, _) => later(refusal.retry_after, Held::Message),
        (code::SLOWMODE, _) => later(refusal.retry_after, Held::Chat),
        (_, 429) => later(refusal.retry_after, held(refusal.scope)),
        // The token: mended by the operator, and then everything can go.
        (_, 401) => later(None, Held::All),
        (code::UNKNOWN_CHANNEL | code::THREAD_ARCHIVED, _) if place.thread.is_some() => {
            Outcome::Moved(Place { thread: None, ..place.clone() })
        }
        // Blocked, removed, without a right, deleted: the place is closed to the bot.
        (code::CANNOT_SEND_TO_THIS_USER | code::NO_COMMON_SERVER | code::THREAD_ARCHIVED, _)
        | (_, 403 | 404) => {
            Outcome::Gone(format!("Discord answered {}", refusal.code.max(refusal.status.into())))
        }
        (_, 500..) => later(refusal.retry_after, Held::Message),
        _ => mistake(refusal),
    }
}

fn mistake(refusal: &Refusal) -> Outcome {
    Outcome::Refused(format!("{} (code {})", refusal.status, refusal.code))
}

const fn held(scope: Scope) -> Held {
    match scope {
        Scope::Route => Held::Chat,
        Scope::All => Held::All,
    }
}

/// Not now.
pub fn later(after: Option<Duration>, holds: Held) -> Outcome {
    Outcome::Retry { after, holds }
}

#[cfg(test)]
mod tests {
    use bot_core::event::{Platform, PlatformId};

    use super::*;

    fn place(thread: Option<&str>) -> Place {
        Place {
            platform: Platform::Discord,
            space: Some(PlatformId::new("1")),
            channel: PlatformId::new("2"),
            thread: thread.map(PlatformId::new),
        }
    }

    fn refused(status: u16, code: u32) -> Failure {
        Failure::Refused(Refusal { status, code, ..Refusal::default() })
    }

    #[test]
    fn discords_codes_as_they_are_documented() {
        let gone = |code: u32| Outcome::Gone(format!("Discord answered {code}"));
        let cases = [
            (403, 50007, gone(50007)),
            (403, 50278, gone(50278)),
            (404, 10003, gone(10003)),
            (403, 50001, gone(50001)),
            (403, 50013, gone(50013)),
            (404, 10013, gone(10013)),
            (400, 40003, later(None, Held::Message)),
            (429, 40003, later(None, Held::Message)),
            (401, 0, later(None, Held::All)),
            (502, 0, later(None, Held::Message)),
            (400, 50035, Outcome::Refused("400 (code 50035)".into())),
        ];
        for (status, code, outcome) in cases {
            assert_eq!(of_send(&refused(status, code), &place(None)), outcome, "{code}");
        }
    }

    #[test]
    fn a_limit_holds_what_discord_says_it_holds() {
        let wait = Some(Duration::from_millis(1500));
        for (scope, holds) in [(Scope::Route, Held::Chat), (Scope::All, Held::All)] {
            let refusal = Refusal { status: 429, retry_after: wait, scope, ..Refusal::default() };
            let outcome = of_send(&Failure::Refused(refusal), &place(None));
            assert_eq!(outcome, later(wait, holds));
            let early = Failure::TooSoon { wait: Duration::from_secs(2), all: scope };
            assert_eq!(of_send(&early, &place(None)), later(Some(Duration::from_secs(2)), holds));
        }
    }

    #[test]
    fn what_was_said_in_a_thread_that_is_gone_goes_to_its_channel() {
        for code in [10003, 50083] {
            let moved = of_send(&refused(404, code), &place(Some("7")));
            assert_eq!(moved, Outcome::Moved(place(None)), "{code}");
        }
    }

    #[test]
    fn what_can_not_be_edited_is_said_anew() {
        for code in [10008, 50005, 30046] {
            assert_eq!(of_edit(&refused(400, code), &place(None)), Edit::Anew, "{code}");
        }
        let lost = of_edit(&Failure::Lost, &place(None));
        assert_eq!(lost, Edit::Failed(later(None, Held::Message)));
        let closed = of_edit(&refused(403, 50001), &place(None));
        assert!(matches!(closed, Edit::Failed(Outcome::Gone(_))));
    }

    #[test]
    fn an_answer_that_comes_too_late_closes_no_place() {
        assert_eq!(of_answer(&refused(400, 40060)), Answer::Before);
        for (status, code) in [(404, 10062), (404, 10015), (401, 50027), (404, 10008), (404, 0)] {
            assert_eq!(of_answer(&refused(status, code)), Answer::TooLate, "{code}");
        }
        assert_eq!(of_answer(&Failure::Lost), Answer::Failed(Outcome::Unknown));
        assert_eq!(of_answer(&Failure::NotSent), Answer::Failed(later(None, Held::Message)));
    }

    #[test]
    fn what_never_left_is_tried_again_and_what_may_have_arrived_is_in_doubt() {
        assert_eq!(of_send(&Failure::NotSent, &place(None)), later(None, Held::Message));
        assert_eq!(of_send(&Failure::Lost, &place(None)), Outcome::Unknown);
    }
}
