//! Closed sets of words: one Rust enum, one stored text and one label for pages per value.
//!
//! The stored text never changes once it is in a database; the label may. An unknown text is an error, never a
//! default: a row that this version doesn't understand must not be read as something else.

/// A stored or posted text that is none of an enum's values.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{text:?} is not a known {kind}")]
pub struct UnknownText {
    /// The enum's name.
    pub kind: &'static str,
    /// What was found instead.
    pub text: String,
}

/// Declares an enum whose values are stored as text.
///
/// ```
/// handpick_base::text_enum! {
///     /// How far an order has come.
///     pub enum OrderStatus {
///         Placed = "placed" => "Waiting for the provider",
///         Accepted = "accepted" => "Accepted",
///     }
/// }
/// assert_eq!("placed".parse(), Ok(OrderStatus::Placed));
/// assert_eq!(OrderStatus::Placed.as_str(), "placed");
/// assert_eq!(OrderStatus::Placed.label(), "Waiting for the provider");
/// assert_eq!(OrderStatus::ALL.len(), 2);
/// ```
///
/// Gives `Copy`, `Eq`, `Ord` (as declared), `Hash`, `Debug`, `Display` (the stored text), `FromStr`, serde as the
/// stored text, `ALL`, `as_str()` and `label()`.
#[macro_export]
macro_rules! text_enum {
    ($(#[$meta:meta])* $vis:vis enum $name:ident {
        $($(#[$value_meta:meta])* $value:ident = $text:literal => $label:literal),+ $(,)?
    }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        $vis enum $name {
            $($(#[$value_meta])* #[doc = $label] $value),+
        }

        #[allow(dead_code)] // Not every enum needs every one of these.
        impl $name {
            /// Every value, in the order declared.
            $vis const ALL: &'static [Self] = &[$(Self::$value),+];

            /// The text that is stored and posted.
            #[must_use]
            $vis const fn as_str(self) -> &'static str {
                match self { $(Self::$value => $text),+ }
            }

            /// Plain words for pages.
            #[must_use]
            $vis const fn label(self) -> &'static str {
                match self { $(Self::$value => $label),+ }
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl ::std::str::FromStr for $name {
            type Err = $crate::kernel::text_enum::UnknownText;

            fn from_str(text: &str) -> ::std::result::Result<Self, Self::Err> {
                match text {
                    $($text => Ok(Self::$value),)+
                    other => Err($crate::kernel::text_enum::UnknownText { kind: stringify!($name), text: other.to_owned() }),
                }
            }
        }

        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> ::std::result::Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> ::std::result::Result<Self, D::Error> {
                let text = <::std::string::String as ::serde::Deserialize>::deserialize(deserializer)?;
                text.parse().map_err(::serde::de::Error::custom)
            }
        }
    };
}

#[cfg(test)]
mod tests {
    use super::UnknownText;

    text_enum! {
        /// What a visit is for.
        #[derive(Default)]
        pub(crate) enum Errand {
            /// Going to the shops.
            #[default]
            Shopping = "shopping" => "Doing the shopping",
            Walk = "walk" => "Going for a walk",
        }
    }

    #[test]
    fn texts_round_trip() {
        for errand in Errand::ALL {
            assert_eq!(errand.as_str().parse(), Ok(*errand));
            let json = serde_json::to_string(errand).unwrap();
            assert_eq!(serde_json::from_str::<Errand>(&json).unwrap(), *errand);
        }
        assert_eq!(Errand::default().label(), "Doing the shopping");
        assert_eq!(Errand::Walk.to_string(), "walk");
    }

    #[test]
    fn unknown_texts_are_errors() {
        assert_eq!("Walk".parse::<Errand>(), Err(UnknownText { kind: "Errand", text: "Walk".to_owned() }));
        assert!(serde_json::from_str::<Errand>("\"run\"").is_err());
    }
}
