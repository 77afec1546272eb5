//! All text people read: Fluent files under `bot-core/locales/`, one folder a
//! language, compiled in.
//!
//! A text is plain; what is a heading or a list is said by blocks. A key that
//! is missing in a language is taken from English, and a test proves that
//! English lacks none.

mod commands;
mod texts;

pub use commands::Commands;
pub use fluent_bundle::{FluentArgs as Args, FluentValue};
pub use texts::{Language, Texts};

/// Arguments of a text: `args! { "count" => 3 }`.
#[macro_export]
macro_rules! args {
    () => { $crate::text::Args::new() };
    ($($name:expr => $value:expr),+ $(,)?) => {{
        let mut args = $crate::text::Args::new();
        $(args.set($name, $value);)+
        args
    }};
}
