//! A PostgreSQL server for this run: started from the installed programs, or named by `TEST_POSTGRES_URL`.
//!
//! A started one listens on a socket in a folder of its own, keeps nothing safe, and can't outlive the
//! tests: a shell holds it, and stops it when its end of a pipe to this process closes, however this
//! process ends.

use std::io::{BufRead, BufReader, Write};
use std::os::unix::fs::{MetadataExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};

use diesel::connection::SimpleConnection;
use diesel::{Connection, PgConnection, QueryableByName, RunQueryDsl, sql_query};
use diesel_migrations::MigrationHarness;
use handpick::db::migrations;

use super::place;

/// The server of this run.
pub struct Server {
    /// An address whose database name is yet to be put in place of [`NAME`].
    pattern: String,
    template: String,
    admin: Mutex<PgConnection>,
    // Dropping it, or dying, stops the server.
    _keeper: Option<Child>,
}

const NAME: &str = "{name}";

/// A database copied from the template, dropped with this.
pub struct Copy {
    /// Its address.
    pub url: String,
    name: String,
}

/// The server, started when first asked for. None where PostgreSQL isn't installed; with `CI=true` that fails.
pub fn server() -> Option<&'static Server> {
    static SERVER: OnceLock<Option<Server>> = OnceLock::new();
    SERVER.get_or_init(start).as_ref()
}

