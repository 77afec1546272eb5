//! Bringing a database up to date, step by step, each step once.
//!
//! A step is one file of SQL for both databases and is never changed once
//! released: its checksum is kept in the database.

use std::collections::HashMap;

use ring::digest::{SHA256, digest};

use super::{
    dialect::Dialect,
    error::StoreError,
    sql::{Connection, query},
};

macro_rules! steps {
    ($($version:literal $description:literal $file:literal)+) => {
        const STEPS: &[(i64, &str, &str)] =
            &[$(($version, $description, include_str!(concat!("migrations/", $file)))),+];
    };
}

steps! {
    1 "people"  "0001_people.sql"
    2 "outbox"  "0002_outbox.sql"
    3 "schedules" "0003_schedules.sql"
    4 "delivery" "0004_delivery.sql"
    5 "clubs" "0005_clubs.sql"
    6 "members" "0006_members.sql"
    7 "membership" "0007_membership.sql"
}

/// The version of a database that is up to date.
pub(super) fn latest() -> i64 {
    STEPS.iter().map(|(version, ..)| *version).max().unwrap_or(0)
}

/// The steps a database has seen.
const TABLE: &str = "CREATE TABLE IF NOT EXISTS migration (
    version BIGINT PRIMARY KEY,
    description TEXT NOT NULL,
    checksum SEALED NOT NULL
)";

/// Two processes that bring one database up to date take turns by this number.
const TURN: i64 = 0x6865_656c_626f_7421;

/// Brings the database to `target`, unless it is there or beyond: by all steps
/// that takes, or none.
///
/// Two processes may try at once: PostgreSQL lets one wait for the other, and
/// SQLite's file is locked before this is called.
pub(super) async fn run_to(
    conn: &mut Connection<'_>,
    dialect: Dialect,
    target: i64,
) -> Result<(), StoreError> {
    conn.batch(dialect.pick("BEGIN IMMEDIATE", "BEGIN")).await?;
    let done = step_to(conn, dialect, target).await;
    // The first error is the one worth telling.
    let ended = conn.batch(if done.is_ok() { "COMMIT" } else { "ROLLBACK" }).await;
    done.and(ended)
}

async fn step_to(
    conn: &mut Connection<'_>,
    dialect: Dialect,
    target: i64,
) -> Result<(), StoreError> {
    if dialect == Dialect::Postgres {
        query("SELECT pg_advisory_xact_lock($1)").bind(TURN).execute(conn).await?;
    }
    conn.batch(&dialect.spell(TABLE)).await?;
    let rows = query("SELECT version, checksum FROM migration").fetch_all(conn).await?;
    let mut seen = HashMap::new();
    for row in &rows {
        seen.insert(row.try_get::<i64, _>(0)?, row.try_get::<Vec<u8>, _>(1)?);
    }
    if let Some(&found) = seen.keys().max()
        && found > latest()
    {
        return Err(StoreError::Newer { found, known: latest() });
    }
    for &(version, description, sql) in STEPS {
        let checksum = digest(&SHA256, sql.as_bytes());
        match seen.get(&version) {
            Some(seen) if seen.as_slice() == checksum.as_ref() => {}
            Some(_) => return Err(StoreError::Changed { version }),
            None if version > target => {}
            None => {
                conn.batch(&dialect.spell(sql)).await?;
                query("INSERT INTO migration (version, description, checksum) VALUES ($1, $2, $3)")
                    .bind(version)
                    .bind(description)
                    .bind(checksum.as_ref().to_vec())
                    .execute(conn)
                    .await?;
            }
        }
    }
    Ok(())
}
