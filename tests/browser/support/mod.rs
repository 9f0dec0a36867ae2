//! What browser tests stand on: the site with its small town, the driver, and somebody at a browser.

mod driver;
pub mod keys;
pub mod look;
mod market;
pub mod person;
mod site;
pub mod town;

pub use person::Person;
pub use site::Site;

/// Whether pages may run scripts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scripts {
    On,
    Off,
}

/// The site and somebody at a browser; none where there is no browser to be had.
pub async fn open(scripts: Scripts) -> Option<(&'static Site, Person)> {
    let driver = driver::driver()?;
    let site = site::site(driver.folder());
    Some((site, Person::new(driver.session(scripts).await, &site.address)))
}

/// Somebody at a browser, before the demo's market.
pub async fn open_demo() -> Option<Person> {
    let driver = driver::driver()?;
    Some(Person::new(driver.session(Scripts::On).await, site::demo_site(driver.folder())))
}
