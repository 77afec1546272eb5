//! One step of a conversation: what it starts from is read, what it leads to is
//! committed, all of it or none.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

use super::{
    Shared, Store,
    club::{self, Saved},
    error::StoreError,
    inbox::InboxId,
    members,
    outbox::{self, Lease, Leased, NewMessage},
    people::{self, Address},
    place::{self, Closed, Extent},
    rows::{instant, millis},
    schedules::{self, Scope},
    seal::Column,
    sql::query,
    writer::{Operation, Tx},
};
use crate::{
    bot::{
        Forget, PlaceChange, Profile, Revision, Session, SessionChange, SessionId, Snapshot, Step,
    },
    event::{Conversation, EventId, PlatformId},
    message::{Delivery, Outgoing, Placement},
};

/// A session's name and revision; `None` where there is no session.
pub type Version = Option<(SessionId, Revision)>;

/// Which session a step may be saved over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    /// The one it started from, or none if there was none.
    Exactly(Version),
    /// Whichever there is: for a step that leaves it as it is.
    Any,
}

/// What is to be committed.
#[derive(Clone, Debug)]
pub struct Commit {
    /// The event acted on.
    pub inbox: InboxId,
    /// The event's name on its platform.
    pub event: EventId,
    /// Whose it is.
    pub conversation: Conversation,
    /// The session the step started from.
    pub expected: Expected,
    /// Why the event could not be acted on and is set aside; `None` for all
    /// others. It must not quote the event.
    pub failed: Option<&'static str>,
    /// What it led to.
    pub step: Step,
    /// The moment of the step.
    pub now: Timestamp,
    /// How long the caller may take over sending what the step says.
    pub lease: SignedDuration,
}

/// What became of a commit.
#[derive(Debug)]
pub enum Committed {
    /// It is durable. The messages are the caller's to send, in this order; none
    /// where earlier ones are still on their way and they have to wait.
    Done(Vec<Leased>),
    /// The session is no longer the one the step started from: load and try again.
    Conflict,
    /// An earlier event of the conversation was not acted on yet: it comes first.
    NotNext,
    /// The event was acted on before, or its person has been forgotten.
    AlreadyDone,
}

impl Store {
    /// What a step of the conversation starts from.
    ///
    /// # Errors
    /// The database can't be read, or what is sealed does not open.
    pub async fn load(&self, conversation: &Conversation) -> Result<Snapshot, StoreError> {
        let Some(address) = self.address(conversation).await? else {
            return Ok(Snapshot::default());
        };
        let row = query(LOAD)
            .bind(address.conversation)
            .fetch_optional(&mut self.shared.database.reader().await?.conn())
            .await?;
        let Some(row) = row else {
            self.shared.known.drop(conversation);
            return Ok(Snapshot::default());
        };
        let profile = row.try_get::<Option<Vec<u8>>, _>("profile")?;
        let profile =
            profile.map(|sealed| address.open::<Profile>(Column::Profile, &sealed)).transpose()?;
        let session = match row.try_get::<Option<i64>, _>("session")? {
            None => None,
            Some(id) => Some(Session {
                id: SessionId::from_bits(id.cast_unsigned()),
                revision: Revision(row.try_get::<i64, _>("revision")?.cast_unsigned()),
                state: address.open(Column::State, &row.try_get::<Vec<u8>, _>("state")?)?,
                expires: instant(row.try_get("expires")?),
            }),
        };
        let schedules = match row.try_get::<i64, _>("schedules")? {
            0 => Vec::new(),
            _ => self.schedules_of(&address).await?,
        };
        let holds = schedules::holds(&row, "holds")?;
        Ok(Snapshot { profile, session, schedules, holds, ..Snapshot::default() })
    }

    /// Commits a step: the session, the profile, the messages, and that the
    /// event was acted on.
    ///
    /// # Errors
    /// Nothing is changed where one is returned.
    pub async fn commit(&self, mut commit: Commit) -> Result<Committed, StoreError> {
        let Some(address) = self.address(&commit.conversation).await? else {
            return Ok(Committed::AlreadyDone);
        };
        let forgets = commit.step.forget == Forget::Person;
        let moves = matches!(commit.step.place, PlaceChange::MovesTo(_));
        let person = commit.conversation.person.clone();
        let shared = Arc::clone(&self.shared);
        let says = std::mem::take(&mut commit.step.outgoing).into_iter().map(Arc::new).collect();
        let step = CommitStep { shared, commit, says, address };
        let committed = match self.shared.database.write(step).await {
            // What the step had taken is undone: it begins anew from what there is now.
            Err(StoreError::ClubChanged) => Committed::Conflict,
            committed => committed?,
        };
        if forgets && matches!(committed, Committed::Done(_)) {
            self.shared.known.drop_person(&person);
            self.shared.database.truncate_log().await?;
        }
        if moves && matches!(committed, Committed::Done(_)) {
            self.shared.known.clear();
        }
        Ok(committed)
    }
}

