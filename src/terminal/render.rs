//! A screen as lines of text.
//!
//! No line begins with the prompt's mark, so that a program that reads the
//! output of a pipe can tell where a turn ends.

use bot_core::{
    args,
    message::{Block, Mark, Screen},
};
use textwrap::{Options, core::display_width, wrap};

use super::{
    choices::{Key, Keyed, is_one_of_several, lower},
    phrases::Phrases,
    printable::printable,
    style::{Palette, Role},
};

/// What the prompt shows; piped output ends each turn with it.
pub const PROMPT: &str = "> ";

/// The longest line that reads well, in columns.
const WIDEST: usize = 88;

/// The narrowest width that text is set in; narrower terminals wrap by themselves.
const NARROWEST: usize = 20;

/// What stands between the controls of a line.
const BETWEEN: &str = " · ";

/// How lines are set.
#[derive(Clone, Copy, Debug)]
pub struct Page {
    /// In columns.
    width: usize,
    /// Whether there is colour.
    palette: Palette,
}

impl Page {
    /// A page for a terminal of `columns`.
    pub fn new(columns: usize, palette: Palette) -> Self {
        Self { width: columns.clamp(NARROWEST, WIDEST), palette }
    }
}

/// The screen as text: lines, each ended. The choices are those of the screen,
/// with their keys.
pub fn render(screen: &Screen, choices: &[Keyed], page: Page, phrases: &Phrases) -> String {
    let mut sheet = Sheet { page, lines: Vec::new() };
    if let Some(progress) = screen.progress {
        let args = args! { "at" => progress.at, "of" => progress.of };
        sheet.paragraph(Role::Quiet, &phrases.say("terminal-progress", &args));
    }
    for block in &screen.blocks {
        sheet.gap();
        sheet.block(block);
    }
    sheet.gap();
    sheet.answers(choices);
    let hint = if choices.iter().any(|keyed| keyed.choice.mark == Mark::Picked) {
        Some("terminal-ticked")
    } else if choices.iter().any(|keyed| keyed.choice.mark == Mark::Open) {
        Some("terminal-several")
    } else if choices.iter().any(|keyed| is_answer(keyed) && keyed.key == Key::Label) {
        Some("terminal-unnumbered")
    } else {
        None
    };
    if let Some(hint) = hint {
        sheet.hanging(Some(Role::Quiet), "  ", "  ", &phrases.say(hint, &args! {}));
    }
    sheet.gap();
    sheet.controls(choices);
    sheet.finish()
}

/// A few words of the terminal's own, and a line that is not to be broken.
pub fn note(text: &str, unbroken: Option<&str>, page: Page) -> String {
    let mut sheet = Sheet { page, lines: Vec::new() };
    sheet.paragraph(Role::Quiet, text);
    if let Some(line) = unbroken {
        sheet.lines.push(format!("  {}", printable(line).replace('\n', " ")));
    }
    sheet.finish()
}

struct Sheet {
    page: Page,
    lines: Vec<String>,
}

impl Sheet {
    fn block(&mut self, block: &Block) {
        match block {
            Block::Heading(text) => self.paragraph(Role::Heading, text),
            Block::Text(text) | Block::Tagged { text, .. } => self.hanging(None, "", "", text),
            Block::Alert(text) => self.hanging(Some(Role::Alert), "⚠ ", "  ", text),
            Block::Bullets(items) => {
                items.iter().for_each(|item| self.hanging(None, "  • ", "    ", item));
            }
            Block::Details { title, items } => {
                self.paragraph(Role::Heading, title);
                items.iter().for_each(|item| self.hanging(None, "  ", "    ", item));
            }
        }
    }

