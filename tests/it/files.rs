//! What is promised of stored files: what a transaction kept stays, and what nobody wants goes.

use chrono::TimeDelta;
use handpick::files::{self, FileKey, FilesError, service};

use crate::support::TestApp;

on_each_backend! {
    async fn a_file_that_nothing_uses_is_deleted_after_a_day(db: TestDb) {
        let app = TestApp::start(db).await;
        let (kept, forgotten) = (FileKey::new("pictures", [1; 16]), FileKey::new("pictures", [2; 16]));
        for key in [&kept, &forgotten] {
            service::upload(&app.app.db, &app.app.files, key, b"bytes".to_vec(), app.now()).await.unwrap();
        }
        let (key, now) = (kept.clone(), app.now());
        app.write(move |db| files::keep(db, &key, now));
        assert_eq!(tidy(&app).await, 0);
        app.wait(60 * 24 + 1);
        assert_eq!(tidy(&app).await, 1);
        assert_eq!(tidy(&app).await, 0);
        assert_eq!(app.app.files.get(&kept).await.unwrap(), b"bytes");
        assert_eq!(app.app.files.get(&forgotten).await, Err(FilesError::Missing));
    }

    async fn a_file_that_was_let_go_can_come_back_for_thirty_days(db: TestDb) {
        let app = TestApp::start(db).await;
        let (gone, back) = (FileKey::new("pictures", [1; 16]), FileKey::new("pictures", [2; 16]));
        for key in [&gone, &back] {
            service::upload(&app.app.db, &app.app.files, key, b"bytes".to_vec(), app.now()).await.unwrap();
            let (key, now) = (key.clone(), app.now());
            app.write(move |db| {
                files::keep(db, &key, now)?;
                files::release(db, &key, now)
            });
        }
        let (key, later) = (back.clone(), app.now() + TimeDelta::days(29));
        app.wait(60 * 24 * 29);
        assert_eq!(tidy(&app).await, 0);
        app.write(move |db| files::keep(db, &key, later));
        app.wait(60 * 24 * 2);
        assert_eq!(tidy(&app).await, 1);
        assert_eq!(app.app.files.get(&gone).await, Err(FilesError::Missing));
        assert_eq!(app.app.files.get(&back).await.unwrap(), b"bytes");
    }

    async fn a_file_that_was_deleted_can_not_be_kept(db: TestDb) {
        let app = TestApp::start(db).await;
        let (key, now) = (FileKey::new("evidence", [1; 16]), app.now());
        let refused = app.app.db.write(move |db| files::keep(db, &key, now)).await;
        assert_eq!(refused, Err(handpick::db::DbError::NotFound));
    }
}

async fn tidy(app: &TestApp) -> usize {
    service::tidy(&app.app.db, &app.app.files, app.now()).await.unwrap()
}
