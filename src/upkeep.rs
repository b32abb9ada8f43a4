//! What operators do now and then: looking whether records and packages fit together, and removing
//! packages that no record names.

use crate::open::CannotOpen;
use crate::package::{Digest, Packages};
use crate::record::{Number, Version};
use crate::settings::Settings;
use crate::storage::{self, Purpose};
use crate::store::{Records, Which};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::io::Read;
use std::path::Path;
use std::time::Duration;

/// What a look at everything has found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Report {
    /// How many versions there are, `$LATEST` among them.
    pub versions: usize,
    /// How many packages they name.
    pub packages: usize,
    /// How many bytes these packages have.
    pub bytes: u64,
    /// What is wrong, one line each. Nothing of it repairs itself.
    pub damage: Vec<String>,
    /// Packages that no record names; they do no harm, and a removal removes them.
    pub orphans: Vec<String>,
}

/// How many versions are read at once.
const PAGE: usize = 500;

/// How many bytes of a package are read at once.
const CHUNK: usize = 256 * 1024;

/// Looks at every record and reads every package, while the service may be at work.
///
/// # Errors
/// If the stores can't be opened or read: then nothing is known of what they hold.
pub fn check(settings: &Settings) -> Result<Report, CannotOpen> {
    let stores = storage::open(settings, Purpose::Look)?;
    let report = look(&*stores.records, &*stores.packages);
    report.map_err(|reason| CannotOpen {
        path: Path::new("check").to_owned(),
        reason,
    })
}

/// Removes packages that no record names and nobody has announced for `grace`, and says how many.
///
/// # Errors
/// If the stores can't be used. What is removed by then is removed.
pub fn gc(settings: &Settings, grace: Duration) -> Result<usize, CannotOpen> {
    let service = crate::open::open(settings)?;
    let removed = service.functions.collect_orphans(grace);
    let removed = removed.map_err(|fault| CannotOpen {
        path: Path::new("gc").to_owned(),
        reason: fault.to_string(),
    })?;
    Ok(service.orphans + removed)
}

impl fmt::Display for Report {
    /// A line for each finding, and one that sums up.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for damage in &self.damage {
            writeln!(f, "damaged: {damage}")?;
        }
        for orphan in &self.orphans {
            writeln!(f, "orphan: {orphan}")?;
        }
        write!(
            f,
            "{} versions, {} packages, {} bytes: {} damaged, {} orphans",
            self.versions,
            self.packages,
            self.bytes,
            self.damage.len(),
            self.orphans.len()
        )
    }
}

fn look(records: &dyn Records, packages: &dyn Packages) -> Result<Report, String> {
    // Listed before the records are read: what comes in meanwhile is no orphan.
    let kept = packages.list().map_err(|error| error.to_string())?;
    let mut report = Report::default();
    let mut seen: BTreeMap<String, Result<u64, String>> = BTreeMap::new();
    let mut after: Option<(String, Number)> = None;
    loop {
        let key = after
            .as_ref()
            .map(|(name, number)| (name.as_str(), *number));
        let page = records.versions(Which::All, key, PAGE);
        let page = page.map_err(|error| error.to_string())?;
        let Some(last) = page.last() else { break };
        after = Some((last.function.clone(), last.number));
        for version in &page {
            report.versions += 1;
            let Some(key) = version.code.package() else {
                continue;
            };
            let found = seen
                .entry(key.to_owned())
                .or_insert_with(|| read(packages, key));
            // Replaced and removed since the record was read, perhaps: the record decides.
            if judge(version, key, found).is_some() && is_gone(records, version) {
                continue;
            }
            report.damage.extend(judge(version, key, found));
        }
    }
    report.packages = seen.len();
    report.bytes = seen.values().flatten().sum();
    let named: BTreeSet<&String> = seen.keys().collect();
    report.orphans = kept
        .iter()
        .map(Digest::hex)
        .filter(|key| !named.contains(key))
        .collect();
    // The list of orphans is to be shown to nobody who has named one meanwhile.
    let now = records.packages().map_err(|error| error.to_string())?;
    report.orphans.retain(|key| now.binary_search(key).is_err());
    Ok(report)
}

/// What is wrong with a version, given what is known of its package.
fn judge(version: &Version, key: &str, found: &Result<u64, String>) -> Option<String> {
    let code = &version.code;
    let wrong = match found {
        Err(wrong) => wrong.clone(),
        Ok(size) if *size != code.size => {
            format!("has {size} bytes, and the record says {}", code.size)
        }
        Ok(_) if Digest::from_hex(key).map(|d| d.base64()).as_ref() != Some(&code.sha256) => {
            format!("is not what the record says: CodeSha256 {}", code.sha256)
        }
        Ok(_) => return None,
    };
    Some(format!(
        "{}:{}: the package {key} {wrong}",
        version.function, version.number
    ))
}