    fn answers(&mut self, choices: &[Keyed]) {
        let answers: Vec<_> = choices.iter().filter(|keyed| is_answer(keyed)).collect();
        let scale = answers.len() > 3
            && answers.iter().all(|keyed| {
                matches!(keyed.key, Key::OwnNumber(_)) && display_width(&keyed.choice.label) <= 3
            });
        if scale {
            let items: Vec<_> = answers
                .iter()
                .map(|keyed| {
                    let label = printable(&keyed.choice.label);
                    (display_width(&label), self.page.palette.paint(Role::Key, &label))
                })
                .collect();
            return self.row(&items);
        }
        let several = answers.iter().any(|keyed| is_one_of_several(&keyed.choice));
        let widest = answers.iter().map(|keyed| number_of(keyed).len()).max().unwrap_or(0);
        for keyed in answers {
            let number = number_of(keyed);
            let mark = match keyed.choice.mark {
                _ if !several => "",
                Mark::Picked => "[x] ",
                Mark::Open => "[ ] ",
                Mark::Answers | Mark::Control | Mark::OpensPrivate | Mark::Types => "    ",
            };
            let pad = " ".repeat(widest - number.len());
            let after = if widest > 0 { "  " } else { "" };
            let first = format!("  {pad}{number}{after}{mark}");
            let label = printable(&keyed.choice.label);
            let rest = " ".repeat(first.len());
            let at = self.lines.len();
            self.hanging(None, &first, &rest, &label);
            // Painted after wrapping, so that the colour has no width.
            if let Some(line) = self.lines.get_mut(at)
                && !number.is_empty()
            {
                let painted = self.page.palette.paint(Role::Key, &number);
                *line = line.replacen(&number, &painted, 1);
            }
        }
    }

    fn controls(&mut self, choices: &[Keyed]) {
        let items: Vec<_> = choices
            .iter()
            .filter(|keyed| keyed.choice.mark == Mark::Control)
            .map(|keyed| {
                let label = marked(keyed);
                (display_width(&label), self.page.palette.paint(Role::Quiet, &label))
            })
            .collect();
        self.row(&items);
    }

    /// Items side by side, none broken over two lines; each with its width.
    fn row(&mut self, items: &[(usize, String)]) {
        let mut line = String::new();
        let mut used = 0;
        for (width, item) in items {
            let with_this = used + display_width(BETWEEN) + width;
            if !line.is_empty() && with_this <= self.page.width {
                line.push_str(BETWEEN);
                line.push_str(item);
                used = with_this;
            } else {
                if !line.is_empty() {
                    self.lines.push(std::mem::take(&mut line));
                }
                line = format!("  {item}");
                used = 2 + width;
            }
        }
        if !line.is_empty() {
            self.lines.push(line);
        }
    }

    fn paragraph(&mut self, role: Role, text: &str) {
        self.hanging(Some(role), "", "", text);
    }

    /// Text behind a first indent, with what follows below it.
    fn hanging(&mut self, role: Option<Role>, first: &str, rest: &str, text: &str) {
        let text = printable(text);
        // One column is kept free for the space of `not_a_prompt`.
        let options = Options::new(self.page.width - 1).subsequent_indent(rest);
        let mut indent = first;
        for paragraph in text.trim_matches('\n').split('\n') {
            for line in wrap(paragraph, options.clone().initial_indent(indent)) {
                let line = not_a_prompt(line.trim_end());
                self.lines.push(match role {
                    Some(role) => self.page.palette.paint(role, &line),
                    None => line,
                });
            }
            indent = rest;
        }
    }

    /// A blank line, where there isn't one.
    fn gap(&mut self) {
        if self.lines.last().is_some_and(|line| !line.is_empty()) {
            self.lines.push(String::new());
        }
    }

    fn finish(mut self) -> String {
        while self.lines.last().is_some_and(String::is_empty) {
            self.lines.pop();
        }
        self.lines.iter().flat_map(|line| [line.as_str(), "\n"]).collect()
    }
}

fn not_a_prompt(line: &str) -> String {
    if line.starts_with(PROMPT.trim_end()) { format!(" {line}") } else { line.to_owned() }
}

fn is_answer(keyed: &Keyed) -> bool {
    keyed.choice.mark != Mark::Control
}

