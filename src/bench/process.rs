//! A part of a bench that runs as a process of its own, so that its memory and its CPU time are its own.
//!
//! The part is this very program, started with a hidden command. It says one line when it is ready, answers each line
//! that it is told with one line, and ends when its input ends: so it never outlives the bench.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

/// A running part.
pub struct Part {
    child: Child,
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
    /// The first line it said.
    pub ready: String,
}

impl Part {
    /// Starts this program with these arguments and waits until it is ready.
    ///
    /// # Errors
    /// When it can't start, in words.
    pub fn start(arguments: &[String]) -> Result<Self, String> {
        Self::start_with(arguments, &[])
    }

    /// As [`Part::start`], with these settings in its environment.
    ///
    /// # Errors
    /// When it can't start, in words.
    pub fn start_with(arguments: &[String], settings: &[(&str, &str)]) -> Result<Self, String> {
        let text = |error: std::io::Error| error.to_string();
        let program = std::env::current_exe().map_err(text)?;
        let mut command = Command::new(program);
        command.args(arguments).envs(settings.iter().copied()).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().map_err(text)?;
        let input = child.stdin.take();
        let output = BufReader::new(child.stdout.take().ok_or("a part of the bench has no output")?);
        let mut part = Self { child, input, output, ready: String::new() };
        part.ready = part.line()?;
        Ok(part)
    }

    fn line(&mut self) -> Result<String, String> {
        let mut line = String::new();
        match self.output.read_line(&mut line) {
            Ok(0) => Err("A part of the bench ended early; what it said is above.".to_owned()),
            Ok(_) => Ok(line.trim_end().to_owned()),
            Err(error) => Err(error.to_string()),
        }
    }

    /// Tells it something and returns its answer.
    ///
    /// # Errors
    /// When it has ended.
    pub fn tell(&mut self, line: &str) -> Result<String, String> {
        let input = self.input.as_mut().ok_or("a part of the bench has no input")?;
        writeln!(input, "{line}").map_err(|error| error.to_string())?;
        self.line()
    }

    /// CPU time used so far, in milliseconds, with all threads, in steps of ten.
    pub fn cpu_ms(&self) -> f64 {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.child.id())).unwrap_or_default();
        // The name, in parentheses, may hold spaces; user and system time are the 12th and 13th after it.
        let after = stat.rsplit_once(')').map_or("", |(_, after)| after);
        let ticks: f64 = after.split_whitespace().skip(11).take(2).filter_map(|ticks| ticks.parse::<f64>().ok()).sum();
        ticks * 10.0
    }

    /// Resident memory in megabytes (millions of bytes): now and at its highest; and now without pages of files.
    pub fn memory_mb(&self) -> (f64, f64, f64) {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap_or_default();
        let megabytes = |name: &str| {
            let line = status.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default();
            line.split_whitespace().next().and_then(|kb| kb.parse::<f64>().ok()).unwrap_or(0.0) * 1_024.0 / 1e6
        };
        (megabytes("VmRSS:"), megabytes("VmHWM:"), megabytes("RssAnon:"))
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        drop(self.input.take());
        let _ = self.child.wait();
    }
}