struct CommitStep {
    shared: Arc<Shared>,
    commit: Commit,
    says: Vec<Arc<Outgoing>>,
    address: Address,
}

/// No session, and any session, where a column is compared.
const NO_SESSION: i64 = -1;
const ANY_SESSION: i64 = -2;

pub(super) const LOAD: &str =
    "SELECT p.profile, p.holds, c.session, c.revision, c.state, c.expires,
        (SELECT count(*) FROM schedule s WHERE s.person_id = p.id) AS schedules
    FROM conversation c JOIN person p ON p.id = c.person_id WHERE c.id = $1";

pub(super) const TAKE: &str = "UPDATE inbox
    SET done = $1, failed = $6, payload = NULL, conversation_id = NULL
    WHERE id = $2 AND done IS NULL AND conversation_id = $3
      AND NOT EXISTS (SELECT 1 FROM inbox e
                      WHERE e.conversation_id = $3 AND e.id < $2 AND e.done IS NULL)
      AND EXISTS (SELECT 1 FROM conversation c
                  WHERE c.id = $3
                    AND ($4 = -2 OR coalesce(c.session, -1) = $4
                                AND coalesce(c.revision, -1) = $5))
    RETURNING (SELECT c.question FROM conversation c WHERE c.id = $3) AS question,
              (SELECT count(*) FROM outbox o
               WHERE o.conversation_id = $3 AND o.lane = 0 AND o.finished IS NULL) AS ahead";

impl Operation for CommitStep {
    type Output = Committed;

    async fn run(&self, tx: &mut Tx<'_>) -> Result<Committed, StoreError> {
        let lock = tx.dialect.pick("", "SELECT id FROM conversation WHERE id = $1 FOR UPDATE");
        if !lock.is_empty() {
            // Steps of one conversation in several processes take turns here.
            query(lock).bind(self.address.conversation).execute(&mut tx.conn).await?;
        }
        let (session, revision) = match self.commit.expected {
            Expected::Exactly(Some((id, revision))) => {
                (id.bits().cast_signed(), revision.0.cast_signed())
            }
            Expected::Exactly(None) => (NO_SESSION, NO_SESSION),
            Expected::Any => (ANY_SESSION, ANY_SESSION),
        };
        let taken = query(TAKE)
            .bind(millis(self.commit.now))
            .bind(self.commit.inbox.0)
            .bind(self.address.conversation)
            .bind(session)
            .bind(revision)
            .bind(self.commit.failed)
            .fetch_optional(&mut tx.conn)
            .await?;
        let Some(taken) = taken else { return self.why_not(tx).await };
        if let Some(step) = &self.commit.step.club {
            let Commit { conversation, now, .. } = &self.commit;
            let place = step.seat.as_ref().unwrap_or(&conversation.place);
            let saved = club::change(tx, &self.shared, &self.address, place, step, *now).await?;
            if saved == Saved::Conflict {
                return Err(StoreError::ClubChanged);
            }
        }
        let question = taken.try_get::<Option<String>, _>("question")?.map(PlatformId::new);
        let ahead = taken.try_get::<i64, _>("ahead")?;
        self.save_session(tx).await?;
        self.save_profile(tx).await?;
        let Commit { step, now, .. } = &self.commit;
        let scope = Scope::person(self.address.person);
        schedules::change(tx, &self.shared, &self.address, scope, &step.schedules, *now).await?;
        if let Some(change) = &step.member {
            members::change(tx, &self.shared, &self.address, change).await?;
        }
        if let Some(club) = step.manages {
            members::manage(tx, &self.address, club).await?;
        }
        let place = &self.commit.conversation.place;
        match &step.place {
            PlaceChange::Stays => {}
            PlaceChange::MovesTo(to) => place::moved(tx, &self.shared, place, to, None).await?,
            PlaceChange::Closes(reason) => {
                let closed = Closed { place, extent: Extent::Chat, reason, now: *now };
                place::closed(tx, &self.shared, &closed).await?;
            }
        }
        let forgets = self.commit.step.forget == Forget::Person;
        if forgets {
            people::remove(&mut tx.conn, &self.commit.conversation.person, self.commit.now).await?;
        }
        self.write_messages(tx, question, ahead > 0 && !forgets).await
    }
}

