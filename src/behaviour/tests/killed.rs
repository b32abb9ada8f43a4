//! A process that is killed at any moment leaves the state before or after the call it was in.

use super::*;
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

/// Where the process to be killed finds its directory.
const HOME: &str = "LAMBDA_CODE_TEST_HOME";

const INSTANT: Rules = Rules {
    settle: Duration::ZERO,
    storage_limit: crate::limits::STORAGE_LIMIT,
    retired_runtimes: false,
};

/// Updates and publishes as fast as it can, and says what is done, until it is killed.
#[test]
#[ignore = "started, and killed, by the test below"]
fn updates_without_end() {
    let Some(home) = std::env::var_os(HOME) else {
        return;
    };
    let clock = Arc::new(ManualClock::new(START));
    let functions = open(Path::new(&home), &clock, INSTANT);
    for turn in 1.. {
        let update = CodeUpdate {
            publish: true,
            ..code(&format!("turn {turn}"))
        };
        functions.update_code("f", update).unwrap();
        println!("\ndone {turn}");
    }
}

#[test]
fn a_killed_process_leaves_the_old_state_or_the_new_one() {
    for enough in [1, 2, 5, 9] {
        let world = World::with(INSTANT);
        world.functions.create("f", new_function()).unwrap();
        let mut process = Command::new(std::env::current_exe().unwrap())
            .args(["--ignored", "--exact", "--nocapture"])
            .arg("behaviour::tests::killed::updates_without_end")
            .env(HOME, world.home.path())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut done: u64 = 0;
        for line in BufReader::new(process.stdout.take().unwrap()).lines() {
            let Some(turn) = line
                .unwrap()
                .strip_prefix("done ")
                .map(|turn| turn.parse().unwrap())
            else {
                continue;
            };
            done = turn;
            if done == enough {
                process.kill().unwrap();
            }
        }
        process.wait().unwrap();
        assert!(done >= enough, "it was killed, and did not end by itself");

        let restarted = open(world.home.path(), &world.clock, INSTANT);
        restarted.collect_orphans(Duration::ZERO).unwrap();
        let versions = restarted.list_versions("f", None, None).unwrap().items;
        let newest: u64 = versions.last().unwrap().version.number.into();
        assert!(
            newest == done || newest == done + 1,
            "{done} were answered, {newest} are there"
        );
        let latest = restarted.get_configuration("f", None).unwrap();
        assert_eq!(latest.version.code.sha256, sha(&format!("turn {newest}")));
        for (index, view) in versions.iter().enumerate().skip(1) {
            assert_eq!(u64::from(view.version.number), index as u64);
            assert_eq!(view.version.code.sha256, sha(&format!("turn {index}")));
            let digest = Digest::from_hex(view.version.code.package().unwrap()).unwrap();
            let kept = restarted.seams.packages.open(digest).unwrap().unwrap();
            assert_eq!(kept.size, view.version.code.size);
        }
    }
}
