//! What was read lately, to be used again only while nothing at all was committed since.
//!
//! Invariant: whoever gets something from here gets what reading it afresh would give. So a session that was revoked,
//! a role that was taken or a budget that changed shows in the very next request; when another process changed it, two
//! milliseconds later at most ([`watch`](super::watch)).

use std::cell::RefCell;
use std::collections::HashMap;
use std::hash::Hash;

use chrono::{NaiveDate, NaiveDateTime};

/// The most that is remembered; then all is forgotten.
const MOST: usize = 10_000;

/// What the database held when something was read: until its next commit, and on the same day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// As counted by the file, and by this program.
    pub(super) commits: (i64, i64),
    pub(super) day: NaiveDate,
}

/// What one thread read lately.
pub struct Lately<K, V>(RefCell<Kept<K, V>>);

struct Kept<K, V> {
    stamp: Option<Stamp>,
    values: HashMap<K, (V, NaiveDateTime)>,
}

impl<K, V> Default for Lately<K, V> {
    fn default() -> Self {
        Self(RefCell::new(Kept { stamp: None, values: HashMap::new() }))
    }
}

impl<K: Eq + Hash, V: Clone> Lately<K, V> {
    /// What was kept under `key`, if it was read at this stamp and its time isn't over.
    pub fn get(&self, stamp: Option<Stamp>, key: &K, now: NaiveDateTime) -> Option<V> {
        let kept = self.0.borrow();
        let (value, until) = kept.values.get(key).filter(|_| stamp.is_some() && kept.stamp == stamp)?;
        (now < *until).then(|| value.clone())
    }

    /// Keeps what was read, under a stamp that was taken *before* it was read, until `until` at the latest.
    pub fn keep(&self, stamp: Option<Stamp>, key: K, value: V, until: NaiveDateTime) {
        let mut kept = self.0.borrow_mut();
        if kept.stamp != stamp || kept.values.len() >= MOST {
            *kept = Kept { stamp, values: HashMap::new() };
        }
        if stamp.is_some() {
            kept.values.insert(key, (value, until));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(hour: u32) -> NaiveDateTime {
        NaiveDate::from_ymd_opt(2026, 11, 22).unwrap().and_hms_opt(hour, 0, 0).unwrap()
    }

    fn stamp(commits: i64) -> Stamp {
        Stamp { commits: (1, commits), day: at(0).date() }
    }

    #[test]
    fn it_is_used_again_until_something_changes_or_its_time_is_over() {
        let lately = Lately::default();
        lately.keep(Some(stamp(1)), "a session", 7, at(12));
        assert_eq!(lately.get(Some(stamp(1)), &"a session", at(11)), Some(7));
        assert_eq!(lately.get(Some(stamp(1)), &"a session", at(12)), None, "its time is over");
        assert_eq!(lately.get(Some(stamp(1)), &"another", at(11)), None);
        assert_eq!(lately.get(Some(stamp(2)), &"a session", at(11)), None, "something was committed");
        let tomorrow = Some(Stamp { day: at(0).date().succ_opt().unwrap(), ..stamp(1) });
        assert_eq!(lately.get(tomorrow, &"a session", at(11)), None, "another day");
    }

    #[test]
    fn nothing_is_kept_where_changes_can_not_be_seen() {
        let lately = Lately::default();
        lately.keep(None, 1, 7, at(12));
        assert_eq!(lately.get(None, &1, at(11)), None);
    }

    #[test]
    fn what_was_read_before_a_change_is_forgotten_with_the_next_that_is_kept() {
        let lately = Lately::default();
        lately.keep(Some(stamp(1)), 1, 7, at(12));
        lately.keep(Some(stamp(2)), 2, 8, at(12));
        assert_eq!(lately.get(Some(stamp(2)), &1, at(11)), None);
        assert_eq!(lately.get(Some(stamp(2)), &2, at(11)), Some(8));
    }
}
