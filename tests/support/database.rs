//! A schema of its own on the PostgreSQL server that `HEELBOT_TEST_POSTGRES_URL`
//! names, for one test.

use std::{
    io::Write,
    sync::atomic::{AtomicU32, Ordering},
    time::{SystemTime, UNIX_EPOCH},
};

use sqlx::{AssertSqlSafe, Connection, PgConnection};

/// A schema, gone with this.
#[derive(Debug)]
pub struct Schema {
    /// The server's address.
    server: String,
    /// The schema's name.
    name: String,
}

impl Schema {
    /// A new one; nothing where no server is named, and a note that says so.
    pub fn new() -> Option<Self> {
        static MADE: AtomicU32 = AtomicU32::new(0);
        let Ok(server) = std::env::var("HEELBOT_TEST_POSTGRES_URL") else {
            // Past the test harness's capture, so that it is seen.
            let note = b"not tested on PostgreSQL: HEELBOT_TEST_POSTGRES_URL is not set\n";
            std::io::stderr().write_all(note).expect("written");
            return None;
        };
        let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970").as_nanos();
        let number = MADE.fetch_add(1, Ordering::Relaxed);
        let schema =
            Self { server, name: format!("heelbot_{}_{now}_{number}", std::process::id()) };
        schema.do_sql(&format!("CREATE SCHEMA {}", schema.name));
        Some(schema)
    }

    /// What `HEELBOT_DATABASE_URL` takes to work in it.
    pub fn url(&self) -> String {
        let joint = if self.server.contains('?') { '&' } else { '?' };
        format!("{}{joint}options=-csearch_path%3D{}", self.server, self.name)
    }

    fn do_sql(&self, sql: &str) {
        on(&self.server, async |conn| {
            sqlx::query(AssertSqlSafe(sql)).execute(conn).await.expect("it is done");
        });
    }
}

impl Drop for Schema {
    fn drop(&mut self) {
        self.do_sql(&format!("DROP SCHEMA {} CASCADE", self.name));
    }
}

/// Works on a connection of its own, on a thread of its own: a test may be inside
/// a runtime already.
fn on<T: Send>(server: &str, work: impl AsyncFnOnce(&mut PgConnection) -> T + Send) -> T {
    let work = || {
        let runtime = tokio::runtime::Runtime::new().expect("a runtime");
        runtime.block_on(async {
            let mut conn = PgConnection::connect(server).await.expect("the server answers");
            work(&mut conn).await
        })
    };
    std::thread::scope(|scope| scope.spawn(work).join().expect("no panic"))
}
