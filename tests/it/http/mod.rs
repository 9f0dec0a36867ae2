//! Features through their pages, in this process.

mod directory;
mod market;
