//! Both databases pass the same suite; what only one of them has is tested apart.

mod clubs;
mod files;
mod keeping;
mod messages;
mod schedules;
mod steps;
pub(crate) mod support;
