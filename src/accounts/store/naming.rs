//! Finding people as officers name them: by part of a name, by their council's case number, or by their reference.

use crate::kernel::slug::fold_key;

/// What somebody typed to find a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// A pattern for SQL's LIKE, with `\` before signs that stand for themselves: the words anywhere in a folded name.
    pub pattern: String,
    /// The whole of a case number or a reference, in each of the ways in which it is likely written.
    pub numbers: Vec<String>,
}

impl Named {
    /// Reads it; all of nothing is found by any name.
    pub fn of(typed: &str) -> Self {
        let plain = fold_key(typed).replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
        let number = typed.trim();
        let mut numbers = vec![number.to_owned(), number.to_uppercase(), number.to_lowercase()];
        numbers.sort_unstable();
        numbers.dedup();
        Self { pattern: format!("%{plain}%"), numbers }
    }
}

/// People whose name, case number or reference was typed: a condition on `holders`.
macro_rules! is_named {
    ($named:expr) => {{
        use diesel::prelude::*;
        let named: $crate::accounts::service::Named = $named;
        $crate::db::schema::holders::name_key
            .like(named.pattern)
            .escape('\\')
            .or($crate::db::schema::holders::reference.eq_any(named.numbers.clone()))
            .or($crate::db::schema::holders::case_reference.eq_any(named.numbers))
    }};
}

pub(crate) use is_named;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_that_like_knows_stand_for_themselves() {
        assert_eq!(Named::of("100%_\\").pattern, "%100\\%\\_\\\\%");
        assert_eq!(Named::of(" hp-204-7719 ").numbers, ["HP-204-7719", "hp-204-7719"]);
    }
}
