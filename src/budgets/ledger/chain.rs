//! The chain over a pot's transfers: each transfer's seal covers what it says and the seal before it, so that a change
//! anywhere makes everything from there on not fit. Pure.
//!
//! Invariants: the seal is SHA-256 over the bytes that [`Content::seal`] lays out, which never change: an auditor can
//! compute them with a program of their own (docs/LEDGER.md says how). Accounts go in by their kind and not by their
//! number, so that an account can't be made another kind afterwards either.

use sha2::{Digest as _, Sha256};

/// A seal: SHA-256.
pub(crate) type Seal = [u8; 32];

/// What stands before the first transfer of a pot.
pub(crate) const NO_SEAL: Seal = [0; 32];

/// What a seal covers, beside the seal before it.
pub(crate) struct Content<'a> {
    pub pot: i64,
    /// The place in the pot's chain, from 1.
    pub position: i64,
    pub key: &'a str,
    /// The kind of the account it leaves, as stored; empty for money from a funding stream.
    pub from: &'a str,
    pub to: &'a str,
    pub reason: &'a str,
    pub amount: i64,
    /// Microseconds since 1970, in UTC: what both databases keep.
    pub at: i64,
    /// Funding stream, plan line, order line, delivery, who did it, under which mandate.
    pub ids: [Option<i64>; 6],
    pub memo: &'a str,
}

impl Content<'_> {
    /// The seal of this transfer after `before`. `buffer` is only lent, so that millions need no memory of their own.
    pub fn seal(&self, before: &Seal, buffer: &mut Vec<u8>) -> Seal {
        buffer.clear();
        buffer.extend_from_slice(before);
        for number in [self.pot, self.position, self.amount, self.at] {
            buffer.extend_from_slice(&number.to_be_bytes());
        }
        for id in self.ids {
            // No row has the number 0.
            buffer.extend_from_slice(&id.unwrap_or(0).to_be_bytes());
        }
        for text in [self.from, self.to, self.reason, self.key, self.memo] {
            buffer.extend_from_slice(&u32::try_from(text.len()).unwrap_or(u32::MAX).to_be_bytes());
            buffer.extend_from_slice(text.as_bytes());
        }
        Sha256::digest(&*buffer).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn content() -> Content<'static> {
        Content {
            pot: 7,
            position: 2,
            key: "commit:order_line:7",
            from: "available",
            to: "committed",
            reason: "commit",
            amount: 6_000,
            at: 1_795_000_000_000_000,
            ids: [None, Some(3), Some(4), None, Some(5), None],
            memo: "Help at home, Tuesday 24 November 2026",
        }
    }

    fn seal(content: &Content<'_>) -> Seal {
        content.seal(&NO_SEAL, &mut Vec::new())
    }

    /// Seals are in databases: the same transfer must have the same one for ever.
    #[test]
    fn a_seal_never_changes() {
        let hex = seal(&content()).iter().fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"));
        assert_eq!(hex, "ff0b64be1f631f6cbb18c98be37b6527fb9284138bffbe8be3118f6ea5aee32d");
    }

    #[test]
    fn every_field_counts() {
        let changed = [
            Content { pot: 8, ..content() },
            Content { position: 3, ..content() },
            Content { key: "commit:order_line:8", ..content() },
            Content { from: "", ..content() },
            Content { to: "paid", ..content() },
            Content { reason: "reverse", ..content() },
            Content { amount: 6_001, ..content() },
            Content { at: 1_795_000_000_000_001, ..content() },
            Content { ids: [None, Some(3), Some(4), Some(5), None, None], ..content() },
            Content { memo: "", ..content() },
            // The same bytes, cut elsewhere.
            Content { from: "availablec", to: "ommitted", ..content() },
        ];
        for other in &changed {
            assert_ne!(seal(other), seal(&content()));
        }
        assert_ne!(content().seal(&[1; 32], &mut Vec::new()), seal(&content()));
    }
}
