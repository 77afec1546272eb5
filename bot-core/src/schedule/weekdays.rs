//! Sets of days of the week.

use jiff::civil::Weekday;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// Some days of the week. Stored as a list of the two-letter names of RFC 5545.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Weekdays(u8);

impl Weekdays {
    /// The days of the week with their names in RFC 5545, Monday first.
    pub const NAMES: [(Weekday, &'static str); 7] = [
        (Weekday::Monday, "MO"),
        (Weekday::Tuesday, "TU"),
        (Weekday::Wednesday, "WE"),
        (Weekday::Thursday, "TH"),
        (Weekday::Friday, "FR"),
        (Weekday::Saturday, "SA"),
        (Weekday::Sunday, "SU"),
    ];
    /// No day.
    pub const NONE: Self = Self(0);
    /// Monday to Friday.
    pub const WORKDAYS: Self = Self(0b001_1111);
    /// Saturday and Sunday.
    pub const WEEKEND: Self = Self(0b110_0000);
    /// Every day.
    pub const ALL: Self = Self(0b111_1111);

    const fn bit(day: Weekday) -> u8 {
        1 << day.to_monday_zero_offset()
    }

    /// These days and one more.
    #[must_use]
    pub const fn with(self, day: Weekday) -> Self {
        Self(self.0 | Self::bit(day))
    }

    /// The days that are in either.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// The days that are not in `other`.
    #[must_use]
    pub const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// From one day to another, both included; it may run over the weekend.
    pub fn span(first: Weekday, last: Weekday) -> Self {
        let mut days = Self::NONE.with(first);
        let mut day = first;
        while day != last {
            day = day.next();
            days = days.with(day);
        }
        days
    }

    /// Whether the day is one of them.
    pub const fn has(self, day: Weekday) -> bool {
        self.0 & Self::bit(day) != 0
    }

    /// How many they are, 0-7.
    pub const fn len(self) -> u32 {
        self.0.count_ones()
    }

    /// Whether there are none.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The days, Monday first.
    pub fn iter(self) -> impl Iterator<Item = Weekday> {
        Self::NAMES.into_iter().map(|(day, _)| day).filter(move |day| self.has(*day))
    }

    /// The names of RFC 5545, Monday first.
    pub fn names(self) -> Vec<&'static str> {
        Self::NAMES.iter().filter(|(day, _)| self.has(*day)).map(|(_, name)| *name).collect()
    }
}

impl FromIterator<Weekday> for Weekdays {
    fn from_iter<I: IntoIterator<Item = Weekday>>(days: I) -> Self {
        days.into_iter().fold(Self::NONE, Self::with)
    }
}

impl Serialize for Weekdays {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.names())
    }
}

impl<'de> Deserialize<'de> for Weekdays {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let names = Vec::<String>::deserialize(deserializer)?;
        let day = |name: &String| {
            let found = Self::NAMES.iter().find(|(_, known)| known == name);
            found.map(|(day, _)| *day).ok_or_else(|| de::Error::custom(format!("no day {name:?}")))
        };
        names.iter().map(day).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_of_days_may_run_over_the_weekend() {
        assert_eq!(Weekdays::span(Weekday::Monday, Weekday::Friday), Weekdays::WORKDAYS);
        assert_eq!(
            Weekdays::span(Weekday::Friday, Weekday::Monday).names(),
            ["MO", "FR", "SA", "SU"]
        );
    }
}
