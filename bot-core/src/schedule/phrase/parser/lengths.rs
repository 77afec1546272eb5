//! Lengths of time and the numbers in them: "1 hour 20 minutes", "half an hour".

use super::{
    super::words::{Unit, number, unit},
    Found, Length, Parser,
};

impl Parser<'_> {
    /// A whole number in digits or words, "a couple of" included.
    pub(super) fn count(&mut self) -> Option<u32> {
        if let Some((number, _)) = self.digits(0) {
            self.at += 1;
            return Some(number);
        }
        let found = number(self.word(0)?)?;
        self.at += 1;
        if found == 1 && self.take(&["couple"]) {
            self.take(&["of"]);
            return Some(2);
        }
        // "twenty five", "forty-five".
        if found >= 20 && found % 10 == 0 {
            let dash = usize::from(self.is_sign(0, '-'));
            if let Some(ones @ 1..=9) = self.word(dash).filter(|w| w.len() > 2).and_then(number) {
                self.at += dash + 1;
                return Some(found + ones);
            }
        }
        Some(found)
    }

    pub(super) fn length(&mut self) -> Found<Length> {
        self.attempt(|parser| {
            let mut total = Length::default();
            let mut found = false;
            loop {
                let piece = parser.attempt(|parser| {
                    if found {
                        parser.take_sign(',');
                        parser.take(&["and"]);
                    }
                    Ok(parser.length_piece())
                })?;
                let Some(piece) = piece else { break };
                total.months = total.months.saturating_add(piece.months);
                total.days = total.days.saturating_add(piece.days);
                total.seconds = total.seconds.saturating_add(piece.seconds);
                found = true;
            }
            Ok(found.then_some(total))
        })
    }

    /// One number with its unit, and "and a half" before or after it.
    pub(super) fn length_piece(&mut self) -> Option<Length> {
        let hour = 3_600;
        // "half an hour", "half hour", "a half hour", "quarter of an hour", "three quarters of an hour"
        if self.take(&["three", "quarters", "of", "an", "hour"]) {
            return Some(Length { seconds: hour / 4 * 3, ..Length::default() });
        }
        let start = self.at;
        self.take(&["a"]);
        for (word, part) in [("half", 2), ("quarter", 4)] {
            if self.take(&[word]) {
                self.take(&["of"]);
                self.take(&["an"]);
                if self.take(&["hour"]) {
                    return Some(Length { seconds: hour / part, ..Length::default() });
                }
            }
        }
        self.at = start;
        let count = u64::from(self.count()?);
        // "1.5 hours", "2.5h"
        let mut tenths = 0;
        if self.is_sign(0, '.') && self.is_glued(0) {
            let (digit, 1) = self.digits(1).filter(|_| self.is_glued(1))? else { return None };
            tenths = u64::from(digit);
            self.at += 2;
        }
        if self.take(&["and", "a", "half"]) {
            tenths = 5;
        }
        if self.take_any(&["fortnight", "fortnights"]) && tenths == 0 {
            return Some(Length { days: count.saturating_mul(14), ..Length::default() });
        }
        let unit = unit(self.word(0)?)?;
        self.at += 1;
        if matches!(unit, Unit::Hour) && self.take(&["and", "a", "half"]) {
            tenths = 5;
        }
        let whole = |value: u64| (tenths == 0).then_some(value);
        let seconds = |each: u64| Length {
            seconds: count.saturating_mul(each).saturating_add(each * tenths / 10),
            ..Length::default()
        };
        Some(match unit {
            Unit::Second => Length { seconds: whole(count)?, ..Length::default() },
            Unit::Minute => seconds(60),
            Unit::Hour => seconds(hour),
            Unit::Day => Length { days: whole(count)?, ..Length::default() },
            Unit::Week => Length { days: whole(count.saturating_mul(7))?, ..Length::default() },
            Unit::Month => Length { months: whole(count)?, ..Length::default() },
            Unit::Year => Length { months: whole(count.saturating_mul(12))?, ..Length::default() },
        })
    }
}