fn number_of(keyed: &Keyed) -> String {
    match keyed.key {
        Key::Number(number) => number.to_string(),
        Key::OwnNumber(_) | Key::Letter(_) | Key::Label => String::new(),
    }
}

/// A control's label with its letter marked: `[b]ack`.
fn marked(keyed: &Keyed) -> String {
    let label = printable(&keyed.choice.label).replace('\n', " ");
    let Key::Letter(letter) = keyed.key else { return label };
    match label.char_indices().find(|(_, found)| lower(*found) == Some(letter)) {
        Some((at, found)) => {
            let (before, after) = (&label[..at], &label[at + found.len_utf8()..]);
            format!("{before}[{found}]{after}")
        }
        None => label,
    }
}

#[cfg(test)]
pub mod tests {
    use std::sync::Arc;

    use bot_core::{
        message::{Choice, Progress},
        text::{Language, Texts},
    };
    use proptest::prelude::*;

    use super::*;
    use crate::terminal::choices::{Cause, Shown};

    /// A choice whose data is its label.
    pub fn choice(label: &str, mark: Mark) -> Choice {
        Choice { label: label.to_owned(), data: label.to_owned(), mark }
    }

    /// Choices that each answer at once.
    pub fn answers(labels: &[&str]) -> Vec<Choice> {
        labels.iter().map(|label| choice(label, Mark::Answers)).collect()
    }

    /// Controls of those labels.
    pub fn controls(labels: &[&str]) -> Vec<Choice> {
        labels.iter().map(|label| choice(label, Mark::Control)).collect()
    }

    /// English phrases.
    pub fn phrases() -> Phrases {
        Phrases::new(Arc::new(Texts::default()), Language::English)
    }

    fn set(screen: &Screen, page: Page) -> String {
        let choices = Shown::default().show(&screen.choices, Cause::Reply(None));
        render(screen, &choices, page, &phrases())
    }

    fn plain(screen: &Screen, columns: usize) -> String {
        set(screen, Page::new(columns, Palette::Plain))
    }

    fn question() -> Screen {
        let mut choices = vec![
            choice("My heel, or the skin over it, is hot to the touch", Mark::Open),
            choice("Numbness or tingling", Mark::Picked),
            choice("None of these", Mark::Answers),
        ];
        choices.extend(controls(&["Back", "Skip", "Not sure", "Why?", "Stop"]));
        Screen {
            progress: Some(Progress { at: 3, of: 12 }),
            blocks: vec![
                Block::Heading("Is any of these true for you?".to_owned()),
                Block::Text("It helps to know, because some signs need a look today.".to_owned()),
            ],
            choices,
            ..Screen::default()
        }
    }

    #[test]
    fn a_question_reads_well_in_a_narrow_window() {
        let expected = "\
3 of 12

Is any of these true for you?

It helps to know, because some signs
need a look today.

  1  [ ] My heel, or the skin over it,
         is hot to the touch
  2  [x] Numbness or tingling
  3      None of these
  One number ticks or unticks it.
  Several together, such as 1 3, say
  all that apply.

  [B]ack · [S]kip · N[o]t sure · [W]hy?
  S[t]op
";
        assert_eq!(plain(&question(), 40), expected);
    }

    #[test]
    fn a_wide_window_is_used_up_to_88_columns() {
        let text = "word ".repeat(60);
        let screen = Screen { blocks: vec![Block::Text(text)], ..Screen::default() };
        let widest = |columns| {
            plain(&screen, columns).lines().map(display_width).max().expect("there are lines")
        };
        assert!((80..=88).contains(&widest(88)), "{}", widest(88));
        assert_eq!(widest(300), widest(88));
        assert!(widest(40) <= 40);
    }

