//! Statements said to a PostgreSQL server.

use std::sync::Arc;

use sqlx::{
    AssertSqlSafe, Column as _, PgConnection, Postgres, Row as _, TypeInfo as _, ValueRef as _,
    postgres::{PgArguments, PgRow},
    query::Query as Statement,
};

use super::{Query, Row, Value};
use crate::store::error::StoreError;

pub(super) async fn batch(conn: &mut PgConnection, statements: String) -> Result<(), StoreError> {
    // The statements are ours: a migration, a setting.
    sqlx::raw_sql(AssertSqlSafe(statements)).execute(conn).await?;
    Ok(())
}

pub(super) async fn execute(conn: &mut PgConnection, query: Query) -> Result<u64, StoreError> {
    Ok(statement(query).execute(conn).await?.rows_affected())
}

pub(super) async fn fetch(conn: &mut PgConnection, query: Query) -> Result<Vec<Row>, StoreError> {
    let rows = statement(query).fetch_all(conn).await?;
    let Some(first) = rows.first() else { return Ok(Vec::new()) };
    let columns: Arc<[_]> = first.columns().iter().map(|column| column.name().into()).collect();
    rows.iter().map(|row| Ok(Row { columns: columns.clone(), values: values(row)? })).collect()
}

fn statement(query: Query) -> Statement<'static, Postgres, PgArguments> {
    query.values.into_iter().fold(sqlx::query(query.text), |statement, value| match value {
        Value::Number(number) => statement.bind(number),
        Value::Text(text) => statement.bind(text),
        Value::Bytes(bytes) => statement.bind(bytes),
    })
}

fn values(row: &PgRow) -> Result<Vec<Value>, StoreError> {
    (0..row.len())
        .map(|at| {
            let kind = row.try_get_raw(at)?.type_info().into_owned();
            Ok(match kind.name() {
                "INT8" => Value::Number(row.try_get(at)?),
                "INT4" => Value::Number(row.try_get::<Option<i32>, _>(at)?.map(i64::from)),
                "BYTEA" => Value::Bytes(row.try_get(at)?),
                "TEXT" | "VARCHAR" | "NAME" => Value::Text(row.try_get(at)?),
                _ => return Err(StoreError::Unreadable("a column of another kind")),
            })
        })
        .collect()
}
