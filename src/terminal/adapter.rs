//! The terminal as something that can deliver.

use std::{
    io,
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
};

use bot_core::{
    args,
    event::{Input, Person, Platform, PlatformId, Standing, Upload},
    message::{
        Adapter, Capabilities, Commands, Delivery, Edits, Held, Lane, Limits, NoFile, Outcome,
        Repeats, Several, Typing, Unasked, no_file, no_standing,
    },
};
use futures_util::future::BoxFuture;
use tokio_util::sync::CancellationToken;

use super::{
    attachments,
    choices::{Cause, Shown},
    input,
    phrases::Phrases,
    printable::printable,
    render::{PROMPT, Page, note, render},
    style::Palette,
};

/// Puts text on the terminal, all of it or an error.
pub type Print = Box<dyn FnMut(&str) -> io::Result<()> + Send>;

/// Who writes the prompt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Prompt {
    /// A line editor; it redraws the prompt below whatever is printed.
    Editor,
    /// We do, at the end of each turn: for pipes, and terminals without editing.
    Written,
    /// We do, and repeat each line behind it, so that what a pipe's other end
    /// reads is the whole conversation.
    WrittenWithLines,
}

/// The terminal: its output, and what is on the screen.
pub struct Terminal {
    desk: Arc<Desk>,
}

/// What deliveries and the prompt share.
struct Desk {
    output: Mutex<Output>,
    shown: Mutex<Shown>,
    columns: Arc<AtomicUsize>,
    palette: Palette,
    phrases: Phrases,
    files: PathBuf,
    closed: CancellationToken,
}

struct Output {
    print: Print,
    prompt: Prompt,
    cursor: Cursor,
}

/// What is above the next text.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Cursor {
    /// Nothing, or a blank line.
    Blank,
    /// A line of text.
    Line,
    /// A written prompt, which waits for a line on the same one.
    Prompt,
}

impl Terminal {
    /// A terminal that prints through `print`, sets text for as many `columns`
    /// as are stored there at the time, and saves attachments in the folder
    /// `files`. It cancels `closed` once nothing can be printed any more.
    pub fn new(
        print: Print,
        prompt: Prompt,
        columns: Arc<AtomicUsize>,
        palette: Palette,
        phrases: Phrases,
        files: &Path,
        closed: CancellationToken,
    ) -> Self {
        Self {
            desk: Arc::new(Desk {
                output: Mutex::new(Output { print, prompt, cursor: Cursor::Blank }),
                shown: Mutex::default(),
                columns,
                palette,
                phrases,
                files: files.to_owned(),
                closed,
            }),
        }
    }

    /// Says that it is the person's turn.
    pub fn prompt(&self) {
        let mut output = lock(&self.desk.output);
        if output.prompt != Prompt::Editor && output.cursor != Cursor::Prompt {
            output.cursor = Cursor::Prompt;
            let printed = (output.print)(PROMPT);
            self.desk.notice(printed);
        }
    }

    /// Takes note of a line the person typed.
    pub fn typed(&self, line: &str) {
        let mut output = lock(&self.desk.output);
        if output.prompt == Prompt::WrittenWithLines {
            let line = printable(line).replace('\n', " ");
            let printed = (output.print)(&format!("{line}\n"));
            self.desk.notice(printed);
        }
        output.cursor = Cursor::Line;
    }

    /// What a typed line means, with what is on the screen now.
    pub fn translate(&self, line: &str) -> Input {
        input::translate(line, &lock(&self.desk.shown))
    }

    /// The last words on leaving.
    pub fn goodbye(&self) {
        let text = self.desk.phrases.say("terminal-goodbye", &args! {});
        let mut output = lock(&self.desk.output);
        let break_line = if output.cursor == Cursor::Prompt { "\n\n" } else { "" };
        output.cursor = Cursor::Line;
        let text = format!("{break_line}{}", note(&text, None, self.desk.page()));
        let printed = (output.print)(&text);
        self.desk.notice(printed);
    }
}

impl Adapter for Terminal {
    fn platform(&self) -> Platform {
        Platform::Terminal
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities {
            text_limit: 4096,
            caption_limit: 4096,
            edits: Edits::Never,
            several: Several::Together,
            typing: Typing::Anytime,
            commands: Commands::Alone,
            unasked: Unasked::There,
        }
    }

    fn limits(&self) -> Limits {
        Limits::NONE
    }

    fn repeats(&self) -> Repeats {
        Repeats::Shown
    }

