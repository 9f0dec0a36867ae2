//! Drives the site: people who press "Place order" once each, and people who look at their budget.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::Duration;

use super::world::{SECRET, VISIT_PENCE, Visitor};
use crate::bench::client::Client;
use crate::bench::load::{Burst, burst, burst_while};
use crate::bench::process::Part;

/// The whole program with its router, as a process of its own.
pub(super) struct Site {
    pub part: Part,
    address: SocketAddr,
}

/// How requests were answered.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Answers {
    /// As it should be: 303 for an order, 200 for a page.
    pub right: u64,
    /// 4xx, and whatever else is no fault of the server.
    pub refused: u64,
    /// 5xx, and connections that broke.
    pub errors_5xx: u64,
}

impl Answers {
    pub fn and(self, other: Self) -> Self {
        Self {
            right: self.right + other.right,
            refused: self.refused + other.refused,
            errors_5xx: self.errors_5xx + other.errors_5xx,
        }
    }
}

/// What one burst came to.
#[derive(Clone, Default)]
pub(super) struct Run {
    pub burst: Burst,
    pub answers: Answers,
    pub cpu_ms: f64,
}

impl Run {
    pub fn and(self, other: Self) -> Self {
        Self {
            burst: self.burst.and(other.burst),
            answers: self.answers.and(other.answers),
            cpu_ms: self.cpu_ms + other.cpu_ms,
        }
    }
}

#[derive(Default)]
struct Counted {
    right: AtomicU64,
    refused: AtomicU64,
    errors: AtomicU64,
}

impl Counted {
    fn note(&self, expected: u16, status: Option<u16>) {
        let count = match status {
            Some(status) if status == expected => &self.right,
            Some(status) if status < 500 => &self.refused,
            _ => &self.errors,
        };
        count.fetch_add(1, Ordering::Relaxed);
    }

    fn all(&self) -> Answers {
        let read = |count: &AtomicU64| count.load(Ordering::Relaxed);
        Answers { right: read(&self.right), refused: read(&self.refused), errors_5xx: read(&self.errors) }
    }
}

impl Site {
    /// Starts it on a database that is ready.
    pub fn start(folder: &Path, url: &str) -> Result<Self, String> {
        let arguments = ["bench", "orders-part", "--folder", &folder.display().to_string()].map(str::to_owned);
        // By the environment, because whoever lists processes sees their arguments.
        let part = Part::start_with(&arguments, &[("DATABASE_URL", url), ("HANDPICK_SECRET_KEY", SECRET)])?;
        let address = part.ready.parse().map_err(|_| format!("A part of the bench said “{}”.", part.ready))?;
        Ok(Self { part, address })
    }

    /// Says where it is, and keeps it until a line is read: for looking at what it does.
    pub fn hold(&self) -> Result<(), String> {
        println!("The site is at {}. Press Enter to end it.", self.address);
        std::io::stdin().read_line(&mut String::new()).map(drop).map_err(|error| error.to_string())
    }

    /// Each visitor in turn places what is in their basket, once, until there are no more or the time is over. The
    /// first line's id is `first_line`, the others follow it.
    pub fn place(&self, clients: usize, seconds: u64, visitors: &[Visitor], first_line: i64) -> Run {
        let (next, counted) = (AtomicI64::new(0), Counted::default());
        let cpu = self.part.cpu_ms();
        let burst = burst_while(
            clients,
            Duration::from_secs(seconds),
            |_| Client::connect(self.address, "").ok(),
            |client, _, _| {
                let number = next.fetch_add(1, Ordering::Relaxed);
                let Some(visitor) = usize::try_from(number).ok().and_then(|number| visitors.get(number)) else {
                    return false;
                };
                let line = first_line + number;
                let form =
                    format!("csrf={}&key=bench-{line:016}&agree=yes&line={line}&total={VISIT_PENCE}", visitor.csrf);
                let answer = client.as_mut().and_then(|client| client.post("/orders", &visitor.cookie, &form).ok());
                counted.note(303, answer.map(|answer| answer.status));
                true
            },
        );
        Run { burst, answers: counted.all(), cpu_ms: self.part.cpu_ms() - cpu }
    }

    /// Somebody looks at their budget, again and again; with several visitors, by turns.
    pub fn look(&self, path: &str, seconds: u64, visitors: &[Visitor]) -> Result<(Run, usize), String> {
        let counted = Counted::default();
        let clients: Result<Vec<Client>, _> =
            visitors.iter().take(64).map(|visitor| Client::connect(self.address, &visitor.cookie)).collect();
        let mut clients = clients.map_err(|error| error.to_string())?;
        let mut bytes = 0;
        // Once for each, so that what is measured is warm.
        for client in &mut clients {
            let answer = client.get(path).map_err(|error| error.to_string())?;
            if answer.status != 200 {
                return Err(format!("{path} was answered with {}.", answer.status));
            }
            bytes = client.body(answer).len();
        }
        let clients = std::sync::Mutex::new(clients);
        let cpu = self.part.cpu_ms();
        let burst = burst(
            1,
            Duration::from_secs(seconds),
            |_| (),
            |(), _, turn| {
                let Ok(mut clients) = clients.lock() else { return };
                let at = usize::try_from(turn).unwrap_or(0) % clients.len().max(1);
                let answer = clients.get_mut(at).and_then(|client| client.get(path).ok());
                counted.note(200, answer.map(|answer| answer.status));
            },
        );
        Ok((Run { burst, answers: counted.all(), cpu_ms: self.part.cpu_ms() - cpu }, bytes))
    }
}
