//! The table of options in docs/operations.md is what `--help` says.

use std::collections::BTreeSet;

use clap::CommandFactory as _;
use lambda_code::settings::Cli;

#[test]
fn every_option_is_in_the_table_and_nothing_else_is() {
    let text = include_str!("../../docs/operations.md");
    let table: BTreeSet<String> = text
        .lines()
        .filter_map(|line| line.strip_prefix("| `--"))
        .map(|line| line.split(['`', ' ']).next().unwrap().to_owned())
        .collect();
    let command = Cli::command();
    let subcommands = command.get_subcommands();
    let options: BTreeSet<String> = command
        .get_arguments()
        .chain(subcommands.flat_map(|c| c.get_arguments()))
        .filter_map(|option| option.get_long())
        .filter(|long| !["help", "version"].contains(long))
        .map(str::to_owned)
        .collect();
    // Only builds with that feature have it.
    let table: BTreeSet<_> = table
        .into_iter()
        .filter(|o| o != "otel" || cfg!(feature = "otel"))
        .collect();
    let missing: Vec<_> = options.difference(&table).collect();
    let unknown: Vec<_> = table.difference(&options).collect();
    assert!(
        missing.is_empty(),
        "docs/operations.md does not have {missing:?}"
    );
    assert!(unknown.is_empty(), "there is no option {unknown:?}");
}

#[test]
fn defaults_in_the_table_are_those_of_the_command() {
    let text = include_str!("../../docs/operations.md");
    for option in Cli::command().get_arguments() {
        let (Some(long), [default]) = (option.get_long(), option.get_default_values()) else {
            continue;
        };
        let start = format!("| `--{long} ");
        let line = text.lines().find(|line| line.starts_with(&start));
        let line = line.unwrap_or_else(|| panic!("no line begins with {start}"));
        let default = format!("`{}`", default.to_string_lossy());
        assert!(
            line.contains(&default),
            "--{long}: {default} is not in {line}"
        );
    }
}
