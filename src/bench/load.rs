//! Several threads doing one thing as often as they can, for a bounded time; and how long each took.

use std::sync::Mutex;
use std::time::{Duration, Instant};

/// What a burst of work came to.
#[derive(Clone, Debug, Default)]
pub struct Burst {
    /// How often the work was done.
    pub done: u64,
    /// Done a second.
    pub per_second: f64,
    /// The time that half of them took at most, in milliseconds.
    pub p50_ms: f64,
    /// The time that 95 in 100 took at most, in milliseconds.
    pub p95_ms: f64,
    /// The time that 99 in 100 took at most, in milliseconds.
    pub p99_ms: f64,
    /// How long each took, in nanoseconds, the shortest first.
    times: Vec<u64>,
    seconds: f64,
}

/// Runs `work` on `clients` threads for `length`. Each thread gets its own state from `start`, and `work` is told
/// its thread and turn.
pub fn burst<S>(
    clients: usize,
    length: Duration,
    start: impl Fn(usize) -> S + Sync,
    work: impl Fn(&mut S, usize, u64) + Sync,
) -> Burst {
    burst_while(clients, length, start, |state, client, turn| {
        work(state, client, turn);
        true
    })
}

/// As [`burst`], until `work` says that there is no more to do; that last time isn't counted.
pub fn burst_while<S>(
    clients: usize,
    length: Duration,
    start: impl Fn(usize) -> S + Sync,
    work: impl Fn(&mut S, usize, u64) -> bool + Sync,
) -> Burst {
    let times: Mutex<Vec<u64>> = Mutex::new(Vec::new());
    let began = Instant::now();
    std::thread::scope(|scope| {
        for client in 0..clients {
            let (times, start, work) = (&times, &start, &work);
            scope.spawn(move || {
                let mut state = start(client);
                let mut own = Vec::new();
                let mut turn = 0;
                while began.elapsed() < length {
                    let at = Instant::now();
                    if !work(&mut state, client, turn) {
                        break;
                    }
                    own.push(u64::try_from(at.elapsed().as_nanos()).unwrap_or(u64::MAX));
                    turn += 1;
                }
                if let Ok(mut times) = times.lock() {
                    times.extend(own);
                }
            });
        }
    });
    Burst::of(times.into_inner().unwrap_or_default(), began.elapsed().as_secs_f64())
}

impl Burst {
    fn of(mut times: Vec<u64>, seconds: f64) -> Self {
        times.sort_unstable();
        let at =
            |share: usize| times.get(times.len().saturating_sub(1) * share / 100).copied().unwrap_or(0) as f64 / 1e6;
        Self {
            done: times.len() as u64,
            per_second: if seconds > 0.0 { times.len() as f64 / seconds } else { 0.0 },
            p50_ms: at(50),
            p95_ms: at(95),
            p99_ms: at(99),
            times,
            seconds,
        }
    }

    /// This burst and another of the same work as one.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        self.times.extend(other.times);
        Self::of(self.times, self.seconds + other.seconds)
    }
}
