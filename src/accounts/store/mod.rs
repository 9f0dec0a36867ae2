//! The tables of "who is who". One statement a function; nothing here decides anything.

pub(super) mod holders;
pub(super) mod mandates;
pub(super) mod naming;
pub mod officers;
pub(super) mod organisations;
pub(super) mod sessions;
pub mod staff;
pub(super) mod tokens;
pub(super) mod users;
