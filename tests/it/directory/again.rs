//! The same source a second time: it updates what it brought, and never touches what people have edited.

use handpick::accounts::Role;
use handpick::directory::import::{self, Options, Pausing, Report};
use handpick::directory::model::{ListingState, ProviderCommand};
use handpick::directory::service;
use handpick::kernel::ids::{ListingId, ProviderId};
use proptest::test_runner::{Config, TestRunner};

use super::import::Import;
use super::{claim, somebody};

const NAMES: &str = "name,type,address,postcode,telephone,website,area_name\n";

fn larch(telephone: &str, website: &str) -> String {
    format!("{NAMES}Larch House,Residential homes,\"1 Larch Road, Urmston\",M41 5BU,{telephone},{website},Trafford\n")
}

fn kept(report: &Report) -> Vec<(&str, Vec<&str>)> {
    report.kept.iter().map(|kept| (kept.name.as_str(), kept.fields.clone())).collect()
}

/// Larch House, run by somebody whom a moderator has verified.
async fn taken_over(import: &Import) -> (handpick::accounts::Actor, ProviderId, ListingId) {
    import.import(larch("0161 555 0101", "http://larch.example"));
    let found = import.found().pop().unwrap();
    let (staff, _) = somebody(&import.test, "lee@larch.example", Role::ProviderStaff);
    let (moderator, _) = somebody(&import.test, "mo@handpick.example", Role::Moderator);
    let id = ProviderId(found.provider_id);
    let claimed = claim(&import.test, &staff, id).await.unwrap();
    service::claims::accept_claim(&import.test.app, &moderator, claimed).await.unwrap();
    (staff, id, ListingId(found.listing_id))
}

async fn edit(
    import: &Import,
    staff: &handpick::accounts::Actor,
    id: ProviderId,
    change: impl Fn(&mut ProviderCommand),
) {
    let mut command = import.provider(id.0).await.as_command();
    change(&mut command);
    service::update_provider(&import.test.app, staff, id, command).await.unwrap();
}

