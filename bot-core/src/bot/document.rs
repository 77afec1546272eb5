//! Messages to be read rather than answered: help, about, privacy, the rules
//! behind the advice, the summary for a GP or physio, the export.

use jiff::Zoned;
use serde_json::json;

use super::{
    reminders,
    say::Say,
    step::{Interviews, Policy, Profile, Snapshot},
};
use crate::{
    args,
    assessment::{self, Explained, RULES_VERSION, Source, State},
    club::Mine,
    event::Platform,
    facts::{Fact, Facts},
    interview::{Interview, QUESTIONS},
    message::{Attachment, Block, Screen},
};

/// A message with nothing to press.
pub(super) fn page(blocks: Vec<Block>) -> Screen {
    Screen { blocks, ..Screen::default() }
}

/// A day as people write it: 3 December 2026.
pub(super) fn date(at: &Zoned) -> String {
    at.strftime("%-d %B %Y").to_string()
}

/// What the bot can do.
pub(super) fn help(say: &Say<'_>) -> Screen {
    let lines = [
        "check",
        "resume",
        "back",
        "summary",
        "explain",
        "topic",
        "ice",
        "rest",
        "stretch",
        "checkin",
        "reminders",
        "settings",
        "stop",
        "export",
        "delete",
        "privacy",
        "about",
    ];
    page(vec![
        Block::Heading(say.text("help-title")),
        Block::Bullets(lines.iter().map(|line| say.text(&format!("help-{line}"))).collect()),
        say.paragraph("help-text"),
    ])
}

/// What the bot is, and is not.
pub(super) fn about(say: &Say<'_>) -> Screen {
    page(vec![
        Block::Heading(say.text("about-title")),
        say.paragraph("about-what"),
        say.paragraph("about-not"),
        Block::Text(say.with("about-rules", &args! { "version" => RULES_VERSION })),
        Block::Alert(say.text("about-danger")),
    ])
}

/// How answers are kept.
pub(super) fn privacy(say: &Say<'_>, policy: &Policy, platform: Platform) -> Screen {
    let days = |span: jiff::SignedDuration| span.as_hours() / 24;
    let args = args! {
        "finished" => days(policy.keep_finished),
        "unfinished" => days(policy.keep_unfinished),
    };
    let line = |name: &str| say.with(&format!("privacy-{name}"), &args);
    let lines = match policy.interviews(platform) {
        Interviews::Off => ["off", "rights", "logs"].as_slice(),
        Interviews::Ephemeral => &["what-ephemeral", "how", "long-ephemeral", "rights", "logs"],
        Interviews::Stored => &["what", "how", "long", "rights", "logs"],
    };
    page(vec![
        Block::Heading(say.text("privacy-title")),
        Block::Bullets(lines.iter().map(|name| line(name)).collect()),
    ])
}

/// The rules behind the advice, for and against.
pub(super) fn explanation(say: &Say<'_>, facts: &Facts) -> Screen {
    let explained = assessment::explain(facts);
    let mut blocks = vec![Block::Heading(say.text("explain-title"))];
    for (state, key) in
        [(State::Fired, "fired"), (State::Undecided, "undecided"), (State::NotFired, "not_fired")]
    {
        let lines: Vec<String> = explained
            .iter()
            .filter(|rule| rule.state == state && is_worth_saying(rule, facts))
            .map(|rule| explained_rule(say, facts, rule))
            .collect();
        if !lines.is_empty() {
            blocks
                .push(Block::Details { title: say.text(&format!("explain-{key}")), items: lines });
        }
    }
    let mut sources: Vec<Source> =
        explained.iter().flat_map(|rule| rule.sources).copied().collect();
    sources.extend(assessment::assess(facts).plan.iter().flat_map(|item| item.sources));
    sources.sort_unstable();
    sources.dedup();
    blocks.push(Block::Details {
        title: say.text("explain-sources"),
        items: sources.into_iter().map(|source| say.source(source)).collect(),
    });
    blocks.push(Block::Text(say.with("about-rules", &args! { "version" => RULES_VERSION })));
    page(blocks)
}

/// A rule about something nobody was asked says nothing to the person.
fn is_worth_saying(rule: &Explained, facts: &Facts) -> bool {
    match rule.state {
        State::Fired => true,
        State::NotFired => !rule.against.is_empty(),
        State::Undecided => rule.unknown.iter().any(|fact| {
            let mut asked = QUESTIONS.iter().filter(|question| (question.relevant)(facts));
            asked.any(|question| question.facts().contains(fact))
        }),
    }
}

fn explained_rule(say: &Say<'_>, facts: &Facts, rule: &Explained) -> String {
    let parts = [&rule.for_, &rule.against, &rule.unknown];
    let decided: Vec<Fact> = parts.into_iter().flatten().copied().collect();
    let args = args! {
        "rule" => say.text(&format!("rule-{}", rule.rule)),
        "level" => say.text(&format!("level-{}", rule.level)),
        "facts" => say.facts(&decided, facts).join(", "),
        "sources" => say.sources(rule.sources),
    };
    let key = if decided.is_empty() { "explain-rule.bare" } else { "explain-rule" };
    say.with(key, &args)
}

