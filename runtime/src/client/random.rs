//! Random numbers: idempotency tokens, invocation ids and jitter.

use ring::rand::{SecureRandom, SystemRandom};

use crate::sigv4::hex;
use crate::value::{Slot, Structure, View};

/// A UUID of version 4 (RFC 9562, section 5.4).
pub(super) fn uuid() -> String {
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
pub(super) fn fraction() -> f64 {
    (u64::from_be_bytes(bytes()) >> 11) as f64 / (1u64 << 53) as f64
}

/// Fills absent idempotency tokens of an input (the trait `idempotencyToken`).
pub(super) fn fill_tokens(input: &mut dyn Structure) {
    for (index, member) in input.schema().members.iter().enumerate() {
        if member.is_idempotency_token()
            && matches!(input.get(index), View::Absent)
            && let Slot::String(place) = input.slot(index)
        {
            *place = uuid();
        }
    }
}

/// Random bytes; zeros should the system have none, since nothing here is a secret.
fn bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    if SystemRandom::new().fill(&mut bytes).is_err() {
        tracing::warn!("the system has no random bytes");
    }
    bytes
}

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

    #[test]
    fn fractions_are_below_one() {
        assert!(
            (0..100)
                .map(|_| fraction())
                .all(|f| (0.0..1.0).contains(&f))
        );
    }
}
