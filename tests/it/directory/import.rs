//! `handpick import listings FILE`, on files made here.

use std::fmt::Write as _;
use std::path::PathBuf;

use handpick::accounts::Role;
use handpick::directory::import::{self, DataSet, Encoding, ImportError, Options, Report};
use handpick::directory::model::{CareGroup, ListingState, Provider, ProviderState};
use handpick::directory::service;
use handpick::kernel::ids::{ListingId, ProviderId};
use handpick::search::{IndexChange, ListingDoc};
use tempfile::TempDir;

use super::{Market, bridge, claim, somebody};
use crate::support::{TestApp, TestDb};

/// The program, and a folder for files.
pub struct Import {
    pub test: TestApp,
    folder: TempDir,
}

impl Import {
    pub async fn ready(db: TestDb) -> Self {
        Self { test: TestApp::start(db).await, folder: tempfile::tempdir().unwrap() }
    }

    pub fn over(test: TestApp) -> Self {
        Self { test, folder: tempfile::tempdir().unwrap() }
    }

    pub fn file(&self, name: &str, content: &[u8]) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::write(&path, content).unwrap();
        path
    }

    /// Imports a file with this content.
    pub fn import(&self, content: impl AsRef<[u8]>) -> Report {
        import::run(&self.test.app, &self.file("care_homes.csv", content.as_ref()), Options::default(), |_| ()).unwrap()
    }

    /// Why a file with this content is refused; nothing may have been written.
    fn refusal(&self, content: impl AsRef<[u8]>) -> String {
        let error = import::run(&self.test.app, &self.file("bad.csv", content.as_ref()), Options::default(), |_| ())
            .unwrap_err();
        assert!(self.found().is_empty(), "something was written");
        error.to_string()
    }

    /// What the index would hold.
    pub fn found(&self) -> Vec<ListingDoc> {
        let today = self.test.app.clock.today();
        let changes = self.test.app.db.read_blocking(move |db| {
            let ids = service::all_listing_ids(db)?;
            service::search_docs(db, &ids, today)
        });
        let documents = changes.unwrap().into_iter().filter_map(|change| match change {
            IndexChange::Put(document) => Some(*document),
            IndexChange::Remove(_) => None,
        });
        documents.collect()
    }

    pub async fn provider(&self, id: i64) -> Provider {
        service::provider_page(&self.test.app, None, ProviderId(id)).await.unwrap().provider
    }

    pub fn touched(&self) -> usize {
        handpick::db::outbox::after(&self.test.app.db, 0, 100_000).unwrap().len()
    }
}

fn counts(report: &Report) -> (u64, u64, u64, usize) {
    (report.taken, report.changed, report.unchanged, report.skipped.len())
}

fn reasons(report: &Report) -> Vec<(u64, &str)> {
    report.skipped.iter().map(|skipped| (skipped.line, skipped.reason.as_str())).collect()
}

const HOMES: &str = "\
name,type,address,postcode,telephone,website,area_name,area_code,lon,lat
Larch House,Residential homes,\"1 Larch Road, Urmston, Manchester\",M41 5BU,1615550101,NA,Trafford,E0800009,-2.3,53.4
The Birches,Nursing homes|Residential homes,\"2 Birch Road, Sale\",M33 6RX,1615550e3,http://birches.example,Trafford,E0800009,-2.3,53.4
";

const NUMBERED: &str = "\
Name,CQC_ID,Type,Address,Postcode,Telephone,Website,Provider,Inspection_date,CQC_webpage,Area_name,Area_code,lon,lat
Larch House,1-100,Residential homes,\"1 Larch Road,Urmston,Manchester\",M41 5BU,1615550101,NA,Larch Care Limited,2025-05-31,https://x.example,Trafford,E0800009,-2.3,53.4
";

