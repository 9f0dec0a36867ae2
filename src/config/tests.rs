//! What a person who runs the program may rely on about its settings.

use super::*;

fn source(pairs: &[(&str, &str)]) -> Source {
    let mut source = Source::default();
    source.set("HANDPICK_SECRET_KEY", "0123456789abcdef0123456789abcdef");
    for (name, value) in pairs {
        source.set(name, value);
    }
    source
}

#[test]
fn nothing_set_gives_a_program_that_runs_on_this_machine_only() {
    let config = source(&[]).load().unwrap();
    assert_eq!(config.listen.to_string(), "127.0.0.1:8080");
    assert_eq!(config.public_url, "http://127.0.0.1:8080");
    assert!(!config.is_https());
}

#[test]
fn all_faults_are_told_at_once() {
    let faults = source(&[
        ("HANDPICK_LISTEN", "nowhere"),
        ("HANDPICK_PUBLIC_URL", "ftp://x"),
        ("HANDPICK_WORKERS", "many"),
        ("HANDPICK_TRUSTED_PROXIES", "the one in front"),
        ("HANDPICK_LISTNE", "127.0.0.1:1"),
    ])
    .load()
    .unwrap_err();
    let names: Vec<_> = faults.0.iter().map(|fault| fault.setting.as_str()).collect();
    assert_eq!(
        names,
        ["HANDPICK_LISTNE", "HANDPICK_LISTEN", "HANDPICK_PUBLIC_URL", "HANDPICK_WORKERS", "HANDPICK_TRUSTED_PROXIES"]
    );
}

#[test]
fn a_file_is_read_and_the_environment_wins() {
    let mut source = source(&[]);
    source.add_toml("listen = \"127.0.0.1:9000\"\nphone = \"0113 496 0000\"\nworkers = 3\n");
    source.set("HANDPICK_LISTEN", "127.0.0.1:9001");
    let config = source.load().unwrap();
    assert_eq!(config.listen.port(), 9001);
    assert_eq!(config.phone, "0113 496 0000");
    assert_eq!(config.workers, 3);
}

#[test]
fn production_must_bring_its_own_secret() {
    let mut source = Source::default();
    source.set("HANDPICK_ENVIRONMENT", "production");
    let faults = source.load().unwrap_err();
    assert!(faults.to_string().contains("HANDPICK_SECRET_KEY: must be set in production"));
}

#[test]
fn secrets_are_never_printed() {
    let config = source(&[
        ("HANDPICK_SMTP_URL", "smtps://user:hunter2@mail.example"),
        ("DATABASE_URL", "postgres://u:hunter2@h/d"),
    ])
    .load()
    .unwrap();
    let shown = format!("{config:?}");
    assert!(!shown.contains("hunter2"), "{shown}");
    assert!(!shown.contains("0123456789abcdef"), "{shown}");
}
