//! The pages about the rules are those that the rules make.

#![allow(clippy::unwrap_used, reason = "a test that can't go on fails")]

mod support;

use std::collections::BTreeMap;
use std::path::Path;

fn texts(dir: &Path) -> BTreeMap<String, String> {
    let read = |entry: std::fs::DirEntry| {
        let name = entry.file_name().to_string_lossy().into_owned();
        let text = std::fs::read_to_string(entry.path()).unwrap();
        (name, text.replace("\r\n", "\n"))
    };
    let entries = std::fs::read_dir(dir).unwrap();
    entries.map(|entry| read(entry.unwrap())).collect()
}

#[test]
fn every_rule_has_its_page() {
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/rules");
    if std::env::var_os("UPDATE").is_some() {
        let ran = support::planish(&docs, &["explain", "--pages", "."]);
        assert_eq!(ran.code, 0, "{}", ran.err);
    }
    let fresh = tempfile::tempdir().unwrap();
    let ran = support::planish(fresh.path(), &["explain", "--pages", "."]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let (fresh, kept) = (texts(fresh.path()), texts(&docs));
    let stale: Vec<&String> = fresh
        .iter()
        .filter(|(name, text)| kept.get(*name) != Some(text))
        .map(|(name, _)| name)
        .chain(kept.keys().filter(|name| !fresh.contains_key(*name)))
        .collect();
    assert!(
        stale.is_empty(),
        "stale pages in docs/rules: {stale:?}; `planish explain --pages docs/rules` writes them"
    );
}
