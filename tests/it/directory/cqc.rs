//! The directory of the Care Quality Commission in its real shape, with invented organisations.

use std::fmt::Write as _;

use handpick::directory::import::{self, DataSet, Options};

use super::import::Import;

const HEADER: &str = "Name,Also known as,Address,Postcode,Phone number,Service's website (if available),Service types,\
                      Date of latest check,Specialisms/services,Provider name,Local authority,Region,Location URL,CQC \
                      Location ID (for office use only),CQC Provider ID (for office use only)";

const PREAMBLE: &str =
    "\"CQC care directory, by location\"\n\nSource: Care Quality Commission\nAs at 1 November 2026\n";

fn row(number: usize, kind: &str) -> String {
    format!(
        "Invented Place {number},Place {number} House,\"{number} Larch Road,Urmston,Manchester\",M41 5BU,01615550101,\
         www.place{number}.example,{kind},04/03/2025,Dementia|Caring for adults over 65 yrs|Personal care,Invented Care \
         Limited,Trafford,North West,https://example.org/location/1-{number},1-{number},1-9{number}\n"
    )
}

on_each_backend! {
    async fn preamble_and_letter_case_vary_by_month(db: TestDb) {
        let import = Import::ready(db).await;
        let shapes = [
            format!("{PREAMBLE}{HEADER}\n"),
            format!("{}\n", HEADER.to_uppercase()),
            format!("one\ntwo\n\n\n\nthree,and,more\n{}\n", HEADER.to_lowercase()),
            format!("\u{feff}{PREAMBLE}{}\n", HEADER.replace('\'', "’").replace("Specialisms/services", "Specialisms / Services")),
        ];
        for (number, head) in shapes.iter().enumerate() {
            let report = import.import(format!("{head}{}", row(1, "Homecare agencies")));
            assert_eq!(report.data_set, DataSet::CqcDirectory, "{head}");
            let (taken, unchanged) = if number == 0 { (1, 0) } else { (0, 1) };
            assert_eq!((report.taken, report.unchanged, report.unused_columns.len()), (taken, unchanged, 0), "{head}\n{report}");
        }
        let found = import.found().pop().unwrap();
        assert_eq!((found.category.as_str(), found.councils.clone()), ("personal-care", vec!["E08000009".to_owned()]));
        assert_eq!(found.care_groups, ["older_people", "dementia"]);
        assert!(found.description.contains("Also known as Place 1 House. Run by Invented Care Limited."), "{}", found.description);
        assert!(found.description.contains("Last checked by the Care Quality Commission on 4 March 2025."), "{}", found.description);
        let provider = import.provider(found.provider_id).await;
        assert_eq!((provider.cqc_location.as_deref(), provider.cqc_rating), (Some("1-1"), None));
        assert_eq!((provider.website.as_deref(), found.from_pence, found.rating_hundredths), (Some("http://www.place1.example"), None, None));
    }

    async fn what_isnt_support_is_counted_by_reason(db: TestDb) {
        let import = Import::ready(db).await;
        let mut content = format!("{PREAMBLE}{HEADER}\n");
        for number in 0..1_300 {
            content += &row(number, if number < 1_290 { "Dentist" } else { "Nursing homes|Residential homes" });
        }
        let report = import.import(&content);
        assert_eq!((report.rows, report.taken, report.skipped_rows()), (1_300, 10, 1_290));
        let text = report.to_string();
        assert!(text.contains("  skipped      1290\n"), "{text}");
        assert!(text.contains("  and 1,190 rows more: “Dentist” is not a kind of support listed here"), "{text}");
    }
}

/// Memory doesn't grow with the file: it is read a piece at a time, and what is kept of each row is its key.
#[tokio::test(flavor = "multi_thread")]
async fn a_large_directory_is_streamed() {
    let import = Import::ready(crate::support::TestDb::sqlite()).await;
    let mut content = format!("{PREAMBLE}{HEADER}\n");
    for number in 0..3_000 {
        let kind = if number % 2 == 0 { "Dentist" } else { "Homecare agencies" };
        let _ = write!(content, "{}", row(number, kind));
    }
    let path = import.file("directory.csv", content.as_bytes());
    let mut last = 0;
    let report = import::run(&import.test.app, &path, Options::default(), |step| {
        assert!(step.bytes >= last && step.bytes <= step.of_bytes);
        last = step.bytes;
    });
    let report = report.unwrap();
    assert_eq!((report.taken, report.skipped_rows(), last), (1_500, 1_500, u64::try_from(content.len()).unwrap()));
}
