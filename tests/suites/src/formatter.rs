//! Files that are formatted: `X.smithy` becomes `X.formatted.smithy`, or stays as it is where there is none.

use std::path::{Path, PathBuf};

use planish_model::Sources;
use planish_model::idl::format;

use crate::serialization::first_difference;
use crate::{Case, files};

/// Judges the files of all modules.
pub(crate) fn run(dir: &Path, filter: &str) -> Vec<Case> {
    let folder =
        dir.join("smithy-syntax/src/test/resources/software/amazon/smithy/syntax/formatter");
    files::below(&folder, ".smithy")
        .into_iter()
        .filter(|path| !path.to_string_lossy().ends_with(".formatted.smithy"))
        .map(|path| (files::name(&path, &folder, ".smithy"), path))
        .filter(|(name, _)| name.contains(filter))
        .map(|(name, path)| Case {
            name,
            result: judge(&path),
        })
        .collect()
}

fn judge(path: &Path) -> Result<(), String> {
    let formatted: PathBuf = path.with_extension("formatted.smithy");
    let expected = if formatted.is_file() {
        files::text(&formatted)
    } else {
        files::text(path)
    };
    let once = formatted_text(&files::text(path))?;
    if once != expected {
        return Err(first_difference(&once, &expected));
    }
    let twice = formatted_text(&once)?;
    if twice != once {
        return Err(format!(
            "    formatted again, it changes:\n{}",
            first_difference(&twice, &once)
        ));
    }
    Ok(())
}

fn formatted_text(text: &str) -> Result<String, String> {
    let mut sources = Sources::new();
    let file = sources.add("model.smithy", text);
    format(file, text).map_err(|found| found.render(&sources))
}
