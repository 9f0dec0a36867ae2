//! The services of a file, whichever of the shapes it has.

use serde_json::{Map, Value};

/// A service with its organisation and its places within it.
#[derive(Clone, Debug)]
pub(super) struct Item {
    pub(super) service: Map<String, Value>,
}

/// Every service of a file. An error says what the file holds instead.
pub(super) fn of(value: Value) -> Result<Vec<Item>, String> {
    let values = match value {
        Value::Array(values) => values,
        Value::Object(mut page) if page.contains_key("contents") => match page.remove("contents") {
            Some(Value::Array(values)) => values,
            _ => return Err("its “contents” isn’t a list".to_owned()),
        },
        one @ Value::Object(_) => vec![one],
        _ => return Err("it holds neither a service nor a list of services".to_owned()),
    };
    let mut items = Vec::new();
    let mut first_other = None;
    for value in values {
        let Value::Object(object) = value else {
            first_other.get_or_insert("something that isn’t an object");
            continue;
        };
        match unfolded(object) {
            Ok(found) => items.extend(found),
            Err(what) => {
                first_other.get_or_insert(what);
            }
        }
    }
    match (items.is_empty(), first_other) {
        (false, None) => Ok(items),
        (true, None) => Err("its list is empty".to_owned()),
        (_, Some(what)) => Err(format!("it holds {what}, not services")),
    }
}

/// The services of one object, or what it is instead.
fn unfolded(mut object: Map<String, Value>) -> Result<Vec<Item>, &'static str> {
    // An organisation with its services.
    if let Some(Value::Array(services)) = object.remove("services") {
        let organisation = Value::Object(object);
        let services = services.into_iter().filter_map(|service| {
            let Value::Object(mut service) = service else { return None };
            service.insert("organization".to_owned(), organisation.clone());
            Some(Item { service })
        });
        return Ok(services.collect());
    }
    // A service at a location.
    if let (Some(Value::Object(_)), Some(location)) = (object.get("service"), object.get("location").cloned()) {
        let Some(Value::Object(mut service)) = object.remove("service") else { return Err("no service") };
        if !service.contains_key("service_at_locations") {
            let mut place = Map::new();
            place.insert("location".to_owned(), location);
            service.insert("service_at_locations".to_owned(), Value::Array(vec![Value::Object(place)]));
        }
        return Ok(vec![Item { service }]);
    }
    let has = |key: &str| object.contains_key(key);
    if has("organization") || has("status") || has("service_at_locations") {
        return Ok(vec![Item { service: object }]);
    }
    Err(if has("taxonomy_terms") || has("version") && has("uri") {
        "a taxonomy"
    } else if has("taxonomy") || has("term_uri") || has("parent_id") {
        "a term of a taxonomy"
    } else if has("openapi_url") {
        "the description of an interface"
    } else if has("organization_identifiers") || has("website") || has("parent_organization_id") {
        "an organisation without services"
    } else {
        "something else"
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(json: &str) -> Result<Vec<String>, String> {
        let items = of(serde_json::from_str(json).unwrap())?;
        Ok(items.iter().map(|item| item.service["name"].as_str().unwrap().to_owned()).collect())
    }

    #[test]
    fn every_shape_gives_its_services() {
        let one = r#"{"id":"1","name":"A","status":"active","organization":{"id":"o","name":"O"}}"#;
        assert_eq!(names(one).unwrap(), ["A"]);
        assert_eq!(names(&format!("[{one},{one}]")).unwrap(), ["A", "A"]);
        assert_eq!(names(&format!(r#"{{"total_items":1,"contents":[{one}]}}"#)).unwrap(), ["A"]);
        assert_eq!(names(&format!(r#"{{"id":"o","name":"O","services":[{one}]}}"#)).unwrap(), ["A"]);
        let at = of(serde_json::from_str(&format!(r#"{{"id":"x","location":{{"id":"l"}},"service":{one}}}"#)).unwrap());
        assert_eq!(at.unwrap()[0].service["service_at_locations"][0]["location"]["id"], "l");
    }

    #[test]
    fn what_holds_no_services_is_refused() {
        assert_eq!(
            names(r#"{"version":"HSDS-UK-3.0","openapi_url":"x"}"#).unwrap_err(),
            "it holds the description of an interface, not services"
        );
        assert_eq!(
            names(r#"{"id":"1","name":"n","parent_id":"2","taxonomy":"t"}"#).unwrap_err(),
            "it holds a term of a taxonomy, not services"
        );
        assert_eq!(names(r#"{"contents":[]}"#).unwrap_err(), "its list is empty");
        assert_eq!(names(r#"{"contents":{}}"#).unwrap_err(), "its “contents” isn’t a list");
        assert!(names("[1]").is_err() && names("7").is_err() && names("{}").is_err());
    }
}
