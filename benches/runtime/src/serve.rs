//! A server's work on a small request, without sockets: a generated server, and a handler written by
//! hand with axum, serde and regex, which checks the same and answers the same.

use std::convert::Infallible;
use std::sync::LazyLock;

use axum::extract::rejection::JsonRejection;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, put};
use axum::{Json, Router};
use bytes::Bytes;
use http::{HeaderName, HeaderValue, Request, StatusCode};
use http_body_util::{BodyExt as _, Full};
use planish_runtime::server::Context;
use regex::Regex;
use serde::Deserialize;
use tower_service::Service;

use crate::by_hand;
use crate::sample::{self, ANSWER};
use crate::work::{Row, Work, runtime};

mod api {
    //! The generated server.
    #![allow(missing_docs, dead_code, unreachable_pub, unused_imports)]
    include!(concat!(env!("OUT_DIR"), "/server/mod.rs"));
}

pub(crate) fn rows() -> Vec<Row> {
    let document = serde_json::json!({
        "ZipFile": base64_simd::STANDARD.encode_to_string(sample::package(1 << 10)),
        "Architectures": ["arm64"],
        "Publish": false,
        "RevisionId": sample::REVISION,
    });
    let document = Bytes::from(document.to_string());
    vec![
        row("serve GetFunctionConfiguration", || {
            request(
                "GET",
                "/2015-03-31/functions/resize-thumbnails/configuration?Qualifier=prod",
                Bytes::new(),
            )
        }),
        row("serve UpdateFunctionCode, 1 kB zip", move || {
            request(
                "PUT",
                "/2015-03-31/functions/resize-thumbnails/code",
                document.clone(),
            )
        }),
    ]
}

fn row(name: &'static str, make: impl Fn() -> Request<Full<Bytes>> + Clone + 'static) -> Row {
    let (mut ours, mut theirs) = (generated(), by_axum());
    runtime().block_on(async {
        let (a, b) = (
            answer(&mut ours, make()).await,
            answer(&mut theirs, make()).await,
        );
        assert_eq!(a, b, "both answer the same");
        assert_eq!(a.0, StatusCode::OK);
        let mut bad = make();
        *bad.uri_mut() = bad
            .uri()
            .to_string()
            .replace("thumbnails", "%7B%7D")
            .parse()
            .expect("a URI");
        let (a, b) = (
            answer(&mut ours, bad.clone()).await,
            answer(&mut theirs, bad).await,
        );
        assert_eq!(
            (a.0, b.0),
            (StatusCode::BAD_REQUEST, StatusCode::BAD_REQUEST),
            "both check"
        );
    });
    Row::new(
        name,
        vec![
            Work::awaited("planish", make.clone(), async move |request| {
                answer(&mut ours, request).await
            }),
            Work::awaited("axum", make, async move |request| {
                answer(&mut theirs, request).await
            }),
        ],
    )
    .limit("axum", 1.1)
}

fn request(method: &str, target: &str, body: Bytes) -> Request<Full<Bytes>> {
    let request = Request::builder()
        .method(method)
        .uri(target)
        .header("host", "127.0.0.1:9001")
        .header("content-type", "application/json")
        .header("content-length", body.len())
        .header("user-agent", "bench")
        .header("accept", "*/*");
    request.body(Full::new(body)).expect("the parts are valid")
}

/// Status and document of what a service answers. There is an id in its headers.
async fn answer<S, B>(service: &mut S, request: Request<Full<Bytes>>) -> (StatusCode, Bytes)
where
    S: Service<Request<Full<Bytes>>, Response = http::Response<B>, Error = Infallible>,
    B: http_body::Body<Data = Bytes, Error: std::fmt::Debug>,
{
    let response = service.call(request).await.expect("it always answers");
    assert!(response.headers().contains_key(REQUEST_ID));
    assert!(response.headers().contains_key("content-length"));
    let status = response.status();
    let body = response
        .into_body()
        .collect()
        .await
        .expect("the body is at hand");
    (status, body.to_bytes())
}

const REQUEST_ID: HeaderName = HeaderName::from_static("x-amzn-requestid");

/// The generated server with a handler that always answers the same.
fn generated() -> planish_runtime::server::Server {
    use api::operation::{GetFunctionConfigurationError, UpdateFunctionCodeError};
    use api::types::{
        FunctionConfiguration, GetFunctionConfigurationRequest, UpdateFunctionCodeRequest,
    };

    struct Handlers(FunctionConfiguration);

    impl api::Lambda for Handlers {
        async fn get_function_configuration(
            &self,
            _: GetFunctionConfigurationRequest,
            _: Context,
        ) -> Result<FunctionConfiguration, GetFunctionConfigurationError> {
            Ok(self.0.clone())
        }

        async fn update_function_code(
            &self,
            _: UpdateFunctionCodeRequest,
            _: Context,
        ) -> Result<FunctionConfiguration, UpdateFunctionCodeError> {
            Ok(self.0.clone())
        }
    }

    let mut answer = FunctionConfiguration::default();
    let mode = planish_runtime::json::Mode::Strict;
    planish_runtime::json::read_structure(ANSWER.as_bytes(), &mut answer, mode)
        .expect("the sample is an answer");
    api::server(Handlers(answer))
}

