//! The few words in which SQLite and PostgreSQL differ. Every statement is
//! otherwise one text for both.

use sqlx::{AnyConnection, Executor};

/// Which database is behind the repository.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Dialect {
    Sqlite,
    Postgres,
}

impl Dialect {
    /// The statements of a migration in this database's words.
    pub(super) fn spell(self, migration: &str) -> String {
        let (row_key, sealed) = match self {
            Self::Sqlite => ("INTEGER PRIMARY KEY AUTOINCREMENT", "BLOB"),
            Self::Postgres => ("BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY", "BYTEA"),
        };
        migration.replace("ROW_KEY", row_key).replace("SEALED", sealed)
    }

    /// Picks a statement.
    pub(super) const fn pick(self, sqlite: &'static str, postgres: &'static str) -> &'static str {
        match self {
            Self::Sqlite => sqlite,
            Self::Postgres => postgres,
        }
    }

    /// What is said to a new connection that writes.
    pub(super) async fn prepare_writer(self, conn: &mut AnyConnection) -> sqlx::Result<()> {
        match self {
            // FULL makes every commit durable; secure_delete wipes what is
            // deleted, so that a forgotten person's name leaves the file too.
            Self::Sqlite => {
                conn.execute(
                    "PRAGMA busy_timeout = 5000;
                     PRAGMA journal_mode = WAL;
                     PRAGMA synchronous = FULL;
                     PRAGMA foreign_keys = ON;
                     PRAGMA secure_delete = ON;
                     PRAGMA journal_size_limit = 67108864;",
                )
                .await?;
            }
            Self::Postgres => {
                conn.execute("SET statement_timeout = '30s'").await?;
            }
        }
        Ok(())
    }

    /// What is said to a new connection that only reads.
    pub(super) async fn prepare_reader(self, conn: &mut AnyConnection) -> sqlx::Result<()> {
        match self {
            Self::Sqlite => {
                conn.execute("PRAGMA busy_timeout = 5000; PRAGMA query_only = ON;").await?;
                Ok(())
            }
            // PostgreSQL has one pool, for both.
            Self::Postgres => self.prepare_writer(conn).await,
        }
    }
}
