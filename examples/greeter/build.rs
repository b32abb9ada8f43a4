//! Generates both halves of the API from `greeter.json`, whenever that changes.

fn main() {
    planish_codegen::build::server().model("greeter.json").run();
    planish_codegen::build::client()
        .model("greeter.json")
        .module("client")
        .run();
}
