//! Sends updates to a bot's webhook: in their order within a chat, several chats
//! at once, again and again until the bot says 200.

use std::{sync::Arc, time::Duration};

use serde_json::Value;
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::TcpStream,
    sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel},
    task::JoinSet,
    time::{sleep, timeout},
};

use crate::{Shared, updates::Webhook};

/// Lines over which the chats are spread; no more than a webhook's connections.
const MOST_LINES: usize = 16;
/// Between a failure and the next try. Telegram takes longer, and gives up in the end.
const FIRST_PAUSE: Duration = Duration::from_millis(50);
const LONGEST_PAUSE: Duration = Duration::from_secs(1);
const ANSWER_WITHIN: Duration = Duration::from_secs(10);

/// Sends what waits for as long as there is a webhook; starts again with each new one.
pub async fn deliver(shared: Arc<Shared>) {
    let mut changed = shared.world().updates.changed.subscribe();
    let mut current: Option<Lines> = None;
    loop {
        changed.borrow_and_update();
        {
            let world = shared.world();
            let wanted = &world.updates.webhook;
            if current.as_ref().map(|lines| &lines.webhook) != wanted.as_ref() {
                current = wanted.as_ref().map(|webhook| Lines::new(&shared, webhook));
            }
            if let Some(lines) = &mut current {
                lines.hand_out(world.updates.waiting.iter());
            }
        }
        if changed.changed().await.is_err() {
            return;
        }
    }
}

/// The connections to one webhook. Dropped, they end.
struct Lines {
    webhook: Webhook,
    senders: Vec<UnboundedSender<(i64, Value)>>,
    /// The last update that was handed out.
    last: i64,
    _tasks: JoinSet<()>,
}

impl Lines {
    fn new(shared: &Arc<Shared>, webhook: &Webhook) -> Self {
        let mut tasks = JoinSet::new();
        let senders = (0..webhook.connections.min(MOST_LINES)).map(|_| {
            let (sender, receiver) = unbounded_channel();
            tasks.spawn(send_all(Arc::clone(shared), webhook.clone(), receiver));
            sender
        });
        let senders = senders.collect();
        Self { webhook: webhook.clone(), senders, last: 0, _tasks: tasks }
    }

    fn hand_out<'a>(&mut self, waiting: impl Iterator<Item = &'a (i64, Value)>) {
        for (id, update) in waiting {
            if *id <= self.last {
                continue;
            }
            self.last = *id;
            let line = chat_of(update).unsigned_abs() as usize % self.senders.len();
            // A line ends only with the whole.
            let _ = self.senders[line].send((*id, update.clone()));
        }
    }
}

/// The chat an update is about; updates about the same one stay in order.
fn chat_of(update: &Value) -> i64 {
    let kinds = update.as_object().into_iter().flatten();
    let mut contents = kinds.map(|(_, content)| content).filter(|content| content.is_object());
    let content = contents.next().unwrap_or(&Value::Null);
    let places = [&content["chat"]["id"], &content["message"]["chat"]["id"]];
    places.into_iter().find_map(Value::as_i64).unwrap_or_default()
}

async fn send_all(
    shared: Arc<Shared>,
    webhook: Webhook,
    mut updates: UnboundedReceiver<(i64, Value)>,
) {
    let mut connection = None;
    while let Some((id, update)) = updates.recv().await {
        let body = update.to_string();
        let mut pause = FIRST_PAUSE;
        loop {
            let tried = timeout(ANSWER_WITHIN, post(&mut connection, &webhook, &body)).await;
            let failure = match tried {
                Ok(Ok(200)) => break,
                Ok(Ok(status)) => format!("Wrong response from the webhook: {status}"),
                Ok(Err(error)) => format!("Connection failed: {error}"),
                Err(_) => "Read timeout expired".to_owned(),
            };
            connection = None;
            shared.world().updates.failure = Some(failure);
            sleep(pause).await;
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
        shared.world().updates.confirm(id);
        shared.called.send_modify(|calls| *calls += 1);
    }
}

/// One POST over a connection that is kept; the status of its answer.
async fn post(
    connection: &mut Option<BufReader<TcpStream>>,
    webhook: &Webhook,
    body: &str,
) -> std::io::Result<u16> {
    let invalid = || std::io::Error::from(std::io::ErrorKind::InvalidData);
    let address = webhook.url.strip_prefix("http://").ok_or_else(invalid)?;
    let (host, path) = address.split_once('/').unwrap_or((address, ""));
    let stream = match connection {
        Some(stream) => stream,
        None => {
            let stream = TcpStream::connect(host).await?;
            stream.set_nodelay(true)?;
            connection.insert(BufReader::new(stream))
        }
    };
    let secret = webhook.secret.as_ref().map_or_else(String::new, |secret| {
        format!("X-Telegram-Bot-Api-Secret-Token: {secret}\r\n")
    });
    let head = format!(
        "POST /{path} HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\n\
         {secret}Content-Length: {}\r\n\r\n",
        body.len()
    );
    stream.get_mut().write_all((head + body).as_bytes()).await?;

    let mut line = String::new();
    stream.read_line(&mut line).await?;
    let status = line.split(' ').nth(1).and_then(|status| status.parse().ok());
    let mut length = 0;
    loop {
        line.clear();
        if stream.read_line(&mut line).await? == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        let Some((name, value)) = line.split_once(':') else { break };
        if name.eq_ignore_ascii_case("content-length") {
            length = value.trim().parse().map_err(|_| invalid())?;
        }
    }
    let mut rest = vec![0; length];
    stream.read_exact(&mut rest).await?;
    status.ok_or_else(invalid)
}
