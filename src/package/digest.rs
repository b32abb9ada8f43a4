//! SHA-256 in the two forms that the service shows it in.

use base64_simd::STANDARD;

/// The SHA-256 of a package, which is also its key in the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Digest([u8; 32]);

impl Digest {
    /// The digest of `bytes`.
    pub fn of(bytes: &[u8]) -> Digest {
        Digest::from(&ring::digest::digest(&ring::digest::SHA256, bytes))
    }

    /// The 32 bytes.
    pub fn bytes(&self) -> [u8; 32] {
        self.0
    }

    /// Standard base64 with padding, the form of `CodeSha256` (truth.md F1).
    pub fn base64(&self) -> String {
        STANDARD.encode_to_string(self.0)
    }

    /// 64 lower-case hexadecimal digits.
    pub fn hex(&self) -> String {
        crate::ids::hex(&self.0)
    }

    /// Reads what [`Digest::hex`] writes; `None` for anything else.
    pub fn from_hex(text: &str) -> Option<Digest> {
        let lower = text
            .bytes()
            .all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
        if !lower || text.len() != 64 {
            return None;
        }
        let mut digest = [0; 32];
        for (index, byte) in digest.iter_mut().enumerate() {
            *byte = u8::from_str_radix(text.get(index * 2..index * 2 + 2)?, 16).ok()?;
        }
        Some(Digest(digest))
    }
}

impl From<&ring::digest::Digest> for Digest {
    /// Of a SHA-256 that was computed.
    fn from(computed: &ring::digest::Digest) -> Digest {
        let mut digest = [0; 32];
        for (to, from) in digest.iter_mut().zip(computed.as_ref()) {
            *to = *from;
        }
        Digest(digest)
    }
}

impl From<[u8; 32]> for Digest {
    /// Of the 32 bytes of a digest.
    fn from(bytes: [u8; 32]) -> Digest {
        Digest(bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn f1_base64_is_padded_and_hex_comes_back() {
        let digest = Digest::of(b"");
        assert_eq!(
            digest.base64(),
            "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="
        );
        assert!(digest.hex().starts_with("e3b0c44298fc1c14"));
        assert_eq!(Digest::from_hex(&digest.hex()), Some(digest));
        for bad in [
            "",
            "e3",
            &digest.hex().to_uppercase(),
            &format!("../{}", &digest.hex()[3..]),
        ] {
            assert_eq!(Digest::from_hex(bad), None, "{bad}");
        }
    }
}
