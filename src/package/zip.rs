//! What makes a package acceptable, read from the archive's own tables.
//!
//! Nothing is inflated here: sizes are those that the archive declares. An archive whose entries
//! overlap, or whose paths lead outside the directory it is unpacked into, is refused like one that
//! cannot be unpacked (E10).

use crate::fault::Fault;
use crate::limits::UNZIPPED_LIMIT;
use rawzip::{CompressionMethod, ZipArchive};

/// Checks `bytes`, and says how many bytes they unzip to.
///
/// # Errors
/// E10 for what is not a sound zip, E11 for an empty one (and for no bytes at all), E13 for one
/// that unzips to [`UNZIPPED_LIMIT`] bytes or more.
pub fn inspect(bytes: &[u8]) -> Result<u64, Fault> {
    if bytes.is_empty() {
        return Err(Fault::EmptyZip);
    }
    let sound = |_| Fault::NotAZip;
    let archive = ZipArchive::from_slice(bytes).map_err(sound)?;
    let mut entries = archive.entries();
    let mut ranges = Vec::new();
    let mut unzipped: u64 = 0;
    let mut too_large = false;
    while let Some(entry) = entries.next_entry().map_err(sound)? {
        if !stays_inside(entry.file_path().as_bytes()) {
            return Err(Fault::NotAZip);
        }
        let stored = entry.compression_method() == CompressionMethod::STORE;
        let declared = entry.uncompressed_size_hint();
        let size = if stored {
            declared.max(entry.compressed_size_hint())
        } else {
            declared
        };
        match unzipped.checked_add(size) {
            Some(sum) => unzipped = sum,
            None => too_large = true,
        }
        let data = archive.get_entry(entry.wayfinder()).map_err(sound)?;
        ranges.push((entry.local_header_offset(), data.compressed_data_range().1));
    }
    if ranges.is_empty() {
        let promised = archive.entries_hint() > 0;
        return Err(if promised {
            Fault::NotAZip
        } else {
            Fault::EmptyZip
        });
    }
    ranges.sort_unstable();
    let mut end_before = 0;
    for (start, end) in &ranges {
        if *start < end_before {
            return Err(Fault::NotAZip);
        }
        end_before = *end;
    }
    if ranges.len() as u64 != archive.entries_hint() {
        return Err(Fault::NotAZip);
    }
    if too_large || unzipped >= UNZIPPED_LIMIT {
        return Err(Fault::UnzippedTooLarge);
    }
    Ok(unzipped)
}

/// Whether an entry of this path is unpacked inside the target directory, wherever that is.
fn stays_inside(path: &[u8]) -> bool {
    let separator = |b: &u8| *b == b'/' || *b == b'\\';
    let absolute = path.first().is_none_or(separator);
    let drive = path.get(1) == Some(&b':') && path.first().is_some_and(u8::is_ascii_alphabetic);
    let climbs = path.split(separator).any(|part| part == b"..");
    !(absolute || drive || climbs || path.contains(&0))
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use rawzip::ZipArchiveWriter;
    use rawzip::path::EntryPath;
    use std::io::Write;

    /// A zip of stored entries.
    pub(crate) fn zip(entries: &[(&str, &[u8])]) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut archive = ZipArchiveWriter::new(&mut bytes);
        for (path, data) in entries {
            let path = EntryPath::verbatim(path.as_bytes());
            let (mut entry, config) = archive.new_file(path).start().unwrap();
            let mut writer = config.wrap(&mut entry);
            writer.write_all(data).unwrap();
            let (_, descriptor) = writer.finish().unwrap();
            entry.finish(descriptor).unwrap();
        }
        archive.finish().unwrap();
        bytes
    }

    /// A zip of one entry whose central record declares `size` bytes unzipped.
    pub(crate) fn zip_declaring(size: u32) -> Vec<u8> {
        let mut bytes = zip(&[("a", b"x")]);
        let central = bytes.windows(4).position(|w| w == b"PK\x01\x02").unwrap();
        bytes[central + 24..central + 28].copy_from_slice(&size.to_le_bytes());
        bytes
    }

    #[test]
    fn e10_what_is_no_sound_zip_is_refused() {
        let mut truncated = zip(&[("a", b"x")]);
        truncated.truncate(truncated.len() - 4);
        let mut no_local_header = zip(&[("a", b"x")]);
        no_local_header[0] = b'Q';
        for bytes in [&b"not a zip"[..], b"PK", &truncated, &no_local_header] {
            assert_eq!(inspect(bytes), Err(Fault::NotAZip));
        }
        for path in [
            "/etc/passwd",
            "../a",
            "a/../../b",
            "a\\..\\b",
            "C:\\a",
            "C:/a",
            "a\0b",
        ] {
            assert_eq!(
                inspect(&zip(&[(path, b"x")])),
                Err(Fault::NotAZip),
                "{path:?}"
            );
        }
        for path in ["a..b/c", "...", "dir/", "d\\e", "\u{fc}.py"] {
            assert_eq!(inspect(&zip(&[(path, b"")])), Ok(0), "{path:?}");
        }
    }

    #[test]
    fn e10_entries_that_share_data_are_refused() {
        let mut bytes = zip(&[("a", b"xxxx"), ("b", b"yyyy")]);
        let records: Vec<usize> = (0..bytes.len() - 4)
            .filter(|at| bytes[*at..*at + 4] == *b"PK\x01\x02")
            .collect();
        let first = bytes[records[0] + 42..records[0] + 46].to_vec();
        bytes[records[1] + 42..records[1] + 46].copy_from_slice(&first);
        assert_eq!(inspect(&bytes), Err(Fault::NotAZip));
    }

    #[test]
    fn e11_e12_empty_packages_are_refused() {
        let empty = zip(&[]);
        assert_eq!(empty.len(), 22);
        assert_eq!(inspect(&empty), Err(Fault::EmptyZip));
        assert_eq!(inspect(b""), Err(Fault::EmptyZip));
    }

    #[test]
    fn e13_declared_sizes_are_summed() {
        let limit = u32::try_from(UNZIPPED_LIMIT).unwrap();
        assert_eq!(inspect(&zip_declaring(limit)), Err(Fault::UnzippedTooLarge));
        assert_eq!(inspect(&zip_declaring(limit - 1)), Ok(UNZIPPED_LIMIT - 1));
        assert_eq!(
            inspect(&zip_declaring(u32::MAX - 1)),
            Err(Fault::UnzippedTooLarge)
        );
    }
}
