//! Random identifiers: revision ids, object ids, tokens of temporary files.

use ring::rand::{SecureRandom, SystemRandom};
use std::fmt;

/// The system's source of randomness gave nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoRandomness;

/// A random lower-case UUID of version 4 (truth.md F5).
///
/// # Errors
/// When the system has no randomness to give.
pub fn uuid4() -> Result<String, NoRandomness> {
    let mut bytes: [u8; 16] = random()?;
    bytes[6] = bytes[6] & 0x0f | 0x40;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let hex = hex(&bytes);
    let groups = [0..8, 8..12, 12..16, 16..20, 20..32].map(|range| hex.get(range).unwrap_or(""));
    Ok(groups.join("-"))
}

/// 32 random characters of `[0-9a-f]`, the form this service gives to object versions.
///
/// # Errors
/// When the system has no randomness to give.
pub fn token() -> Result<String, NoRandomness> {
    random::<16>().map(|bytes| hex(&bytes))
}

/// `N` random bytes.
///
/// # Errors
/// When the system has no randomness to give.
pub fn random<const N: usize>() -> Result<[u8; N], NoRandomness> {
    let mut bytes = [0; N];
    SystemRandom::new()
        .fill(&mut bytes)
        .map_err(|_| NoRandomness)?;
    Ok(bytes)
}

/// Lower-case hexadecimal digits of `bytes`.
pub fn hex(bytes: &[u8]) -> String {
    use fmt::Write;
    bytes
        .iter()
        .fold(String::with_capacity(bytes.len() * 2), |mut out, byte| {
            let _ = write!(out, "{byte:02x}");
            out
        })
}

impl fmt::Display for NoRandomness {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the system's source of random numbers gave nothing")
    }
}

impl std::error::Error for NoRandomness {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn f5_uuids_are_lower_case_version_4_and_differ() {
        let id = uuid4().unwrap();
        let bytes = id.as_bytes();
        assert_eq!(id.len(), 36);
        assert_eq!(bytes[14], b'4');
        assert!(b"89ab".contains(&bytes[19]), "{id}");
        assert!(
            id.bytes()
                .all(|b| b == b'-' || b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
        );
        assert_ne!(id, uuid4().unwrap());
        assert_eq!(token().unwrap().len(), 32);
    }
}
