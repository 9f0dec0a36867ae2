//! What a bench found, as a table or as JSON.

use serde::Serialize;

/// One figure beside its limit.
#[derive(Clone, Debug, Serialize)]
pub struct Figure {
    /// What was measured.
    pub name: String,
    /// What the numbers count, as "a second" or "ms".
    pub unit: String,
    /// Ours.
    pub ours: f64,
    /// What the limit is, in words.
    pub limit_name: String,
    /// The limit's number, measured in the same run.
    pub limit: f64,
    /// Ours divided by the limit.
    pub ratio: f64,
}

impl Figure {
    /// A figure beside its limit.
    pub fn new(name: &str, unit: &str, ours: f64, limit_name: &str, limit: f64) -> Self {
        let ratio = if limit > 0.0 { ours / limit } else { 0.0 };
        Self { name: name.to_owned(), unit: unit.to_owned(), ours, limit_name: limit_name.to_owned(), limit, ratio }
    }
}

/// Everything one bench found.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// Which bench.
    pub bench: String,
    /// The conditions: sizes, clients, seconds.
    pub conditions: Vec<(String, String)>,
    /// The figures.
    pub figures: Vec<Figure>,
}

impl Report {
    /// Prints it, as one JSON object or as a table.
    pub fn print(&self, json: bool) {
        if json {
            println!("{}", serde_json::to_string(self).unwrap_or_default());
            return;
        }
        println!("bench {}", self.bench);
        for (name, value) in &self.conditions {
            println!("  {name}: {value}");
        }
        println!("  {:<44} {:>12} {:>12} {:>7}  unit, limit", "figure", "ours", "limit", "ratio");
        for figure in &self.figures {
            println!(
                "  {:<44} {:>12.1} {:>12.1} {:>7.3}  {}, {}",
                figure.name, figure.ours, figure.limit, figure.ratio, figure.unit, figure.limit_name
            );
        }
    }
}