fn start() -> Option<Server> {
    if let Ok(url) = std::env::var("TEST_POSTGRES_URL") {
        return Some(Server::at(&with_name(&url), None));
    }
    let Some(programs) = programs() else {
        assert!(std::env::var("CI").as_deref() != Ok("true"), "CI=true, and PostgreSQL isn't installed");
        // Written directly, so that the test runner doesn't swallow it.
        let _ = writeln!(
            std::io::stderr(),
            "left out: PostgreSQL isn't installed here, so the ::postgres tests did nothing"
        );
        return None;
    };
    let account = Account::ordinary();
    let folder = tempfile::Builder::new().prefix("handpick-pg-").tempdir_in(place::for_databases()).unwrap().keep();
    account.own(&folder);
    let made = account
        .run(&programs.join("initdb"), &folder)
        .args(["--username=handpick", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync", "-D", "data"])
        .output()
        .unwrap();
    assert!(made.status.success(), "initdb failed: {}", String::from_utf8_lossy(&made.stderr));
    let keeper = keep(&account, &programs, &folder);
    let socket = folder.to_str().unwrap().replace('/', "%2F");
    Some(Server::at(&format!("postgres://handpick@/{NAME}?host={socket}"), Some(keeper)))
}

/// Puts [`NAME`] in place of the database's name.
fn with_name(url: &str) -> String {
    let (front, options) =
        url.split_once('?').map_or((url, String::new()), |(front, options)| (front, format!("?{options}")));
    let (scheme, rest) = front.split_once("://").expect("TEST_POSTGRES_URL is an address");
    let host = rest.split_once('/').map_or(rest, |(host, _)| host);
    format!("{scheme}://{host}/{NAME}{options}")
}

/// The folder of the newest installed server programs.
fn programs() -> Option<PathBuf> {
    let installed = std::fs::read_dir("/usr/lib/postgresql").ok().into_iter().flatten().flatten();
    let mut versions: Vec<(u32, PathBuf)> = installed
        .filter_map(|entry| Some((entry.file_name().to_str()?.parse().ok()?, entry.path().join("bin"))))
        .filter(|(_, bin)| bin.join("initdb").exists() && bin.join("postgres").exists())
        .collect();
    versions.sort();
    let on_path = || {
        let path = std::env::var_os("PATH")?;
        std::env::split_paths(&path).find(|bin| bin.join("initdb").exists() && bin.join("postgres").exists())
    };
    versions.pop().map(|(_, bin)| bin).or_else(on_path)
}

/// Who runs the server: PostgreSQL refuses to run as root.
struct Account {
    ids: Option<(u32, u32)>,
}

impl Account {
    fn ordinary() -> Self {
        let root = std::fs::metadata("/proc/self").is_ok_and(|process| process.uid() == 0);
        if !root {
            return Self { ids: None };
        }
        let users = std::fs::read_to_string("/etc/passwd").unwrap();
        let ids = |name: &str| {
            let line = users.lines().find(|line| line.starts_with(&format!("{name}:")))?;
            let mut fields = line.split(':').skip(2);
            Some((fields.next()?.parse().ok()?, fields.next()?.parse().ok()?))
        };
        let ids = ids("postgres").or_else(|| ids("nobody"));
        Self { ids: Some(ids.expect("root needs a user called postgres or nobody to run the server as")) }
    }

    fn own(&self, folder: &Path) {
        if let Some((user, group)) = self.ids {
            chown(folder, Some(user), Some(group)).unwrap();
        }
    }

    /// A command with this account, this folder, and nothing of our environment.
    fn run(&self, program: &Path, folder: &Path) -> Command {
        let mut command = Command::new(program);
        command.current_dir(folder).env_clear().env("PATH", "/usr/bin:/bin").env("LC_ALL", "C");
        // Out of reach of a Ctrl-C at the terminal: the keeper must live to clean up.
        command.process_group(0);
        if let Some((user, group)) = self.ids {
            command.uid(user).gid(group);
        }
        command
    }
}

/// What the shell does: run the server until our end of the pipe closes, then leave nothing behind.
const KEEPER: &str = r#"
"$0" -D data -k "$1" -c listen_addresses= -c fsync=off -c synchronous_commit=off -c full_page_writes=off \
    -c max_connections=300 -c shared_buffers=64MB -c autovacuum=off -c log_line_prefix= &
server=$!
read -r _
kill -QUIT "$server"
wait "$server"
cd / && rm -rf "$1"
"#;

fn keep(account: &Account, programs: &Path, folder: &Path) -> Child {
    let mut keeper = account
        .run(Path::new("/bin/sh"), folder)
        .args(["-c", KEEPER])
        .args([&programs.join("postgres"), folder])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(keeper.stderr.take().unwrap()).lines();
    let mut said = String::new();
    loop {
        let line = lines.next().unwrap_or_else(|| panic!("the PostgreSQL server didn't start: {said}")).unwrap();
        if line.contains("ready to accept connections") {
            break;
        }
        said.push_str(&line);
        said.push('\n');
    }
    // What it says later is of no interest, but it must not block on a full pipe.
    std::thread::spawn(move || lines.for_each(drop));
    keeper
}

#[derive(QueryableByName)]
struct Found {
    #[diesel(sql_type = diesel::sql_types::Bool)]
    found: bool,
}

impl Server {
    fn at(pattern: &str, keeper: Option<Child>) -> Self {
        let mut admin = PgConnection::establish(&pattern.replace(NAME, "postgres")).unwrap();
        let versions: Vec<String> = ["up.sql", "down.sql"].iter().flat_map(|file| sources(file)).collect();
        let template = format!("handpick_template_{:08x}", checksum(&versions.concat()));
        // One run at a time looks for the template; the lock goes when a run ends.
        admin.batch_execute("SELECT pg_advisory_lock(5210)").unwrap();
        let is_ready =
            format!("SELECT EXISTS (SELECT FROM pg_database WHERE datname = '{template}' AND datistemplate) AS found");
        if !sql_query(is_ready).get_result::<Found>(&mut admin).unwrap().found {
            admin.batch_execute(&format!("DROP DATABASE IF EXISTS {template}")).unwrap();
            admin.batch_execute(&format!("CREATE DATABASE {template} TEMPLATE template0 ENCODING 'UTF8'")).unwrap();
            let mut fresh = PgConnection::establish(&pattern.replace(NAME, &template)).unwrap();
            fresh.run_pending_migrations(migrations::POSTGRES).unwrap();
            drop(fresh);
            admin.batch_execute(&format!("ALTER DATABASE {template} IS_TEMPLATE true")).unwrap();
        }
        admin.batch_execute("SELECT pg_advisory_unlock(5210)").unwrap();
        Self { pattern: pattern.to_owned(), template, admin: Mutex::new(admin), _keeper: keeper }
    }

    /// A fresh copy of the template.
    pub fn copy(&self) -> Copy {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let name = format!("handpick_test_{}_{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        self.command(&format!("CREATE DATABASE {name} TEMPLATE {}", self.template));
        Copy { url: self.pattern.replace(NAME, &name), name }
    }

    fn command(&self, sql: &str) {
        self.admin.lock().unwrap_or_else(PoisonError::into_inner).batch_execute(sql).unwrap();
    }
}

impl Drop for Copy {
    fn drop(&mut self) {
        if let Some(server) = server() {
            server.command(&format!("DROP DATABASE {} WITH (FORCE)", self.name));
        }
    }
}

/// The texts of all PostgreSQL migrations of one kind, in order.
fn sources(file: &str) -> Vec<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations/postgres");
    let mut folders: Vec<PathBuf> = std::fs::read_dir(root).unwrap().flatten().map(|entry| entry.path()).collect();
    folders.sort();
    folders.iter().map(|folder| std::fs::read_to_string(folder.join(file)).unwrap()).collect()
}

/// FNV-1a: the template of another schema must have another name, and no more than that.
fn checksum(text: &str) -> u32 {
    text.bytes().fold(0x811c_9dc5, |sum, byte| (sum ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}
