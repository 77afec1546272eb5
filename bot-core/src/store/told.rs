//! Telling people what has happened to schedules without their doing: whoever made them, and
//! those who run the club.

use std::{collections::BTreeMap, sync::Arc};

use jiff::Timestamp;

use super::{
    Shared, Store,
    check::CANNOT_MENTION,
    club,
    database::Reader,
    error::StoreError,
    firing,
    outbox::{self, NewMessage},
    people::{self, Address, conversation_columns},
    seal::Column,
    sql::query,
    writer::{Operation, Tx},
};
use crate::{bot::Profile, club::Settings, event::Place, message::Outgoing};

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
