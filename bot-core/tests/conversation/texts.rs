//! Every text.
