//! `planish validate`: what is found, how it is shown, and how the command ends.

#![allow(clippy::unwrap_used, reason = "a test that can't go on has failed")]

mod support;

use std::process::Command;

use support::*;

#[test]
fn a_valid_model_is_clean() {
    let dir = project();
    let ran = planish(dir.path(), &["validate"]);
    assert_eq!(
        (ran.code, ran.out.as_str(), ran.err.as_str()),
        (0, "", "no findings in 1 file\n"),
    );
    let ran = planish(dir.path(), &["validate", "model"]);
    assert_eq!(
        (ran.code, ran.out.as_str(), ran.err.as_str()),
        (0, "", "no findings in 1 file\n"),
    );
    let ran = planish(
        dir.path(),
        &["validate", "--format", "json", "model/things.json"],
    );
    assert_eq!((ran.code, ran.out.as_str()), (0, "[]\n"), "{}", ran.err);
}

#[test]
fn a_finding_has_a_caret_and_a_hint() {
    let dir = project();
    write(&dir, "model/things.json", &broken());
    let ran = planish(dir.path(), &["validate", "model"]);
    assert_eq!(ran.code, 1);
    assert_eq!(ran.err, "1 error in 1 file\n");
    assert_eq!(
        ran.out,
        "\
error[Target.UnresolvedShape]: member shape targets an unresolved shape `a#Thimg`. Did you mean a#Thing?
  --> model/things.json:31:9
   |
31 |         \"Color\": { \"target\": \"a#Thimg\" }
   |         ^^^^^^^ in `a#Thing$Color`

"
    );
    let colored = planish(dir.path(), &["--color", "always", "validate", "model"]);
    assert!(colored.out.contains("\u{1b}["), "{}", colored.out);
}

#[test]
fn findings_are_json_for_programs() {
    let dir = project();
    write(&dir, "model/things.json", &broken());
    let ran = planish(dir.path(), &["validate", "--format", "json"]);
    assert_eq!(ran.code, 1);
    let found: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(
        found,
        serde_json::json!([{
            "id": "Target.UnresolvedShape",
            "severity": "error",
            "shape": "a#Thing$Color",
            "file": "model/things.json",
            "line": 31,
            "column": 9,
            "endLine": 31,
            "endColumn": 16,
            "message": "member shape targets an unresolved shape `a#Thimg`. Did you mean a#Thing?",
            "hint": null,
            "suppressionReason": null
        }])
    );
}

#[cfg(unix)]
#[test]
fn a_reader_that_leaves_is_no_error() {
    let dir = project();
    write(&dir, "model/things.json", &broken());
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let ran = Command::new(env!("CARGO_BIN_EXE_planish"))
        .args(["validate", "model"])
        .current_dir(dir.path())
        .stdout(writer)
        .output()
        .unwrap();
    assert_eq!(ran.status.code(), Some(1));
    assert_eq!(
        String::from_utf8(ran.stderr).unwrap(),
        "1 error in 1 file\n"
    );
}

/// An operation with a warning.
const WARNED: &str = "$version: \"2.0\"\nnamespace a\nservice S { operations: [O] }\n@http(method: \"PUT\", uri: \"/\")\noperation O {}\n";

#[test]
fn settings_say_what_fails() {
    let dir = folder(&[("m.smithy", WARNED)]);
    let id = "HttpMethodSemantics.MissingIdempotentTrait";
    let by_namespace = format!("{id}@a");
    for (args, code, summary) in [
        (&[][..], 0, "1 warning in 1 file\n"),
        (&["--severity", "warning"], 1, "1 warning in 1 file\n"),
        (&["--severity", "DANGER"], 0, "1 warning in 1 file\n"),
        (
            &["--deny", "HttpMethodSemantics"],
            1,
            "1 warning in 1 file\n",
        ),
        (&["--deny", "*@b"], 0, "1 warning in 1 file\n"),
        (
            &["--severity", "note", "--allow", &by_namespace],
            0,
            "no findings in 1 file (1 allowed)\n",
        ),
    ] {
        let ran = planish(dir.path(), &[&["validate", "m.smithy"], args].concat());
        assert_eq!((ran.code, ran.err.as_str()), (code, summary), "{args:?}");
        // The same in the configuration.
        let config = args.chunks(2).map(|pair| match pair {
            ["--severity", severity] => format!("severity = {severity:?}\n"),
            [name, filter] => format!("{} = [{filter:?}]\n", name.trim_start_matches("--")),
            _ => String::new(),
        });
        write(&dir, "p.toml", &config.collect::<String>());
        let ran = planish(dir.path(), &["validate", "--config", "p.toml", "m.smithy"]);
        assert_eq!((ran.code, ran.err.as_str()), (code, summary), "{args:?}");
    }
    write(
        &dir,
        "p.toml",
        &format!("allow = [{{ id = {id:?}, namespace = \"a\" }}]"),
    );
    let ran = planish(dir.path(), &["validate", "--config", "p.toml", "m.smithy"]);
    assert_eq!(ran.err, "no findings in 1 file (1 allowed)\n");
    let ran = planish(dir.path(), &["validate", "--deny", "warning", "m.smithy"]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("say `--severity warning`"), "{}", ran.err);
}

