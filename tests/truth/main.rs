//! What Lambda really answers, row by row, over HTTP.
//!
//! There is one file for each section of the reference for the service's behaviour, and in it one
//! table, whose rows are named as the reference names them. A [`table::Row`] is either one call
//! that is refused, word by word, or steps that have to hold. [`coverage`] sees to it that no row
//! is forgotten that the reference is sure of (H) or fairly sure of (M).

#[path = "../support/mod.rs"]
#[cfg(test)]
mod support;
#[cfg(test)]
mod table;
#[cfg(test)]
mod words;

#[cfg(test)]
mod coverage;
#[cfg(test)]
mod links;
#[cfg(test)]
mod special;

#[cfg(test)]
mod section_01;
#[cfg(test)]
mod section_02;
#[cfg(test)]
mod section_03;
#[cfg(test)]
mod section_04;
#[cfg(test)]
mod section_05;
#[cfg(test)]
mod section_06;
#[cfg(test)]
mod section_07;
#[cfg(test)]
mod section_08;
#[cfg(test)]
mod section_09;
#[cfg(test)]
mod section_10;
#[cfg(test)]
mod section_11;
#[cfg(test)]
mod section_12;

/// All tables.
#[cfg(test)]
const SECTIONS: [fn() -> Vec<table::Row>; 12] = [
    section_01::rows,
    section_02::rows,
    section_03::rows,
    section_04::rows,
    section_05::rows,
    section_06::rows,
    section_07::rows,
    section_08::rows,
    section_09::rows,
    section_10::rows,
    section_11::rows,
    section_12::rows,
];

/// One test for each section: the build and the start of the service are shared by its rows.
macro_rules! sections {
    ($($name:ident)+) => {
        $(#[cfg(test)] #[test] fn $name() { table::prove($name::rows()); })+
    };
}

sections! {
    section_01 section_02 section_03 section_04 section_05 section_06
    section_07 section_08 section_09 section_10 section_11 section_12
}
