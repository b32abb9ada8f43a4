//! Many small updates: how many a second, and how long each takes.

use std::thread;
use std::time::{Duration, Instant};

use http::Method;

use crate::Arguments;
use crate::client::{Connection, Target, code_path, create};
use crate::package::Package;
use crate::report::{Failures, ms, percentile};
use crate::service::Service;

const CONNECTIONS: u32 = 8;
const SIZE: usize = 1000;

/// What one connection saw.
#[derive(Default)]
struct Seen {
    times: Vec<Duration>,
    failures: Failures,
}

pub(crate) fn run(
    arguments: &Arguments,
    target: &Target,
    service: Option<&Service>,
) -> Result<u64, String> {
    let connections = arguments.connections.unwrap_or(CONNECTIONS);
    let size = arguments.size.unwrap_or(SIZE);
    let mut ready = Vec::new();
    for index in 0..connections {
        let mut connection = Connection::open(target).map_err(|e| e.to_string())?;
        let mut package = Package::new(size, index.into());
        let function = format!("load-{index}");
        create(&mut connection, &function, package.number(0))?;
        ready.push((connection, package, function));
    }
    let used = service.and_then(Service::processor_seconds);
    let started = Instant::now();
    let end = started + Duration::from_secs(arguments.seconds);
    let threads: Vec<_> = ready
        .into_iter()
        .map(|(connection, package, function)| {
            thread::spawn(move || update(connection, package, &function, end))
        })
        .collect();
    let mut all = Seen::default();
    for thread in threads {
        let seen = thread.join().map_err(|_| "a connection panicked")??;
        all.times.extend(seen.times);
        all.failures.merge(seen.failures);
    }
    let took = started.elapsed().as_secs_f64();
    all.times.sort_unstable();
    let rate = all.times.len() as f64 / took;
    println!(
        "updates     {} of {size} bytes, {connections} connections",
        all.times.len()
    );
    println!("rate        {rate:.0} per second");
    println!("p50         {}", ms(percentile(&all.times, 50)));
    println!("p99         {}", ms(percentile(&all.times, 99)));
    println!("errors      {}", all.failures.text());
    if let Some(peak) = service.and_then(Service::peak_memory) {
        println!("memory      {peak:.0} MB at most");
    }
    if let (Some(before), Some(after)) = (used, service.and_then(Service::processor_seconds)) {
        let each = (after - before) * 1e6 / all.times.len().max(1) as f64;
        println!("processor   {each:.0} us an update, in the service");
    }
    Ok(all.failures.count)
}

fn update(
    mut connection: Connection,
    mut package: Package,
    function: &str,
    end: Instant,
) -> Result<Seen, String> {
    let path = code_path(function);
    let mut seen = Seen::default();
    let mut number = 0;
    while Instant::now() < end {
        number += 1;
        let zip = base64_simd::STANDARD.encode_to_string(package.number(number));
        let body = format!("{{\"ZipFile\":\"{zip}\"}}");
        let request = connection.request(&Method::PUT, &path, body.as_bytes())?;
        let started = Instant::now();
        let answer = connection.send(&[&request]).map_err(|e| e.to_string())?;
        seen.times.push(started.elapsed());
        if answer.status != 200 {
            let what = format!("{} {}", answer.status, answer.body);
            seen.failures.add(what);
        }
    }
    Ok(seen)
}
