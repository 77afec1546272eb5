//! One connection to the gateway: hello, heartbeats, and what the bot sends.

use std::{collections::VecDeque, ops::ControlFlow, sync::Arc, time::Duration};

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::mpsc::{self, UnboundedReceiver},
    task::JoinSet,
    time::{Instant, sleep_until, timeout},
};
use tokio_tungstenite::{
    WebSocketStream, accept_hdr_async,
    tungstenite::{
        Message,
        handshake::server::{Callback, ErrorResponse, Request, Response},
        protocol::{CloseFrame, frame::coding::CloseCode},
    },
};

use crate::{
    Shared,
    gateway::{
        VERSION, code,
        session::{Denied, Line, Order},
    },
};

/// So many messages of the bot in such a time are the most.
const MOST: (usize, Duration) = (120, Duration::from_secs(60));
/// How long the bot has to end its side of a connection that is closed.
const FAREWELL: Duration = Duration::from_secs(2);

/// Lets connections in until it is dropped.
pub(crate) async fn serve(listener: TcpListener, shared: Arc<Shared>) {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => {
                if let Ok((stream, _)) = accepted {
                    connections.spawn(Connection::hold(stream, Arc::clone(&shared)));
                }
            }
            Some(_) = connections.join_next() => {}
        }
    }
}

struct Connection {
    socket: WebSocketStream<TcpStream>,
    shared: Arc<Shared>,
    line: Line,
    known: Known,
    beat: Instant,
    received: VecDeque<Instant>,
}

/// Whether the bot has said who it is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Known {
    Yes,
    No,
}

/// Keeps the query of the address that was asked for.
struct Asked<'a>(&'a mut String);

impl Callback for Asked<'_> {
    fn on_request(self, request: &Request, response: Response) -> Result<Response, ErrorResponse> {
        request.uri().query().unwrap_or_default().clone_into(self.0);
        Ok(response)
    }
}

impl Connection {
    async fn hold(stream: TcpStream, shared: Arc<Shared>) {
        // Small messages are not to wait for more to be sent with them.
        let _ = stream.set_nodelay(true);
        let mut query = String::new();
        let accepted = accept_hdr_async(stream, Asked(&mut query));
        let Ok(socket) = accepted.await else { return };
        let (orders, mut ordered) = mpsc::unbounded_channel();
        let number = shared.world().gateway.number();
        let line = Line { number, orders };
        let (beat, received) = (Instant::now(), VecDeque::new());
        let mut connection = Self { socket, shared, line, known: Known::No, beat, received };
        if query.split('&').any(|part| part == VERSION) {
            // It ends where there is nothing more to be done.
            let _ = connection.talk(&mut ordered).await;
        } else {
            connection.close(code::INVALID_VERSION).await;
        }
        connection.shared.world().gateway.hang_up(number, false);
        connection.shared.changed();
    }

    async fn talk(&mut self, ordered: &mut UnboundedReceiver<Order>) -> ControlFlow<()> {
        let interval = self.shared.world().settings.heartbeat;
        let millis = u64::try_from(interval.as_millis()).unwrap_or(u64::MAX);
        self.send(json!({"op": 10, "d": {"heartbeat_interval": millis, "_trace": []}})).await?;
        loop {
            tokio::select! {
                order = ordered.recv() => match order {
                    Some(Order::Send(event)) => self.send(event).await?,
                    Some(Order::Close(code)) => {
                        self.close(code).await;
                        return ControlFlow::Break(());
                    }
                    Some(Order::Reset) => {
                        // Without this the end of the connection would be an orderly one.
                        let _ = self.socket.get_ref().set_zero_linger();
                        return ControlFlow::Break(());
                    }
                    Some(Order::Silence) => std::future::pending().await,
                    None => return ControlFlow::Break(()),
                },
                message = self.socket.next() => match message {
                    Some(Ok(Message::Text(text))) => self.hear(&text).await?,
                    Some(Ok(Message::Close(frame))) => {
                        let orderly = frame.as_ref().is_none_or(|frame| {
                            matches!(u16::from(frame.code), 1_000 | 1_001)
                        });
                        self.shared.world().gateway.hang_up(self.line.number, orderly);
                        // The answer is sent by reading on.
                        let _ = timeout(FAREWELL, self.socket.next()).await;
                        return ControlFlow::Break(());
                    }
                    Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
                    Some(Ok(_)) => {
                        self.close(code::DECODE_ERROR).await;
                        return ControlFlow::Break(());
                    }
                    Some(Err(_)) | None => return ControlFlow::Break(()),
                },
                () = sleep_until(self.beat + interval * 2) => {
                    self.shared.world().gateway.end(self.line.number);
                    self.close(code::TIMED_OUT).await;
                    return ControlFlow::Break(());
                }
            }
        }
    }

