//! The service is killed at random moments of its work, and started again on what is left.
//!
//! Some clients have a function each, so that what must be there afterwards is known exactly: all
//! that was acknowledged, and of the one change whose answer did not come, all or nothing. Others
//! race for one function, and what they saw before and after the kill has to be linearizable: an
//! acknowledged change is there, and one in doubt either took place or never does.

mod check;
mod model;
mod race;
mod writer;

use std::path::PathBuf;
use std::sync::mpsc;
use std::time::{Duration, Instant};

use clap::{Args, ValueEnum};

use crate::ground::{Place, Postgres, Random, Service, binary};
use check::{Archive, Found};
use race::Race;
use writer::Journal;

/// How long the first acknowledgement of a round may take.
const PATIENCE: Duration = Duration::from_secs(60);

/// After the first acknowledgement, the service lives so much longer, in milliseconds.
const LIFE: std::ops::Range<u64> = 5..300;

/// After how many rounds progress is told.
const TELLS: u64 = 20;

/// Options of the attack.
#[derive(Debug, Args)]
pub(crate) struct Options {
    /// How often the service is killed
    #[arg(long, default_value_t = 200)]
    rounds: u64,
    /// Clients that have a function each
    #[arg(long, default_value_t = 6)]
    writers: u64,
    /// Where records are kept
    #[arg(long, value_enum, default_value_t = Records::Sqlite)]
    records: Records,
    /// The seed of all choices; printed, and a new one each time if it isn't given
    #[arg(long)]
    seed: Option<u64>,
    /// The program, if not the workspace's own
    #[arg(long, value_name = "FILE")]
    binary: Option<PathBuf>,
}

/// Where records are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Records {
    /// In a file of the data directory.
    Sqlite,
    /// In a PostgreSQL that is started for the purpose, and killed in some rounds, too.
    Postgres,
}

/// Who is killed in a round.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Victim {
    Service,
    Database,
    Both,
}

/// The attack as it goes on.
struct Attack {
    place: Place,
    database: Option<Postgres>,
    journals: Vec<Journal>,
    archive: Archive,
    race: Race,
    totals: Totals,
}

/// What is told at the end.
#[derive(Debug, Default)]
struct Totals {
    acknowledged: u64,
    kept: u64,
    undone: u64,
    downloaded: u64,
    stumbles: u64,
    database_kills: u64,
    /// What `lambda-code check` said last.
    report: String,
}

/// Runs the attack.
///
/// # Errors
/// What the service did that it must not do.
pub(crate) fn run(options: &Options) -> Result<(), String> {
    let seed = options.seed.unwrap_or_else(Random::fresh_seed);
    let started = Instant::now();
    println!(
        "crash: {} rounds, records in {:?}, seed {seed}",
        options.rounds, options.records
    );
    let home = tempfile::tempdir().map_err(|error| error.to_string())?;
    let binary = binary(options.binary.as_deref())?;
    let database = match options.records {
        Records::Sqlite => None,
        Records::Postgres => Some(Postgres::start(home.path())?),
    };
    let mut place = Place::new(binary, home.path(), &["--settle", "10ms"]);
    if let Some(database) = &database {
        place
            .options
            .extend(["--records".to_owned(), database.url()]);
    }
    let mut attack = Attack {
        place,
        database,
        journals: (0..options.writers)
            .map(|number| Journal {
                name: format!("own-{number}"),
                may_fail: options.records == Records::Postgres,
                ..Journal::default()
            })
            .collect(),
        archive: Archive::default(),
        race: Race::default(),
        totals: Totals::default(),
    };
    let done = attack.rounds(options.rounds, seed);
    let told = done.map_err(|problem| {
        let kept = home.keep();
        format!(
            "{problem}\nseed {seed}; data and log are in {}",
            kept.display()
        )
    });
    let Totals {
        acknowledged,
        kept,
        undone,
        downloaded,
        stumbles,
        database_kills,
        report: _,
    } = attack.totals;
    told?;
    println!(
        "0 lost, 0 torn: {acknowledged} acknowledged changes; of those without an answer {kept} were made and {undone} were not; \
         {downloaded} packages downloaded and compared; {} observations of one function, linearizable; \
         {stumbles} kills while starting, {database_kills} of the database; {} s",
        attack.race.observed(),
        started.elapsed().as_secs()
    );
    Ok(())
}

