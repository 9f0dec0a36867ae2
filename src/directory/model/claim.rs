//! A claim: somebody says that an entry from open data is their organisation, and shows it.
//!
//! The proof is a code that was mailed to the organisation's address on record, or evidence that a moderator looks at.
//! Nothing of the entry changes hands before that. Where two claim the same, a moderator decides.

use chrono::{NaiveDateTime, TimeDelta};

use super::commands::{Fault, tidy, tidy_line};
use super::provider::Provider;
use crate::kernel::ids::{ClaimId, OrganisationId, ProviderId, UserId};
use crate::kernel::text_enum;

/// A code can be entered for this long.
pub const CODE_DAYS: i64 = 7;
/// Tries of one code.
pub const MOST_TRIES: i32 = 5;
/// The longest job title, in letters.
const LONGEST_JOB: usize = 100;
/// The longest words about oneself, in letters.
const LONGEST_WORDS: usize = 1_000;

/// Hosts where anybody gets an address: one there proves nothing about an organisation.
const ANYBODYS: [&str; 16] = [
    "gmail.com",
    "googlemail.com",
    "hotmail.com",
    "hotmail.co.uk",
    "outlook.com",
    "live.com",
    "live.co.uk",
    "msn.com",
    "yahoo.com",
    "yahoo.co.uk",
    "icloud.com",
    "me.com",
    "aol.com",
    "btinternet.com",
    "sky.com",
    "proton.me",
];

text_enum! {
    /// Where a claim is on its way.
    pub enum ClaimState {
        /// A code was mailed to the organisation.
        CodeSent = "code_sent" => "Waiting for the code",
        /// A moderator looks at it.
        Waiting = "waiting" => "Waiting for us",
        /// It is theirs.
        Accepted = "accepted" => "Accepted",
        /// It was not shown to be theirs.
        Refused = "refused" => "Not accepted",
        /// They took it back.
        Withdrawn = "withdrawn" => "Taken back",
    }
}

impl ClaimState {
    /// Whether it is still to be decided.
    #[must_use]
    pub const fn is_open(self) -> bool {
        matches!(self, Self::CodeSent | Self::Waiting)
    }
}

/// A claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// Which one.
    pub id: ClaimId,
    /// The entry.
    pub provider: ProviderId,
    /// Whose it would be.
    pub organisation: OrganisationId,
    /// Who says so.
    pub user: UserId,
    /// What they do there.
    pub job: String,
    /// What else they said.
    pub words: String,
    /// Where it is on its way.
    pub state: ClaimState,
    /// What the database keeps of the code.
    pub code_hash: Option<String>,
    /// When the code ends, in UTC.
    pub code_expires_at: Option<NaiveDateTime>,
    /// Wrong codes so far.
    pub tries: i32,
    /// Why it was refused.
    pub reason: Option<String>,
    /// When it was made, in UTC.
    pub created_at: NaiveDateTime,
}

impl Claim {
    /// How often a code may still be tried; none when there is no code to enter, or it is too old.
    #[must_use]
    pub fn tries_left(&self, now: NaiveDateTime) -> Option<i32> {
        let open = self.state == ClaimState::CodeSent && self.code_expires_at.is_some_and(|ends| now < ends);
        let left = MOST_TRIES.saturating_sub(self.tries);
        (open && left > 0).then_some(left)
    }
}

/// When a code that is sent now ends.
#[must_use]
pub fn code_ends(now: NaiveDateTime) -> NaiveDateTime {
    now + TimeDelta::days(CODE_DAYS)
}

/// How they want to show it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Proof {
    /// A code, mailed to the address on record.
    Code,
    /// A file that a moderator looks at.
    Evidence,
}

/// What somebody says of themselves to claim an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewClaim {
    /// What they do there.
    pub job: String,
    /// What else helps us to see it.
    pub words: String,
    /// How they show it.
    pub proof: Proof,
}

impl NewClaim {
    /// The same, tidied.
    ///
    /// # Errors
    /// Every fault.
    pub fn checked(&self, provider: &Provider, files: usize) -> Result<Self, Vec<Fault>> {
        let tidied = Self { job: tidy_line(&self.job), words: tidy(&self.words), proof: self.proof };
        let mut faults = Vec::new();
        if tidied.job.is_empty() || tidied.job.chars().count() > LONGEST_JOB {
            faults.push(Fault::new("job", "Say what you do there, like “Manager”, in 100 letters or fewer."));
        }
        if tidied.words.chars().count() > LONGEST_WORDS {
            faults.push(Fault::new("words", format!("Keep this to {LONGEST_WORDS} letters or fewer.")));
        }
        match self.proof {
            Proof::Code if code_address(provider).is_none() => {
                faults.push(Fault::new("proof", "There is no address on record to send a code to. Send a file."));
            }
            Proof::Evidence if files == 0 => {
                faults.push(Fault::new("evidence", "Choose a file, such as a letter or a certificate with its name."));
            }
            Proof::Code | Proof::Evidence => {}
        }
        if faults.is_empty() { Ok(tidied) } else { Err(faults) }
    }
}

/// Where a code can be mailed: the address on record, when it is at a domain of the organisation's own.
#[must_use]
pub fn code_address(provider: &Provider) -> Option<&str> {
    let email = provider.email.as_deref()?;
    let (_, host) = email.rsplit_once('@')?;
    let host = host.to_lowercase();
    (host.contains('.') && !ANYBODYS.contains(&host.as_str())).then_some(email)
}

/// An address as somebody may see it who hasn't shown that it is theirs: "h…@elms.example".
#[must_use]
pub fn masked(email: &str) -> String {
    let (name, host) = email.rsplit_once('@').unwrap_or((email, ""));
    format!("{}…@{host}", name.chars().next().map(String::from).unwrap_or_default())
}

/// A code as it was typed: case, spaces and hyphens don't matter.
#[must_use]
pub fn plain_code(typed: &str) -> String {
    typed.chars().filter(char::is_ascii_alphanumeric).map(|letter| letter.to_ascii_uppercase()).take(40).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_shown_by_its_first_letter() {
        assert_eq!(masked("hello@elms.example"), "h…@elms.example");
        assert_eq!(masked("@"), "…@");
    }

    #[test]
    fn a_code_is_read_however_it_is_typed() {
        assert_eq!(plain_code(" hp-7k3m 9qxt\n"), "HP7K3M9QXT");
        assert_eq!(plain_code(&"a".repeat(1000)).len(), 40);
    }
}
