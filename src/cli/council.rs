//! `handpick council list`, `add` and `area`.

use std::path::Path;

use clap::Subcommand;

use crate::accounts::service::councils::{self, Council};
use crate::geo;

/// What to do with councils.
#[derive(Debug, Subcommand)]
pub(super) enum What {
    /// Says which councils there are, and which area is whose.
    List,
    /// Makes a council.
    Add {
        /// Its name, as "Leeds City Council".
        name: String,
        /// Its area, by name or code, as "Leeds" or "E08000035".
        #[arg(long)]
        area: String,
        /// An address for questions.
        #[arg(long)]
        email: Option<String>,
        /// The number that people ring when they are worried about somebody.
        #[arg(long)]
        phone: Option<String>,
    },
    /// Says which area is a council's. Reports, worries and gaps in the market find it by that.
    Area {
        /// Its name or its number, as `list` says it.
        council: String,
        /// The area, by name or code.
        area: String,
    },
}

/// Does it.
pub(super) fn run(file: &Path, what: &What) -> Result<(), String> {
    let app = super::build_beside(super::settings(file)?)?;
    let now = app.clock.now();
    match what {
        What::List => {
            let all = app.db.read_blocking(councils::all).map_err(|error| error.to_string())?;
            if all.is_empty() {
                println!("There is no council yet. Make one: handpick council add NAME --area AREA");
            }
            all.iter().for_each(show);
            return Ok(());
        }
        What::Add { name, area, email, phone } => {
            let (name, area, email, phone) = (name.clone(), area.clone(), email.clone(), phone.clone());
            app.db.write_blocking(move |db| councils::add(db, &name, &area, (email.as_deref(), phone.as_deref()), now))
        }
        What::Area { council, area } => {
            let (council, area) = (council.clone(), area.clone());
            app.db.write_blocking(move |db| councils::set_area(db, &council, &area))
        }
    }
    .map(|council| show(&council))
    .map_err(|error| error.to_string())
}

fn show(council: &Council) {
    let area = match council.code.as_deref() {
        Some(code) => format!("{code} {}", geo::council_name(code).unwrap_or_default()),
        None => "no area yet".to_owned(),
    };
    println!("{}  {}  {area}", council.id, council.name);
}
