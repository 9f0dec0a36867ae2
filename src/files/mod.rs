//! Files that people send: pictures of listings, and evidence for accreditations. They are kept outside the database, in
//! a folder or another object store; the table `stored_files` says which of them are wanted.
//!
//! Invariants: a key is made by us, at random, and never from what somebody's file was called. A file is entered as
//! waiting before its bytes are stored, and kept in the transaction that uses it; so what nobody kept, and what was
//! let go, is found and deleted by [`service::tidy`]. Nothing here looks into a file: whoever takes one checks it.

pub mod service;
mod store;

use std::fmt;
use std::path::Path;
use std::str::FromStr;
use std::sync::Arc;

use object_store::local::LocalFileSystem;
use object_store::memory::InMemory;
use object_store::{ObjectStore, ObjectStoreExt as _, PutPayload};

pub use handpick_pictures as picture;
pub use store::{keep, release};

use crate::config::S3Settings;

/// The largest picture taken, in bytes.
pub const LARGEST_PICTURE: usize = 8 * 1024 * 1024;

/// The largest file of evidence taken, in bytes.
pub const LARGEST_EVIDENCE: usize = 10 * 1024 * 1024;

/// The name of a stored file: a folder and 32 random digits, as `pictures/0f…`, and for one of several sizes, which.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileKey(String);

/// What isn't a key of ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this is not the key of a stored file")]
pub struct NotAKey;

impl FileKey {
    /// A new key in a folder, from random bytes: `FileKey::new("evidence", app.random.bytes())`.
    pub fn new(folder: &'static str, random: [u8; 16]) -> Self {
        Self(format!("{folder}/{:032x}", u128::from_be_bytes(random)))
    }

    /// The same file in another size: `pictures/0f…-640`.
    #[must_use]
    pub fn sized(&self, width: u32) -> Self {
        Self(format!("{}-{width}", self.0))
    }

    /// The same without a size.
    #[must_use]
    pub fn whole(&self) -> Self {
        Self(self.0.split('-').next().unwrap_or_default().to_owned())
    }

    /// The part after the folder: `0f…` or `0f…-640`.
    pub fn name(&self) -> &str {
        self.0.split_once('/').map_or("", |(_, name)| name)
    }

    /// As it is stored.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for FileKey {
    type Err = NotAKey;

    fn from_str(text: &str) -> Result<Self, NotAKey> {
        let (folder, name) = text.split_once('/').ok_or(NotAKey)?;
        let (digits, size) = name.split_once('-').map_or((name, None), |(digits, size)| (digits, Some(size)));
        let is_folder = (1..=20).contains(&folder.len()) && folder.bytes().all(|letter| letter.is_ascii_lowercase());
        let is_random = digits.len() == 32 && digits.bytes().all(|digit| matches!(digit, b'0'..=b'9' | b'a'..=b'f'));
        let is_size =
            size.is_none_or(|size| (1..=5).contains(&size.len()) && size.bytes().all(|digit| digit.is_ascii_digit()));
        if is_folder && is_random && is_size { Ok(Self(text.to_owned())) } else { Err(NotAKey) }
    }
}

impl fmt::Display for FileKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Why a file can't be stored or read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FilesError {
    /// There is no such file.
    #[error("there is no such file")]
    Missing,
    /// The store failed: a full disk, a network.
    #[error("the file store failed: {0}")]
    Store(String),
    /// The table of stored files can't be reached.
    #[error(transparent)]
    Db(#[from] crate::db::DbError),
}

impl From<object_store::Error> for FilesError {
    fn from(error: object_store::Error) -> Self {
        match error {
            object_store::Error::NotFound { .. } => Self::Missing,
            other => Self::Store(other.to_string()),
        }
    }
}

/// Where files are; cheap to clone.
#[derive(Clone, Debug)]
pub struct Files(Arc<dyn ObjectStore>);

impl Files {
    /// Files in a folder, which is made if it isn't there. A file is whole or not there, and on disk before it counts.
    ///
    /// # Errors
    /// When the folder can't be made or used.
    pub fn in_folder(folder: &Path) -> Result<Self, FilesError> {
        std::fs::create_dir_all(folder).map_err(|error| FilesError::Store(error.to_string()))?;
        Ok(Self(Arc::new(LocalFileSystem::new_with_prefix(folder)?.with_fsync(true))))
    }

    /// Files where the settings say: in a bucket if they name one, else in this folder.
    ///
    /// # Errors
    /// When the folder can't be made, the bucket's address makes no sense, or this program knows no buckets.
    pub fn from_settings(folder: &Path, s3: Option<&S3Settings>) -> Result<Self, FilesError> {
        s3.map_or_else(|| Self::in_folder(folder), Self::in_bucket)
    }

    /// Files in a bucket. Nothing is asked of it yet.
    #[cfg(feature = "s3")]
    fn in_bucket(s3: &S3Settings) -> Result<Self, FilesError> {
        use object_store::aws::AmazonS3Builder;
        let mut builder = AmazonS3Builder::new().with_bucket_name(&s3.bucket).with_region(&s3.region);
        if let Some(endpoint) = &s3.endpoint {
            // Settings allow plain HTTP only on a developer's machine.
            builder = builder.with_endpoint(endpoint).with_allow_http(endpoint.starts_with("http://"));
        }
        if let Some((id, secret)) = &s3.key {
            builder = builder.with_access_key_id(id).with_secret_access_key(secret.reveal());
        }
        Ok(Self::within(builder.build()?, &s3.prefix))
    }