/// Whether the record has changed since it was read.
fn is_gone(records: &dyn Records, version: &Version) -> bool {
    let now = records.version(&version.function, version.number);
    now.is_ok_and(|now| now.is_none_or(|now| now.code != version.code))
}

/// How many bytes a package has, if they are what its key says.
fn read(packages: &dyn Packages, key: &str) -> Result<u64, String> {
    let digest = Digest::from_hex(key).ok_or("has no proper name")?;
    let unreadable = |error: std::io::Error| format!("can't be read: {error}");
    let mut package = match packages.open(digest).map_err(unreadable)? {
        Some(package) => package,
        None => return Err("is missing".to_owned()),
    };
    let mut context = ring::digest::Context::new(&ring::digest::SHA256);
    let mut buffer = vec![0; CHUNK];
    let mut size: u64 = 0;
    loop {
        let count = match package.body.read(&mut buffer) {
            Ok(0) => break,
            Ok(count) => count,
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(unreadable(error)),
        };
        let read = buffer.get(..count).unwrap_or_default();
        context.update(read);
        size += read.len() as u64;
    }
    let found = crate::ids::hex(context.finish().as_ref());
    if found != key {
        return Err(format!(
            "holds other bytes: {size} of them, with the SHA-256 {found}"
        ));
    }
    Ok(size)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::behaviour::{CodeSource, NewFunction};
    use crate::package::zip_tests::zip;
    use crate::record::ConfigurationUpdate;
    use crate::settings::Cli;
    use crate::store::SMALL;
    use clap::Parser as _;

    fn settings(home: &Path) -> Settings {
        let data = home.join("data").display().to_string();
        let arguments = ["lambda-code", "--data", &data];
        Cli::try_parse_from(arguments).unwrap().settings
    }

    /// A package that is large enough to be a file of its own.
    fn package(name: &str) -> Vec<u8> {
        zip(&[("index.py", name.repeat(SMALL).as_bytes())])
    }

    #[test]
    fn damage_and_orphans_are_found() {
        let home = tempfile::tempdir().unwrap();
        let settings = settings(home.path());
        assert!(check(&settings).is_err(), "nothing is there yet");
        let service = crate::open::open(&settings).unwrap();
        for name in ["a", "b", "c", "d"] {
            let new = NewFunction {
                configuration: ConfigurationUpdate {
                    role: Some("arn:aws:iam::000000000000:role/r".to_owned()),
                    runtime: Some("python3.12".to_owned()),
                    handler: Some("index.handler".to_owned()),
                    ..ConfigurationUpdate::default()
                },
                code: CodeSource {
                    zip_file: Some(package(name).into()),
                    ..CodeSource::default()
                },
                ..NewFunction::default()
            };
            service.functions.create(name, new).unwrap();
        }
        // While the service is at work.
        let report = check(&settings).unwrap();
        assert_eq!((report.versions, report.packages), (4, 4));
        assert_eq!((report.damage.len(), report.orphans.len()), (0, 0));

        let file = |name: &str| {
            let digest = Digest::of(&package(name));
            home.path().join("data/packages").join(digest.hex())
        };
        std::fs::remove_file(file("a")).unwrap();
        std::fs::write(file("b"), "shorter").unwrap();
        let mut changed = std::fs::read(file("c")).unwrap();
        changed[40] ^= 1;
        std::fs::write(file("c"), changed).unwrap();
        let orphan = Digest::of(b"orphan").hex();
        std::fs::write(home.path().join("data/packages").join(&orphan), "orphan").unwrap();

        let report = check(&settings).unwrap();
        assert_eq!(report.orphans, [orphan]);
        for (damage, told) in report.damage.iter().zip([
            ("a:$LATEST", "is missing"),
            ("b:$LATEST", "holds other bytes: 7 of them"),
            ("c:$LATEST", "holds other bytes"),
        ]) {
            assert!(
                damage.starts_with(told.0) && damage.contains(told.1),
                "{damage}"
            );
        }
        assert_eq!(report.damage.len(), 3);
        assert!(
            report.to_string().ends_with("3 damaged, 1 orphans"),
            "{report}"
        );
        drop(service);
        assert_eq!(gc(&settings, Duration::ZERO).unwrap(), 1);
        assert_eq!(check(&settings).unwrap().orphans, [""; 0]);
    }
}
