//! Keeps the invariants that the text of the program can show. Each test names one, and its list of
//! exceptions gives a reason for each: to change a rule is to change this file.

pub mod routes;
mod source;

use source::{Source, below, functions, is_word};

/// Where transactions may be opened beside services, and why.
const WRITERS: [(&str, &str); 6] = [
    ("db/", "it is the database"),
    ("jobs/", "the worker claims and finishes jobs, which are rows of its own"),
    ("audit/", "it writes entries of its own"),
    ("cli/", "a command is the entry point, as a request is elsewhere"),
    ("demo/", "it fills an empty database before anybody is served"),
    ("bench/", "it measures transactions themselves"),
];

/// What may be asked of the world only by a few, and by whom, and why.
const OUTSIDE_WORLD: [(&str, &[(&str, &str)]); 8] = [
    ("SystemTime::now", &[("app/", "the clock is here")]),
    ("Utc::now", &[("app/", "the clock is here")]),
    ("Local::now", &[("app/", "the clock is here")]),
    (
        "Instant::now",
        &[
            ("app/", "how long a request took"),
            ("search/", "how long a search took"),
            ("bench/", "it measures"),
            ("cli/", "progress"),
            ("demo/", "progress"),
        ],
    ),
    ("env::var", &[("config/", "settings are read here"), ("build.rs", "cargo tells the build where it is")]),
    ("env::args", &[("main.rs", "the command line"), ("cli/", "the command line")]),
    (
        "rand::",
        &[("app/", "randomness is handed out here"), ("db/", "the wait before a retry must differ between rivals")],
    ),
    ("getrandom", &[]),
];

/// Features, and what each may use. The order is a way to build them one after the other.
const FEATURES: [(&str, &[&str]); 19] = [
    ("accounts", &[]),
    ("safeguarding", &["accounts"]),
    ("directory", &["accounts"]),
    ("assessments", &["accounts", "directory"]),
    ("plans", &["accounts", "directory", "assessments"]),
    ("intake", &["accounts", "directory", "plans"]),
    ("budgets", &["accounts", "directory", "assessments", "plans"]),
    ("orders", &["accounts", "directory", "assessments", "plans", "budgets"]),
    ("requests", &["accounts", "directory", "plans", "budgets", "orders"]),
    ("sharing", &["accounts", "directory", "plans", "budgets", "orders"]),
    ("find", &["accounts", "directory", "plans", "budgets", "requests"]),
    ("billing", &["accounts", "directory", "assessments", "plans", "budgets", "orders"]),
    (
        "closing",
        &["accounts", "directory", "assessments", "plans", "budgets", "orders", "requests", "sharing", "billing"],
    ),
    ("brokerage", &["accounts", "directory", "assessments", "plans", "budgets", "orders"]),
    ("ratings", &["accounts", "safeguarding", "directory", "plans", "orders"]),
    ("moderation", &["accounts", "safeguarding", "directory", "ratings"]),
    ("openreferral", &["accounts", "directory"]),
    (
        "api",
        &[
            "accounts",
            "directory",
            "find",
            "assessments",
            "plans",
            "budgets",
            "orders",
            "billing",
            "brokerage",
            "ratings",
            "openreferral",
        ],
    ),
    (
        "oversight",
        &[
            "accounts",
            "directory",
            "find",
            "assessments",
            "plans",
            "budgets",
            "orders",
            "billing",
            "brokerage",
            "ratings",
        ],
    ),
];

/// What lies below the features, and what each may use beside itself.
const BELOW: [(&str, &[&str]); 8] = [
    ("kernel", &[]),
    ("db", &["kernel"]),
    ("geo", &["kernel"]),
    ("search", &["kernel", "geo", "db"]),
    ("mail", &["kernel", "db", "jobs", "config"]),
    ("jobs", &["kernel", "db"]),
    ("audit", &["kernel", "db"]),
    ("files", &["kernel", "db", "config"]),
];

const FILE_LINES: usize = 400;
const FUNCTION_LINES: usize = 70;

/// Fails with all faults at once.
fn none(rule: &str, faults: impl IntoIterator<Item = String>) {
    let faults: Vec<String> = faults.into_iter().collect();
    assert!(faults.is_empty(), "{rule}:\n  {}", faults.join("\n  "));
}

fn excepted(source: &Source, list: &[(&str, &str)]) -> bool {
    list.iter().any(|(place, _)| source.path.starts_with(place))
}

