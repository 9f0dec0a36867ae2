//! `handpick import open-referral FILE`: services of Open Referral UK 3.0, on files made here and, where they are, on
//! the standard's own examples.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use handpick::directory::import::open_referral::{self, Publisher};
use handpick::directory::import::{ImportError, Options, Pausing, Report};

use super::import::Import;

static SAID: std::sync::Once = std::sync::Once::new();

/// A file of the standard; none where the folder isn't, which is said once.
fn shared(name: &str) -> Option<PathBuf> {
    let beside = || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared");
    let folder = std::env::var_os("HANDPICK_SHARED").map_or_else(beside, PathBuf::from);
    let path = folder.join("data/openreferral-uk").join(name);
    if path.exists() {
        return Some(path);
    }
    SAID.call_once(|| {
        let words = "left out: the examples of Open Referral UK aren't here (set HANDPICK_SHARED to their folder)";
        let _ = writeln!(std::io::stderr(), "{words}");
    });
    None
}

fn load(import: &Import, path: &Path, complete: bool) -> Result<Report, ImportError> {
    let whose = Publisher { name: "Invented Council".to_owned(), licence: "Invented licence.".to_owned() };
    open_referral::run(&import.test.app, path, &whose, Options { complete, dry_run: false }, |_| ())
}

fn service(id: &str, name: &str, more: &str) -> String {
    format!(
        r#"{{"id":"{id}","name":"{name}","status":"active","description":"<p>Tea &amp; talk.</p>","extra":[1,{{"x":null}}],
        "organization":{{"id":"org-1","name":"Sale Good Neighbours","description":"A group of neighbours.",
        "website":"https://neighbours.example","email":"hello@neighbours.example"}}{more}}}"#
    )
}

const PLACE: &str = r#","service_at_locations":[{"id":"a","location":{"id":"l","location_type":"physical",
    "accessibility":[{"description":"Step-free entrance"}],
    "addresses":[{"id":"x","address_1":"1 School Road","city":"Sale","postal_code":"m33 6rx"}]}}],
    "schedules":[{"id":"s","freq":"WEEKLY","byday":"TU,TH","opens_at":"10:00:00","closes_at":"12:00:00"},
        {"id":"t","freq":"WEEKLY","byday":"MO","opens_at":"10:00","closes_at":"12:00","valid_to":"2020-01-01"}],
    "service_areas":[{"id":"r","name":"Trafford Council"}],
    "languages":[{"id":"g","name":"Urdu"}],
    "contacts":[{"id":"c","name":"Reception","phones":[{"id":"p","number":"0161 496 0123"}]}],
    "cost_options":[{"id":"o","option":"Each visit","amount":2.5,"amount_description":"with cake"}],
    "accreditations":"Winner of a prize","attributes":[{"id":"y","taxonomy_term":{"id":"z","name":"Support Groups"}}]"#;

