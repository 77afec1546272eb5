//! Connections and transactions: one writer with group commit on SQLite, plain
//! concurrent transactions on PostgreSQL. What is read and written is the
//! other modules' matter.

use std::{
    fs::{File, OpenOptions},
    io::{self, ErrorKind},
    path::{Path, PathBuf},
    sync::{Arc, Once},
    time::Duration,
};

use sqlx::{
    AnyConnection, AnyPool, ConnectOptions, Connection,
    any::{AnyConnectOptions, AnyPoolOptions},
};

use super::{
    dialect::Dialect,
    doorway::{Access, Doorway, Passage},
    error::StoreError,
    writer::{Operation, Tx, Writer},
};

/// Where the database is.
#[derive(Clone)]
pub enum Location {
    /// A SQLite file, made if there is none. Its folder must exist.
    Sqlite(PathBuf),
    /// A PostgreSQL server, as a `postgres://` address. It holds a password.
    Postgres(String),
}

impl std::fmt::Debug for Location {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Sqlite(path) => write!(f, "Sqlite({})", path.display()),
            Self::Postgres(_) => f.write_str("Postgres(..)"),
        }
    }
}

impl Location {
    pub(super) const fn dialect(&self) -> Dialect {
        match self {
            Self::Sqlite(_) => Dialect::Sqlite,
            Self::Postgres(_) => Dialect::Postgres,
        }
    }

    pub(super) fn options(&self) -> Result<AnyConnectOptions, StoreError> {
        static DRIVERS: Once = Once::new();
        DRIVERS.call_once(sqlx::any::install_default_drivers);
        let address = match self {
            Self::Sqlite(path) => sqlite_address(path)?,
            Self::Postgres(address) => address.clone(),
        };
        let options = address
            .parse::<AnyConnectOptions>()
            .map_err(|_| StoreError::Location("it is not a well-formed address"))?;
        Ok(options.disable_statement_logging())
    }
}

fn sqlite_address(path: &Path) -> Result<String, StoreError> {
    let path = std::path::absolute(path)
        .map_err(|_| StoreError::Location("the path of the file is not usable"))?;
    let path = path.to_str().ok_or(StoreError::Location("the path of the file is not UTF-8"))?;
    let mut address = String::from("sqlite://");
    for byte in path.bytes() {
        match byte {
            b'/' | b'-' | b'_' | b'.' | b'~' => address.push(char::from(byte)),
            _ if byte.is_ascii_alphanumeric() => address.push(char::from(byte)),
            _ => address.push_str(&format!("%{byte:02X}")),
        }
    }
    address.push_str("?mode=rwc");
    Ok(address)
}

/// A database that is open.
pub(super) struct Database {
    pub(super) dialect: Dialect,
    pool: AnyPool,
    writer: Option<Writer>,
    /// Held while a SQLite database is open: its leases and its group commit
    /// are one process's.
    lock: Option<Arc<File>>,
    doorway: Doorway,
}

/// Where to read, for one look.
pub(super) struct Reader<'a> {
    pool: &'a AnyPool,
    _passage: Passage,
}

impl Reader<'_> {
    pub(super) const fn pool(&self) -> &AnyPool {
        self.pool
    }
}

/// How many connections read from SQLite, and do everything on PostgreSQL.
const SQLITE_READERS: u32 = 4;
const POSTGRES_CONNECTIONS: u32 = 16;
/// How often a PostgreSQL transaction that lost a race is made again.
const POSTGRES_ATTEMPTS: u32 = 8;

impl Database {
    /// Opens the database after `prepare` (migrations) has run on its first connection.
    pub(super) async fn open<F>(location: &Location, prepare: F) -> Result<Self, StoreError>
    where
        F: AsyncFnOnce(&mut AnyConnection, Dialect) -> Result<(), StoreError>,
    {
        let dialect = location.dialect();
        let options = location.options()?;
        let lock = match location {
            Location::Sqlite(path) => {
                let lock = lock_beside(path)?;
                make_for_owner(path)?;
                Some(Arc::new(lock))
            }
            Location::Postgres(_) => None,
        };
        let mut first = AnyConnection::connect_with(&options).await?;
        dialect.prepare_writer(&mut first).await?;
        prepare(&mut first, dialect).await?;
        let writer = match dialect {
            Dialect::Sqlite => Some(Writer::start(first, lock.clone())),
            Dialect::Postgres => {
                // Closing is a courtesy; the server tidies up after us anyway.
                let _ = first.close().await;
                None
            }
        };
        let connections = match dialect {
            Dialect::Sqlite => SQLITE_READERS,
            Dialect::Postgres => POSTGRES_CONNECTIONS,
        };
        let pool = AnyPoolOptions::new()
            .max_connections(connections)
            .acquire_timeout(Duration::from_secs(10))
            .test_before_acquire(dialect == Dialect::Postgres)
            .after_connect(move |conn, _| {
                Box::pin(async move { dialect.prepare_reader(conn).await })
            })
            .connect_lazy_with(options);
        Ok(Self { dialect, pool, writer, lock, doorway: Doorway::open() })
    }

