//! What can be done with shared orders.
//!
//! Whoever changes one holds the lock of its listing, and whoever moves money the locks of all their pots: what several
//! do at once happens one after the other.

mod agreeing;
mod closing;
pub mod enrol;
mod group;
mod invites;
mod joining;
mod leaving;
mod looking;
mod messages;

pub use agreeing::{Agree, Agreed, agree};
pub use closing::{leave_all, locks_of};
pub use invites::{Invitation, invitation, invite, join};
pub use joining::{NewShared, add_person, new_form, set_parts, start, withdraw};
pub use leaving::{follow, leave, say_no};
pub use looking::{InviteView, MemberView, NewForm, SharedView, Summary, mine, view};
