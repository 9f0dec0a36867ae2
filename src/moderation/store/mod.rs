//! The tables of moderation. One statement a function, or one load; nothing here decides anything.

pub(super) mod appeals;
pub(super) mod reports;
