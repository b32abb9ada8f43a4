//! Generates a server of the two operations that are measured.

fn main() {
    planish_codegen::build::server()
        .model("../../model/lambda.json")
        .operations(["UpdateFunctionCode", "GetFunctionConfiguration"])
        .module("server")
        .run();
}
