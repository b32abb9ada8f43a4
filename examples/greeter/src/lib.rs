//! A greeter: generated types, client and server, and the little that is written by hand.

use std::collections::BTreeMap;
use std::io;
use std::sync::{Mutex, MutexGuard, PoisonError};

use hyper::server::conn::http1;
use hyper_util::rt::TokioIo;
use hyper_util::service::TowerToHyperService;
use planish_runtime::server::{Context, Server};
use tokio::net::TcpListener;

use api::Greeter;
use api::operation::{GreetError, ListGreetingsError, TeachGreetingError};
use api::types::{
    GreetInput, GreetOutput, ListGreetingsOutput, TeachGreetingInput, TeachGreetingOutput,
    UnknownLanguage,
};

/// The server half: the trait to implement, and strict types.
pub mod api {
    include!(concat!(env!("OUT_DIR"), "/api/mod.rs"));
}

/// The client half: a method for each operation, and lenient types.
pub mod client {
    include!(concat!(env!("OUT_DIR"), "/client/mod.rs"));
}

/// What the greeter knows: greetings by language.
#[derive(Debug)]
pub struct Memory {
    greetings: Mutex<BTreeMap<String, String>>,
}

impl Memory {
    /// A greeter that knows English.
    pub fn new() -> Self {
        Self {
            greetings: Mutex::new([("en".to_owned(), "Hello, {}!".to_owned())].into()),
        }
    }

    fn greetings(&self) -> MutexGuard<'_, BTreeMap<String, String>> {
        self.greetings
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

impl Default for Memory {
    fn default() -> Self {
        Self::new()
    }
}

// The input of a handler has been read and validated: what the model requires is there, and
// nothing breaks a constraint.
impl Greeter for Memory {
    async fn greet(&self, input: GreetInput, _: Context) -> Result<GreetOutput, GreetError> {
        let language = input.language.as_deref().unwrap_or("en");
        let greetings = self.greetings();
        match greetings.get(language) {
            Some(pattern) => Ok(GreetOutput {
                text: pattern.replace("{}", &input.name),
            }),
            None => Err(UnknownLanguage {
                message: format!("nobody taught a greeting in {language:?}"),
                known: Some(greetings.keys().cloned().collect()),
            }
            .into()),
        }
    }

    async fn teach_greeting(
        &self,
        input: TeachGreetingInput,
        _: Context,
    ) -> Result<TeachGreetingOutput, TeachGreetingError> {
        Ok(TeachGreetingOutput {
            replaced: self.greetings().insert(input.language, input.text),
        })
    }

    async fn list_greetings(&self, _: Context) -> Result<ListGreetingsOutput, ListGreetingsError> {
        Ok(ListGreetingsOutput {
            greetings: self.greetings().clone(),
        })
    }
}

/// Serves for ever, a task for each connection.
///
/// # Errors
/// If no connection can be accepted any more.
pub async fn serve(listener: TcpListener, server: Server) -> io::Result<()> {
    loop {
        let (stream, _) = listener.accept().await?;
        let service = TowerToHyperService::new(server.clone());
        tokio::spawn(async move {
            let connection = http1::Builder::new().serve_connection(TokioIo::new(stream), service);
            if let Err(error) = connection.await {
                eprintln!("a connection ended early: {error}");
            }
        });
    }
}
