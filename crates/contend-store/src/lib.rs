//! The worlds of a run as tables that other tools read at once, and the folder in which they lie.
//!
//! [`table`] makes Arrow record batches of worlds: pure functions of [`Rows`](contend_session::worlds::Rows), without files.

pub mod table;
