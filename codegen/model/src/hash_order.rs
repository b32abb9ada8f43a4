//! The order in which the reference lists sets of strings.
//!
//! Some messages of Smithy's own tools list the content of a hash set. That order is no accident of a run: it follows from the hash of
//! strings, which the Java specification fixes (`String.hashCode`), and from the growth of `HashMap`. Messages here are the same, so
//! they keep to it.

use std::collections::HashSet;

use crate::ShapeId;

/// The strings in the order in which a hash set filled with them one by one gives them back. Repetitions are dropped.
pub(crate) fn hash_order<T: AsRef<str>>(values: impl IntoIterator<Item = T>) -> Vec<T> {
    let mut seen: HashSet<String> = HashSet::new();
    let mut distinct: Vec<T> = values.into_iter().collect();
    distinct.retain(|value| seen.insert(value.as_ref().to_owned()));
    // A table holds up to three quarters of its size, and starts with 16 places.
    let mut size: u32 = 16;
    while (size as usize) * 3 / 4 < distinct.len() && size < 1 << 30 {
        size *= 2;
    }
    distinct.sort_by_key(|value| place(value.as_ref()) & (size - 1));
    distinct
}

/// Where a table of 16 places has a shape id, whose hash is made of those of its parts.
pub(crate) fn shape_place(id: &ShapeId) -> u32 {
    let namespace = hash(id.namespace()).wrapping_mul(31 * 31);
    let name = hash(id.name()).wrapping_mul(17);
    let member = id.member().map_or(0, hash);
    spread(
        namespace
            .wrapping_add(17)
            .wrapping_add(name)
            .wrapping_add(member),
    ) & 15
}

fn place(text: &str) -> u32 {
    spread(hash(text))
}

fn hash(text: &str) -> u32 {
    text.encode_utf16().fold(0u32, |hash, unit| {
        hash.wrapping_mul(31).wrapping_add(u32::from(unit))
    })
}

/// The hash as the table spreads it.
fn spread(hash: u32) -> u32 {
    hash ^ (hash >> 16)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_are_listed_as_the_reference_lists_them() {
        assert_eq!(
            hash_order(["TTL", "Operation", "Identifiers"]),
            ["Operation", "Identifiers", "TTL"]
        );
        assert_eq!(
            hash_order(["awsJson1_1", "restXml", "awsJson1_1"]),
            ["restXml", "awsJson1_1"]
        );
    }
}
