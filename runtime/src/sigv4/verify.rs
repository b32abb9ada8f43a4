//! Checking a request's signature: in its header `authorization` or in its query.

use std::borrow::Cow;

use http::request::Parts;
use ring::hmac;

use super::TERMINATOR;
use super::canonical::{self, Payload, SIGNED_EVENTS, UNSIGNED_PAYLOAD, unhex};
use super::claim::{Claim, Query};
use super::error::SigV4Error;
use super::events::EventChain;
use super::key::{Scope, basic, signing_key, string_to_sign};
use super::sign::Signing;
use crate::timestamp::Timestamp;

/// How far the clock of a caller may be from that of the service (rows X6 and X7).
pub const MAX_SKEW_SECONDS: i64 = 300;

/// Where secrets come from.
pub trait CredentialLookup {
    /// The secret of an access key; `None` for a key that doesn't exist.
    fn find(&self, access_key: &str) -> Option<Secret>;
}

impl<F: Fn(&str) -> Option<Secret>> CredentialLookup for F {
    fn find(&self, access_key: &str) -> Option<Secret> {
        self(access_key)
    }
}

/// What belongs to an access key.
#[derive(Clone)]
pub struct Secret {
    /// The secret that signs.
    pub secret_key: String,
    /// The token that must come along, for temporary credentials; without one, none may come.
    pub session_token: Option<String>,
    /// When temporary credentials end.
    pub expires: Option<Timestamp>,
}

impl Secret {
    /// The secret of a key that is good until it is deleted.
    pub fn new(secret_key: impl Into<String>) -> Self {
        Self {
            secret_key: secret_key.into(),
            session_token: None,
            expires: None,
        }
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Secret")
            .field("expires", &self.expires)
            .finish_non_exhaustive()
    }
}

/// Who sent a request whose signature is right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// The access key's id.
    pub access_key: String,
}

/// Checks that a request was signed by the holder of an access key, for this service and region,
/// less than five minutes from `now` or, in a query, within the time that the signature gives.
///
/// The payload is all of the body or its hash; [`Payload::Unsigned`] is for operations with the
/// trait `unsignedPayload` only, since it leaves the body unchecked.
///
/// # Errors
/// Each [`SigV4Error`], with the text that AWS answers with.
pub fn verify(
    parts: &Parts,
    payload: Payload<'_>,
    lookup: &dyn CredentialLookup,
    service: &str,
    region: &str,
    now: Timestamp,
) -> Result<Identity, SigV4Error> {
    let claim = Claim::of(parts)?;
    claim.check_scope(service, region)?;
    claim.check_time(now)?;
    let secret = lookup
        .find(&claim.access_key)
        .ok_or(SigV4Error::UnknownKey)?;
    claim.check_token(&secret, now)?;
    let payload = claim.payload_hash(parts, payload)?;
    claim.check_signature(parts, &payload, &secret)?;
    Ok(Identity {
        access_key: claim.access_key,
    })
}

/// The chain of signatures that begins with the request's, to check the events of its body; `None`
/// where the request doesn't say that they are signed. Whether the request's own signature is right
/// is for [`verify`] to say, with [`Payload::Events`].
pub fn chain(parts: &Parts, lookup: &dyn CredentialLookup) -> Option<EventChain> {
    let said = parts.headers.get("x-amz-content-sha256")?;
    if said.as_bytes() != SIGNED_EVENTS.as_bytes() {
        return None;
    }
    let claim = Claim::of(parts).ok()?;
    let secret = lookup.find(&claim.access_key)?;
    let signing = Signing {
        access_key: &claim.access_key,
        secret_key: &secret.secret_key,
        session_token: None,
        region: &claim.region,
        service: &claim.service,
        time: claim.time,
    };
    Some(EventChain::new(&signing, &*claim.signature))
}

impl Claim {
    /// Rows X8 and X9, and the day of the scope; all that is wrong is told at once.
    fn check_scope(&self, service: &str, region: &str) -> Result<(), SigV4Error> {
        let mut problem = String::new();
        if self.region != region {
            problem += &format!(
                "Credential should be scoped to a valid Region, not '{}'. ",
                self.region
            );
        }
        if self.service != service {
            problem += &format!("Credential should be scoped to correct service: '{service}'. ");
        }
        if self.terminator != TERMINATOR {
            problem += &format!(
                "Credential should be scoped with a valid terminator: '{TERMINATOR}', not '{}'. ",
                self.terminator
            );
        }
        let time = basic(self.time);
        if !time.starts_with(&self.date) || self.date.len() != 8 {
            problem += &format!(
                "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date \
                 from HTTP: '{}' != '{}', from '{time}'. ",
                self.date,
                time.get(..8).unwrap_or(&time)
            );
        }
        if !self.signed_headers.iter().any(|name| name == "host") {
            problem += "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization. ";
        }
        if problem.is_empty() {
            Ok(())
        } else {
            Err(SigV4Error::Invalid(problem))
        }
    }

