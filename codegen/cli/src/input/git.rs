//! The model as it was at another revision, read through the git program: nothing is checked out, and the working tree is not touched.

use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::find::{self, Wanted};
use super::read::{Text, utf8};
use super::sniff;
use crate::outcome::{Failure, Result};
use crate::paths;

/// The name of a text at a revision, as git itself writes it: `main:model/a.smithy`.
fn name(revision: &str, path: &Path) -> String {
    format!("{revision}:{}", paths::shown(path))
}

/// The texts of the files that these paths meant at a revision; none if it has none of them.
///
/// # Errors
/// There is no git, no repository or no such revision, or a path is not in the repository.
pub(crate) fn texts(revision: &str, given: &[PathBuf]) -> Result<Vec<Text>> {
    let repository = Repository::find()?;
    let commit = repository.commit(revision)?;
    let wanted: Vec<Wanted> = given
        .iter()
        .map(|path| repository.wanted(path))
        .collect::<Result<_>>()?;
    let mut blobs = Vec::new();
    for blob in tree(&commit)? {
        for one in &wanted {
            if one.covers(&blob.path)? {
                let named = !matches!(one, Wanted::Path(path) if *path != blob.path);
                blobs.push(Blob { named, ..blob });
                break;
            }
        }
    }
    let mut texts = Vec::new();
    for (blob, bytes) in contents(&blobs)? {
        let shown = paths::relative(&repository.prefix, &blob.path).unwrap_or(blob.path.clone());
        let name = name(revision, &shown);
        let text = utf8(&name, bytes)?;
        let is_json = blob.path.extension().is_some_and(|ending| ending == "json");
        if blob.named || !is_json || sniff::is_model(&text) {
            texts.push(Text {
                path: None,
                name,
                text,
            });
        }
    }
    Ok(texts)
}

/// A repository, and where in it the working directory is.
struct Repository {
    /// The folder of the working tree.
    top: PathBuf,
    /// The working directory, from there.
    prefix: PathBuf,
}

/// A file of a revision.
struct Blob {
    id: String,
    /// From the top of the repository.
    path: PathBuf,
    named: bool,
}

impl Repository {
    fn find() -> Result<Repository> {
        let out = git(&["rev-parse", "--show-toplevel", "--show-prefix"])?;
        let text = String::from_utf8_lossy(&out).into_owned();
        let mut lines = text.lines();
        Ok(Repository {
            top: lines.next().unwrap_or_default().into(),
            prefix: paths::tidy(Path::new(lines.next().unwrap_or_default())),
        })
    }

    fn commit(&self, revision: &str) -> Result<String> {
        let what = format!("{revision}^{{commit}}");
        let found = git(&[
            "rev-parse",
            "--verify",
            "--quiet",
            "--end-of-options",
            &what,
        ]);
        let id = found.map(|id| String::from_utf8_lossy(&id).trim().to_owned());
        id.ok().filter(|id| !id.is_empty()).ok_or_else(|| {
            let shallow = git(&["rev-parse", "--is-shallow-repository"]);
            let hint = if shallow.is_ok_and(|answer| answer.starts_with(b"true")) {
                "; this clone is shallow, so fetch more of it (with GitHub's checkout: `fetch-depth: 0`)"
            } else {
                ""
            };
            let top = paths::shown(&self.top);
            Failure(format!("git has no revision `{revision}` in {top}{hint}"))
        })
    }

    /// A path or pattern, from the top of the repository.
    fn wanted(&self, path: &Path) -> Result<Wanted> {
        let from_top = |path: &Path| {
            let inside = if path.is_absolute() {
                let path = std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
                path.strip_prefix(&self.top).ok().map(Path::to_owned)
            } else {
                Some(path.to_owned()).map(|path| self.prefix.join(path))
            };
            inside
                .map(|path| paths::tidy(&path))
                .filter(|path| !path.starts_with(".."))
                .ok_or_else(|| {
                    let (path, top) = (paths::shown(path), paths::shown(&self.top));
                    Failure(format!("{path} is not in the repository {top}"))
                })
        };
        match Wanted::of(path) {
            Wanted::Stdin => Err(Failure("standard input has no history".to_owned())),
            Wanted::Path(path) => from_top(&path).map(Wanted::Path),
            Wanted::Pattern(base, rest) => Ok(Wanted::Pattern(from_top(&base)?, rest)),
        }
    }
}

/// The regular files of a commit that are named like models.
fn tree(commit: &str) -> Result<Vec<Blob>> {
    let list = git(&["ls-tree", "-r", "-z", "--full-tree", commit])?;
    let list = utf8("the list of files that git gives", list)?;
    let blob = |line: &str| {
        let (facts, path) = line.split_once('\t')?;
        let mut facts = facts.split(' ');
        let is_file = facts.next()?.starts_with("100");
        let id = facts.nth(1)?.to_owned();
        let path = PathBuf::from(path);
        (is_file && find::has_ending(&path)).then_some(Blob {
            id,
            path,
            named: false,
        })
    };
    Ok(list.split('\0').filter_map(blob).collect())
}

/// What is in the files, by one run of git.
fn contents(blobs: &[Blob]) -> Result<Vec<(&Blob, Vec<u8>)>> {
    let mut child = Command::new("git")
        .args(["cat-file", "--batch"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|error| missing(&error))?;
    let (stdin, stdout) = (child.stdin.take(), child.stdout.take());
    let mut out = Vec::new();
    // Both at once: git stops reading when nobody reads what it writes.
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let mut stdin = stdin;
            for blob in blobs {
                let asked = stdin.as_mut().map(|stdin| writeln!(stdin, "{}", blob.id));
                if !matches!(asked, Some(Ok(()))) {
                    return;
                }
            }
        });
        stdout.map(|mut stdout| stdout.read_to_end(&mut out))
    });
    let ended = child.wait().is_ok_and(|status| status.success());
    let mut rest = out.as_slice();
    let mut found = Vec::new();
    for blob in blobs {
        // `ID blob LENGTH`, a line end, the bytes, a line end.
        let parsed = next_blob(rest);
        let Some((bytes, after)) = parsed.filter(|_| ended) else {
            let path = paths::shown(&blob.path);
            return Err(Failure(format!("git can't read {path} of that revision")));
        };
        found.push((blob, bytes.to_vec()));
        rest = after;
    }
    Ok(found)
}

fn next_blob(text: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = text.iter().position(|byte| *byte == b'\n')?;
    let header = std::str::from_utf8(text.get(..end)?).ok()?;
    let length: usize = header
        .rsplit_once(" blob ")
        .map(|(_, length)| length)?
        .parse()
        .ok()?;
    let start = end + 1;
    let bytes = text.get(start..start.checked_add(length)?)?;
    Some((bytes, text.get(start + length + 1..)?))
}

/// What git prints.
fn git(args: &[&str]) -> Result<Vec<u8>> {
    let run = Command::new("git").args(args).stdin(Stdio::null()).output();
    let run = run.map_err(|error| missing(&error))?;
    if run.status.success() {
        return Ok(run.stdout);
    }
    let said = String::from_utf8_lossy(&run.stderr);
    let said = said.lines().next().unwrap_or("it says nothing");
    let said = said.trim_start_matches("fatal: ");
    Err(Failure(format!(
        "git {} fails: {said}",
        args.first().unwrap_or(&"")
    )))
}

fn missing(error: &std::io::Error) -> Failure {
    let why = match error.kind() {
        std::io::ErrorKind::NotFound => "there is no program `git` on the path".to_owned(),
        _ => error.to_string(),
    };
    Failure(format!("can't run git: {why}"))
}
