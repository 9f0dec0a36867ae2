//! Orders, from the basket to money spent, on both databases.

pub mod asking;
mod authority;
mod beyond;
mod calendar;
mod deliveries;
mod disputes;
mod histories;
mod known_faults;
mod letting_go;
mod money;
mod on_top;
mod otherwise;
mod pages;
mod pauses;
mod placing;
mod race;
mod recording;
mod rises;
mod schedules;
mod seen;
mod spaces;
mod times;
