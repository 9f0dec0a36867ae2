//! The site, councils and broker organisations, with those who work there.

use super::{Known, Setting, address};
use crate::accounts::Role;
use crate::accounts::officer::Rights;
use crate::accounts::service::enrol;
use crate::app::App;
use crate::db::DbError;
use crate::demo::people::OFFICES;

pub(super) fn write(app: &App, setting: &Setting) -> Result<Known, DbError> {
    let setting = setting.clone();
    app.db.write_blocking(move |db| {
        let at = setting.before_year(900);
        let mut known = Known::default();
        for office in &OFFICES {
            let contact = address(&format!("hello.{}", office.key));
            let phone = "0113 496 0100";
            let id = enrol::organisation(db, office.kind, office.name, (Some(&contact), Some(phone)), at)?;
            if let Some(area) = office.area {
                enrol::council_code(db, id, area)?;
            }
            known.organisations.insert(office.key.to_owned(), id);
            for worker in office.staff {
                let user = enrol::user(db, &address(worker.local), worker.name, &setting.password_hash, at)?;
                known.users.insert(worker.key.to_owned(), user);
                for role in worker.roles {
                    enrol::member(db, user, id, *role, at)?;
                }
                // Whoever writes a council's rules looks after its staff here.
                if worker.roles.contains(&Role::Commissioner) {
                    enrol::officer(db, user, id, &Rights::new(worker.roles, true), at)?;
                }
            }
        }
        Ok(known)
    })
}
