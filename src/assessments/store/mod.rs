//! The tables of assessments.

pub mod assessments;
pub mod contributions;
pub mod figures;
pub mod forgetting;
pub mod questionnaires;
pub mod ras;

use crate::db::DbError;

/// What is kept as JSON, as text.
pub(super) fn to_json(value: &impl serde::Serialize) -> Result<String, DbError> {
    serde_json::to_string(value).map_err(|error| DbError::Other(error.to_string()))
}

/// What was kept as JSON. A text this version doesn't understand is a fault, never read as something else.
pub(super) fn from_json<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, DbError> {
    serde_json::from_str(text).map_err(|error| DbError::Other(format!("stored text makes no sense: {error}")))
}
