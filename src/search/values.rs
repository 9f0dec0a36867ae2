//! Every value that some listing carries, over all segments, so that counts are sums of numbers and not of texts.

use super::columns::{Columns, Group};

/// How many groups there are.
const GROUPS: usize = Group::ALL.len();

/// Values by group, each once and in alphabetical order.
#[derive(Debug, Default)]
pub(super) struct Values([Vec<String>; GROUPS]);

/// Of each group of one segment: where its values stand among all.
#[derive(Debug, Default)]
pub(super) struct Places([Vec<u32>; GROUPS]);

impl Values {
    /// The values of these segments, and where those of each segment stand.
    pub(super) fn of<'a>(segments: impl Iterator<Item = &'a Columns> + Clone) -> (Self, Vec<Places>) {
        let named = |group: Group| {
            let all = segments.clone().flat_map(|columns| columns.values(group));
            let mut names: Vec<String> = all.map(|(value, _)| value.clone()).collect();
            names.sort_unstable();
            names.dedup();
            names
        };
        let values = Self(Group::ALL.map(named));
        let place = |group: Group, value: &String| values.names(group).binary_search(value).unwrap_or_default();
        let places = |columns: &Columns| {
            let own =
                |group: Group| columns.values(group).iter().map(|(value, _)| as_u32(place(group, value))).collect();
            Places(Group::ALL.map(own))
        };
        let places = segments.clone().map(places).collect();
        (values, places)
    }

    /// A group's values.
    pub(super) fn names(&self, group: Group) -> &[String] {
        self.0.get(group as usize).map_or(&[], Vec::as_slice)
    }
}

impl Places {
    /// Where a group's value stands, by its place in the segment.
    pub(super) fn of(&self, group: Group, at: usize) -> Option<usize> {
        Some(*self.0.get(group as usize)?.get(at)? as usize)
    }
}

fn as_u32(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(u32::MAX)
}
