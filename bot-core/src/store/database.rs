//! Connections and transactions: one writer with group commit on SQLite, plain
//! concurrent transactions on PostgreSQL. What is read and written is the
//! other modules' matter.

use std::{
    fs::{File, OpenOptions},
    io::{self, ErrorKind},
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use sqlx::{
    ConnectOptions as _, Executor as _, PgPool, Postgres,
    pool::PoolConnection,
    postgres::{PgConnectOptions, PgPoolOptions},
};

use super::{
    dialect::{self, Dialect},
    doorway::{Access, Doorway, Passage},
    error::StoreError,
    sql::{Connection, sqlite},
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

/// How to reach the server at an address.
pub(super) fn server(address: &str) -> Result<PgConnectOptions, StoreError> {
    let options = address
        .parse::<PgConnectOptions>()
        .map_err(|_| StoreError::Location("it is not a well-formed address"))?;
    Ok(options.disable_statement_logging())
}

/// A database that is open.
pub(super) struct Database {
    pub(super) dialect: Dialect,
    engine: Engine,
    doorway: Doorway,
}

#[derive(Clone)]
enum Engine {
    Sqlite {
        readers: sqlite::Readers,
        writer: Writer,
        /// Held while the database is open: its leases and its group commit
        /// are one process's.
        lock: Arc<File>,
    },
    Postgres(PgPool),
}

/// Where to read, for one look.
pub(super) struct Reader {
    source: Source,
    _passage: Passage,
}

enum Source {
    Sqlite(sqlite::Reader),
    Postgres(PoolConnection<Postgres>),
}

impl Reader {
    pub(super) fn conn(&mut self) -> Connection<'_> {
        match &mut self.source {
            Source::Sqlite(reader) => Connection::Reader(reader),
            Source::Postgres(conn) => Connection::Postgres(conn),
        }
    }
}

/// How many connections there are to a PostgreSQL server.
const POSTGRES_CONNECTIONS: u32 = 16;
/// How often a PostgreSQL transaction that lost a race is made again.
const POSTGRES_ATTEMPTS: u32 = 8;

impl Database {
    /// Opens the database after `prepare` (migrations) has run on its first connection.
    pub(super) async fn open<F>(location: &Location, prepare: F) -> Result<Self, StoreError>
    where
        F: AsyncFnOnce(&mut Connection<'_>, Dialect) -> Result<(), StoreError>,
    {
        let (dialect, engine) = match location {
            Location::Sqlite(path) => (Dialect::Sqlite, open_sqlite(path, prepare).await?),
            Location::Postgres(address) => {
                let pool = PgPoolOptions::new()
                    .max_connections(POSTGRES_CONNECTIONS)
                    .acquire_timeout(Duration::from_secs(10))
                    .after_connect(|conn, _| {
                        Box::pin(async { conn.execute(dialect::POSTGRES).await.map(drop) })
                    })
                    .connect_lazy_with(server(address)?);
                let mut first = pool.acquire().await?;
                prepare(&mut Connection::Postgres(&mut first), Dialect::Postgres).await?;
                (Dialect::Postgres, Engine::Postgres(pool))
            }
        };
        Ok(Self { dialect, engine, doorway: Doorway::open() })
    }

    /// Another way in to the same database, as another process has it.
    #[cfg(test)]
    pub(super) fn beside(&self, doorway: Doorway) -> Self {
        Self { dialect: self.dialect, engine: self.engine.clone(), doorway }
    }

    /// Where to read. Asked for again for every look: it is one operation.
    pub(super) async fn reader(&self) -> Result<Reader, StoreError> {
        let passage = self.doorway.enter(Access::Read).await?;
        let source = match &self.engine {
            Engine::Sqlite { readers, .. } => Source::Sqlite(readers.reader().await?),
            Engine::Postgres(pool) => Source::Postgres(pool.acquire().await?),
        };
        Ok(Reader { source, _passage: passage })
    }

    /// Does the operation in a transaction and returns once it is durable.
    pub(super) async fn write<O: Operation>(&self, operation: O) -> Result<O::Output, StoreError> {
        let passage = self.doorway.enter(Access::Write(std::any::type_name::<O>())).await?;
        let done = self.commit(operation).await;
        passage.leave(done).await
    }

    async fn commit<O: Operation>(&self, operation: O) -> Result<O::Output, StoreError> {
        let pool = match &self.engine {
            Engine::Sqlite { writer, .. } => return writer.write(operation).await,
            Engine::Postgres(pool) => pool,
        };
        let mut attempt = 1;
        loop {
            match transact(pool, &operation).await {
                Err(StoreError::Busy(_)) if attempt < POSTGRES_ATTEMPTS => attempt += 1,
                done => return done,
            }
        }
    }

    /// Moves what SQLite keeps in its log into the database file and empties
    /// the log, so that what was deleted leaves it too. Readers may prevent it;
    /// the next sweep tries again.
    pub(super) async fn truncate_log(&self) -> Result<(), StoreError> {
        let Engine::Sqlite { writer, .. } = &self.engine else { return Ok(()) };
        let passage = self.doorway.enter(Access::Write("truncate_log")).await?;
        passage.leave(writer.truncate_log().await).await
    }

    /// How many transactions SQLite's writer has committed.
    pub(super) fn commits(&self) -> Option<u64> {
        match &self.engine {
            Engine::Sqlite { writer, .. } => Some(writer.commits()),
            Engine::Postgres(_) => None,
        }
    }

    /// Finishes what is waiting and closes every connection.
    pub(super) async fn close(&self) {
        match &self.engine {
            Engine::Sqlite { readers, writer, lock } => {
                writer.close().await;
                readers.close().await;
                // It goes with the process at the latest.
                let _ = lock.unlock();
            }
            Engine::Postgres(pool) => pool.close().await,
        }
    }
}

async fn open_sqlite<F>(path: &Path, prepare: F) -> Result<Engine, StoreError>
where
    F: AsyncFnOnce(&mut Connection<'_>, Dialect) -> Result<(), StoreError>,
{
    let path = std::path::absolute(path)
        .map_err(|_| StoreError::Location("the path of the file is not usable"))?;
    let lock = Arc::new(lock_beside(&path)?);
    make_for_owner(&path)?;
    let mut first = sqlite::open(&path)?;
    let mut conn = Connection::Sqlite(&mut first);
    conn.batch(dialect::SQLITE_WRITER).await?;
    prepare(&mut conn, Dialect::Sqlite).await?;
    let writer = Writer::start(first, Arc::clone(&lock))?;
    Ok(Engine::Sqlite { readers: sqlite::Readers::of(path), writer, lock })
}

async fn transact<O: Operation>(pool: &PgPool, operation: &O) -> Result<O::Output, StoreError> {
    let mut transaction = pool.begin().await?;
    let conn = Connection::Postgres(&mut transaction);
    match operation.run(&mut Tx { conn, dialect: Dialect::Postgres }).await {
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