    /// This program was built without buckets; the settings say so before.
    #[cfg(not(feature = "s3"))]
    fn in_bucket(_: &S3Settings) -> Result<Self, FilesError> {
        Err(FilesError::Store("this program was built without the feature s3".to_owned()))
    }

    /// Files in a folder of a store.
    #[cfg(any(feature = "s3", test))]
    fn within(store: impl ObjectStore, prefix: &str) -> Self {
        if prefix.is_empty() {
            return Self(Arc::new(store));
        }
        Self(Arc::new(object_store::prefix::PrefixStore::new(store, prefix)))
    }

    /// Files in memory, for tests.
    pub fn in_memory() -> Self {
        Self(Arc::new(InMemory::new()))
    }

    /// Stores a file. Use [`service::upload`], which enters it first, so that it is never forgotten.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn put(&self, key: &FileKey, bytes: Vec<u8>) -> Result<(), FilesError> {
        self.0.put(&path(key), PutPayload::from(bytes)).await?;
        Ok(())
    }

    /// Reads a file.
    ///
    /// # Errors
    /// [`FilesError::Missing`] when it isn't there.
    pub async fn get(&self, key: &FileKey) -> Result<Vec<u8>, FilesError> {
        Ok(self.0.get(&path(key)).await?.bytes().await?.to_vec())
    }

    /// Deletes a file; one that isn't there is deleted already.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn delete(&self, key: &FileKey) -> Result<(), FilesError> {
        match self.0.delete(&path(key)).await.map_err(FilesError::from) {
            Err(FilesError::Missing) => Ok(()),
            other => other,
        }
    }
}

fn path(key: &FileKey) -> object_store::path::Path {
    object_store::path::Path::from(key.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_keys_are_keys() {
        let key = FileKey::new("pictures", [7; 16]);
        assert_eq!(key.as_str(), "pictures/07070707070707070707070707070707");
        assert_eq!(key.as_str().parse(), Ok(key.clone()));
        assert_eq!(key.sized(640).as_str().parse(), Ok(key.sized(640)));
        for other in [
            "",
            "/",
            "pictures",
            "pictures/1",
            "../etc/passwd",
            "pictures/../../../../../../../../etc/passwd",
            "PICTURES/07070707070707070707070707070707",
            "pictures/07070707070707070707070707070707.jpg",
            "pictures/07070707070707070707070707070707-",
            "pictures/07070707070707070707070707070707-../x",
        ] {
            assert_eq!(other.parse::<FileKey>(), Err(NotAKey), "{other}");
        }
    }

    #[actix_web::test]
    async fn every_store_keeps_files_alike() {
        let folder = tempfile::tempdir().unwrap();
        let folder = Files::from_settings(&folder.path().join("new"), None).unwrap();
        let shared = Files::within(InMemory::new(), "live/files");
        let mut stores = vec![folder, Files::in_memory(), shared, Files::within(InMemory::new(), "")];
        stores.extend(bucket("").into_iter().chain(bucket("live/files")));
        for files in stores {
            let key = FileKey::new("evidence", [1; 16]);
            assert_eq!(files.get(&key).await, Err(FilesError::Missing));
            files.put(&key, b"abc".to_vec()).await.unwrap();
            files.put(&key.sized(320), b"small".to_vec()).await.unwrap();
            assert_eq!(files.get(&key).await.unwrap(), b"abc");
            files.delete(&key).await.unwrap();
            files.delete(&key).await.unwrap();
            assert_eq!(files.get(&key).await, Err(FilesError::Missing));
            assert_eq!(files.get(&key.sized(320)).await.unwrap(), b"small");
        }
    }

    /// A bucket called "handpick" at an address that was named when this was built: see `make try-s3`.
    #[cfg(feature = "s3")]
    fn bucket(prefix: &str) -> Option<Files> {
        let s3 = S3Settings {
            bucket: "handpick".to_owned(),
            region: "eu-west-2".to_owned(),
            endpoint: Some(option_env!("TEST_S3_ENDPOINT")?.to_owned()),
            prefix: prefix.to_owned(),
            key: Some(("id".to_owned(), crate::config::Secret::new("a secret for trying"))),
        };
        Some(Files::from_settings(Path::new("unused"), Some(&s3)).unwrap())
    }

    #[cfg(not(feature = "s3"))]
    fn bucket(_: &str) -> Option<Files> {
        None
    }

    /// Nothing is sent: the address of a file is made, and signed.
    #[cfg(feature = "s3")]
    #[test]
    fn a_bucket_is_opened_from_its_settings() {
        let s3 = S3Settings {
            bucket: "handpick".to_owned(),
            region: "eu-west-2".to_owned(),
            endpoint: Some("http://127.0.0.1:9".to_owned()),
            prefix: "live".to_owned(),
            key: Some(("id".to_owned(), crate::config::Secret::new("hunter2"))),
        };
        let files = Files::from_settings(Path::new("unused"), Some(&s3)).unwrap();
        assert!(!format!("{files:?}").contains("hunter2"), "{files:?}");
    }
}