on_each_backend! {
    async fn a_care_home_is_listed_as_the_file_says_and_no_more(db: TestDb) {
        let import = Import::ready(db).await;
        let report = import.import(HOMES);
        assert_eq!((report.data_set, report.encoding), (DataSet::CareHomes, Encoding::Utf8));
        assert_eq!(counts(&report), (2, 0, 0, 0));
        let mut found = import.found();
        found.sort_by(|a, b| a.title.cmp(&b.title));
        let [larch, birches] = found.as_slice() else { panic!("{found:?}") };
        assert_eq!((larch.title.as_str(), larch.category.as_str()), ("Larch House, care home", "living-and-breaks/care-homes"));
        assert_eq!((birches.title.as_str(), birches.category.as_str()), ("The Birches, nursing home", "living-and-breaks/nursing-homes"));
        assert_eq!((larch.from_pence, larch.rating_hundredths, larch.can_order), (None, None, false));
        assert_eq!(larch.place, "Urmston, Trafford");
        assert!(larch.source.as_deref().unwrap().contains("Open Government Licence v3.0. Source: Trafford Data Lab / CQC."));
        let provider = import.provider(larch.provider_id).await;
        assert_eq!((provider.state, provider.organisation_id, provider.council_code.as_deref()), (ProviderState::Unclaimed, None, Some("E08000009")));
        assert_eq!((provider.phone.as_deref(), provider.website), (Some("0161 555 0101"), None));
        let provider = import.provider(birches.provider_id).await;
        assert_eq!((provider.phone.as_deref(), provider.website.as_deref()), (Some("0161 555 0000"), Some("http://birches.example")));
        let page = service::listing_page(&import.test.app, None, ListingId(larch.listing_id)).await.unwrap();
        assert!(page.listing.state == ListingState::Live && page.listing.prices.is_empty());
    }

    async fn the_same_file_again_changes_nothing(db: TestDb) {
        let import = Import::ready(db).await;
        import.import(HOMES);
        let (found, touched) = (import.found(), import.touched());
        let reordered: Vec<&str> = HOMES.lines().collect();
        let reordered = format!("{}\r\n{}\r\n{}\r\n", reordered[0], reordered[2], reordered[1]);
        for content in [HOMES, reordered.as_str()] {
            assert_eq!(counts(&import.import(content)), (0, 0, 2, 0));
        }
        assert_eq!((import.found(), import.touched()), (found, touched));
    }

    async fn a_changed_row_changes_its_entry_and_no_other(db: TestDb) {
        let import = Import::ready(db).await;
        import.import(HOMES);
        let touched = import.touched();
        let report = import.import(HOMES.replace("1615550101", "1615550199").replace("Residential homes,\"1", "Nursing homes,\"1"));
        assert_eq!(counts(&report), (0, 1, 1, 0));
        assert_eq!(import.touched(), touched + 1);
        let found = import.found();
        let larch = found.iter().find(|found| found.provider_name == "Larch House").unwrap();
        assert_eq!((found.len(), larch.category.as_str()), (2, "living-and-breaks/nursing-homes"));
        assert_eq!(import.provider(larch.provider_id).await.phone.as_deref(), Some("0161 555 0199"));
    }

    async fn a_place_gets_its_number_from_a_later_file_and_keeps_it(db: TestDb) {
        let import = Import::ready(db).await;
        import.import(HOMES);
        assert_eq!(counts(&import.import(NUMBERED)), (0, 1, 0, 0));
        assert_eq!(counts(&import.import(NUMBERED)), (0, 0, 1, 0));
        let report = import.import(HOMES);
        assert_eq!(counts(&report), (0, 0, 1, 1));
        assert_eq!(reasons(&report), [(2, "this entry is here already, from data that has its CQC number")]);
        let found = import.found();
        let larch = found.iter().find(|found| found.provider_name == "Larch House").unwrap();
        let provider = import.provider(larch.provider_id).await;
        assert_eq!((found.len(), provider.cqc_location.as_deref()), (2, Some("1-100")));
        assert_eq!(provider.cqc_checked_on.map(|day| day.to_string()).as_deref(), Some("2025-05-31"));
        assert!(larch.description.contains("Run by Larch Care Limited. Last checked by the Care Quality Commission on 31 May 2025."));
    }

    async fn what_a_provider_claimed_is_never_overwritten(db: TestDb) {
        let import = Import::ready(db).await;
        import.import(HOMES);
        let larch = import.found().into_iter().find(|found| found.provider_name == "Larch House").unwrap();
        let (staff, _) = somebody(&import.test, "lee@larch.example", Role::ProviderStaff);
        let id = ProviderId(larch.provider_id);
        let claimed = claim(&import.test, &staff, id).await.unwrap();
        let (moderator, _) = somebody(&import.test, "mo@handpick.example", Role::Moderator);
        service::claims::accept_claim(&import.test.app, &moderator, claimed).await.unwrap();
        let mut command = import.provider(larch.provider_id).await.as_command();
        command.phone = Some("0161 555 0777".to_owned());
        service::update_provider(&import.test.app, &staff, id, command).await.unwrap();
        for content in [HOMES.replace("1615550101", "1615550199"), NUMBERED.to_owned()] {
            import.import(content);
        }
        assert_eq!(import.provider(larch.provider_id).await.phone.as_deref(), Some("0161 555 0777"));
    }

    async fn a_provider_that_signed_up_is_not_listed_twice(db: TestDb) {
        let market = Market::open(db).await;
        let command = handpick::directory::model::ProviderCommand {
            name: "LARCH  house".to_owned(),
            postcode: Some("M415BU".to_owned()),
            ..bridge()
        };
        service::create_provider(market.app(), &market.staff, market.organisation, command).await.unwrap();
        let import = Import { test: market.test, folder: tempfile::tempdir().unwrap() };
        let report = import.import(HOMES);
        assert_eq!((report.taken, reasons(&report)), (1, vec![(2, "a provider of this name and postcode signed up itself")]));
    }

    async fn a_broken_row_is_skipped_and_the_report_says_why(db: TestDb) {
        let import = Import::ready(db).await;
        let report = import.import(
            "name,type,address,postcode,telephone,website,area_name,area_code,beds\n\
             Larch House,Residential homes,1 Larch Road,M41 5BU,,,,,20\n\
             larch  HOUSE,Nursing homes,elsewhere,m415bu,,,,,20\n\
             ,Residential homes,1 Larch Road,M41 5BU,,,,,20\n\
             \n\
             No Postcode,Residential homes,1 Larch Road,NA,,,,,20\n\
             Odd Postcode,Residential homes,1 Larch Road,WA154 1HF,,,,,20\n\
             Nowhere,Residential homes,1 Larch Road,ZZ1 1ZZ,,,,,20\n\
             Belfast,Residential homes,1 Larch Road,BT1 1AA,,,,,20\n\
             Short,Residential homes,1 Larch Road,M41 5BU\n\
             Dentist,Dentist,1 Larch Road,M41 5BU,,,,,20\n\
             ,,,,,,,,\n\
             \"Two\nlines\",Residential homes,1 Larch Road,M33 6RX,,,,,20\n\
             Untyped,,1 Larch Road,M41 5BU,,,,,20\n",
        );
        assert_eq!((report.rows, report.taken), (11, 2));
        assert_eq!(report.unused_columns, ["beds"]);
        assert_eq!(reasons(&report), [
            (3, "the same name and postcode, or CQC number, was in this file before"),
            (4, "it has no name"),
            (6, "it has no postcode"),
            (7, "“WA154 1HF” is not a postcode"),
            (8, "the postcode ZZ1 1ZZ doesn’t exist"),
            (9, "BT1 1AA is outside England, Wales and Scotland"),
            (10, "it has 4 cells where there are 9 columns"),
            (11, "“Dentist” is not a kind of support listed here"),
            (15, "it doesn’t say what type it is"),
        ]);
        assert!(import.found().iter().any(|found| found.provider_name == "Two lines"));
        assert!(report.to_string().contains("  line 7 Odd Postcode: “WA154 1HF” is not a postcode\n"), "{report}");
    }

    async fn a_quotation_mark_that_is_missing_costs_the_rows_it_swallows_and_no_more(db: TestDb) {
        let import = Import::ready(db).await;
        let names = HOMES.lines().next().unwrap();
        let row = |name: &str| format!("{name},Residential homes,\"1 Larch Road, Sale\",M33 6RX,,,Trafford,E0800009,,\n");
        let content = format!("{names}\n{}\"{}{}{}", row("First"), row("Broken"), row("Next"), row("Last"));
        let report = import.import(content);
        assert_eq!((report.rows, report.taken), (4, 3), "{report}");
        assert_eq!(reasons(&report), [(3, "it has 9 cells where there are 10 columns")]);
        let content = format!("{names}\n\"{}", ["Open,Residential homes,Sale,M33 6RX,,,,,,"; 100].join("\n"));
        let report = import.import(content);
        assert_eq!((report.rows, report.taken), (1, 0));
        let reason = "a quotation mark is missing, so that everything up to line 101 was read as one row";
        assert_eq!(reasons(&report), [(2, reason)]);
    }

    async fn every_encoding_gives_the_same_entries(db: TestDb) {
        let import = Import::ready(db).await;
        let text = HOMES.replace("Larch House", "Café Larch – O’Neill’s");
        import.import(&text);
        let utf16 = |order: fn(u16) -> [u8; 2]| format!("\u{feff}{text}").encode_utf16().flat_map(order).collect::<Vec<u8>>();
        let windows = encoding_rs::WINDOWS_1252.encode(&text).0.into_owned();
        let files = [
            (format!("\u{feff}{text}").into_bytes(), Encoding::Utf8),
            (utf16(u16::to_le_bytes), Encoding::Utf16),
            (utf16(u16::to_be_bytes), Encoding::Utf16),
            (windows, Encoding::Windows1252),
        ];
        for (content, encoding) in files {
            let report = import.import(content);
            assert_eq!((report.encoding, counts(&report)), (encoding, (0, 0, 2, 0)));
        }
        assert!(import.found().iter().any(|found| found.provider_name == "Café Larch – O’Neill’s"));
    }

    async fn a_file_that_is_none_of_these_is_refused_whole(db: TestDb) {
        let import = Import::ready(db).await;
        let words = import.refusal("site_id,site_name,facility_type,street,town,postcode\n1,Gym,Gym,High Street,Sale,M33 6RX\n");
        assert!(words.starts_with("This file has none of the column sets Handpick knows:"), "{words}");
        assert!(words.contains("care homes: name, type, address, postcode\n"), "{words}");
        assert!(words.contains("It has: site_id, site_name"), "{words}");
        assert!(import.refusal("").ends_with("bad.csv is empty."));
        assert!(import.refusal("\r\n\r\n  \r\n").ends_with("bad.csv is empty."));
        assert!(import.refusal(b"PK\x03\x04\0\0\0").contains("is not a text file. If it is a spreadsheet, save it as CSV"));
        assert!(import.refusal("just some words\n").contains("none of the column sets"));
        let missing = import::run(&import.test.app, &import.folder.path().join("no.csv"), Options::default(), |_| ()).unwrap_err();
        assert!(matches!(missing, ImportError::Read { .. }), "{missing}");
        let huge = import.file("huge.csv", b"");
        std::fs::OpenOptions::new().write(true).open(&huge).unwrap().set_len(251 * 1024 * 1024).unwrap();
        let words = import::run(&import.test.app, &huge, Options::default(), |_| ()).unwrap_err().to_string();
        assert!(words.contains("is larger than 250 MB (it has 251 MB)"), "{words}");
    }

    async fn only_column_names_is_a_file_without_rows(db: TestDb) {
        let import = Import::ready(db).await;
        let report = import.import(HOMES.lines().next().unwrap());
        assert_eq!((report.rows, counts(&report)), (0, (0, 0, 0, 0)));
    }

    async fn the_cqc_directory_is_read_as_it_comes(db: TestDb) {
        let import = Import::ready(db).await;
        let report = import.import(
            "CQC care directory,,,\nSource,Care Quality Commission\nAs at,1 February 2026\n\n\
             Name,Also known as,Address,Postcode,Phone number,Service's website (if available),Service types,Date of \
             latest check,Specialisms/services,Provider name,Local authority,Region,Location URL,CQC Location ID (for \
             office use only),CQC Provider ID (for office use only)\n\
             Larch House,,\"1 Larch Road, Urmston, Manchester\",M41 5BU,1615550101,www.larch.example,Residential \
             homes|Homecare agencies,31/05/2025,Dementia|Caring for adults over 65 yrs,Larch Care Limited,Trafford,North \
             West,https://x.example,1-100,1-200\n\
             Larch Care at Home,,\"1 Larch Road, Urmston\",M41 5BU,,,Homecare agencies,,,Larch Care \
             Limited,Trafford,North West,,1-101,1-200\n\
             Tooth House,,Sale,M33 6RX,,,Dentist,,,,Trafford,North West,,1-102,1-201\n",
        );
        assert_eq!((report.data_set, counts(&report)), (DataSet::CqcDirectory, (2, 0, 0, 1)));
        assert_eq!(reasons(&report), [(8, "“Dentist” is not a kind of support listed here")]);
        let found = import.found();
        let larch = found.iter().find(|found| found.provider_name == "Larch House").unwrap();
        assert_eq!(larch.care_groups, [CareGroup::OlderPeople.as_str(), CareGroup::Dementia.as_str()]);
        assert!(larch.radius_m.is_some() && larch.source.as_deref().unwrap().ends_with("Source: Care Quality Commission."));
        let at_home = found.iter().find(|found| found.provider_name == "Larch Care at Home").unwrap();
        assert_eq!((at_home.category.as_str(), at_home.councils.as_slice()), ("personal-care", ["E08000009".to_owned()].as_slice()));
        assert_eq!(at_home.delivery, ["at_home"]);
    }

    async fn many_rows_are_taken_in_batches_with_progress(db: TestDb) {
        let import = Import::ready(db).await;
        let mut content = HOMES.lines().next().unwrap().to_owned();
        for number in 0..450 {
            let _ = write!(content, "\nHome {number},Residential homes,\"{number} Larch Road, Sale\",M33 6RX,,,Trafford,E0800009,,");
        }
        let path = import.file("many.csv", content.as_bytes());
        let mut steps = Vec::new();
        let report = import::run(&import.test.app, &path, Options::default(), |step| steps.push(step)).unwrap();
        assert_eq!((report.taken, steps.iter().map(|step| step.rows).collect::<Vec<_>>()), (450, vec![200, 400, 450]));
        let last = steps.last().unwrap();
        assert_eq!((last.bytes, last.of_bytes), (last.of_bytes, u64::try_from(content.len()).unwrap()));
        assert_eq!(import.found().len(), 450);
    }
}
