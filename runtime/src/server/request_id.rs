//! Random ids for requests.

use std::fmt::Write as _;
use std::hash::{BuildHasher as _, Hasher as _, RandomState};

use ring::rand::{SecureRandom as _, SystemRandom};

/// A new UUID of version 4 (RFC 9562, section 5.4), in lower case.
pub(super) fn random() -> String {
    let mut bytes = [0; 16];
    if SystemRandom::new().fill(&mut bytes).is_err() {
        // An id needs to be new, not secret.
        let (high, low) = bytes.split_at_mut(8);
        high.copy_from_slice(&RandomState::new().build_hasher().finish().to_be_bytes());
        low.copy_from_slice(&RandomState::new().build_hasher().finish().to_be_bytes());
    }
    let bits = u128::from_be_bytes(bytes);
    let version = bits & !(0xF << 76) | 4 << 76;
    let variant = version & !(3 << 62) | 2 << 62;
    let mut text = String::with_capacity(36);
    for (shift, digits) in [(96, 8), (80, 4), (64, 4), (48, 4), (0, 12)] {
        if !text.is_empty() {
            text.push('-');
        }
        let group = variant >> shift & ((1 << (digits * 4)) - 1);
        // Writing to a string does not fail.
        let _ = write!(text, "{group:0digits$x}");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_uuids_of_version_4() {
        let id = random();
        let groups: Vec<_> = id.split('-').collect();
        let lengths: Vec<_> = groups.iter().map(|g| g.len()).collect();
        assert_eq!(lengths, [8, 4, 4, 4, 12]);
        assert!(groups[2].starts_with('4') && groups[3].starts_with(['8', '9', 'a', 'b']));
        assert!(
            id.bytes()
                .all(|b| b == b'-' || b.is_ascii_digit() || b.is_ascii_lowercase())
        );
        assert_ne!(id, random());
    }
}
