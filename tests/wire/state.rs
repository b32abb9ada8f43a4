//! What happens when many come at once.

use std::sync::Barrier;
use std::thread;

use serde_json::json;

use crate::support::{Answer, Rig, base64, sha256, zip};

#[test]
fn of_eight_updates_with_one_revision_one_wins() {
    let rig = Rig::new();
    rig.create("f", &zip("a"), json!({}));
    for round in 0..5 {
        let revision = rig.configuration("f")["RevisionId"].clone();
        let start = Barrier::new(8);
        let answers: Vec<(Answer, String)> = thread::scope(|scope| {
            let workers: Vec<_> = (0..8)
                .map(|number| {
                    let (rig, start, revision) = (&rig, &start, &revision);
                    scope.spawn(move || {
                        let package = zip(&format!("round {round}, {number}"));
                        let body = json!({"ZipFile": base64(&package), "RevisionId": revision});
                        start.wait();
                        (rig.update("f", &body), sha256(&package))
                    })
                })
                .collect();
            workers.into_iter().map(|w| w.join().unwrap()).collect()
        });
        let (won, lost): (Vec<_>, Vec<_>) = answers.iter().partition(|(a, _)| a.status == 200);
        assert_eq!(won.len(), 1, "winners");
        for (answer, _) in lost {
            assert!(
                matches!(answer.status, 409 | 412),
                "{} {}",
                answer.status,
                answer.text()
            );
        }
        let now = rig.configuration("f");
        assert_eq!(now["CodeSha256"], won[0].1, "round {round}");
    }
}
