//! Random numbers: ids of requests, idempotency tokens and jitter.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::SystemTime;

use ring::digest;
use ring::rand::{SecureRandom, SystemRandom};

use crate::sigv4::hex;

/// A UUID of version 4 (RFC 9562, section 5.4).
pub(crate) fn uuid() -> String {
    let mut bytes = bytes::<16>();
    let [_, _, _, _, _, _, version, _, variant, ..] = &mut bytes;
    *version = *version & 0x0f | 0x40;
    *variant = *variant & 0x3f | 0x80;
    let mut text = hex(&bytes);
    for dash in [8, 13, 18, 23] {
        text.insert(dash, '-');
    }
    text
}

/// A number from 0 to less than 1.
#[cfg(feature = "client")]
pub(crate) fn fraction() -> f64 {
    (u64::from_be_bytes(bytes()) >> 11) as f64 / (1u64 << 53) as f64
}

/// Random bytes; failing that, bytes that no other call on this machine gets.
fn bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    if SystemRandom::new().fill(&mut bytes).is_err() {
        tracing::warn!("the system has no random bytes");
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let text = format!("{:?} {} {count}", SystemTime::now(), std::process::id());
        let hash = digest::digest(&digest::SHA256, text.as_bytes());
        for (to, from) in bytes.iter_mut().zip(hash.as_ref()) {
            *to = *from;
        }
    }
    bytes
}

/// How often the system had no random bytes.
static COUNT: AtomicU64 = AtomicU64::new(0);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_uuids_of_version_4() {
        let token = uuid();
        let parts: Vec<usize> = token.split('-').map(str::len).collect();
        assert_eq!(parts, [8, 4, 4, 4, 12], "{token}");
        assert!(
            token[14..].starts_with('4') && "89ab".contains(&token[19..20]),
            "{token}"
        );
        assert_ne!(token, uuid());
    }

    #[cfg(feature = "client")]
    #[test]
    fn fractions_are_below_one() {
        assert!(
            (0..100)
                .map(|_| fraction())
                .all(|f| (0.0..1.0).contains(&f))
        );
    }
}
