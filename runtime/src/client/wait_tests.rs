//! Waiters that end well, end badly and don't end.

use super::super::fake::{Fake, Input, client};
use super::super::replay::ReplayTransport;
use super::*;

static READY: Waiter = Waiter {
    name: "Ready",
    min_delay: 2,
    max_delay: 20,
    acceptors: &[
        acceptor(State::Success, "Active"),
        acceptor(State::Failure, "Failed"),
        acceptor(State::Retry, "Pending"),
        Acceptor {
            state: State::Retry,
            matcher: Matcher::Error("fake#MissingException"),
        },
    ],
};

static GONE: Waiter = Waiter {
    acceptors: &[
        Acceptor {
            state: State::Success,
            matcher: Matcher::Error("MissingException"),
        },
        Acceptor {
            state: State::Success,
            matcher: Matcher::InputOutput {
                path: "input.Name == output.State",
                expected: "true",
                comparator: Comparator::BooleanEquals,
            },
        },
        Acceptor {
            state: State::Success,
            matcher: Matcher::Output {
                path: "Names[]",
                expected: "gone",
                comparator: Comparator::AllStringEquals,
            },
        },
        Acceptor {
            state: State::Failure,
            matcher: Matcher::Output {
                path: "Names",
                expected: "failed",
                comparator: Comparator::AnyStringEquals,
            },
        },
    ],
    ..READY
};

const fn acceptor(state: State, expected: &'static str) -> Acceptor {
    Acceptor {
        state,
        matcher: Matcher::Output {
            path: "State",
            expected,
            comparator: Comparator::StringEquals,
        },
    }
}

fn wait(replay: &ReplayTransport, waiter: &'static Waiter) -> Wait<Fake> {
    let input = Input {
        name: Some("me".to_owned()),
        ..Input::default()
    };
    client(replay).wait(input, waiter)
}

#[tokio::test(start_paused = true)]
async fn polls_until_the_state_is_there() {
    let replay = ReplayTransport::new()
        .answer(404, &[("x-error", "MissingException")], "no")
        .answer(200, &[], "State=Pending")
        .answer(200, &[], "State=Other")
        .answer(200, &[], "State=Active");
    let end = wait(&replay, &READY).await.unwrap();
    assert!(matches!(end, Waited::Output(o) if o.state.as_deref() == Some("Active")));
    assert_eq!(replay.requests().len(), 4);
}

#[tokio::test(start_paused = true)]
async fn an_error_can_be_what_was_waited_for() {
    let replay = ReplayTransport::new()
        .answer(200, &[], "Names=gone\nNames=here")
        .answer(404, &[("x-error", "MissingException")], "no");
    let end = wait(&replay, &GONE).await.unwrap();
    assert!(matches!(end, Waited::Error(_)));
    for body in ["State=me", "Names=gone\nNames=gone"] {
        let replay = ReplayTransport::new().answer(200, &[], body);
        assert!(wait(&replay, &GONE).await.is_ok(), "{body}");
    }
}

#[tokio::test(start_paused = true)]
async fn what_cannot_end_well_is_an_error() {
    let replay = ReplayTransport::new().answer(200, &[], "Names=a\nNames=failed");
    let failed = wait(&replay, &GONE).await.unwrap_err();
    assert!(matches!(failed, WaitError::Failed { last, .. } if last.is_ok()));
    let replay = ReplayTransport::new().answer(403, &[("x-error", "Denied")], "no");
    let unknown = wait(&replay, &READY).await.unwrap_err();
    assert!(matches!(unknown, WaitError::Call(e) if e.code() == Some("Denied")));
    let replay = (0..50).fold(ReplayTransport::new(), |r, _| {
        r.answer(200, &[], "State=Pending")
    });
    let start = Instant::now();
    let late = wait(&replay, &READY).timeout(Duration::from_secs(60)).await;
    assert!(matches!(late.unwrap_err(), WaitError::TimedOut { .. }));
    let waited = start.elapsed().as_secs();
    assert!((56..=60).contains(&waited), "{waited}");
}

#[test]
fn pauses_grow_and_the_last_leaves_time_for_a_poll() {
    let hour = Duration::from_secs(3600);
    let ceilings = [1, 2, 3, 4, 5, 99].map(|n| READY.pause(n, hour, 1.0).unwrap().as_secs());
    assert_eq!(ceilings, [2, 4, 8, 16, 20, 20]);
    assert_eq!(READY.pause(9, hour, 0.0).unwrap().as_secs(), 2);
    let left = |seconds| READY.pause(9, Duration::from_secs(seconds), 1.0);
    assert_eq!(left(10).map(|p| p.as_secs()), Some(8));
    assert_eq!(left(2), None);
}
