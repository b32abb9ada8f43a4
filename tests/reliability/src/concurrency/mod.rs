//! Many clients change one function at once, each only what it has read (RevisionId): first in duels
//! of which exactly one client wins, then as fast as they can. What all of them saw has to be
//! linearizable. With several copies of the service on one database the clients are spread over them.

mod client;
mod history;
mod linear;

pub(crate) use client::Client;
pub(crate) use history::{Observation, Register, linearizable};

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::{Barrier, Mutex};
use std::time::{Duration, Instant};

use clap::Args;
use serde_json::Value;

use crate::ground::{Api, Outcome, Place, Postgres, Random, Service, binary, zip};
use history::{Swapped, What};

/// The function that all want to change.
const NAME: &str = "contended";

/// Options of the attack.
#[derive(Debug, Args)]
pub(crate) struct Options {
    /// Clients, each with a connection of its own
    #[arg(long, default_value_t = 32)]
    clients: usize,
    /// Duels: all clients bring the same RevisionId, and one must win
    #[arg(long, default_value_t = 100)]
    rounds: u64,
    /// How long the clients then go on as fast as they can, in seconds
    #[arg(long, default_value_t = 10)]
    seconds: u64,
    /// Copies of the service on one PostgreSQL, which is started for the purpose; one copy alone
    /// keeps its records in SQLite
    #[arg(long, default_value_t = 1)]
    copies: usize,
    /// Addresses of services that run already, instead of copies of our own; they must share their
    /// stores and know the key test
    #[arg(long, value_name = "ADDRESS:PORT")]
    endpoint: Vec<SocketAddr>,
    /// The seed of all choices; printed, and a new one each time if it isn't given
    #[arg(long)]
    seed: Option<u64>,
    /// The program, if not the workspace's own
    #[arg(long, value_name = "FILE")]
    binary: Option<PathBuf>,
}

/// What the clients of one part saw, and what went wrong.
#[derive(Debug, Default)]
struct Seen {
    observations: Vec<Observation>,
    troubles: Vec<String>,
    /// Duels that had another number of winners than one.
    odd: Vec<String>,
}

/// The services under attack, kept alive by what is in here.
struct Stage {
    addresses: Vec<SocketAddr>,
    _services: Vec<Service>,
    _database: Option<Postgres>,
}

/// Runs the attack.
///
/// # Errors
/// What the service did that it must not do.
pub(crate) fn run(options: &Options) -> Result<(), String> {
    let seed = options.seed.unwrap_or_else(Random::fresh_seed);
    println!(
        "concurrency: {} clients, {} duels, {} s, copies: {}, seed {seed}",
        options.clients,
        options.rounds,
        options.seconds,
        options.copies.max(options.endpoint.len())
    );
    let home = tempfile::tempdir().map_err(|error| error.to_string())?;
    let stage = Stage::new(options, home.path())?;
    let first = *stage.addresses.first().ok_or("there is no service")?;
    let mut api = Api::new(first);
    match api.create(NAME, &zip(&seed.to_le_bytes()), false) {
        Outcome::Done(_) => {}
        other => return Err(format!("{NAME} can't be made: {other}")),
    }
    let target = format!("/2015-03-31/functions/{NAME}/configuration");
    let begins = api.get(&target)?;
    let begins = begins.get("CodeSha256").and_then(Value::as_str);
    let begins = begins.ok_or("no CodeSha256")?.to_owned();

    let started = Instant::now();
    let seen = compete(options, &stage.addresses, seed);
    let took = started.elapsed();
    if let Some(problem) = seen.odd.first().or_else(|| seen.troubles.first()) {
        return Err(format!("seed {seed}: {problem}"));
    }
    let calls = Register::default().calls(&begins, &seen.observations)?;
    if !linearizable(&calls)? {
        let path = Path::new("not-linearizable.txt");
        let written = std::fs::write(path, format!("{:#?}", seen.observations));
        return Err(format!(
            "seed {seed}: not linearizable; the history is in {} ({written:?})",
            path.display()
        ));
    }
    let count = |wanted: Swapped| {
        let matching = seen.observations.iter();
        let matching =
            matching.filter(|o| matches!(o.what, What::Swap { outcome, .. } if outcome == wanted));
        matching.count()
    };
    println!(
        "one winner in each of {} duels; {} calls linearizable, {} updates won, {} lost; {:.1} s",
        options.rounds,
        seen.observations.len(),
        count(Swapped::Won),
        count(Swapped::Lost),
        took.as_secs_f64()
    );
    Ok(())
}

