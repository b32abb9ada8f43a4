//! Finds where plain text ends in JSON strings: eight bytes at a time at first, since most strings are
//! short, then many at once.

const ONES: u64 = u64::MAX / 255;
const HIGH: u64 = ONES << 7;

/// From here on a string counts as long.
const SHORT: usize = 32;

/// The number of bytes before the first that a JSON string can't hold as it is: a quote, a backslash
/// or a control character (RFC 8259, section 7). All bytes, if there is none.
pub(super) fn plain(bytes: &[u8]) -> usize {
    let mut at = 0;
    while let Some(word) = bytes.get(at..).and_then(<[u8]>::first_chunk::<8>) {
        let found = special(u64::from_le_bytes(*word));
        if found != 0 {
            return at + (found.trailing_zeros() / 8) as usize;
        }
        at += 8;
        if at == SHORT {
            at += long(bytes.get(at..).unwrap_or_default());
        }
    }
    // Less than a word is left: the last word of all has it, and some that is known to be plain.
    let Some(word) = bytes.last_chunk::<8>() else {
        let found = bytes.iter().position(|b| is_special(*b));
        return found.unwrap_or(bytes.len());
    };
    match special(u64::from_le_bytes(*word)) {
        0 => bytes.len(),
        found => bytes.len() - 8 + (found.trailing_zeros() / 8) as usize,
    }
}

/// The number of bytes before the first quote or backslash, whatever else is among them. All bytes,
/// if there is none.
pub(super) fn to_end(bytes: &[u8]) -> usize {
    let mut at = 0;
    loop {
        let rest = bytes.get(at..).unwrap_or_default();
        at += plain(rest);
        match bytes.get(at) {
            None | Some(b'"' | b'\\') => return at,
            Some(_) => at += 1,
        }
    }
}

/// The number of bytes in the chunks at the start that hold nothing special; written so that the
/// compiler uses SIMD.
fn long(bytes: &[u8]) -> usize {
    let chunks = bytes.chunks_exact(SHORT);
    let plain = |chunk: &&[u8]| !chunk.iter().fold(false, |found, b| found | is_special(*b));
    chunks.take_while(plain).count() * SHORT
}

fn is_special(byte: u8) -> bool {
    (byte < 0x20) | (byte == b'"') | (byte == b'\\')
}

/// The highest bit of the first special byte, and perhaps of some after it: a subtraction per byte
/// borrows where the byte is less, and a borrow disturbs only the bytes after it.
fn special(word: u64) -> u64 {
    let equal = |byte: u8| {
        let differs = word ^ (ONES * u64::from(byte));
        differs.wrapping_sub(ONES) & !differs
    };
    let control = word.wrapping_sub(ONES * 0x20) & !word;
    (control | equal(b'"') | equal(b'\\')) & HIGH
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_special_byte_is_found_at_each_place() {
        for len in 0..100 {
            let mut text = vec![b'a'; len];
            assert_eq!(plain(&text), len);
            for at in 0..len {
                for byte in 0..=255 {
                    text[at] = byte;
                    let expected = if is_special(byte) { at } else { len };
                    assert_eq!(plain(&text), expected, "{byte} at {at} of {len}");
                    // What follows changes nothing.
                    if let Some(after) = text.get_mut(at + 1) {
                        *after = b'"';
                        let expected = if is_special(byte) { at } else { at + 1 };
                        assert_eq!(plain(&text), expected, "{byte} at {at} of {len}");
                        text[at + 1] = b'a';
                    }
                }
                text[at] = b'a';
            }
        }
    }
}
