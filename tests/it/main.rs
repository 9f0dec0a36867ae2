//! All integration tests, in one binary: it links once, and starts at most one PostgreSQL server.
//!
//! `support` holds what tests stand on: databases of both kinds, made fresh for each test. Tests of a
//! feature go to a file of their own here, or to `http/` when they go through pages.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that fails should stop"
)]

#[macro_use]
mod support;

mod accounts;
mod arrivals;
mod assessments;
mod billing;
mod brokerage;
mod budget;
mod budget_contributions;
mod closing;
mod crash;
mod db;
mod demo;
mod directory;
mod files;
mod following;
mod http;
mod intake;
mod ledger;
mod ledger_chain;
mod ledger_sums;
mod orders;
mod oversight;
mod own_bank;
mod parity;
mod plan_changes;
mod plan_days;
mod plan_money;
mod plan_refusals;
mod plan_reviews;
mod plans;
mod pots;
mod pruning;
mod requests;
mod sharing;
mod statements;
mod tidy;
mod tracking;
mod trail;
mod words;
mod worked_year;
mod workplaces;
mod yearend;
