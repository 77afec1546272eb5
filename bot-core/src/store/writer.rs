//! Group commit: SQLite has one writer, and a durable commit costs a disk
//! flush. All requests that wait while a flush is under way share the next
//! transaction, and are answered when it is durable.
//!
//! An operation looks before it writes: one that finds a conflict writes
//! nothing and says so in its output, which spoils nothing for the others. If
//! one fails in earnest, the transaction is undone and each of its operations
//! is done again in a transaction of its own: only the culprit sees the error.

use std::{
    collections::VecDeque,
    fs::File,
    future::Future,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    thread,
};

use futures_util::future::BoxFuture;
use tokio::{
    runtime::Handle,
    sync::{mpsc, oneshot},
};

use super::{dialect::Dialect, error::StoreError, sql::Connection};

/// A transaction an operation works in.
pub(super) struct Tx<'c> {
    pub(super) conn: Connection<'c>,
    pub(super) dialect: Dialect,
}

/// Something to be done in one transaction. It may be done again if the
/// transaction is undone, so it changes nothing but the database.
pub(super) trait Operation: Send + Sync + 'static {
    type Output: Send + 'static;

    /// Where it stands among those that wait.
    const URGENCY: Urgency = Urgency::Usual;

    fn run(&self, tx: &mut Tx<'_>)
    -> impl Future<Output = Result<Self::Output, StoreError>> + Send;
}

/// Where an operation stands among those that wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Urgency {
    /// Much more can't come in before it is done.
    First,
    /// In its turn.
    Usual,
}

/// The most operations in one transaction: bounds how long the first waits for
/// the last, and for how long nothing new comes in.
const GROUP: usize = 64;
/// The most operations that wait; more wait outside.
const QUEUE: usize = 4096;

enum Request {
    Job(Urgency, Box<dyn Job>),
    TruncateLog(oneshot::Sender<Result<(), StoreError>>),
    Close(oneshot::Sender<()>),
}

/// An operation and who waits for it.
trait Job: Send {
    fn run<'a>(&'a mut self, tx: &'a mut Tx<'_>) -> BoxFuture<'a, Result<(), StoreError>>;
    fn answer(self: Box<Self>, committed: Result<(), StoreError>);
}

struct Waiting<O: Operation> {
    operation: O,
    output: Option<O::Output>,
    reply: oneshot::Sender<Result<O::Output, StoreError>>,
}

impl<O: Operation> Job for Waiting<O> {
    fn run<'a>(&'a mut self, tx: &'a mut Tx<'_>) -> BoxFuture<'a, Result<(), StoreError>> {
        Box::pin(async move {
            self.output = Some(self.operation.run(tx).await?);
            Ok(())
        })
    }

    fn answer(self: Box<Self>, committed: Result<(), StoreError>) {
        let Self { output, reply, .. } = *self;
        // Nobody listens if the asker has been cancelled; the work is done all the same.
        let _ = reply.send(committed.and_then(|()| output.ok_or(StoreError::Closed)));
    }
}

/// The thread that owns SQLite's one writing connection. A clone hands work to
/// the same thread.
#[derive(Clone)]
pub(super) struct Writer {
    requests: mpsc::Sender<Request>,
    commits: Arc<AtomicU64>,
}

impl Writer {
    /// Starts the thread. The lock is held until it has ended.
    pub(super) fn start(conn: rusqlite::Connection, lock: Arc<File>) -> Result<Self, StoreError> {
        let (requests, queue) = mpsc::channel(QUEUE);
        let commits = Arc::default();
        let owner = Owner { conn, commits: Arc::clone(&commits), runtime: Handle::current() };
        thread::Builder::new()
            .name("sqlite writer".to_owned())
            .spawn(move || {
                owner.serve(queue);
                drop(lock);
            })
            .map_err(|error| StoreError::CannotOpen(error.into()))?;
        Ok(Self { requests, commits })
    }

    /// How many transactions have been committed.
    pub(super) fn commits(&self) -> u64 {
        self.commits.load(Ordering::Relaxed)
    }

    pub(super) async fn write<O: Operation>(&self, operation: O) -> Result<O::Output, StoreError> {
        let (reply, answer) = oneshot::channel();
        let job = Box::new(Waiting { operation, output: None, reply });
        self.requests.send(Request::Job(O::URGENCY, job)).await.map_err(|_| StoreError::Closed)?;
        answer.await.map_err(|_| StoreError::Closed)?
    }

