//! What must follow from facts, and what never may.

mod advice;
mod people;
mod properties;
mod triage;
mod vignettes;
mod walk;
