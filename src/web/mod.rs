//! The web toolkit: what every page is made of. It names no feature, reads no database and knows no money type.
//!
//! A handler takes a [`page::Ctx`] (who is looking, how they like to read, the CSRF token) and, for a post, a
//! [`form::Posted`]; a view builds a body from [`components`] and [`charts`]; [`page::Page`] wraps it in the one
//! layout all pages share. Anything that goes wrong is an [`error::Error`], which [`error::pages`] turns into a page.
//!
//! Outside this module, one middleware must put a [`page::Ctx`] into the request's extensions; without it pages still
//! render, for an anonymous reader whose forms are refused.
//!
//! Where next: `components` for the parts and `styleguide` to see them all.

pub mod assets;
pub mod charts;
pub mod components;
pub mod context;
pub mod csrf;
pub mod error;
mod faults;
pub mod flash;
pub mod form;
pub mod headers;
pub mod illustration;
mod layout;
pub mod page;
pub mod pdf;
pub mod prefs;
pub mod put;
pub mod signed;
pub mod styleguide;
mod upload;