    fn may_post<'a>(
        &'a self,
        _: &'a bot_core::event::Place,
        _: Option<&'a bot_core::event::PlatformId>,
    ) -> BoxFuture<'a, bot_core::message::Leave> {
        Box::pin(std::future::ready(bot_core::message::Leave::Unknown))
    }

    fn fetch<'a>(&'a self, _: &'a Upload, _: usize) -> BoxFuture<'a, Result<Vec<u8>, NoFile>> {
        no_file()
    }

    fn standing<'a>(&'a self, _: &'a PlatformId, _: &'a Person) -> BoxFuture<'a, Standing> {
        no_standing()
    }

    fn deliver(&self, delivery: Delivery) -> BoxFuture<'_, Outcome> {
        let desk = Arc::clone(&self.desk);
        Box::pin(async move {
            // A terminal may make us wait: its owner can hold it, or search the
            // history while a message comes in.
            let put = tokio::task::spawn_blocking(move || desk.put(&delivery));
            put.await.unwrap_or(Outcome::Unknown)
        })
    }
}

impl Desk {
    fn page(&self) -> Page {
        Page::new(self.columns.load(Ordering::Relaxed), self.palette)
    }

    /// Puts one message on the screen.
    fn put(&self, delivery: &Delivery) -> Outcome {
        let screen = &delivery.outgoing.screen;
        let cause = match (&delivery.answers, delivery.outgoing.lane) {
            (Some(event), _) => Cause::Reply(Some(event)),
            (None, Lane::Reply) => Cause::Reply(None),
            (None, Lane::IcePhase | Lane::Other) => Cause::Unasked,
        };
        // Held from giving the numbers to showing them, so that both happen in
        // one order.
        let mut output = lock(&self.output);
        let choices = lock(&self.shown).show(&screen.choices, cause);
        let mut text = render(screen, &choices, self.page(), &self.phrases);
        if let Some(attachment) = &screen.attachment {
            text.push('\n');
            text.push_str(&self.save(attachment));
        }
        let printed = output.message(&text);
        if self.notice(printed) {
            Outcome::Delivered(None)
        } else {
            // The person is there again when they start the chat again.
            Outcome::Retry { after: None, holds: Held::Message }
        }
    }

    /// Saves a file and says where it is, or why it isn't.
    fn save(&self, attachment: &bot_core::message::Attachment) -> String {
        match attachments::save(&self.files, attachment) {
            Ok(path) => note(
                &self.phrases.say("terminal-saved", &args! {}),
                Some(&path.to_string_lossy()),
                self.page(),
            ),
            Err(error) => {
                let args = args! {
                    "folder" => self.files.to_string_lossy(),
                    "reason" => error.to_string(),
                };
                note(&self.phrases.say("terminal-not-saved", &args), None, self.page())
            }
        }
    }

    /// Whether it was printed. Where not, nobody reads any more: a closed pipe,
    /// a terminal that has gone.
    fn notice(&self, printed: io::Result<()>) -> bool {
        if let Err(error) = &printed {
            tracing::debug!(kind = ?error.kind(), "nothing can be printed any more");
            self.closed.cancel();
        }
        printed.is_ok()
    }
}

impl Output {
    /// A message with a blank line on both sides, and the prompt below it again
    /// where it was waiting.
    fn message(&mut self, text: &str) -> io::Result<()> {
        let (above, below) = match self.cursor {
            Cursor::Blank => ("", ""),
            Cursor::Line => ("\n", ""),
            Cursor::Prompt => ("\n\n", PROMPT),
        };
        if self.cursor == Cursor::Line {
            self.cursor = Cursor::Blank;
        }
        (self.print)(&format!("{above}{text}\n{below}"))
    }
}

/// What is behind a lock is a screen: after a panic elsewhere it is still the
/// best there is.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
pub mod tests {
    use std::sync::{Arc, mpsc};

    use bot_core::{
        event::{Place, PlatformId},
        message::{Attachment, Block, Choice, Outgoing, Placement, Screen},
    };

    use super::*;
    use crate::terminal::render::tests::{answers, phrases};

    /// A terminal whose output comes out of the receiver.
    pub fn terminal(
        prompt: Prompt,
        files: &Path,
        closed: &CancellationToken,
    ) -> (Terminal, mpsc::Receiver<String>) {
        let (pages, read) = mpsc::channel();
        let print: Print = Box::new(move |text| {
            pages.send(text.to_owned()).map_err(|_| io::ErrorKind::BrokenPipe.into())
        });
        let terminal = Terminal::new(
            print,
            prompt,
            Arc::new(AtomicUsize::new(80)),
            Palette::Plain,
            phrases(),
            files,
            closed.clone(),
        );
        (terminal, read)
    }

