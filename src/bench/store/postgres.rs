//! A PostgreSQL server for one measurement, from the installed programs, in a folder of its own.
//!
//! It can't outlive the bench: a shell holds it, and stops it when its end of a pipe to this process closes.

use std::io::{BufRead, BufReader};
use std::os::unix::fs::{MetadataExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// A running server.
pub(in crate::bench) struct Server {
    /// The address of its database.
    pub(in crate::bench) url: String,
    keeper: Child,
}

/// What the shell does: run the server until our end of the pipe closes.
const KEEPER: &str = r#"
socket="$1"; program="$0"; shift
"$program" -D data -k "$socket" -c listen_addresses= -c log_line_prefix= "$@" &
server=$!
read -r _
kill -QUIT "$server"
wait "$server"
"#;

/// For comparing searches, which write nothing: as quick as it goes.
pub(super) const QUICK: &[&str] = &[
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "shared_buffers=512MB",
    "maintenance_work_mem=256MB",
    "autovacuum=off",
];
/// For orders: nothing that is answered is ever lost, as PostgreSQL comes; only more memory than its cautious default.
pub(super) const DURABLE: &[&str] = &["shared_buffers=1GB", "max_wal_size=2GB", "max_connections=60"];

fn text(error: impl std::fmt::Display) -> String {
    error.to_string()
}

impl Server {
    /// Starts one under `folder` with these settings; none where PostgreSQL isn't installed.
    pub(super) fn start(folder: &Path, settings: &[&str]) -> Result<Option<Self>, String> {
        let Some(programs) = programs() else { return Ok(None) };
        let folder = folder.join("postgres");
        std::fs::create_dir_all(&folder).map_err(text)?;
        let account = ordinary_account()?;
        if let Some((user, group)) = account {
            chown(&folder, Some(user), Some(group)).map_err(text)?;
        }
        let command = |program: &Path| {
            let mut command = Command::new(program);
            command.current_dir(&folder).env_clear().env("PATH", "/usr/bin:/bin").env("LC_ALL", "C");
            if let Some((user, group)) = account {
                command.uid(user).gid(group);
            }
            command
        };
        let options =
            ["--username=handpick", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync", "-D", "data"];
        let made = command(&programs.join("initdb")).args(options).output().map_err(text)?;
        if !made.status.success() {
            return Err(format!("initdb failed: {}", String::from_utf8_lossy(&made.stderr)));
        }
        let mut keeper = command(Path::new("/bin/sh"))
            .args(["-c", KEEPER])
            .args([&programs.join("postgres"), &folder])
            .args(settings.iter().flat_map(|setting| ["-c", setting]))
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(text)?;
        let mut lines = BufReader::new(keeper.stderr.take().ok_or("the server has no output")?).lines();
        if !lines.any(|line| line.is_ok_and(|line| line.contains("ready to accept connections"))) {
            return Err("The PostgreSQL server didn't start.".to_owned());
        }
        // What it says later is of no interest, but it must not block on a full pipe.
        std::thread::spawn(move || lines.for_each(drop));
        let socket = folder.to_string_lossy().replace('/', "%2F");
        Ok(Some(Self { url: format!("postgres://handpick@/postgres?host={socket}"), keeper }))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.keeper.stdin.take());
        let _ = self.keeper.wait();
    }
}

/// The folder of the newest installed server programs.
pub(super) fn programs() -> Option<PathBuf> {
    let installed = std::fs::read_dir("/usr/lib/postgresql").ok()?.flatten();
    let versions = installed.filter_map(|entry| {
        let number: u32 = entry.file_name().to_str()?.parse().ok()?;
        let bin = entry.path().join("bin");
        bin.join("initdb").exists().then_some((number, bin))
    });
    versions.max().map(|(_, bin)| bin)
}

/// Who runs the server: PostgreSQL refuses to run as root.
fn ordinary_account() -> Result<Option<(u32, u32)>, String> {
    if std::fs::metadata("/proc/self").map_err(text)?.uid() != 0 {
        return Ok(None);
    }
    let users = std::fs::read_to_string("/etc/passwd").map_err(text)?;
    let ids = |name: &str| {
        let line = users.lines().find(|line| line.starts_with(&format!("{name}:")))?;
        let mut fields = line.split(':').skip(2);
        Some((fields.next()?.parse().ok()?, fields.next()?.parse().ok()?))
    };
    let found = ids("postgres").or_else(|| ids("nobody"));
    found.map(Some).ok_or_else(|| "root needs a user called postgres or nobody to run PostgreSQL as".to_owned())
}
