//! What a function must look like after a list of changes: the rules of the operations in their
//! simplest form, computed apart from the service.

use std::collections::BTreeMap;

use serde_json::Value;

/// A function, as far as a caller can see.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub(super) struct State {
    /// `$LATEST`, if there is a function.
    pub(super) latest: Option<Code>,
    /// Published versions.
    pub(super) versions: BTreeMap<u64, Code>,
    /// Aliases, by name: the version and the description.
    pub(super) aliases: BTreeMap<String, (u64, String)>,
}

/// What is told of a version.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub(super) struct Code {
    /// `CodeSha256`.
    pub(super) sha256: String,
    /// `CodeSize`.
    pub(super) size: u64,
    /// `Description`.
    pub(super) description: String,
}

/// A function with what only the service remembers of it.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub(super) struct Model {
    /// What can be seen.
    pub(super) state: State,
    /// The number that was given out last; it outlives the function (truth.md P9).
    pub(super) last_version: u64,
    /// The version that `$LATEST` is equal to, as PublishVersion knows (P3).
    pub(super) published_as: Option<u64>,
}

/// A change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Change {
    /// CreateFunction.
    Create { code: Code, publish: bool },
    /// UpdateFunctionCode.
    Update {
        sha256: String,
        size: u64,
        publish: bool,
    },
    /// UpdateFunctionConfiguration.
    Configure { description: String },
    /// PublishVersion.
    Publish { description: String },
    /// CreateAlias, or UpdateAlias of one that is there.
    PutAlias {
        name: String,
        version: u64,
        description: String,
    },
    /// DeleteAlias.
    RemoveAlias { name: String },
    /// DeleteFunction of a version.
    RemoveVersion { number: u64 },
    /// DeleteFunction of all.
    Remove,
}

impl Model {
    /// The function after a change that succeeds, and the version that is answered, if it is a
    /// published one.
    pub(super) fn after(&self, change: &Change) -> (Model, Option<u64>) {
        let mut next = self.clone();
        let number = match change {
            Change::Create { code, publish } => {
                next.state.latest = Some(code.clone());
                next.published_as = None;
                publish.then(|| next.publish(None))
            }
            Change::Update {
                sha256,
                size,
                publish,
            } => {
                if let Some(latest) = &mut next.state.latest {
                    latest.sha256.clone_from(sha256);
                    latest.size = *size;
                }
                next.published_as = None;
                publish.then(|| next.publish(None))
            }
            Change::Configure { description } => {
                if let Some(latest) = &mut next.state.latest {
                    latest.description.clone_from(description);
                }
                next.published_as = None;
                None
            }
            Change::Publish { description } => Some(match next.published_as {
                Some(number) => number,
                None => next.publish(Some(description)),
            }),
            Change::PutAlias {
                name,
                version,
                description,
            } => {
                let alias = (*version, description.clone());
                next.state.aliases.insert(name.clone(), alias);
                None
            }
            Change::RemoveAlias { name } => {
                next.state.aliases.remove(name);
                None
            }
            Change::RemoveVersion { number } => {
                next.state.versions.remove(number);
                if next.published_as == Some(*number) {
                    next.published_as = None;
                }
                None
            }
            Change::Remove => {
                next.state = State::default();
                next.published_as = None;
                None
            }
        };
        (next, number)
    }

    /// The versions that no alias names.
    pub(super) fn unnamed(&self) -> Vec<u64> {
        let named = |number: &u64| self.state.aliases.values().any(|(to, _)| to == number);
        let versions = self.state.versions.keys().copied();
        versions.filter(|number| !named(number)).collect()
    }

    fn publish(&mut self, description: Option<&String>) -> u64 {
        self.last_version += 1;
        self.published_as = Some(self.last_version);
        let mut code = self.state.latest.clone().unwrap_or_default();
        if let Some(description) = description {
            code.description.clone_from(description);
        }
        self.state.versions.insert(self.last_version, code);
        self.last_version
    }
}

impl State {
    /// What ListVersionsByFunction and ListAliases tell; of a function that is not there, nothing.
    ///
    /// # Errors
    /// If they tell something that can't be.
    pub(super) fn read(versions: &[Value], aliases: &[Value]) -> Result<State, String> {
        let mut state = State::default();
        for version in versions {
            let told = |name: &str| version.get(name).and_then(Value::as_str);
            let code = Code {
                sha256: told("CodeSha256").unwrap_or_default().to_owned(),
                size: version
                    .get("CodeSize")
                    .and_then(Value::as_u64)
                    .unwrap_or_default(),
                description: told("Description").unwrap_or_default().to_owned(),
            };
            let before = match told("Version").map(|v| (v, v.parse())) {
                Some(("$LATEST", _)) => state.latest.replace(code),
                Some((_, Ok(number))) => state.versions.insert(number, code),
                _ => return Err(format!("a version without a number: {version}")),
            };
            if before.is_some() {
                return Err(format!("a version that is listed twice: {version}"));
            }
        }
        for alias in aliases {
            let told = |name: &str| alias.get(name).and_then(Value::as_str).unwrap_or_default();
            let (name, description) = (told("Name").to_owned(), told("Description").to_owned());
            let version = told("FunctionVersion").parse();
            let version = version.map_err(|_| format!("an alias to nowhere: {alias}"))?;
            state.aliases.insert(name, (version, description));
        }
        Ok(state)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(sha256: &str) -> Code {
        Code {
            sha256: sha256.to_owned(),
            ..Code::default()
        }
    }

    fn run(changes: &[Change]) -> (Model, Vec<Option<u64>>) {
        let mut model = Model::default();
        let numbers = changes.iter().map(|change| {
            let (next, number) = model.after(change);
            model = next;
            number
        });
        let numbers = numbers.collect();
        (model, numbers)
    }

    #[test]
    fn numbers_go_on_after_a_function_is_gone() {
        let create = |publish| Change::Create {
            code: code("a"),
            publish,
        };
        let publish = Change::Publish {
            description: "d".to_owned(),
        };
        let (model, numbers) = run(&[
            create(true),
            publish.clone(),
            Change::Remove,
            create(false),
            publish.clone(),
            publish,
        ]);
        assert_eq!(numbers, [Some(1), Some(1), None, None, Some(2), Some(2)]);
        assert_eq!(
            model.state.versions.keys().copied().collect::<Vec<_>>(),
            [2]
        );
        assert_eq!(model.state.versions[&2].description, "d");
    }

    #[test]
    fn published_versions_stay_as_they_were() {
        let (model, _) = run(&[
            Change::Create {
                code: code("a"),
                publish: true,
            },
            Change::Update {
                sha256: "b".to_owned(),
                size: 1,
                publish: false,
            },
        ]);
        assert_eq!(model.state.versions[&1].sha256, "a");
        assert_eq!(model.state.latest.unwrap().sha256, "b");
        assert_eq!(model.published_as, None);
    }

    #[test]
    fn what_is_listed_is_read() {
        let versions = [
            serde_json::json!({"Version": "$LATEST", "CodeSha256": "b", "CodeSize": 1}),
            serde_json::json!({"Version": "3", "CodeSha256": "a", "Description": "d"}),
        ];
        let aliases = [serde_json::json!({"Name": "live", "FunctionVersion": "3"})];
        let state = State::read(&versions, &aliases).unwrap();
        assert_eq!(state.latest.unwrap().size, 1);
        assert_eq!(state.versions[&3].description, "d");
        assert_eq!(state.aliases["live"], (3, String::new()));
        assert!(State::read(&[versions[1].clone(), versions[1].clone()], &[]).is_err());
    }
}
