//! When two providers may be one, and what a moderator chooses when they are.

use super::likeness::{ALIKE, alike};
use crate::kernel::{ListingId, ProviderId, text_enum};

/// Two of the same name within this many metres may be one.
const NEAR_METRES: i64 = 1_500;

text_enum! {
    /// Why two providers may be one, the surest first.
    pub enum Likeness {
        Cqc = "cqc" => "The same CQC number",
        Charity = "charity" => "The same charity number",
        Company = "company" => "The same company number",
        NameAndPostcode = "name_and_postcode" => "The same name and postcode",
        NameNearby = "name_nearby" => "The same name, close by",
        SimilarName = "similar_name" => "A similar name at the same postcode",
    }
}

text_enum! {
    /// What was decided of two that are alike.
    pub enum PairState {
        Open = "open" => "To check",
        Different = "different" => "Not the same",
        Merged = "merged" => "Merged",
    }
}

/// What tells a provider from others.
#[derive(Clone, Copy, Debug)]
pub struct Marks<'a> {
    /// What it is called.
    pub name: &'a str,
    /// The same, folded.
    pub name_key: &'a str,
    /// As "M33 3NB".
    pub postcode: Option<&'a str>,
    /// Metres on the national grid.
    pub at: Option<(i32, i32)>,
    /// Its number at the Care Quality Commission.
    pub cqc: Option<&'a str>,
    /// Whose data it comes from.
    pub source: Option<&'a str>,
}

/// Why these two may be one. Two numbers at the Care Quality Commission are two places, and a source tells its own
/// entries apart.
#[must_use]
pub fn likeness(one: &Marks<'_>, other: &Marks<'_>) -> Option<Likeness> {
    if let (Some(cqc), Some(other_cqc)) = (one.cqc, other.cqc) {
        return cqc.eq_ignore_ascii_case(other_cqc).then_some(Likeness::Cqc);
    }
    if one.source.is_some() && one.source == other.source {
        return None;
    }
    let same_postcode = one.postcode.is_some() && one.postcode == other.postcode;
    if one.name_key == other.name_key {
        let near = one.at.zip(other.at).is_some_and(|(one, other)| is_near(one, other));
        return if same_postcode { Some(Likeness::NameAndPostcode) } else { near.then_some(Likeness::NameNearby) };
    }
    (same_postcode && alike(one.name, other.name) >= ALIKE).then_some(Likeness::SimilarName)
}

fn is_near(one: (i32, i32), other: (i32, i32)) -> bool {
    let (east, north) = (i64::from(one.0) - i64::from(other.0), i64::from(one.1) - i64::from(other.1));
    east * east + north * north <= NEAR_METRES * NEAR_METRES
}

text_enum! {
    /// What a moderator chooses between, field by field.
    pub enum MergeField {
        Name = "name" => "Name",
        Kind = "kind" => "Kind",
        Summary = "summary" => "Summary",
        Description = "description" => "Description",
        Address = "address" => "Address",
        Phone = "phone" => "Phone",
        Email = "email" => "Email",
        Website = "website" => "Website",
        Cqc = "cqc" => "CQC number and rating",
    }
}

/// What a moderator decided of two providers that are one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MergeCommand {
    /// Which of the two stays.
    pub stays: ProviderId,
    /// What is taken from the other one.
    pub from_other: Vec<MergeField>,
    /// Listings that go out of sight, because another says the same.
    pub pause: Vec<ListingId>,
}

#[cfg(test)]
mod tests {
    use super::*;

    const LARCH: Marks<'_> = Marks {
        name: "Larch House",
        name_key: "larch house",
        postcode: Some("M41 5BU"),
        at: Some((376_000, 395_000)),
        cqc: None,
        source: None,
    };

    #[test]
    fn numbers_count_before_names() {
        let one = Marks { cqc: Some("1-100"), ..LARCH };
        assert_eq!(likeness(&one, &Marks { cqc: Some("1-100"), name_key: "x", ..LARCH }), Some(Likeness::Cqc));
        assert_eq!(likeness(&one, &Marks { cqc: Some("1-101"), ..LARCH }), None);
        assert_eq!(likeness(&one, &LARCH), Some(Likeness::NameAndPostcode));
    }

    #[test]
    fn names_count_only_close_by() {
        let near = Marks { postcode: Some("M41 5BX"), at: Some((376_900, 395_900)), ..LARCH };
        assert_eq!(likeness(&LARCH, &near), Some(Likeness::NameNearby));
        assert_eq!(likeness(&LARCH, &Marks { at: Some((376_000, 396_501)), ..near }), None);
        assert_eq!(likeness(&LARCH, &Marks { at: None, ..near }), None);
        let alike = Marks { name: "Larch House Ltd", name_key: "larch house ltd", ..LARCH };
        assert_eq!(likeness(&LARCH, &alike), Some(Likeness::SimilarName));
        assert_eq!(likeness(&LARCH, &Marks { postcode: None, ..alike }), None);
    }

    #[test]
    fn a_source_tells_its_own_entries_apart() {
        let one = Marks { source: Some("CQC"), ..LARCH };
        assert_eq!(likeness(&one, &one), None);
        assert_eq!(likeness(&one, &Marks { source: Some("Other"), ..LARCH }), Some(Likeness::NameAndPostcode));
    }
}
