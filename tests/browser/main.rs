//! Tests in a real browser: Chromium, driven by chromedriver, against the whole program in this process.
//!
//! `support` starts one site and one chromedriver for all tests; each test has a Chromium of its own. Where Chromium
//! isn't installed these tests do nothing and one line says so, unless `CI=true`, where they fail.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that fails should stop"
)]

mod support;

mod assessed;
mod broker;
mod combobox;
mod demo;
mod journey;
mod keeping;
mod keyboard;
mod overspend;
mod plans;
mod private;
mod public;
