//! Requests that no SDK would send, in great number: wrong values, damaged bodies, odd targets, hostile
//! packages, bad signatures, and bytes that are no HTTP. Whatever comes, the service refuses it in its
//! own words, changes nothing, and goes on.

mod generate;
mod json;
mod judge;
mod model;
mod request;
mod values;
mod wire;
mod zips;

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use clap::Args;
use serde_json::{Value, json};

use crate::ground::{Answer, Api, Connection, Outcome, Place, Random, binary, zip};
use generate::{Generator, VICTIM};
use model::Model;
use request::{Request, dump};

/// How much more memory the service may occupy at the end than after a tenth of the requests, in
/// bytes: what allocators and connections keep, and no more.
const GROWTH: u64 = 64 << 20;

/// How many answers of each kind are counted apart.
type Counts = BTreeMap<(&'static str, u16), u64>;

/// Options of the attack.
#[derive(Debug, Args)]
pub(crate) struct Options {
    /// How many requests are sent
    #[arg(long, default_value_t = 100_000)]
    requests: u64,
    /// Connections at once
    #[arg(long, default_value_t = 8)]
    connections: u64,
    /// The seed of all choices; printed, and a new one each time if it isn't given
    #[arg(long)]
    seed: Option<u64>,
    /// Sends only the request of this number, and prints it and its answers
    #[arg(long, value_name = "NUMBER")]
    only: Option<u64>,
    /// The program, if not the workspace's own
    #[arg(long, value_name = "FILE")]
    binary: Option<PathBuf>,
}

/// What is sent at once.
struct Shot {
    kind: &'static str,
    bytes: Vec<u8>,
    /// The requests that it is made of, each of which has an answer; none if it may be no HTTP.
    requests: Vec<Request>,
}

/// The attack as all connections share it.
struct Attack<'a> {
    model: &'a Model,
    address: SocketAddr,
    seed: u64,
    next: AtomicU64,
    counts: Mutex<Counts>,
    failure: Mutex<Option<String>>,
}

/// Runs the attack.
///
/// # Errors
/// What the service did that it must not do.
pub(crate) fn run(options: &Options) -> Result<(), String> {
    let seed = options.seed.unwrap_or_else(Random::fresh_seed);
    println!("hostile: {} requests, seed {seed}", options.requests);
    let home = tempfile::tempdir().map_err(|error| error.to_string())?;
    let binary = binary(options.binary.as_deref())?;
    let place = Place::new(binary, home.path(), &["--settle", "0s"]);
    let mut service = place.start()?;
    let mut api = service.api();
    furnish(&mut api)?;
    let before = (state(&mut api)?, place.packages());

    let model = Model::read()?;
    let started = Instant::now();
    let attack = Attack {
        model: &model,
        address: service.address(),
        seed,
        next: AtomicU64::new(0),
        counts: Mutex::default(),
        failure: Mutex::default(),
    };
    if let Some(number) = options.only {
        return attack.only(number);
    }
    // The first tenth warms up: what grows from then on grows for ever.
    attack.shoot(options.requests / 10, options.connections)?;
    let warm = service.memory("VmRSS");
    attack.shoot(options.requests, options.connections)?;
    let (end, most) = (service.memory("VmRSS"), service.memory("VmHWM"));

    if let Some(status) = service.ended() {
        return Err(format!("seed {seed}: the service ended: {status}"));
    }
    if let Some(line) = place.complaints().first() {
        return Err(format!("seed {seed}: in the log: {line}"));
    }
    let after = (state(&mut service.api())?, place.packages());
    if before != after {
        return Err(format!(
            "seed {seed}: changed from {before:#?} to {after:#?}"
        ));
    }
    if let (Some(warm), Some(end)) = (warm, end)
        && end > warm + GROWTH
    {
        return Err(format!("seed {seed}: from {warm} bytes of memory to {end}"));
    }
    let counts = attack.counts.into_inner().unwrap_or_default();
    report(&counts);
    let mega = |bytes: Option<u64>| bytes.map_or("?".to_owned(), |b| (b >> 20).to_string());
    println!(
        "0 answers of 500 or more, 0 panics, nothing changed; memory {} MB after a tenth, {} MB at the end, {} MB at most; {} s",
        mega(warm),
        mega(end),
        mega(most),
        started.elapsed().as_secs()
    );
    Ok(())
}

/// How many answers of which status there were to each kind.
fn report(counts: &Counts) {
    let mut lines: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for ((kind, status), count) in counts {
        let status = match status {
            0 => "no answer".to_owned(),
            status => status.to_string(),
        };
        let line = lines.entry(kind).or_default();
        line.push(format!("{status}: {count}"));
    }
    for (kind, line) in lines {
        println!("{kind:>11}  {}", line.join(", "));
    }
}

