//! Generated from `model/lambda.json` at build time: types, validators, dispatch.

include!(concat!(env!("OUT_DIR"), "/api/mod.rs"));
