//! What a club's reminder says when it fires: the club's own words with what stands in
//! them, or the bot's, which are others each week.

use jiff::{Zoned, civil::Date, tz::TimeZone};

use super::{ice, tap::ClubTap};
use crate::{
    args,
    bot::{say::Say, step::Context},
    club::{Calls, Reached},
    event::Place,
    message::{Block, Choice, Lane, Mark, Outgoing, Placement, Screen},
    reminder::{About, Due, Timing},
    schedule::Lateness,
    text::{Args, Language},
};

/// What a firing of a club's reminder says.
pub(in crate::bot) fn remind(ctx: &Context<'_>, due: &Due) -> Vec<Outgoing> {
    if due.kind.is_ice() {
        return ice::phase(ctx, due);
    }
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
    let copy = Screen { mention: None, choices: Vec::new(), ..screen.clone() };
    let place = due.place.clone();
    let mut says = vec![Outgoing { lane: Lane::Other, place, placement: Placement::Post, screen }];
    let wants = |reached: &&Reached| reached.prefers.at(ctx.now) == Calls::Privately;
    says.extend(
        due.reaches.iter().filter(wants).map(|reached| privately(&say, due, &copy, reached)),
    );
    says
}

/// A copy in somebody's own chat, with the way to get no more.
fn privately(say: &Say<'_>, due: &Due, copy: &Screen, reached: &Reached) -> Outgoing {
    let mut screen = copy.clone();
    let club = due.club.as_ref().and_then(|settings| settings.name.clone());
    let club = club.unwrap_or_else(|| say.text("club-panel"));
    screen.blocks.push(Block::Text(say.with("club-copy-from", &args! { "club" => club })));
    screen.choices.push(Choice {
        label: say.text("choice-club-no-copies"),
        data: ClubTap::Reach(reached.club, Calls::There).to_string(),
        mark: Mark::Control,
    });
    let place = Place::direct(&reached.person);
    Outgoing { lane: Lane::Other, place, placement: Placement::Post, screen }
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
    let which = turn_of(at.date(), variants.len());
    variants.into_iter().nth(which).unwrap_or_else(|| say.text(&format!("club-about-{about}")))
}

/// Whose turn it is on a day, of so many: never the same as the day before, nor as a week
/// before. Seven days are no whole number of rounds but for seven.
fn turn_of(day: Date, count: usize) -> usize {
    const FIRST: Date = Date::constant(1970, 1, 1);
    let days = i64::from(FIRST.until(day).map_or(0, |span| span.get_days()));
    usize::try_from(days.rem_euclid(i64::try_from(count.max(1)).unwrap_or(1))).unwrap_or(0)
}

fn why(say: &Say<'_>, due: &Due) -> Choice {
    let data = ClubTap::Why(due.schedule).to_string();
    Choice { label: say.text("choice-club-why"), data, mark: Mark::Control }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_are_others_the_next_day_and_the_next_week() {
        let mut day = Date::constant(2025, 12, 1);
        for _ in 0..800 {
            let (next, week) = (day.tomorrow().unwrap(), day + jiff::Span::new().days(7));
            for count in [2, 3, 4, 5, 6, 8] {
                assert_ne!(turn_of(day, count), turn_of(next, count), "{day} of {count}");
                assert_ne!(turn_of(day, count), turn_of(week, count), "{day} of {count}");
            }
            day = next;
        }
        assert_eq!(turn_of(day, 0), 0);
    }
}
