//! The emergency numbers to name, by the region a person's client tells.

/// Regions and the number that reaches an ambulance there.
const NUMBERS: &[(&str, &str)] = &[
    ("GB", "999"),
    ("IM", "999"),
    ("JE", "999"),
    ("GG", "999"),
    ("IE", "112"),
    ("US", "911"),
    ("CA", "911"),
    ("AU", "000"),
    ("NZ", "111"),
    ("DE", "112"),
    ("AT", "112"),
    ("CH", "112"),
    ("FR", "112"),
    ("BE", "112"),
    ("ES", "112"),
    ("PT", "112"),
    ("IT", "112"),
    ("NL", "112"),
];

/// Where nothing tells where someone is, all of the common ones are named.
const EVERYWHERE: &str = "112, 999 (UK), 911 (US and Canada) or 000 (Australia)";

/// The number to ring, given a language tag such as `en-GB`. A language without
/// a region tells nothing: English is spoken everywhere.
pub(super) fn emergency(tag: Option<&str>) -> &'static str {
    let region = tag
        .and_then(|tag| tag.replace('_', "-").parse::<unic_langid::LanguageIdentifier>().ok())
        .and_then(|tag| tag.region.map(|region| region.as_str().to_owned()));
    NUMBERS
        .iter()
        .find(|(known, _)| Some(*known) == region.as_deref())
        .map_or(EVERYWHERE, |(_, number)| *number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_region_names_the_number_and_without_one_all_are_named() {
        assert_eq!(emergency(Some("en-GB")), "999");
        assert_eq!(emergency(Some("en_AU")), "000");
        assert_eq!(emergency(Some("de-DE")), "112");
        for unknown in [None, Some("en"), Some("en-ZZ"), Some("?")] {
            for number in ["112", "999", "911", "000"] {
                assert!(emergency(unknown).contains(number), "{unknown:?}");
            }
        }
    }
}
