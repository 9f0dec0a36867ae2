//! Ordering: from a basket to deliveries that are confirmed and spent.

pub mod model;
