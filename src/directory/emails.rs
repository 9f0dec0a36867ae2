//! The messages of the directory, in plain text.

pub(in crate::directory) mod decisions;
pub(in crate::directory) mod onboarding;
pub(in crate::directory) mod waiting;
