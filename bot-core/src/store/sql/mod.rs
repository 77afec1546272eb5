//! One way to say a statement to SQLite and to PostgreSQL: the text is the
//! same, values are numbers, texts and bytes, `$1` is the first of them.
//!
//! SQLite is a library, so its statements are done by the thread that says
//! them: handing each to another thread costs more than the statement itself.
//! Whoever may not be kept waiting lets a [`sqlite::Reader`] say it.

mod postgres;
pub(super) mod sqlite;

use std::sync::Arc;

use sqlx::PgConnection;

use super::error::StoreError;

/// Where a statement is said.
pub(super) enum Connection<'c> {
    /// To SQLite, by this thread.
    Sqlite(&'c mut rusqlite::Connection),
    /// To SQLite, by a thread that may wait for the disk.
    Reader(&'c mut sqlite::Reader),
    /// To a PostgreSQL server.
    Postgres(&'c mut PgConnection),
}

impl Connection<'_> {
    /// Says statements without values, one after the other.
    pub(super) async fn batch(&mut self, statements: &str) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(conn) => Ok(conn.execute_batch(statements)?),
            Self::Reader(reader) => reader.batch(statements.to_owned()).await,
            Self::Postgres(conn) => postgres::batch(conn, statements.to_owned()).await,
        }
    }
}

/// What a column holds, or a statement is given; `None` is NULL. It may be a
/// sealed answer or a name, so it is never printed.
pub(super) enum Value {
    Number(Option<i64>),
    Text(Option<String>),
    Bytes(Option<Vec<u8>>),
}

impl Value {
    /// SQLite does not say of what kind a NULL is.
    const fn is_null(&self) -> bool {
        matches!(self, Self::Number(None) | Self::Text(None) | Self::Bytes(None))
    }
}

/// A statement and its values.
pub(super) struct Query {
    text: &'static str,
    values: Vec<Value>,
}

/// A statement, values to follow.
pub(super) const fn query(text: &'static str) -> Query {
    Query { text, values: Vec::new() }
}

impl Query {
    /// Gives it its next value.
    pub(super) fn bind(mut self, value: impl Into<Value>) -> Self {
        self.values.push(value.into());
        self
    }

    /// Says it, and how many rows it changed.
    pub(super) async fn execute(self, on: &mut Connection<'_>) -> Result<u64, StoreError> {
        match on {
            Connection::Sqlite(conn) => Ok(sqlite::execute(conn, &self)?),
            Connection::Reader(reader) => reader.execute(self).await,
            Connection::Postgres(conn) => postgres::execute(conn, self).await,
        }
    }

    /// Says it, and all rows it answers with.
    pub(super) async fn fetch_all(self, on: &mut Connection<'_>) -> Result<Vec<Row>, StoreError> {
        match on {
            Connection::Sqlite(conn) => sqlite::fetch(conn, &self),
            Connection::Reader(reader) => reader.fetch(self).await,
            Connection::Postgres(conn) => postgres::fetch(conn, self).await,
        }
    }

    /// Says it, and the first row it answers with, where there is one.
    pub(super) async fn fetch_optional(
        self,
        on: &mut Connection<'_>,
    ) -> Result<Option<Row>, StoreError> {
        Ok(self.fetch_all(on).await?.into_iter().next())
    }

    /// As [`fetch_optional`](Self::fetch_optional), for one that always has an answer.
    pub(super) async fn fetch_one(self, on: &mut Connection<'_>) -> Result<Row, StoreError> {
        self.fetch_optional(on).await?.ok_or(StoreError::Unreadable("a row that is not there"))
    }
}

/// A row of an answer.
pub(super) struct Row {
    columns: Arc<[Box<str>]>,
    values: Vec<Value>,
}

impl Row {
    /// What is in a column.
    ///
    /// # Errors
    /// There is no such column, or it holds something else.
    pub(super) fn try_get<T: Held, I: Column>(&self, column: I) -> Result<T, StoreError> {
        column
            .position(&self.columns)
            .and_then(|at| self.values.get(at))
            .and_then(T::held)
            .ok_or(StoreError::Unreadable("a column"))
    }
}

/// Names a column.
pub(super) trait Column {
    fn position(&self, columns: &[Box<str>]) -> Option<usize>;
}

impl Column for usize {
    fn position(&self, _: &[Box<str>]) -> Option<usize> {
        Some(*self)
    }
}

impl Column for &str {
    fn position(&self, columns: &[Box<str>]) -> Option<usize> {
        columns.iter().position(|column| &**column == *self)
    }
}

/// What a column may hold.
pub(super) trait Held: Sized {
    /// `None` where the value is of another kind, or NULL and that is none of this kind.
    fn held(value: &Value) -> Option<Self>;
}

macro_rules! values {
    ($($kind:ident $owned:ty),+) => {$(
        impl Held for Option<$owned> {
            fn held(value: &Value) -> Option<Self> {
                match value {
                    Value::$kind(value) => Some(value.clone()),
                    other if other.is_null() => Some(None),
                    _ => None,
                }
            }
        }

        impl Held for $owned {
            fn held(value: &Value) -> Option<Self> {
                match value {
                    Value::$kind(value) => value.clone(),
                    _ => None,
                }
            }
        }

        impl From<$owned> for Value {
            fn from(value: $owned) -> Self {
                Self::$kind(Some(value))
            }
        }

        impl From<Option<$owned>> for Value {
            fn from(value: Option<$owned>) -> Self {
                Self::$kind(value)
            }
        }
    )+};
}

values!(Number i64, Text String, Bytes Vec<u8>);

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(Some(text.to_owned()))
    }
}

impl From<Option<&str>> for Value {
    fn from(text: Option<&str>) -> Self {
        Self::Text(text.map(str::to_owned))
    }
}
