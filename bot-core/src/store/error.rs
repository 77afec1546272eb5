//! What can go wrong with a database, told to an operator: what it is, and
//! what to do about it. Never holds a value that was to be stored.

use std::{error::Error, fmt, io};

use rusqlite::{ErrorCode, ffi};

use super::seal::DoesNotOpen;

/// What the system or the database itself says of a failure, said once: each
/// layer of a driver's error repeats the one below it.
#[derive(Debug)]
pub struct Cause(Failure);

#[derive(Debug)]
enum Failure {
    System(io::Error),
    Sqlite(rusqlite::Error),
    Postgres(sqlx::Error),
}

impl Cause {
    /// Whether a row was to belong to one that is not there.
    pub(super) fn is_foreign_key(&self) -> bool {
        match &self.0 {
            Failure::System(_) => false,
            Failure::Sqlite(error) => error
                .sqlite_error()
                .is_some_and(|error| error.extended_code == ffi::SQLITE_CONSTRAINT_FOREIGNKEY),
            Failure::Postgres(error) => {
                error.as_database_error().is_some_and(|error| error.is_foreign_key_violation())
            }
        }
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut innermost: &dyn Error = match &self.0 {
            Failure::System(error) => error,
            // It says what SQLite says; the one below it only has the code.
            Failure::Sqlite(error) => return fmt::Display::fmt(error, f),
            Failure::Postgres(error) => error,
        };
        while let Some(below) = innermost.source() {
            innermost = below;
        }
        fmt::Display::fmt(innermost, f)
    }
}

/// Its layers are in its text already.
impl Error for Cause {}

impl From<io::Error> for Cause {
    fn from(error: io::Error) -> Self {
        Self(Failure::System(error))
    }
}

impl From<rusqlite::Error> for Cause {
    fn from(error: rusqlite::Error) -> Self {
        Self(Failure::Sqlite(error))
    }
}

impl From<sqlx::Error> for Cause {
    fn from(error: sqlx::Error) -> Self {
        Self(Failure::Postgres(error))
    }
}

