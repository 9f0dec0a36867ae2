//! Tests in a real browser.

fn main() {}
