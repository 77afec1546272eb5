//! What the tables hold, row by row, and what may be left in them of a person
//! who had everything deleted.

use std::path::Path;

use serde_json::Value as Json;
use sqlx::{AssertSqlSafe, PgConnection, Row};

/// A table's name, and its rows as JSON objects.
pub type Table = (String, Vec<Json>);

/// Holds what belongs to people.
const OF_PEOPLE: [&str; 4] = ["person", "conversation", "inbox", "outbox"];

/// The tables of the SQLite database in this folder.
pub fn in_sqlite(data: &Path) -> Vec<Table> {
    let conn = rusqlite::Connection::open(data.join("heelbot.db")).expect("it opens");
    // The first column of what is selected.
    let texts = |select: &str| -> Vec<String> {
        let mut select = conn.prepare(select).expect("it is understood");
        let texts = select.query_map([], |row| row.get(0)).expect("it is read");
        texts.collect::<Result<_, _>>().expect("a text")
    };
    let tables = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'";
    let mut found = Vec::new();
    for table in texts(tables) {
        let columns = format!(
            "SELECT group_concat('''' || name || ''', CASE typeof(' || name || ')
                                  WHEN ''blob'' THEN hex(' || name || ') ELSE ' || name || ' END')
             FROM pragma_table_info('{table}')"
        );
        let columns = texts(&columns).concat();
        let rows = texts(&format!("SELECT json_object({columns}) FROM {table}"));
        found.push((table, rows.iter().map(|row| object(row)).collect()));
    }
    found
}

/// The tables of a PostgreSQL schema.
pub async fn in_postgres(conn: &mut PgConnection, schema: &str) -> Vec<Table> {
    let tables = format!("SELECT tablename::text FROM pg_tables WHERE schemaname = '{schema}'");
    let mut found = Vec::new();
    for table in texts(conn, &tables).await {
        let select = format!("SELECT row_to_json(t)::text FROM {schema}.{table} t");
        let rows = texts(conn, &select).await;
        found.push((table, rows.iter().map(|row| object(row)).collect()));
    }
    found
}

fn object(row: &str) -> Json {
    serde_json::from_str(row).expect("the database writes JSON")
}

/// The first column of what is selected.
async fn texts(conn: &mut PgConnection, select: &str) -> Vec<String> {
    let rows = sqlx::query(AssertSqlSafe(select.to_owned())).fetch_all(conn).await;
    rows.expect("it is read").iter().map(|row| row.get(0)).collect()
}

/// # Panics
/// Where a table that holds what belongs to people has no row.
pub fn assert_somebody_is_there(tables: &[Table]) {
    for table in OF_PEOPLE {
        assert!(tables.iter().any(|(name, rows)| name == table && !rows.is_empty()), "{tables:?}");
    }
}

/// # Panics
/// Where any row of any table still belongs to a person, names one, or holds
/// anything they said or were told.
pub fn assert_nobody_is_there(tables: &[Table]) {
    assert!(tables.len() > OF_PEOPLE.len(), "all tables are looked at: {tables:?}");
    let is_emptied = |row: &Json, columns: &[&str]| columns.iter().all(|name| row[*name].is_null());
    for (table, rows) in tables {
        match &**table {
            // The store's own.
            "store_key" | "migration" => {}
            // An event's fingerprint is kept, so that it is known when it comes again.
            "inbox" => {
                let emptied = |row| is_emptied(row, &["conversation_id", "payload", "failed"]);
                assert!(rows.iter().all(emptied), "{rows:?}");
            }
            // What has become of a message is kept, without whose and which it was.
            "outbox" => {
                let emptied = |row| is_emptied(row, &["conversation_id", "payload", "reason"]);
                assert!(rows.iter().all(emptied), "{rows:?}");
            }
            _ => assert!(rows.is_empty(), "{table}: {rows:?}"),
        }
    }
}
