//! The check-in: the questions that may have changed are asked once more, and
//! what follows from the answers is set beside what followed before.

use super::page::CheckIn;
use crate::{
    args,
    assessment::{self, Assessment},
    bot::{
        state::{State, View},
        turn::{Depth, Turn},
    },
    facts::Fact,
    interview::{Interview, QuestionId, Stage},
    message::Block,
};

/// What may have changed since: danger signs, pain, course, walking.
const ASKED_AGAIN: &[QuestionId] =
    &[QuestionId::Danger, QuestionId::Severity, QuestionId::Trend, QuestionId::Walking];

impl Turn<'_> {
    /// Begins a check-in, or comes back to what is under way.
    pub(super) fn check_in(&mut self) {
        if !self.has_session()
            || *self.state.interview.facts() == Interview::default().facts().clone()
        {
            self.note("check-in-new");
            self.begin_if_new();
            return self.look();
        }
        self.look();
        if self.state.check_in.is_some() || self.stage() != Stage::Done {
            return self.note("check-in-midway");
        }
        let before = self.state.interview.clone();
        let told = self.state.told;
        let days = told.map_or(0, |told| self.ctx.now.duration_since(told).as_hours() / 24);
        let days = i32::try_from(days).unwrap_or(i32::MAX);
        self.interview().revisit(ASKED_AGAIN);
        self.interview().days_pass(days);
        self.state.told = told.map(|_| self.ctx.now);
        self.state.check_in = Some(Box::new(CheckIn { before, told }));
        self.note("check-in-begins");
    }

    /// Leaves a check-in nothing of which has been answered; whether there was one.
    pub(in crate::bot) fn leave_check_in(&mut self) -> bool {
        let Some(check_in) = self.state.check_in.as_deref() else { return false };
        let mut asked_again = check_in.before.clone();
        asked_again.revisit(ASKED_AGAIN);
        if self.state.interview.trail().len() > asked_again.trail().len()
            || !self.state.interview.heard().is_empty()
        {
            return false;
        }
        self.state.interview = check_in.before.clone();
        self.state.told = check_in.told;
        self.state.check_in = None;
        self.note("check-in-left");
        true
    }

    /// Keeps account of when it was told how long it has lasted, and says what came
    /// of a check-in that has just ended.
    pub(in crate::bot) fn settle_check(&mut self) {
        if !self.has_session() {
            return;
        }
        let lasted = |state: &State| state.interview.facts().amount(Fact::DurationDays);
        let before = self.before().session.as_ref().map(|session| &session.state);
        let is_counted = before.is_some_and(|before| before.told != self.state.told);
        match lasted(&self.state) {
            // From here on it has lasted at least as long as this.
            None if self.stage() == Stage::Done => {
                self.state.told.get_or_insert(self.ctx.now);
            }
            None => self.state.told = None,
            now if before.and_then(lasted) != now && !is_counted => {
                self.state.told = Some(self.ctx.now);
            }
            Some(_) => {}
        }
        if self.stage() != Stage::Done {
            return;
        }
        let checked_in = self.state.check_in.take();
        let Some(check_in) = checked_in else { return };
        let was = assessment::assess(check_in.before.facts());
        let is = assessment::assess(self.state.interview.facts());
        if self.state.view == View::Interview {
            self.compare(&was, &is);
        }
    }

    fn compare(&mut self, was: &Assessment, is: &Assessment) {
        let level = |assessment: &Assessment| self.say.text(&format!("level-{}", assessment.level));
        let args = args! { "before" => level(was), "now" => level(is) };
        let key = match is.level.cmp(&was.level) {
            std::cmp::Ordering::Greater => "check-in-raised",
            std::cmp::Ordering::Less => "check-in-lowered",
            std::cmp::Ordering::Equal => "check-in-same",
        };
        let text = self.say.with(key, &args);
        if is.level <= was.level {
            self.note_block(Block::Text(text));
            if is.plan == was.plan && is.withheld == was.withheld {
                self.depth = Depth::Nothing;
            }
            return;
        }
        self.note_block(Block::Alert(text));
        let new = is.reasons.iter().filter(|reason| reason.level == is.level).map(|reason| {
            let rule = self.say.text(&format!("rule-{}", reason.rule));
            let args = args! { "sources" => self.say.sources(reason.sources) };
            format!("{rule}. {}", self.say.with("advice-sources", &args))
        });
        let new = new.collect();
        self.note_block(Block::Bullets(new));
    }
}
