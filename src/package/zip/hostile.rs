//! Archives made by hand, each wrong in one way, and what is made of them.

use super::*;

/// One entry, in the words of APPNOTE.TXT 4.3.7 and 4.3.12; `local` changes its own header only.
#[derive(Clone)]
struct Entry {
    name: Vec<u8>,
    data: Vec<u8>,
    flags: u16,
    method: u16,
    crc: u32,
    packed: u32,
    size: u32,
    mode: u32,
    /// Where the directory says that it begins; where it does, if `None`.
    offset: Option<u32>,
    local: Local,
}

type Local = fn(&mut Entry);

fn entry(name: &str, data: &[u8]) -> Entry {
    Entry {
        name: name.as_bytes().to_vec(),
        data: data.to_vec(),
        flags: 0,
        method: 0,
        crc: 7,
        packed: u32::try_from(data.len()).unwrap(),
        size: u32::try_from(data.len()).unwrap(),
        mode: 0o100_644,
        offset: None,
        local: |_| {},
    }
}

/// An entry of which something else is wrong in both headers.
fn changed(change: fn(&mut Entry)) -> Entry {
    let mut entry = entry("a", b"data");
    change(&mut entry);
    entry
}

/// An entry whose own header says something else than the directory.
fn local(local: Local) -> Entry {
    Entry {
        local,
        ..entry("a", b"data")
    }
}

fn link(name: &str, target: &str) -> Entry {
    Entry {
        mode: 0o120_777,
        ..entry(name, target.as_bytes())
    }
}

impl Entry {
    /// What both headers have, from the flags to the length of the name.
    fn fields(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        for number in [self.flags, self.method, 0, 0x21] {
            bytes.extend(number.to_le_bytes());
        }
        for number in [self.crc, self.packed, self.size] {
            bytes.extend(number.to_le_bytes());
        }
        bytes.extend(u16::try_from(self.name.len()).unwrap().to_le_bytes());
        bytes
    }
}

/// The archive, `before` bytes into the file; offsets are counted from the archive's beginning.
fn archive(before: &[u8], entries: &[Entry]) -> Vec<u8> {
    let mut bytes = before.to_vec();
    let mut directory = Vec::new();
    for entry in entries {
        let offset = u32::try_from(bytes.len() - before.len()).unwrap();
        let mut own = entry.clone();
        (entry.local)(&mut own);
        bytes.extend(b"PK\x03\x04\x14\0");
        bytes.extend(own.fields());
        bytes.extend([0; 2]);
        bytes.extend(&own.name);
        bytes.extend(&entry.data);
        directory.extend(b"PK\x01\x02\x14\x03\x14\0");
        directory.extend(entry.fields());
        directory.extend([0; 8]);
        directory.extend((entry.mode << 16).to_le_bytes());
        directory.extend(entry.offset.unwrap_or(offset).to_le_bytes());
        directory.extend(&entry.name);
    }
    let start = u32::try_from(bytes.len() - before.len()).unwrap();
    let count = u16::try_from(entries.len()).unwrap().to_le_bytes();
    bytes.extend(&directory);
    bytes.extend(b"PK\x05\x06\0\0\0\0");
    bytes.extend([count, count].concat());
    bytes.extend(u32::try_from(directory.len()).unwrap().to_le_bytes());
    bytes.extend(start.to_le_bytes());
    bytes.extend([0; 2]);
    bytes
}

/// What is made of bytes, which is the same wherever they are.
fn judged(bytes: &[u8]) -> Result<u64, Fault> {
    let found = inspect(bytes);
    let mut file = tempfile::tempfile().unwrap();
    std::io::Write::write_all(&mut file, bytes).unwrap();
    let reader = rawzip::FileReader::from(file);
    assert_eq!(inspect_at(&reader, bytes.len() as u64), found);
    found
}

#[test]
fn archives_that_any_program_reads_alike_are_taken() {
    let deflated = Entry {
        method: 8,
        size: 900,
        ..entry("b", b"\x4b\x04\x00")
    };
    let described = Entry {
        flags: 8,
        local: |own| (own.crc, own.packed, own.size) = (0, 0, 0),
        ..entry("c", b"data")
    };
    let small = entry("a", b"data");
    for (entries, unzipped) in [
        (vec![small.clone()], 4),
        (vec![small.clone(), deflated, described], 908),
        (vec![small.clone(), small.clone()], 8),
        (vec![entry("dir/", b""), entry("dir/a", b"x")], 1),
        (vec![link("dir/l", "../a"), small], 8),
    ] {
        assert_eq!(judged(&archive(b"", &entries)), Ok(unzipped));
        assert_eq!(judged(&archive(b"#!/bin/sh\n", &entries)), Ok(unzipped));
    }
}