#[test]
fn diesel_stays_in_stores() {
    let free = |source: &&Source| source.area() != "db" && !source.is_room("store");
    none(
        "diesel belongs in store.rs and db/",
        below("src").iter().filter(free).flat_map(|source| source.uses("diesel")),
    );
}

#[test]
fn rules_and_services_know_no_http() {
    let inner = |source: &&Source| ["model", "store", "service", "jobs"].iter().any(|room| source.is_room(room));
    let uses = |source: &Source| {
        ["actix", "maud", "HttpResponse"].iter().flat_map(|word| source.uses(word)).collect::<Vec<_>>()
    };
    none("no HTTP and no HTML in model, store, service and jobs", below("src").iter().filter(inner).flat_map(uses));
}

#[test]
fn only_services_open_transactions() {
    let calls = |source: &Source| {
        let all = [".write(", ".write_locked(", ".write_blocking(", ".write_locked_blocking("];
        // `.write(true)` opens a file, and `.write()` takes a lock in memory.
        let real = |line: &String| !line.contains(".write()") && !line.contains(".write(true)");
        all.iter().flat_map(|call| source.uses(call)).filter(real).collect::<Vec<_>>()
    };
    let other = |source: &&Source| !source.is_room("service") && !excepted(source, &WRITERS);
    none("a transaction is opened only in service.rs", below("src").iter().filter(other).flat_map(calls));
}

#[test]
fn the_world_is_asked_through_the_app() {
    let mut faults = Vec::new();
    for source in below("src") {
        for (call, allowed) in OUTSIDE_WORLD {
            if !excepted(&source, allowed) {
                faults.extend(source.uses(call));
            }
        }
    }
    none("the clock, the environment and randomness come from the App", faults);
}

#[test]
fn files_and_functions_are_short() {
    let mut faults = Vec::new();
    for source in below("src").iter().filter(|source| source.path != "db/schema/lib.rs") {
        // What a test module takes is its own affair.
        let tests = source.tests.lines().filter(|line| !line.trim().is_empty()).count();
        let lines = source.text.lines().count() - tests;
        if lines >= FILE_LINES {
            faults.push(format!("{} has {lines} lines without its tests, and {FILE_LINES} are too many", source.path));
        }
        for (line, name, length) in functions(&source.code) {
            if length >= FUNCTION_LINES {
                faults.push(format!(
                    "{}:{line}: {name} has {length} lines, and {FUNCTION_LINES} are too many",
                    source.path
                ));
            }
        }
    }
    none("files and functions are short", faults);
}

#[test]
fn every_file_says_what_it_is_for() {
    let vague = ["utils", "util", "helpers", "misc", "common"];
    let mut faults = Vec::new();
    for source in below("src").iter().chain(&below("tests")) {
        if vague.contains(&source.stem()) {
            faults.push(format!("{}: this name says nothing", source.path));
        }
        if !source.text.starts_with("//!") {
            faults.push(format!("{} doesn't begin with //! and what it is for", source.path));
        }
    }
    none("every file says what it is for", faults);
}

/// The parts of this crate that code names, as `crate::part` or in `use crate::{part, …}`.
fn parts_used(code: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for (at, _) in code.match_indices("crate::") {
        if code[..at].ends_with(|letter| is_word(letter) || letter == '$') {
            continue;
        }
        let line = code[..at].matches('\n').count() + 1;
        let rest = &code[at + "crate::".len()..];
        for name in first_names(rest) {
            found.push((line, name));
        }
    }
    found
}

/// `a::b` names `a`; `{a::{b, c}, d}` names `a` and `d`.
fn first_names(rest: &str) -> Vec<String> {
    let word = |text: &str| text.chars().take_while(|letter| is_word(*letter)).collect::<String>();
    let Some(list) = rest.strip_prefix('{') else { return vec![word(rest)] };
    let mut depth = 1;
    let mut names = vec![word(list.trim_start())];
    for (at, letter) in list.char_indices() {
        match letter {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 1 => names.push(word(list[at + 1..].trim_start())),
            _ => {}
        }
        if depth == 0 {
            break;
        }
    }
    names.retain(|name| !name.is_empty());
    names
}

