//! Places that have moved or closed: everything that goes to one follows it or
//! stops, in the transaction that settles the message that found out; and
//! whoever made what has stopped is told so once.

use std::{collections::BTreeMap, sync::Arc};

use jiff::Timestamp;

use super::{
    Shared, Store,
    check::CANNOT_MENTION,
    club,
    database::Reader,
    error::StoreError,
    firing,
    outbox::{self, NewMessage, Opened, Target},
    people::{self, Address, conversation_columns},
    rows::millis,
    seal::Column,
    sql::{Row, query},
    writer::{Operation, Tx},
};
use crate::{
    bot::Profile,
    club::Settings,
    event::{Place, PlatformId},
    message::Outgoing,
};

fn text(id: Option<&PlatformId>) -> Option<String> {
    id.map(|id| id.as_str().to_owned())
}

/// A place as the statements here take it, as $1 to $4.
macro_rules! bind_place {
    ($query:expr, $place:expr) => {
        $query
            .bind($place.platform.as_str())
            .bind(text($place.space.as_ref()).unwrap_or_default())
            .bind($place.channel.as_str().to_owned())
            .bind(text($place.thread.as_ref()).unwrap_or_default())
    };
}

/// What waits for a chat, with what it says.
async fn waiting_for(
    tx: &mut Tx<'_>,
    shared: &Shared,
    target: Target,
) -> Result<Vec<Opened>, StoreError> {
    let rows = query(concat!(
        "SELECT o.id, o.payload, o.conversation_id AS home, ",
        conversation_columns!(),
        " FROM outbox o LEFT JOIN conversation c ON c.id = o.conversation_id
                        LEFT JOIN person p ON p.id = c.person_id
          WHERE o.target = $1 AND o.finished IS NULL"
    ))
    .bind(target.0)
    .fetch_all(&mut tx.conn)
    .await?;
    // One that does not open is set aside when its turn comes.
    Ok(rows.iter().filter_map(|row| Opened::from(row, shared).ok()).collect())
}

/// A place that has turned out to be closed.
pub(super) struct Closed<'a> {
    pub(super) place: &'a Place,
    pub(super) extent: Extent,
    pub(super) reason: &'a str,
    pub(super) now: Timestamp,
}

/// How much of a chat is closed with a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Extent {
    /// The place alone: its threads, or the chat around it, may be open.
    Place,
    /// The chat with all its threads; a space that is named as its own channel with all
    /// its channels.
    Chat,
}

/// Ends what waits for a closed place, and stops the schedules that are said
/// there until somebody resumes them.
pub(super) async fn closed(
    tx: &mut Tx<'_>,
    shared: &Shared,
    closed: &Closed<'_>,
) -> Result<(), StoreError> {
    let Closed { place, extent, reason, now } = closed;
    for waiting in waiting_for(tx, shared, Target::of(place, &shared.store_key)).await? {
        if *extent == Extent::Chat || waiting.place == **place {
            end_waiting(tx, waiting.id, reason, *now).await?;
        }
    }
    let stop = query(
        "UPDATE schedule SET state = 'gone', reason = $5, wake = NULL, fence = fence + 1, told = 0
         WHERE state = 'active'
           AND ((at_platform = $1 AND coalesce(at_space, '') = $2
                 AND (at_channel = $3 OR ($6 = 1 AND $2 = $3))
                 AND ($6 = 1 OR coalesce(at_thread, '') = $4))
             OR (person_id IS NOT NULL AND conversation_id IN
                 (SELECT c.id FROM conversation c JOIN person p ON p.id = c.person_id
                  WHERE (c.channel = $3 OR ($6 = 1 AND $2 = $3)) AND coalesce(c.space, '') = $2
                    AND ($6 = 1 OR coalesce(c.thread, '') = $4) AND p.platform = $1)))",
    );
    let stop = bind_place!(stop, place).bind(*reason);
    stop.bind(i64::from(*extent == Extent::Chat)).execute(&mut tx.conn).await?;
    Ok(())
}

async fn end_waiting(
    tx: &mut Tx<'_>,
    id: i64,
    reason: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    query(
        "UPDATE occurrence SET state = 'gone', reason = $2, finished = $1
         WHERE state = 'pending' AND id = (SELECT o.occurrence_id FROM outbox o WHERE o.id = $3)",
    )
    .bind(millis(now))
    .bind(reason)
    .bind(id)
    .execute(&mut tx.conn)
    .await?;
    query(
        "UPDATE outbox SET finished = $1, outcome = 'gone', reason = $2,
                           payload = NULL, conversation_id = NULL
         WHERE id = $3 AND finished IS NULL",
    )
    .bind(millis(now))
    .bind(reason)
    .bind(id)
    .execute(&mut tx.conn)
    .await?;
    Ok(())
}