    /// Rows X6 and X7.
    fn check_time(&self, now: Timestamp) -> Result<(), SigV4Error> {
        let past = self.expires.unwrap_or(MAX_SKEW_SECONDS);
        let (signed, text) = (self.time.seconds, basic(self.time));
        let moved = |seconds: i64| Timestamp::from_seconds(now.seconds.saturating_add(seconds));
        if signed < now.seconds.saturating_sub(past) {
            return Err(SigV4Error::Invalid(format!(
                "Signature expired: {text} is now earlier than {} ({} - {}.)",
                basic(moved(-past)),
                basic(now),
                minutes(past)
            )));
        }
        if signed > now.seconds.saturating_add(MAX_SKEW_SECONDS) {
            return Err(SigV4Error::Invalid(format!(
                "Signature not yet current: {text} is still later than {} ({} + {}.)",
                basic(moved(MAX_SKEW_SECONDS)),
                basic(now),
                minutes(MAX_SKEW_SECONDS)
            )));
        }
        Ok(())
    }

    /// Rows X4 and X10.
    fn check_token(&self, secret: &Secret, now: Timestamp) -> Result<(), SigV4Error> {
        let same = match (&secret.session_token, &self.session_token) {
            (None, None) => true,
            (Some(wanted), Some(given)) => {
                let key = hmac::Key::new(hmac::HMAC_SHA256, secret.secret_key.as_bytes());
                let tag = hmac::sign(&key, wanted.as_bytes());
                hmac::verify(&key, given.as_bytes(), tag.as_ref()).is_ok()
            }
            _ => false,
        };
        if !same {
            return Err(SigV4Error::UnknownKey);
        }
        match secret.expires {
            Some(end) if end <= now => Err(SigV4Error::ExpiredToken),
            _ => Ok(()),
        }
    }

    /// The payload's hash; a header that says another hash than the body has is an error.
    fn payload_hash(
        &self,
        parts: &Parts,
        payload: Payload<'_>,
    ) -> Result<Cow<'static, str>, SigV4Error> {
        let query = Query(parts.uri.query().unwrap_or(""));
        let said = match parts.headers.get("x-amz-content-sha256") {
            Some(value) => Some(String::from_utf8_lossy(value.as_bytes()).into_owned()),
            None => query.get("X-Amz-Content-Sha256"),
        };
        let hash = payload.hash();
        match (said, payload) {
            (Some(said), Payload::Unsigned) => Ok(said.into()),
            (None, Payload::Unsigned) => Ok(UNSIGNED_PAYLOAD.into()),
            (Some(said), _) if said != hash => Err(SigV4Error::Invalid(
                "The provided 'x-amz-content-sha256' header does not match what was computed."
                    .to_owned(),
            )),
            _ => Ok(hash),
        }
    }

    /// Row X5.
    fn check_signature(
        &self,
        parts: &Parts,
        payload: &str,
        secret: &Secret,
    ) -> Result<(), SigV4Error> {
        let mut signed: Vec<&str> = self.signed_headers.iter().map(String::as_str).collect();
        signed.sort_unstable();
        let request = canonical::Request {
            method: parts.method.as_str(),
            uri: &parts.uri,
            headers: &parts.headers,
            signed: &signed,
            payload,
            service: &self.service,
            without: Some("X-Amz-Signature"),
        };
        let scope = Scope {
            date: &self.date,
            region: &self.region,
            service: &self.service,
        };
        let key = signing_key(&secret.secret_key, &scope);
        let text = string_to_sign(&basic(self.time), &scope, &request.hash());
        let signature = unhex(&self.signature).ok_or(SigV4Error::Mismatch)?;
        // The comparison takes the same time wherever the signatures differ.
        hmac::verify(&key, text.as_bytes(), &signature).map_err(|_| SigV4Error::Mismatch)
    }
}

fn minutes(seconds: i64) -> String {
    if seconds % 60 == 0 {
        format!("{} min", seconds / 60)
    } else {
        format!("{seconds} sec")
    }
}

#[cfg(test)]
mod tests;
