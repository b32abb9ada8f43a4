//! Generates the service's types, validators and dispatch from its model into `OUT_DIR`.

fn main() {
    planish_codegen::build::server()
        .model("model/lambda.json")
        .run();
}
