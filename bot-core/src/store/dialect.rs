//! The few words in which SQLite and PostgreSQL differ. Every statement is
//! otherwise one text for both.

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
}

/// What is said to SQLite on the connection that writes. FULL makes every commit
/// durable; `secure_delete` wipes what is deleted, so that a forgotten person's
/// name leaves the file too.
pub(super) const SQLITE_WRITER: &str = "PRAGMA busy_timeout = 5000;
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    PRAGMA foreign_keys = ON;
    PRAGMA secure_delete = ON;
    PRAGMA journal_size_limit = 67108864;";

/// What is said to SQLite on a connection that only reads.
pub(super) const SQLITE_READER: &str = "PRAGMA busy_timeout = 5000; PRAGMA query_only = ON;";

/// What is said to PostgreSQL on every connection.
pub(super) const POSTGRES: &str = "SET statement_timeout = '30s'";
