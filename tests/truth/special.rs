//! The service under rules or settings that the command line of the other rows doesn't have, called
//! without a network.

use std::path::PathBuf;
use std::sync::Arc;

use clap::Parser as _;
use http_body_util::BodyExt as _;
use lambda_code::behaviour::Rules;
use lambda_code::settings::{Cli, Settings};
use planish_runtime::server::Server;
use tempfile::TempDir;
use tokio::runtime::Runtime;
use tower_service::Service as _;

use crate::support::{Answer, Call};

/// A service in a directory of its own, in which every change is over at once.
pub(crate) struct Place {
    home: TempDir,
    runtime: Runtime,
    server: Option<Server>,
}

impl Place {
    /// With rules of its own.
    pub(crate) fn with(change: impl FnOnce(&mut Rules)) -> Place {
        let mut place = Place {
            home: tempfile::tempdir().unwrap(),
            runtime: Runtime::new().unwrap(),
            server: None,
        };
        place.reopen(&[], change);
        place
    }

    /// With a credentials file.
    pub(crate) fn with_credentials(text: &str) -> Place {
        Place::with_files(&[("--credentials", text)])
    }

    /// With options whose values are files of these texts.
    pub(crate) fn with_files(files: &[(&str, &str)]) -> Place {
        let mut place = Place::with(|_| {});
        let mut options = Vec::new();
        for (option, text) in files {
            let path = place.home.path().join(option);
            std::fs::write(&path, text).unwrap();
            options.extend([(*option).to_owned(), path.display().to_string()]);
        }
        let options: Vec<&str> = options.iter().map(String::as_str).collect();
        place.reopen(&options, |_| {});
        place
    }

    /// Ends the service and starts it on the same data with other options and rules.
    pub(crate) fn reopen(&mut self, options: &[&str], change: impl FnOnce(&mut Rules)) {
        self.server = None;
        let data = self.data();
        let all = [
            "lambda-code",
            "--settle",
            "0s",
            "--data",
            data.to_str().unwrap(),
        ];
        let settings: Settings = Cli::try_parse_from(all.iter().chain(options))
            .unwrap()
            .settings;
        let service = lambda_code::open::open_with(&settings, change).unwrap();
        self.server = Some(lambda_code::wire::server(Arc::new(service)));
    }

    /// The data directory.
    pub(crate) fn data(&self) -> PathBuf {
        self.home.path().join("data")
    }

    /// The answer to a call.
    pub(crate) fn send(&self, call: &Call) -> Answer {
        let request = call.request(([127, 0, 0, 1], 9001).into());
        let mut server = self.server.clone().unwrap();
        let (head, body) = self
            .runtime
            .block_on(async { server.call(request).await.unwrap() })
            .into_parts();
        let body = self.runtime.block_on(body.collect()).unwrap().to_bytes();
        Answer {
            status: head.status.as_u16(),
            headers: head.headers,
            body,
        }
    }

    /// The answer to a call that has this status.
    pub(crate) fn ok(&self, call: &Call, status: u16) -> Answer {
        let answer = self.send(call);
        assert_eq!(answer.status, status, "{}", answer.text());
        answer
    }
}
