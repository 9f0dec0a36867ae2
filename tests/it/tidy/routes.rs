//! Every address is asked for by a test: by name, or for an address with parts that differ, by its beginning.

use super::none;
use super::source::below;

/// The addresses that routes are made for, as they are written: `/orders/{reference}`.
pub fn addresses() -> Vec<(String, String)> {
    let mut found = Vec::new();
    for source in below("src") {
        // Tests of middleware make routes of their own.
        let shipped = source.text.split("#[cfg(test)]").next().unwrap_or_default();
        for (at, call) in shipped.match_indices(".route(\"") {
            let rest = &shipped[at + call.len()..];
            let address = &rest[..rest.find('"').unwrap()];
            if address.starts_with('/') {
                found.push((source.path.clone(), address.to_owned()));
            }
        }
    }
    found
}

#[test]
fn every_address_is_asked_for_by_a_test() {
    let tests = below("tests").into_iter().map(|source| source.text).collect::<String>();
    let addresses = addresses();
    assert!(addresses.len() > 60, "routes are found: {}", addresses.len());
    let asked = |address: &str| {
        let beginning = address.split('{').next().unwrap();
        // A whole address ends where its quotation or its query does.
        let ends = if beginning == address { &["\"", "?"][..] } else { &[""][..] };
        ends.iter().any(|end| tests.contains(&format!("\"{beginning}{end}")))
    };
    let missed = addresses.iter().filter(|(_, address)| !asked(address));
    let faults: Vec<String> = missed.map(|(path, address)| format!("src/{path}: {address}")).collect();
    none("every address is asked for by a test", faults);
}
