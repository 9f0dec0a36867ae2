//! What a bench found, as a table or as JSON.

use std::collections::BTreeMap;

use serde::Serialize;

/// One figure, beside its limit where there is one.
#[derive(Clone, Debug, Serialize)]
pub struct Figure {
    /// What was measured.
    pub name: String,
    /// What the numbers count, as "a second" or "ms".
    pub unit: String,
    /// Ours.
    pub ours: f64,
    /// What the limit is, in words; empty without one.
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

    /// A figure that stands alone.
    pub fn alone(name: &str, unit: &str, ours: f64) -> Self {
        Self::new(name, unit, ours, "", 0.0)
    }
}

/// Everything one bench found.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Report {
    /// Which bench.
    pub bench: String,
    /// The conditions: sizes, clients, seconds.
    pub conditions: Vec<(String, String)>,
    /// The figures.
    pub figures: Vec<Figure>,
    /// The chief figures under short names of their own, for programs that read the JSON.
    #[serde(flatten)]
    pub short: BTreeMap<String, f64>,
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
        println!("  {:<52} {:>12} {:>12} {:>7}  unit, limit", "figure", "ours", "limit", "ratio");
        for figure in &self.figures {
            if figure.limit_name.is_empty() {
                println!("  {:<52} {:>12.3} {:>12} {:>7}  {}", figure.name, figure.ours, "", "", figure.unit);
            } else {
                println!(
                    "  {:<52} {:>12.3} {:>12.3} {:>7.3}  {}, {}",
                    figure.name, figure.ours, figure.limit, figure.ratio, figure.unit, figure.limit_name
                );
            }
        }
    }
}
