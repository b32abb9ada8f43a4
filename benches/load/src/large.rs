//! Large updates: how long each takes, against the SHA-256 of its body and of its package.

use std::thread;
use std::time::{Duration, Instant};

use http::Method;
use planish_runtime::sigv4::Payload;
use ring::digest::{SHA256, digest};

use crate::Arguments;
use crate::client::{Connection, Target, code_path, create};
use crate::package::Package;
use crate::report::{Failures, ms, percentile};
use crate::service::Service;

const SIZE: usize = 50_000_000;

/// What one connection saw.
#[derive(Default)]
struct Seen {
    times: Vec<Duration>,
    hashes: Vec<Duration>,
    failures: Failures,
}

pub(crate) fn run(
    arguments: &Arguments,
    target: &Target,
    service: Option<&Service>,
) -> Result<u64, String> {
    let connections = arguments.connections.unwrap_or(1);
    let size = arguments.size.unwrap_or(SIZE);
    let count = arguments.count;
    let mut ready = Vec::new();
    for index in 0..connections {
        let mut connection = Connection::open(target).map_err(|e| e.to_string())?;
        let function = format!("load-{index}");
        create(&mut connection, &function, Package::new(1000, 0).number(0))?;
        ready.push((connection, function, u64::from(index)));
    }
    let threads: Vec<_> = ready
        .into_iter()
        .map(|(connection, function, seed)| {
            thread::spawn(move || update(connection, Package::new(size, seed), &function, count))
        })
        .collect();
    let mut all = Seen::default();
    for thread in threads {
        let seen = thread.join().map_err(|_| "a connection panicked")??;
        all.times.extend(seen.times);
        all.hashes.extend(seen.hashes);
        all.failures.merge(seen.failures);
    }
    all.times.sort_unstable();
    all.hashes.sort_unstable();
    let (time, hash) = (percentile(&all.times, 50), percentile(&all.hashes, 50));
    let ratio = |time: Duration| time.as_secs_f64() / hash.as_secs_f64();
    println!(
        "updates     {} of {size} bytes, {connections} connections",
        all.times.len()
    );
    println!("p50         {}", ms(time));
    println!("p99         {}", ms(percentile(&all.times, 99)));
    println!("SHA-256     {} for body and package", ms(hash));
    println!(
        "ratio       {:.2} (the fastest: {:.2})",
        ratio(time),
        ratio(percentile(&all.times, 0))
    );
    println!("errors      {}", all.failures.text());
    if let Some(peak) = service.and_then(Service::peak_memory) {
        println!("memory      {peak:.0} MB at most");
    }
    Ok(all.failures.count)
}

fn update(
    mut connection: Connection,
    mut package: Package,
    function: &str,
    count: u32,
) -> Result<Seen, String> {
    let path = code_path(function);
    let mut seen = Seen::default();
    let mut body = Vec::new();
    for number in 0..count {
        let zip = package.number(u64::from(number) + 1);
        body.clear();
        body.extend_from_slice(b"{\"ZipFile\":\"");
        base64_simd::STANDARD.encode_append(zip, &mut body);
        body.extend_from_slice(b"\"}");
        let started = Instant::now();
        let of_body = digest(&SHA256, &body);
        let of_package = digest(&SHA256, zip);
        seen.hashes.push(started.elapsed());
        let expected = base64_simd::STANDARD.encode_to_string(of_package.as_ref());
        let mut hash = [0; 32];
        hash.copy_from_slice(of_body.as_ref());
        let payload = Payload::Sha256(hash);
        let head = connection.head(&Method::PUT, &path, payload, body.len())?;
        let started = Instant::now();
        let answer = connection
            .send(&[&head, &body])
            .map_err(|e| e.to_string())?;
        seen.times.push(started.elapsed());
        if answer.status != 200 || !answer.body.contains(&expected) {
            let what = format!("{} {}", answer.status, answer.body);
            seen.failures.add(what);
        }
    }
    Ok(seen)
}
