//! Filters and the counts beside them, for one segment at a time.
//!
//! A count is what one would get after ticking: it is made under every filter but its own group's.

use super::bits::{Bits, Selected};
use super::columns::{Columns, Group};
use super::index::Part;
use super::request::{FacetCount, Facets, Near, SearchRequest};
use super::schema::{HAS_SPACES, RATING_STEPS, START_STEPS};
use super::values::{Places, Values};

/// What can be narrowed: a group of values, or a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Narrowing {
    Group(Group),
    Price,
    Distance,
}

/// 1, 3, 5, 10 and 20 miles in metres.
pub(super) const DISTANCE_STEPS_M: [u32; 5] = [1_609, 4_828, 8_047, 16_093, 32_187];

/// Up to one listing in so many is counted listing by listing, and more by whole sets: where the two cost the same.
const FEW_ONE_IN: u64 = 64;

/// One segment's listings under the filters.
pub(super) struct Narrowed<'a> {
    columns: &'a Columns,
    places: &'a Places,
    base: &'a Bits,
    filters: Vec<(Narrowing, Bits)>,
    /// What passes every filter.
    pub(super) passing: Bits,
}

impl<'a> Narrowed<'a> {
    pub(super) fn new(part: &'a Part, base: &'a Bits, request: &SearchRequest) -> Self {
        let columns = &*part.columns;
        let mut filters: Vec<(Narrowing, Bits)> = Vec::new();
        for group in Group::ALL {
            let wanted = ticked(request, group);
            if !wanted.is_empty() {
                let wanted = wanted.iter().map(String::as_str);
                filters.push((Narrowing::Group(group), columns.any_of(group, wanted)));
            }
        }
        if let Some(least) = request.min_rating_hundredths {
            let rated = if RATING_STEPS.contains(&least) {
                columns.any_of(Group::Rating, std::iter::once(least.to_string().as_str()))
            } else {
                columns.filter(base, |row| row.rating().is_some_and(|rating| rating >= least))
            };
            filters.push((Narrowing::Group(Group::Rating), rated));
        }
        if let Some(days) = request.starts_within_days {
            let soon = if START_STEPS.contains(&days) {
                columns.any_of(Group::Starts, std::iter::once(days.to_string().as_str()))
            } else {
                columns.filter(base, |row| row.starts_within_days().is_some_and(|starts| starts <= days))
            };
            filters.push((Narrowing::Group(Group::Starts), soon));
        }
        if request.has_spaces {
            let room = columns.any_of(Group::Spaces, std::iter::once(HAS_SPACES));
            filters.push((Narrowing::Group(Group::Spaces), room));
        }
        if request.min_pence.is_some() || request.max_pence.is_some() {
            let least = request.min_pence.unwrap_or(i64::MIN);
            let most = request.max_pence.unwrap_or(i64::MAX);
            let priced = columns.priced(base, least, most);
            filters.push((Narrowing::Price, priced));
        }
        if let (Some(near), Some(within_m)) = (&request.near, request.within_m) {
            filters.push((Narrowing::Distance, within(columns, base, near, within_m)));
        }
        let mut narrowed = Self { columns, places: &part.places, base, filters, passing: Bits::default() };
        narrowed.passing = narrowed.under_all_but(None);
        narrowed
    }

    fn under_all_but(&self, own: Option<Narrowing>) -> Bits {
        let mut bits = self.base.clone();
        for (narrowing, filter) in &self.filters {
            if Some(*narrowing) != own {
                bits.intersect(filter);
            }
        }
        bits
    }

    fn is_narrowed(&self, by: Narrowing) -> bool {
        self.filters.iter().any(|(narrowing, _)| *narrowing == by)
    }

    /// Adds this segment's counts.
    pub(super) fn count(&self, request: &SearchRequest, counts: &mut Counts<'_>) {
        let own: Vec<Group> =
            Group::ALL.into_iter().filter(|group| self.is_narrowed(Narrowing::Group(*group))).collect();
        self.count_groups(|group| !own.contains(&group), &self.passing, counts);
        for narrowed in own {
            let selected = self.under_all_but(Some(Narrowing::Group(narrowed)));
            self.count_groups(|group| group == narrowed, &selected, counts);
        }
        if let Some(near) = &request.near {
            if self.is_narrowed(Narrowing::Distance) {
                self.count_distances(&self.under_all_but(Some(Narrowing::Distance)), near, counts);
            } else {
                self.count_distances(&self.passing, near, counts);
            }
        }
    }

