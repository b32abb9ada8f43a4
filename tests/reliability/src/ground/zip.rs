//! Zip archives, sound ones and others: every field of every header can be set.
//!
//! The layout is that of APPNOTE.TXT 6.3: local headers (4.3.7) with their data, the central
//! directory (4.3.12), and its end (4.3.16).

/// A sound archive of one stored file; different contents give different archives.
pub(crate) fn zip(content: &[u8]) -> Vec<u8> {
    Archive {
        entries: vec![Entry::stored("index.py", content)],
        ..Archive::default()
    }
    .bytes()
}

/// An archive in the making.
#[derive(Clone, Debug, Default)]
pub(crate) struct Archive {
    /// What is in it.
    pub(crate) entries: Vec<Entry>,
    /// What the end says to be the number of entries, if it lies.
    pub(crate) count: Option<u16>,
    /// What the end says to be the place of the central directory, if it lies.
    pub(crate) directory: Option<u32>,
    /// The comment at the end.
    pub(crate) comment: Vec<u8>,
}

/// One entry; what is `None` is told as it is.
#[derive(Clone, Debug, Default)]
pub(crate) struct Entry {
    /// The name in the central directory.
    pub(crate) name: Vec<u8>,
    /// The name in the local header, if it is another.
    pub(crate) local_name: Option<Vec<u8>>,
    /// The bytes as they are stored.
    pub(crate) data: Vec<u8>,
    /// The compression method in the central directory: 0 is stored, 8 deflated.
    pub(crate) method: u16,
    /// The general purpose flags: bit 0 says encrypted.
    pub(crate) flags: u16,
    /// The compressed size that the central directory tells.
    pub(crate) compressed: Option<u32>,
    /// The size that the central directory tells.
    pub(crate) size: Option<u32>,
    /// Where the central directory says that the local header is.
    pub(crate) offset: Option<u32>,
    /// The external attributes: a Unix mode in the upper half.
    pub(crate) attributes: u32,
    /// The extra field of the central directory.
    pub(crate) extra: Vec<u8>,
}

impl Entry {
    /// A sound entry.
    pub(crate) fn stored(name: &str, data: &[u8]) -> Entry {
        Entry {
            name: name.as_bytes().to_vec(),
            data: data.to_vec(),
            ..Entry::default()
        }
    }

    fn sizes(&self) -> (u32, u32) {
        let length = self.data.len() as u32;
        (
            self.compressed.unwrap_or(length),
            self.size.unwrap_or(length),
        )
    }
}

impl Archive {
    /// The bytes.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        let mut out = Vec::new();
        let mut directory = Vec::new();
        for entry in &self.entries {
            let offset = out.len() as u32;
            let crc = crc32fast::hash(&entry.data);
            let (compressed, size) = entry.sizes();
            let length = entry.data.len() as u32;
            let local_name = entry.local_name.as_ref().unwrap_or(&entry.name);
            out.extend(0x0403_4b50_u32.to_le_bytes());
            half(&mut out, &[20, entry.flags, entry.method, 0, 0x21]);
            whole(&mut out, &[crc, length, entry.size.unwrap_or(length)]);
            half(&mut out, &[local_name.len() as u16, 0]);
            out.extend(local_name);
            out.extend(&entry.data);

            directory.extend(0x0201_4b50_u32.to_le_bytes());
            let version = 0x0314;
            half(
                &mut directory,
                &[version, 20, entry.flags, entry.method, 0, 0x21],
            );
            whole(&mut directory, &[crc, compressed, size]);
            let (name, extra) = (entry.name.len() as u16, entry.extra.len() as u16);
            half(&mut directory, &[name, extra, 0, 0, 0]);
            let offset = entry.offset.unwrap_or(offset);
            whole(&mut directory, &[entry.attributes, offset]);
            directory.extend(&entry.name);
            directory.extend(&entry.extra);
        }
        let start = self.directory.unwrap_or(out.len() as u32);
        let length = directory.len() as u32;
        out.extend(directory);
        out.extend(0x0605_4b50_u32.to_le_bytes());
        let count = self.count.unwrap_or(self.entries.len() as u16);
        half(&mut out, &[0, 0, count, count]);
        whole(&mut out, &[length, start]);
        half(&mut out, &[self.comment.len() as u16]);
        out.extend(&self.comment);
        out
    }
}

fn half(out: &mut Vec<u8>, fields: &[u16]) {
    out.extend(fields.iter().flat_map(|field| field.to_le_bytes()));
}

fn whole(out: &mut Vec<u8>, fields: &[u32]) {
    out.extend(fields.iter().flat_map(|field| field.to_le_bytes()));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parts_lie_where_they_say() {
        let bytes = zip(b"print()");
        // 30 bytes and the name, the data, 46 bytes and the name, 22 bytes at the end.
        let directory = 30 + 8 + 7;
        assert_eq!(bytes.len(), directory + 46 + 8 + 22);
        assert_eq!(&bytes[directory..directory + 4], b"PK\x01\x02");
        let end = &bytes[bytes.len() - 22..];
        assert_eq!(&end[..4], b"PK\x05\x06");
        assert_eq!(end[16..20], (directory as u32).to_le_bytes());
        assert_ne!(zip(b"a"), zip(b"b"));
    }
}
