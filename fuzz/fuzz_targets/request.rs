//! Any request to the service, as deep as its handlers: read from bytes, signed, and answered in this
//! process by a service with a function in it. Whatever is asked, the answer blames the caller.
//!
//! The bytes are almost HTTP: a line with method and target, lines with headers, an empty line, and the
//! body. The word SIGNATURE as a header leaves the signature to the bytes.
#![no_main]

use std::cell::RefCell;
use std::sync::Arc;

use bytes::Bytes;
use clap::Parser as _;
use http::header::{HeaderName, HeaderValue};
use http::{Method, Request, Uri};
use http_body_util::{BodyExt as _, Full};
use lambda_code::settings::Cli;
use libfuzzer_sys::{Corpus, fuzz_target};
use planish_runtime::Timestamp;
use planish_runtime::server::Server;
use planish_runtime::sigv4::{Payload, Signing, sign};
use tempfile::TempDir;
use tokio::runtime::Runtime;
use tower_service::Service as _;

/// What every service begins with: a function with the version 1, and an alias of it.
const STAGE: [&str; 2] = [
    "POST /2015-03-31/functions\n\n{\"FunctionName\":\"f\",\"Role\":\"arn:aws:iam::000000000000:role/r\",\
     \"Runtime\":\"python3.12\",\"Handler\":\"h\",\"Publish\":true,\"Code\":{\"ZipFile\":\
     \"UEsDBBQAAAAAAAAAIQCDFtyMAQAAAAEAAAABAAAAYXhQSwECFAMUAAAAAAAAACEAgxbcjAEAAAABAAAAAQAAAAAAAAAAAAAAAAAAAAAAYVBLBQYAAAAAAQABAC8AAAAgAAAAAAA=\"}}",
    "POST /2015-03-31/functions/f/aliases\n\n{\"Name\":\"live\",\"FunctionVersion\":\"1\"}",
];

/// A service, with what it stands on.
struct Rig {
    server: Server,
    runtime: Runtime,
    _home: TempDir,
}

impl Rig {
    fn new() -> Rig {
        // In memory where there is such a place: what is tested is not the disk.
        let memory = std::path::Path::new("/dev/shm");
        let home = match memory.is_dir() {
            true => tempfile::tempdir_in(memory),
            false => tempfile::tempdir(),
        }
        .unwrap();
        let data = home.path().join("data").display().to_string();
        let options = ["lambda-code", "--data", &data, "--settle", "0s"];
        let settings = Cli::try_parse_from(options).unwrap().settings;
        let service = lambda_code::open::open(&settings).unwrap();
        let mut rig = Rig {
            server: lambda_code::wire::server(Arc::new(service)),
            runtime: tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .unwrap(),
            _home: home,
        };
        for request in STAGE {
            let status = rig.answer(read(request.as_bytes()).unwrap());
            assert_eq!(status, 201, "{request}");
        }
        rig
    }

    /// The status of the answer, which has to be there to its end.
    fn answer(&mut self, request: Request<Full<Bytes>>) -> u16 {
        let Rig {
            server, runtime, ..
        } = self;
        runtime.block_on(async {
            let response = server.call(request).await.unwrap();
            let (head, body) = response.into_parts();
            let body = body.collect().await.unwrap().to_bytes();
            let id = head.headers.get("x-amzn-requestid");
            assert!(id.is_some(), "no request id");
            if head.status.as_u16() >= 400 {
                assert!(head.headers.contains_key("x-amzn-errortype"), "no error");
                let body = serde_json::from_slice::<serde_json::Value>(&body);
                assert!(body.is_ok_and(|body| body.is_object()), "no body");
            }
            head.status.as_u16()
        })
    }
}

/// The request that the bytes are; `None` if no HTTP library would make one of them.
fn read(bytes: &[u8]) -> Option<Request<Full<Bytes>>> {
    let mut rest = bytes;
    let mut line = || {
        let end = rest.iter().position(|byte| *byte == b'\n')?;
        let line = rest.get(..end)?;
        rest = rest.get(end + 1..)?;
        Some(line)
    };
    let first = line()?;
    let space = first.iter().position(|byte| *byte == b' ')?;
    let method = Method::from_bytes(first.get(..space)?).ok()?;
    let uri = Uri::try_from(first.get(space + 1..)?).ok()?;
    let mut request = Request::new(Full::default());
    request
        .headers_mut()
        .insert("host", HeaderValue::from_static("localhost"));
    let mut signed = true;
    loop {
        let header = line()?;
        if header.is_empty() {
            break;
        }
        if header == b"SIGNATURE" {
            signed = false;
            continue;
        }
        let colon = header.iter().position(|byte| *byte == b':')?;
        let name = HeaderName::from_bytes(header.get(..colon)?).ok()?;
        let value = HeaderValue::from_bytes(header.get(colon + 1..)?.trim_ascii()).ok()?;
        request.headers_mut().append(name, value);
    }
    if signed {
        let signing = Signing {
            access_key: "test",
            secret_key: "test",
            session_token: None,
            region: "us-east-1",
            service: "lambda",
            time: Timestamp::now(),
        };
        sign(
            &signing,
            &method,
            &uri,
            request.headers_mut(),
            Payload::Bytes(rest),
        )
        .ok()?;
    }
    *request.method_mut() = method;
    *request.uri_mut() = uri;
    *request.body_mut() = Full::new(Bytes::copy_from_slice(rest));
    Some(request)
}

thread_local! {
    static RIG: RefCell<Option<Rig>> = const { RefCell::new(None) };
}

fuzz_target!(|bytes: &[u8]| -> Corpus {
    let Some(request) = read(bytes) else {
        return Corpus::Reject;
    };
    let reads = request.method() == Method::GET;
    RIG.with_borrow_mut(|rig| {
        let status = rig.get_or_insert_with(Rig::new).answer(request);
        assert!(status < 500, "status {status}");
        // What was changed would make the next input mean something else.
        if status < 300 && !reads {
            *rig = None;
        }
    });
    Corpus::Keep
});