    fn count_groups(&self, wanted: impl Fn(Group) -> bool, selected: &Bits, counts: &mut Counts<'_>) {
        let many = selected.count();
        if many == 0 {
            return;
        }
        if many * FEW_ONE_IN <= u64::from(self.columns.max_doc) {
            self.columns.count_few(selected.iter(), |group, at, count| {
                if wanted(group) {
                    counts.add(group, self.places.of(group, at), count);
                }
            });
            return;
        }
        let selected = Selected::new(selected);
        for group in Group::ALL.into_iter().filter(|group| wanted(*group)) {
            for (at, (_, set)) in self.columns.values(group).iter().enumerate() {
                counts.add(group, self.places.of(group, at), set.count_in(&selected));
            }
        }
    }

    fn count_distances(&self, selected: &Bits, near: &Near, counts: &mut Counts<'_>) {
        for row in selected.iter().filter_map(|doc| self.columns.row(doc)) {
            if let Some(metres) = row.distance_m(near.easting, near.northing) {
                for (step, count) in DISTANCE_STEPS_M.iter().zip(&mut counts.distance) {
                    *count += u64::from(metres <= *step);
                }
            }
        }
    }
}

fn within(columns: &Columns, base: &Bits, near: &Near, within_m: u32) -> Bits {
    columns.filter(base, |row| row.distance_m(near.easting, near.northing).is_some_and(|metres| metres <= within_m))
}

/// What the request ticks in a group.
fn ticked(request: &SearchRequest, group: Group) -> &[String] {
    match group {
        Group::Category => &request.categories,
        Group::Checks => &request.checks,
        Group::CareGroups => &request.care_groups,
        Group::Delivery => &request.delivery,
        Group::Cqc => &request.cqc,
        Group::ProviderKinds => &request.provider_kinds,
        Group::Outcomes => &request.outcomes,
        Group::Languages => &request.languages,
        Group::Access => &request.access,
        Group::Days => &request.days,
        Group::Times => &request.times,
        Group::Unit => request.unit.as_slice(),
        Group::PriceBand => &request.price_bands,
        Group::Spaces | Group::Starts | Group::Rating => &[],
    }
}

/// Counts over all segments.
#[derive(Debug)]
pub(super) struct Counts<'a> {
    values: &'a Values,
    /// By group and place.
    groups: [Vec<u64>; Group::ALL.len()],
    distance: [u64; DISTANCE_STEPS_M.len()],
}

impl<'a> Counts<'a> {
    pub(super) fn new(values: &'a Values) -> Self {
        let groups = Group::ALL.map(|group| vec![0; values.names(group).len()]);
        Self { values, groups, distance: [0; DISTANCE_STEPS_M.len()] }
    }

    fn add(&mut self, group: Group, place: Option<usize>, count: u64) {
        let sum = self.groups.get_mut(group as usize).and_then(|counts| counts.get_mut(place?));
        if let Some(sum) = sum {
            *sum += count;
        }
    }

    /// A group's values that some listing has, alphabetically.
    fn counted(&self, group: Group) -> impl Iterator<Item = (&'a String, u64)> {
        let counts = self.groups.get(group as usize).into_iter().flatten();
        self.values.names(group).iter().zip(counts.copied()).filter(|(_, count)| *count > 0)
    }

    fn frequent_first(&self, group: Group) -> Vec<FacetCount> {
        let mut counts: Vec<(&String, u64)> = self.counted(group).collect();
        counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        counts.into_iter().map(|(value, count)| FacetCount { value: value.clone(), count }).collect()
    }

    /// Values that are numbers, in this order.
    fn in_steps(&self, group: Group, steps: &[u32]) -> Vec<FacetCount> {
        let step = |step: &u32| {
            let value = step.to_string();
            self.counted(group).find(|(counted, _)| **counted == value).map(|(_, count)| FacetCount { value, count })
        };
        steps.iter().filter_map(step).collect()
    }

    pub(super) fn into_facets(self) -> Facets {
        let rating = self.in_steps(Group::Rating, &RATING_STEPS);
        let starts = self.in_steps(Group::Starts, &START_STEPS);
        let distance = DISTANCE_STEPS_M.iter().zip(self.distance).filter(|(_, count)| *count > 0);
        Facets {
            rating,
            starts,
            distance: distance.map(|(step, count)| FacetCount { value: step.to_string(), count }).collect(),
            category: self.frequent_first(Group::Category),
            checks: self.frequent_first(Group::Checks),
            care_groups: self.frequent_first(Group::CareGroups),
            delivery: self.frequent_first(Group::Delivery),
            cqc: self.frequent_first(Group::Cqc),
            provider_kinds: self.frequent_first(Group::ProviderKinds),
            outcomes: self.frequent_first(Group::Outcomes),
            languages: self.frequent_first(Group::Languages),
            access: self.frequent_first(Group::Access),
            days: self.frequent_first(Group::Days),
            times: self.frequent_first(Group::Times),
            spaces: self.frequent_first(Group::Spaces),
            unit: self.frequent_first(Group::Unit),
            price_bands: self.frequent_first(Group::PriceBand),
        }
    }
}
