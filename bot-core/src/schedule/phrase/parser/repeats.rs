//! What makes a phrase repeat: daily, every other day, every second hour; and what
//! people ask for that one rule can't say.

use super::{
    super::{
        Misunderstanding, PastProblem, Refusal,
        words::{Part, Unit, month, number, ordinal, part, unit, weekday},
    },
    Day, Length, Parser,
    days::Ending,
    fill, is_day_or_unit, stop,
};

impl Parser<'_> {
    pub(super) fn repeat(&mut self) -> Result<bool, Refusal> {
        let Some(word) = self.word(0) else { return Ok(false) };
        let named = match word {
            "daily" | "everyday" => Some((1, Unit::Day)),
            "weekly" => Some((1, Unit::Week)),
            "fortnightly" => Some((2, Unit::Week)),
            "monthly" => Some((1, Unit::Month)),
            "yearly" | "annually" => Some((1, Unit::Year)),
            "hourly" => Some((1, Unit::Hour)),
            // Twice a week or every other week: the word has both meanings.
            "biweekly" | "bimonthly" => return Err(stop(Misunderstanding::Interval)),
            _ => None,
        };
        if self.take(&["nightly"]) {
            fill(&mut self.draft.part, Part::Night)?;
            return fill(&mut self.draft.repeat, (1, Unit::Day));
        }
        if let Some(repeat) = named {
            self.at += 1;
            return fill(&mut self.draft.repeat, repeat);
        }
        match word {
            "alternate" => {
                self.at += 1;
                self.every_nth(2)
            }
            "every" | "each" => {
                self.at += 1;
                // What is wrong is the word after it.
                if self.every()? { Ok(true) } else { Err(self.unknown()) }
            }
            _ => Ok(false),
        }
    }

    pub(super) fn every(&mut self) -> Result<bool, Refusal> {
        self.take(&["single"]);
        if self.take(&["other"]) {
            return self.every_nth(2);
        }
        if self.take(&["fortnight"]) {
            return fill(&mut self.draft.repeat, (2, Unit::Week));
        }
        if self.take(&["last"]) {
            let day = self.word(0) == Some("day");
            let what = if day { Misunderstanding::LastDay } else { Misunderstanding::NthWeekday };
            return Err(stop(what));
        }
        if let Some((name, _)) = self.word(0).and_then(part) {
            self.at += 1;
            fill(&mut self.draft.part, name)?;
            return fill(&mut self.draft.repeat, (1, Unit::Day));
        }
        // "every 15th", "every 1 march": before numbers with units.
        if let Some(day) = self.attempt(Self::calendar_day)? {
            let unit = match day {
                Day::OfMonth(nth) if self.word(0).is_some_and(is_day_or_unit) => {
                    return self.every_nth(nth);
                }
                Day::OfMonth(_) => Unit::Month,
                _ => Unit::Year,
            };
            fill(&mut self.draft.repeat, (1, unit))?;
            return fill(&mut self.draft.day, day);
        }
        if let Some(nth) = self.word(0).and_then(ordinal)
            && self.word(1).is_some_and(is_day_or_unit)
        {
            self.at += 1;
            return self.every_nth(nth);
        }
        if let Some((days, _, _)) = self.attempt(Self::weekdays)? {
            fill(&mut self.draft.days, days)?;
            return fill(&mut self.draft.repeat, (1, Unit::Week));
        }
        if let Some(unit) = self.word(0).and_then(unit) {
            self.at += 1;
            if unit == Unit::Hour && self.take(&["and", "a", "half"]) {
                return fill(&mut self.draft.repeat, (90, Unit::Minute));
            }
            return fill(&mut self.draft.repeat, (1, unit));
        }
        if let Some(count) = self.attempt(|parser| {
            let Some(count) = parser.count() else { return Ok(None) };
            let Some(unit) = parser.word(0).and_then(unit) else { return Ok(None) };
            if parser.is_length_after(1) {
                return Ok(None);
            }
            parser.at += 1;
            Ok(Some((count, unit)))
        })? {
            return fill(&mut self.draft.repeat, count);
        }
        // "every hour and a half", "every 1h30m", "every half hour".
        match self.length()? {
            Some(Length { months: 0, days: 0, seconds }) => {
                let repeat = match u32::try_from(seconds / 60) {
                    Ok(minutes) if seconds % 60 == 0 => (minutes, Unit::Minute),
                    _ => (1, Unit::Second),
                };
                fill(&mut self.draft.repeat, repeat)
            }
            Some(Length { months: 0, days, seconds: 0 }) => {
                fill(&mut self.draft.repeat, (u32::try_from(days).unwrap_or(u32::MAX), Unit::Day))
            }
            _ => Ok(false),
        }
    }

    /// Whether more of a length comes after the unit: "1 hour 30 minutes".
    pub(super) fn is_length_after(&self, ahead: usize) -> bool {
        let skip = usize::from(self.word(ahead) == Some("and"));
        let number = self.digits(ahead + skip).is_some()
            || self.word(ahead + skip).is_some_and(|word| number(word).is_some());
        let half =
            self.word(ahead + skip) == Some("a") && self.word(ahead + skip + 1) == Some("half");
        half || number && self.word(ahead + skip + 1).is_some_and(|word| unit(word).is_some())
    }

    /// After "every other", "every third": a unit or a weekday.
    pub(super) fn every_nth(&mut self, nth: u32) -> Result<bool, Refusal> {
        let before = self.at;
        if let Some((days, _, _)) = self.attempt(Self::weekdays)? {
            // "every second monday" may be that of the month.
            if self.tokens[before - 1].text != "other"
                && self.tokens[before - 1].text != "alternate"
            {
                return Err(stop(Misunderstanding::NthWeekday));
            }
            fill(&mut self.draft.days, days)?;
            return fill(&mut self.draft.repeat, (2, Unit::Week));
        }
        let Some(unit) = self.word(0).and_then(unit) else { return Ok(false) };
        self.at += 1;
        fill(&mut self.draft.repeat, (nth, unit))
    }

    /// What people ask for and one rule can't say.
    pub(super) fn unsupported(&mut self) -> Result<bool, Refusal> {
        let start = self.at;
        if self.take(&["last"]) {
            return Err(match self.word(0) {
                Some("day") => stop(Misunderstanding::LastDay),
                Some(word) if weekday(word).is_some() && self.word(1) == Some("of") => {
                    stop(Misunderstanding::NthWeekday)
                }
                Some(word) if is_day_or_unit(word) || part(word).is_some() => {
                    Refusal::InThePast(PastProblem::Over)
                }
                _ => {
                    self.at = start;
                    self.unknown()
                }
            });
        }
        if let Some(Day::OfMonth(_)) = self.attempt(Self::calendar_day)?
            && self.word(0).is_some_and(|word| weekday(word).is_some())
        {
            return Err(stop(Misunderstanding::NthWeekday));
        }
        Ok(false)
    }

    /// "monthly on 31": after "on" a bare number is a day of the month.
    pub(super) fn monthly_day(&mut self) -> Result<bool, Refusal> {
        let on = self.at.checked_sub(1).is_some_and(|before| self.tokens[before].text == "on");
        if !on || self.draft.day.is_some() || !matches!(self.draft.repeat, Some((_, Unit::Month))) {
            return Ok(false);
        }
        let Some((day, Ending::Bare)) = self.day_number() else { return Ok(false) };
        if self.meridiem().is_some() || self.word(0).and_then(month).is_some() {
            return Ok(false);
        }
        fill(&mut self.draft.day, Day::OfMonth(day))
    }
}
