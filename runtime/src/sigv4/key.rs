//! Signing keys, derived once a day per secret, region and service, and the signature itself.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use ring::{digest, hmac};

use super::{ALGORITHM, TERMINATOR};
use crate::timestamp::{Format, Timestamp, push_two, push_year};

/// How many keys are kept; when there are more, all are dropped.
const KEPT: usize = 256;

/// Keys by a hash of what they were derived from, so that no secret is kept in the clear.
static KEYS: Mutex<BTreeMap<[u8; 32], hmac::Key>> = Mutex::new(BTreeMap::new());

/// What a signature is good for: one day, one region, one service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Scope<'a> {
    /// Eight digits: year, month, day.
    pub(super) date: &'a str,
    pub(super) region: &'a str,
    pub(super) service: &'a str,
}

impl Scope<'_> {
    /// The scope as it stands in credentials and strings to sign.
    pub(super) fn text(&self) -> String {
        let Self {
            date,
            region,
            service,
        } = self;
        [date, "/", region, "/", service, "/", TERMINATOR].concat()
    }
}

/// The signing key of a secret for a scope, from the cache where it is there.
pub(super) fn signing_key(secret: &str, scope: &Scope<'_>) -> hmac::Key {
    let name = cache_name(secret, scope);
    let mut keys = KEYS.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(key) = keys.get(&name) {
        return key.clone();
    }
    let key = derive(secret, scope);
    if keys.len() >= KEPT {
        keys.clear();
    }
    keys.insert(name, key.clone());
    key
}

/// What is signed: the algorithm, the time, the scope and the hash of the canonical request.
pub(super) fn string_to_sign(time: &str, scope: &Scope<'_>, request_hash: &str) -> String {
    let scope = scope.text();
    [ALGORITHM, "\n", time, "\n", &scope, "\n", request_hash].concat()
}

/// The time in ISO 8601's basic format: `20150830T123600Z`.
pub(super) fn basic(time: Timestamp) -> String {
    let c = time.civil();
    let mut out = String::with_capacity(16);
    push_year(&mut out, c.year);
    push_two(&mut out, c.month);
    push_two(&mut out, c.day);
    out.push('T');
    for part in [c.hour, c.minute, c.second] {
        push_two(&mut out, part);
    }
    out.push('Z');
    out
}

/// Reads what [`basic`] writes.
pub(super) fn parse_basic(text: &str) -> Option<Timestamp> {
    if text.len() != 16 {
        return None;
    }
    let at = |range: std::ops::Range<usize>| text.get(range);
    let extended = format!(
        "{}-{}-{}{}{}:{}:{}{}",
        at(0..4)?,
        at(4..6)?,
        at(6..8)?,
        at(8..9)?,
        at(9..11)?,
        at(11..13)?,
        at(13..15)?,
        at(15..16)?
    );
    Timestamp::parse(&extended, Format::DateTime)
}

fn derive(secret: &str, scope: &Scope<'_>) -> hmac::Key {
    let mut key = hmac::Key::new(hmac::HMAC_SHA256, format!("AWS4{secret}").as_bytes());
    for step in [scope.date, scope.region, scope.service, TERMINATOR] {
        let tag = hmac::sign(&key, step.as_bytes());
        key = hmac::Key::new(hmac::HMAC_SHA256, tag.as_ref());
    }
    key
}

fn cache_name(secret: &str, scope: &Scope<'_>) -> [u8; 32] {
    let mut context = digest::Context::new(&digest::SHA256);
    for part in [secret, scope.date, scope.region, scope.service] {
        context.update(&(part.len() as u64).to_be_bytes());
        context.update(part.as_bytes());
    }
    let mut name = [0; 32];
    for (to, from) in name.iter_mut().zip(context.finish().as_ref()) {
        *to = *from;
    }
    name
}

#[cfg(test)]
mod tests {
    use super::super::canonical::hex;
    use super::*;

    #[test]
    fn the_published_example_signs_as_published() {
        let scope = Scope {
            date: "20150830",
            region: "us-east-1",
            service: "iam",
        };
        let key = signing_key("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", &scope);
        let text = string_to_sign(
            "20150830T123600Z",
            &scope,
            "f536975d06c0309214f805bb90ccff089219ecd68b2577efef23edd43b7e1a59",
        );
        let again = signing_key("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", &scope);
        for key in [key, again] {
            assert_eq!(
                hex(hmac::sign(&key, text.as_bytes()).as_ref()),
                "5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7"
            );
        }
    }

    #[test]
    fn times_come_back() {
        let time = Timestamp::from_seconds(1_440_938_160);
        assert_eq!(basic(time), "20150830T123600Z");
        assert_eq!(parse_basic("20150830T123600Z"), Some(time));
        for bad in [
            "",
            "20150830",
            "2015-08-30T12:36",
            "20150830T126600Z",
            "20150830é23600Z",
        ] {
            assert_eq!(parse_basic(bad), None, "{bad}");
        }
    }
}
