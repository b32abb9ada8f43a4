//! Any text as Smithy IDL: laid out, it stays as it is the second time.
#![no_main]

use libfuzzer_sys::fuzz_target;
use planish_model::Sources;
use planish_model::idl::format;

fuzz_target!(|text: &str| {
    let mut sources = Sources::new();
    let file = sources.add("model.smithy", text);
    match format(file, text) {
        Ok(once) => assert_eq!(format(file, &once).as_deref(), Ok(once.as_str())),
        Err(found) => assert!(!found.is_empty()),
    }
});
