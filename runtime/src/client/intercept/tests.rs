//! Hooks of calls, and configurations of single calls.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::time::Instant;

use super::super::fake::{self, Fake, Input};
use super::super::{Error, ReplayTransport, RetryPolicy, TimeoutKind, Timeouts};
use super::*;
use crate::value::Slot;

/// Writes down each hook, and fails in one of them.
#[derive(Clone, Default)]
struct Recorder {
    seen: Arc<Mutex<Vec<String>>>,
    fails_in: &'static str,
}

impl Recorder {
    fn saw(&self, hook: &str, step: &Step, more: &str) -> Hooked {
        let text = format!("{}/{hook} {} {more}", step.operation, step.attempt);
        self.seen.lock().unwrap().push(text.trim_end().to_owned());
        match self.fails_in == hook {
            true => Err("no".into()),
            false => Ok(()),
        }
    }
}

impl Interceptor for Recorder {
    fn before_serialization(&self, step: &Step, input: &mut dyn Structure) -> Hooked {
        if let Slot::String(name) = input.slot(0) {
            "changed".clone_into(name);
        }
        self.saw("input", step, "")
    }

    fn before_signing(&self, step: &Step, request: &mut request::Parts) -> Hooked {
        assert!(!request.headers.contains_key("authorization"));
        request.headers.insert("x-mine", "1".parse()?);
        self.saw("sign", step, request.uri.path())
    }

    fn before_transmit(&self, step: &Step, request: &http::Request<ByteStream>) -> Hooked {
        let text = request.headers()["authorization"].to_str()?;
        assert!(text.contains(";x-mine,"), "{text}");
        self.saw("send", step, "")
    }

    fn after_response(&self, step: &Step, response: &response::Parts) -> Hooked {
        self.saw("response", step, response.status.as_str())
    }

    fn after_attempt(&self, step: &Step, outcome: &Outcome<'_>) -> Hooked {
        let end = match outcome.is_success {
            true => "ok",
            false => outcome.code.unwrap_or("lost"),
        };
        self.saw("end", step, end)
    }
}

#[tokio::test(start_paused = true)]
async fn each_hook_runs_where_it_belongs() {
    let replay = ReplayTransport::new()
        .answer(400, &[("x-error", "BusyException")], "")
        .answer(200, &[], "");
    let recorder = Recorder::default();
    let config = fake::config(&replay).interceptor(recorder.clone());
    let call = fake::with(config).call::<Fake>(Input::default());
    call.await.unwrap();
    let seen = recorder.seen.lock().unwrap().join("\n");
    assert_eq!(
        seen,
        "Fake/input 0\n\
         Fake/sign 1 /base/fake\nFake/send 1\nFake/response 1 400\nFake/end 1 BusyException\n\
         Fake/sign 2 /base/fake\nFake/send 2\nFake/response 2 200\nFake/end 2 ok"
    );
    let query = replay.requests()[0].uri().query().unwrap().to_owned();
    assert!(query.starts_with("Name=changed"), "{query}");
}

#[tokio::test]
async fn an_error_of_a_hook_ends_the_call() {
    for (fails_in, sent) in [("input", 0), ("send", 0), ("response", 1), ("end", 1)] {
        let replay = ReplayTransport::new().answer(500, &[], "");
        let recorder = Recorder {
            fails_in,
            ..Recorder::default()
        };
        let config = fake::config(&replay).interceptor(recorder);
        let result = fake::with(config).call::<Fake>(Input::default()).await;
        let error = result.err().unwrap();
        assert!(
            matches!(error, Error::Interceptor(_)),
            "{fails_in}: {error}"
        );
        assert_eq!(replay.requests().len(), sent, "{fails_in}");
    }
}

#[tokio::test]
async fn a_call_can_have_a_configuration_of_its_own() {
    let replay = ReplayTransport::new()
        .answer(200, &[], "")
        .answer(200, &[], "")
        .answer(503, &[], "");
    let client = fake::client(&replay);
    let call = || client.call::<Fake>(Input::default());
    let changed = call().config(|config| {
        let config = config.endpoint("http://other.example").region("eu-west-1");
        config.retry(RetryPolicy::none())
    });
    changed.await.unwrap();
    call().await.unwrap();
    let once = call().config(|config| config.retry(RetryPolicy::none()));
    assert_eq!(once.await.err().unwrap().status(), Some(503));
    let [other, own, _] = replay.requests().try_into().unwrap();
    assert_eq!(other.uri().host(), Some("pre.other.example"));
    let scope = other.headers()["authorization"].to_str().unwrap();
    assert!(scope.contains("/eu-west-1/"), "{scope}");
    assert_eq!(own.uri().host(), Some("pre.example.com"));
}

#[tokio::test(start_paused = true)]
async fn a_throttled_client_slows_down_if_it_is_adaptive() {
    let throttled = |r: ReplayTransport| r.answer(429, &[("retry-after", "0")], "");
    for (policy, slow) in [
        (RetryPolicy::default(), false),
        (RetryPolicy::adaptive(), true),
    ] {
        let replay = (0..8).fold(ReplayTransport::new(), |r, _| throttled(r));
        let config = fake::config(&replay).retry(policy.attempts(8));
        let start = Instant::now();
        let result = fake::with(config).call::<Fake>(Input::default()).await;
        assert_eq!(result.err().unwrap().status(), Some(429));
        assert_eq!(start.elapsed() > Duration::from_secs(5), slow, "{policy:?}");
    }
}

/// Never answers.
struct Silence;

impl super::super::Transport for Silence {
    fn send(
        &self,
        _: http::Request<ByteStream>,
    ) -> super::super::BoxFuture<
        'static,
        Result<http::Response<ByteStream>, super::super::TransportError>,
    > {
        Box::pin(std::future::pending())
    }
}

#[tokio::test(start_paused = true)]
async fn a_head_that_does_not_arrive_times_out() {
    let timeouts = Timeouts {
        read: Some(Duration::from_secs(3)),
        ..Timeouts::default()
    };
    let config = fake::config(&ReplayTransport::new()).timeouts(timeouts);
    let config = config.transport(Silence).retry(RetryPolicy::none());
    let result = fake::with(config).call::<Fake>(Input::default()).await;
    let error = result.err().unwrap();
    let read = matches!(
        error,
        Error::Timeout {
            kind: TimeoutKind::Read,
            ..
        }
    );
    assert!(read, "{error}");
}
