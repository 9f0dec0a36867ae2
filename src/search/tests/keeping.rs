//! What is put in stays, through changes, restarts, crashes and damage.

use std::fs;
use std::path::{Path, PathBuf};

use super::super::{IndexChange, ListingDoc, Search, SearchError, SearchRequest};
use super::{found, listing, market, mixed, words};

fn put(id: i64, title: &str) -> IndexChange {
    IndexChange::put(listing(id, title, "leisure"))
}

#[test]
fn a_change_is_seen_by_the_next_search() {
    let search = market(vec![listing(1, "Pottery", "leisure")]);
    search.apply(vec![put(1, "Weaving"), put(2, "Pottery wheel")], 7).unwrap();
    assert_eq!(found(&search, &words("pottery")), [2]);
    assert_eq!(found(&search, &words("weaving")), [1]);
    search.apply(vec![IndexChange::Remove(2), IndexChange::Remove(99)], 9).unwrap();
    assert_eq!((search.count(), search.last_seq()), (1, 9));
}

#[test]
fn of_several_changes_to_one_listing_the_last_counts() {
    let search = market(vec![]);
    search.apply(vec![put(1, "Pottery"), IndexChange::Remove(1), put(1, "Weaving")], 3).unwrap();
    assert_eq!(search.count(), 1);
    assert_eq!(found(&search, &words("weaving")), [1]);
    search.apply(vec![put(1, "Spinning"), IndexChange::Remove(1)], 4).unwrap();
    assert_eq!(search.count(), 0);
}

#[test]
fn everything_a_card_shows_comes_back() {
    let mut full = mixed(12).pop().unwrap();
    full.source = Some("From open data, Open Government Licence.".to_owned());
    let search = market(vec![full.clone()]);
    let hit = search.search(&SearchRequest::default()).unwrap().hits.pop().unwrap();
    // What no card shows isn't stored.
    let nothing = ListingDoc::default();
    (full.provider_kind, full.micro, full.radius_m) = (nothing.provider_kind, false, None);
    for list in [&mut full.care_groups, &mut full.outcomes, &mut full.access, &mut full.districts, &mut full.days] {
        list.clear();
    }
    full.times = nothing.times;
    assert_eq!(hit.listing, full);
}

#[test]
fn an_index_on_disk_is_as_it_was_after_a_restart() {
    let dir = tempfile::tempdir().unwrap();
    let search = Search::open(Some(dir.path())).unwrap();
    search.apply(vec![put(1, "Pottery")], 41).unwrap();
    drop(search);
    let search = Search::open(Some(dir.path())).unwrap();
    assert_eq!((search.count(), search.last_seq()), (1, 41));
    assert_eq!(found(&search, &words("pottery")), [1]);
}

#[test]
fn applying_again_what_a_crash_may_have_lost_changes_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let outbox = [(1, put(1, "Pottery")), (2, put(2, "Weaving")), (3, IndexChange::Remove(1)), (4, put(3, "Spinning"))];
    let search = Search::open(Some(dir.path())).unwrap();
    search.apply(outbox[..2].iter().map(|(_, change)| change.clone()).collect(), 2).unwrap();
    drop(search);
    // After the crash, everything past the sequence that was reached is applied, and once more for luck.
    let search = Search::open(Some(dir.path())).unwrap();
    let reached = search.last_seq();
    for _ in 0..2 {
        let missing = outbox.iter().filter(|(seq, _)| *seq > reached).map(|(_, change)| change.clone()).collect();
        search.apply(missing, 4).unwrap();
    }
    let mut there = found(&search, &SearchRequest::default());
    there.sort_unstable();
    assert_eq!((there, search.last_seq()), (vec![2, 3], 4));
}

fn files_of(dir: &Path) -> Vec<PathBuf> {
    let version = fs::read_dir(dir).unwrap().next().unwrap().unwrap().path();
    fs::read_dir(version).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_file()).collect()
}

#[test]
fn whatever_file_is_damaged_the_index_starts_again_from_nothing() {
    let damages: [fn(&Path); 3] = [
        |path| fs::write(path, b"").unwrap(),
        |path| fs::write(path, b"not an index").unwrap(),
        |path| {
            let mut bytes = fs::read(path).unwrap();
            let middle = bytes.len() / 2;
            bytes[middle] ^= 0xff;
            fs::write(path, bytes).unwrap();
        },
    ];
    let is_data = |path: &PathBuf| !path.file_name().unwrap().to_str().unwrap().starts_with('.');
    let kinds = {
        let dir = tempfile::tempdir().unwrap();
        Search::open(Some(dir.path()))
            .unwrap()
            .apply(mixed(20).into_iter().map(IndexChange::put).collect(), 5)
            .unwrap();
        files_of(dir.path())
            .into_iter()
            .filter(is_data)
            .map(|path| path.extension().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert!(kinds.len() > 5);
    for kind in kinds {
        for damage in damages {
            let dir = tempfile::tempdir().unwrap();
            let search = Search::open(Some(dir.path())).unwrap();
            search.apply(mixed(20).into_iter().map(IndexChange::put).collect(), 5).unwrap();
            drop(search);
            files_of(dir.path()).iter().filter(|path| path.extension() == Some(&kind)).for_each(|path| damage(path));
            let search = Search::open(Some(dir.path())).unwrap();
            assert_eq!((search.count(), search.last_seq()), (0, 0), "{}", kind.display());
            search.apply(vec![put(1, "Pottery")], 6).unwrap();
            assert_eq!(found(&search, &words("pottery")), [1]);
        }
    }
}

#[test]
fn an_index_of_another_version_is_taken_away() {
    let dir = tempfile::tempdir().unwrap();
    fs::create_dir_all(dir.path().join("v0/old")).unwrap();
    fs::create_dir_all(dir.path().join("notes")).unwrap();
    Search::open(Some(dir.path())).unwrap();
    assert!(!dir.path().join("v0").exists());
    assert!(dir.path().join("notes").exists(), "what isn't ours is left alone");
}

#[test]
fn an_index_in_use_is_not_touched() {
    let dir = tempfile::tempdir().unwrap();
    let first = Search::open(Some(dir.path())).unwrap();
    first.apply(vec![put(1, "Pottery")], 1).unwrap();
    assert!(matches!(Search::open(Some(dir.path())), Err(SearchError::Busy(_))));
    first.apply(vec![put(2, "Pottery too")], 2).unwrap();
    assert_eq!(first.count(), 2);
}

#[test]
fn clearing_goes_back_to_the_beginning() {
    let search = market(mixed(10));
    search.clear().unwrap();
    assert_eq!((search.count(), search.last_seq()), (0, 0));
    assert_eq!(search.search(&SearchRequest::default()).unwrap().total, 0);
    assert!(search.suggest("carer number", 5).iter().all(|suggestion| suggestion.code.is_some()));
}

#[test]
fn searches_go_on_while_the_index_changes() {
    let search = market(mixed(50));
    std::thread::scope(|threads| {
        let writer = search.clone();
        threads.spawn(move || {
            for seq in 2..12 {
                writer.apply(mixed(50).into_iter().map(IndexChange::put).collect(), seq).unwrap();
            }
        });
        for _ in 0..100 {
            let results = search.search(&words("trust")).unwrap();
            assert_eq!(results.total, 25);
            assert_eq!(results.hits.len(), 20);
        }
    });
    assert_eq!((search.count(), search.last_seq()), (50, 11));
}