#[test]
fn what_is_below_never_looks_up() {
    let features: Vec<&str> = FEATURES.iter().map(|(name, _)| *name).collect();
    let mut faults = Vec::new();
    for source in below("src") {
        let allowed: Option<&[&str]> =
            BELOW.iter().find(|(name, _)| *name == source.area()).map(|(_, allowed)| *allowed);
        for (line, part) in parts_used(&source.code) {
            let own = part == source.area();
            // Macros lie at the root of the crate.
            let is_macro = ["text_enum", "each_backend", "among", "insert_all"].contains(&part.as_str());
            let fine = match allowed {
                Some(allowed) => own || is_macro || allowed.contains(&part.as_str()),
                None => source.area() != "web" || !features.contains(&part.as_str()),
            };
            if !fine {
                faults.push(format!("src/{}:{line}: {} may not use {part}", source.path, source.area()));
            }
        }
    }
    none("kernel ← db ← {mail, search, geo, jobs, audit, files} ← features, and web names no feature", faults);
}

#[test]
fn features_use_each_other_in_one_direction() {
    let place = |name: &str| FEATURES.iter().position(|(feature, _)| *feature == name);
    for (feature, allowed) in FEATURES {
        for other in allowed {
            assert!(place(other) < place(feature), "{feature} may use {other} only if it comes later in the list");
        }
    }
    let mut faults = Vec::new();
    for source in below("src") {
        let Some((feature, allowed)) = FEATURES.iter().find(|(name, _)| *name == source.area()) else { continue };
        for (line, part) in parts_used(&source.code) {
            if part != *feature && place(&part).is_some() && !allowed.contains(&part.as_str()) {
                faults.push(format!("src/{}:{line}: {feature} may not use {part}", source.path));
            }
        }
    }
    none("features form one direction", faults);
}

#[test]
fn every_form_is_posted_with_its_token() {
    let sources = below("src");
    let mut faults = Vec::new();
    for source in &sources {
        for (at, found) in source.code.match_indices("post().to(") {
            let handler: String = source.code[at + found.len()..]
                .chars()
                .take_while(|letter| is_word(*letter) || *letter == ':')
                .collect();
            let line = source.code[..at].matches('\n').count() + 1;
            match signature(&sources, &source.path, &handler) {
                Some(signature) if signature.contains("Posted<") || signature.contains("PostedFiles<") => {}
                Some(_) => faults
                    .push(format!("src/{}:{line}: {handler} takes neither Posted<…> nor PostedFiles<…>", source.path)),
                None => faults.push(format!("src/{}:{line}: {handler} wasn't found", source.path)),
            }
        }
    }
    none("every POST takes Posted or PostedFiles, which check the token", faults);
}

/// The head of the function that a path names from a file: `orders::routes::place`, or a neighbour's name.
fn signature(sources: &[Source], from: &str, handler: &str) -> Option<String> {
    let (module, name) = handler.rsplit_once("::").unwrap_or(("", handler));
    let nearest = module.rsplit("::").next().unwrap_or("");
    let area = module.split("::").find(|part| !matches!(*part, "crate" | "self" | "super")).unwrap_or("");
    let fits = |source: &&Source| match nearest {
        "" => source.path == from,
        _ => {
            source.path.contains(nearest)
                && (source.path.starts_with(area) || source.area() == from.split('/').next().unwrap_or(""))
        }
    };
    let head = format!("fn {name}(");
    sources.iter().filter(fits).find_map(|source| {
        let start = source.code.find(&head)?;
        let rest = &source.code[start..];
        Some(rest[..rest.find('{')?].to_owned())
    })
}

#[test]
fn tests_neither_wait_nor_look_away() {
    let words = ["#[ignore", "sleep("];
    let modules = below("src");
    let mut faults: Vec<String> =
        modules.iter().flat_map(|source| words.iter().flat_map(|word| source.uses_in_tests(word))).collect();
    for source in below("tests") {
        faults.extend(words.iter().flat_map(|word| source.uses(word)));
        faults.extend(words.iter().flat_map(|word| source.uses_in_tests(word)));
    }
    none("no ignored tests and no sleeps", faults);
}

#[test]
fn parts_are_found_in_any_spelling() {
    let code = "use crate::db::{Db, DbError};\nuse crate::{\n    accounts::{Actor, Role},\n    web,\n};\nfn a() { crate::kernel::b() }\n";
    let found: Vec<String> = parts_used(code).into_iter().map(|(line, part)| format!("{line} {part}")).collect();
    assert_eq!(found, ["1 db", "2 accounts", "2 web", "6 kernel"]);
}
