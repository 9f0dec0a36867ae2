//! What a provider says of itself beyond what search needs: its numbers in public registers, when and how to reach it,
//! and where it goes unless a listing says otherwise.

use chrono::NaiveDateTime;

use super::catalogue::has_shape;
use super::commands::{FARTHEST_MILES, Fault, is_district, tidy, tidy_line, tidy_optional};

/// The longest text of several lines, in letters.
const LONGEST_TEXT: usize = 1_000;
/// The longest text of one line, in letters.
const LONGEST_LINE: usize = 200;
/// The most districts or councils.
const MOST_AREAS: usize = 60;

/// What is kept. Everything may be empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Profile {
    /// Its number with a charity regulator: "1012345", "SC012345", "NIC100123".
    pub charity_number: Option<String>,
    /// Its number at Companies House: "01234567", "SC123456", "NI012345", "OC301234".
    pub company_number: Option<String>,
    /// The number of the whole provider at the Care Quality Commission; a location has its own.
    pub cqc_provider: Option<String>,
    /// Another telephone number, such as for out of hours.
    pub other_phone: Option<String>,
    /// When somebody answers.
    pub opening_times: String,
    /// How to complain.
    pub complaints: String,
    /// What it is like, in three lines.
    pub about_us: String,
    /// Postcode districts it serves.
    pub districts: Vec<String>,
    /// Codes of councils whose whole area it serves.
    pub councils: Vec<String>,
    /// Or within so many miles.
    pub radius_miles: Option<i32>,
    /// They said that they go nowhere: online, by post, or people come to them.
    pub no_area_at: Option<NaiveDateTime>,
    /// They said that they have no checks to add now.
    pub no_checks_at: Option<NaiveDateTime>,
    /// They have seen how their first listing will look.
    pub previewed_at: Option<NaiveDateTime>,
}

/// A number as registers write it: without spaces, in capitals; a company's padded to eight.
fn number(typed: Option<&str>, width: usize) -> Option<String> {
    let plain: String = typed?.chars().filter(|letter| !letter.is_whitespace()).collect::<String>().to_uppercase();
    let digits = plain.chars().all(|letter| letter.is_ascii_digit());
    (!plain.is_empty()).then(|| if digits { format!("{plain:0>width$}") } else { plain })
}

fn any_shape(text: &str, shapes: &[&str]) -> bool {
    shapes.iter().any(|shape| has_shape(text, shape))
}

/// Whether this is a number of the Care Quality Commission, of a location or a provider.
#[must_use]
pub fn is_cqc_number(text: &str) -> bool {
    any_shape(text, &["1-9{3,12}", "AX{2,9}"])
}

impl Profile {
    /// The same, tidied.
    ///
    /// # Errors
    /// Every fault.
    pub fn checked(&self) -> Result<Self, Vec<Fault>> {
        let tidied = Self {
            charity_number: number(self.charity_number.as_deref(), 0),
            company_number: number(self.company_number.as_deref(), 8),
            cqc_provider: number(self.cqc_provider.as_deref(), 0),
            other_phone: tidy_optional(self.other_phone.as_deref()),
            opening_times: tidy(&self.opening_times),
            complaints: tidy(&self.complaints),
            about_us: tidy(&self.about_us).lines().map(tidy_line).collect::<Vec<_>>().join("\n"),
            ..self.clone()
        };
        let faults = tidied.faults();
        if faults.is_empty() { Ok(tidied) } else { Err(faults) }
    }

