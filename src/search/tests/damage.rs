//! What a full disk and damaged files do to somebody who is searching: as little as can be.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

use super::super::{IndexChange, Search, SearchRequest};
use super::{found, listing, mixed, words};

fn put(id: i64, title: &str) -> IndexChange {
    IndexChange::put(listing(id, title, "leisure"))
}

fn version_of(dir: &Path) -> PathBuf {
    fs::read_dir(dir).unwrap().next().unwrap().unwrap().path()
}

#[test]
fn while_the_disk_takes_nothing_searches_go_on_and_afterwards_nothing_is_missing() {
    let dir = tempfile::tempdir().unwrap();
    let search = Search::open(Some(dir.path())).unwrap();
    search.apply(vec![put(1, "Pottery")], 1).unwrap();
    // A file where the folder was: nothing can be written below it, whoever tries, and what is open stays open.
    let (home, aside) = (version_of(dir.path()), dir.path().join("aside"));
    fs::rename(&home, &aside).unwrap();
    fs::write(&home, b"in the way").unwrap();
    for _ in 0..2 {
        assert!(search.apply(vec![put(2, "Pottery wheel")], 2).is_err());
        assert_eq!(found(&search, &words("pottery")), [1]);
        assert_eq!((search.last_seq(), search.is_damaged()), (1, false));
    }
    fs::remove_file(&home).unwrap();
    fs::rename(&aside, &home).unwrap();
    search.apply(vec![put(2, "Pottery wheel")], 2).unwrap();
    let mut there = found(&search, &words("pottery"));
    there.sort_unstable();
    assert_eq!((there, search.last_seq()), (vec![1, 2], 2));
}

#[test]
fn damage_that_shows_only_in_a_search_is_told_and_the_index_can_be_filled_anew() {
    let dir = tempfile::tempdir().unwrap();
    let search = Search::open(Some(dir.path())).unwrap();
    search.apply(mixed(50).into_iter().map(IndexChange::put).collect(), 5).unwrap();
    let files = fs::read_dir(version_of(dir.path())).unwrap().map(|entry| entry.unwrap().path());
    for path in files.filter(|path| path.extension().is_some_and(|kind| kind == "store")) {
        let length = usize::try_from(fs::metadata(&path).unwrap().len()).unwrap();
        let mut file = OpenOptions::new().write(true).open(&path).unwrap();
        file.write_all(&vec![0xff; length / 2]).unwrap();
    }
    assert!(search.search(&SearchRequest::default()).is_err());
    assert!(search.is_damaged());
    assert_eq!(search.total(&words("trust")).unwrap(), 25, "what can be read is still served");
    search.clear().unwrap();
    search.apply(mixed(50).into_iter().map(IndexChange::put).collect(), 5).unwrap();
    assert!(!search.is_damaged());
    assert_eq!(search.search(&SearchRequest::default()).unwrap().total, 50);
}

#[test]
fn listings_that_come_many_at_a_time_are_all_there_once() {
    let search = Search::open(None).unwrap();
    let all: Vec<IndexChange> = mixed(2_500).into_iter().map(IndexChange::put).collect();
    search.apply(all.clone(), 1).unwrap();
    assert_eq!(search.count(), 2_500);
    // Again, and with some of them newer: each replaces what was there.
    search.apply(all.into_iter().chain([put(7, "Pottery"), put(3_000, "Pottery")]).collect(), 2).unwrap();
    assert_eq!(search.count(), 2_501);
    assert_eq!(found(&search, &words("pottery")), [7, 3_000]);
}
