//! Orders, from the basket to money spent, on both databases.

mod authority;
mod deliveries;
mod money;
mod placing;
mod race;
