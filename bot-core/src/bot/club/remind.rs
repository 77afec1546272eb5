//! What a club's reminder says when it fires: the club's own words with what stands in
//! them, or the bot's, which are others each week.

use jiff::{Zoned, tz::TimeZone};

use super::tap::ClubTap;
use crate::{
    args,
    bot::{say::Say, step::Context},
    message::{Block, Choice, Lane, Mark, Outgoing, Placement, Screen},
    reminder::{About, Due, Timing},
    schedule::Lateness,
    text::{Args, Language},
};

/// What a firing of a club's reminder says.
pub(in crate::bot) fn remind(ctx: &Context<'_>, due: &Due) -> Vec<Outgoing> {
    let settings = due.club.clone().unwrap_or_default();
    let tag = settings.language.as_deref().or(due.words.language.as_deref());
    let say =
        Say::new(ctx.texts, ctx.capabilities.commands, Language::nearest(tag.unwrap_or_default()));
    let zone = match &due.timing {
        Timing::Rule(rule) => rule.zone.tz().clone(),
        Timing::Ice { .. } => TimeZone::UTC,
    };
    let at = due.due.to_zoned(zone);
    let (text, choices) = match (&due.words.text, due.words.about) {
        (Some(text), _) => (filled(text, settings.name.as_deref().unwrap_or_default(), &at), None),
        (None, Some(about)) => (ours(&say, about, &at), Some(why(&say, due))),
        (None, None) => return Vec::new(),
    };
    let mut blocks = vec![Block::Text(text)];
    if due.lateness == Lateness::Late {
        let args = args! { "time" => at.strftime("%H:%M").to_string() };
        blocks.push(Block::Text(say.with("remind-late", &args)));
    }
    let choices = choices.into_iter().collect();
    let mention = due.words.mention.clone();
    let screen = Screen { blocks, choices, mention, ..Screen::default() };
    let place = due.place.clone();
    vec![Outgoing { lane: Lane::Other, place, placement: Placement::Post, screen }]
}

/// A club's own text, with what its placeholders stand for.
fn filled(text: &str, club: &str, at: &Zoned) -> String {
    text.replace("{club}", club)
        .replace("{date}", &at.strftime("%-d %B").to_string())
        .replace("{weekday}", &at.strftime("%A").to_string())
}

/// The bot's words: from week to week and from day to day the next of those there are.
fn ours(say: &Say<'_>, about: About, at: &Zoned) -> String {
    let key = format!("club-remind-{about}");
    let variants = say.list_with(&key, "variant", &Args::new());
    let day = i64::from(
        at.date().to_datetime(jiff::civil::Time::midnight()).weekday().to_monday_zero_offset(),
    );
    let weeks = at.timestamp().as_second().div_euclid(7 * 24 * 60 * 60);
    let count = i64::try_from(variants.len()).unwrap_or(1).max(1);
    let which = usize::try_from((weeks + day).rem_euclid(count)).unwrap_or(0);
    variants.into_iter().nth(which).unwrap_or_else(|| say.text(&format!("club-about-{about}")))
}

fn why(say: &Say<'_>, due: &Due) -> Choice {
    let data = ClubTap::Why(due.schedule).to_string();
    Choice { label: say.text("choice-club-why"), data, mark: Mark::Control }
}