#[test]
fn e10_headers_that_disagree_are_refused() {
    let cases: [(&str, Local); 9] = [
        ("name", |own| own.name = b"b".to_vec()),
        ("longer name", |own| own.name = b"ab".to_vec()),
        ("method", |own| own.method = 8),
        ("encryption", |own| own.flags = 1),
        ("descriptor", |own| own.flags = 8),
        ("packed", |own| own.packed = 3),
        ("size", |own| own.size = 3),
        ("nothing", |own| own.size = 0),
        ("checksum", |own| own.crc = 8),
    ];
    for (what, change) in cases {
        let bytes = archive(b"", &[local(change)]);
        assert_eq!(judged(&bytes), Err(Fault::NotAZip), "{what}");
    }
}

#[test]
fn e10_entries_that_cannot_be_unpacked_are_refused() {
    type Change = fn(&mut Entry);
    let cases: [(&str, Change); 10] = [
        ("encrypted", |e| e.flags = 1),
        ("encrypted strongly", |e| e.flags = 0x41),
        ("masked", |e| e.flags = 0x2000),
        ("bzip2", |e| e.method = 12),
        ("unknown method", |e| e.method = 77),
        ("stored, but smaller", |e| e.size = 3),
        ("stored, but larger", |e| e.size = 5),
        ("beyond the directory", |e| (e.packed, e.size) = (50, 50)),
        ("beyond the end", |e| {
            (e.packed, e.size) = (1 << 30, 1 << 27)
        }),
        ("a path too long", |e| e.name = vec![b'a'; 4097]),
    ];
    for (what, change) in cases {
        let bytes = archive(b"", &[changed(change)]);
        assert_eq!(judged(&bytes), Err(Fault::NotAZip), "{what}");
    }
    for offset in [1, 5, 34, 1 << 20, u32::MAX - 1] {
        let bytes = archive(
            b"",
            &[
                changed(|_| {}),
                Entry {
                    offset: Some(offset),
                    ..entry("b", b"data")
                },
            ],
        );
        assert_eq!(judged(&bytes), Err(Fault::NotAZip), "{offset}");
    }
}

#[test]
fn e10_links_that_lead_outside_are_refused() {
    let mut deflated = link("dir/l", "");
    // "../../x" in one stored block of deflate.
    deflated.data = b"\x01\x07\0\xf8\xff../../x".to_vec();
    (deflated.method, deflated.packed, deflated.size) = (8, 12, 7);
    for entries in [
        vec![link("l", "/etc/passwd")],
        vec![link("l", "..")],
        vec![link("dir/l", "../../x")],
        vec![link("dir/l", "x/../y")],
        vec![link("l", "dir"), entry("l/x", b"through the link")],
        vec![entry("l", b"in its place"), link("l", "dir")],
        vec![link("l", &"a/".repeat(2100))],
        vec![deflated],
    ] {
        assert_eq!(judged(&archive(b"", &entries)), Err(Fault::NotAZip));
    }
}

#[test]
fn e10_what_surrounds_the_archive() {
    let good = archive(b"", &[entry("a", b"data")]);
    let with = |change: &dyn Fn(&mut Vec<u8>)| {
        let mut bytes = good.clone();
        change(&mut bytes);
        judged(&bytes)
    };
    let end = good.len() - 22;
    assert_eq!(
        with(&|bytes| bytes.push(0)),
        Err(Fault::NotAZip),
        "data after the end"
    );
    assert_eq!(
        with(&|bytes| {
            bytes.truncate(end + 20);
            bytes.extend(b"\x03\0abc");
        }),
        Ok(4),
        "a comment"
    );
    assert_eq!(
        with(&|bytes| bytes[end + 20] = 9),
        Err(Fault::NotAZip),
        "a comment cut off"
    );
    for (what, count) in [("more", 2), ("fewer", 0)] {
        let counted = with(&|bytes| (bytes[end + 8], bytes[end + 10]) = (count, count));
        assert_eq!(counted, Err(Fault::NotAZip), "{what} entries than it says");
    }
    // Two archives, one after the other: the second's directory is sought where the first's is.
    let two = [good.as_slice(), &good].concat();
    assert_eq!(judged(&two), Err(Fault::NotAZip));
    assert_eq!(judged(&vec![b'P'; 100_000]), Err(Fault::NotAZip));
    assert_eq!(judged(&b"PK\x05\x06".repeat(30_000)), Err(Fault::NotAZip));
}

#[test]
fn e13_many_entries_are_counted_and_not_for_long() {
    let entries: Vec<Entry> = (0..65_535).map(|n| entry(&n.to_string(), b"x")).collect();
    assert_eq!(inspect(&archive(b"", &entries)), Ok(65_535));
    let large = Entry {
        method: 8,
        size: u32::try_from(UNZIPPED_LIMIT / 1000).unwrap(),
        ..entry("a", b"\x03\0")
    };
    let just = vec![large.clone(); 999];
    assert_eq!(
        judged(&archive(b"", &just)),
        Ok(UNZIPPED_LIMIT / 1000 * 999)
    );
    let over = vec![large; 1000];
    assert_eq!(judged(&archive(b"", &over)), Err(Fault::UnzippedTooLarge));
}