    /// A delivery of one paragraph and some choices.
    pub fn delivery(lane: Lane, text: &str, choices: Vec<Choice>) -> Delivery {
        let channel = PlatformId::new("local");
        let place = Place { platform: Platform::Terminal, space: None, channel, thread: None };
        let blocks = vec![Block::Text(text.to_owned())];
        let screen = Screen { blocks, choices, ..Screen::default() };
        let outgoing = Outgoing { lane, place, placement: Placement::New, screen };
        Delivery { id: 1, outgoing: Arc::new(outgoing), edit: None, answers: None, attempt: 0 }
    }

    fn open(prompt: Prompt, files: &Path) -> (Terminal, mpsc::Receiver<String>) {
        terminal(prompt, files, &CancellationToken::new())
    }

    fn everything(read: &mpsc::Receiver<String>) -> String {
        read.try_iter().collect()
    }

    #[tokio::test]
    async fn a_message_that_arrives_at_the_prompt_leaves_a_prompt_behind() {
        let (terminal, read) = open(Prompt::WrittenWithLines, Path::new("/nowhere"));
        terminal.deliver(delivery(Lane::Reply, "Hello.", Vec::new())).await;
        terminal.prompt();
        terminal.deliver(delivery(Lane::Other, "Time to stretch.", Vec::new())).await;
        terminal.typed("thanks\x1b");
        terminal.deliver(delivery(Lane::Reply, "Good.", Vec::new())).await;
        terminal.prompt();
        terminal.goodbye();
        let goodbye = "Goodbye. To carry on another time, start “heelbot chat” again.\n";
        assert_eq!(
            everything(&read),
            format!("Hello.\n\n> \n\nTime to stretch.\n\n> thanks\n\nGood.\n\n> \n\n{goodbye}")
        );
    }

    #[tokio::test]
    async fn the_numbers_are_those_on_the_screen() {
        let (terminal, read) = open(Prompt::Editor, Path::new("/nowhere"));
        let question = delivery(Lane::Reply, "Sore?", answers(&["Yes", "No"]));
        assert_eq!(terminal.deliver(question).await, Outcome::Delivered(None));
        terminal.deliver(delivery(Lane::IcePhase, "Ice off.", answers(&["Done"]))).await;
        let page = everything(&read);
        assert!(page.contains("  2  No\n") && page.contains("  3  Done\n"), "{page}");
        assert_eq!(terminal.translate("2"), Input::Press("No".to_owned()));
        assert_eq!(terminal.translate("3"), Input::Press("Done".to_owned()));
    }

    #[tokio::test]
    async fn a_file_is_saved_and_named_on_the_screen() {
        let data = tempfile::tempdir().expect("a folder");
        let (terminal, read) = open(Prompt::Editor, data.path());
        let mut with_file = delivery(Lane::Reply, "Here it is.", Vec::new());
        Arc::make_mut(&mut with_file.outgoing).screen.attachment =
            Some(Attachment { name: "export.json".to_owned(), text: "{}".to_owned() });
        assert_eq!(terminal.deliver(with_file).await, Outcome::Delivered(None));
        let path = data.path().join("export.json");
        let page = everything(&read);
        assert!(page.contains(&format!("\n  {}\n", path.display())), "{page}");
        assert_eq!(std::fs::read_to_string(path).expect("saved"), "{}");
    }

    #[tokio::test]
    async fn a_file_that_can_not_be_saved_says_why() {
        let data = tempfile::tempdir().expect("a folder");
        let in_the_way = data.path().join("files");
        std::fs::write(&in_the_way, "").expect("written");
        let (terminal, read) = open(Prompt::Editor, &in_the_way);
        let mut with_file = delivery(Lane::Reply, "Here it is.", Vec::new());
        Arc::make_mut(&mut with_file.outgoing).screen.attachment =
            Some(Attachment { name: "export.json".to_owned(), text: "{}".to_owned() });
        terminal.deliver(with_file).await;
        let page = everything(&read);
        assert!(page.contains("could not be saved"), "{page}");
    }

    #[tokio::test]
    async fn a_closed_pipe_keeps_the_message_for_later_and_ends_the_chat() {
        let (terminal, read) = open(Prompt::Editor, Path::new("/nowhere"));
        drop(read);
        let outcome = terminal.deliver(delivery(Lane::Reply, "Anyone?", Vec::new())).await;
        assert_eq!(outcome, Outcome::Retry { after: None, holds: Held::Message });
        assert!(terminal.desk.closed.is_cancelled());
    }
}
