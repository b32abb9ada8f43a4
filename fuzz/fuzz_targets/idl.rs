//! Any text as Smithy IDL: loaded, checked, and printed if nothing is wrong.
#![no_main]

use libfuzzer_sys::fuzz_target;
use planish_model::print::{self, IdlOptions};
use planish_model::{Sources, check, load};

fuzz_target!(|text: &str| {
    let mut sources = Sources::new();
    sources.add("model.smithy", text);
    let (model, mut found) = load(&sources);
    if !found.has_errors() {
        found.extend(check(&model));
    }
    let _ = found.render(&sources);
    if !found.has_errors() {
        let mut again = Sources::new();
        for (name, text) in print::idl(&model, &IdlOptions::default()) {
            again.add(name, text);
        }
        assert!(load(&again).0 == model, "what was printed is another model");
    }
});