    fn faults(&self) -> Vec<Fault> {
        let mut faults = Vec::new();
        let mut shape = |field: &str, value: &Option<String>, shapes: &[&str], words: &str| {
            if value.as_deref().is_some_and(|value| !any_shape(value, shapes)) {
                faults.push(Fault::new(field, words));
            }
        };
        let charity = "This is not the shape of a charity number. In England and Wales it is like 1012345, in Scotland \
                       SC012345, in Northern Ireland NIC100123.";
        shape("charity_number", &self.charity_number, &["9{6,7}", "SC9{6}", "NIC9{6}"], charity);
        let company = "This is not the shape of a company number. It has 8 digits, or begins with SC, NI, OC, SO or NC \
                       and has 6.";
        let companies =
            ["9{8}", "SC9{6}", "NI9{6}", "OC9{6}", "SO9{6}", "NC9{6}", "CE9{6}", "CS9{6}", "IP9{5}R", "RS9{6}"];
        shape("company_number", &self.company_number, &companies, company);
        let cqc = "This is not the shape of a provider number of the CQC. It is like 1-101611758.";
        shape("cqc_provider", &self.cqc_provider, &["1-9{3,12}", "AX{2,9}"], cqc);
        let texts =
            [("opening_times", &self.opening_times), ("complaints", &self.complaints), ("about_us", &self.about_us)];
        for (field, text) in texts {
            if text.chars().count() > LONGEST_TEXT {
                faults.push(Fault::new(field, format!("Shorten this to {LONGEST_TEXT} letters.")));
            }
        }
        if self.other_phone.as_ref().is_some_and(|phone| phone.chars().count() > LONGEST_LINE) {
            faults.push(Fault::new("other_phone", format!("Shorten this to {LONGEST_LINE} letters.")));
        }
        if self.about_us.lines().count() > 3 {
            faults.push(Fault::new("about_us", "Say it in 3 lines."));
        }
        if self.districts.len() > MOST_AREAS || self.districts.iter().any(|district| !is_district(district)) {
            faults.push(Fault::new("districts", "Give the first halves of postcodes, like M33, and 60 at most."));
        }
        if self.councils.len() > MOST_AREAS {
            faults.push(Fault::new("councils", "Give 60 at most."));
        }
        if self.radius_miles.is_some_and(|miles| !(0..=FARTHEST_MILES).contains(&miles)) {
            faults.push(Fault::new("radius_miles", format!("Enter a distance from 0 to {FARTHEST_MILES} miles.")));
        }
        faults
    }

    /// Whether it says where it goes.
    #[must_use]
    pub fn has_area(&self) -> bool {
        !self.districts.is_empty() || !self.councils.is_empty() || self.radius_miles.is_some()
    }

    /// Whether it says anything that its page can show.
    #[must_use]
    pub fn says_more(&self) -> bool {
        let texts = [&self.opening_times, &self.complaints, &self.about_us];
        let numbers = [&self.charity_number, &self.company_number, &self.cqc_provider, &self.other_phone];
        texts.iter().any(|text| !text.is_empty()) || numbers.iter().any(|number| number.is_some())
    }

    /// Its page in the charity register.
    #[must_use]
    pub fn charity_page(&self) -> Option<String> {
        let number = self.charity_number.as_deref()?;
        Some(if number.starts_with("SC") {
            format!("https://www.oscr.org.uk/about-charities/search-the-register/charity-details?number={number}")
        } else if let Some(digits) = number.strip_prefix("NIC") {
            format!("https://www.charitycommissionni.org.uk/charity-details/?regId={digits}")
        } else {
            format!("https://register-of-charities.charitycommission.gov.uk/charity-search/-/charity-details/{number}")
        })
    }

    /// Its page at Companies House.
    #[must_use]
    pub fn company_page(&self) -> Option<String> {
        let number = self.company_number.as_deref()?;
        Some(format!("https://find-and-update.company-information.service.gov.uk/company/{number}"))
    }

    /// The whole provider's page at the Care Quality Commission.
    #[must_use]
    pub fn cqc_page(&self) -> Option<String> {
        self.cqc_provider.as_deref().map(|number| format!("https://www.cqc.org.uk/provider/{number}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(charity: &str, company: &str, cqc: &str) -> Result<Profile, Vec<Fault>> {
        let some = |text: &str| Some(text.to_owned());
        let profile = Profile {
            charity_number: some(charity),
            company_number: some(company),
            cqc_provider: some(cqc),
            ..Profile::default()
        };
        profile.checked()
    }

    #[test]
    fn numbers_of_registers_are_read_and_padded() {
        let kept = with("1012345", "123 4567", "1-101611758").unwrap();
        assert_eq!(kept.company_number.as_deref(), Some("01234567"));
        assert!(kept.charity_page().unwrap().ends_with("/1012345"));
        let scottish = with("sc 012345", "sc123456", "RW601").unwrap();
        assert!(scottish.charity_page().unwrap().starts_with("https://www.oscr.org.uk/"));
        assert!(scottish.company_page().unwrap().ends_with("/SC123456"));
        assert!(with("NIC100123", "NI012345", "").unwrap().charity_page().unwrap().contains("ni.org.uk"));
    }

    #[test]
    fn what_is_no_number_of_theirs_is_refused() {
        let faults = with("12", "XX123456", "101611758").unwrap_err();
        let fields: Vec<&str> = faults.iter().map(|fault| fault.field.as_str()).collect();
        assert_eq!(fields, ["charity_number", "company_number", "cqc_provider"]);
        let four = Profile { about_us: "a\nb\nc\nd".to_owned(), ..Profile::default() };
        assert!(four.checked().is_err());
    }
}
