//! What became of a message after a try, and of the firing it says.

use std::sync::Arc;

use jiff::Timestamp;

use super::{
    Store,
    error::StoreError,
    outbox::{Lease, Leased, Target},
    place::{self, Closed, Extent},
    rows::millis,
    sql::query,
    writer::{Operation, Tx},
};
use crate::{
    event::{Place, PlatformId},
    message::Placement,
    schedule::Lateness,
};

/// What is to become of a message after a try.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Settlement {
    /// It is there, under this identifier where the platform gives one.
    Delivered(Option<PlatformId>),
    /// It did not arrive and is tried again, at this time at the earliest.
    Again(Timestamp),
    /// So, and all that waits for the same chat waits with it.
    HeldBack(Timestamp),
    /// Nobody knows whether it arrived, and it is sent again all the same, at
    /// this time at the earliest.
    Repeat(Timestamp),
    /// It was not tried at all: whoever comes next takes it.
    Released,
    /// The place has moved; all that goes there goes to the new one, this first.
    Moved(Place),
    /// The place is closed: this message and all that wait for the place end
    /// here, and the schedules that are said there stop.
    Gone(String),
    /// The message is at fault and set aside.
    Refused(String),
    /// There is no way to show it any more, for this reason.
    Missed(&'static str),
    /// Nobody knows whether it arrived, and it is not tried again.
    Unknown,
}

/// Whether a settlement counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Settled {
    /// It did.
    Done,
    /// The lease had ended and someone else has the message, or it is gone.
    LeaseLost,
}

impl Settled {
    /// By how many rows the fence let through.
    pub(super) const fn by(rows: u64) -> Self {
        if rows == 0 { Self::LeaseLost } else { Self::Done }
    }
}

impl Store {
    /// Says what is to become of a message after a try.
    ///
    /// # Errors
    /// Nothing is changed where one is returned; the lease ends by itself.
    pub async fn settle(
        &self,
        leased: &Leased,
        settlement: Settlement,
        now: Timestamp,
    ) -> Result<Settled, StoreError> {
        let moved = matches!(settlement, Settlement::Moved(_));
        let settle =
            Settle { shared: Arc::clone(&self.shared), leased: leased.clone(), settlement, now };
        let settled = self.shared.database.write(settle).await?;
        if moved {
            self.shared.known.clear();
        }
        Ok(settled)
    }
}

