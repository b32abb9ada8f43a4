//! Any bytes as a JSON AST: loaded, checked, and printed if nothing is wrong.
#![no_main]

use libfuzzer_sys::fuzz_target;
use planish_model::{Sources, check, load, print};

fuzz_target!(|text: &str| {
    let mut sources = Sources::new();
    sources.add("model.json", text);
    let (model, found) = load(&sources);
    let _ = found.render(&sources);
    let _ = check(&model).render(&sources);
    if !found.has_errors() {
        let printed = print::ast(&model);
        let mut again = Sources::new();
        again.add("model.json", printed.as_str());
        assert!(load(&again).0 == model, "what was printed is another model");
    }
});