impl CommitStep {
    async fn why_not(&self, tx: &mut Tx<'_>) -> Result<Committed, StoreError> {
        let oldest = query(
            "SELECT min(id) FROM inbox WHERE conversation_id = $1 AND done IS NULL
               AND EXISTS (SELECT 1 FROM inbox i
                           WHERE i.id = $2 AND i.conversation_id = $1 AND i.done IS NULL)",
        )
        .bind(self.address.conversation)
        .bind(self.commit.inbox.0)
        .fetch_one(&mut tx.conn)
        .await?
        .try_get::<Option<i64>, _>(0)?;
        Ok(match oldest {
            None => Committed::AlreadyDone,
            Some(oldest) if oldest < self.commit.inbox.0 => Committed::NotNext,
            Some(_) => Committed::Conflict,
        })
    }

    async fn save_session(&self, tx: &mut Tx<'_>) -> Result<(), StoreError> {
        let statement = "UPDATE conversation
            SET session = $1, revision = $2, state = $3, expires = $4 WHERE id = $5";
        let query = match &self.commit.step.session {
            SessionChange::Keep => return Ok(()),
            SessionChange::End => query(statement)
                .bind(None::<i64>)
                .bind(None::<i64>)
                .bind(None::<Vec<u8>>)
                .bind(None::<i64>),
            SessionChange::Save { id, state, expires } => {
                let revision = match self.commit.expected {
                    Expected::Exactly(Some((before, revision))) if before == *id => revision.next(),
                    _ => Revision::default().next(),
                };
                query(statement)
                    .bind(id.bits().cast_signed())
                    .bind(revision.0.cast_signed())
                    .bind(self.address.seal(Column::State, state)?)
                    .bind(millis(*expires))
            }
        };
        query.bind(self.address.conversation).execute(&mut tx.conn).await?;
        Ok(())
    }

    async fn save_profile(&self, tx: &mut Tx<'_>) -> Result<(), StoreError> {
        let Some(profile) = &self.commit.step.profile else { return Ok(()) };
        query("UPDATE person SET profile = $1 WHERE id = $2")
            .bind(self.address.seal(Column::Profile, profile)?)
            .bind(self.address.person)
            .execute(&mut tx.conn)
            .await?;
        Ok(())
    }

    /// Writes the messages; those the caller may send at once are leased to it.
    async fn write_messages(
        &self,
        tx: &mut Tx<'_>,
        question: Option<PlatformId>,
        must_wait: bool,
    ) -> Result<Committed, StoreError> {
        let Commit { step, conversation, event, now, lease, .. } = &self.commit;
        let survivor = step.forget == Forget::Person;
        let mut leased = Vec::with_capacity(self.says.len());
        for outgoing in &self.says {
            let answers = outgoing.placement.answers().then_some(event);
            // What is said beside the conversation is no part of it.
            let part_of_it = matches!(outgoing.placement, Placement::New | Placement::InPlace);
            let home = !survivor && part_of_it && outgoing.place == conversation.place;
            let message = NewMessage {
                address: (!survivor).then_some(&self.address),
                outgoing,
                if_late: None,
                home,
                answers,
                firing: None,
                occurrence: None,
                now: *now,
                // What has to wait may be taken by anyone as soon as its turn comes.
                due: if must_wait { *now } else { now.saturating_add(*lease).unwrap_or(*now) },
                attempts: i64::from(!must_wait),
                // The others are begun when their turn comes.
                begun: (!must_wait && leased.is_empty()).then_some(*now),
            };
            let (id, target) = outbox::insert(tx, &self.shared.store_key, &message).await?;
            if !must_wait {
                leased.push(Leased {
                    delivery: Delivery {
                        id,
                        outgoing: Arc::clone(outgoing),
                        edit: match outgoing.placement {
                            shows @ Placement::Shows(_) => outbox::shown(tx, shows).await?,
                            _ => question.clone().filter(|_| home),
                        },
                        answers: answers.cloned(),
                        attempt: 0,
                    },
                    target,
                    firing: None,
                    doubts: 0,
                    lease: Lease {
                        id,
                        fence: message.attempts,
                        address: (!survivor).then(|| self.address.clone()),
                        home,
                        late: false,
                        moves: 0,
                    },
                });
            }
        }
        Ok(Committed::Done(leased))
    }
}