on_each_backend! {
    async fn a_service_is_listed_as_its_source_says(db: TestDb) {
        let import = Import::ready(db).await;
        let path = import.file("one.json", service("1", "Lunch club", PLACE).as_bytes());
        let report = load(&import, &path, false).unwrap();
        assert_eq!((report.rows, report.taken, report.skipped.len()), (1, 1, 0), "{report}");
        let found = import.found().pop().unwrap();
        assert_eq!((found.category.as_str(), found.source.as_deref()), ("advice/carers-support", Some("Invented licence.")));
        assert!(found.description.starts_with("Tea & talk."), "{}", found.description);
        assert!(found.description.contains("What it costs, in the words of the source: Each visit, £2.5, with cake."), "{}", found.description);
        assert!(found.description.contains("which we have not checked: Winner of a prize"), "{}", found.description);
        assert_eq!((found.from_pence, found.can_order, found.checks.len()), (None, false, 0));
        assert_eq!((found.delivery.as_slice(), found.languages.as_slice()), (["at_venue".to_owned()].as_slice(), ["Urdu".to_owned()].as_slice()));
        assert_eq!((found.councils.as_slice(), found.access.as_slice()), (["E08000009".to_owned()].as_slice(), ["Step-free entrance".to_owned()].as_slice()));
        let provider = import.provider(found.provider_id).await;
        assert_eq!((provider.postcode.as_deref(), provider.phone.as_deref()), (Some("M33 6RX"), Some("0161 496 0123")));
        assert_eq!((provider.address.as_deref(), provider.website.as_deref()), (Some("1 School Road, Sale"), Some("https://neighbours.example")));
        let again = load(&import, &path, false).unwrap();
        assert_eq!((again.taken, again.changed, again.unchanged), (0, 0, 1), "{again}");
    }

    async fn services_of_one_organisation_are_one_providers_listings(db: TestDb) {
        let import = Import::ready(db).await;
        let (one, two) = (service("1", "Lunch club", PLACE), service("2", "Befriending", ""));
        let page = import.file("page.json", format!(r#"{{"total_items":2,"contents":[{one},{two}]}}"#).as_bytes());
        assert_eq!(load(&import, &page, true).unwrap().taken, 2);
        let found = import.found();
        assert_eq!((found.len(), found[0].provider_id), (2, found[1].provider_id));
        let closed = two.replace("\"active\"", "\"temporarily closed\"");
        let array = import.file("array.json", format!("[{one},{closed}]").as_bytes());
        let report = load(&import, &array, true).unwrap();
        assert_eq!((report.unchanged, report.gone, report.pausing), (1, 1, Pausing::Done { paused: 1, left: 0 }), "{report}");
        assert!(report.to_string().contains("  service 2 Befriending: its source says that it is “temporarily closed”"), "{report}");
        assert_eq!(import.found().len(), 1);
        assert_eq!((load(&import, &page, true).unwrap().changed, import.found().len()), (1, 2));
    }

    async fn what_is_wrong_is_told_item_by_item(db: TestDb) {
        let import = Import::ready(db).await;
        let good = service("1", "Lunch club", "");
        let nameless = good.replace("\"name\":\"Lunch club\"", "\"nom\":\"x\"");
        let unknown = service("3", "Bell ringing", "");
        let odd = service("4", "Befriending", r#","url":"example/x","email":"not-one""#);
        let homeless = r#"{"id":"5","name":"Befriending","status":"active"}"#;
        let file = import.file("mixed.json", format!("[{good},{nameless},{unknown},{odd},{homeless}]").as_bytes());
        let report = load(&import, &file, false).unwrap();
        let reasons: Vec<(u64, &str)> = report.skipped.iter().map(|skipped| (skipped.line, skipped.reason.as_str())).collect();
        assert_eq!(reasons, [
            (2, "it has no name"),
            (3, "neither its terms (it has none) nor its name say what kind of support it is"),
            (5, "it names no organisation"),
        ]);
        assert_eq!(report.taken, 2);
        assert!(report.to_string().contains("  service 4 Befriending: its web address “example/x” isn’t one, so it was left out"), "{report}");
    }

    async fn what_is_no_such_file_is_refused_whole(db: TestDb) {
        let import = Import::ready(db).await;
        let refusal = |content: &str| load(&import, &import.file("bad.json", content.as_bytes()), false).unwrap_err().to_string();
        assert!(refusal("").ends_with("is empty."));
        assert!(refusal("[{\"id\":").contains("isn’t whole JSON"));
        assert!(refusal(&"[".repeat(100_000)).contains("isn’t whole JSON"));
        assert!(refusal(r#"{"contents":[]}"#).contains("its list is empty"));
        assert!(refusal(r#"{"version":"HSDS-UK-3.0","openapi_url":"x"}"#).contains("the description of an interface"));
        assert!(import.found().is_empty());
    }

    async fn the_examples_of_the_standard(db: TestDb) {
        let import = Import::ready(db).await;
        for (name, taken) in [
            ("mocks/Default/service_full.json", 1),
            ("mocks/Default/service_list.json", 0),
            ("mocks/Default/service_at_location_full.json", 0),
            ("examples/service_full.json", 0),
        ] {
            let Some(path) = shared(name) else { return };
            let report = load(&import, &path, false).unwrap();
            assert_eq!((report.rows, report.taken, report.skipped.len()), (1, taken, 0), "{name}: {report}");
        }
        for name in ["taxonomy_list", "taxonomy_term", "taxonomy", "organization_list", "api_details"] {
            let Some(path) = shared(&format!("mocks/Default/{name}.json")) else { return };
            assert!(matches!(load(&import, &path, false), Err(ImportError::NotServices { .. })), "{name}");
        }
    }

    async fn the_standards_bad_examples_are_told_apart(db: TestDb) {
        let import = Import::ready(db).await;
        let Some(path) = shared("mocks/Fail/service_full.json") else { return };
        let report = load(&import, &path, false).unwrap();
        assert!(report.notes.iter().any(|note| note.reason.contains("web address “example/counselling”")), "{report}");
        assert!(report.notes.iter().any(|note| note.reason.contains("e-mail address “email-example_com”")), "{report}");
        let Some(path) = shared("mocks/Fail/service_list.json") else { return };
        let report = load(&import, &path, false).unwrap();
        assert!(report.taken == 0 && report.skipped.iter().all(|skipped| skipped.reason == "it has no name"), "{report}");
        let Some(path) = shared("mocks/Fail/taxonomy_term.json") else { return };
        assert!(matches!(load(&import, &path, false), Err(ImportError::NotServices { .. })));
    }
}
