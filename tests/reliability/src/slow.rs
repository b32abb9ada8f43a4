//! Callers that take their time, and too much of everything: heads and bodies byte by byte, connections
//! without a word, answers that nobody reads, bodies without end. Each has to be got rid of within the
//! limits that the service was given, and meanwhile somebody else has to be served.

use std::io::{self, ErrorKind, Read as _, Write as _};
use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpStream};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use clap::Args;
use serde_json::{Value, json};
use tokio::net::TcpSocket;

use crate::ground::{Api, Outcome, Place, Random, Service, base64, binary, sign, zip};

/// Where the attackers come from, so that limits of one address are theirs alone.
const ATTACKER: IpAddr = IpAddr::V4(Ipv4Addr::new(127, 0, 0, 2));

/// The service's limit of silence and slowness in this attack.
const LIMIT: Duration = Duration::from_secs(2);

/// How much later than that it may be noticed on a busy machine.
const SLACK: Duration = Duration::from_secs(8);

/// The service's limit of connections from one address.
const CONNECTIONS: usize = 300;

/// How long somebody else may have to wait for an answer meanwhile.
const PATIENCE: Duration = Duration::from_secs(5);

/// How much memory all of this may take, in bytes.
const MEMORY: u64 = 256 << 20;

/// How often the slow send something.
const DRIP: Duration = Duration::from_millis(100);

/// Options of the attack.
#[derive(Debug, Args)]
pub(crate) struct Options {
    /// The program, if not the workspace's own
    #[arg(long, value_name = "FILE")]
    binary: Option<PathBuf>,
}

/// One kind of attack: what each connection sends at once, and what it goes on with.
struct Kind {
    name: &'static str,
    first: Vec<u8>,
    drip: &'static [u8],
    /// Whether answers are read.
    reads: bool,
}

/// What somebody else saw.
#[derive(Debug, Default)]
struct Served {
    answers: u64,
    slowest: Duration,
    problem: Option<String>,
}

/// Runs the attack.
///
/// # Errors
/// What the service did that it must not do.
pub(crate) fn run(options: &Options) -> Result<(), String> {
    let home = tempfile::tempdir().map_err(|error| error.to_string())?;
    let seconds = format!("{}s", LIMIT.as_secs());
    let connections = CONNECTIONS.to_string();
    let limits = [
        "--settle",
        "0s",
        "--header-timeout",
        &seconds,
        "--body-timeout",
        &seconds,
        "--max-connections-per-address",
        &connections,
    ];
    let place = Place::new(binary(options.binary.as_deref())?, home.path(), &limits);
    let service = place.start()?;
    let mut api = service.api();
    let location = furnish(&mut api)?;

    let stop = AtomicBool::new(false);
    let (attacked, served) = std::thread::scope(|scope| {
        let other = scope.spawn(|| be_served(&service, &stop));
        let attacked = attack(&service, &location);
        stop.store(true, Ordering::Relaxed);
        (attacked, other.join())
    });
    let served = served.map_err(|_| "somebody else panicked")?;
    // What the others suffered explains more than what the attackers saw.
    if let Some(problem) = served.problem {
        return Err(format!("somebody else: {problem}"));
    }
    attacked?;
    if let Some(line) = place.complaints().first() {
        return Err(format!("in the log: {line}"));
    }
    let most = service.memory("VmHWM").unwrap_or_default();
    if most > MEMORY {
        return Err(format!("{most} bytes of memory"));
    }
    println!(
        "meanwhile somebody else had {} answers, the slowest after {} ms; memory {} MB at most",
        served.answers,
        served.slowest.as_millis(),
        most >> 20
    );
    Ok(())
}

