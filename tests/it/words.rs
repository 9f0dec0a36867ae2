//! A council's or co-op's own words for search: what they do, and that a fault in them is said and stops nothing.

use std::io::{BufRead, BufReader, Read};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Command, Stdio};

/// One group that is right, and one that names a category that isn't there, in its fourth line.
const GOOD: &str = "[[also]]\ntyped = [\"flibbertigibbet\"]\ncategories = [\"meals/delivered\"]\n";
const BAD: &str = "# ours\n[[also]]\ntyped = [\"flibbertigibbet\"]\ncategories = [\"meels\"]\n";

fn handpick(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_handpick"));
    command.args(arguments).env_clear().current_dir(folder).stdin(Stdio::null());
    command
}

fn words() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("words")).unwrap();
    std::fs::write(folder.path().join("words/good.toml"), GOOD).unwrap();
    std::fs::write(folder.path().join("words/bad.toml"), BAD).unwrap();
    folder
}

#[test]
fn own_words_find_what_they_name_and_faults_are_told_with_file_and_line() {
    let folder = words();
    std::fs::write(folder.path().join("asked.tsv"), "flibbertigibbet\ttune plain\tmeals/delivered=3\n").unwrap();
    let ask = |arguments: &[&str]| {
        let arguments = [&["search-quality", "--json", "--judgements", "asked.tsv"], arguments].concat();
        let output = handpick(folder.path(), &arguments).output().unwrap();
        let said: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        (said["ndcg_at_10"].as_f64().unwrap(), String::from_utf8(output.stderr).unwrap())
    };
    let (without, _) = ask(&[]);
    let (with, faults) = ask(&["--words", "words"]);
    assert!(without < 0.5 && with > 0.9, "{without} {with}");
    assert!(faults.contains("words/bad.toml, line 4: “meels” is no category. The file is left out."), "{faults}");
}

#[test]
fn the_site_starts_all_the_same_and_says_what_is_wrong() {
    let folder = words();
    let mut child = handpick(folder.path(), &["serve"])
        .env("HANDPICK_DATA_DIR", folder.path())
        .env("HANDPICK_LISTEN", "127.0.0.1:0")
        .env("HANDPICK_WORDS_DIR", folder.path().join("words"))
        .env("HANDPICK_LOG", "error")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let line = BufReader::new(child.stdout.take().unwrap()).lines().next().expect("it says where it listens").unwrap();
    let address = line.split_once("http://").unwrap().1.to_owned();
    TcpStream::connect(address).unwrap();
    child.kill().unwrap();
    child.wait().unwrap();
    let mut logged = String::new();
    child.stderr.take().unwrap().read_to_string(&mut logged).unwrap();
    assert!(logged.contains("words/bad.toml, line 4: “meels” is no category."), "{logged}");
}

#[test]
fn a_folder_that_is_not_there_is_a_fault_of_the_settings() {
    let folder = tempfile::tempdir().unwrap();
    let output = handpick(folder.path(), &["serve"]).env("HANDPICK_WORDS_DIR", "nowhere").output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(!output.status.success() && said.contains("HANDPICK_WORDS_DIR: must be a folder."), "{said}");
}
