//! Features through their pages, in this process.

mod directory;
mod duplicates;
mod hostile;
mod market;
mod searching;
mod staff;
mod shortlist;
mod statements;
mod strangers;
mod suggest;
