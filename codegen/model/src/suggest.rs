//! "Did you mean …?": the nearest known name to one that is not known.

use crate::ShapeId;

/// How many hints one stage gives: more help nobody, and a model may be wrong everywhere.
const MOST_HINTS: u32 = 100;

/// Gives hints for unknown shape ids, as long as they are few.
pub(crate) struct Suggester<'a> {
    known: Vec<&'a ShapeId>,
    left: u32,
}

impl<'a> Suggester<'a> {
    pub(crate) fn new(known: impl IntoIterator<Item = &'a ShapeId>) -> Suggester<'a> {
        Suggester {
            known: known.into_iter().collect(),
            left: MOST_HINTS,
        }
    }

    /// `did you mean …?` with a similar name of the same namespace, or the same name in another one.
    pub(crate) fn hint(&mut self, unknown: &ShapeId) -> Option<String> {
        self.left = self.left.checked_sub(1)?;
        let (namespace, name) = (unknown.namespace(), unknown.name());
        let near = self.known.iter().filter(|id| id.namespace() == namespace);
        let found = match suggest(name, near.map(|id| id.name())) {
            Some(name) => format!("{namespace}#{name}"),
            None => self
                .known
                .iter()
                .find(|id| id.name() == name && **id != unknown)?
                .to_string(),
        };
        Some(format!("did you mean `{found}`?"))
    }
}

/// The candidate nearest to an unknown name by edit distance, if any is near enough to be a slip: within a third of the length, case
/// counting half. Of equally near ones, the first.
#[must_use]
pub fn suggest<'a>(
    unknown: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    // An absurdly long name is no slip, and the distance costs the product of the lengths.
    if unknown.len() > 256 {
        return None;
    }
    let unknown: Vec<char> = unknown.chars().collect();
    let mut best: Option<(usize, &str)> = None;
    for candidate in candidates {
        // Distances count halves.
        let limit = best.map_or(unknown.len() * 2 / 3, |(distance, _)| {
            distance.saturating_sub(1)
        });
        if candidate.len().abs_diff(unknown.len()) > limit {
            continue;
        }
        let distance = distance(&unknown, candidate);
        if distance <= limit {
            best = Some((distance, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// Levenshtein's distance in halves: 2 for each insertion, deletion or replacement, 1 for a letter in the other case.
fn distance(a: &[char], b: &str) -> usize {
    let mut row: Vec<usize> = (0..=a.len()).map(|i| i * 2).collect();
    for (j, cb) in b.chars().enumerate() {
        let mut diagonal = j * 2;
        let mut left = (j + 1) * 2;
        if let Some(first) = row.first_mut() {
            *first = left;
        }
        for (ca, cell) in a.iter().zip(row.iter_mut().skip(1)) {
            let change = match *ca {
                c if c == cb => 0,
                c if c.eq_ignore_ascii_case(&cb) => 1,
                _ => 2,
            };
            left = (diagonal + change).min(left + 2).min(*cell + 2);
            diagonal = *cell;
            *cell = left;
        }
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_is_found() {
        let names = ["a#String", "a#Strings", "a#Integer"];
        assert_eq!(suggest("a#Strin", names), Some("a#String"));
        assert_eq!(suggest("a#string", names), Some("a#String"));
        assert_eq!(suggest("a#Stringz", names), Some("a#String"));
        assert_eq!(suggest("a#Blob", names), None);
        assert_eq!(suggest("", names), None);
    }
}
