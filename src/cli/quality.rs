//! `handpick search-quality`.

use std::path::PathBuf;

use clap::Args;

use crate::demo::listing_docs;
use crate::search::own_words::OwnWords;
use crate::search::quality::{self, Asked, Figures};
use crate::search::{IndexChange, Search};

/// What to ask, and how to say what was found.
#[derive(Debug, Args)]
pub(super) struct What {
    /// Searches and what answers them; `search_index/judgements.tsv` says how it is written. Without it, those
    /// that the program ships with.
    #[arg(long)]
    judgements: Option<PathBuf>,
    /// A folder of own words, as `HANDPICK_WORDS_DIR` names one: to see what they do, and what is wrong with them.
    #[arg(long)]
    words: Option<PathBuf>,
    /// One JSON object instead of a table.
    #[arg(long)]
    json: bool,
    /// Also so many searches that went worst, with what came back.
    #[arg(long, default_value_t = 0)]
    worst: usize,
    /// Of those, also show ones from the held set. Whoever adds words shouldn't.
    #[arg(long)]
    held: bool,
}

/// Indexes the demo's listings in memory, asks, and prints.
pub(super) fn run(what: &What) -> Result<(), String> {
    if let Some(folder) = &what.words {
        let own = OwnWords::read(folder);
        own.faults.iter().for_each(|fault| eprintln!("{fault}"));
        if !own.begin() {
            return Err("a search came before the own words".to_owned());
        }
    }
    let asked = match &what.judgements {
        Some(file) => {
            let named = |problem: String| format!("{}: {problem}", file.display());
            ask(&std::fs::read_to_string(file).map_err(|error| named(error.to_string()))?).map_err(named)?
        }
        None => ask(quality::JUDGEMENTS)?,
    };
    if what.json {
        println!("{}", json(&asked));
    } else {
        table(&asked);
    }
    worst(&asked, what);
    Ok(())
}

fn ask(judgements: &str) -> Result<Vec<Asked>, String> {
    let judgements = quality::parse(judgements)?;
    let listings = listing_docs().map_err(|error| error.to_string())?;
    let search = Search::open(None).map_err(|error| error.to_string())?;
    let changes = listings.iter().cloned().map(IndexChange::put).collect();
    search.apply(changes, 1).map_err(|error| error.to_string())?;
    quality::ask(&search, &listings, &judgements).map_err(|error| error.to_string())
}

/// The figures of all, and of each set and kind.
fn groups(asked: &[Asked]) -> Vec<(String, Figures)> {
    let mut groups = vec![
        ("all".to_owned(), Figures::of(asked.iter())),
        ("tune".to_owned(), Figures::of(asked.iter().filter(|one| !one.judgement.held))),
        ("held".to_owned(), Figures::of(asked.iter().filter(|one| one.judgement.held))),
    ];
    for kind in ["plain", "typo", "slang", "sentence"] {
        groups.push((kind.to_owned(), Figures::of(asked.iter().filter(|one| one.judgement.kind == kind))));
    }
    groups.retain(|(_, figures)| figures.queries > 0);
    groups
}

fn json(asked: &[Asked]) -> serde_json::Value {
    let object = |figures: &Figures| {
        serde_json::json!({
            "queries": figures.queries,
            "precision_at_5": figures.precision_at_5,
            "ndcg_at_10": figures.ndcg_at_10,
            "no_answer": figures.no_answer,
        })
    };
    let mut all = object(&Figures::of(asked.iter()));
    for (name, figures) in groups(asked).iter().skip(1) {
        if let Some(fields) = all.as_object_mut() {
            fields.insert(name.clone(), object(figures));
        }
    }
    all
}

fn table(asked: &[Asked]) {
    println!("{:<10} {:>8} {:>15} {:>11} {:>10}", "set", "queries", "precision at 5", "nDCG at 10", "no answer");
    for (name, figures) in groups(asked) {
        println!(
            "{name:<10} {:>8} {:>15.3} {:>11.3} {:>10.3}",
            figures.queries, figures.precision_at_5, figures.ndcg_at_10, figures.no_answer
        );
    }
}

fn worst(asked: &[Asked], what: &What) {
    let mut shown: Vec<&Asked> = asked.iter().filter(|one| what.held || !one.judgement.held).collect();
    shown.sort_by(|a, b| a.ndcg_at_10.total_cmp(&b.ndcg_at_10));
    for one in shown.into_iter().take(what.worst) {
        let meant = one.corrected.as_ref().map(|words| format!(" → {words}")).unwrap_or_default();
        println!("\n{:.3}  {}{meant}", one.ndcg_at_10, one.judgement.query);
        for (grade, title, category) in &one.found {
            println!("       {grade}  {title}  ({category})");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is measured, less a little: words may be added freely, but search must not get worse.
    const LOWEST_NDCG: f64 = 0.90;
    const LOWEST_PRECISION: f64 = 0.92;
    const MOST_WITHOUT_ANSWER: f64 = 0.01;

    /// Of searches by people who had not seen our words; it is far from what we aim for, and must not get worse.
    const LOWEST_UNSEEN: f64 = 0.65;

    #[test]
    fn search_stays_as_good_for_those_nobody_thought_of() {
        let asked = ask(include_str!("../../search_index/unseen.tsv")).unwrap();
        for (name, held) in [("tune", false), ("held", true)] {
            let figures = Figures::of(asked.iter().filter(|one| one.judgement.held == held));
            assert!(figures.queries >= 90 && figures.ndcg_at_10 >= LOWEST_UNSEEN, "{name}: {figures:?}");
            assert!(figures.no_answer <= MOST_WITHOUT_ANSWER, "{name}: {figures:?}");
        }
    }

    #[test]
    fn search_stays_as_good_as_it_is() {
        let asked = ask(quality::JUDGEMENTS).unwrap();
        for (name, held) in [("tune", false), ("held", true)] {
            let figures = Figures::of(asked.iter().filter(|one| one.judgement.held == held));
            assert!(figures.ndcg_at_10 >= LOWEST_NDCG, "{name}: {figures:?}");
            assert!(figures.precision_at_5 >= LOWEST_PRECISION, "{name}: {figures:?}");
            assert!(figures.no_answer <= MOST_WITHOUT_ANSWER, "{name}: {figures:?}");
        }
    }

    #[test]
    fn listings_that_are_judged_are_in_the_demo() {
        let titles: std::collections::HashSet<String> =
            listing_docs().unwrap().iter().map(|listing| crate::kernel::slug::slugify(&listing.title)).collect();
        for judgement in quality::parse(quality::JUDGEMENTS).unwrap() {
            for listing in judgement.grades.keys().filter_map(|key| key.strip_prefix("listing:")) {
                assert!(titles.contains(listing), "“{}” names “{listing}”, which isn't there", judgement.query);
            }
        }
    }

    #[test]
    fn the_object_has_the_figures_by_name() {
        let object = json(&ask("lonely\ttune plain\tleisure/befriending=3\n").unwrap());
        for field in ["precision_at_5", "ndcg_at_10", "no_answer"] {
            assert!(object[field].is_number() && object["tune"][field].is_number(), "{object}");
        }
    }
}
