//! Settings of an S3 store for files that people send: a bucket at Amazon, or at anything that speaks the same.

use super::Secret;
use super::load::Source;

/// A bucket, and how to reach it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct S3Settings {
    /// The bucket's name.
    pub bucket: String,
    /// Its region, as `eu-west-2`.
    pub region: String,
    /// Where the store is, when it isn't Amazon's; without a trailing slash.
    pub endpoint: Option<String>,
    /// Folder in the bucket; empty for none.
    pub prefix: String,
    /// Key id and secret; none for the role that the machine has at Amazon.
    pub key: Option<(String, Secret)>,
}

/// The names of all settings of a bucket, the one that switches it on first.
pub(super) const NAMES: [&str; 6] = [
    "HANDPICK_S3_BUCKET",
    "HANDPICK_S3_REGION",
    "HANDPICK_S3_ENDPOINT",
    "HANDPICK_S3_PREFIX",
    "HANDPICK_S3_KEY_ID",
    "HANDPICK_S3_SECRET",
];

/// Whether this program was built with the feature `s3`.
pub(super) const BUILT_IN: bool = cfg!(feature = "s3");

/// What the settings say of a bucket; none when none is named.
pub(super) fn load(source: &mut Source, production: bool, built_in: bool) -> Option<S3Settings> {
    let [bucket, region, endpoint, prefix, key_id, secret] = NAMES.map(|name| source.set_text(name));
    let Some(bucket) = bucket else {
        let others = [region, endpoint, prefix, key_id, secret];
        for (name, _) in NAMES.iter().skip(1).zip(others).filter(|(_, value)| value.is_some()) {
            source.fault(name, "says something of a bucket, but HANDPICK_S3_BUCKET names none.");
        }
        return None;
    };
    if !built_in {
        source.fault("HANDPICK_S3_BUCKET", "needs a program built with `cargo build --release --features s3`.");
    }
    if source.set_text("HANDPICK_FILES_DIR").is_some() {
        source.fault("HANDPICK_FILES_DIR", "and HANDPICK_S3_BUCKET are both set. Files go to one place: take one out.");
    }
    let plain = |letter: u8| letter.is_ascii_lowercase() || letter.is_ascii_digit() || b".-".contains(&letter);
    if !(3..=63).contains(&bucket.len()) || !bucket.bytes().all(plain) {
        source.fault("HANDPICK_S3_BUCKET", "must be a bucket's name: 3 to 63 small letters, digits, dots and hyphens.");
    }
    if region.is_none() {
        source.fault("HANDPICK_S3_REGION", "must be set beside HANDPICK_S3_BUCKET, as eu-west-2.");
    }
    let endpoint = endpoint.map(|endpoint| endpoint.trim_end_matches('/').to_owned());
    match &endpoint {
        Some(endpoint) if endpoint.starts_with("https://") => {}
        Some(endpoint) if endpoint.starts_with("http://") && !production => {}
        Some(endpoint) if endpoint.starts_with("http://") => {
            source.fault("HANDPICK_S3_ENDPOINT", "must start with https:// in production: evidence is private.");
        }
        Some(_) => source.fault("HANDPICK_S3_ENDPOINT", "must start with https://."),
        None => {}
    }
    let prefix = prefix.unwrap_or_default().trim_matches('/').to_owned();
    if !prefix.bytes().all(|letter| letter.is_ascii_alphanumeric() || b"/-_.".contains(&letter))
        || prefix.contains("..")
    {
        source.fault("HANDPICK_S3_PREFIX", "must be a folder's name of letters, digits, hyphens and slashes.");
    }
    let key = match (key_id, secret) {
        (Some(id), Some(secret)) => Some((id, Secret::new(secret))),
        (None, None) => None,
        (Some(_), None) => {
            source.fault("HANDPICK_S3_SECRET", "must be set beside HANDPICK_S3_KEY_ID.");
            None
        }
        (None, Some(_)) => {
            source.fault("HANDPICK_S3_KEY_ID", "must be set beside HANDPICK_S3_SECRET.");
            None
        }
    };
    Some(S3Settings { bucket, region: region.unwrap_or_default(), endpoint, prefix, key })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(pairs: &[(&str, &str)]) -> Source {
        let mut source = Source::default();
        for (name, value) in pairs {
            source.set(name, value);
        }
        source
    }

    /// The faults' settings, in order.
    fn faults(pairs: &[(&str, &str)], production: bool, built_in: bool) -> Vec<String> {
        let mut source = source(pairs);
        load(&mut source, production, built_in);
        source.faults().iter().map(|fault| fault.setting.clone()).collect()
    }

    #[test]
    fn a_bucket_is_read_and_its_secret_never_printed() {
        let mut source = source(&[
            ("HANDPICK_S3_BUCKET", "handpick-files"),
            ("HANDPICK_S3_REGION", "eu-west-2"),
            ("HANDPICK_S3_ENDPOINT", "https://s3.example.org/"),
            ("HANDPICK_S3_PREFIX", "/live/"),
            ("HANDPICK_S3_KEY_ID", "AKIA-EXAMPLE"),
            ("HANDPICK_S3_SECRET", "hunter2-hunter2"),
        ]);
        let s3 = load(&mut source, true, true).unwrap();
        assert!(source.faults().is_empty(), "{:?}", source.faults());
        assert_eq!((s3.bucket.as_str(), s3.prefix.as_str()), ("handpick-files", "live"));
        assert_eq!(s3.endpoint.as_deref(), Some("https://s3.example.org"));
        assert!(!format!("{s3:?}").contains("hunter2"));
        assert_eq!(s3.key.map(|key| key.1.reveal().to_owned()), Some("hunter2-hunter2".to_owned()));
    }

    #[test]
    fn without_a_bucket_files_stay_in_their_folder() {
        assert!(load(&mut source(&[]), true, false).is_none());
        assert_eq!(faults(&[("HANDPICK_S3_REGION", "eu-west-2")], false, true), ["HANDPICK_S3_REGION"]);
    }

    #[test]
    fn all_faults_of_a_bucket_are_told_at_once() {
        let wrong = [
            ("HANDPICK_S3_BUCKET", "My Bucket"),
            ("HANDPICK_S3_ENDPOINT", "http://s3.example.org"),
            ("HANDPICK_S3_PREFIX", "../other"),
            ("HANDPICK_S3_SECRET", "hunter2"),
            ("HANDPICK_FILES_DIR", "/srv/files"),
        ];
        let expected = [
            "HANDPICK_S3_BUCKET",
            "HANDPICK_FILES_DIR",
            "HANDPICK_S3_BUCKET",
            "HANDPICK_S3_REGION",
            "HANDPICK_S3_ENDPOINT",
            "HANDPICK_S3_PREFIX",
            "HANDPICK_S3_KEY_ID",
        ];
        assert_eq!(faults(&wrong, true, false), expected);
    }

    #[test]
    fn a_program_built_without_it_says_so() {
        let right = [("HANDPICK_S3_BUCKET", "handpick"), ("HANDPICK_S3_REGION", "eu-west-2")];
        assert_eq!(faults(&right, true, false), ["HANDPICK_S3_BUCKET"]);
        assert!(faults(&right, true, true).is_empty());
    }
}