    #[test]
    fn every_kind_of_block_has_its_shape() {
        let screen = Screen {
            blocks: vec![
                Block::Alert("Ring 112 now, and do not drive yourself there.".to_owned()),
                Block::Bullets(vec![
                    "rest".to_owned(),
                    "ice, wrapped in a cloth always".to_owned(),
                ]),
                Block::Details {
                    title: "Why?".to_owned(),
                    items: vec!["because it helps the tissue to settle down".to_owned()],
                },
                Block::Text("first line\nsecond line".to_owned()),
            ],
            ..Screen::default()
        };
        let expected = "\
⚠ Ring 112 now, and do not
  drive yourself there.

  • rest
  • ice, wrapped in a cloth
    always

Why?
  because it helps the tissue
    to settle down

first line
second line
";
        assert_eq!(plain(&screen, 30), expected);
    }

    #[test]
    fn a_scale_is_one_line_without_numbers_of_its_own() {
        let labels: Vec<String> = (0..=10).map(|n| n.to_string()).collect();
        let labels: Vec<&str> = labels.iter().map(String::as_str).collect();
        let screen = Screen { choices: answers(&labels), ..Screen::default() };
        assert_eq!(plain(&screen, 80), "  0 · 1 · 2 · 3 · 4 · 5 · 6 · 7 · 8 · 9 · 10\n");
    }

    #[test]
    fn choices_without_numbers_say_how_to_pick_them() {
        let ages = ["18 to 64", "65 or over", "16 or 17", "Under 16"];
        let screen = Screen { choices: answers(&ages), ..Screen::default() };
        let expected = "
  18 to 64
  65 or over
  16 or 17
  Under 16
  No numbers to press here: type a number as you mean it, or the words.
";
        assert_eq!(format!("\n{}", plain(&screen, 100)), expected);
    }

    #[test]
    fn numbers_line_up() {
        let labels = ["a"; 10];
        let screen = Screen { choices: answers(&labels), ..Screen::default() };
        let text = plain(&screen, 80);
        assert!(text.starts_with("   1  a\n"), "{text}");
        assert!(text.ends_with("  10  a\n"), "{text}");
    }

    #[test]
    fn colour_changes_no_letter_and_no_line() {
        let page = Page::new(40, Palette::Colour);
        let coloured = set(&question(), page);
        let stripped = without_colour(&coloured);
        assert_eq!(stripped, plain(&question(), 40));
        assert!(coloured.contains("\x1b[1mIs any"), "{coloured}");
        assert!(coloured.contains("\x1b[36m1\x1b[0m"), "{coloured}");
    }

    /// The text without `ESC [ … m`.
    fn without_colour(text: &str) -> String {
        let mut left = String::new();
        let mut pieces = text.split("\x1b[");
        left.extend(pieces.next());
        for piece in pieces {
            left.push_str(piece.split_once('m').expect("a colour ends with m").1);
        }
        left
    }

    proptest! {
        #[test]
        fn whatever_the_text_the_terminal_is_safe_and_the_prompt_is_unmistakable(
            text: String, label in "\\PC{0,80}", columns in 0_usize..120,
        ) {
            let screen = Screen {
                progress: None,
                blocks: vec![
                    Block::Text(format!("> {text}\x1b[2J")),
                    Block::Alert(text.clone()),
                    Block::Bullets(vec![text.clone()]),
                    Block::Details { title: text.clone(), items: vec![text] },
                ],
                choices: vec![choice(&label, Mark::Open), choice(&label, Mark::Control)],
                ..Screen::default()
            };
            let shown = plain(&screen, columns);
            prop_assert!(shown.chars().all(|letter| letter == '\n' || !letter.is_control()));
            prop_assert!(shown.lines().all(|line| !line.starts_with(PROMPT)), "{shown:?}");
        }

        #[test]
        fn no_line_is_wider_than_the_page(
            words in prop::collection::vec("[a-z>-]{1,12}", 0..60), columns in 20_usize..120,
        ) {
            let text = words.join(" ");
            let screen = Screen {
                blocks: vec![Block::Text(text.clone()), Block::Bullets(vec![text])],
                choices: question().choices,
                ..Screen::default()
            };
            for line in plain(&screen, columns).lines() {
                prop_assert!(display_width(line) <= columns.min(WIDEST), "{line:?}");
            }
        }
    }
}
