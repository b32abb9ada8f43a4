//! Serves the greeter, or with `--demo` shows what generated code does and ends.

use std::error::Error;

use example_greeter::client::Client;
use example_greeter::client::operation::GreetError;
use example_greeter::client::types::{GreetInput, TeachGreetingInput};
use example_greeter::{Memory, api, serve};
use planish_runtime::client::Config;
use tokio::net::TcpListener;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let server = api::server(Memory::new());
    // Says at the start what would go wrong later, for instance a pattern that is no regex.
    if let Some(problem) = server.check().into_iter().next() {
        return Err(problem.into());
    }
    if std::env::args().any(|argument| argument == "--demo") {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let url = format!("http://{}", listener.local_addr()?);
        tokio::spawn(serve(listener, server));
        return demo(url).await;
    }
    let listener = TcpListener::bind("127.0.0.1:8080").await?;
    println!(
        "greeter is ready; try: curl http://{}/greet/Ada",
        listener.local_addr()?
    );
    Ok(serve(listener, server).await?)
}

/// Teaches and greets by the generated client, and makes two mistakes.
async fn demo(url: String) -> Result<(), Box<dyn Error>> {
    let client = Client::new(Config::new().endpoint(url));
    let greet = |name: &str, language: Option<&str>| {
        client.greet(GreetInput {
            name: Some(name.into()),
            language: language.map(str::to_owned),
        })
    };

    let answer = greet("Ada", None).await?;
    println!("greet: {}", answer.text.unwrap_or_default());

    let lesson = TeachGreetingInput {
        language: Some("pt".into()),
        text: Some("Bom dia, {}!".into()),
    };
    client.teach_greeting(lesson).await?;
    let answer = greet("Inês", Some("pt")).await?;
    println!("greet in pt: {}", answer.text.unwrap_or_default());

    // An error of the model comes with its members.
    match greet("Ada", Some("xx")).await.map_err(|e| e.into_service()) {
        Err(Ok(GreetError::UnknownLanguage(error))) => {
            let known = error.known.unwrap_or_default().join(", ");
            println!("greet in xx: nobody taught that; known are {known}");
        }
        other => return Err(format!("expected UnknownLanguage, not {other:?}").into()),
    }

    // What breaks the model never reaches the handler.
    match greet("R2-D2 & C-3PO", Some("english")).await {
        Err(error) => println!("greet R2-D2: {error}"),
        Ok(answer) => return Err(format!("expected an error, not {answer:?}").into()),
    }
    Ok(())
}