/// Where something at a moved place goes now. A chat that moves takes its
/// threads along, which keep their names.
fn follow(at: &Place, from: &Place, to: &Place) -> Option<Place> {
    if at == from {
        return Some(to.clone());
    }
    let same_chat = at.space == from.space && at.channel == from.channel;
    (same_chat && from.channel != to.channel)
        .then(|| Place { thread: at.thread.clone(), ..to.clone() })
}

/// Moves all that goes to a place, or with a chat to any thread of it:
/// conversations, schedules, the club itself, and the messages that wait.
/// `found_out` is the message that was told of it, where one was.
pub(super) async fn moved(
    tx: &mut Tx<'_>,
    shared: &Shared,
    from: &Place,
    to: &Place,
    found_out: Option<i64>,
) -> Result<(), StoreError> {
    // Read before their conversations move: then it is plain where they went.
    let waiting = waiting_for(tx, shared, Target::of(from, &shared.store_key)).await?;
    for (id, at) in conversations_at(tx, from).await? {
        let Some(to) = follow(&at, from, to) else { continue };
        // A person who has a conversation there keeps both.
        let update = query(
            "UPDATE conversation SET space = $5, channel = $3, thread = $6, question = NULL
             WHERE id = $7
               AND NOT EXISTS (SELECT 1 FROM conversation t JOIN person p ON p.id = t.person_id
                               WHERE t.person_id = conversation.person_id AND t.channel = $3
                                 AND coalesce(t.space, '') = $2 AND coalesce(t.thread, '') = $4
                                 AND p.platform = $1)",
        );
        bind_place!(update, to)
            .bind(text(to.space.as_ref()))
            .bind(text(to.thread.as_ref()))
            .bind(id)
            .execute(&mut tx.conn)
            .await?;
    }
    // Else nobody would know why the reminders of a topic come beside it.
    let topic_lost = from.channel == to.channel && from.thread.is_some() && to.thread.is_none();
    for (id, at) in schedules_at(tx, from).await? {
        let Some(to) = follow(&at, from, to) else { continue };
        query(
            "UPDATE schedule SET at_space = $1, at_channel = $2, at_thread = $3,
                told = CASE WHEN $5 = 1 THEN 0 ELSE told END WHERE id = $4",
        )
        .bind(text(to.space.as_ref()))
        .bind(to.channel.as_str())
        .bind(text(to.thread.as_ref()))
        .bind(id)
        .bind(i64::from(topic_lost))
        .execute(&mut tx.conn)
        .await?;
    }
    move_club(tx, shared, from, to).await?;
    for message in waiting {
        let Some(to) = follow(&message.place, from, to) else { continue };
        let mut payload = message.payload;
        payload.moves += 1;
        // What goes to the conversation's own place goes where that is now; the
        // message that found out goes to the new place whatever became of it.
        let first = Some(message.id) == found_out;
        payload.place = (first || !message.home).then(|| to.clone());
        if first {
            payload.placement = crate::message::Placement::New;
        }
        query("UPDATE outbox SET payload = $1, target = $2 WHERE id = $3")
            .bind(outbox::seal(message.address.as_ref(), &shared.store_key, &payload)?)
            .bind(Target::of(&to, &shared.store_key).0)
            .bind(message.id)
            .execute(&mut tx.conn)
            .await?;
    }
    Ok(())
}

async fn conversations_at(tx: &mut Tx<'_>, chat: &Place) -> Result<Vec<(i64, Place)>, StoreError> {
    let rows = query(
        "SELECT c.id, c.space, c.channel, c.thread
         FROM conversation c JOIN person p ON p.id = c.person_id
         WHERE c.channel = $1 AND p.platform = $2",
    )
    .bind(chat.channel.as_str())
    .bind(chat.platform.as_str())
    .fetch_all(&mut tx.conn)
    .await?;
    rows.iter().map(|row| numbered_place(row, chat)).collect()
}

async fn schedules_at(tx: &mut Tx<'_>, chat: &Place) -> Result<Vec<(i64, Place)>, StoreError> {
    let rows = query(
        "SELECT id, at_space, at_channel, at_thread FROM schedule
         WHERE at_channel = $1 AND at_platform = $2",
    )
    .bind(chat.channel.as_str())
    .bind(chat.platform.as_str())
    .fetch_all(&mut tx.conn)
    .await?;
    rows.iter().map(|row| numbered_place(row, chat)).collect()
}

fn numbered_place(row: &Row, chat: &Place) -> Result<(i64, Place), StoreError> {
    let optional =
        |at: usize| row.try_get::<Option<String>, _>(at).map(|id| id.map(PlatformId::new));
    let place = Place {
        platform: chat.platform,
        space: optional(1)?,
        channel: PlatformId::new(row.try_get::<String, _>(2)?),
        thread: optional(3)?,
    };
    Ok((row.try_get(0)?, place))
}

