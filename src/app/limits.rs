//! How often somebody may try: by address and by account, in this process's memory.
//!
//! Checked before a password is hashed. Several nodes each keep their own count, so the real limit is at most
//! that of one node times the number of nodes.

use std::num::NonZeroU32;
use std::sync::Arc;

use governor::clock::{Clock as _, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

/// Refused: too many tries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limited {
    /// Seconds until the next try may succeed; at least 1.
    pub retry_after_seconds: u64,
}

type Keyed = DefaultKeyedRateLimiter<String>;

/// The limits, one bucket for each key. A key names the action and who tries, as `sign-in:account:…`.
#[derive(Clone)]
pub struct Limits {
    by_account: Arc<Keyed>,
    by_address: Arc<Keyed>,
}

impl Limits {
    /// 10 tries for an account and 60 for an address at once, then one a minute and one a second.
    pub fn standard() -> Self {
        Self::new(10, 60)
    }

    /// Bursts of this many tries; used by tests that sign in often.
    pub fn new(account_burst: u32, address_burst: u32) -> Self {
        let burst = |n| NonZeroU32::new(n).unwrap_or(NonZeroU32::MIN);
        Self {
            by_account: Arc::new(RateLimiter::keyed(
                Quota::per_minute(NonZeroU32::MIN).allow_burst(burst(account_burst)),
            )),
            by_address: Arc::new(RateLimiter::keyed(
                Quota::per_second(NonZeroU32::MIN).allow_burst(burst(address_burst)),
            )),
        }
    }

    /// Counts one try of `action` for `account` from `address`.
    ///
    /// # Errors
    /// [`Limited`] when either has tried too often.
    pub fn check(&self, action: &str, account: &str, address: &str) -> Result<(), Limited> {
        Self::one(&self.by_address, format!("{action}:{address}"))?;
        Self::one(&self.by_account, format!("{action}:{account}"))
    }

    /// Forgets keys that are at rest, so that memory stays small.
    pub fn tidy(&self) {
        self.by_account.retain_recent();
        self.by_address.retain_recent();
    }

    fn one(limiter: &Keyed, key: String) -> Result<(), Limited> {
        limiter.check_key(&key).map_err(|until| Limited {
            retry_after_seconds: until.wait_time_from(DefaultClock::default().now()).as_secs().max(1),
        })
    }
}
