//! What makes a package acceptable, read from the archive's own tables.
//!
//! Nothing is inflated here but the targets of links: sizes are those that the archive declares, and
//! of the data only the headers are read. What two programs could read differently, or what unpacks
//! to somewhere else than where it is unpacked, is refused like an archive that cannot be unpacked
//! (E10): headers that disagree with the directory, entries that overlap, data after the end, paths
//! and links that lead outside, encrypted entries, and methods other than stored and deflated. Data
//! before the archive, as self-extracting ones have, is fine, and so is a path that comes twice.

use crate::fault::Fault;
use crate::limits::UNZIPPED_LIMIT;
use rawzip::{
    CompressionMethod, RECOMMENDED_BUFFER_SIZE, ReaderAt, ZipArchive, ZipFileHeaderRecord,
    ZipLocator,
};

#[cfg(test)]
mod hostile;
mod links;

use links::Links;

/// The longest path of an entry, in bytes: Linux opens none that is longer.
const LONGEST_PATH: usize = 4096;

/// The most entries: more than a package of the largest size can sensibly have, and few enough to be
/// looked at in about a second.
const MOST_ENTRIES: usize = 500_000;

/// What may stand around an entry's path in its header.
const LONGEST_HEADER: usize = 2 * (u16::MAX as usize);

/// Checks `bytes`, and says how many bytes they unzip to.
///
/// # Errors
/// E10 for what is not a sound zip, E11 for an empty one (and for no bytes at all), E13 for one
/// that unzips to [`UNZIPPED_LIMIT`] bytes or more.
pub fn inspect(bytes: &[u8]) -> Result<u64, Fault> {
    inspect_at(bytes, bytes.len() as u64)
}

/// The same of a package of `size` bytes that is anywhere: few of them are read.
///
/// # Errors
/// As [`inspect`].
pub fn inspect_at<R: ReaderAt + ?Sized>(package: &R, size: u64) -> Result<u64, Fault> {
    if size == 0 {
        return Err(Fault::EmptyZip);
    }
    let mut buffer = vec![0; RECOMMENDED_BUFFER_SIZE + LONGEST_HEADER];
    let located = ZipLocator::new().locate_in_reader(package, &mut buffer, size);
    let archive = located.map_err(|_| Fault::NotAZip)?;
    if archive.end_offset() != size {
        return Err(Fault::NotAZip);
    }
    let mut found = Found::default();
    let mut header = vec![0; LONGEST_HEADER];
    let mut entries = archive.entries(&mut buffer);
    while let Some(entry) = entries.next_entry().map_err(|_| Fault::NotAZip)? {
        found
            .add(&archive, &entry, &mut header)
            .ok_or(Fault::NotAZip)?;
    }
    found.check(archive.entries_hint())
}

/// What the entries say together.
#[derive(Default)]
struct Found {
    /// Where each begins and ends.
    ranges: Vec<(u64, u64)>,
    /// The sum of their sizes, unzipped.
    unzipped: u64,
    /// Whether one that is stored has two sizes.
    uneven: bool,
    links: Links,
}

impl Found {
    /// Adds an entry, if there is nothing wrong with it.
    fn add<R: ReaderAt>(
        &mut self,
        archive: &ZipArchive<R>,
        entry: &ZipFileHeaderRecord<'_>,
        header: &mut [u8],
    ) -> Option<()> {
        let path = entry.file_path();
        let path = path.as_bytes();
        let method = entry.compression_method();
        let stored = method == CompressionMethod::STORE;
        let (size, packed) = (entry.uncompressed_size_hint(), entry.compressed_size_hint());
        let sound = stays_inside(path)
            && !entry.flags().is_encrypted()
            && !entry.flags().is_masked()
            && (stored || method == CompressionMethod::DEFLATE)
            && self.ranges.len() < MOST_ENTRIES;
        if !sound {
            return None;
        }
        let data = archive.get_entry(entry.wayfinder()).ok()?;
        let (start, end) = data.compressed_data_range();
        if end > archive.directory_offset() {
            return None;
        }
        {
            let local = data.local_header(header).ok()?;
            let later = local.flags().has_data_descriptor();
            let same = |local: u64, central: u64| local == central || later && local == 0;
            let agree = local.file_path().as_bytes() == path
                && local.compression_method() == method
                && !local.flags().is_encrypted()
                && later == entry.flags().has_data_descriptor()
                && same(local.compressed_size_hint(), packed)
                && same(local.uncompressed_size_hint(), size)
                && same(local.crc32().into(), entry.crc32().into());
            if !agree {
                return None;
            }
        }
        self.ranges.push((entry.local_header_offset(), end));
        self.unzipped = self.unzipped.saturating_add(size);
        self.uneven |= stored && size != packed;
        if entry.mode().is_symlink() {
            self.links
                .add(path, archive.get_ref(), start..end, stored)?;
        } else {
            self.links.see(path);
        }
        Some(())
    }

    /// How many bytes the entries unzip to, if all is right with them; the archive promises so many.
    fn check(mut self, promised: u64) -> Result<u64, Fault> {
        if self.ranges.is_empty() && promised == 0 {
            return Err(Fault::EmptyZip);
        }
        self.ranges.sort_unstable();
        let mut ranges = self.ranges.iter().zip(self.ranges.iter().skip(1));
        let overlap = ranges.any(|((_, end), (start, _))| start < end);
        if overlap || self.ranges.len() as u64 != promised || !self.links.stay_inside() {
            return Err(Fault::NotAZip);
        }
        if self.unzipped >= UNZIPPED_LIMIT {
            return Err(Fault::UnzippedTooLarge);
        }
        if self.uneven {
            return Err(Fault::NotAZip);
        }
        Ok(self.unzipped)
    }
}

/// Whether an entry of this path is unpacked inside the target directory, wherever that is.
fn stays_inside(path: &[u8]) -> bool {
    let absolute = path.first().is_none_or(is_separator);
    let drive = path.get(1) == Some(&b':') && path.first().is_some_and(u8::is_ascii_alphabetic);
    let climbs = path.split(is_separator).any(|part| part == b"..");
    !(absolute || drive || climbs || path.contains(&0) || path.len() > LONGEST_PATH)
}

/// Whether some program takes the byte for a separator of directories.
fn is_separator(byte: &u8) -> bool {
    matches!(byte, b'/' | b'\\')
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
        // What is stored has one size: both headers say that it is deflated.
        bytes[central + 10] = 8;
        bytes[8] = 8;
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