on_each_backend! {
    async fn what_was_edited_stays_and_the_rest_follows_the_source(db: TestDb) {
        let import = Import::ready(db).await;
        let (staff, id, listing) = taken_over(&import).await;
        edit(&import, &staff, id, |command| command.phone = Some("0161 555 0777".to_owned())).await;
        let report = import.import(larch("0161 555 0102", "http://new.example"));
        assert_eq!((report.changed, kept(&report)), (1, vec![("Larch House", vec!["telephone"])]));
        assert!(report.to_string().contains("Left alone, because people had edited it:\n  line 2 Larch House: telephone"), "{report}");
        let provider = import.provider(id.0).await;
        assert_eq!(provider.phone.as_deref(), Some("0161 555 0777"));
        assert_eq!(provider.website.as_deref(), Some("http://new.example"));
        let again = import.import(larch("0161 555 0102", "http://new.example"));
        assert_eq!((again.unchanged, again.kept.len()), (1, 0));

        let price = vec![crate::directory::hourly(handpick::kernel::TimeBand::Weekday, 2_150)];
        service::set_prices(&import.test.app, &staff, listing, price).await.unwrap();
        let (edited, _) = service::listing_for_edit(&import.test.app, &staff, listing).await.unwrap();
        let mut command = edited.as_command();
        "Our own words.".clone_into(&mut command.summary);
        service::update_listing(&import.test.app, &staff, listing, command).await.unwrap();
        service::take_back(&import.test.app, &staff, listing).await.unwrap();
        let report = import.import(larch("0161 555 0102", "http://new.example").replace("Residential", "Nursing"));
        assert_eq!(kept(&report), [("Larch House", vec!["summary"])]);
        let (listing, provider) = service::listing_for_edit(&import.test.app, &staff, listing).await.unwrap();
        assert_eq!((listing.summary.as_str(), listing.category.as_str()), ("Our own words.", "living-and-breaks/nursing-homes"));
        assert_eq!(provider.summary, "A nursing home in Urmston, Trafford.");
    }

    async fn what_a_source_changes_in_a_listing_is_in_its_history(db: TestDb) {
        let import = Import::ready(db).await;
        let (staff, _, listing) = taken_over(&import).await;
        let before = service::versions::history(&import.test.app, &staff, listing).await.unwrap();
        assert!(before.versions.is_empty());
        let other = larch("0161 555 0101", "http://larch.example").replace("Residential homes", "Nursing homes");
        assert_eq!(import.import(other).changed, 1);
        let after = service::versions::history(&import.test.app, &staff, listing).await.unwrap();
        let [now, then] = after.versions.as_slice() else { panic!("{:?}", after.versions) };
        assert_eq!((now.made_by.as_deref(), then.made_by.as_deref()), (None, None));
        assert!(!then.snapshot.changes(&now.snapshot).is_empty());
    }

    async fn a_value_that_was_taken_out_isnt_put_back(db: TestDb) {
        let import = Import::ready(db).await;
        let (staff, id, _) = taken_over(&import).await;
        edit(&import, &staff, id, |command| command.website = None).await;
        let report = import.import(larch("0161 555 0101", "http://new.example"));
        assert_eq!(kept(&report), [("Larch House", vec!["website"])]);
        assert_eq!(import.provider(id.0).await.website, None);
    }

    async fn a_dry_run_says_the_same_and_writes_nothing(db: TestDb) {
        let import = Import::ready(db).await;
        let path = import.file("homes.csv", larch("0161 555 0101", "").as_bytes());
        let dry = Options { dry_run: true, ..Options::default() };
        let report = import::run(&import.test.app, &path, dry, |_| ()).unwrap();
        assert_eq!((report.taken, import.found().len(), import.touched()), (1, 0, 0));
        assert!(report.to_string().contains("This was a dry run: nothing was written."), "{report}");
        assert_eq!(import.import(larch("0161 555 0101", "")).taken, 1);
    }

    async fn what_a_whole_file_no_longer_holds_is_paused_and_comes_back(db: TestDb) {
        let import = Import::ready(db).await;
        let row = |name: &str| format!("{name},Residential homes,\"1 Road, Sale\",M33 6RX,,,Trafford\n");
        let all = format!("{NAMES}{}{}{}", row("One"), row("Two"), row("Three"));
        let fewer = format!("{NAMES}{}{}", row("One"), row("Two"));
        let run = |content: &str, complete: bool| {
            let path = import.file("homes.csv", content.as_bytes());
            import::run(&import.test.app, &path, Options { complete, dry_run: false }, |_| ()).unwrap()
        };
        run(&all, true);
        let report = run(&fewer, false);
        assert_eq!((report.gone, report.pausing, import.found().len()), (1, Pausing::NotAsked, 3));
        assert!(report.to_string().contains("add --complete to pause them"), "{report}");
        let path = import.file("homes.csv", fewer.as_bytes());
        let dry = import::run(&import.test.app, &path, Options { complete: true, dry_run: true }, |_| ()).unwrap();
        assert_eq!((dry.pausing, import.found().len()), (Pausing::Done { paused: 1, left: 0 }, 3));
        assert!(dry.to_string().contains("1 listing would be paused. 0 would be left"), "{dry}");
        let report = run(&fewer, true);
        assert_eq!((report.gone, report.pausing), (1, Pausing::Done { paused: 1, left: 0 }));
        assert_eq!(import.found().len(), 2);
        assert_eq!(run(&fewer, true).gone, 0);
        assert_eq!((run(&all, true).changed, import.found().len()), (1, 3));

        let one = run(&format!("{NAMES}{}", row("One")), true);
        assert_eq!((one.pausing, import.found().len()), (Pausing::Doubtful { damaged: 0 }, 3), "a part of a file empties nothing");
        let broken = run(&format!("{fewer}Three,Residential"), true);
        assert_eq!((broken.pausing, import.found().len()), (Pausing::NotAsked, 3), "{broken}");
        let broken = run(&format!("{fewer}Four,Residential"), true);
        assert_eq!((broken.pausing, import.found().len()), (Pausing::Doubtful { damaged: 1 }, 3), "{broken}");
    }

    async fn what_a_provider_runs_is_left_when_its_source_loses_it(db: TestDb) {
        let import = Import::ready(db).await;
        let (_, id, listing) = taken_over(&import).await;
        let rows: String = (0..3).map(|n| format!("Home {n},Residential homes,\"{n} Road, Sale\",M33 6RX,,,Trafford\n")).collect::<Vec<_>>().concat();
        let path = import.file("homes.csv", format!("{NAMES}{rows}").as_bytes());
        let report = import::run(&import.test.app, &path, Options { complete: true, dry_run: false }, |_| ()).unwrap();
        assert_eq!((report.gone, report.pausing), (1, Pausing::Done { paused: 0, left: 1 }));
        let gone = "It is no longer in the data it came from.";
        let mut lee = import.test.signed_in("lee@larch.example").await;
        lee.visit(&format!("/provider/listings/{listing}/edit")).await.sees(gone);
        let mut mo = import.test.signed_in("mo@handpick.example").await;
        mo.visit(&format!("/moderation/listings/{listing}")).await.sees(gone);
        mo.visit(&format!("/moderation/providers/{id}")).await.sees(gone);
        let page = service::listing_page(&import.test.app, None, listing).await.unwrap();
        assert_eq!((page.listing.state, page.provider.id), (ListingState::Live, id));
        let mut anybody = import.test.browser();
        anybody.visit(&page.listing.path()).await.status(200).sees(gone);
        anybody.visit(&page.provider.path()).await.status(200).sees(gone);
    }
}

/// Edits and imports in any order: every field that a person has edited holds the last edit, and every other what the
/// source says.
#[tokio::test(flavor = "multi_thread")]
async fn edits_and_imports_in_any_order_lose_no_edit() {
    let import = Import::ready(crate::support::TestDb::sqlite()).await;
    let (staff, id, _) = taken_over(&import).await;
    let mut number = 1000;
    let (mut phone, mut website): (Option<String>, Option<String>) = (None, None);
    let mut source = (101_u32, 1_u32);
    let mut runner = TestRunner::new(Config { cases: 1, failure_persistence: None, ..Config::default() });
    let steps = proptest::collection::vec(0_u8..6, 60);
    let steps = proptest::strategy::Strategy::new_tree(&steps, &mut runner).unwrap();
    for step in proptest::strategy::ValueTree::current(&steps) {
        number += 1;
        match step {
            0 => {
                phone = Some(format!("0161 556 {number}"));
                edit(&import, &staff, id, |command| command.phone.clone_from(&phone)).await;
            }
            1 => {
                website = Some(format!("https://edited{number}.example"));
                edit(&import, &staff, id, |command| command.website.clone_from(&website)).await;
            }
            2 => source.0 = 101 + (source.0 - 100) % 3,
            3 => source.1 = (source.1 + 1) % 3,
            _ => {
                import.import(larch(&format!("0161 555 0{}", source.0), &format!("http://s{}.example", source.1)));
                let provider = import.provider(id.0).await;
                let said = (format!("0161 555 0{}", source.0), format!("http://s{}.example", source.1));
                assert_eq!(provider.phone, phone.clone().or(Some(said.0)));
                assert_eq!(provider.website, website.clone().or(Some(said.1)));
            }
        }
    }
}
