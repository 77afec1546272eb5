//! The chat itself: lines in, one after the other, until the person leaves.

use std::sync::atomic::{AtomicU64, Ordering};

use bot_core::event::{
    Audience, Command, Conversation, EventId, Incoming, Input, Member, Person, Place, Platform,
    PlatformId, Standing,
};
use jiff::Timestamp;
use tokio_util::sync::CancellationToken;

use super::{
    adapter::Terminal,
    lines::{Line, Source},
};

/// What the terminal needs of the engine that runs the bot.
pub trait Backend {
    /// Takes an event in: once this returns, it is not lost.
    ///
    /// # Errors
    /// Where it could not be kept. The person is to know, and nothing was done.
    async fn accept(&self, event: Incoming) -> anyhow::Result<()>;

    /// Returns when nothing of the conversation is pending any more and its
    /// replies have been delivered.
    ///
    /// # Errors
    /// Where what was taken in is kept, but can't be acted on now.
    async fn settled(&self, conversation: &Conversation) -> anyhow::Result<()>;

    /// Finishes what is under way; nothing is taken in afterwards.
    async fn stop(&self);
}

/// The one conversation of a terminal: whoever has the data directory.
pub fn conversation() -> Conversation {
    let platform = Platform::Terminal;
    let id = PlatformId::new("local");
    Conversation {
        place: Place { platform, space: None, channel: id.clone(), thread: None },
        person: Person { platform, id },
    }
}

/// Names events so that no two are ever named alike, in this process or any other.
#[derive(Debug)]
pub struct EventIds {
    started: Timestamp,
    process: u32,
    count: AtomicU64,
}

impl EventIds {
    /// Names for a process that started then.
    pub fn new(started: Timestamp, process: u32) -> Self {
        Self { started, process, count: AtomicU64::new(0) }
    }

    fn next(&self) -> EventId {
        let count = self.count.fetch_add(1, Ordering::Relaxed);
        let started = self.started.as_nanosecond();
        EventId::new(Platform::Terminal, format_args!("{started}-{}-{count}", self.process))
    }
}

/// A chat: what it talks to, and what it talks through.
pub struct Session<'a, B> {
    /// What runs the bot.
    pub backend: &'a B,
    /// What shows its messages.
    pub terminal: &'a Terminal,
    /// Names for the person's events.
    pub ids: EventIds,
    /// The terminal's language, as a BCP 47 tag.
    pub language: Option<String>,
    /// Cancelled when the person wants to leave, or the terminal has gone.
    pub leave: CancellationToken,
}

