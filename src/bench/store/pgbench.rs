//! PostgreSQL's own measure of transactions: `pgbench` and its TPC-B-like script (three updates, a select, an insert),
//! on the same server with the same settings.

use std::path::PathBuf;
use std::process::Command;

use super::postgres::programs;

/// What `pgbench` reached.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::bench) struct Reached {
    /// Transactions a second.
    pub per_second: f64,
    /// The mean time of one, in milliseconds.
    pub mean_ms: f64,
}

impl Reached {
    /// The mean of the rounds so far, of which this next one is number `round`.
    pub(in crate::bench) fn and(self, next: Self, round: u64) -> Self {
        let mean = |so_far: f64, next: f64| so_far + (next - so_far) / round.max(1) as f64;
        Self { per_second: mean(self.per_second, next.per_second), mean_ms: mean(self.mean_ms, next.mean_ms) }
    }
}

fn program() -> PathBuf {
    programs().map(|folder| folder.join("pgbench")).filter(|path| path.exists()).unwrap_or_else(|| "pgbench".into())
}

fn run(url: &str, arguments: &[String]) -> Result<String, String> {
    let said =
        Command::new(program()).args(arguments).arg(url).output().map_err(|error| format!("pgbench: {error}"))?;
    if said.status.success() {
        Ok(String::from_utf8_lossy(&said.stdout).into_owned())
    } else {
        Err(format!("pgbench failed: {}", String::from_utf8_lossy(&said.stderr)))
    }
}

/// Makes its tables: as many branches as clients at most, so that they don't all wait for one row.
///
/// # Errors
/// What `pgbench` says.
pub(in crate::bench) fn prepare(url: &str, clients: usize) -> Result<(), String> {
    let scale = clients.max(10).to_string();
    run(url, &["-i", "-q", "-s", &scale].map(str::to_owned)).map(drop)
}

/// Runs it.
///
/// # Errors
/// What `pgbench` says.
pub(in crate::bench) fn pgbench(url: &str, clients: usize, seconds: u64) -> Result<Reached, String> {
    let (clients, threads) = (clients.to_string(), clients.min(2).to_string());
    let arguments = ["-c", &clients, "-j", &threads, "-T", &seconds.to_string(), "-n"].map(str::to_owned);
    let said = run(url, &arguments)?;
    let number = |name: &str| {
        let line = said.lines().find_map(|line| line.strip_prefix(name))?;
        line.split_whitespace().find_map(|word| word.parse::<f64>().ok())
    };
    match (number("tps ="), number("latency average =")) {
        (Some(per_second), Some(mean_ms)) => Ok(Reached { per_second, mean_ms }),
        _ => Err(format!("pgbench said something else than expected: {said}")),
    }
}
