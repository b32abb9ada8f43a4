//! Random numbers: ids of requests, idempotency tokens and jitter.

use std::cell::RefCell;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::SystemTime;

use ring::digest;
use ring::rand::{SecureRandom, SystemRandom};

use crate::sigv4::push_hex;

/// A UUID of version 4 (RFC 9562, section 5.4).
pub(crate) fn uuid() -> String {
    let mut bytes = bytes::<16>();
    let [_, _, _, _, _, _, version, _, variant, ..] = &mut bytes;
    *version = *version & 0x0f | 0x40;
    *variant = *variant & 0x3f | 0x80;
    let mut text = String::with_capacity(36);
    for (index, byte) in bytes.iter().enumerate() {
        if matches!(index, 4 | 6 | 8 | 10) {
            text.push('-');
        }
        push_hex(&mut text, *byte);
    }
    text
}

/// A number from 0 to less than 1.
#[cfg(feature = "client")]
pub(crate) fn fraction() -> f64 {
    (u64::from_be_bytes(bytes()) >> 11) as f64 / (1u64 << 53) as f64
}

/// Random bytes, from a store of this thread's: asking the system takes longer than all the rest of
/// making an id.
fn bytes<const N: usize>() -> [u8; N] {
    const { assert!(N <= STORED) };
    STORE.with_borrow_mut(|store| {
        let from = store.used;
        let to = from + N;
        match store.bytes.get(from..to).and_then(|b| b.first_chunk()) {
            Some(bytes) => {
                store.used = to;
                *bytes
            }
            None => {
                store.bytes = fresh();
                store.used = N;
                store.bytes.first_chunk().copied().unwrap_or([0; N])
            }
        }
    })
}

/// Random bytes of the system's that are handed out piece by piece, each once.
struct Store {
    bytes: [u8; STORED],
    used: usize,
}

/// Sixty-four ids' worth.
const STORED: usize = 1024;

thread_local! {
    static STORE: RefCell<Store> = const {
        RefCell::new(Store {
            bytes: [0; STORED],
            used: STORED,
        })
    };
}

/// Random bytes; failing that, bytes that no other call on this machine gets.
fn fresh() -> [u8; STORED] {
    let mut bytes = [0; STORED];
    if SystemRandom::new().fill(&mut bytes).is_err() {
        tracing::warn!("the system has no random bytes");
        for chunk in bytes.chunks_mut(digest::SHA256_OUTPUT_LEN) {
            let count = COUNT.fetch_add(1, Ordering::Relaxed);
            let text = format!("{:?} {} {count}", SystemTime::now(), std::process::id());
            let hash = digest::digest(&digest::SHA256, text.as_bytes());
            for (to, from) in chunk.iter_mut().zip(hash.as_ref()) {
                *to = *from;
            }
        }
    }
    bytes
}

/// How often the system had no random bytes.
static COUNT: AtomicU64 = AtomicU64::new(0);

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

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
        // More than are stored at once.
        let tokens: BTreeSet<String> = (0..100).map(|_| uuid()).collect();
        assert_eq!((tokens.len(), tokens.contains(&token)), (100, false));
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
