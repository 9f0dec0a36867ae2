//! Councils and their areas. Reports, worries and gaps in the market find a council by the area a place lies in, so each
//! area belongs to one council here.
//!
//! For the command line: whoever may run a command on the machine may do this.

use chrono::NaiveDateTime;

pub use crate::accounts::model::Council;
use crate::accounts::model::OrganisationKind;
use crate::accounts::store::organisations;
use crate::db::{Db, DbError};
use crate::geo;
use crate::kernel::ids::OrganisationId;
use crate::kernel::slug::fold_key;

/// Why an area can't be set.
#[derive(Debug, thiserror::Error)]
pub enum AreaError {
    /// No council's area is called so.
    #[error("no council’s area is called “{0}”; give its name or code, as “Leeds” or “E08000035”")]
    NoSuchArea(String),
    /// Several are.
    #[error("several areas are called so: {0}; give the code of one")]
    Several(String),
    /// Another council has it.
    #[error("that area belongs to {0} already")]
    Taken(String),
    /// There is no such council.
    #[error("there is no council with the number or name “{0}”; see `handpick council list`")]
    NoSuchCouncil(String),
    /// Its name is missing.
    #[error("a council needs a name")]
    NoName,
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// The code and the name of the area that somebody means: a code, or the name that the statistics office uses.
///
/// # Errors
/// [`AreaError::NoSuchArea`], [`AreaError::Several`].
pub fn area(words: &str) -> Result<(&'static str, &'static str), AreaError> {
    let key = fold_key(words);
    let found: Vec<_> = geo::councils()
        .filter(|(code, name)| code.eq_ignore_ascii_case(words.trim()) || fold_key(name) == key)
        .collect();
    match found.as_slice() {
        [] => Err(AreaError::NoSuchArea(words.trim().to_owned())),
        [one] => Ok(*one),
        several => {
            let all: Vec<String> = several.iter().map(|(code, name)| format!("{code} {name}")).collect();
            Err(AreaError::Several(all.join(", ")))
        }
    }
}

/// All of them, by name.
///
/// # Errors
/// When the database fails.
pub fn all(db: &mut Db) -> Result<Vec<Council>, DbError> {
    organisations::councils(db)
}

/// Makes a council with its area.
///
/// # Errors
/// As [`area`], [`AreaError::Taken`], [`AreaError::NoName`].
pub fn add(
    db: &mut Db,
    name: &str,
    place: &str,
    contact: (Option<&str>, Option<&str>),
    now: NaiveDateTime,
) -> Result<Council, AreaError> {
    let name = name.trim();
    if name.is_empty() {
        return Err(AreaError::NoName);
    }
    let code = free(db, place, None)?;
    let id = organisations::insert(db, OrganisationKind::Council, name, contact, now)?;
    organisations::set_code(db, id, code)?;
    Ok(Council { id, name: name.to_owned(), code: Some(code.to_owned()) })
}

/// Says which area is a council's; the council by its number or its name.
///
/// # Errors
/// As [`area`], [`AreaError::Taken`], [`AreaError::NoSuchCouncil`].
pub fn set_area(db: &mut Db, which: &str, place: &str) -> Result<Council, AreaError> {
    let found = find(db, which)?;
    let code = free(db, place, Some(found.id))?;
    organisations::set_code(db, found.id, code)?;
    Ok(Council { code: Some(code.to_owned()), ..found })
}

/// A council by its number, its name, or the code of its area.
///
/// # Errors
/// [`AreaError::NoSuchCouncil`].
pub fn find(db: &mut Db, which: &str) -> Result<Council, AreaError> {
    let (key, plain) = (fold_key(which), which.trim());
    let meant = |council: &Council| {
        let code = council.code.as_deref().is_some_and(|code| code.eq_ignore_ascii_case(plain));
        code || council.id.to_string() == plain || fold_key(&council.name) == key
    };
    all(db)?.into_iter().find(meant).ok_or_else(|| AreaError::NoSuchCouncil(plain.to_owned()))
}

/// The code of an area that no other council has.
fn free(db: &mut Db, place: &str, own: Option<OrganisationId>) -> Result<&'static str, AreaError> {
    let (code, _) = area(place)?;
    match organisations::council_by_code(db, code)? {
        Some(other) if Some(other) != own => Err(AreaError::Taken(organisations::name_of(db, other)?)),
        _ => Ok(code),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_area_is_known_by_its_name_and_its_code() {
        assert_eq!(area(" leeds ").unwrap(), ("E08000035", "Leeds"));
        assert_eq!(area("e08000035").unwrap(), ("E08000035", "Leeds"));
        assert!(matches!(area("Atlantis"), Err(AreaError::NoSuchArea(_))));
        assert!(matches!(area(""), Err(AreaError::NoSuchArea(_))));
    }
}
