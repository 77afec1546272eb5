//! The values a fact can take, each with the name it has in JSON.

/// Declares an enum whose variants each have one snake_case name, used in
/// JSON, in the store and in text keys; reads and writes itself by it.
macro_rules! named {
    ($(#[$meta:meta])* $name:ident { $($(#[$vmeta:meta])* $variant:ident = $text:literal),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $(#[doc = concat!("`", $text, "`\n\n")] $(#[$vmeta])* $variant),+ }

        impl $name {
            /// Every value, in the order they are declared.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The value's name in JSON, in the store and in text keys.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text),+ }
            }

            /// The value of that name.
            pub fn parse(name: &str) -> Option<Self> {
                match name {
                    $($text => Some(Self::$variant),)+
                    _ => None,
                }
            }
        }

        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let name = <::std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
                Self::parse(&name).ok_or_else(|| {
                    ::serde::de::Error::custom(concat!("not the name of a ", stringify!($name)))
                })
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}
pub(crate) use named;

named! {
    /// Where it hurts.
    Site {
        UnderHeel = "under_heel",
        CentreHeel = "centre_heel",
        BackOfHeel = "back_of_heel",
        InnerAnkle = "inner_ankle",
        Arch = "arch",
        CalfAndHeel = "calf_and_heel",
        BothHeels = "both_heels",
    }
}
named! {
    /// Which way the pain is going.
    Trend { Better = "better", Same = "same", Worse = "worse" }
}
named! {
    /// Whether the person can put weight on the foot.
    Walking { Yes = "yes", Limping = "limping", No = "no" }
}
named! {
    /// The shape of the arch. `Unknown` is an answer: the person was asked and
    /// can't tell, which is not the same as never having been asked.
    ArchType { High = "high", Low = "low", Normal = "normal", Unknown = "unknown" }
}
named! {
    /// Which way the ankle rolls.
    AnkleRoll { Inward = "inward", Outward = "outward", None = "none" }
}
named! {
    /// What the person mostly runs on.
    Terrain {
        Road = "road",
        TrailRocky = "trail_rocky",
        Treadmill = "treadmill",
        Track = "track",
        Grass = "grass",
        Mixed = "mixed",
    }
}
named! {
    /// What the person runs in.
    Footwear {
        Supportive = "supportive",
        WornOrUnsupportive = "worn_or_unsupportive",
        RecentlyChanged = "recently_changed",
    }
}

/// A whole number known exactly, or only to lie in a range.
///
/// A button such as "about two weeks" tells a range, not a day; keeping the
/// range keeps us from claiming more than the person said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Amount {
    low: i32,
    high: i32,
}

impl Amount {
    /// A number known exactly.
    pub const fn exactly(number: i32) -> Self {
        Self { low: number, high: number }
    }

    /// A number between the two, both included; they may come in either order.
    pub const fn between(one: i32, other: i32) -> Self {
        if one <= other { Self { low: one, high: other } } else { Self { low: other, high: one } }
    }

    /// The least it can be.
    pub const fn low(self) -> i32 {
        self.low
    }

    /// The most it can be.
    pub const fn high(self) -> i32 {
        self.high
    }

    /// The number, where it is known exactly.
    pub const fn exact(self) -> Option<i32> {
        if self.low == self.high { Some(self.low) } else { None }
    }

    /// Whether it is `bound` or more; `None` where the range straddles it.
    pub const fn at_least(self, bound: i32) -> Option<bool> {
        if self.low >= bound {
            Some(true)
        } else if self.high < bound {
            Some(false)
        } else {
            None
        }
    }
}

/// What is known of a fact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Value {
    /// A sign is absent.
    No,
    /// A sign is present.
    Yes,
    /// A count in the fact's unit.
    Amount(Amount),
    /// See [`Site`].
    Site(Site),
    /// See [`Trend`].
    Trend(Trend),
    /// See [`Walking`].
    Walking(Walking),
    /// See [`ArchType`].
    ArchType(ArchType),
    /// See [`AnkleRoll`].
    AnkleRoll(AnkleRoll),
    /// See [`Terrain`].
    Terrain(Terrain),
    /// See [`Footwear`].
    Footwear(Footwear),
}

impl Value {
    /// A number known exactly.
    pub const fn number(number: i32) -> Self {
        Self::Amount(Amount::exactly(number))
    }

    /// The value of a yes/no sign.
    pub const fn sign(present: bool) -> Self {
        if present { Self::Yes } else { Self::No }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_that_straddles_a_bound_decides_nothing() {
        let about_two_weeks = Amount::between(10, 20);
        assert_eq!(about_two_weeks.at_least(10), Some(true));
        assert_eq!(about_two_weeks.at_least(14), None);
        assert_eq!(about_two_weeks.at_least(21), Some(false));
    }

    #[test]
    fn every_name_reads_back() {
        for site in Site::ALL {
            assert_eq!(Site::parse(site.as_str()), Some(*site));
        }
        assert_eq!(Site::parse("heel"), None);
    }
}
