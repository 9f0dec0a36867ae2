//! Where the databases of tests lie: in memory where there is room, since a PostgreSQL database is two thousand
//! files and making them on a disk took most of the tests' time.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

/// What must be free: several times what all tests that run at once keep.
const ROOM_IN_MIB: u64 = 3000;

/// The folder for temporary databases: `/dev/shm` where that has room, otherwise the usual one.
pub fn for_databases() -> &'static Path {
    static FOLDER: LazyLock<PathBuf> = LazyLock::new(|| {
        let memory = Path::new("/dev/shm");
        if free_mib(memory) >= Some(ROOM_IN_MIB) { memory.to_owned() } else { std::env::temp_dir() }
    });
    &FOLDER
}

/// As `df` says; none where it can't.
fn free_mib(folder: &Path) -> Option<u64> {
    let said = Command::new("df").args(["--output=avail", "--block-size=1M"]).arg(folder).output().ok()?;
    String::from_utf8(said.stdout).ok()?.lines().nth(1)?.trim().parse().ok()
}
