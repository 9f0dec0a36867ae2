//! The `invoice_series` table: numbers without gaps.
//!
//! A number is drawn by one guarded update in the transaction that writes the paper, so that it is used exactly when
//! the paper is there. The unique index on the paper would refuse a number that was drawn twice.

use diesel::prelude::*;

use crate::db::schema::invoice_series::dsl;
use crate::db::{Db, DbError};
use crate::each_backend;
use crate::kernel::ProviderId;

/// What is numbered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Invoice,
    CreditNote,
}

impl Kind {
    const fn word(self) -> &'static str {
        match self {
            Self::Invoice => "invoice",
            Self::CreditNote => "credit_note",
        }
    }

    const fn prefix(self) -> &'static str {
        match self {
            Self::Invoice => "INV",
            Self::CreditNote => "CN",
        }
    }
}

/// A number that was drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drawn {
    /// The series.
    pub series: i64,
    /// The number in it, from 1.
    pub number: i64,
    /// What people quote.
    pub reference: String,
}

/// Draws the next number of a provider.
pub fn draw(db: &mut Db, provider: ProviderId, kind: Kind) -> Result<Drawn, DbError> {
    let own = || dsl::invoice_series.filter(dsl::provider_id.eq(provider.0).and(dsl::kind.eq(kind.word())));
    let first = |db: &mut Db| -> Result<Option<(i64, i64, String)>, DbError> {
        let columns = (dsl::id, dsl::last_number, dsl::code);
        Ok(own().order(dsl::id.asc()).select(columns).first(db).optional()?)
    };
    let (series, last, code) = if let Some(found) = first(db)? {
        found
    } else {
        open(db, provider, kind)?;
        first(db)?.ok_or(DbError::NotFound)?
    };
    let number = last + 1;
    let guarded = dsl::invoice_series.filter(dsl::id.eq(series).and(dsl::last_number.eq(last)));
    if diesel::update(guarded).set(dsl::last_number.eq(number)).execute(db)? != 1 {
        return Err(DbError::Contention);
    }
    Ok(Drawn { series, number, reference: format!("{}-{code}-{number:04}", kind.prefix()) })
}

/// Opens a provider's series. Its code is the provider's number, or that with a letter when the number was taken by a
/// provider that has since become another.
fn open(db: &mut Db, provider: ProviderId, kind: Kind) -> Result<(), DbError> {
    for letter in ["", "A", "B", "C"] {
        let row = (
            dsl::provider_id.eq(provider.0),
            dsl::kind.eq(kind.word()),
            dsl::code.eq(format!("{provider}{letter}")),
            dsl::last_number.eq(0_i64),
        );
        let made = each_backend!(db, |c| diesel::insert_into(dsl::invoice_series)
            .values(&row)
            .on_conflict_do_nothing()
            .execute(c))?;
        if made == 1 {
            return Ok(());
        }
    }
    Err(DbError::Other("no code is free for a series of invoices".to_owned()))
}
