//! Any order.
