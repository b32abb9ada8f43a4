//! Finds equal items for the trait `uniqueItems` in time that grows with the list, not its square.

use std::hash::{BuildHasher as _, Hash as _, Hasher, RandomState};

use crate::equal;
use crate::value::{List, Structure, View};

/// Lists up to this length are compared item by item, which needs no memory.
const SHORT: usize = 8;

/// Whether two items are equal, by value and all the way down.
pub(super) fn has_duplicates(list: &dyn List) -> bool {
    if list.len() <= SHORT {
        return (1..list.len()).any(|i| (0..i).any(|j| equal::views(list.get(i), list.get(j))));
    }
    // The keys of the hash are random: nobody can send items that all have the same.
    let hashes = RandomState::new();
    let mut items: Vec<(u64, usize)> = (0..list.len())
        .filter_map(|index| {
            let mut hasher = hashes.build_hasher();
            hash(list.get(index), &mut hasher)?;
            Some((hasher.finish(), index))
        })
        .collect();
    items.sort_unstable();
    let runs = items.chunk_by(|(a, _), (b, _)| a == b);
    let equal =
        |&(_, i): &(u64, usize), &(_, j): &(u64, usize)| equal::views(list.get(i), list.get(j));
    runs.into_iter().any(|run| {
        run.iter()
            .enumerate()
            .any(|(n, a)| run.iter().take(n).any(|b| equal(a, b)))
    })
}

/// Feeds a value, so that equal values feed the same; `None` for what equals nothing: NaN, streams
/// and unknown variants. Documents count as such too: the trait isn't allowed on lists of them.
fn hash(view: View<'_>, into: &mut impl Hasher) -> Option<()> {
    match view {
        View::Absent => 0_u8.hash(into),
        View::Boolean(v) => v.hash(into),
        View::Byte(v) => v.hash(into),
        View::Short(v) => v.hash(into),
        View::Integer(v) => v.hash(into),
        View::Long(v) => v.hash(into),
        View::Float(v) => float(v.into(), into)?,
        View::Double(v) => float(v, into)?,
        View::BigInteger(v) => v.hash(into),
        View::BigDecimal(v) => v.hash(into),
        View::String(v) => v.hash(into),
        View::Blob(v) => v.hash(into),
        View::Timestamp(v) => v.hash(into),
        View::Document(_) | View::Stream(_) | View::Events(_) => return None,
        View::List(list) => {
            list.len().hash(into);
            for index in 0..list.len() {
                hash(list.get(index), into)?;
            }
        }
        View::Map(map) => {
            map.len().hash(into);
            for (key, value) in map.entries() {
                key.hash(into);
                hash(value, into)?;
            }
        }
        View::Structure(value) => structure(value, into)?,
        View::Union(value) => {
            let (index, view) = value.variant()?;
            index.hash(into);
            hash(view, into)?;
        }
    }
    Some(())
}

fn structure(value: &dyn Structure, into: &mut impl Hasher) -> Option<()> {
    (0..value.schema().members.len()).try_for_each(|index| hash(value.get(index), into))
}

fn float(value: f64, into: &mut impl Hasher) -> Option<()> {
    if value.is_nan() {
        return None;
    }
    // The two zeros are equal.
    let value = if value == 0.0 { 0.0 } else { value };
    value.to_bits().hash(into);
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_items_are_found_in_short_and_long_lists() {
        for length in [2_i64, 8, 9, 100] {
            let mut list: Vec<Vec<i64>> = (0..length).map(|n| vec![n, 1]).collect();
            assert!(!has_duplicates(&list), "{length}");
            list.push(vec![0, 1]);
            assert!(has_duplicates(&list), "{length}");
        }
        assert!(!has_duplicates(&vec![f64::NAN; 100]));
        let mut zeros: Vec<f64> = (1..100).map(f64::from).collect();
        zeros.extend([0.0, -0.0]);
        assert!(has_duplicates(&zeros));
    }
}
