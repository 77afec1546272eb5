//! Bringing a database up to date, step by step, each step once.
//!
//! A step is one file of SQL for both databases and is never changed once
//! released: its checksum is kept in the database.

use std::borrow::Cow;

use sqlx::{
    AnyConnection, AssertSqlSafe, Row, SqlSafeStr,
    migrate::{Migration, MigrationType, Migrator},
};

use super::{dialect::Dialect, error::StoreError};

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
}

/// The version of a database that is up to date.
pub(super) fn latest() -> i64 {
    STEPS.iter().map(|(version, ..)| *version).max().unwrap_or(0)
}

/// Brings the database to `target`, unless it is there or beyond.
///
/// Two processes may try at once: PostgreSQL lets one wait for the other, and
/// SQLite's file is locked before this is called.
pub(super) async fn run_to(
    conn: &mut AnyConnection,
    dialect: Dialect,
    target: i64,
) -> Result<(), StoreError> {
    if let Some(found) = version(conn, dialect).await?
        && found > latest()
    {
        return Err(StoreError::Newer { found, known: latest() });
    }
    let steps = STEPS.iter().filter(|(version, ..)| *version <= target).map(
        |(version, description, sql)| {
            Migration::new(
                *version,
                Cow::Borrowed(description),
                MigrationType::Simple,
                AssertSqlSafe(dialect.spell(sql)).into_sql_str(),
                false,
            )
        },
    );
    let mut migrator = Migrator::with_migrations(steps.collect());
    migrator.set_ignore_missing(true);
    migrator.run(conn).await?;
    Ok(())
}

/// The latest step the database has seen, where it has seen one.
async fn version(conn: &mut AnyConnection, dialect: Dialect) -> Result<Option<i64>, StoreError> {
    let table = sqlx::query(dialect.pick(
        "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = '_sqlx_migrations'",
        "SELECT count(*) FROM pg_tables
         WHERE schemaname = current_schema() AND tablename = '_sqlx_migrations'",
    ))
    .fetch_one(&mut *conn)
    .await?;
    if table.try_get::<i64, _>(0)? == 0 {
        return Ok(None);
    }
    let row =
        sqlx::query("SELECT max(version) FROM _sqlx_migrations").fetch_one(&mut *conn).await?;
    Ok(row.try_get(0)?)
}
