//! `handpick council list`, `add`, `area` and `officer`.

use std::path::Path;

use clap::Subcommand;

use crate::accounts::officer::{COUNCIL_ROLES, MANAGES, Rights};
use crate::accounts::service::councils::{self, AreaError, Council};
use crate::accounts::service::officers;
use crate::app::App;
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
    /// Invites a council's first officer, who then invites the others: says the link and mails it.
    Officer {
        /// The council's name, its number as `list` says it, or the code of its area.
        council: String,
        /// The officer's email address.
        email: String,
        /// What they do, again for each: `care_manager`, `finance_officer`, `commissioner` or `panel_member`.
        #[arg(long = "role", required = true)]
        roles: Vec<String>,
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
        What::Officer { council, email, roles } => return officer(&app, council, email, roles),
    }
    .map(|council| show(&council))
    .map_err(|error| error.to_string())
}

/// Invites an officer who looks after the staff, and says the link.
fn officer(app: &App, council: &str, email: &str, roles: &[String]) -> Result<(), String> {
    if let Some(role) = roles.iter().find(|role| !COUNCIL_ROLES.iter().any(|one| one.as_str() == role.as_str())) {
        return Err(format!("there is no role “{role}” in a council"));
    }
    if !crate::mail::is_address(email.trim()) {
        return Err(format!("“{email}” is no email address"));
    }
    let rights = Rights::of_words(roles.iter().map(String::as_str).chain([MANAGES]));
    let (council, email, now) = (council.to_owned(), email.to_owned(), app.clock.now());
    let link = officers::link(app);
    let sent = link.clone();
    let invited = app.db.write_blocking(move |db| {
        let found = councils::find(db, &council)?;
        officers::invite_first(db, found.id, (&email, &rights), &sent, now)?;
        Ok::<_, AreaError>(found)
    });
    show(&invited.map_err(|error| error.to_string())?);
    println!("We mail them this link. It works once, for 7 days: {}", link.address);
    Ok(())
}

fn show(council: &Council) {
    let area = match council.code.as_deref() {
        Some(code) => format!("{code} {}", geo::council_name(code).unwrap_or_default()),
        None => "no area yet".to_owned(),
    };
    println!("{}  {}  {area}", council.id, council.name);
}
