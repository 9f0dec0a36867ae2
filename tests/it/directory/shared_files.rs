//! The import on the real files of the Trafford Data Lab, where they are: in the folder that `HANDPICK_SHARED` names, or
//! in `../shared`. They are facts about real providers, so they aren't kept in the project.

use std::io::Write as _;
use std::path::PathBuf;

use handpick::directory::import::{self, DataSet, Options, Report};

use super::import::Import;

static SAID: std::sync::Once = std::sync::Once::new();

/// A real file; none where the folder isn't, which is said once.
fn shared(name: &str) -> Option<PathBuf> {
    let beside = || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared");
    let folder = std::env::var_os("HANDPICK_SHARED").map_or_else(beside, PathBuf::from);
    let path = folder.join("data/listings").join(name);
    if path.exists() {
        return Some(path);
    }
    SAID.call_once(|| {
        let words = "left out: the real files of open data aren't here (set HANDPICK_SHARED to their folder)";
        // Written directly, so that the test runner doesn't swallow it.
        let _ = writeln!(std::io::stderr(), "{words}");
    });
    None
}

/// Imports a real file twice; gives the first report.
fn twice(import: &Import, name: &str, data_set: DataSet) -> Option<Report> {
    let path = shared(name)?;
    let first = import::run(&import.test.app, &path, Options::default(), |_| ()).unwrap();
    assert_eq!(first.data_set, data_set);
    let skipped = u64::try_from(first.skipped.len()).unwrap();
    assert_eq!(first.rows, first.taken + first.changed + first.unchanged + skipped, "{first}");
    let touched = import.touched();
    let again = import::run(&import.test.app, &path, Options::default(), |_| ()).unwrap();
    assert_eq!((again.taken, again.changed, again.unchanged), (0, 0, first.taken + first.changed), "{again}");
    assert_eq!((again.skipped, import.touched()), (first.skipped.clone(), touched));
    for found in import.found() {
        assert!(found.from_pence.is_none() && found.rating_hundredths.is_none() && !found.can_order, "{found:?}");
        assert!(found.source.is_some() && found.easting.is_some() && !found.place.is_empty(), "{found:?}");
    }
    Some(first)
}

on_each_backend! {
    async fn greater_manchesters_care_homes(db: TestDb) {
        let import = Import::ready(db).await;
        let Some(report) = twice(&import, "gm_care_homes_2019-08.csv", DataSet::CareHomes) else { return };
        assert_eq!((report.rows, report.taken, report.skipped.len()), (559, 555, 4), "{report}");
        let found = import.found();
        assert!(found.iter().all(|found| found.source.as_deref().unwrap().ends_with("Trafford Data Lab / CQC, August 2019.")));
        let foothills = found.iter().find(|found| found.provider_name == "The Foothills").unwrap();
        let provider = import.provider(foothills.provider_id).await;
        assert_eq!((provider.council_code.as_deref(), provider.phone.as_deref()), (Some("E08000005"), Some("07976 848608")));
        assert_eq!(provider.place, "Rochdale");
    }

    async fn traffords_care_homes(db: TestDb) {
        let import = Import::ready(db).await;
        let Some(report) = twice(&import, "trafford_care_homes.csv", DataSet::CareHomesWithCqc) else { return };
        assert_eq!((report.rows, report.taken, report.skipped.len()), (56, 54, 2), "{report}");
        let found = import.found();
        let home = found.iter().find(|found| found.provider_name == "10 Spennithorne Road").unwrap();
        let provider = import.provider(home.provider_id).await;
        assert_eq!((provider.cqc_location.as_deref(), provider.council_code.as_deref()), (Some("1-466088203"), Some("E08000009")));
        assert_eq!(provider.cqc_page().as_deref(), Some("https://www.cqc.org.uk/location/1-466088203"));
    }

    async fn traffords_mental_health_services(db: TestDb) {
        let import = Import::ready(db).await;
        let name = "trafford_mental_health_services.csv";
        let Some(report) = twice(&import, name, DataSet::MentalHealthServices) else { return };
        assert_eq!(report.rows, 60);
        let reasons: Vec<&str> = report.skipped.iter().map(|skipped| skipped.reason.as_str()).collect();
        assert_eq!(reasons, ["“WA154 1HF” is not a postcode"], "{report}");
        assert!(import.found().iter().all(|found| found.category == "health/mental-health-support"));
    }

    async fn both_files_of_care_homes_list_each_place_once(db: TestDb) {
        let import = Import::ready(db).await;
        let (Some(older), Some(newer)) = (shared("gm_care_homes_2019-08.csv"), shared("trafford_care_homes.csv")) else {
            return;
        };
        import::run(&import.test.app, &older, Options::default(), |_| ()).unwrap();
        let report = import::run(&import.test.app, &newer, Options::default(), |_| ()).unwrap();
        assert!(report.changed > 20 && report.taken + report.changed == 54, "{report}");
        let touched = import.touched();
        for path in [&older, &newer] {
            let again = import::run(&import.test.app, path, Options::default(), |_| ()).unwrap();
            assert_eq!((again.taken, again.changed), (0, 0), "{again}");
        }
        assert_eq!(import.touched(), touched);
    }

    async fn a_file_of_gyms_is_none_of_these(db: TestDb) {
        let import = Import::ready(db).await;
        let Some(path) = shared("health_and_fitness_gym.csv") else { return };
        let words = import::run(&import.test.app, &path, Options::default(), |_| ()).unwrap_err().to_string();
        assert!(words.contains("none of the column sets Handpick knows"), "{words}");
    }
}
