//! Both databases pass the same suite; what only one of them has is tested apart.

mod clubs;
mod conformance;
mod files;
mod schedules;
pub(crate) mod support;
