//! Orders, from the basket to money spent, on both databases.

mod authority;
mod deliveries;
mod money;
mod pages;
mod placing;
mod race;
mod rises;
mod schedules;
mod spaces;
