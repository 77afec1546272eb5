//! The topics of the advice: found by name, and told as they stand for one person.
//!
//! What is advised depends on the answers, and danger signs come first: to somebody who
//! has not been asked, nothing is told of a topic.

use super::{
    document::page,
    result,
    say::Say,
    step::Interviews,
    suggest::Suggestion,
    turn::{Depth, Turn},
};
use crate::{
    args,
    assessment::{self, Advice},
    interview::Stage,
    message::Block,
};

/// The topics whose name holds what is typed.
pub(super) fn suggested(say: Say<'_>, typed: &str) -> Vec<Suggestion> {
    let typed = typed.trim().to_lowercase();
    let named = Advice::ALL.iter().map(|advice| name(say, *advice));
    named
        .filter(|name| name.to_lowercase().contains(&typed))
        .map(|name| Suggestion { label: name.clone(), value: name })
        .collect()
}

/// The topic that is called so, or whose name has these words and no other's has.
fn called(say: Say<'_>, said: &str) -> Option<Advice> {
    let said = said.trim().to_lowercase();
    let names = || Advice::ALL.iter().map(|advice| (*advice, name(say, *advice).to_lowercase()));
    if let Some((advice, _)) = names().find(|(_, name)| *name == said) {
        return Some(advice);
    }
    let mut holding = names().filter(|(_, name)| name.contains(&said));
    let (advice, _) = holding.next()?;
    holding.next().is_none().then_some(advice)
}

fn name(say: Say<'_>, advice: Advice) -> String {
    say.text(&format!("topic-{advice}"))
}

impl Turn<'_> {
    /// What the advice says of a topic, for these answers.
    pub(super) fn topic(&mut self, said: &str) {
        let Some(advice) = called(self.say, said) else {
            let names: Vec<_> = Advice::ALL.iter().map(|advice| name(self.say, *advice)).collect();
            let text = self.say.with("topic-unknown", &args! { "names" => names.join(", ") });
            return self.note_block(Block::Text(text));
        };
        let topic = name(self.say, advice);
        let args = args! { "topic" => topic };
        if self.interviews() == Interviews::Off {
            return self.begin();
        }
        if !self.has_session() || self.stage() != Stage::Done {
            let text = self.say.with("topic-after-check", &args);
            return self.note_block(Block::Text(text));
        }
        let (facts, number) = (self.state.interview.facts(), self.number());
        let result = assessment::assess(facts);
        let told = result.plan.iter().filter(|item| item.advice == advice);
        let mut blocks: Vec<Block> =
            told.flat_map(|item| result::plan_item(&self.say, facts, item, number)).collect();
        let kept_back = result.withheld.iter().filter(|item| item.advice == advice);
        blocks.extend(kept_back.map(|item| Block::Text(result::withheld(&self.say, facts, item))));
        if blocks.is_empty() {
            blocks.push(Block::Text(self.say.with("topic-not-yours", &args)));
        }
        self.document(page(blocks));
        self.depth = Depth::Nothing;
    }
}
