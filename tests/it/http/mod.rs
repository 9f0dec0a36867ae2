//! Features through their pages, in this process.

mod directory;
mod hostile;
mod market;
mod searching;
mod staff;
mod statements;
mod strangers;
