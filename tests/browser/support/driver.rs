//! One chromedriver for all tests of a run. A shell keeps it: when this process ends, in whatever way, the pipe to
//! the shell closes, and the shell ends chromedriver, which takes its browsers along.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::json;

use super::Scripts;

/// A chromedriver that runs.
pub struct Driver {
    address: String,
    chromium: PathBuf,
    /// Everything that browsers write goes here, and goes with the keeper.
    folder: PathBuf,
    _keeper: Child,
}

/// The driver, started when first asked for. None where it isn't installed; with `CI=true` that fails.
pub fn driver() -> Option<&'static Driver> {
    static DRIVER: OnceLock<Option<Driver>> = OnceLock::new();
    DRIVER.get_or_init(start).as_ref()
}

/// The path of a program, by the first name that is there.
fn program(names: &[&str]) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    let folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    names.iter().find_map(|name| folders.iter().map(|folder| folder.join(name)).find(|file| file.is_file()))
}

/// What the shell does: run chromedriver until our end of the pipe closes, then leave nothing behind.
const KEEPER: &str = r#"
TMPDIR="$1" "$0" --port=0 --log-level=SEVERE &
driver=$!
read -r _
kill "$driver"
wait "$driver"
rm -rf "$1"
"#;

fn start() -> Option<Driver> {
    let (Some(chromium), Some(chromedriver)) =
        (program(&["chromium", "chromium-browser", "google-chrome"]), program(&["chromedriver"]))
    else {
        assert!(std::env::var("CI").as_deref() != Ok("true"), "CI=true, and Chromium or chromedriver isn't installed");
        // Written directly, so that the test runner doesn't swallow it.
        let _ = writeln!(
            std::io::stderr(),
            "left out: Chromium and chromedriver aren't both installed here, so the browser tests did nothing"
        );
        return None;
    };
    let folder = tempfile::Builder::new().prefix("handpick-chromium-").tempdir().unwrap().keep();
    let mut keeper = Command::new("/bin/sh")
        .args(["-c", KEEPER])
        .args([&chromedriver, &folder])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let port = port(keeper.stdout.take().unwrap());
    Some(Driver { address: format!("http://127.0.0.1:{port}"), chromium, folder, _keeper: keeper })
}

/// Reads what chromedriver says until it tells where it listens.
fn port(said: ChildStdout) -> u16 {
    let mut lines = BufReader::new(said).lines();
    let mut heard = String::new();
    loop {
        let line = lines.next().unwrap_or_else(|| panic!("chromedriver didn't start: {heard}")).unwrap();
        if let Some((_, port)) = line.split_once("started successfully on port ") {
            // What it says later is of no interest, but it must not block on a full pipe.
            std::thread::spawn(move || lines.for_each(drop));
            return port.trim_end_matches('.').parse().unwrap();
        }
        heard.push_str(&line);
    }
}

impl Driver {
    /// A folder that goes when this process ends.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// A new Chromium with nothing in it.
    pub async fn session(&self, scripts: Scripts) -> Client {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let profile = self.folder.join(format!("profile-{}", COUNT.fetch_add(1, Ordering::Relaxed)));
        let mut options = json!({ "binary": self.chromium, "args": arguments(&profile) });
        if scripts == Scripts::Off {
            options["prefs"] = json!({ "profile.managed_default_content_settings.javascript": 2 });
        }
        let wanted = json!({ "browserName": "chrome", "goog:chromeOptions": options });
        let mut builder = ClientBuilder::new(HttpConnector::new());
        builder.capabilities(wanted.as_object().unwrap().clone());
        builder.connect(&self.address).await.expect("a browser session")
    }
}

fn arguments(profile: &Path) -> Vec<String> {
    let mut arguments: Vec<String> = [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--hide-scrollbars",
        // A browser whose driver is gone then ends by itself.
        "--remote-debugging-pipe",
    ]
    .map(ToOwned::to_owned)
    .to_vec();
    arguments.push(format!("--user-data-dir={}", profile.display()));
    arguments
}
