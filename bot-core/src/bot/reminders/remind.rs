//! What a reminder says when it fires. Others may see the screen it arrives on,
//! so that it names no symptom and no part of the body unless the person chose
//! plain words.

use super::{
    firing::{Firing, FiringAct},
    show::Show,
};
use crate::{
    args,
    bot::{
        club,
        say::Say,
        step::{Context, Profile, Wording},
    },
    message::{Block, Choice, Lane, Mark, Outgoing, Placement, Screen},
    reminder::{Due, Timing, own_words},
    schedule::{Kind, Lateness, Words, Zone, ice::Rhythm},
    text::Language,
};

/// What a firing says: of a person's own schedule by its kind, else the maker's words.
pub fn remind(ctx: &Context<'_>, due: &Due) -> Vec<Outgoing> {
    if due.club.is_some() || due.kind == Kind::Club {
        return club::remind(ctx, due);
    }
    if due.words.text.is_some() {
        return own_words(ctx, due);
    }
    let profile = due.profile.clone().unwrap_or_default();
    let tag = profile.language.as_deref().or(due.words.language.as_deref()).unwrap_or_default();
    let language = Language::nearest(tag);
    let say = Say::new(ctx.texts, ctx.capabilities.commands, language);
    let zone = profile.zone.as_deref().and_then(|name| Zone::named(name).ok());
    let words = Words { texts: ctx.texts, language };
    let show = Show { say, words, zone: zone.as_ref(), now: ctx.now };
    let reminding = Reminding { due, profile: &profile, show };
    let screen =
        Screen { blocks: reminding.blocks(), choices: reminding.choices(), ..Screen::default() };
    let lane = if due.kind.is_ice() { Lane::IcePhase } else { Lane::Other };
    vec![Outgoing { lane, place: due.place.clone(), placement: Placement::New, screen }]
}

struct Reminding<'a> {
    due: &'a Due,
    profile: &'a Profile,
    show: Show<'a>,
}

impl Reminding<'_> {
    fn blocks(&self) -> Vec<Block> {
        let say = self.show.say;
        let minutes = match self.due.timing {
            Timing::Ice { rhythm, .. } => rhythm.minutes_on(),
            Timing::Rule(_) => Rhythm::Article.minutes_on(),
        };
        let text = |key: &str| say.with(key, &args! { "minutes" => minutes });
        let mut blocks = match (self.due.kind, self.profile.wording) {
            (Kind::IceOn, Wording::Neutral) => vec![Block::Heading(text("remind-ice-on"))],
            (Kind::IceOn, Wording::Plain) => {
                vec![
                    Block::Heading(text("remind-ice-on-plain")),
                    Block::Text(text("remind-ice-on-how")),
                ]
            }
            (Kind::IceOff, Wording::Neutral) => vec![Block::Heading(text("remind-ice-off"))],
            (Kind::IceOff, Wording::Plain) => {
                vec![Block::Heading(text("remind-ice-off-plain"))]
            }
            (Kind::IceEnd, Wording::Neutral) => vec![Block::Heading(text("remind-ice-end"))],
            (Kind::IceEnd, Wording::Plain) => {
                vec![Block::Heading(text("remind-ice-end-plain"))]
            }
            (Kind::Rest, Wording::Neutral) => vec![Block::Heading(text("remind-rest"))],
            (Kind::Rest, Wording::Plain) => vec![Block::Heading(text("remind-rest-plain"))],
            (Kind::Stretch, Wording::Neutral) => vec![Block::Heading(text("remind-stretch"))],
            (Kind::Stretch, Wording::Plain) => {
                vec![Block::Heading(text("remind-stretch-plain"))]
            }
            (Kind::CheckIn, Wording::Neutral) => vec![Block::Heading(text("remind-check-in"))],
            (Kind::CheckIn, Wording::Plain) => {
                vec![Block::Heading(text("remind-check-in-plain"))]
            }
            (Kind::Club, _) => Vec::new(),
        };
        if self.due.lateness == Lateness::Late {
            let args = args! { "time" => self.show.time(self.due.due) };
            blocks.push(Block::Text(say.with("remind-late", &args)));
        }
        blocks
    }

    fn choices(&self) -> Vec<Choice> {
        let gone = match self.profile.wording {
            Wording::Neutral => "choice-gone",
            Wording::Plain => "choice-gone-plain",
        };
        let offered: &[(&str, FiringAct)] = match self.due.kind {
            Kind::IceOn | Kind::IceOff => &[
                ("choice-done-phase", FiringAct::Done),
                (gone, FiringAct::Gone),
                ("choice-skip-phase", FiringAct::Skip),
                ("choice-ice-stop", FiringAct::Stop),
            ],
            Kind::Rest => {
                &[("choice-ok", FiringAct::Done), ("choice-stop-these", FiringAct::StopThese)]
            }
            Kind::Stretch => &[
                ("choice-did-it", FiringAct::Done),
                ("choice-snooze-hour", FiringAct::Snooze),
                ("choice-stop-these", FiringAct::StopThese),
            ],
            Kind::CheckIn => &[
                ("choice-answer", FiringAct::Answer),
                ("choice-snooze-hour", FiringAct::Snooze),
                ("choice-stop-these", FiringAct::StopThese),
            ],
            Kind::IceEnd | Kind::Club => &[],
        };
        let choice = |(key, act): &(&str, FiringAct)| Choice {
            label: self.show.say.text(key),
            data: Firing { schedule: self.due.schedule, due: self.due.due, act: *act }.to_string(),
            mark: Mark::Answers,
        };
        offered.iter().map(choice).collect()
    }
}
