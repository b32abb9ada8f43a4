//! No row of the reference is forgotten.

use std::collections::BTreeSet;
use std::path::Path;

use crate::SECTIONS;

/// Where the reference is, beside this project.
const TRUTH: &str = "../shared/lambda/truth.md";

/// The ids of rows that the reference is sure of (H) or fairly sure of (M). The last cell of a row
/// says so; section 8 says it for all of its rows (R) at once.
fn certain(text: &str) -> BTreeSet<&str> {
    text.lines()
        .filter_map(|line| {
            let cells = line.strip_prefix("| ")?.trim_end().strip_suffix('|')?;
            let (id, _) = cells.split_once(" |")?;
            let (letter, number) = id.split_at_checked(1)?;
            let is_id = letter.bytes().all(|b| b.is_ascii_uppercase())
                && !number.is_empty()
                && number.bytes().all(|b| b.is_ascii_digit());
            let (_, last) = cells.rsplit_once('|')?;
            (is_id && (letter == "R" || last.contains(['H', 'M']))).then_some(id)
        })
        .collect()
}

#[test]
fn every_certain_row_is_in_a_table() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(TRUTH);
    let Ok(text) = std::fs::read_to_string(&path) else {
        println!("skipped: {TRUTH} is not there");
        return;
    };
    let named: BTreeSet<&str> = SECTIONS
        .iter()
        .flat_map(|rows| rows())
        .map(|row| row.id)
        .collect();
    let certain = certain(&text);
    assert!(certain.len() > 150, "{} rows", certain.len());
    let forgotten: Vec<_> = certain.difference(&named).collect();
    assert!(forgotten.is_empty(), "{forgotten:?}");
}

#[test]
fn certainty_is_read_from_the_last_cell() {
    let text = "| # | Fact | Conf |\n|---|---|---|\n| W1 | a | H |\n| E7 | `H|M` | L |\n\
                | E27 | b | M-H |\n| R1 | c | same |\n";
    assert_eq!(certain(text), BTreeSet::from(["E27", "R1", "W1"]));
}
