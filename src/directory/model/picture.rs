//! Pictures of a listing: what each shows in words, and their order.

use super::commands::{Fault, tidy_line};
use crate::files::FileKey;
use crate::files::picture::sizes;
use crate::kernel::PictureId;

/// The most pictures of a listing.
pub const MOST_PICTURES: usize = 6;
/// The longest description of a picture, in letters.
pub const LONGEST_ALT: usize = 250;

/// A picture of a listing, in the order of its list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// Which one.
    pub id: PictureId,
    /// What it is stored under, without a size.
    pub key: FileKey,
    /// Of its largest size, in pixels.
    pub width: u32,
    /// Of its largest size, in pixels.
    pub height: u32,
    /// What it shows, for people who can't see it.
    pub alt: String,
}

impl Picture {
    /// The address of it in a size, or in the nearest smaller one that there is.
    #[must_use]
    pub fn src(&self, size: u32) -> String {
        let there = sizes(self.width).filter(|there| *there <= size).last().unwrap_or(size);
        address(&self.key.sized(there))
    }

    /// Every size with its width, as `srcset` wants it.
    #[must_use]
    pub fn srcset(&self) -> String {
        let one = |size: u32| format!("{} {}w", address(&self.key.sized(size)), size.min(self.width));
        sizes(self.width).map(one).collect::<Vec<_>>().join(", ")
    }

    /// What it is stored under, in each size.
    pub fn files(&self) -> impl Iterator<Item = FileKey> + '_ {
        sizes(self.width).map(|size| self.key.sized(size))
    }
}

fn address(key: &FileKey) -> String {
    format!("/pictures/{}", key.name())
}

/// What a picture shows, tidied.
///
/// # Errors
/// When nothing is said, or too much.
pub fn checked_alt(typed: &str) -> Result<String, Fault> {
    let alt = tidy_line(typed);
    let letters = alt.chars().count();
    if alt.is_empty() {
        return Err(Fault::new("alt", "Say what the picture shows, like “Two people cook at a low worktop”."));
    }
    if letters > LONGEST_ALT {
        return Err(Fault::new("alt", format!("Shorten this: {LONGEST_ALT} letters are the most.")));
    }
    Ok(alt)
}

/// Which way a picture goes in its list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// Nearer to the first.
    Up,
    /// Nearer to the last.
    Down,
}

/// The order after one picture changed places with its neighbour; the same when there is no such neighbour.
#[must_use]
pub fn moved(order: &[PictureId], which: PictureId, way: Way) -> Vec<PictureId> {
    let mut order = order.to_vec();
    let place = order.iter().position(|id| *id == which);
    let other = place.and_then(|place| match way {
        Way::Up => place.checked_sub(1),
        Way::Down => Some(place + 1).filter(|next| *next < order.len()),
    });
    if let (Some(place), Some(other)) = (place, other) {
        order.swap(place, other);
    }
    order
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn picture(width: u32) -> Picture {
        let key = FileKey::new("pictures", [0; 16]);
        Picture { id: PictureId(1), key, width, height: 10, alt: "A van".to_owned() }
    }

    #[test]
    fn a_picture_is_shown_in_sizes_that_there_are() {
        let zeros = "0".repeat(32);
        assert_eq!(picture(1280).src(640), format!("/pictures/{zeros}-640"));
        assert_eq!(picture(200).src(1280), format!("/pictures/{zeros}-320"));
        let wanted = format!("/pictures/{zeros}-320 320w, /pictures/{zeros}-640 500w");
        assert_eq!(picture(500).srcset(), wanted);
        assert_eq!(picture(500).files().count(), 2);
    }

    #[test]
    fn a_picture_must_say_what_it_shows() {
        assert_eq!(checked_alt("  A   van "), Ok("A van".to_owned()));
        assert!(checked_alt(" ").is_err());
        assert!(checked_alt(&"a".repeat(LONGEST_ALT + 1)).is_err());
    }

    proptest! {
        #[test]
        fn moving_loses_nothing_and_back_is_back(count in 1_i64..7, which in 1_i64..8) {
            let order: Vec<PictureId> = (1..=count).map(PictureId).collect();
            let which = PictureId(which);
            let down = moved(&order, which, Way::Down);
            let mut sorted = down.clone();
            sorted.sort_unstable();
            prop_assert_eq!(&sorted, &order);
            if down != order {
                prop_assert_eq!(moved(&down, which, Way::Up), order);
            }
        }
    }
}
