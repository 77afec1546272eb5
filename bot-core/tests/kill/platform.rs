//! The platform: takes messages over the loopback, one connection each, and
//! keeps what it got. It answers, or late, or "not now", or not at all.

use std::{
    collections::{BTreeMap, BTreeSet},
    io::{BufRead, BufReader, Write},
    net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream},
    sync::{Arc, Condvar, Mutex, MutexGuard},
    thread,
    time::Duration,
};

use bot_core::runtime::Chance;

use crate::{
    below,
    process::{EVENTS, FIRST_EVENTS},
};

/// When the process is to die, counted from a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Death {
    /// The platform has the message, and has not said so.
    BeforeTheAnswer,
    AfterTheAnswer,
    /// So much later.
    Soon(Duration),
}

/// A message the platform got.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Heard {
    /// Whether it said so.
    pub(crate) answered: bool,
}

#[derive(Default)]
struct State {
    heard: BTreeMap<String, Vec<Heard>>,
    /// Messages that were told "not now", once.
    put_off: BTreeSet<String>,
    /// How many more messages until it is time, and then when.
    death: Option<(u64, Death)>,
    due: bool,
    taken_in: BTreeSet<u64>,
    told: u64,
    finishing: bool,
    life: u64,
}

pub(crate) struct Platform {
    address: SocketAddr,
    shared: Arc<Shared>,
}

struct Shared {
    seed: u64,
    state: Mutex<State>,
    changed: Condvar,
}

/// A process that has nothing to say for so long dies all the same.
const PATIENCE: Duration = Duration::from_millis(300);

impl Platform {
    pub(crate) fn open(seed: u64) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
        let address = listener.local_addr().expect("it is bound");
        let shared = Arc::new(Shared { seed, state: Mutex::default(), changed: Condvar::new() });
        let listening = Arc::clone(&shared);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let shared = Arc::clone(&listening);
                // Whoever is killed leaves broken connections; that is the point.
                thread::spawn(move || drop(shared.serve(stream)));
            }
        });
        Self { address, shared }
    }

    pub(crate) const fn address(&self) -> SocketAddr {
        self.address
    }

    /// Waits until so many more messages have come, and for the moment after that.
    pub(crate) fn until_time_to_die(&self, after: u64, death: Death) {
        let mut state = self.shared.state();
        state.due = after == 0;
        state.death = (after > 0).then_some((after, death));
        let (state, _) = self
            .shared
            .changed
            .wait_timeout_while(state, PATIENCE, |state| !state.due)
            .expect("no one panics with it");
        drop(state);
        if let Death::Soon(wait) = death {
            thread::sleep(wait);
        }
    }

    /// The process has been killed; another will come.
    pub(crate) fn is_dead(&self) {
        let mut state = self.shared.state();
        state.life += 1;
        (state.death, state.due) = (None, false);
        self.shared.changed.notify_all();
    }

    /// The process that runs now is to end when it has nothing left to do.
    pub(crate) fn finish(&self) {
        self.shared.state().finishing = true;
        self.shared.changed.notify_all();
    }

    pub(crate) fn heard(&self) -> BTreeMap<String, Vec<Heard>> {
        self.shared.state().heard.clone()
    }
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().expect("no one panics with it")
    }

    fn serve(&self, mut stream: TcpStream) -> std::io::Result<()> {
        let mut line = String::new();
        let mut reader = BufReader::new(stream.try_clone()?);
        reader.read_line(&mut line)?;
        let Some(line) = line.strip_suffix('\n') else { return Ok(()) };
        match line.split_once(' ') {
            Some(("say", words)) => self.hear(&mut stream, words),
            Some(("taken", event)) => {
                self.state().taken_in.insert(event.parse().expect("a number"));
                self.changed.notify_all();
                Ok(())
            }
            _ => self.tell(&mut stream),
        }
    }

    fn hear(&self, stream: &mut TcpStream, words: &str) -> std::io::Result<()> {
        let mut state = self.state();
        let times = state.heard.get(words).map_or(0, Vec::len);
        let name: u64 = words
            .bytes()
            .fold(self.seed, |name, byte| (name ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
        let random = Chance::seeded(name.wrapping_add(times as u64));
        let weather = below(&random, 200);
        if weather == 0 && state.put_off.insert(words.to_owned()) {
            return stream.write_all(b"not now\n");
        }
        state.heard.entry(words.to_owned()).or_default().push(Heard { answered: false });
        let life = state.life;
        let mut dies = None;
        if let Some((left, death)) = &mut state.death {
            *left -= 1;
            if *left == 0 {
                dies = Some(*death);
                state.death = None;
            }
        }
        if dies == Some(Death::BeforeTheAnswer) {
            state.due = true;
            self.changed.notify_all();
            let dead = self.changed.wait_while(state, |state| state.life == life);
            drop(dead.expect("no one panics with it"));
            return Ok(());
        }
        // Sometimes the connection ends without an answer.
        let answers = weather != 1;
        if let Some(heard) = state.heard.get_mut(words).and_then(|all| all.get_mut(times)) {
            heard.answered = answers;
        }
        drop(state);
        if weather < 20 {
            thread::sleep(Duration::from_millis(weather));
        }
        let answered = if answers { stream.write_all(b"there\n") } else { Ok(()) };
        if dies.is_some() {
            self.state().due = true;
            self.changed.notify_all();
        }
        answered
    }

    /// Tells one process what people want, each thing until it is taken in.
    fn tell(&self, stream: &mut TcpStream) -> std::io::Result<()> {
        let mut state = self.state();
        let life = state.life;
        let mut next = 0;
        loop {
            // What people want next follows what the platform has got by now.
            let progress = state.heard.len() as u64 / 20;
            let wanted = EVENTS.min(FIRST_EVENTS + progress);
            state.told = if state.finishing { EVENTS } else { wanted };
            if let Some(event) = (next..state.told).find(|event| !state.taken_in.contains(event)) {
                next = event + 1;
                drop(state);
                writeln!(stream, "{event}")?;
                state = self.state();
            } else if state.finishing && state.taken_in.len() as u64 == EVENTS {
                drop(state);
                return writeln!(stream, "finish");
            } else {
                state = self
                    .changed
                    .wait_timeout(state, Duration::from_millis(100))
                    .expect("no one panics with it")
                    .0;
            }
            if state.life != life {
                return Ok(());
            }
        }
    }
}
