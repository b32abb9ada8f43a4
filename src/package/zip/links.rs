//! Symbolic links in packages: where they lead, and what would be unpacked through them.
//!
//! A link may lead anywhere below the directory that the package is unpacked into. That is decided
//! from its text alone, which is possible since `..` may only begin a target, and since nothing may
//! be unpacked through a link.

use super::is_separator;
use flate2::read::DeflateDecoder;
use rawzip::ReaderAt;
use std::io::Read;
use std::ops::Range;

/// The longest target, in bytes: Linux makes no link to a longer one.
const LONGEST_TARGET: u64 = 4095;

/// The most links: their targets are read.
const MOST_LINKS: usize = 20_000;

/// The links of a package, and the paths of everything else.
#[derive(Default)]
pub(super) struct Links {
    /// Each in the form that [`parts`] gives.
    links: Vec<Vec<u8>>,
    /// All other paths, one after the other, and where each ends.
    others: Vec<u8>,
    ends: Vec<usize>,
}

impl Links {
    /// Adds a link, if its target stays inside; `data` is where the target is in the package.
    pub(super) fn add<R: ReaderAt>(
        &mut self,
        path: &[u8],
        package: &R,
        data: Range<u64>,
        stored: bool,
    ) -> Option<()> {
        let length = data.end.checked_sub(data.start)?;
        // Deflating makes a target longer by some bytes at most.
        if length > LONGEST_TARGET + 64 || self.links.len() >= MOST_LINKS {
            return None;
        }
        let mut packed = vec![0; usize::try_from(length).ok()?];
        package.read_exact_at(&mut packed, data.start).ok()?;
        let target = if stored {
            packed
        } else {
            let mut target = Vec::new();
            let mut inflated = DeflateDecoder::new(packed.as_slice()).take(LONGEST_TARGET + 1);
            inflated.read_to_end(&mut target).ok()?;
            target
        };
        let depth = path.split(is_separator).filter(is_name).count();
        if target.len() as u64 > LONGEST_TARGET || !leads_inside(&target, depth.checked_sub(1)?) {
            return None;
        }
        self.links.push(parts(path));
        Some(())
    }

    /// Notes the path of an entry that is no link.
    pub(super) fn see(&mut self, path: &[u8]) {
        self.others.extend(parts(path));
        self.ends.push(self.others.len());
    }

    /// Whether nothing is unpacked in the place of a link, or through one.
    pub(super) fn stay_inside(mut self) -> bool {
        if self.links.is_empty() {
            return true;
        }
        self.links.sort_unstable();
        let mut pairs = self.links.iter().zip(self.links.iter().skip(1));
        // Names end with a byte that comes before all others, so what is below a link comes right
        // after it.
        if pairs.any(|(link, next)| next.starts_with(link)) {
            return false;
        }
        let mut start = 0;
        self.ends.iter().all(|end| {
            let path = self.others.get(start..*end).unwrap_or_default();
            start = *end;
            let after = self.links.partition_point(|link| link.as_slice() <= path);
            let before = after.checked_sub(1).and_then(|index| self.links.get(index));
            before.is_none_or(|link| !path.starts_with(link))
        })
    }
}

/// The names of a path, each followed by a zero byte, so that a path is below another if it begins
/// with it.
fn parts(path: &[u8]) -> Vec<u8> {
    let mut parts = Vec::with_capacity(path.len() + 1);
    for name in path.split(is_separator).filter(is_name) {
        parts.extend_from_slice(name);
        parts.push(0);
    }
    parts
}

/// Whether a part of a path goes anywhere.
fn is_name(part: &&[u8]) -> bool {
    !part.is_empty() && *part != b"."
}

/// Whether a target stays inside, seen from so many directories below the top.
fn leads_inside(target: &[u8], depth: usize) -> bool {
    let relative = target.first().is_some_and(|first| !is_separator(first));
    let drive = target.get(1) == Some(&b':');
    if !relative || drive || target.contains(&0) {
        return false;
    }
    let mut names = target.split(is_separator).filter(is_name).peekable();
    let mut climbed = 0;
    while names.next_if(|name| *name == b"..").is_some() {
        climbed += 1;
    }
    climbed <= depth && !names.any(|name| name == b"..")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_climb_no_higher_than_the_top() {
        for (target, depth, inside) in [
            ("b", 0, true),
            ("./b//c", 0, true),
            ("../b", 1, true),
            ("../../b", 1, false),
            ("..", 0, false),
            ("b/..", 2, false),
            (".././../b", 2, true),
            ("..\\..\\b", 1, false),
            ("/etc/passwd", 9, false),
            ("C:\\b", 9, false),
            ("", 0, false),
            ("a\0b", 0, false),
        ] {
            assert_eq!(leads_inside(target.as_bytes(), depth), inside, "{target}");
        }
    }

    #[test]
    fn nothing_is_unpacked_through_a_link() {
        let stay = |links: &[&str], others: &[&str]| {
            let mut all = Links::default();
            for link in links {
                let target = b"x".as_slice();
                all.add(link.as_bytes(), &target, 0..1, true).unwrap();
            }
            for other in others {
                all.see(other.as_bytes());
            }
            all.stay_inside()
        };
        assert!(stay(&[], &["a", "a/b"]));
        assert!(stay(
            &["a", "a-b", "b/c"],
            &["ab", "a.b/c", "b/d", "b", "c"]
        ));
        assert!(!stay(&["a"], &["a/b"]));
        assert!(!stay(&["a"], &["x", ".//a\\b"]));
        assert!(!stay(&["a"], &["a"]));
        assert!(!stay(&["a", "a"], &[]));
        assert!(!stay(&["a", "a-b", "a/b"], &[]));
        assert!(!stay(&["a", "a-b"], &["a/b"]));
    }
}
