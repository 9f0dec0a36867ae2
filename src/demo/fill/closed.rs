//! The demo's people whose case is closed, because they moved to another council's area.

use super::holders::Purse;
use super::{Known, Setting};
use crate::accounts::service::people;
use crate::app::App;
use crate::closing::model::Why;
use crate::closing::service::{Close, enrol};
use crate::db::DbError;
use crate::demo::DemoError;
use crate::demo::people::Holder;

pub(super) fn write(app: &App, setting: &Setting, known: &Known, purses: &[(Holder, Purse)]) -> Result<(), DemoError> {
    for (holder, purse) in purses {
        let (Some(goes_to), Some(council)) = (holder.moved.clone(), &holder.council) else { continue };
        let (by, setting, purse) = (known.user(&format!("{council}-money"))?, setting.clone(), purse.clone());
        app.db.write_blocking(move |db| {
            let wanted = Close {
                why: Why::Moved,
                ended_on: setting.today,
                goes_to: goes_to.clone(),
                note: "He lives with his daughter now.".to_owned(),
            };
            let (officer, reference) = (people::at_work(db, by)?, people::holder_summary(db, purse.holder)?.reference);
            enrol(db, &officer, &reference, wanted, setting.now)
                .map_err(|error| DemoError::Db(DbError::Other(format!("the demo's closed case: {error}"))))
        })?;
    }
    Ok(())
}