impl Attack {
    fn rounds(&mut self, rounds: u64, seed: u64) -> Result<(), String> {
        let mut service = self.place.start()?;
        let mut random = Random::part(seed, 0);
        for round in 1..=rounds {
            let in_round = |problem| format!("round {round}: {problem}");
            let last = round == rounds;
            service = self
                .round(service, Random::part(seed, round), &mut random, last)
                .map_err(in_round)?;
            if round % TELLS == 0 {
                println!("round {round}: {}", self.totals.report);
            }
        }
        // Stores that copies of the service may share keep orphans for a while; asked, they don't.
        service.kill();
        self.place.ask(&["gc", "--grace", "0s"])?;
        let report = self.place.ask(&["check"])?;
        println!("at the end: {report}");
        if !report.ends_with("0 damaged, 0 orphans") {
            return Err(report);
        }
        match self.place.complaints().as_slice() {
            [] => Ok(()),
            // A database that is gone is something to complain about.
            [first, ..] if self.database.is_none() => Err(format!("in the log: {first}")),
            complaints => match complaints.iter().find(|line| line.contains("panicked")) {
                Some(line) => Err(format!("in the log: {line}")),
                None => Ok(()),
            },
        }
    }

    /// Lets the clients work, kills, starts again, and checks.
    fn round(
        &mut self,
        service: Service,
        seed: Random,
        random: &mut Random,
        last: bool,
    ) -> Result<Service, String> {
        let victim = self.victim(random);
        let life = Duration::from_millis(LIFE.start + random.below(LIFE.end - LIFE.start));
        let service = self.work(service, seed, victim, life)?;
        if let Some(problem) = self
            .journals
            .iter()
            .find_map(|journal| journal.wrong.clone())
        {
            return Err(problem);
        }
        if let Some(problem) = self.race.failed.take()
            && self.database.is_none()
        {
            return Err(problem);
        }
        if victim != Victim::Service
            && let Some(database) = &self.database
        {
            database.run()?;
            self.totals.database_kills += 1;
        }
        let service = match service {
            Some(service) => service,
            None => {
                while random.percent(20) {
                    self.place
                        .stumble(Duration::from_millis(random.below(30)))?;
                    self.totals.stumbles += 1;
                }
                self.place.start()?
            }
        };
        self.check(&service, random, last)?;
        Ok(service)
    }

    fn victim(&self, random: &mut Random) -> Victim {
        match (&self.database, random.below(10)) {
            (Some(_), 0..2) => Victim::Database,
            (Some(_), 2..4) => Victim::Both,
            _ => Victim::Service,
        }
    }

    /// All clients at work until the kill; the service is given back if it was not killed.
    fn work(
        &mut self,
        service: Service,
        mut seed: Random,
        victim: Victim,
        life: Duration,
    ) -> Result<Option<Service>, String> {
        let (tell, told) = mpsc::channel();
        let before: u64 = self.journals.iter().map(|j| j.acknowledged).sum();
        let journals = std::mem::take(&mut self.journals);
        let race = &mut self.race;
        let database = self.database.as_ref();
        let (left, journals) = std::thread::scope(|scope| {
            let at_work: Vec<_> = journals
                .into_iter()
                .map(|journal| {
                    let (api, tell) = (service.api(), tell.clone());
                    let random = Random::new(seed.next());
                    scope.spawn(move || journal.write(api, random, &tell))
                })
                .collect();
            let racing = race.begin(scope, &service, &mut seed);
            let first = told.recv_timeout(PATIENCE);
            if first.is_ok() {
                std::thread::sleep(life);
            }
            let killed = match (victim, database) {
                (Victim::Database | Victim::Both, Some(database)) => database.kill(),
                _ => Ok(()),
            };
            let left = match victim {
                Victim::Service | Victim::Both => {
                    service.kill();
                    None
                }
                Victim::Database => Some(service),
            };
            let journals: Vec<_> = at_work.into_iter().map(|w| w.join()).collect();
            race.end(racing);
            let left = killed.and(
                first
                    .map(|()| left)
                    .map_err(|_| "nothing is acknowledged".into()),
            );
            (left, journals)
        });
        for journal in journals {
            let journal = journal.map_err(|_| "a client panicked".to_owned())?;
            self.journals.push(journal);
        }
        let after: u64 = self.journals.iter().map(|j| j.acknowledged).sum();
        self.totals.acknowledged += after - before;
        left
    }

    fn check(&mut self, service: &Service, random: &mut Random, all: bool) -> Result<(), String> {
        let mut api = service.api();
        let mut found = Found::default();
        for journal in &mut self.journals {
            check::function(
                &mut api,
                journal,
                &mut self.archive,
                &mut found,
                random,
                all,
            )?;
        }
        found.packages.extend(self.race.check(&mut api)?);
        // Who shares a database can't know what another copy is about to name, and keeps orphans.
        let mut files = self.place.packages();
        files.retain(|file| !found.packages.contains(file));
        if self.database.is_none() && !files.is_empty() {
            return Err(format!("orphans: {files:?}"));
        }
        let report = self.place.ask(&["check"])?;
        let clean = match self.database {
            None => report.ends_with("0 damaged, 0 orphans"),
            Some(_) => report.contains(" 0 damaged, "),
        };
        if !clean {
            return Err(report);
        }
        self.totals.report = report;
        self.totals.kept += found.kept;
        self.totals.undone += found.undone;
        self.totals.downloaded += found.downloaded;
        Ok(())
    }
}