/// A group that gets another name is still the same club, with its settings and what was
/// changed in it.
async fn move_club(
    tx: &mut Tx<'_>,
    shared: &Shared,
    from: &Place,
    to: &Place,
) -> Result<(), StoreError> {
    let (Some(old), Some(new)) = (&from.space, &to.space) else { return Ok(()) };
    if old == new {
        return Ok(());
    }
    let find = |name: &PlatformId| {
        query("SELECT id, settings, revision FROM club WHERE platform = $1 AND name = $2")
            .bind(from.platform.as_str())
            .bind(name.as_str())
    };
    let Some(club) = find(old).fetch_optional(&mut tx.conn).await? else { return Ok(()) };
    let id: i64 = club.try_get("id")?;
    let mut revision: i64 = club.try_get("revision")?;
    // Somebody may have begun under the new name already: what they made joins the club.
    if let Some(begun) = find(new).fetch_optional(&mut tx.conn).await? {
        let joins: i64 = begun.try_get("id")?;
        revision += begun.try_get::<i64, _>("revision")?;
        query("UPDATE schedule SET club_id = $1 WHERE club_id = $2")
            .bind(id)
            .bind(joins)
            .execute(&mut tx.conn)
            .await?;
        query("DELETE FROM club WHERE id = $1").bind(joins).execute(&mut tx.conn).await?;
    }
    let settings = match club.try_get::<Option<Vec<u8>>, _>("settings")? {
        Some(sealed) => {
            let mut settings: Settings = club::open(&shared.store_key, &sealed)?;
            let place = settings.place.as_ref();
            if let Some(follows) = place.and_then(|place| follow(place, from, to)) {
                settings.place = Some(follows);
            }
            Some(club::seal(&shared.store_key, &settings)?)
        }
        None => None,
    };
    // A step that found either of the two is made once more.
    query("UPDATE club SET name = $2, settings = $3, revision = $4 WHERE id = $1")
        .bind(id)
        .bind(new.as_str())
        .bind(settings)
        .bind(revision + 1)
        .execute(&mut tx.conn)
        .await?;
    Ok(())
}

/// What has happened to schedules without their maker's doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Happened {
    /// They have stopped: their place is closed.
    Stopped,
    /// They go on in the chat around their topic, which is gone.
    LeftTheirTopic,
    /// They go on without telling their role, which can't be mentioned.
    CannotMention,
}

/// Somebody who has to be told what has happened to schedules they made.
#[derive(Clone)]
pub struct Untold {
    /// What has.
    pub happened: Happened,
    /// Where they can be told: their latest private conversation elsewhere.
    pub place: Option<Place>,
    /// What they have told of themselves.
    pub profile: Option<Profile>,
    /// To how many of their schedules.
    pub count: usize,
    /// Where those who run the club can be told, and what they have settled.
    pub club: Option<(Place, Settings)>,
    schedules: Vec<i64>,
    address: Option<Address>,
}

impl std::fmt::Debug for Untold {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Untold({:?})", self.schedules)
    }
}

impl Store {
    /// Who has to be told what happened to their schedules, once a place.
    ///
    /// # Errors
    /// The database can't be read, or what is sealed does not open.
    pub async fn untold(&self) -> Result<Vec<Untold>, StoreError> {
        let mut reader = self.shared.database.reader().await?;
        let rows = query(UNTOLD).fetch_all(&mut reader.conn()).await?;
        let mut changed: BTreeMap<(Option<i64>, Place, Happened), Vec<i64>> = BTreeMap::new();
        let mut clubs: BTreeMap<i64, Option<i64>> = BTreeMap::new();
        for row in &rows {
            let place = firing::place_of(row)?;
            let maker = row.try_get("maker")?;
            let happened = match row.try_get::<String, _>("state")?.as_str() {
                "gone" => Happened::Stopped,
                _ if row.try_get::<Option<String>, _>("reason")?.as_deref()
                    == Some(CANNOT_MENTION) =>
                {
                    Happened::CannotMention
                }
                _ => Happened::LeftTheirTopic,
            };
            let schedule = row.try_get("schedule")?;
            clubs.insert(schedule, row.try_get("club_id")?);
            changed.entry((maker, place, happened)).or_default().push(schedule);
        }
        let mut untold = Vec::with_capacity(changed.len());
        for ((maker, closed, happened), schedules) in changed {
            let club = schedules.iter().find_map(|schedule| *clubs.get(schedule)?);
            let club = match club {
                Some(club) => self.club_beside(&mut reader, club, &closed, happened).await?,
                None => None,
            };
            let mut told = Untold {
                happened,
                place: None,
                profile: None,
                count: schedules.len(),
                club,
                schedules,
                address: None,
            };
            let query = query(PRIVATE).bind(maker).bind(closed.channel.as_str());
            if let Some(row) = query.fetch_optional(&mut reader.conn()).await? {
                let (conversation, address) = people::conversation_in(&row, &self.shared.data_key)?;
                told.place = Some(conversation.place);
                told.profile = row
                    .try_get::<Option<Vec<u8>>, _>("profile")?
                    .map(|sealed| address.open(Column::Profile, &sealed))
                    .transpose()?;
                told.address = Some(address);
            }
            untold.push(told);
        }
        Ok(untold)
    }

