//! Joining a waiting list: what somebody agrees to share.

use serde::Deserialize;

/// As posted.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct JoinForm {
    /// The name for the provider.
    pub name: String,
    /// How the provider reaches them.
    pub contact: String,
}
