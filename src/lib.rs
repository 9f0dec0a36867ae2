//! Handpick: a marketplace where people with a personal budget find, compare and order the support they want.
//!
//! Start with `docs/ARCHITECTURE.md`. Modules depend on each other in one direction only:
//! `kernel ← db ← {mail, search, geo, jobs, audit, files} ← features ← router ← app ← main`, and `web ← routes/forms/views`.

pub use handpick_base::{among, audit, db, each_backend, geo, insert_all, jobs, kernel, search, text_enum, web};

pub mod accounts;
pub mod app;
pub mod assessments;
pub mod bench;
pub mod billing;
pub mod brokerage;
pub mod budgets;
pub mod cli;
pub mod closing;
pub mod config;
pub mod demo;
pub mod directory;
pub mod files;
pub mod find;
pub mod guidance;
pub mod health;
pub mod intake;
pub mod mail;
pub mod moderation;
pub mod orders;
pub mod oversight;
pub mod plans;
pub mod ratings;
pub mod requests;
pub mod router;
pub mod safeguarding;
pub mod sharing;
pub mod storefront;
pub mod visit;