impl<B: Backend> Session<'_, B> {
    /// Greets, or rather has the bot greet; then passes on each line, and takes
    /// the next when the replies to it are there.
    ///
    /// # Errors
    /// Where what the person said could not be kept, or not acted on.
    pub async fn run(&self, source: Source) -> anyhow::Result<()> {
        self.say(Input::Command(Command::Start, String::new())).await?;
        let mut lines = source.start(self.leave.clone())?;
        while !self.leave.is_cancelled() {
            self.terminal.prompt();
            let line = tokio::select! {
                biased;
                () = self.leave.cancelled() => break,
                line = lines.recv() => line,
            };
            let Some(Line::Typed(line)) = line else { break };
            self.terminal.typed(&line);
            if !line.trim().is_empty() {
                self.say(self.terminal.translate(&line)).await?;
            }
        }
        self.terminal.goodbye();
        Ok(())
    }

    async fn say(&self, input: Input) -> anyhow::Result<()> {
        let conversation = conversation();
        let event = Incoming {
            id: self.ids.next(),
            conversation: conversation.clone(),
            audience: Audience::Private,
            standing: Standing::Unknown,
            member: Member::default(),
            language: self.language.clone(),
            input,
        };
        self.backend.accept(event).await?;
        // Who leaves does not wait for an answer: it is there at the next start.
        tokio::select! {
            () = self.leave.cancelled() => Ok(()),
            settled = self.backend.settled(&conversation) => settled,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::{
        collections::HashSet,
        io::Cursor,
        path::Path,
        sync::{Arc, Mutex, mpsc},
    };

    use bot_core::message::{Adapter, Lane};

    use super::*;
    use crate::terminal::{
        adapter::{
            Prompt,
            tests::{delivery, terminal},
        },
        render::tests::answers,
    };

    /// Answers each event by saying what it was; delivers only once it is asked
    /// whether all is settled, as an engine in no hurry would.
    struct Echo {
        terminal: Arc<Terminal>,
        events: Mutex<Vec<Incoming>>,
        refuse: Option<&'static str>,
        leave_at: Option<&'static str>,
        leave: CancellationToken,
    }

    impl Backend for Echo {
        async fn accept(&self, event: Incoming) -> anyhow::Result<()> {
            let what = what(&event.input);
            if self.refuse == Some(&what) {
                anyhow::bail!("the disk is full");
            }
            self.events.lock().expect("no panic before").push(event);
            if self.leave_at == Some(&what) {
                self.leave.cancel();
            }
            Ok(())
        }

        async fn stop(&self) {}

        async fn settled(&self, _: &Conversation) -> anyhow::Result<()> {
            let event = self.events.lock().expect("no panic before").last().cloned();
            let event = event.expect("accepted before");
            let choices = answers(&["Yes", "No"]);
            let mut reply =
                delivery(Lane::Reply, &format!("It was {}.", what(&event.input)), choices);
            reply.answers = Some(event.id);
            tokio::task::yield_now().await;
            self.terminal.deliver(reply).await;
            Ok(())
        }
    }

    fn what(input: &Input) -> String {
        match input {
            Input::Text(text) => format!("text {text}"),
            Input::Command(command, rest) => format!("command {command} {rest}"),
            Input::Press(data) => format!("press {data}"),
            Input::Select(data) => format!("select {}", data.join(" ")),
            Input::Wordless => "nothing".to_owned(),
            Input::Admitted | Input::ShutOut | Input::PlaceMoved(_) | Input::Club(_) => {
                unreachable!("nobody types it")
            }
        }
    }

    struct Chat {
        echo: Echo,
        read: mpsc::Receiver<String>,
    }

    impl Chat {
        fn new() -> Self {
            let leave = CancellationToken::new();
            let nowhere = Path::new("/nowhere");
            let (terminal, read) = terminal(Prompt::WrittenWithLines, nowhere, &leave);
            let echo = Echo {
                terminal: Arc::new(terminal),
                events: Mutex::default(),
                refuse: None,
                leave_at: None,
                leave,
            };
            Self { echo, read }
        }

        async fn pipe(&self, script: &str) -> anyhow::Result<String> {
            let session = Session {
                backend: &self.echo,
                terminal: &self.echo.terminal,
                ids: EventIds::new(Timestamp::UNIX_EPOCH, 7),
                language: Some("en-GB".to_owned()),
                leave: self.echo.leave.clone(),
            };
            let source = Source::Reader(Box::new(Cursor::new(script.to_owned())));
            session.run(source).await?;
            Ok(self.read.try_iter().collect())
        }
    }

    #[tokio::test]
    async fn a_script_piped_in_comes_out_as_a_conversation() {
        let chat = Chat::new();
        let transcript =
            chat.pipe("2\n\nmy heel is sore\n/help me\n").await.expect("nothing fails");
        let expected = "\
It was command start .

  1  Yes
  2  No

> 2

It was press No.

  1  Yes
  2  No

> 
> my heel is sore

It was text my heel is sore.

  1  Yes
  2  No

> /help me

It was command help me.

  1  Yes
  2  No

> 

Goodbye. To carry on another time, start “heelbot chat” again.
";
        assert_eq!(transcript, expected);
    }

    #[tokio::test]
    async fn events_are_of_one_private_conversation_and_named_apart() {
        let chat = Chat::new();
        chat.pipe("one\ntwo\n").await.expect("nothing fails");
        let events = chat.echo.events.lock().expect("no panic before");
        assert!(events.iter().all(|event| {
            event.conversation == conversation()
                && event.audience == Audience::Private
                && event.language.as_deref() == Some("en-GB")
        }));
        let ids: HashSet<_> = events.iter().map(|event| event.id.as_str()).collect();
        assert_eq!(ids.len(), 3);
        assert!(ids.contains("terminal:0-7-0"), "{ids:?}");
    }

    #[tokio::test]
    async fn what_can_not_be_kept_ends_the_chat_with_the_reason() {
        let mut chat = Chat::new();
        chat.echo.refuse = Some("text two");
        let error = chat.pipe("one\ntwo\nthree\n").await.expect_err("the disk is full");
        assert_eq!(error.to_string(), "the disk is full");
        assert_eq!(chat.echo.events.lock().expect("no panic before").len(), 2);
    }

    #[tokio::test]
    async fn who_leaves_hears_goodbye_and_no_line_after_it_counts() {
        let mut chat = Chat::new();
        chat.echo.leave_at = Some("text one");
        let transcript = chat.pipe("one\ntwo\n").await.expect("nothing fails");
        assert_eq!(chat.echo.events.lock().expect("no panic before").len(), 2);
        assert!(transcript.contains("Goodbye."), "{transcript}");
        assert!(!transcript.contains("two"), "{transcript}");
    }

    #[tokio::test]
    async fn a_reader_who_has_gone_ends_the_chat_quietly() {
        let Chat { echo, read } = Chat::new();
        drop(read);
        let (_, nothing) = mpsc::channel();
        let chat = Chat { echo, read: nothing };
        chat.pipe("one\ntwo\n").await.expect("leaving is no error");
        assert_eq!(chat.echo.events.lock().expect("no panic before").len(), 1);
    }
}
