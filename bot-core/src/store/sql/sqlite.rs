//! Statements said to SQLite, and the connections that only read.

use std::{
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

use rusqlite::{
    CachedStatement,
    types::{ToSql, ToSqlOutput, ValueRef},
};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::{Query, Row, Value};
use crate::store::{dialect, error::StoreError};

/// More statements than there are: each is prepared once a connection.
const PREPARED: usize = 256;

/// Opens the file, and makes it where there is none.
pub(in super::super) fn open(path: &Path) -> Result<rusqlite::Connection, StoreError> {
    let conn = rusqlite::Connection::open(path)?;
    conn.set_prepared_statement_cache_capacity(PREPARED);
    Ok(conn)
}

pub(super) fn execute(conn: &rusqlite::Connection, query: &Query) -> Result<u64, StoreError> {
    let changed = prepare(conn, query)?.raw_execute()?;
    Ok(u64::try_from(changed).unwrap_or(u64::MAX))
}

pub(super) fn fetch(conn: &rusqlite::Connection, query: &Query) -> Result<Vec<Row>, StoreError> {
    let mut statement = prepare(conn, query)?;
    let columns: Arc<[_]> = statement.column_names().into_iter().map(Box::from).collect();
    let mut answer = statement.raw_query();
    let mut rows = Vec::new();
    while let Some(row) = answer.next()? {
        let values = (0..columns.len()).map(|at| value(row.get_ref(at)?));
        rows.push(Row { columns: columns.clone(), values: values.collect::<Result<_, _>>()? });
    }
    Ok(rows)
}

/// The statement with its values. `$2` is the second value wherever it stands;
/// to SQLite it is a name like any other.
fn prepare<'c>(
    conn: &'c rusqlite::Connection,
    query: &Query,
) -> Result<CachedStatement<'c>, StoreError> {
    let mut statement = conn.prepare_cached(query.text)?;
    for at in 1..=statement.parameter_count() {
        let number = statement.parameter_name(at).and_then(|name| name.strip_prefix('$'));
        let value = number
            .and_then(|number| number.parse::<usize>().ok()?.checked_sub(1))
            .and_then(|number| query.values.get(number))
            .ok_or(StoreError::Unreadable("a statement's value"))?;
        statement.raw_bind_parameter(at, value)?;
    }
    Ok(statement)
}

impl ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        let value = match self {
            Self::Number(Some(number)) => ValueRef::Integer(*number),
            Self::Text(Some(text)) => ValueRef::Text(text.as_bytes()),
            Self::Bytes(Some(bytes)) => ValueRef::Blob(bytes),
            Self::Number(None) | Self::Text(None) | Self::Bytes(None) => ValueRef::Null,
        };
        Ok(ToSqlOutput::Borrowed(value))
    }
}

fn value(held: ValueRef<'_>) -> Result<Value, StoreError> {
    Ok(match held {
        ValueRef::Null => Value::Bytes(None),
        ValueRef::Integer(number) => Value::Number(Some(number)),
        ValueRef::Text(text) => {
            let text = String::from_utf8(text.to_vec());
            Value::Text(Some(text.map_err(|_| StoreError::Unreadable("a text"))?))
        }
        ValueRef::Blob(bytes) => Value::Bytes(Some(bytes.to_vec())),
        ValueRef::Real(_) => return Err(StoreError::Unreadable("a column of another kind")),
    })
}

/// The connections that read, opened as they are needed.
#[derive(Clone)]
pub(in super::super) struct Readers {
    path: Arc<PathBuf>,
    idle: Arc<Mutex<Vec<rusqlite::Connection>>>,
    free: Arc<Semaphore>,
}

/// How many read at the same time.
const READERS: u32 = 4;

/// One of them, for one look.
pub(in super::super) struct Reader {
    readers: Readers,
    /// None yet, or with the thread that says a statement.
    conn: Option<rusqlite::Connection>,
    _free: OwnedSemaphorePermit,
}

impl Readers {
    pub(in super::super) fn of(path: PathBuf) -> Self {
        let free = Arc::new(Semaphore::new(READERS as usize));
        Self { path: Arc::new(path), idle: Arc::default(), free }
    }

    /// One that is free, as soon as there is one.
    pub(in super::super) async fn reader(&self) -> Result<Reader, StoreError> {
        let free = Arc::clone(&self.free).acquire_owned().await.map_err(|_| StoreError::Closed)?;
        let conn = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        Ok(Reader { readers: self.clone(), conn, _free: free })
    }

    /// Waits until nobody reads any more and closes them.
    pub(in super::super) async fn close(&self) {
        let all = self.free.acquire_many(READERS).await;
        self.free.close();
        drop(all);
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    fn open(&self) -> Result<rusqlite::Connection, StoreError> {
        let conn = open(&self.path)?;
        conn.execute_batch(dialect::SQLITE_READER)?;
        Ok(conn)
    }
}

impl Reader {
    pub(super) async fn batch(&mut self, statements: String) -> Result<(), StoreError> {
        self.aside(move |conn| Ok(conn.execute_batch(&statements)?)).await
    }

    pub(super) async fn execute(&mut self, query: Query) -> Result<u64, StoreError> {
        self.aside(move |conn| execute(conn, &query)).await
    }

    pub(super) async fn fetch(&mut self, query: Query) -> Result<Vec<Row>, StoreError> {
        self.aside(move |conn| fetch(conn, &query)).await
    }

    /// Does something that may wait for the disk where nobody waits behind it.
    /// If the asker is cancelled, the connection is closed when it is done.
    async fn aside<T: Send + 'static>(
        &mut self,
        work: impl FnOnce(&rusqlite::Connection) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let conn = self.conn.take();
        let readers = self.readers.clone();
        let aside = tokio::task::spawn_blocking(move || {
            let conn = conn.map_or_else(|| readers.open(), Ok)?;
            Ok::<_, StoreError>((work(&conn), conn))
        });
        let (done, conn) = aside.await.map_err(|_| StoreError::Closed)??;
        self.conn = Some(conn);
        done
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        if let Some(conn) = self.conn.take() {
            self.readers.idle.lock().unwrap_or_else(PoisonError::into_inner).push(conn);
        }
    }
}
