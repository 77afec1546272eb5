//! A time of the day as the reply to "when shall I remind you?".
//!
//! "9" may be morning or evening and is not guessed. Rules that repeat are the
//! schedule's grammar.

use jiff::civil::Time;

use super::text::patterns;

patterns! {
    CLOCK = r"\b(\d{1,2})(?:[:.h](\d{2}))? ?(a\.?m\b|p\.?m\b|uhr|h\b|in the (?:morning|afternoon|evening)|at night|de la (?:manana|tarde|noche)|da (?:manha|tarde|noite)|du (?:matin|soir)|o'?clock)?";
    NOON = r"\b(?:noon|midday|12 noon|mittags?|mediodia|midi|meio[- ]dia)\b";
    MIDNIGHT = r"\bmidnight\b|\bmitternacht\b|\bmedianoche\b|\bminuit\b|\bmeia[- ]noite\b";
    EVENING = r"\b(?:evening|pm|p\.m|tonight|night|afternoon|tarde|noche|noite|soir|abends?|nachmittags?)\b";
    MORNING = r"\b(?:morning|am|a\.m|manana|manha|matin|morgens|fruh)\b";
}

/// The time of day, where it is told without doubt.
pub(super) fn read(text: &str) -> Option<Time> {
    if NOON.is_match(text) {
        return Time::new(12, 0, 0, 0).ok();
    }
    if MIDNIGHT.is_match(text) {
        return Some(Time::midnight());
    }
    let mut times = CLOCK.captures_iter(text);
    let found = times.next()?;
    if times.next().is_some() {
        return None;
    }
    let hour: i8 = found[1].parse().ok()?;
    let minute: i8 = found.get(2).map_or(Ok(0), |minute| minute.as_str().parse()).ok()?;
    let pm =
        found.get(3).is_some_and(|part| part.as_str().starts_with('p')) || EVENING.is_match(text);
    let am =
        found.get(3).is_some_and(|part| part.as_str().starts_with('a')) || MORNING.is_match(text);
    let written_out = found.get(2).is_some() && (found[1].len() == 2 || hour > 12 || hour == 0);
    let hour = match (am, pm, hour) {
        (true, true, _) => return None,
        (true, _, 12) => 0,
        (true, _, 0..=12) => hour,
        (_, true, 1..=11) => hour + 12,
        (_, true, 12) => 12,
        (_, _, 13..=23) => hour,
        (_, _, _) if written_out || found.get(3).is_some_and(|part| part.as_str() == "uhr") => hour,
        _ => return None,
    };
    Time::new(hour, minute, 0, 0).ok()
}