/// Makes a function whose package is long, and gives the way to it.
fn furnish(api: &mut Api) -> Result<String, String> {
    let package = zip(&Random::new(1).bytes(20 << 20));
    for (name, zip) in [("long", package), ("other", zip(b"other"))] {
        match api.create(name, &zip, false) {
            Outcome::Done(_) => {}
            refused => return Err(format!("{name}: {refused}")),
        }
    }
    let answer = api.get("/2015-03-31/functions/long")?;
    let location = answer.pointer("/Code/Location").and_then(Value::as_str);
    let location = location.ok_or("no location")?;
    let path = location
        .find("/snapshots/")
        .and_then(|at| location.get(at..));
    Ok(path.ok_or("no path")?.to_owned())
}

/// Reads and updates as anybody would, from another address, until told to stop.
fn be_served(service: &Service, stop: &AtomicBool) -> Served {
    let mut served = Served::default();
    let mut kept = service.api();
    let mut random = Random::new(2);
    while !stop.load(Ordering::Relaxed) && served.problem.is_none() {
        let body = json!({"ZipFile": base64(&zip(&random.bytes(100)))}).to_string();
        let update = "/2015-03-31/functions/other/code";
        for (method, target, body) in [
            ("GET", "/2015-03-31/functions", ""),
            ("PUT", update, body.as_str()),
        ] {
            let began = Instant::now();
            // One connection that is kept, and one that has to be taken first.
            let mut fresh = service.api();
            for api in [&mut kept, &mut fresh] {
                match api.call(method, target, body.as_bytes()) {
                    Outcome::Done(_) | Outcome::Refused(409, ..) => served.answers += 1,
                    other => served.problem = Some(format!("{method} {target}: {other}")),
                }
            }
            let took = began.elapsed();
            served.slowest = served.slowest.max(took);
            if took > PATIENCE {
                served.problem = Some(format!("{method} {target} took {} ms", took.as_millis()));
            }
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    served
}

fn attack(service: &Service, location: &str) -> Result<(), String> {
    let address = service.address();
    let head = b"GET /2015-03-31/functions HTTP/1.1\r\nhost: a\r\n".to_vec();
    let update = signed(address, "PUT", "/2015-03-31/functions/other/code")?;
    let with = |more: &str| [update.as_bytes(), more.as_bytes(), b"\r\n"].concat();
    let download = format!("GET {location} HTTP/1.1\r\nhost: a\r\n\r\n");
    let list = signed(address, "GET", "/2015-03-31/functions")? + "\r\n";
    let kinds = [
        Kind {
            name: "connections without a word",
            first: Vec::new(),
            drip: b"",
            reads: true,
        },
        Kind {
            name: "heads that come byte by byte",
            first: head,
            drip: b"x",
            reads: true,
        },
        Kind {
            name: "bodies that come byte by byte",
            first: with("content-length: 100000\r\n"),
            drip: b" ",
            reads: true,
        },
        Kind {
            name: "bodies in chunks of one byte",
            first: with("transfer-encoding: chunked\r\n"),
            drip: b"1\r\n \r\n",
            reads: true,
        },
        Kind {
            name: "downloads that nobody reads",
            first: download.into_bytes(),
            drip: b"\r\n",
            reads: false,
        },
        Kind {
            name: "requests whose answers nobody reads",
            first: list.repeat(2000).into_bytes(),
            drip: b"\r\n",
            reads: false,
        },
    ];
    for kind in kinds {
        kind.run(address)?;
    }
    crowd(address)?;
    endless(address, &with("transfer-encoding: chunked\r\n"))
}

/// A request's head without its end, signed for an empty body.
fn signed(address: SocketAddr, method: &str, target: &str) -> Result<String, String> {
    let mut head = format!("{method} {target} HTTP/1.1\r\n");
    for (name, value) in &sign(address, method, target, b"").ok_or("it can't be signed")? {
        head += &format!("{name}: {}\r\n", value.to_str().unwrap_or_default());
    }
    Ok(head)
}

impl Kind {
    /// Opens as many connections as one address may have, and waits until the service has ended all.
    fn run(&self, address: SocketAddr) -> Result<(), String> {
        let began = Instant::now();
        let mut open = Vec::new();
        for _ in 0..CONNECTIONS {
            let stream = connect(address).map_err(|error| format!("{}: {error}", self.name))?;
            open.push((stream, 0));
        }
        let all = open.len();
        while !open.is_empty() {
            open.retain_mut(|(stream, sent)| self.goes_on(stream, sent));
            if began.elapsed() > LIMIT + SLACK {
                return Err(format!(
                    "{}: {} of {all} are still there after {} s",
                    self.name,
                    open.len(),
                    began.elapsed().as_secs()
                ));
            }
            std::thread::sleep(DRIP);
        }
        println!(
            "{}: {all} ended after {:.1} s",
            self.name,
            began.elapsed().as_secs_f64()
        );
        Ok(())
    }

    /// Sends a little more, and tells whether the connection is still there.
    fn goes_on(&self, stream: &mut TcpStream, sent: &mut usize) -> bool {
        let rest = self.first.get(*sent..).unwrap_or_default();
        let next = if rest.is_empty() { self.drip } else { rest };
        match stream.write(next) {
            Ok(more) => *sent += more,
            Err(error) if error.kind() == ErrorKind::WouldBlock => {}
            Err(_) => return false,
        }
        if !self.reads {
            // Writing on shows that the other side is gone; its end would come after what is unread.
            return stream.take_error().is_ok_and(|error| error.is_none());
        }
        let mut some = [0; 4096];
        loop {
            match stream.read(&mut some) {
                Ok(0) => return false,
                Ok(_) => {}
                Err(error) => return error.kind() == ErrorKind::WouldBlock,
            }
        }
    }
}

/// More connections from one address than it may have: those beyond end at once.
fn crowd(address: SocketAddr) -> Result<(), String> {
    let began = Instant::now();
    let count = CONNECTIONS * 2;
    let mut open = Vec::new();
    for _ in 0..count {
        open.extend(connect(address).ok());
    }
    std::thread::sleep(LIMIT / 2);
    let ended = |stream: &mut TcpStream| !matches!(stream.read(&mut [0]), Err(e) if e.kind() == ErrorKind::WouldBlock);
    let early = open.iter_mut().map(ended).filter(|ended| *ended).count();
    if began.elapsed() < LIMIT && early < count - CONNECTIONS {
        return Err(format!("only {early} of {count} connections were refused"));
    }
    println!("{count} connections at once: {early} refused");
    Ok(())
}

/// A body that never ends, as fast as it goes: the service has to end it.
fn endless(address: SocketAddr, head: &[u8]) -> Result<(), String> {
    let mut stream = connect(address).map_err(|error| error.to_string())?;
    let broken = |error: io::Error| format!("a body without end: {error}");
    stream.set_nonblocking(false).map_err(broken)?;
    stream
        .set_write_timeout(Some(LIMIT + SLACK))
        .map_err(broken)?;
    stream.write_all(head).map_err(broken)?;
    let mut chunk = b"100000\r\n".to_vec();
    chunk.resize(chunk.len() + 0x10_0000, b' ');
    chunk.extend_from_slice(b"\r\n");
    for sent in 0..1000 {
        if stream.write_all(&chunk).is_err() {
            println!("a body without end: ended after {sent} MB");
            return Ok(());
        }
    }
    Err("a body of 1000 MB is read on and on".to_owned())
}

/// A connection of the attacker's: it never waits, and has room for little.
fn connect(address: SocketAddr) -> io::Result<TcpStream> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_io()
        .build()?;
    let stream = runtime.block_on(async {
        let socket = TcpSocket::new_v4()?;
        socket.set_recv_buffer_size(4096)?;
        socket.bind(SocketAddr::new(ATTACKER, 0))?;
        socket.connect(address).await?.into_std()
    })?;
    stream.set_nonblocking(true)?;
    Ok(stream)
}