    pub(super) async fn truncate_log(&self) -> Result<(), StoreError> {
        let (reply, answer) = oneshot::channel();
        self.requests.send(Request::TruncateLog(reply)).await.map_err(|_| StoreError::Closed)?;
        answer.await.map_err(|_| StoreError::Closed)?
    }

    pub(super) async fn close(&self) {
        let (reply, closed) = oneshot::channel();
        if self.requests.send(Request::Close(reply)).await.is_ok() {
            let _ = closed.await;
        }
    }
}

/// What waits for the next transactions.
#[derive(Default)]
struct Queue {
    first: VecDeque<Box<dyn Job>>,
    usual: VecDeque<Box<dyn Job>>,
}

impl Queue {
    fn len(&self) -> usize {
        self.first.len() + self.usual.len()
    }

    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn push(&mut self, urgency: Urgency, job: Box<dyn Job>) {
        match urgency {
            Urgency::First => self.first.push_back(job),
            Urgency::Usual => self.usual.push_back(job),
        }
    }

    /// The next transaction. Half of it is kept for those whose turn it is, so
    /// that the urgent never keep them from it.
    fn group(&mut self) -> Vec<Box<dyn Job>> {
        let kept = self.usual.len().min(GROUP / 2);
        let first = self.first.len().min(GROUP - kept);
        let usual = self.usual.len().min(GROUP - first);
        self.first.drain(..first).chain(self.usual.drain(..usual)).collect()
    }
}

struct Owner {
    conn: rusqlite::Connection,
    commits: Arc<AtomicU64>,
    runtime: Handle,
}

impl Owner {
    fn serve(mut self, mut requests: mpsc::Receiver<Request>) {
        let mut arrived = Vec::with_capacity(QUEUE);
        let mut queue = Queue::default();
        let mut closing = None;
        while closing.is_none() {
            if queue.is_empty() && requests.blocking_recv_many(&mut arrived, QUEUE) == 0 {
                break;
            }
            while queue.len() + arrived.len() < QUEUE
                && let Ok(request) = requests.try_recv()
            {
                arrived.push(request);
            }
            for request in arrived.drain(..) {
                match request {
                    Request::Job(urgency, job) => queue.push(urgency, job),
                    Request::TruncateLog(reply) => {
                        self.commit_all(&mut queue);
                        let truncated = self.conn.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)");
                        let _ = reply.send(truncated.map_err(StoreError::from));
                    }
                    Request::Close(reply) => closing = Some(reply),
                }
            }
            let group = queue.group();
            self.commit(group);
        }
        self.commit_all(&mut queue);
        if let Err((_, error)) = self.conn.close() {
            tracing::warn!(%error, "closing the database");
        }
        if let Some(reply) = closing {
            let _ = reply.send(());
        }
    }

    fn commit_all(&mut self, queue: &mut Queue) {
        while !queue.is_empty() {
            let group = queue.group();
            self.commit(group);
        }
    }

    /// Commits a group together, or failing that one by one.
    fn commit(&mut self, mut group: Vec<Box<dyn Job>>) {
        if group.is_empty() {
            return;
        }
        match self.transact(&mut group) {
            Ok(()) => group.into_iter().for_each(|job| job.answer(Ok(()))),
            Err(error) if group.len() == 1 => {
                if let Some(job) = group.pop() {
                    job.answer(Err(error));
                }
            }
            Err(_) => {
                for job in group {
                    let mut alone = [job];
                    let done = self.transact(&mut alone);
                    let [job] = alone;
                    job.answer(done);
                }
            }
        }
    }

    fn transact(&mut self, group: &mut [Box<dyn Job>]) -> Result<(), StoreError> {
        // IMMEDIATE: a lock that can't be had is known before anything is done.
        self.conn.execute_batch("BEGIN IMMEDIATE")?;
        let done = self.run_all(group);
        match done {
            Ok(()) => {
                self.commits.fetch_add(1, Ordering::Relaxed);
            }
            // After some errors (a full disk) SQLite has undone it itself.
            Err(_) => {
                let _ = self.conn.execute_batch("ROLLBACK");
            }
        }
        done
    }

    fn run_all(&mut self, group: &mut [Box<dyn Job>]) -> Result<(), StoreError> {
        let Self { conn, runtime, .. } = self;
        // Nothing in here is waited for: SQLite answers at once.
        runtime.block_on(async {
            for job in group {
                let conn = Connection::Sqlite(conn);
                job.run(&mut Tx { conn, dialect: Dialect::Sqlite }).await?;
            }
            Ok::<_, StoreError>(())
        })?;
        Ok(conn.execute_batch("COMMIT")?)
    }
}
