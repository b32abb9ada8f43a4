//! Archives that no tool would make, and bytes that are none.

use crate::ground::{Archive, Entry, Random, zip};

/// A hostile archive: a bomb, a trap, or damaged. The archives of some bytes are among them that only
/// look hostile; a service may take those.
pub(super) fn hostile(random: &mut Random) -> Vec<u8> {
    match random.below(12) {
        0 => damaged(random),
        1 => {
            let mut bytes = zip(b"x");
            bytes.truncate(random.index(bytes.len()));
            bytes
        }
        2 => random.bytes(64),
        3 => Archive::default().bytes(),
        4 => of(Entry {
            size: Some(u32::MAX - random.below(3) as u32),
            ..Entry::stored("bomb", b"x")
        }),
        5 => many(random),
        6 => overlapping(random),
        7 => {
            let names = [
                "../x",
                "/x",
                "a/../../x",
                "C:\\x",
                "a\\..\\..\\x",
                "",
                "a\0b",
                ".",
            ];
            of(Entry::stored(random.word(&names), b"x"))
        }
        8 => of(Entry {
            method: [8, 9, 12, 14, 99][random.index(5)],
            flags: [0, 1, 0x40, 0x800, 0x2000][random.index(5)],
            ..Entry::stored("odd", b"x")
        }),
        9 => lying(random),
        // A symbolic link that leads out, and a device.
        10 => of(Entry {
            attributes: [0o120_777_u32, 0o060_666][random.index(2)] << 16,
            ..Entry::stored("link", b"../../etc/passwd")
        }),
        _ => {
            // Zip64 fields that promise much, in an extra field that may be cut.
            let mut extra = vec![1, 0, 24, 0];
            extra.extend(random.bytes(24));
            extra.truncate(random.index(29));
            of(Entry {
                size: Some(u32::MAX),
                compressed: Some(u32::MAX),
                offset: Some(u32::MAX),
                extra,
                ..Entry::stored("wide", b"x")
            })
        }
    }
}

fn of(entry: Entry) -> Vec<u8> {
    Archive {
        entries: vec![entry],
        ..Archive::default()
    }
    .bytes()
}

/// A sound archive with some bytes changed.
fn damaged(random: &mut Random) -> Vec<u8> {
    let mut bytes = zip(b"print()");
    for _ in 0..1 + random.below(4) {
        let at = random.index(bytes.len());
        if let Some(byte) = bytes.get_mut(at) {
            *byte = random.next() as u8;
        }
    }
    bytes
}

/// Very many entries of nothing, or the same one again and again.
fn many(random: &mut Random) -> Vec<u8> {
    let choices = if random.percent(3) { 3 } else { 2 };
    let count = [500, 2000, 65_535][random.index(choices)];
    Archive {
        entries: vec![Entry::stored("a", b""); count],
        ..Archive::default()
    }
    .bytes()
}

/// Entries that share their data, so that each says to be large.
fn overlapping(random: &mut Random) -> Vec<u8> {
    let first = Entry::stored("a", &random.bytes(200));
    let second = Entry {
        offset: Some(random.below(60) as u32),
        size: Some(200 << 20),
        ..Entry::stored("b", b"x")
    };
    Archive {
        entries: vec![first, second.clone(), second],
        ..Archive::default()
    }
    .bytes()
}

/// Headers and the end of the directory contradict each other.
fn lying(random: &mut Random) -> Vec<u8> {
    let entry = Entry {
        local_name: random.percent(50).then(|| b"another".to_vec()),
        compressed: random.percent(50).then(|| random.next() as u32),
        offset: random.percent(50).then(|| random.next() as u32),
        ..Entry::stored("one", b"x")
    };
    Archive {
        entries: vec![entry],
        count: random.percent(50).then(|| random.next() as u16),
        directory: random.percent(30).then(|| random.next() as u32),
        comment: random.bytes(30),
    }
    .bytes()
}
