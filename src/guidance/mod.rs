//! Pages of words: how it works, help, the promises the law asks for, and an easy-read start.
//!
//! They change with what the program does: whoever changes a rule changes the page that explains it.

mod easy_read;
pub mod routes;
mod rules;
mod words;
