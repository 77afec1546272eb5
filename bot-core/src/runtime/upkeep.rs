//! What is done now and then: old things swept away, and events taken up that
//! somebody recorded and did not live to act on.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

use super::engine::Shared;
use crate::{
    args,
    bot::{Answer, Ask, ClubTap, Spot},
    club::{self, Settings},
    event::{Person, Place, Platform, PlatformId, Standing},
    message::{Block, Choice, Lane, Leave, Mark, NoFile, Outgoing, Placement, Screen},
    store::{Happened, Retention, StoreError},
    text::{Language, Texts},
};

const ROUND: SignedDuration = SignedDuration::from_secs(60);
/// The most places, and the most members, asked about in a round: each takes a few calls.
const CHECKS: usize = 5;
/// How long one of them may take.
const PATIENCE: SignedDuration = SignedDuration::from_secs(5);
const SWEEP: SignedDuration = SignedDuration::from_hours(1);

impl Shared {
    /// Goes round until told to stop.
    pub(super) async fn keep_up(self: Arc<Self>) -> Result<(), StoreError> {
        let mut sweep_at = self.clock.now();
        while !self.stopping.is_cancelled() {
            self.upkeeping.turn();
            let now = self.clock.now();
            // Also where the clock has been set back meanwhile.
            if now >= sweep_at || sweep_at.duration_since(now) > SWEEP {
                let swept = self.store.sweep(Retention::default(), now).await?;
                tracing::debug!(?swept, "swept");
                sweep_at = now.saturating_add(SWEEP).unwrap_or(Timestamp::MAX);
            }
            tokio::select! {
                () = self.clock.sleep(ROUND) => {
                    // Some answers may be kept for an hour and no longer.
                    self.store.sweep_sessions(self.clock.now()).await?;
                    self.take_up().await?;
                    self.check_places().await?;
                    self.check_members().await?;
                    self.tell_of_closed_places().await?;
                }
                () = self.stopping.cancelled() => {}
            }
        }
        Ok(())
    }

    /// Asks of some places where clubs are reminded whether that is still possible.
    pub(super) async fn check_places(&self) -> Result<(), StoreError> {
        let served = Platform::ALL.iter().filter(|platform| self.adapter(**platform).is_some());
        for platform in served {
            let due = self.store.to_check(*platform, self.clock.now()).await?;
            for check in due.into_iter().take(CHECKS) {
                let leave = self.leave(&check.place, check.mention.as_ref()).await;
                self.store.checked(check, leave, self.clock.now()).await?;
            }
        }
        Ok(())
    }

    /// Asks of some of those who chose how a club may reach them whether they are still in it.
    pub(super) async fn check_members(&self) -> Result<(), StoreError> {
        let served = Platform::ALL.iter().filter(|platform| self.adapter(**platform).is_some());
        for platform in served {
            let due = self.store.members_to_check(*platform, self.clock.now()).await?;
            for member in due.into_iter().take(CHECKS) {
                let standing = self.standing(&member.space, &member.person).await;
                self.store.member_checked(member, standing, self.clock.now()).await?;
            }
        }
        Ok(())
    }

    /// Whether a place can be posted in, as far as its platform says so in time.
    pub(super) async fn leave(&self, place: &Place, mention: Option<&PlatformId>) -> Leave {
        let Some(adapter) = self.adapter(place.platform) else { return Leave::Unknown };
        tokio::select! {
            leave = adapter.may_post(place, mention) => leave,
            () = self.clock.sleep(PATIENCE) => Leave::Unknown,
        }
    }