    /// Where those who run a club can be told what happened to its schedules in a place.
    async fn club_beside(
        &self,
        reader: &mut Reader,
        club: i64,
        place: &Place,
        happened: Happened,
    ) -> Result<Option<(Place, Settings)>, StoreError> {
        let row = query("SELECT settings FROM club WHERE id = $1")
            .bind(club)
            .fetch_one(&mut reader.conn())
            .await?;
        let sealed = row.try_get::<Option<Vec<u8>>, _>("settings")?;
        let settings: Settings = match sealed {
            Some(sealed) => club::open(&self.shared.store_key, &sealed)?,
            None => Settings::default(),
        };
        let open = |other: &Place| other.channel != place.channel;
        let beside = match happened {
            // There the bot may still post.
            Happened::CannotMention => Some(place.clone()),
            // Everybody sees it coming beside its topic.
            Happened::LeftTheirTopic => None,
            Happened::Stopped => match settings.place.clone().filter(open) {
                Some(usual) => Some(usual),
                None => {
                    let row = query(BESIDE).bind(club).bind(place.channel.as_str());
                    let row = row.fetch_optional(&mut reader.conn()).await?;
                    row.as_ref().map(firing::club_place_of).transpose()?
                }
            },
        };
        Ok(beside.map(|beside| (beside, settings)))
    }

    /// Says it to them, and that they were told; or only the latter, where
    /// there is nowhere to say it.
    ///
    /// # Errors
    /// Nothing is changed where one is returned.
    pub async fn tell(
        &self,
        untold: Untold,
        says: Vec<Outgoing>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let shared = Arc::clone(&self.shared);
        self.shared.database.write(Tell { shared, untold, says, now }).await
    }
}

const UNTOLD: &str = concat!(
    "SELECT s.id AS schedule, s.state, s.reason, coalesce(s.made_by, s.person_id) AS maker, s.person_id AS owner,
            s.club_id,
            s.at_platform, s.at_space, s.at_channel, s.at_thread, ",
    conversation_columns!(),
    " FROM schedule s LEFT JOIN conversation c ON c.id = s.conversation_id
                      LEFT JOIN person p ON p.id = c.person_id
      WHERE s.told = 0 ORDER BY s.id LIMIT 1000"
);

/// Another place where a club's schedules are said.
const BESIDE: &str = "SELECT at_platform, at_space, at_channel, at_thread FROM schedule
    WHERE club_id = $1 AND state = 'active' AND at_channel <> $2 ORDER BY id LIMIT 1";

/// What belongs to no group is private.
const PRIVATE: &str = concat!(
    "SELECT p.profile, ",
    conversation_columns!(),
    " FROM conversation c JOIN person p ON p.id = c.person_id
      WHERE c.person_id = $1 AND c.channel <> $2 AND c.space IS NULL AND c.thread IS NULL
      ORDER BY c.id DESC LIMIT 1"
);

struct Tell {
    shared: Arc<Shared>,
    untold: Untold,
    says: Vec<Outgoing>,
    now: Timestamp,
}

impl Operation for Tell {
    type Output = ();

    async fn run(&self, tx: &mut Tx<'_>) -> Result<(), StoreError> {
        let mut anew = 0;
        for schedule in &self.untold.schedules {
            let told = query("UPDATE schedule SET told = 1 WHERE id = $1 AND told = 0")
                .bind(*schedule)
                .execute(&mut tx.conn)
                .await?;
            anew += told;
        }
        let says = self.says.iter().filter(|_| anew > 0);
        for outgoing in says {
            // Whoever made them has a conversation of their own; a club has none.
            let own = self.untold.place.as_ref() == Some(&outgoing.place);
            let address = self.untold.address.as_ref().filter(|_| own);
            let message = NewMessage {
                address,
                outgoing,
                if_late: None,
                home: address.is_some(),
                answers: None,
                firing: None,
                occurrence: None,
                now: self.now,
                due: self.now,
                attempts: 0,
                begun: None,
            };
            outbox::insert(tx, &self.shared.store_key, &message).await?;
        }
        Ok(())
    }
}
