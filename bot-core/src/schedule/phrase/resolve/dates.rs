//! Which date a day means: the next such date, on the calendar and after now.

use jiff::{
    ToSpan,
    civil::{Date, Time, Weekday},
};

use super::{
    super::{
        DateProblem, Question, Refusal,
        parser::{Day, Which},
    },
    Clock, calendar, not_in_calendar, signed, small,
};

impl Clock<'_> {
    /// The date that a day and a weekday name together.
    pub(super) fn date(
        &self,
        day: Option<Day>,
        weekday: Option<(Weekday, Which)>,
        time: Time,
    ) -> Result<Date, Refusal> {
        match (day, weekday) {
            (Some(Day::NextWeek), Some((weekday, _))) => {
                self.day_date(Day::Weekday(weekday, Which::Next), time)
            }
            (Some(day), None) => self.day_date(day, time),
            (Some(day), Some((weekday, _))) => {
                let date = self.day_date(day, time)?;
                if date.weekday() == weekday {
                    Ok(date)
                } else {
                    Err(Refusal::NoSuchDate(DateProblem::OtherWeekday(date)))
                }
            }
            (None, Some((weekday, which))) => self.day_date(Day::Weekday(weekday, which), time),
            (None, None) => Ok(self.local.date()),
        }
    }

    /// The date that a day names, for something at `time` on it.
    pub(super) fn day_date(&self, day: Day, time: Time) -> Result<Date, Refusal> {
        let today = self.local.date();
        let ahead = |days: i32| today.checked_add(days.days()).unwrap_or(Date::MAX);
        let passed = |date: Date| date.to_datetime(time) <= self.local;
        let from_monday = i32::from(today.weekday().to_monday_zero_offset());
        Ok(match day {
            Day::Ahead(days) => ahead(days),
            Day::Weekday(weekday, which) => {
                let this = ahead(i32::from(weekday.to_monday_zero_offset()) - from_monday);
                let week_later = |date: Date| date.checked_add(7.days()).unwrap_or(Date::MAX);
                let coming = if passed(this) { week_later(this) } else { this };
                match which {
                    Which::Coming => coming,
                    Which::WeekAfter => week_later(coming),
                    Which::Next => week_later(this),
                    Which::This if passed(this) => {
                        return Err(Refusal::Ambiguous(Question::WeekdayOver));
                    }
                    Which::This => this,
                }
            }
            Day::Date { year: Some(year), month, day } => {
                calendar(i16::try_from(year).unwrap_or(i16::MAX), month, day)?
            }
            Day::Date { year: None, month, day } => {
                // 2000 has every date that any year has.
                calendar(2000, month, day)?;
                let this = (small(month), small(day)) < (today.month(), today.day());
                let year = today.year() + i16::from(this);
                match calendar(year, month, day) {
                    Ok(date) if passed(date) => calendar(year + 1, month, day)
                        .map_err(|_| self.not_then(month, day, year + 2))?,
                    Ok(date) => date,
                    Err(_) => return Err(self.not_then(month, day, year + 1)),
                }
            }
            Day::Dashed(_, _) => return Err(Refusal::Ambiguous(Question::DayOrMonth)),
            Day::OfMonth(day) => {
                calendar(2000, 1, day).map_err(|_| not_in_calendar(0, signed(day)))?;
                let this = Date::new(today.year(), today.month(), small(day)).ok();
                let month = match this {
                    Some(date) if !passed(date) => return Ok(date),
                    None if small(day) >= today.day() => today,
                    _ => today.first_of_month().checked_add(1.month()).unwrap_or(today),
                };
                match Date::new(month.year(), month.month(), small(day)) {
                    Ok(date) => date,
                    // Two months in a row never both lack a day.
                    Err(_) => {
                        let after = month.first_of_month().checked_add(1.month());
                        let next = after.and_then(|m| Date::new(m.year(), m.month(), small(day)));
                        return Err(match next {
                            Ok(next) => Refusal::NoSuchDate(DateProblem::NotThen { next }),
                            Err(_) => not_in_calendar(0, signed(day)),
                        });
                    }
                }
            }
            Day::NextWeek => return Err(Refusal::Ambiguous(Question::WhichDay)),
            Day::EndOfMonth => today.last_of_month(),
            Day::EndOf(month) => {
                let year = today.year() + i16::from(month < today.month());
                calendar(year, u32::from(month.unsigned_abs()), 1)?.last_of_month()
            }
            Day::EndOfYear => today.last_of_year(),
            Day::EndOfWeek => ahead(6 - from_monday),
        })
    }

    /// Why a date without a year is not taken for that of a later year.
    pub(super) fn not_then(&self, month: u32, day: u32, from: i16) -> Refusal {
        let next = (from..from.saturating_add(9)).find_map(|year| calendar(year, month, day).ok());
        match next {
            Some(next) => Refusal::NoSuchDate(DateProblem::NotThen { next }),
            None => not_in_calendar(signed(month), signed(day)),
        }
    }
}