#[test]
fn errors_can_t_be_allowed() {
    let dir = folder(&[("m.smithy", &WARNED.replace("[O]", "[P]"))]);
    let ran = planish(dir.path(), &["validate", "m.smithy", "--allow", "Target"]);
    assert_eq!(ran.code, 1, "{}", ran.err);
}

#[test]
fn models_come_from_folders_patterns_and_standard_input() {
    let dir = folder(&[
        ("model/a.smithy", WARNED),
        (
            "model/sub/b.json",
            r#"{"smithy": "2.0", "shapes": {"b#T": {"type": "string"}}}"#,
        ),
        ("model/package.json", "{\"name\": \"smithy\"}"),
        ("model/target/c.smithy", "broken"),
        (".gitignore", "target/\n"),
        (
            "planish.toml",
            "sources = [\"model/**/*.json\", \"model/a.smithy\"]\n",
        ),
    ]);
    git(dir.path(), &["init", "--quiet"]);
    for (args, files) in [
        (&["model"][..], "2 files"),
        (&["model/*.smithy"], "1 file"),
        (&["model/a.smithy", "./model/../model/a.smithy"], "1 file"),
        (&[], "3 files"),
    ] {
        let ran = planish(dir.path(), &[&["validate"], args].concat());
        // The manifest is no model, and whoever names it is told so.
        let summary = if args.is_empty() { "error" } else { "warning" };
        assert!(ran.err.contains(summary), "{args:?}: {}", ran.err);
        assert!(
            ran.err.ends_with(&format!(" in {files}\n")),
            "{args:?}: {}",
            ran.err
        );
    }
    let ran = planish_reading(
        dir.path(),
        &["validate", "-"],
        &WARNED.replace("[O]", "[P]"),
    );
    assert_eq!(ran.code, 1);
    assert!(ran.out.contains("--> stdin.smithy:3:"), "{}", ran.out);
    let ran = planish_reading(dir.path(), &["validate", "-"], MODEL);
    assert_eq!((ran.code, ran.err.as_str()), (0, "no findings in 1 file\n"));
    let ran = planish(dir.path(), &["validate", "model/*.txt"]);
    assert_eq!(
        (ran.code, ran.err.as_str()),
        (2, "error: no file matches model/*.txt\n")
    );
}

#[test]
fn paths_are_relative_to_the_working_directory() {
    let dir = project();
    write(&dir, "model/things.json", &broken());
    let here = dir.path().canonicalize().unwrap();
    let file = here.join("model/things.json");
    for model in [
        file.to_str().unwrap(),
        "./model",
        "model/../model/things.json",
    ] {
        let ran = planish(&here, &["validate", model]);
        assert!(
            ran.out.contains("--> model/things.json:31:9"),
            "{model}: {}",
            ran.out
        );
    }
}

#[test]
fn a_thousand_files_are_one_model() {
    let dir = folder(&[]);
    for i in 0..1000 {
        let text = format!(
            "$version: \"2.0\"\nnamespace a\nstructure S{i} {{ next: S{} }}\n",
            (i + 1) % 1000
        );
        write(&dir, &format!("m/{i}.smithy"), &text);
    }
    let ran = planish(dir.path(), &["validate", "m"]);
    assert_eq!(
        (ran.code, ran.err.as_str()),
        (0, "no findings in 1000 files\n"),
        "{}",
        ran.out
    );
}

#[test]
fn unknown_traits_can_be_allowed() {
    let dir = folder(&[(
        "m.smithy",
        "$version: \"2.0\"\nnamespace a\n@b#unknown\nstring S\n",
    )]);
    let ran = planish(dir.path(), &["validate", "m.smithy"]);
    assert_eq!(
        (ran.code, ran.err.as_str()),
        (1, "1 error in 1 file\n"),
        "{}",
        ran.out
    );
    let ran = planish(
        dir.path(),
        &["validate", "--allow-unknown-traits", "m.smithy"],
    );
    assert_eq!(
        (ran.code, ran.err.as_str()),
        (0, "1 warning in 1 file\n"),
        "{}",
        ran.out
    );
    write(&dir, "planish.toml", "allow-unknown-traits = true\n");
    let ran = planish(dir.path(), &["ast", "m.smithy"]);
    assert!(
        ran.code == 0 && ran.out.contains("b#unknown"),
        "{}",
        ran.err
    );
}

#[test]
fn a_path_that_leads_nowhere_gets_a_guess() {
    let dir = folder(&[("model/main.smithy", WARNED)]);
    for (path, guess) in [("modl", "model"), ("model/man.smithy", "model/main.smithy")] {
        let ran = planish(dir.path(), &["validate", path]);
        assert_eq!(ran.code, 2);
        let end = format!("; did you mean `{guess}`?\n");
        assert!(
            ran.err.starts_with(&format!("error: can't read {path}: ")),
            "{}",
            ran.err
        );
        assert!(ran.err.ends_with(&end), "{}", ran.err);
    }
}
