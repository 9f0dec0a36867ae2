//! Handpick: a marketplace where people with a personal budget find, compare and order the support they want.
//!
//! Start with `docs/ARCHITECTURE.md`. Modules depend on each other in one direction only:
//! `kernel ← db ← {mail, search, geo, jobs, audit, files} ← features ← router ← app ← main`, and `web ← routes/forms/views`.

pub mod accounts;
pub mod app;
pub mod assessments;
pub mod audit;
pub mod bench;
pub mod billing;
pub mod brokerage;
pub mod budgets;
pub mod cli;
pub mod closing;
pub mod config;
pub mod db;
pub mod demo;
pub mod directory;
pub mod files;
pub mod find;
pub mod geo;
pub mod guidance;
pub mod health;
pub mod intake;
pub mod jobs;
pub mod kernel;
pub mod mail;
pub mod moderation;
pub mod orders;
pub mod oversight;
pub mod plans;
pub mod ratings;
pub mod requests;
pub mod router;
pub mod safeguarding;
pub mod search;
pub mod sharing;
pub mod storefront;
pub mod visit;
pub mod web;
