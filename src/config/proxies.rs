//! Which addresses are our own reverse proxies: only what they say of a visitor's address is believed.

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

/// Addresses and ranges of addresses, as "127.0.0.1, 10.0.0.0/8, `fd00::/8`".
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TrustedProxies(Vec<(IpAddr, u8)>);

/// A text that is no such list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotProxies;

impl fmt::Display for NotProxies {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a list of addresses")
    }
}

impl FromStr for TrustedProxies {
    type Err = NotProxies;

    fn from_str(text: &str) -> Result<Self, NotProxies> {
        let parts = text.split(',').map(str::trim).filter(|part| !part.is_empty());
        parts.map(range).collect::<Option<Vec<_>>>().map(Self).ok_or(NotProxies)
    }
}

fn range(text: &str) -> Option<(IpAddr, u8)> {
    let (address, bits) = text.split_once('/').map_or((text, None), |(address, bits)| (address, Some(bits)));
    let address: IpAddr = address.parse().ok()?;
    let whole = if address.is_ipv4() { 32 } else { 128 };
    let bits = match bits {
        Some(bits) => bits.parse().ok().filter(|bits| *bits <= whole)?,
        None => whole,
    };
    Some((address, bits))
}

/// An address as a number of 128 bits, with where its own bits begin.
fn number(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(four) => u128::from(u32::from(four)) << 96,
        IpAddr::V6(six) => u128::from(six),
    }
}

impl TrustedProxies {
    /// Whether this address is one of them.
    #[must_use]
    pub fn contains(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        self.0.iter().any(|(network, bits)| {
            let mask = u128::MAX.checked_shl(128 - u32::from(*bits)).unwrap_or(0);
            network.is_ipv4() == address.is_ipv4() && number(*network) & mask == number(address) & mask
        })
    }

    /// The visitor's own address: `peer` is who connects, `forwarded` what `X-Forwarded-For` says, from the visitor to
    /// the last proxy. It is read from the end, as far as our own proxies wrote it: what stands before may be invented.
    #[must_use]
    pub fn visitor<'a>(&self, peer: IpAddr, forwarded: impl DoubleEndedIterator<Item = &'a str>) -> IpAddr {
        let mut visitor = peer.to_canonical();
        for entry in forwarded.rev() {
            if !self.contains(visitor) {
                break;
            }
            match entry.trim().trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>() {
                Ok(address) => visitor = address.to_canonical(),
                Err(_) => break,
            }
        }
        visitor
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    fn visitor(peer: &str, forwarded: &str) -> String {
        let ours: TrustedProxies = "127.0.0.1, 10.0.0.0/8, fd00::/8".parse().unwrap();
        ours.visitor(ip(peer), forwarded.split(',').filter(|part| !part.is_empty())).to_string()
    }

    #[test]
    fn only_our_proxies_are_believed() {
        assert_eq!(visitor("127.0.0.1", "203.0.113.7"), "203.0.113.7");
        assert_eq!(visitor("198.51.100.9", "203.0.113.7"), "198.51.100.9", "a stranger says who they are");
        assert_eq!(
            visitor("127.0.0.1", "6.6.6.6, 203.0.113.7, 10.1.2.3"),
            "203.0.113.7",
            "what was before is invented"
        );
        assert_eq!(visitor("127.0.0.1", "nonsense"), "127.0.0.1");
        assert_eq!(visitor("127.0.0.1", ""), "127.0.0.1");
        assert_eq!(visitor("::ffff:127.0.0.1", "[2001:db8::1]"), "2001:db8::1");
        assert_eq!(visitor("fd00::5", "203.0.113.7"), "203.0.113.7");
    }

    #[test]
    fn ranges_are_read_strictly() {
        for wrong in ["10.0.0.0/33", "fd00::/129", "localhost", "10.0.0", "10.0.0.0/", "10.0.0.0/-1"] {
            assert_eq!(wrong.parse::<TrustedProxies>(), Err(NotProxies), "{wrong}");
        }
        assert_eq!(" , ".parse::<TrustedProxies>(), Ok(TrustedProxies::default()));
        assert!("0.0.0.0/0".parse::<TrustedProxies>().unwrap().contains(ip("203.0.113.7")));
        assert!(!"0.0.0.0/0".parse::<TrustedProxies>().unwrap().contains(ip("2001:db8::1")));
    }

    proptest! {
        #[test]
        fn an_address_is_in_its_own_range(bits in 0u8..=32, number: u32) {
            let address = IpAddr::from(std::net::Ipv4Addr::from(number));
            let range: TrustedProxies = format!("{address}/{bits}").parse().unwrap();
            prop_assert!(range.contains(address));
        }
    }
}