    /// What the bot sends.
    async fn hear(&mut self, text: &str) -> ControlFlow<()> {
        let now = Instant::now();
        while self.received.front().is_some_and(|at| now.duration_since(*at) >= MOST.1) {
            self.received.pop_front();
        }
        self.received.push_back(now);
        if self.received.len() > MOST.0 {
            return self.mistaken(code::RATE_LIMITED).await;
        }
        let Ok(message) = serde_json::from_str::<Value>(text) else {
            return self.mistaken(code::DECODE_ERROR).await;
        };
        match message["op"].as_u64() {
            Some(1) => {
                self.beat = now;
                self.send(json!({"op": 11})).await
            }
            Some(2 | 6) if self.known == Known::Yes => {
                self.mistaken(code::ALREADY_AUTHENTICATED).await
            }
            Some(2) => self.identify(&message["d"]).await,
            Some(6) => self.resume(&message["d"]).await,
            Some(3 | 4 | 8 | 31) if self.known == Known::Yes => ControlFlow::Continue(()),
            Some(3 | 4 | 8 | 31) => self.mistaken(code::NOT_AUTHENTICATED).await,
            _ => self.mistaken(code::UNKNOWN_OPCODE).await,
        }
    }

    async fn identify(&mut self, data: &Value) -> ControlFlow<()> {
        let begun = {
            let mut world = self.shared.world();
            let now = world.now();
            let begun = world.gateway.identify(self.line.clone(), data, now);
            world
                .transcript
                .aside(format_args!("the bot identifies, {}: {begun:?}", data["shard"]));
            if let Ok(session) = begun {
                world.greet(session, &self.shared.gateway_url);
            }
            begun
        };
        self.begun(begun.map(drop)).await
    }

    async fn resume(&mut self, data: &Value) -> ControlFlow<()> {
        let resumed = {
            let mut world = self.shared.world();
            let resumed = world.gateway.resume(self.line.clone(), data);
            world.transcript.aside(format_args!("the bot resumes a session: {resumed:?}"));
            resumed
        };
        self.begun(resumed).await
    }

    async fn begun(&mut self, begun: Result<(), Denied>) -> ControlFlow<()> {
        match begun {
            Ok(()) => self.known = Known::Yes,
            Err(Denied::Close(code)) => return self.mistaken(code).await,
            Err(Denied::Invalid) => {
                self.send(json!({"op": 9, "d": false, "s": null, "t": null})).await?;
            }
        }
        self.shared.changed();
        ControlFlow::Continue(())
    }

    /// The connection ends by the bot's fault.
    async fn mistaken(&mut self, code: u16) -> ControlFlow<()> {
        self.shared.world().mistakes.push(format!("the gateway closes with {code}"));
        self.close(code).await;
        ControlFlow::Break(())
    }

    async fn send(&mut self, value: Value) -> ControlFlow<()> {
        match self.socket.send(Message::Text(value.to_string())).await {
            Ok(()) => ControlFlow::Continue(()),
            Err(_) => ControlFlow::Break(()),
        }
    }

    async fn close(&mut self, code: u16) {
        self.shared.world().transcript.aside(format_args!("the gateway closes with {code}"));
        let frame = CloseFrame { code: CloseCode::from(code), reason: "".into() };
        // Where the other side has gone already, there is nothing to close.
        let _ = self.socket.close(Some(frame)).await;
        let drained = async { while let Some(Ok(_)) = self.socket.next().await {} };
        let _ = timeout(FAREWELL, drained).await;
    }
}
