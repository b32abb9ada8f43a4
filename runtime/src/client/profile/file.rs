//! One of the files: sections, and settings in them.

use std::collections::BTreeMap;
use std::path::Path;

use super::ProfileError;

/// Settings by their names in lower case.
pub(super) type Settings = BTreeMap<String, String>;

/// Which file it is: they name sections differently.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// `[default]`, `[profile name]`, and sections that are no profiles.
    Config,
    /// `[name]`.
    Credentials,
}

/// What a file says of a profile; `None` where it, or the file, isn't there.
pub(super) fn read(path: &Path, kind: Kind, name: &str) -> Result<Option<Settings>, ProfileError> {
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(ProfileError::Read(path.to_owned(), error)),
    };
    parse(&text, kind, name).map_err(|line| ProfileError::Syntax(path.to_owned(), line))
}

/// The error is the line.
pub(super) fn parse(text: &str, kind: Kind, name: &str) -> Result<Option<Settings>, usize> {
    let (mut found, mut wanted): (Option<Settings>, bool) = (None, false);
    for (index, line) in text.lines().enumerate() {
        let is_comment = line.trim_start().starts_with(['#', ';']);
        // What is indented belongs to the setting before it, and is not for us.
        if line.trim().is_empty() || is_comment || line.starts_with([' ', '\t']) {
            continue;
        }
        if let Some(section) = line.strip_prefix('[') {
            let (section, _) = section.split_once(']').ok_or(index + 1)?;
            wanted = profile_of(section.trim(), kind) == Some(name);
            if wanted {
                found.get_or_insert_default();
            }
            continue;
        }
        let (key, value) = line.split_once('=').ok_or(index + 1)?;
        if let (true, Some(settings)) = (wanted, &mut found) {
            settings.insert(key.trim().to_ascii_lowercase(), value_of(value).to_owned());
        }
    }
    Ok(found)
}

/// The profile that a section is of.
fn profile_of(section: &str, kind: Kind) -> Option<&str> {
    match kind {
        Kind::Credentials => Some(section),
        Kind::Config if section == "default" => Some(section),
        Kind::Config => section
            .strip_prefix("profile")
            .filter(|rest| rest.starts_with([' ', '\t']))
            .map(str::trim),
    }
}

/// A value without the comment behind it: that begins with a space.
fn value_of(text: &str) -> &str {
    let comments = [" #", " ;", "\t#", "\t;"];
    let end = comments.iter().filter_map(|start| text.find(start)).min();
    text.get(..end.unwrap_or(text.len())).unwrap_or(text).trim()
}
