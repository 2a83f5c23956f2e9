//! Case files: what they resolve to, and what is said about wrong ones.
#![allow(clippy::unwrap_used, clippy::panic)]