    /// What a platform says to what a step asked.
    pub(super) async fn ask(&self, person: &Person, ask: &Ask) -> Answer {
        match ask {
            Ask::Leave(spots) => {
                let mut leaves = Vec::with_capacity(spots.len());
                for Spot { place, mention } in spots {
                    let leave = self.leave(place, mention.as_ref()).await;
                    leaves.push(leave);
                    if matches!(leave, Leave::Lacks(_)) {
                        break;
                    }
                }
                Answer::Leave(leaves)
            }
            Ask::File(upload) => {
                let Some(adapter) = self.adapter(person.platform) else {
                    return Answer::File(Err(NoFile::Unreachable));
                };
                tokio::select! {
                    file = adapter.fetch(upload, club::MOST_BYTES) => Answer::File(file),
                    () = self.clock.sleep(PATIENCE) => Answer::File(Err(NoFile::Unreachable)),
                }
            }
            Ask::Standing(spaces) => {
                let standings = spaces.iter().map(|space| self.standing(space, person));
                Answer::Standing(futures_util::future::join_all(standings).await)
            }
        }
    }

    /// What somebody may do in a group or server, as far as its platform says so in time.
    pub(super) async fn standing(&self, space: &PlatformId, person: &Person) -> Standing {
        let Some(adapter) = self.adapter(person.platform) else { return Standing::Unknown };
        tokio::select! {
            standing = adapter.standing(space, person) => standing,
            () = self.clock.sleep(PATIENCE) => Standing::Unknown,
        }
    }

    /// Tells whoever made schedules that have stopped with a place, or left a topic
    /// that is gone, once a place; and those who run the club, where that can be done.
    pub(super) async fn tell_of_closed_places(&self) -> Result<(), StoreError> {
        for untold in self.store.untold().await? {
            let says = untold.place.clone().map(|place| {
                let profile = untold.profile.as_ref();
                let chosen = profile.and_then(|profile| profile.language.as_deref());
                let language = chosen.map_or(Language::English, Language::nearest);
                let args = args! { "count" => untold.count };
                let key = match untold.happened {
                    Happened::Stopped => "reminder-place-closed",
                    Happened::LeftTheirTopic => "reminder-topic-gone",
                    Happened::CannotMention => "reminder-role-silent",
                };
                let text = self.texts.get(language, key, &args);
                Outgoing {
                    lane: Lane::Other,
                    place,
                    placement: Placement::New,
                    screen: Screen { blocks: vec![Block::Text(text)], ..Screen::default() },
                }
            });
            let club = untold.club.as_ref().map(|(place, settings)| {
                told_to_club(&self.texts, untold.happened, untold.count, place, settings)
            });
            let says = says.into_iter().chain(club).collect();
            self.store.tell(untold, says, self.clock.now()).await?;
            self.outbox_changed.notify_waiters();
        }
        Ok(())
    }

    /// Queues every event that was recorded and not acted on. One that is being
    /// acted on at this moment may be queued again: its second commit finds it done.
    pub(super) async fn take_up(self: &Arc<Self>) -> Result<(), StoreError> {
        for conversation in self.store.unfinished().await? {
            if self.adapter(conversation.person.platform).is_none() {
                continue;
            }
            for pending in self.store.pending(&conversation).await? {
                self.queue(pending.id, pending.incoming);
            }
        }
        Ok(())
    }
}

/// What is posted for those who run a club, with the way to mend it.
fn told_to_club(
    texts: &Texts,
    happened: Happened,
    count: usize,
    place: &Place,
    settings: &Settings,
) -> Outgoing {
    let language = settings.language.as_deref().map_or(Language::English, Language::nearest);
    let (key, taps) = match happened {
        Happened::Stopped => (
            "club-told-stopped",
            [("choice-club-resume-stopped", ClubTap::ResumeStopped)].as_slice(),
        ),
        Happened::LeftTheirTopic | Happened::CannotMention => ("club-told-silent", [].as_slice()),
    };
    let text = texts.get(language, key, &args! { "count" => count });
    let list = ("choice-club-list", ClubTap::List(0));
    let choice = |(key, tap): (&str, ClubTap)| Choice {
        label: texts.get(language, key, &args! {}),
        data: tap.to_string(),
        mark: Mark::Answers,
    };
    let choices = taps.iter().copied().chain([list]).map(choice).collect();
    Outgoing {
        lane: Lane::Other,
        place: place.clone(),
        placement: Placement::Post,
        screen: Screen { blocks: vec![Block::Text(text)], choices, ..Screen::default() },
    }
}