impl Attack<'_> {
    /// Sends all requests up to this number that are not sent yet.
    fn shoot(&self, until: u64, connections: u64) -> Result<(), String> {
        std::thread::scope(|scope| {
            for _ in 0..connections {
                scope.spawn(|| {
                    let mut connection = Connection::new(self.address);
                    while self.failure.lock().is_ok_and(|failure| failure.is_none()) {
                        let taken =
                            self.next
                                .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |next| {
                                    (next < until).then_some(next + 1)
                                });
                        let Ok(number) = taken else { return };
                        if let Err(problem) = self.one(number, &mut connection)
                            && let Ok(mut failure) = self.failure.lock()
                        {
                            failure.get_or_insert(problem);
                        }
                    }
                });
            }
        });
        let failure = self.failure.lock().ok().and_then(|failure| failure.clone());
        failure.map_or(Ok(()), Err)
    }

    /// Sends the request of this number and judges what is answered.
    fn one(&self, number: u64, connection: &mut Connection) -> Result<(), String> {
        let shot = self.shot(number);
        let answers = shot.fire(connection);
        let told = |problem: String, answers: &[Answer]| {
            let mut text = format!(
                "seed {}, request {number} ({}): {problem}\n",
                self.seed, shot.kind
            );
            text += &dump(&shot.bytes);
            for answer in answers {
                text += &format!("\n{} {:?} {}", answer.status, answer.headers, answer.text());
            }
            text
        };
        let answers = answers.map_err(|problem| told(problem, &[]))?;
        let mut judged = shot.judge(&answers);
        judged = judged.map_err(|problem| told(problem, &answers));
        if let Ok(mut counts) = self.counts.lock() {
            if answers.is_empty() {
                *counts.entry((shot.kind, 0)).or_default() += 1;
            }
            for answer in &answers {
                *counts.entry((shot.kind, answer.status)).or_default() += 1;
            }
        }
        judged
    }

    fn only(&self, number: u64) -> Result<(), String> {
        let shot = self.shot(number);
        println!(
            "{} ({} requests)\n{}",
            shot.kind,
            shot.requests.len(),
            dump(&shot.bytes)
        );
        let answers = shot.fire(&mut Connection::new(self.address))?;
        for answer in &answers {
            println!("{} {:?}\n{}", answer.status, answer.headers, answer.text());
        }
        shot.judge(&answers)
    }

    /// The request of this number: the same for the same seed, but for the time in its signature.
    fn shot(&self, number: u64) -> Shot {
        let mut random = Random::part(self.seed, number);
        let choice = random.below(100);
        let mut generator = Generator {
            model: self.model,
            random: &mut random,
        };
        let (kind, request) = generator.request();
        if choice < 2 {
            // Some, one directly after the other.
            let count = 2 + generator.random.index(20);
            let more = std::iter::repeat_with(|| generator.request().1);
            let requests: Vec<Request> = more.take(count).filter(|r| r.method != "HEAD").collect();
            let bytes: Option<Vec<Vec<u8>>> =
                requests.iter().map(|r| r.bytes(self.address)).collect();
            if let Some(bytes) = bytes {
                return Shot {
                    kind: "pipelined",
                    bytes: bytes.concat(),
                    requests,
                };
            }
        }
        if choice < 10 {
            return Shot {
                kind: "wire",
                bytes: wire::hostile(&mut random, &request, self.address),
                requests: Vec::new(),
            };
        }
        match request.bytes(self.address) {
            Some(bytes) => Shot {
                kind,
                bytes,
                requests: vec![request],
            },
            // No HTTP library would send it.
            None => {
                let unsigned = Request {
                    signature: request::Signature::None,
                    ..request
                };
                Shot {
                    kind: "wire",
                    bytes: unsigned.bytes(self.address).unwrap_or_default(),
                    requests: Vec::new(),
                }
            }
        }
    }
}

impl Shot {
    /// Sends it; pipelined requests over a connection of their own.
    fn fire(&self, connection: &mut Connection) -> Result<Vec<Answer>, String> {
        let address = connection.address();
        match self.requests.as_slice() {
            [] => Connection::alone(address, &self.bytes),
            [_] => connection.exchange(&self.bytes).map(|answer| vec![answer]),
            many => Connection::new(address).pipeline(&self.bytes, many.len()),
        }
        .map_err(|error| error.to_string())
    }

    fn judge(&self, answers: &[Answer]) -> Result<(), String> {
        if self.requests.is_empty() {
            let has_body = !self.bytes.starts_with(b"HEAD ");
            return answers
                .iter()
                .try_for_each(|answer| judge::raw(answer, has_body));
        }
        let ends = |answer: &Answer| answer.header("connection") == Some("close");
        if answers.len() != self.requests.len() && !answers.last().is_some_and(ends) {
            let (sent, got) = (self.requests.len(), answers.len());
            return Err(format!("{got} answers to {sent} requests"));
        }
        let pairs = self.requests.iter().zip(answers);
        pairs.into_iter().try_for_each(|(r, a)| judge::answer(r, a))
    }
}

/// Makes what the attack is about.
fn furnish(api: &mut Api) -> Result<(), String> {
    let aliases = format!("/2015-03-31/functions/{VICTIM}/aliases");
    let alias = json!({"Name": "live", "FunctionVersion": "1"});
    for done in [
        api.create(VICTIM, &zip(b"victim"), true),
        api.json("POST", &aliases, &alias),
        api.create("bystander", &zip(b"bystander"), false),
    ] {
        if !matches!(done, Outcome::Done(_)) {
            return Err(format!("the stage can't be set: {done}"));
        }
    }
    Ok(())
}

/// All that can be seen of all functions.
fn state(api: &mut Api) -> Result<Vec<Value>, String> {
    let mut state = api.list("/2015-03-31/functions?FunctionVersion=ALL", "Functions")?;
    for name in [VICTIM, "bystander"] {
        let path = format!("/2015-03-31/functions/{name}");
        state.extend(api.list(&format!("{path}/aliases"), "Aliases")?);
        state.push(api.get(&format!("{path}/configuration"))?);
    }
    Ok(state)
}
