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
    often: Arc<Keyed>,
}

impl Limits {
    /// 10 tries for an account and 60 for an address at once, then one a minute and one a second. What a page does by
    /// itself while somebody types: 200 at once, then 20 a second.
    pub fn standard() -> Self {
        Self::of(
            Quota::per_minute(NonZeroU32::MIN).allow_burst(at_least_one(10)),
            Quota::per_second(NonZeroU32::MIN).allow_burst(at_least_one(60)),
            Quota::per_second(at_least_one(20)).allow_burst(at_least_one(200)),
        )
    }

    /// This many tries at once, then one an hour: for tests, which must not depend on how long they take.
    pub fn new(account_burst: u32, address_burst: u32) -> Self {
        let hourly = |burst| Quota::per_hour(NonZeroU32::MIN).allow_burst(at_least_one(burst));
        Self::of(hourly(account_burst), hourly(address_burst), hourly(address_burst))
    }

    fn of(by_account: Quota, by_address: Quota, often: Quota) -> Self {
        Self {
            by_account: Arc::new(RateLimiter::keyed(by_account)),
            by_address: Arc::new(RateLimiter::keyed(by_address)),
            often: Arc::new(RateLimiter::keyed(often)),
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

    /// Counts one request of the kind that pages make by themselves, from `address`.
    ///
    /// # Errors
    /// [`Limited`] when there were too many.
    pub fn check_often(&self, action: &str, address: &str) -> Result<(), Limited> {
        Self::one(&self.often, format!("{action}:{address}"))
    }

    /// Forgets keys that are at rest, so that memory stays small.
    pub fn tidy(&self) {
        self.by_account.retain_recent();
        self.by_address.retain_recent();
        self.often.retain_recent();
    }

    fn one(limiter: &Keyed, key: String) -> Result<(), Limited> {
        limiter.check_key(&key).map_err(|until| Limited {
            retry_after_seconds: until.wait_time_from(DefaultClock::default().now()).as_secs().max(1),
        })
    }
}

fn at_least_one(tries: u32) -> NonZeroU32 {
    NonZeroU32::new(tries).unwrap_or(NonZeroU32::MIN)
}
