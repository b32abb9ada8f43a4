//! Any bytes as a package: what is taken unzips to less than the limit, and what is refused is
//! refused for one of the three reasons that there are.

#![no_main]

use lambda_code::fault::Fault;
use lambda_code::limits::UNZIPPED_LIMIT;
use lambda_code::package::inspect;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    match inspect(bytes) {
        Ok(unzipped) => assert!(unzipped < UNZIPPED_LIMIT),
        Err(Fault::NotAZip | Fault::EmptyZip | Fault::UnzippedTooLarge) => {}
        Err(other) => panic!("{other}"),
    }
});
