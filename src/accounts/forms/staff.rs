//! What the pages of a provider's staff post.

use serde::Deserialize;

use super::{address, name, new_password};
use crate::accounts::duty::ProviderRole;
use crate::accounts::officer::Rights;
use crate::web::form::FieldErrors;

/// Inviting somebody, or giving them another role.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct InviteForm {
    pub email: String,
    pub role: String,
}

impl InviteForm {
    pub fn check(&self) -> Result<(String, ProviderRole), FieldErrors> {
        let mut errors = FieldErrors::new();
        let email = errors.take("email", address(&self.email));
        let role = self.role(&mut errors);
        match (email, role) {
            (Some(email), Some(role)) => Ok((email, role)),
            _ => Err(errors),
        }
    }

    pub fn role(&self, errors: &mut FieldErrors) -> Option<ProviderRole> {
        let role = self.role.parse().ok();
        if role.is_none() {
            errors.push("role", "Choose what they may do");
        }
        role
    }
}

/// Joining without an account: one is made with the invited address.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct JoinForm {
    pub name: String,
    pub password: String,
}

impl JoinForm {
    pub fn check(&self) -> Result<(String, String), FieldErrors> {
        let mut errors = FieldErrors::new();
        let name = errors.take("name", name(&self.name, "Enter your name"));
        let password = errors.take("password", new_password(&self.password));
        match (name, password) {
            (Some(name), Some(password)) => Ok((name, password)),
            _ => Err(errors),
        }
    }
}

/// Inviting an officer of a council, or giving them other rights.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct OfficerForm {
    pub email: String,
    pub rights: Vec<String>,
}

impl OfficerForm {
    pub fn check(&self) -> Result<(String, Rights), FieldErrors> {
        let mut errors = FieldErrors::new();
        let email = errors.take("email", address(&self.email));
        let rights = self.rights(&mut errors);
        match (email, rights) {
            (Some(email), Some(rights)) => Ok((email, rights)),
            _ => Err(errors),
        }
    }

    /// Looking after the staff is no role by itself: somebody with no role sees nothing of the council.
    pub fn rights(&self, errors: &mut FieldErrors) -> Option<Rights> {
        let rights = Rights::of_words(self.rights.iter().map(String::as_str));
        if rights.roles().is_empty() {
            errors.push("rights", "Choose at least one role");
            return None;
        }
        Some(rights)
    }
}
