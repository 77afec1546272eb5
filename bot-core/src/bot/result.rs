//! What came of a check: how urgent, which patterns, what to do and when, what
//! is left out, each with its reason and its source.

use super::{button::Act, say::Say, screen::Buttons};
use crate::{
    args,
    assessment::{self, Assessment, Level, Match, PlanItem, When, Withheld},
    facts::{Fact, Facts},
    interview::Interview,
    message::{Block, Choice, Screen},
};

/// The whole result.
pub(super) fn blocks(say: &Say<'_>, interview: &Interview, number: &str) -> Vec<Block> {
    let facts = interview.facts();
    let result = assessment::assess(facts);
    let mut blocks = level(say, interview, &result, number);
    blocks.extend(patterns(say, facts, &result));
    for when in When::ALL {
        let items: Vec<&PlanItem> = result.plan.iter().filter(|item| item.when == *when).collect();
        if !items.is_empty() {
            blocks.push(Block::Heading(say.text(&format!("when-{when}"))));
            blocks.extend(items.into_iter().flat_map(|item| plan_item(say, facts, item, number)));
        }
    }
    blocks.extend(left_out(say, facts, &result.withheld));
    let open = interview.left_open();
    if !open.is_empty() {
        let names = say.names(&open).join(", ");
        blocks.push(Block::Text(say.with("left-open", &args! { "facts" => names })));
    }
    if result.level < Level::Emergency {
        blocks.extend(getting_worse(say, number));
    }
    blocks.push(say.paragraph("about-matching"));
    blocks
}

/// What can be done with a result, what it offers first.
pub(super) fn closing(say: &Say<'_>, buttons: Buttons, offers: Vec<Choice>) -> Screen {
    let mut choices = offers;
    choices.extend([
        buttons.answer(say, "choice-explain", Act::Explain),
        buttons.answer(say, "choice-summary", Act::Summary),
        buttons.answer(say, "choice-edit", Act::EditMenu),
        buttons.answer(say, "choice-restart", Act::Restart),
        buttons.answer(say, "choice-delete", Act::Delete),
    ]);
    Screen { blocks: vec![say.paragraph("closing")], choices, ..Screen::default() }
}

/// The result, then the buttons, in messages of their own: advice is read again
/// later, buttons are pressed once.
pub(super) fn with_closing(blocks: Vec<Block>, closing: Screen) -> Vec<Screen> {
    vec![Screen { blocks, ..Screen::default() }, closing]
}

fn level(say: &Say<'_>, interview: &Interview, result: &Assessment, number: &str) -> Vec<Block> {
    let key = format!("level-{}", result.level);
    let meaning = say.with(&format!("{key}.meaning"), &args! { "number" => number });
    let meaning = match result.level {
        Level::Emergency | Level::Urgent => Block::Alert(meaning),
        Level::GpOrPhysio | Level::SelfCare => Block::Text(meaning),
    };
    let mut blocks = vec![Block::Heading(say.text(&key)), meaning];
    let presumed: Vec<Fact> = interview.presumed().collect();
    let (mut told, mut counted) = (Vec::new(), Vec::new());
    for reason in result.reasons.iter().filter(|reason| reason.level == result.level) {
        for fact in &reason.facts {
            let list = if presumed.contains(fact) { &mut counted } else { &mut told };
            if !list.contains(fact) {
                list.push(*fact);
            }
        }
    }
    for (key, list) in [("reasons-told", told), ("interrupt-presumed", counted)] {
        if !list.is_empty() {
            blocks.push(say.paragraph(key));
            blocks.push(Block::Bullets(say.facts(&list, interview.facts())));
        }
    }
    blocks
}

fn patterns(say: &Say<'_>, facts: &Facts, result: &Assessment) -> Vec<Block> {
    if result.patterns.is_empty() {
        return vec![say.paragraph("pattern-none")];
    }
    let mut blocks: Vec<Block> =
        result.patterns.iter().map(|matched| pattern(say, facts, matched)).collect();
    blocks.push(say.paragraph("patterns-caveat"));
    blocks
}

fn pattern(say: &Say<'_>, facts: &Facts, matched: &Match) -> Block {
    let key = format!("pattern-{}", matched.pattern);
    let mut items = vec![say.text(&format!("{key}.about"))];
    for (key, list) in [("patterns-for", &matched.for_), ("patterns-against", &matched.against)] {
        if !list.is_empty() {
            let phrases = say.facts(list, facts).join(", ");
            items.push(say.with(key, &args! { "facts" => phrases }));
        }
    }
    items.push(say.with("advice-sources", &args! { "sources" => say.sources(matched.sources) }));
    Block::Details { title: say.text(&format!("{key}.matches")), items }
}

/// An item of the plan, its reason and its sources.
pub(super) fn plan_item(say: &Say<'_>, facts: &Facts, item: &PlanItem, number: &str) -> Vec<Block> {
    let keys = assessment::advice_text(item.advice, item.variant);
    let args = args! { "number" => number };
    let lines = keys.steps.iter().chain(&keys.caution).map(|key| say.with(key, &args)).collect();
    let because = say.facts(&item.because, facts).join(", ");
    vec![
        Block::Details { title: say.text(&keys.title), items: lines },
        Block::Text(format!(
            "{} {}",
            say.with("advice-because", &args! { "facts" => because }),
            say.with("advice-sources", &args! { "sources" => say.sources(item.sources) }),
        )),
    ]
}

fn left_out(say: &Say<'_>, facts: &Facts, withheld: &[Withheld]) -> Vec<Block> {
    if withheld.is_empty() {
        return Vec::new();
    }
    let lines = withheld.iter().map(|item| self::withheld(say, facts, item)).collect();
    vec![Block::Heading(say.text("withheld-title")), Block::Bullets(lines)]
}

/// That something is left out, and why.
pub(super) fn withheld(say: &Say<'_>, facts: &Facts, item: &Withheld) -> String {
    let because = say.facts(&item.because, facts).join(", ");
    format!(
        "{} {}",
        say.text(&format!("withheld-{}", item.advice)),
        say.with("withheld-because", &args! { "facts" => because }),
    )
}

fn getting_worse(say: &Say<'_>, number: &str) -> Vec<Block> {
    let args = args! { "number" => number };
    let lines = ["emergency", "urgent", "book", "then"]
        .iter()
        .map(|name| say.with(&format!("getting-worse.{name}"), &args))
        .collect();
    vec![Block::Heading(say.text("getting-worse")), Block::Bullets(lines)]
}