/// The answers for a GP or physio: what was told, not what we make of it.
pub(super) fn summary(say: &Say<'_>, interview: &Interview, today: &Zoned) -> Screen {
    let facts = interview.facts();
    let summary = assessment::summary(facts);
    let told: Vec<String> =
        summary.told.iter().map(|(fact, value)| say.fact(*fact, Some(*value))).collect();
    let mut blocks = vec![
        Block::Heading(say.text("summary-title")),
        Block::Text(say.with("summary-date", &args! { "date" => date(today) })),
        say.paragraph("summary-about"),
    ];
    let presumed: Vec<Fact> = interview.presumed().collect();
    let yes: Vec<Fact> =
        summary.yes.iter().copied().filter(|fact| !presumed.contains(fact)).collect();
    // Nobody is asked about self-harm: only having spoken of it is worth a line.
    let unknown: Vec<Fact> =
        summary.unknown.iter().copied().filter(|fact| *fact != Fact::CrisisDisclosure).collect();
    let lists = [
        ("summary-told", told),
        ("summary-yes", say.names(&yes)),
        ("summary-presumed", say.facts(&presumed, facts)),
        ("summary-no", say.names(&summary.no)),
        ("summary-unknown", say.names(&unknown)),
    ];
    for (key, phrases) in lists {
        if !phrases.is_empty() {
            blocks.push(Block::Text(say.with(key, &args! { "facts" => phrases.join(", ") })));
        }
    }
    let result = assessment::assess(facts);
    let rules: Vec<String> =
        result.reasons.iter().map(|reason| say.text(&format!("rule-{}", reason.rule))).collect();
    let level = say.text(&format!("level-{}", summary.level));
    blocks.push(Block::Text(say.with("summary-level", &args! { "level" => level })));
    if !rules.is_empty() {
        blocks
            .push(Block::Text(say.with("summary-reasons", &args! { "rules" => rules.join(", ") })));
    }
    blocks.push(Block::Text(
        say.with("summary-rules", &args! { "version" => summary.rules_version }),
    ));
    page(blocks)
}

/// Everything held about a person: on the screen and as a file for them to read, and
/// as a file programs read. `reminders` is what is held of theirs, in words.
pub(super) fn export(
    say: &Say<'_>,
    profile: &Profile,
    before: &Snapshot,
    reminders: Option<Block>,
) -> Vec<Screen> {
    let session = before.session.as_ref();
    if before.is_of_a_stranger() {
        return vec![page(vec![say.paragraph("export-nothing")])];
    }
    let kept = |mine: &&Mine| mine.prefers.is_some() || mine.joined > 0;
    let clubs: Vec<_> = before.mine.iter().filter(kept).collect();
    let told = |mine: &&Mine| json!({ "club": mine.settings.name, "prefers": mine.prefers, "joined": mine.joined });
    let clubs: Vec<_> = clubs.iter().map(told).collect();
    let file = json!({
        "format": "heelbot-export-1",
        "profile": before.profile,
        "schedules": reminders::exported(before),
        "holds": before.holds,
        "club_changes": before.made,
        "clubs": clubs,
        "session": session.map(|session| json!({
            "revision": session.revision,
            // As they are kept: "18 to 64" is not made "64".
            "facts": session.state.interview.facts(),
            "state": session.state,
        })),
    });
    let none = || say.text("export-none");
    let or_none = |text: Option<&String>| text.cloned().unwrap_or_else(none);
    let agreed = profile.consent.as_ref();
    let mut items = vec![
        say.with(
            "export-agreed",
            &args! { "when" => agreed.map_or_else(none, |c| c.at.strftime("%-d %B %Y %H:%M UTC").to_string()) },
        ),
        say.with("export-language", &args! { "language" => or_none(profile.language.as_ref()) }),
        say.with("export-zone", &args! { "zone" => or_none(profile.zone.as_ref()) }),
    ];
    if let Some(session) = session {
        let facts = session.state.interview.facts();
        let phrases: Vec<String> =
            facts.iter().map(|(fact, value)| say.fact(fact, Some(value))).collect();
        let phrases = if phrases.is_empty() { none() } else { phrases.join(", ") };
        items.push(say.with("export-answers", &args! { "facts" => phrases }));
    }
    if !before.made.is_empty() {
        items.push(say.with("export-club-changes", &args! { "count" => before.made.len() }));
    }
    if !clubs.is_empty() {
        items.push(say.with("export-clubs", &args! { "count" => clubs.len() }));
    }
    let mut held = vec![Block::Heading(say.text("export-title")), Block::Bullets(items)];
    held.extend(reminders);
    let in_words = Attachment { name: "heelbot-export.txt".to_owned(), text: in_words(&held) };
    let name = "heelbot-export.json";
    let for_programs = vec![Block::Text(say.with("export-file", &args! { "name" => name }))];
    let whole = Attachment { name: name.to_owned(), text: format!("{file:#}\n") };
    vec![
        Screen { blocks: held, attachment: Some(in_words), ..Screen::default() },
        Screen { blocks: for_programs, attachment: Some(whole), ..Screen::default() },
    ]
}

/// Blocks as a file of plain text.
fn in_words(blocks: &[Block]) -> String {
    let mut text = String::new();
    let mut line = |mark: &str, line: &str| {
        text.push_str(mark);
        text.push_str(line);
        text.push('\n');
    };
    for block in blocks {
        match block {
            Block::Heading(text) => line("", &format!("{text}\n")),
            Block::Text(text) | Block::Alert(text) | Block::Tagged { text, .. } => line("", text),
            Block::Bullets(items) => items.iter().for_each(|item| line("- ", item)),
            Block::Details { title, items } => {
                line("\n", title);
                items.iter().for_each(|item| line("- ", item));
            }
        }
    }
    text
}
