//! Colour: the only place that knows how a terminal is told about it.

/// Whether text is coloured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Palette {
    /// Never: piped output, `NO_COLOR`, or a terminal that can't.
    Plain,
    /// The terminal's own colours, so that they fit a dark and a light one.
    Colour,
}

/// What a piece of text is, for its colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// A heading, or a question.
    Heading,
    /// What must not be overlooked.
    Alert,
    /// Progress, hints and controls: there when looked for.
    Quiet,
    /// What to type to pick a choice.
    Key,
}

impl Role {
    /// The terminal's "select graphic rendition" parameters.
    const fn sgr(self) -> &'static str {
        match self {
            Self::Heading => "1",
            Self::Alert => "1;31",
            Self::Quiet => "2",
            Self::Key => "36",
        }
    }
}

impl Palette {
    /// The palette for an output: colour only on a terminal that can, and not
    /// where `NO_COLOR` holds anything (<https://no-color.org>).
    pub fn choose(output_is_terminal: bool, env: impl Fn(&str) -> Option<String>) -> Self {
        let refused = env("NO_COLOR").is_some_and(|value| !value.is_empty());
        let unable = env("TERM").is_some_and(|term| term == "dumb");
        if output_is_terminal && !refused && !unable { Self::Colour } else { Self::Plain }
    }

    /// The text in the colour of its role. One line at a time: a colour that
    /// runs over a line break stains what the terminal draws beside it.
    pub fn paint(self, role: Role, line: &str) -> String {
        match self {
            Self::Plain => line.to_owned(),
            Self::Colour if line.is_empty() => String::new(),
            Self::Colour => format!("\x1b[{}m{line}\x1b[0m", role.sgr()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colour_needs_a_terminal_that_can_and_a_person_who_did_not_refuse() {
        type Set = &'static [(&'static str, &'static str)];
        let env = |set: Set| {
            move |name: &str| {
                set.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned())
            }
        };
        let cases: [(bool, Set, Palette); 6] = [
            (true, &[], Palette::Colour),
            (true, &[("TERM", "xterm")], Palette::Colour),
            (true, &[("NO_COLOR", "")], Palette::Colour),
            (true, &[("NO_COLOR", "1")], Palette::Plain),
            (true, &[("TERM", "dumb")], Palette::Plain),
            (false, &[("TERM", "xterm")], Palette::Plain),
        ];
        for (terminal, set, expected) in cases {
            assert_eq!(Palette::choose(terminal, env(set)), expected, "{terminal} {set:?}");
        }
    }
}
