//! Where lines come from: a person at a line editor, or a pipe. Each reads on
//! a thread of its own, as neither can be waited for in any other way.

use std::{
    io::{self, BufRead, Write},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

use rustyline::{Editor, ExternalPrinter, error::ReadlineError, history::MemHistory};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use super::{adapter::Print, render::PROMPT};

/// The most characters of a line that are passed on: one more than the bot
/// reads, so that it sees that there was more, and says so.
const MOST_CHARACTERS: usize = 4096 + 1;

/// The most bytes of a line that are kept, as no character has more than four.
const MOST_BYTES: usize = MOST_CHARACTERS * 4;

/// How many lines may wait: somebody pasted them.
const WAITING: usize = 64;

/// How many lines the up arrow brings back.
const REMEMBERED: usize = 100;

/// A line, or the end of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Line {
    /// A line, without its end.
    Typed(String),
    /// No more will come: Ctrl-D, or the end of the file.
    End,
}

/// A source of lines that has not been started yet.
pub enum Source {
    /// A person at a line editor.
    Editor(LineEditor),
    /// A pipe, a file, or a terminal that can't be edited on.
    Reader(Box<dyn BufRead + Send>),
}

impl Source {
    /// Reads until the lines end, the receiver is dropped, or the person
    /// presses Ctrl-C, which cancels `leave`.
    ///
    /// # Errors
    /// Where the system has no thread for it.
    pub fn start(self, leave: CancellationToken) -> io::Result<mpsc::Receiver<Line>> {
        let (lines, received) = mpsc::channel(WAITING);
        let reading = thread::Builder::new().name("lines".to_owned());
        match self {
            Self::Editor(editor) => reading.spawn(move || editor.read(&lines, &leave))?,
            Self::Reader(reader) => reading.spawn(move || read(reader, &lines))?,
        };
        Ok(received)
    }
}

/// A person's line editor. Its history lives in memory only: a history file
/// would keep health answers outside the sealed store.
pub struct LineEditor {
    editor: Editor<(), MemHistory>,
    columns: Arc<AtomicUsize>,
}

impl LineEditor {
    /// A line editor on the process's terminal, what prints above its prompt,
    /// and how many columns there are; nothing where lines can't be edited:
    /// pipes, and terminals that are too simple.
    pub fn open() -> Option<(Self, Print, Arc<AtomicUsize>)> {
        let config = rustyline::Config::builder().max_history_size(REMEMBERED).ok()?.build();
        let history = MemHistory::with_config(&config);
        let mut editor = Editor::<(), _>::with_history(config, history).ok()?;
        let mut printer = editor.create_external_printer().ok()?;
        let columns = Arc::new(AtomicUsize::new(0));
        let mut this = Self { editor, columns: Arc::clone(&columns) };
        this.measure();
        let print: Print =
            Box::new(move |text| printer.print(text.to_owned()).map_err(io::Error::other));
        Some((this, print, columns))
    }

    fn measure(&mut self) {
        if let Some((columns, _)) = self.editor.dimensions() {
            self.columns.store(usize::from(columns), Ordering::Relaxed);
        }
    }

    /// Asks for one line after the other. The prompt is there while the bot
    /// still answers: what it says is printed above.
    fn read(mut self, lines: &mpsc::Sender<Line>, leave: &CancellationToken) {
        loop {
            self.measure();
            let line = match self.editor.readline(PROMPT) {
                Ok(line) => {
                    // A history that is full or refuses a repeated line is no loss.
                    let _ = self.editor.add_history_entry(line.as_str());
                    Line::Typed(first_characters(&line))
                }
                Err(ReadlineError::Signal(_)) => continue,
                Err(ReadlineError::Interrupted) => return leave.cancel(),
                Err(ReadlineError::Eof) => Line::End,
                Err(error) => {
                    tracing::warn!(%error, "the terminal can't be read any more");
                    Line::End
                }
            };
            let last = line == Line::End;
            if lines.blocking_send(line).is_err() || last {
                return;
            }
        }
    }
}

/// Prints to a pipe or a terminal without line editing.
pub fn print_to(mut output: impl Write + Send + 'static) -> Print {
    Box::new(move |text| {
        output.write_all(text.as_bytes())?;
        output.flush()
    })
}

/// Reads lines of bytes. Bytes that are no UTF-8 become �.
fn read(mut reader: impl BufRead, lines: &mpsc::Sender<Line>) {
    loop {
        let line = match next_line(&mut reader) {
            Ok(Some(bytes)) => Line::Typed(first_characters(&String::from_utf8_lossy(&bytes))),
            Ok(None) => Line::End,
            Err(error) => {
                tracing::warn!(%error, "the input can't be read any more");
                Line::End
            }
        };
        let last = line == Line::End;
        if lines.blocking_send(line).is_err() || last {
            return;
        }
    }
}

/// The next line without its end, or nothing at the end of the input. However
/// long a line is, no more than [`MOST_BYTES`] of it are held.
fn next_line(reader: &mut impl BufRead) -> io::Result<Option<Vec<u8>>> {
    let mut line = Vec::new();
    let mut any = false;
    loop {
        let chunk = match reader.fill_buf() {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            chunk => chunk?,
        };
        if chunk.is_empty() {
            return Ok(any.then_some(line));
        }
        any = true;
        let end = chunk.iter().position(|byte| *byte == b'\n');
        let part = &chunk[..end.unwrap_or(chunk.len())];
        line.extend_from_slice(&part[..part.len().min(MOST_BYTES - line.len())]);
        let used = end.map_or(chunk.len(), |end| end + 1);
        reader.consume(used);
        if end.is_some() {
            if line.last() == Some(&b'\r') {
                line.pop();
            }
            return Ok(Some(line));
        }
    }
}

fn first_characters(line: &str) -> String {
    line.chars().take(MOST_CHARACTERS).collect()
}

#[cfg(test)]
mod tests {
    use std::io::BufReader;

    use super::*;

    fn lines_of(input: &[u8]) -> Vec<Line> {
        let (lines, mut received) = mpsc::channel(WAITING);
        // A small buffer, so that lines come in pieces.
        read(BufReader::with_capacity(7, input), &lines);
        drop(lines);
        std::iter::from_fn(|| received.blocking_recv()).collect()
    }

    fn typed(line: &str) -> Line {
        Line::Typed(line.to_owned())
    }

    #[test]
    fn lines_come_one_by_one_and_then_the_end() {
        let expected = [typed("one"), typed(""), typed("two words"), typed("last"), Line::End];
        assert_eq!(lines_of(b"one\n\ntwo words\r\nlast"), expected);
        assert_eq!(lines_of(b""), [Line::End]);
    }

    #[test]
    fn bytes_that_are_no_text_are_no_reason_to_stop() {
        assert_eq!(lines_of(b"\xff\xfe ok\nnext\n"), [typed("�� ok"), typed("next"), Line::End]);
    }

    #[test]
    fn a_megabyte_is_cut_so_that_the_bot_still_sees_it_was_longer() {
        let mut input = "é".repeat(500_000).into_bytes();
        input.extend_from_slice(b"\nnext\n");
        let lines = lines_of(&input);
        let [Line::Typed(long), next, Line::End] = lines.as_slice() else { panic!("{lines:?}") };
        assert_eq!(long.chars().count(), 4097);
        assert_eq!(*next, typed("next"));
    }
}