    /// Another way in to the same database, as another process has it.
    #[cfg(test)]
    pub(super) fn beside(&self, doorway: Doorway) -> Self {
        let Self { dialect, pool, writer, lock, .. } = self;
        let (pool, writer, lock) = (pool.clone(), writer.clone(), lock.clone());
        Self { dialect: *dialect, pool, writer, lock, doorway }
    }

    /// Where to read. Asked for again for every look: it is one operation.
    pub(super) async fn reader(&self) -> Result<Reader<'_>, StoreError> {
        Ok(Reader { pool: &self.pool, _passage: self.doorway.enter(Access::Read).await? })
    }

    /// Does the operation in a transaction and returns once it is durable.
    pub(super) async fn write<O: Operation>(&self, operation: O) -> Result<O::Output, StoreError> {
        let passage = self.doorway.enter(Access::Write(std::any::type_name::<O>())).await?;
        let done = self.commit(operation).await;
        passage.leave(done).await
    }

    async fn commit<O: Operation>(&self, operation: O) -> Result<O::Output, StoreError> {
        if let Some(writer) = &self.writer {
            return writer.write(operation).await;
        }
        let mut attempt = 1;
        loop {
            match self.transact(&operation).await {
                Err(StoreError::Busy(_)) if attempt < POSTGRES_ATTEMPTS => attempt += 1,
                done => return done,
            }
        }
    }

    async fn transact<O: Operation>(&self, operation: &O) -> Result<O::Output, StoreError> {
        let mut transaction = self.pool.begin().await?;
        let done = operation.run(&mut Tx { conn: &mut transaction, dialect: self.dialect }).await;
        match done {
            Ok(output) => {
                transaction.commit().await?;
                Ok(output)
            }
            Err(error) => {
                // The first error is the one worth telling.
                let _ = transaction.rollback().await;
                Err(error)
            }
        }
    }

    /// Moves what SQLite keeps in its log into the database file and empties
    /// the log, so that what was deleted leaves it too. Readers may prevent it;
    /// the next sweep tries again.
    pub(super) async fn truncate_log(&self) -> Result<(), StoreError> {
        let Some(writer) = &self.writer else { return Ok(()) };
        let passage = self.doorway.enter(Access::Write("truncate_log")).await?;
        passage.leave(writer.truncate_log().await).await
    }

    /// How many transactions SQLite's writer has committed.
    pub(super) fn commits(&self) -> Option<u64> {
        self.writer.as_ref().map(Writer::commits)
    }

    /// Finishes what is waiting and closes every connection.
    pub(super) async fn close(&self) {
        if let Some(writer) = &self.writer {
            writer.close().await;
        }
        self.pool.close().await;
        if let Some(lock) = &self.lock {
            // It goes with the process at the latest.
            let _ = lock.unlock();
        }
    }
}

/// Locks `<database>.lock`. The system unlocks it when the process ends, however it ends.
fn lock_beside(database: &Path) -> Result<File, StoreError> {
    let mut path = database.as_os_str().to_owned();
    path.push(".lock");
    let path = PathBuf::from(path);
    let file = for_owner().create(true).truncate(false).open(path).map_err(cannot_make)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(std::fs::TryLockError::WouldBlock) => Err(StoreError::InUse),
        Err(std::fs::TryLockError::Error(error)) => Err(StoreError::CannotOpen(error.into())),
    }
}

/// Makes the database's file, where there is none, before SQLite does, which
/// would let others read it. Its log gets the rights of the file. A file that is
/// there keeps its rights: somebody chose them.
fn make_for_owner(database: &Path) -> Result<(), StoreError> {
    match for_owner().create_new(true).open(database) {
        Err(error) if error.kind() != ErrorKind::AlreadyExists => Err(cannot_make(error)),
        _ => Ok(()),
    }
}

/// Opens a file for writing; a new one is its owner's alone.
fn for_owner() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

fn cannot_make(error: io::Error) -> StoreError {
    match error.kind() {
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => {
            StoreError::ReadOnly(error.into())
        }
        ErrorKind::StorageFull => StoreError::DiskFull(error.into()),
        _ => StoreError::CannotOpen(error.into()),
    }
}