/// The same by hand.
fn by_axum() -> Router {
    let answer: by_hand::FunctionConfiguration =
        serde_json::from_str(ANSWER).expect("the sample is an answer");
    Router::new()
        .route(
            "/2015-03-31/functions/{name}/configuration",
            get(get_configuration),
        )
        .route("/2015-03-31/functions/{name}/code", put(update_code))
        .with_state(std::sync::Arc::new(answer))
}

type Answer = State<std::sync::Arc<by_hand::FunctionConfiguration>>;

#[derive(Deserialize)]
struct Qualifier {
    #[serde(rename = "Qualifier")]
    qualifier: Option<String>,
}

async fn get_configuration(
    State(answer): Answer,
    Path(name): Path<String>,
    Query(query): Query<Qualifier>,
) -> Response {
    let mut wrong = Vec::new();
    text(
        "FunctionName",
        &name,
        1..=256,
        Some(&NAMESPACED),
        &mut wrong,
    );
    if let Some(qualifier) = &query.qualifier {
        text(
            "Qualifier",
            qualifier,
            1..=128,
            Some(&QUALIFIER),
            &mut wrong,
        );
    }
    finish(&answer, &wrong)
}

async fn update_code(
    State(answer): Answer,
    Path(name): Path<String>,
    body: Result<Json<by_hand::UpdateFunctionCode>, JsonRejection>,
) -> Response {
    let body = match body {
        Ok(Json(body)) => body,
        Err(problem) => return problem.into_response(),
    };
    let mut wrong = Vec::new();
    text("FunctionName", &name, 1..=140, Some(&NAME), &mut wrong);
    if let Some(bucket) = &body.s3_bucket {
        text("S3Bucket", bucket, 3..=63, Some(&BUCKET), &mut wrong);
        if bucket.ends_with('.') {
            wrong.push("S3Bucket ends in a point".to_owned());
        }
    }
    if let Some(key) = &body.s3_key {
        text("S3Key", key, 1..=1024, None, &mut wrong);
    }
    if let Some(version) = &body.s3_object_version {
        text("S3ObjectVersion", version, 1..=1024, None, &mut wrong);
    }
    if body
        .architectures
        .as_ref()
        .is_some_and(|list| list.len() != 1)
    {
        wrong.push("Architectures has more or less than one item".to_owned());
    }
    if let Some(key) = &body.source_kms_key_arn {
        text(
            "SourceKMSKeyArn",
            key,
            0..=usize::MAX,
            Some(&KEY),
            &mut wrong,
        );
    }
    finish(&answer, &wrong)
}

fn finish(answer: &by_hand::FunctionConfiguration, wrong: &[String]) -> Response {
    let mut response = if wrong.is_empty() {
        Json(answer.clone()).into_response()
    } else {
        (StatusCode::BAD_REQUEST, Json(wrong)).into_response()
    };
    let id = uuid::Uuid::new_v4().to_string();
    if let Ok(id) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(REQUEST_ID, id);
    }
    response
}

/// Notes where a text is too long, too short, or of another form.
fn text(
    name: &str,
    text: &str,
    length: std::ops::RangeInclusive<usize>,
    pattern: Option<&Regex>,
    wrong: &mut Vec<String>,
) {
    if !length.contains(&text.chars().count()) {
        wrong.push(format!("{name} is too long or too short"));
    }
    if pattern.is_some_and(|pattern| !pattern.is_match(text)) {
        wrong.push(format!("{name} is of another form"));
    }
}

macro_rules! patterns {
    ($($name:ident = $text:literal;)*) => {
        $(static $name: LazyLock<Regex> = LazyLock::new(|| Regex::new($text).expect("a pattern"));)*
    };
}

patterns! {
    NAME = r"^(arn:(aws[a-zA-Z-]*)?:lambda:)?((eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-[0-9]{1}:)?([0-9]{12}:)?(function:)?([a-zA-Z0-9-_]+)(:(\$LATEST|[a-zA-Z0-9-_]+))?$";
    NAMESPACED = r"^(arn:(aws[a-zA-Z-]*)?:lambda:)?((eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-[0-9]{1}:)?([0-9]{12}:)?(function:)?([a-zA-Z0-9-_\.]+)(:(\$LATEST(\.PUBLISHED)?|[a-zA-Z0-9-_]+))?$";
    QUALIFIER = r"^\$(LATEST(\.PUBLISHED)?)|[a-zA-Z0-9-_$]+$";
    BUCKET = r"^[0-9A-Za-z\.\-_]*$";
    KEY = r"^(arn:(aws[a-zA-Z-]*)?:[a-z0-9-.]+:.*)|()$";
}
