//! Receipts, and pages of the bank's papers, that go with a line: PDF, JPEG or PNG, whatever they are called.

use std::sync::Arc;

use chrono::NaiveDateTime;

use super::{own_line, record};
use crate::accounts::Actor;
use crate::app::App;
use crate::billing::error::BillingError;
use crate::billing::own_bank::model::MOST_PAPERS;
use crate::billing::own_bank::store::{self, Paper};
use crate::budgets::service as budgets;
use crate::db::{Db, DbError};
use crate::directory::model::evidence::EvidenceKind;
use crate::files::{FileKey, FilesError, keep as keep_file, release, service as files};
use crate::kernel::HolderId;
use crate::plans;

fn failed(error: FilesError) -> BillingError {
    match error {
        FilesError::Missing => BillingError::NotFound,
        FilesError::Db(error) => error.into(),
        FilesError::Store(why) => DbError::Other(why).into(),
    }
}

/// Keeps a paper with a line.
///
/// # Errors
/// [`BillingError::NeedsWords`] for what is no PDF, JPEG or PNG, or one too many. Nothing was kept then.
pub async fn attach(app: &App, actor: &Actor, line: i64, name: &str, bytes: Vec<u8>) -> Result<(), BillingError> {
    let kind = EvidenceKind::of(&bytes)
        .ok_or(BillingError::NeedsWords("This file can’t be read. Send a PDF, or a picture as JPEG or PNG."))?;
    let (today, now) = (app.clock.today(), app.clock.now());
    let asking = actor.clone();
    app.db.read(move |db| own_line(db, &asking, line, today).map(drop)).await?;
    let key = FileKey::new("bank", app.random.bytes());
    let size = i64::try_from(bytes.len()).unwrap_or(i64::MAX);
    files::upload(&app.db, &app.files, &key, bytes, now).await.map_err(failed)?;
    let name: String = name.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(100).collect();
    let name = if name.is_empty() { "Receipt".to_owned() } else { name };
    let given = Arc::new((actor.clone(), key, name));
    app.db
        .write(move |db| {
            let (actor, key, name) = &*given;
            let (holder, _, line) = own_line(db, actor, line, today)?;
            if store::papers(db, &[line.id])?.len() >= MOST_PAPERS {
                return Err(BillingError::NeedsWords("There are 5 files with this line already, which is the most."));
            }
            keep_file(db, key, now)?;
            store::insert_paper(db, line.id, (name, kind, key.as_str()), (size, actor.user_id, now))?;
            let detail = format!("Added a file to a bank line of {} ({})", line.amount, line.words);
            Ok(record(db, actor.by(), (holder, line.id, "bank_line.file"), &detail, now)?)
        })
        .await
}

/// A paper, for whoever may see the budget.
///
/// # Errors
/// [`BillingError::NotFound`] for everybody else.
pub async fn paper(app: &App, actor: &Actor, id: i64) -> Result<(Paper, Vec<u8>), BillingError> {
    let actor = actor.clone();
    let found = app
        .db
        .read(move |db| {
            let paper = store::paper_by_id(db, id)?;
            let line = store::by_id(db, paper.line)?;
            let holder = budgets::holder_of_pot(db, line.pot)?.ok_or(BillingError::NotFound)?;
            plans::service::may_see(db, &actor, holder).map_err(|_| BillingError::NotFound)?;
            Ok::<_, BillingError>(paper)
        })
        .await?;
    let key: FileKey = found.stored.parse().map_err(|_| BillingError::NotFound)?;
    let bytes = app.files.get(&key).await.map_err(failed)?;
    Ok((found, bytes))
}

/// Takes a paper off its line. Gives the line.
///
/// # Errors
/// [`BillingError::NotFound`] for anybody else's.
pub async fn take_off(app: &App, actor: &Actor, id: i64) -> Result<i64, BillingError> {
    let (actor, today, now) = (Arc::new(actor.clone()), app.clock.today(), app.clock.now());
    app.db
        .write(move |db| {
            let paper = store::paper_by_id(db, id)?;
            let (holder, _, line) = own_line(db, &actor, paper.line, today)?;
            store::delete_paper(db, id)?;
            let key: FileKey = paper.stored.parse().map_err(|_| BillingError::NotFound)?;
            release(db, &key, now)?;
            let detail = format!("Took a file off a bank line of {} ({})", line.amount, line.words);
            record(db, actor.by(), (holder, line.id, "bank_line.file"), &detail, now)?;
            Ok(line.id)
        })
        .await
}

/// Lets all papers of a holder's lines go, and what was written beside the lines, once nothing needs them any more; gives
/// how many papers that was. What the bank said stays: it is about money. The caller holds the transaction.
///
/// # Errors
/// When the database fails.
pub fn forget(db: &mut Db, holder: HolderId, now: NaiveDateTime) -> Result<usize, DbError> {
    let mut gone = 0;
    for pot in budgets::ending::pots_of(db, holder)? {
        for stored in store::take_papers(db, pot)? {
            if let Ok(key) = stored.parse::<FileKey>() {
                release(db, &key, now)?;
            }
            gone += 1;
        }
    }
    Ok(gone)
}
