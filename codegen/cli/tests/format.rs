//! `planish format`: files are laid out in place, or only told; nothing of a file with errors is touched.

#![allow(clippy::unwrap_used, reason = "a test that can't go on has failed")]

mod support;

use support::*;

const UGLY: &str = "$version: \"2\"\nnamespace a\n// why\nstring   S\n";
const FINE: &str = "$version: \"2\"\n\nnamespace a\n\n// why\nstring S\n";
const BROKEN: &str = "$version: \"2\"\nnamespace a\nstructure {\n";

#[test]
fn files_are_laid_out_in_place() {
    let dir = folder(&[
        ("m/ugly.smithy", UGLY),
        ("m/fine.smithy", FINE),
        ("m/ast.json", "{\"smithy\":\"2.0\"}"),
    ]);
    let ran = planish(dir.path(), &["format", "m"]);
    assert_eq!(
        (ran.code, ran.out.as_str(), ran.err.as_str()),
        (0, "", "formatted 2 files (1 changed)\n")
    );
    assert_eq!(read(&dir, "m/ugly.smithy"), FINE);
    assert_eq!(read(&dir, "m/ast.json"), "{\"smithy\":\"2.0\"}");
    let ran = planish(dir.path(), &["format", "m"]);
    assert_eq!(ran.err, "formatted 2 files (0 changed)\n");
    let ran = planish(dir.path(), &["format", "m/ast.json"]);
    assert_eq!(
        (ran.code, ran.err.as_str()),
        (
            2,
            "error: m/ast.json is no .smithy file, and nothing else is formatted\n"
        )
    );
}

#[test]
fn a_check_writes_nothing() {
    let dir = folder(&[("ugly.smithy", UGLY), ("fine.smithy", FINE)]);
    let ran = planish(dir.path(), &["format", "--check", "fine.smithy"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, "1 file formatted\n"));
    let ran = planish(dir.path(), &["format", "--check", "."]);
    assert_eq!(ran.code, 1);
    assert_eq!(
        ran.err,
        "1 of 2 files not formatted; run `planish format`\n"
    );
    assert!(
        ran.out.starts_with(
            "error[Format]: the file is laid out otherwise from here on\n --> ugly.smithy:2:1\n"
        ),
        "{}",
        ran.out
    );
    assert_eq!(read(&dir, "ugly.smithy"), UGLY);
    let ran = planish(dir.path(), &["format", "--check", "--format", "csv", "."]);
    assert!(
        ran.out
            .contains("\n\"ERROR\",\"Format\",\"\",\"ugly.smithy\",2,1,"),
        "{}",
        ran.out
    );
}

#[test]
fn standard_input_goes_to_standard_output() {
    let dir = folder(&[]);
    let ran = planish_reading(dir.path(), &["format", "-"], UGLY);
    assert_eq!(
        (ran.code, ran.out.as_str(), ran.err.as_str()),
        (0, FINE, "")
    );
    let ran = planish_reading(dir.path(), &["format", "--check", "-"], UGLY);
    assert_eq!(ran.code, 1);
    let ran = planish_reading(dir.path(), &["format", "-"], BROKEN);
    assert_eq!(ran.code, 1);
    assert_eq!(ran.out, "");
    assert!(ran.err.starts_with("error[Model]: "), "{}", ran.err);
}

#[test]
fn a_file_with_errors_is_left_alone() {
    let dir = folder(&[("broken.smithy", BROKEN), ("ugly.smithy", UGLY)]);
    let ran = planish(dir.path(), &["format", "."]);
    assert_eq!(ran.code, 1);
    assert_eq!(ran.err, "formatted 2 files (1 changed, 1 with errors)\n");
    assert!(ran.out.contains("--> broken.smithy:3:"), "{}", ran.out);
    assert_eq!(read(&dir, "broken.smithy"), BROKEN);
    assert_eq!(read(&dir, "ugly.smithy"), FINE);
}

#[test]
fn line_ends_stay() {
    let windows = |text: &str| text.replace('\n', "\r\n");
    let dir = folder(&[("ugly.smithy", &windows(UGLY))]);
    assert_eq!(planish(dir.path(), &["format", "."]).code, 0);
    assert_eq!(read(&dir, "ugly.smithy"), windows(FINE));
    assert_eq!(planish(dir.path(), &["format", "--check", "."]).code, 0);
}
