//! Packages: zips of one stored entry of random bytes, no two alike.

use crc32fast::Hasher;

/// What a zip of one stored entry has around its data, with this name.
const NAME: &[u8] = b"handler.py";
const AROUND: usize = 30 + 46 + 22 + 2 * NAME.len();

/// A package that can be made another one in no time.
pub(crate) struct Package {
    bytes: Vec<u8>,
    data: std::ops::Range<usize>,
    /// The checksum of the data from its ninth byte on.
    rest: Hasher,
}

impl Package {
    /// Of about `size` bytes; `seed` makes it unlike others.
    pub(crate) fn new(size: usize, seed: u64) -> Package {
        let length = size.saturating_sub(AROUND).max(8);
        let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
        let mut data = Vec::with_capacity(length + 8);
        while data.len() < length {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            data.extend_from_slice(&state.to_le_bytes());
        }
        data.truncate(length);
        let mut rest = Hasher::new();
        rest.update(&data[8..]);
        let size = u32::try_from(length).unwrap_or(u32::MAX);

        // APPNOTE.TXT 4.3.7, 4.3.12, 4.3.16; checksums are filled in by `number`.
        let mut bytes = Vec::with_capacity(length + AROUND);
        bytes.extend_from_slice(b"PK\x03\x04\x14\0\0\0\0\0\0\0\x21\0\0\0\0\0");
        bytes.extend_from_slice(&size.to_le_bytes());
        bytes.extend_from_slice(&size.to_le_bytes());
        bytes.extend_from_slice(&(NAME.len() as u16).to_le_bytes());
        bytes.extend_from_slice(&[0; 2]);
        bytes.extend_from_slice(NAME);
        let start = bytes.len();
        bytes.extend_from_slice(&data);
        let directory = bytes.len();
        bytes.extend_from_slice(b"PK\x01\x02\x14\0\x14\0\0\0\0\0\0\0\x21\0\0\0\0\0");
        bytes.extend_from_slice(&size.to_le_bytes());
        bytes.extend_from_slice(&size.to_le_bytes());
        bytes.extend_from_slice(&(NAME.len() as u16).to_le_bytes());
        bytes.extend_from_slice(&[0; 16]);
        bytes.extend_from_slice(NAME);
        let end = bytes.len();
        bytes.extend_from_slice(b"PK\x05\x06\0\0\0\0\x01\0\x01\0");
        bytes.extend_from_slice(&((end - directory) as u32).to_le_bytes());
        bytes.extend_from_slice(&(directory as u32).to_le_bytes());
        bytes.extend_from_slice(&[0; 2]);
        let data = start..directory;
        Package { bytes, data, rest }
    }

    /// The package with this number in it.
    pub(crate) fn number(&mut self, number: u64) -> &[u8] {
        let number = number.to_le_bytes();
        let mut checksum = Hasher::new();
        checksum.update(&number);
        checksum.combine(&self.rest);
        let checksum = checksum.finalize().to_le_bytes();
        let (start, end) = (self.data.start, self.data.end);
        self.bytes[start..start + 8].copy_from_slice(&number);
        self.bytes[14..18].copy_from_slice(&checksum);
        self.bytes[end + 16..end + 20].copy_from_slice(&checksum);
        &self.bytes
    }
}
