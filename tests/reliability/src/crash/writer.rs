//! One client that changes a function of its own, and keeps a journal of what it was promised.

use std::collections::BTreeMap;
use std::sync::mpsc::Sender;

use serde_json::{Value, json};

use super::model::{Change, Code, Model};
use crate::ground::{Api, Outcome, Random, base64, sha256, zip};

/// How many versions a function may have before some go.
const MOST_VERSIONS: usize = 40;

/// How often a change is refused because another is under way before something is wrong.
const MOST_WAITS: usize = 2000;

/// What one client knows of its function.
#[derive(Clone, Debug, Default)]
pub(super) struct Journal {
    /// The function's name.
    pub(super) name: String,
    /// The function as all acknowledged changes leave it.
    pub(super) model: Model,
    /// The change whose answer did not come.
    pub(super) doubt: Option<Change>,
    /// `$LATEST`'s RevisionId, where it was read since the last change.
    pub(super) revision: Option<String>,
    /// Aliases as they were answered.
    pub(super) aliases: BTreeMap<String, Value>,
    /// Whether the service may answer that it failed: its database is killed at times.
    pub(super) may_fail: bool,
    /// What was answered although it must not be.
    pub(super) wrong: Option<String>,
    /// Changes that were acknowledged so far.
    pub(super) acknowledged: u64,
}

/// A change with the request that makes it.
struct Request {
    change: Change,
    method: &'static str,
    target: String,
    body: Value,
}

impl Journal {
    /// Changes the function until the service is gone, and tells of each acknowledgement.
    pub(super) fn write(mut self, mut api: Api, mut random: Random, tell: &Sender<()>) -> Journal {
        while self.doubt.is_none() && self.wrong.is_none() {
            if random.percent(30) && !self.look(&mut api) {
                break;
            }
            let request = self.next(&mut random);
            if !self.ask(&mut api, request, tell) {
                break;
            }
        }
        self
    }

    /// Makes a change; says whether there may be another.
    fn ask(&mut self, api: &mut Api, request: Request, tell: &Sender<()>) -> bool {
        for _ in 0..MOST_WAITS {
            let (method, target) = (request.method, request.target.as_str());
            match api.json(method, target, &request.body) {
                Outcome::Done(answer) => {
                    self.done(request.change, &answer);
                    // Nobody may listen any more.
                    let _ = tell.send(());
                    return true;
                }
                Outcome::Refused(409, _, _) => {
                    std::thread::sleep(std::time::Duration::from_millis(1));
                }
                Outcome::Refused(status, error, message) => {
                    self.wrong = Some(format!(
                        "{method} {target} {:?}: {status} {error}: {message}",
                        request.change
                    ));
                    return false;
                }
                Outcome::Unsent => return false,
                Outcome::Failed(told) if !self.may_fail => {
                    self.wrong = Some(format!("{method} {target}: {told}"));
                    return false;
                }
                Outcome::Failed(_) | Outcome::Unknown(_) => {
                    self.doubt = Some(request.change);
                    return false;
                }
            }
        }
        self.wrong = Some(format!("{} never settles", self.name));
        false
    }

    /// Takes down an acknowledged change, and checks what the answer says.
    fn done(&mut self, change: Change, answer: &Value) {
        let (next, number) = self.model.after(&change);
        let told = answer.get("Version").and_then(Value::as_str);
        let publishes = match &change {
            Change::Create { .. } | Change::Update { .. } | Change::Publish { .. } => true,
            Change::PutAlias { name, .. } => {
                self.aliases.insert(name.clone(), answer.clone());
                false
            }
            Change::RemoveAlias { name } => {
                self.aliases.remove(name);
                false
            }
            Change::Remove => {
                self.aliases.clear();
                false
            }
            Change::Configure { .. } | Change::RemoveVersion { .. } => false,
        };
        let expected = number.map_or("$LATEST".to_owned(), |number| number.to_string());
        if publishes && told != Some(&expected) {
            self.wrong = Some(format!(
                "{}: {change:?} gave version {told:?}, expected {expected}",
                self.name
            ));
        }
        self.model = next;
        self.revision = None;
        self.acknowledged += 1;
    }

    /// Reads the function as it is between two changes; says whether the service is there.
    fn look(&mut self, api: &mut Api) -> bool {
        let Some(expected) = &self.model.state.latest else {
            return true;
        };
        let target = format!("/2015-03-31/functions/{}/configuration", self.name);
        match api.call("GET", &target, b"") {
            Outcome::Done(answer) => {
                let told = |name: &str| answer.get(name).and_then(Value::as_str);
                if told("CodeSha256") != Some(&expected.sha256) {
                    self.wrong = Some(format!("{} is not what was written: {answer}", self.name));
                }
                let settled = told("LastUpdateStatus") == Some("Successful");
                self.revision = told("RevisionId").filter(|_| settled).map(str::to_owned);
                true
            }
            Outcome::Refused(status, error, message) => {
                self.wrong = Some(format!("{}: {status} {error}: {message}", self.name));
                false
            }
            Outcome::Failed(told) if !self.may_fail => {
                self.wrong = Some(format!("GET {target}: {told}"));
                false
            }
            Outcome::Unsent | Outcome::Failed(_) | Outcome::Unknown(_) => false,
        }
    }