/// How a message ends.
#[derive(Clone, Copy)]
pub(super) enum Ending<'a> {
    Delivered(Lateness),
    Gone(&'a str),
    Unknown,
    /// Nobody was to get it any more.
    Missed(&'a str),
    /// Its content is kept, sealed, until the sweep: it shows the mistake.
    SetAside(&'a str),
}

/// Ends a message, and the firing it says.
pub(super) async fn end(
    tx: &mut Tx<'_>,
    id: i64,
    fence: i64,
    now: Timestamp,
    ending: Ending<'_>,
) -> Result<Settled, StoreError> {
    let settled = finish(tx, id, fence, now, ending).await?;
    if settled == Settled::Done {
        finish_firing(tx, id, now, ending).await?;
    }
    Ok(settled)
}

async fn finish(
    tx: &mut Tx<'_>,
    id: i64,
    fence: i64,
    now: Timestamp,
    ending: Ending<'_>,
) -> Result<Settled, StoreError> {
    let (outcome, reason) = match ending {
        Ending::Delivered(_) => ("delivered", None),
        Ending::Gone(reason) => ("gone", Some(reason)),
        Ending::Unknown => ("unknown", None),
        Ending::Missed(reason) => ("missed", Some(reason)),
        Ending::SetAside(reason) => ("refused", Some(reason)),
    };
    let statement = match ending {
        Ending::SetAside(_) => {
            "UPDATE outbox SET finished = $1, outcome = $2, reason = $3
             WHERE id = $4 AND fence = $5 AND finished IS NULL"
        }
        _ => {
            "UPDATE outbox SET finished = $1, outcome = $2, reason = $3,
                               payload = NULL, conversation_id = NULL
             WHERE id = $4 AND fence = $5 AND finished IS NULL"
        }
    };
    let done = query(statement)
        .bind(millis(now))
        .bind(outcome)
        .bind(reason)
        .bind(id)
        .bind(fence)
        .execute(&mut tx.conn)
        .await?;
    Ok(Settled::by(done))
}

/// The fate of a message is that of the firing it says.
async fn finish_firing(
    tx: &mut Tx<'_>,
    id: i64,
    now: Timestamp,
    ending: Ending<'_>,
) -> Result<(), StoreError> {
    let (state, reason) = match ending {
        Ending::Delivered(Lateness::Late) => ("late", None),
        Ending::Delivered(_) => ("delivered", None),
        Ending::Gone(reason) => ("gone", Some(reason)),
        Ending::Unknown => ("unknown", None),
        Ending::Missed(reason) | Ending::SetAside(reason) => ("missed", Some(reason)),
    };
    let sent = matches!(ending, Ending::Delivered(_)).then(|| millis(now));
    query(
        "UPDATE occurrence SET state = $1, reason = $2, finished = $3, sent = $4,
            tries = (SELECT o.attempts FROM outbox o WHERE o.id = $5),
            repeats = (SELECT o.doubts FROM outbox o WHERE o.id = $5)
         WHERE id = (SELECT o.occurrence_id FROM outbox o WHERE o.id = $5)
           AND state = 'pending'",
    )
    .bind(state)
    .bind(reason)
    .bind(millis(now))
    .bind(sent)
    .bind(id)
    .execute(&mut tx.conn)
    .await?;
    Ok(())
}

struct Settle {
    shared: Arc<super::Shared>,
    leased: Leased,
    settlement: Settlement,
    now: Timestamp,
}

impl Operation for Settle {
    type Output = Settled;

    async fn run(&self, tx: &mut Tx<'_>) -> Result<Settled, StoreError> {
        let Lease { late, .. } = &self.leased.lease;
        let settled = match &self.settlement {
            Settlement::Delivered(message) => {
                let lateness = if *late { Lateness::Late } else { Lateness::OnTime };
                let settled = self.end(tx, Ending::Delivered(lateness)).await?;
                if settled == Settled::Done {
                    remember_question(tx, &self.leased, message.as_ref()).await?;
                    remember_shown(tx, &self.leased, message.as_ref()).await?;
                }
                settled
            }
            Settlement::Again(at) => self.give_back(tx, *at, Try::Failed).await?,
            Settlement::HeldBack(at) => {
                let settled = self.give_back(tx, *at, Try::Failed).await?;
                if settled == Settled::Done {
                    hold_back(tx, self.leased.target, *at).await?;
                }
                settled
            }
            Settlement::Repeat(at) => self.give_back(tx, *at, Try::InDoubt).await?,
            Settlement::Released => self.give_back(tx, self.now, Try::NotMade).await?,
            Settlement::Moved(to) => {
                let settled = self.give_back(tx, self.now, Try::Failed).await?;
                if settled == Settled::Done {
                    let Leased { delivery, lease, .. } = &self.leased;
                    let from = &delivery.outgoing.place;
                    place::moved(tx, &self.shared, from, to, Some(lease.id)).await?;
                }
                settled
            }
            Settlement::Gone(reason) => {
                let settled = self.end(tx, Ending::Gone(reason)).await?;
                if settled == Settled::Done {
                    let place = &self.leased.delivery.outgoing.place;
                    let closed = Closed { place, extent: Extent::Place, reason, now: self.now };
                    place::closed(tx, &self.shared, &closed).await?;
                }
                settled
            }
            Settlement::Refused(reason) => self.end(tx, Ending::SetAside(reason)).await?,
            Settlement::Missed(reason) => {
                let settled = self.end(tx, Ending::Missed(reason)).await?;
                if settled == Settled::Done {
                    remember_question(tx, &self.leased, None).await?;
                }
                settled
            }
            Settlement::Unknown => {
                let settled = self.end(tx, Ending::Unknown).await?;
                if settled == Settled::Done {
                    remember_question(tx, &self.leased, None).await?;
                }
                settled
            }
        };
        Ok(settled)
    }
}

/// What a message is given back after.
#[derive(Clone, Copy)]
enum Try {
    Failed,
    InDoubt,
    NotMade,
}

impl Settle {
    async fn end(&self, tx: &mut Tx<'_>, ending: Ending<'_>) -> Result<Settled, StoreError> {
        let Lease { id, fence, .. } = self.leased.lease;
        if self.leased.firing.is_none() {
            return finish(tx, id, fence, self.now, ending).await;
        }
        end(tx, id, fence, self.now, ending).await
    }

    /// Gives the message back, due at a time. The fence moves on, so that a
    /// settlement counts once.
    async fn give_back(
        &self,
        tx: &mut Tx<'_>,
        due: Timestamp,
        made: Try,
    ) -> Result<Settled, StoreError> {
        let (untried, doubts) = match made {
            Try::Failed => (0_i64, 0_i64),
            Try::InDoubt => (0, 1),
            Try::NotMade => (1, 0),
        };
        let done = query(
            "UPDATE outbox SET due = $1, attempts = attempts - $2, doubts = doubts + $3,
                               fence = fence + 1, leased = 0, begun = NULL
             WHERE id = $4 AND fence = $5 AND finished IS NULL",
        )
        .bind(millis(due))
        .bind(untried)
        .bind(doubts)
        .bind(self.leased.lease.id)
        .bind(self.leased.lease.fence)
        .execute(&mut tx.conn)
        .await?;
        Ok(Settled::by(done))
    }
}

/// Notes where the conversation's question is once this message was sent: under
/// that name, or nobody knows where. Then the next one is a message of its own,
/// rather than a change of one far above that nobody sees.
pub(super) async fn remember_question(
    tx: &mut Tx<'_>,
    leased: &Leased,
    message: Option<&PlatformId>,
) -> Result<(), StoreError> {
    let question = leased.question_after(message);
    let Some(address) = leased.lease.address.as_ref().filter(|_| leased.lease.home) else {
        return Ok(());
    };
    if question == leased.delivery.edit {
        return Ok(());
    }
    query("UPDATE conversation SET question = $1 WHERE id = $2")
        .bind(question.map(|question| question.as_str().to_owned()))
        .bind(address.conversation)
        .execute(&mut tx.conn)
        .await?;
    Ok(())
}

/// Notes which message shows a schedule.
async fn remember_shown(
    tx: &mut Tx<'_>,
    leased: &Leased,
    message: Option<&PlatformId>,
) -> Result<(), StoreError> {
    let Placement::Shows(schedule) = leased.delivery.outgoing.placement else { return Ok(()) };
    if message.is_none() || message == leased.delivery.edit.as_ref() {
        return Ok(());
    }
    query("UPDATE schedule SET message = $1 WHERE id = $2")
        .bind(message.map(|message| message.as_str().to_owned()))
        .bind(schedule.number())
        .execute(&mut tx.conn)
        .await?;
    Ok(())
}

/// All that waits for a chat waits until then.
async fn hold_back(tx: &mut Tx<'_>, target: Target, until: Timestamp) -> Result<(), StoreError> {
    query(
        "UPDATE outbox SET due = $1
         WHERE target = $2 AND finished IS NULL AND leased = 0 AND due < $1",
    )
    .bind(millis(until))
    .bind(target.0)
    .execute(&mut tx.conn)
    .await?;
    Ok(())
}
