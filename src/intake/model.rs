//! What a council knows of somebody it takes on, and what may stand in the way. Pure.

use chrono::{NaiveDate, NaiveDateTime};
use serde::{Deserialize, Serialize};

use crate::accounts::HolderSummary;
use crate::directory::model::CareGroup;
use crate::kernel::ids::{HolderId, OrganisationId, UserId};

/// What a council knows of somebody, checked.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Details {
    /// Their name.
    pub name: String,
    /// The council's own name for the case.
    pub case_reference: Option<String>,
    /// When they were born.
    pub born_on: Option<NaiveDate>,
    /// Their care group, as stored.
    pub care_group: Option<String>,
    /// Where they live, without the postcode.
    pub address: Option<String>,
    /// Their postcode.
    pub postcode: Option<String>,
    /// Their telephone number.
    pub phone: Option<String>,
}

impl Details {
    /// What is known of somebody now.
    #[must_use]
    pub fn of(holder: &HolderSummary, case_reference: Option<String>) -> Self {
        Self {
            name: holder.name.clone(),
            case_reference,
            born_on: holder.born_on,
            care_group: holder.care_group.clone(),
            address: holder.address.clone(),
            postcode: holder.postcode.clone(),
            phone: holder.phone.clone(),
        }
    }

    /// What the council says, and the person's own words where both say something: whoever joins keeps their name and
    /// where they say that they live.
    #[must_use]
    pub fn under(self, own: Self) -> Self {
        Self {
            name: own.name,
            case_reference: self.case_reference,
            born_on: own.born_on.or(self.born_on),
            care_group: self.care_group.or(own.care_group),
            address: own.address.or(self.address),
            postcode: own.postcode.or(self.postcode),
            phone: own.phone.or(self.phone),
        }
    }

    /// The care group in words.
    #[must_use]
    pub fn group(&self) -> Option<CareGroup> {
        self.care_group.as_deref().and_then(|group| group.parse().ok())
    }

    /// The same for the same details, and for no others: what two who change them at once are told apart by.
    #[must_use]
    pub fn mark(&self) -> String {
        crate::accounts::service::links::hash(&format!("{self:?}"))
    }

    /// What is different now, for the record of what was done: the words only where they change how money is worked out
    /// or papers are found.
    #[must_use]
    pub fn differences(&self, old: &Self) -> Vec<String> {
        let group = |details: &Self| details.group().map_or("not known", CareGroup::label);
        let named = |text: &Option<String>| text.clone().unwrap_or_else(|| "none".to_owned());
        let mut all = Vec::new();
        if self.care_group != old.care_group {
            all.push(format!("care group: {}, before: {}", group(self), group(old)));
        }
        if self.case_reference != old.case_reference {
            all.push(format!("case: {}, before: {}", named(&self.case_reference), named(&old.case_reference)));
        }
        let plain = [
            (self.name != old.name, "name"),
            (self.born_on != old.born_on, "day of birth"),
            (self.address != old.address, "address"),
            (self.postcode != old.postcode, "postcode"),
            (self.phone != old.phone, "telephone number"),
        ];
        all.extend(plain.iter().filter(|(changed, _)| *changed).map(|(_, what)| (*what).to_owned()));
        all
    }
}

/// Somebody of the same council who may be the same person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alike {
    /// The reference that stands in addresses.
    pub reference: String,
    /// Their name.
    pub name: String,
    /// Their postcode.
    pub postcode: Option<String>,
    /// When they were born.
    pub born_on: Option<NaiveDate>,
}

/// What a care manager looks at before somebody is taken on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LookFirst {
    /// People of the council who may be the same.
    pub alike: Vec<Alike>,
    /// The address has an account of somebody who uses the site for themselves.
    pub has_account: bool,
    /// The area that the postcode lies in, when it is another council's.
    pub elsewhere: Option<String>,
}

impl LookFirst {
    /// Whether there is anything to look at.
    #[must_use]
    pub fn is_clear(&self) -> bool {
        *self == Self::default()
    }
}

/// How it ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Taken {
    /// There is a record now, with this reference.
    On(String),
    /// They were asked to bring the account they have. Nothing is there before their yes.
    Asked,
}

/// An invitation that can still be used.
#[derive(Clone, Debug)]
pub struct Invite {
    /// Which one.
    pub id: i64,
    /// Who invites.
    pub council: OrganisationId,
    /// The record that waits for them; none when they are asked to bring their own.
    pub holder: Option<HolderId>,
    /// The address it went to.
    pub email: String,
    /// What the council typed, when there is no record.
    pub details: Details,
    /// Who sent it.
    pub by: UserId,
    /// When it ends, in UTC.
    pub expires_at: NaiveDateTime,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_joins_keeps_their_own_words_and_gets_the_councils_group_and_case() {
        let text = |text: &str| Some(text.to_owned());
        let council = Details {
            name: "P Shah".to_owned(),
            case_reference: text("A1"),
            care_group: text("dementia"),
            address: text("1 Old Lane"),
            postcode: text("LS6 3HN"),
            ..Details::default()
        };
        let own = Details {
            name: "Priya Shah".to_owned(),
            address: text("2 New Road"),
            phone: text("1"),
            ..Details::default()
        };
        let joined = council.clone().under(own);
        assert_eq!((joined.name.as_str(), joined.address.as_deref()), ("Priya Shah", Some("2 New Road")));
        assert_eq!((joined.postcode.as_deref(), joined.phone.as_deref()), (Some("LS6 3HN"), Some("1")));
        assert_eq!((joined.case_reference.as_deref(), joined.group()), (Some("A1"), Some(CareGroup::Dementia)));
        assert_eq!(joined.differences(&council), ["name", "address", "telephone number"]);
        let other = Details { care_group: text("autism"), case_reference: None, ..council.clone() };
        assert_eq!(other.differences(&council), ["care group: Autism, before: Dementia", "case: none, before: A1"]);
    }
}