/// Why the store could not do what was asked. Nothing was changed where one is returned.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// A later release has written the database.
    #[error(
        "the database was written by a newer release (its version is {found}, this release knows up to {known}); run that release, or restore a backup made before it"
    )]
    Newer {
        /// The database's version.
        found: i64,
        /// The latest version this release knows.
        known: i64,
    },
    /// The data key is another database's.
    #[error("the data key does not fit the database; give the key the database was made with")]
    DataKeyDoesNotFit,
    /// Another process has the SQLite database open.
    #[error(
        "another process has this database open; stop it first, or use PostgreSQL for several processes"
    )]
    InUse,
    /// No space is left.
    #[error("the disk is full; free some space, nothing that was accepted is lost")]
    DiskFull(#[source] Cause),
    /// The system failed to read or write the file.
    #[error(
        "the disk failed to read or write the database; check the disk, its space and its quotas, nothing that was accepted is lost"
    )]
    Disk(#[source] Cause),
    /// The file, its folder or the server takes no writes.
    #[error("the database can't be written to; check who may write to the file and its folder")]
    ReadOnly(#[source] Cause),
    /// The file can't be opened or made.
    #[error("the database can't be opened; check that its folder exists and can be written to")]
    CannotOpen(#[source] Cause),
    /// Others kept the database locked for too long.
    #[error("the database is busy; try again")]
    Busy(#[source] Cause),
    /// The file is damaged or not a database.
    #[error("the database is damaged or is not a database; restore a backup")]
    Corrupt(#[source] Cause),
    /// The integrity check found damage.
    #[error("the database is damaged ({0} findings); restore a backup")]
    Damaged(usize),
    /// The server can't be reached, or refuses the login.
    #[error("the PostgreSQL server can't be reached; check its address, name and password")]
    Unreachable(#[source] Cause),
    /// The location is not one that can be understood.
    #[error("the database's location is not understood: {0}")]
    Location(&'static str),
    /// A sealed value does not open although the data key fits.
    #[error(
        "a sealed value in the database does not open: it was changed or moved outside the bot"
    )]
    Sealed(#[from] DoesNotOpen),
    /// A value in the database does not read.
    #[error("a value in the database does not read ({0})")]
    Unreadable(&'static str),
    /// The owner has as many schedules as one may have.
    #[error("there are {most} schedules already, and no more are kept")]
    TooManySchedules {
        /// The most an owner may have.
        most: usize,
    },
    /// A club is no longer as the step found it.
    #[error("the club was changed meanwhile")]
    ClubChanged,
    /// A step of the database's structure was made by another text than this
    /// release's.
    #[error(
        "step {version} of the database's structure is not the one this release knows; run the release that made it"
    )]
    Changed {
        /// The step.
        version: i64,
    },
    /// The store was closed while the request waited.
    #[error("the store is closed")]
    Closed,
    /// Anything else the database says.
    #[error("the database refused a statement")]
    Database(#[source] Cause),
}

impl StoreError {
    /// Whether the same request may succeed if simply made again.
    pub fn is_transient(&self) -> bool {
        match self {
            Self::Busy(_) | Self::Unreachable(_) => true,
            Self::Newer { .. }
            | Self::DataKeyDoesNotFit
            | Self::InUse
            // Space is made by people: whoever waits is told rather than kept waiting.
            | Self::DiskFull(_)
            | Self::Disk(_)
            | Self::ReadOnly(_)
            | Self::CannotOpen(_)
            | Self::Corrupt(_)
            | Self::Damaged(_)
            | Self::Location(_)
            | Self::Sealed(_)
            | Self::Unreadable(_)
            | Self::TooManySchedules { .. }
            | Self::ClubChanged
            | Self::Changed { .. }
            | Self::Closed
            | Self::Database(_) => false,
        }
    }
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        match &error {
            sqlx::Error::Database(refusal) => {
                let code = refusal.code().unwrap_or_default().into_owned();
                Self::from_postgres(&code, error)
            }
            sqlx::Error::Io(_)
            | sqlx::Error::Tls(_)
            | sqlx::Error::Protocol(_)
            | sqlx::Error::PoolTimedOut => Self::Unreachable(error.into()),
            sqlx::Error::PoolClosed | sqlx::Error::WorkerCrashed => Self::Closed,
            _ => Self::Database(error.into()),
        }
    }
}

impl From<rusqlite::Error> for StoreError {
    /// By [result code](https://www.sqlite.org/rescode.html).
    fn from(error: rusqlite::Error) -> Self {
        let Some(failure) = error.sqlite_error() else { return Self::Database(error.into()) };
        match failure.code {
            // The index of the log could not be given its size: there is no room for it.
            _ if failure.extended_code == ffi::SQLITE_IOERR_SHMSIZE => Self::DiskFull(error.into()),
            ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => Self::Busy(error.into()),
            // Shared-memory and other files that can't be made beside a database
            // in a folder without write permission come as `CannotOpen`.
            ErrorCode::PermissionDenied | ErrorCode::ReadOnly => Self::ReadOnly(error.into()),
            ErrorCode::CannotOpen => Self::CannotOpen(error.into()),
            ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase => Self::Corrupt(error.into()),
            ErrorCode::SystemIoFailure => Self::Disk(error.into()),
            ErrorCode::DiskFull => Self::DiskFull(error.into()),
            _ => Self::Database(error.into()),
        }
    }
}

impl StoreError {
    /// By [SQLSTATE](https://www.postgresql.org/docs/current/errcodes-appendix.html).
    fn from_postgres(code: &str, error: sqlx::Error) -> Self {
        match code {
            "53100" => Self::DiskFull(error.into()),
            "25006" => Self::ReadOnly(error.into()),
            "40001" | "40P01" | "55P03" | "53300" => Self::Busy(error.into()),
            "XX001" | "XX002" => Self::Corrupt(error.into()),
            "57P01" | "57P02" | "57P03" | "3D000" => Self::Unreachable(error.into()),
            _ if code.starts_with("08") || code.starts_with("28") => {
                Self::Unreachable(error.into())
            }
            _ => Self::Database(error.into()),
        }
    }
}