    /// Chooses a change that must succeed.
    fn next(&self, random: &mut Random) -> Request {
        let state = &self.model.state;
        let path = format!("/2015-03-31/functions/{}", self.name);
        if state.latest.is_none() {
            return self.create(random);
        }
        let unnamed = self.model.unnamed();
        if state.versions.len() > MOST_VERSIONS
            && let Some(number) = random.pick(&unnamed)
        {
            return Request {
                change: Change::RemoveVersion { number: *number },
                method: "DELETE",
                target: format!("{path}?Qualifier={number}"),
                body: json!({}),
            };
        }
        let versions: Vec<u64> = state.versions.keys().copied().collect();
        let description = format!("{:x}", random.next());
        match random.below(100) {
            0..55 => self.update(random),
            55..67 => Request {
                body: self.guarded(random, json!({"Description": description})),
                change: Change::Configure { description },
                method: "PUT",
                target: path + "/configuration",
            },
            67..82 => Request {
                body: self.guarded(random, json!({"Description": description})),
                change: Change::Publish { description },
                method: "POST",
                target: path + "/versions",
            },
            82..95 => match random.pick(&versions) {
                Some(version) => self.put_alias(random, *version, description),
                None => self.update(random),
            },
            95..98 => {
                let names: Vec<&String> = state.aliases.keys().collect();
                match random.pick(&names) {
                    Some(&name) => Request {
                        change: Change::RemoveAlias { name: name.clone() },
                        method: "DELETE",
                        target: format!("{path}/aliases/{name}"),
                        body: json!({}),
                    },
                    None => self.update(random),
                }
            }
            _ => Request {
                change: Change::Remove,
                method: "DELETE",
                target: path,
                body: json!({}),
            },
        }
    }

    fn create(&self, random: &mut Random) -> Request {
        let (zip, publish) = (package(random), random.percent(50));
        let code = Code {
            sha256: sha256(&zip),
            size: zip.len() as u64,
            description: String::new(),
        };
        Request {
            change: Change::Create { code, publish },
            method: "POST",
            target: "/2015-03-31/functions".to_owned(),
            body: json!({
                "FunctionName": self.name, "Role": "arn:aws:iam::000000000000:role/r",
                "Runtime": "python3.12", "Handler": "h",
                "Code": {"ZipFile": base64(&zip)}, "Publish": publish,
            }),
        }
    }

    fn update(&self, random: &mut Random) -> Request {
        let (zip, publish) = (package(random), random.percent(40));
        let body = json!({"ZipFile": base64(&zip), "Publish": publish});
        Request {
            change: Change::Update {
                sha256: sha256(&zip),
                size: zip.len() as u64,
                publish,
            },
            method: "PUT",
            target: format!("/2015-03-31/functions/{}/code", self.name),
            body: self.guarded(random, body),
        }
    }

    fn put_alias(&self, random: &mut Random, version: u64, description: String) -> Request {
        let name = random.word(&["live", "next", "old"]).to_owned();
        let path = format!("/2015-03-31/functions/{}/aliases", self.name);
        let mut body = json!({"FunctionVersion": version.to_string(), "Description": description});
        let (method, target) = if self.model.state.aliases.contains_key(&name) {
            ("PUT", format!("{path}/{name}"))
        } else {
            set(&mut body, "Name", &name);
            ("POST", path)
        };
        Request {
            change: Change::PutAlias {
                name,
                version,
                description,
            },
            method,
            target,
            body,
        }
    }

    /// The body with the RevisionId, now and then, where it is known.
    fn guarded(&self, random: &mut Random, mut body: Value) -> Value {
        if let Some(revision) = &self.revision
            && random.percent(70)
        {
            set(&mut body, "RevisionId", revision);
        }
        body
    }
}

fn set(body: &mut Value, name: &str, value: &str) {
    if let Some(members) = body.as_object_mut() {
        members.insert(name.to_owned(), value.into());
    }
}

/// A package that nobody else has: mostly small, now and then so large that its upload takes a while.
fn package(random: &mut Random) -> Vec<u8> {
    let length = match random.below(20) {
        0 => 2_000_000,
        1 | 2 => 200_000,
        _ => 100 + random.index(2000),
    };
    zip(&random.bytes(length))
}