impl Stage {
    fn new(options: &Options, home: &Path) -> Result<Stage, String> {
        if !options.endpoint.is_empty() {
            return Ok(Stage {
                addresses: options.endpoint.clone(),
                _services: Vec::new(),
                _database: None,
            });
        }
        let binary = binary(options.binary.as_deref())?;
        let database = match options.copies {
            0 | 1 => None,
            _ => Some(Postgres::start(home)?),
        };
        let packages = home.join("packages").display().to_string();
        let mut services = Vec::new();
        for copy in 0..options.copies.max(1) {
            let own = home.join(format!("copy-{copy}"));
            std::fs::create_dir(&own).map_err(|error| error.to_string())?;
            let mut place = Place::new(binary.clone(), &own, &["--settle", "0s"]);
            if let Some(database) = &database {
                let url = database.url();
                let more = ["--records", url.as_str(), "--packages", packages.as_str()];
                place.options.extend(more.map(str::to_owned));
            }
            services.push(place.start()?);
        }
        Ok(Stage {
            addresses: services.iter().map(Service::address).collect(),
            _services: services,
            _database: database,
        })
    }
}

/// Both parts, one thread a client.
fn compete(options: &Options, addresses: &[SocketAddr], seed: u64) -> Seen {
    let (epoch, barrier) = (Instant::now(), Barrier::new(options.clients));
    let winners = Mutex::new(0_u32);
    let seen = Mutex::new(Seen::default());
    std::thread::scope(|scope| {
        for (number, address) in (0..options.clients).zip(addresses.iter().cycle()) {
            let (barrier, winners, seen) = (&barrier, &winners, &seen);
            scope.spawn(move || {
                let mut client = Client::new(Api::new(*address), NAME, epoch);
                let mut random = Random::part(seed, number as u64);
                let mut own = Seen::default();
                for round in 0..options.rounds {
                    duel(&mut client, &mut random, &mut own, barrier, winners, round);
                }
                let end = Instant::now() + Duration::from_secs(options.seconds);
                while client.is_well() && Instant::now() < end {
                    client.turn(&mut random, &mut own.observations);
                }
                own.troubles.extend(client.trouble());
                if let Ok(mut seen) = seen.lock() {
                    seen.observations.extend(own.observations);
                    seen.troubles.extend(own.troubles);
                    seen.odd.extend(own.odd);
                }
            });
        }
    });
    seen.into_inner().unwrap_or_default()
}

/// One client's part in a duel: all read, then all try to replace what they have read, then one of
/// them counts the winners.
fn duel(
    client: &mut Client,
    random: &mut Random,
    own: &mut Seen,
    barrier: &Barrier,
    winners: &Mutex<u32>,
    round: u64,
) {
    let revision = client.settled(&mut own.observations);
    barrier.wait();
    let swapped = revision.and_then(|revision| client.swap(&revision, random));
    let won = swapped.as_ref().is_some_and(
        |swapped| matches!(swapped.what, What::Swap { outcome, .. } if outcome == Swapped::Won),
    );
    own.observations.extend(swapped);
    if won && let Ok(mut winners) = winners.lock() {
        *winners += 1;
    }
    if barrier.wait().is_leader()
        && let Ok(mut winners) = winners.lock()
    {
        if *winners != 1 {
            own.odd
                .push(format!("duel {round} has {} winners", *winners));
        }
        *winners = 0;
    }
    barrier.wait();
}
