//! What people post about assessments.

pub mod answers;
pub mod contributions;
pub mod money;
pub mod questions;
