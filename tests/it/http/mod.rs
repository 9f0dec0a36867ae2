//! Features through their pages, in this process.

mod bulk;
mod compare;
mod directory;
mod duplicates;
mod editor;
mod evidence;
mod hostile;
mod market;
mod moderation;
mod saved;
mod searching;
mod shortlist;
mod staff;
mod statements;
mod strangers;
mod suggest;
mod waiting;
