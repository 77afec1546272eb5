//! The same conversation on PostgreSQL, where `HEELBOT_TEST_POSTGRES_URL` names a server.

use std::{
    io::Write,
    path::Path,
    process::Command,
    time::{SystemTime, UNIX_EPOCH},
};

use sqlx::{AssertSqlSafe, Connection, PgConnection};
use tempfile::tempdir;

use crate::{
    left::{self, Table},
    runner::{ANSWERS, closed, export, open_question},
    support::{Chat, heelbot_chat},
};

/// A schema of its own, gone with this.
struct Schema {
    server: String,
    name: String,
}

impl Schema {
    fn new() -> Option<Self> {
        let Ok(server) = std::env::var("HEELBOT_TEST_POSTGRES_URL") else {
            // Past the test harness's capture, so that it is seen.
            let note = b"not tested on PostgreSQL: HEELBOT_TEST_POSTGRES_URL is not set\n";
            std::io::stderr().write_all(note).expect("written");
            return None;
        };
        let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970").as_nanos();
        let schema = Self { server, name: format!("chat_{}_{now}", std::process::id()) };
        schema.do_sql(&format!("CREATE SCHEMA {}", schema.name));
        Some(schema)
    }

    fn chat(&self, data: &Path) -> Command {
        let joint = if self.server.contains('?') { '&' } else { '?' };
        let url = format!("{}{joint}options=-csearch_path%3D{}", self.server, self.name);
        let mut command = heelbot_chat(data);
        command.env("HEELBOT_DATABASE_URL", url);
        command
    }

    fn do_sql(&self, sql: &str) {
        on(&self.server, async |conn| {
            sqlx::query(AssertSqlSafe(sql)).execute(conn).await.expect("it is done");
        });
    }

    fn tables(&self) -> Vec<Table> {
        on(&self.server, async |conn| left::in_postgres(conn, &self.name).await)
    }
}

impl Drop for Schema {
    fn drop(&mut self) {
        self.do_sql(&format!("DROP SCHEMA {} CASCADE", self.name));
    }
}

fn on<T>(server: &str, work: impl AsyncFnOnce(&mut PgConnection) -> T) -> T {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(async {
        let mut conn = PgConnection::connect(server).await.expect("the server answers");
        work(&mut conn).await
    })
}

#[test]
fn a_conversation_killed_at_every_turn_is_whole_on_postgresql_and_can_be_deleted() {
    let Some(schema) = Schema::new() else { return };
    let data = tempdir().expect("a folder");
    for (turn, (_, answer)) in ANSWERS.iter().enumerate() {
        let mut chat = Chat::start(schema.chat(data.path()));
        let resumed = chat.turn().expect("a greeting");
        assert_eq!(open_question(&resumed), turn, "{resumed}");
        chat.say(answer);
        chat.kill();
    }
    let mut chat = Chat::start(schema.chat(data.path()));
    let resumed = chat.turn().expect("a greeting");
    assert_eq!(open_question(&resumed), ANSWERS.len(), "{resumed}");
    assert_eq!(closed(&export(&mut chat, data.path())).len(), ANSWERS.len());
    assert!(!data.path().join("heelbot.db").exists(), "all of it is on the server");

    left::assert_somebody_is_there(&schema.tables());
    chat.say("/delete");
    let said = chat.say("yes");
    assert!(said.contains("deleted"), "{said}");
    assert!(chat.end().status.success());
    left::assert_nobody_is_there(&schema.tables());
}

#[test]
fn a_server_that_is_not_there_is_told_without_its_password() {
    let data = tempdir().expect("a folder");
    let mut command = heelbot_chat(data.path());
    command.env("HEELBOT_DATABASE_URL", "postgres://me:wombat@127.0.0.1:9/none");
    command.env("RUST_LOG", "trace");
    let mut chat = Chat::start(command);
    assert_eq!(chat.turn(), Err(String::new()));
    let ended = chat.end();
    assert_eq!(ended.status.code(), Some(1));
    assert!(ended.errors.contains("can't be reached"), "{}", ended.errors);
    assert!(!ended.errors.contains("wombat"), "{}", ended.errors);
}
