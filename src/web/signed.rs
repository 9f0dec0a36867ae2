//! Signing of small things that a browser carries for us: CSRF tokens and one-shot messages.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

/// Signs a message for one purpose. Signatures of one purpose are worth nothing for another.
pub fn sign(secret: &[u8], purpose: &str, message: &str) -> String {
    // HMAC pads a short key with zeros to one block, so a digest in a zeroed block is a whole key.
    let mut key = [0_u8; 64];
    let digest = Sha256::new().chain_update(purpose).chain_update([0]).chain_update(secret).finalize();
    for (slot, byte) in key.iter_mut().zip(digest) {
        *slot = byte;
    }
    let mut mac = Hmac::<Sha256>::new(&key.into());
    mac.update(message.as_bytes());
    URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes())
}

/// Compares without telling by its time where two texts differ. Empty never matches: it means "no token".
pub fn same(one: &str, other: &str) -> bool {
    !one.is_empty() && bool::from(one.as_bytes().ct_eq(other.as_bytes()))
}

/// Any text as base64url, to put into a cookie.
pub fn pack(text: &str) -> String {
    URL_SAFE_NO_PAD.encode(text)
}

/// The text that [`pack`] packed.
pub fn unpack(packed: &str) -> Option<String> {
    String::from_utf8(URL_SAFE_NO_PAD.decode(packed).ok()?).ok()
}
