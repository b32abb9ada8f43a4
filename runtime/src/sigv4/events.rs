//! The chain of signatures of a stream of events: each message is signed together with the
//! signature before it, the first with that of the request.
//!
//! A signed message carries another as its payload, and has the headers `:date` and
//! `:chunk-signature`. One without payload ends the stream. (Amazon Transcribe's guide, "Setting up a
//! streaming transcription", tells the rules.)

use bytes::Bytes;
use ring::hmac;

use super::canonical::{hex, sha256_hex};
use super::key::{Scope, basic, signing_key};
use super::sign::Signing;
use crate::event_stream::{FrameError, HeaderValue, Message, SIGNATURE};
use crate::timestamp::Timestamp;

/// What is signed of a message, by name.
const ALGORITHM: &str = "AWS4-HMAC-SHA256-PAYLOAD";

/// The header with the time of a signature.
const DATE: &str = ":date";

/// Signs the messages of one stream, or checks their signatures, one after the other.
pub struct EventChain {
    secret_key: String,
    region: String,
    service: String,
    /// The signature before, in hexadecimal.
    prior: String,
}

impl EventChain {
    /// The chain of a request that was signed so, with this signature, in hexadecimal.
    pub fn new(signing: &Signing<'_>, signature: impl Into<String>) -> Self {
        Self {
            secret_key: signing.secret_key.to_owned(),
            region: signing.region.to_owned(),
            service: signing.service.to_owned(),
            prior: signature.into(),
        }
    }

    /// The signed message that carries an encoded one; no bytes for the one that ends the stream.
    ///
    /// # Errors
    /// A message that is too large to be carried.
    pub fn sign(&mut self, message: Bytes, time: Timestamp) -> Result<Message, FrameError> {
        let time = Timestamp::from_seconds(time.seconds);
        let signed = Message::new(message).header(DATE, HeaderValue::Timestamp(time));
        let text = self.text(&signed, time)?;
        let signature = hmac::sign(&self.key(time), text.as_bytes());
        let signature = Bytes::copy_from_slice(signature.as_ref());
        self.prior = hex(&signature);
        Ok(signed.header(SIGNATURE, HeaderValue::Blob(signature)))
    }

    /// Whether a message is the next of the chain, signed at a time that `is_timely` takes.
    pub fn verify(&mut self, signed: &Message, is_timely: impl Fn(Timestamp) -> bool) -> bool {
        let (Some(HeaderValue::Timestamp(time)), Some(HeaderValue::Blob(signature))) =
            (signed.get(DATE), signed.get(SIGNATURE))
        else {
            return false;
        };
        let mut unsigned = signed.clone();
        unsigned.headers.retain(|header| header.name != SIGNATURE);
        let Ok(text) = self.text(&unsigned, *time) else {
            return false;
        };
        // The comparison takes the same time wherever the signatures differ.
        let same = hmac::verify(&self.key(*time), text.as_bytes(), signature).is_ok();
        self.prior = hex(signature);
        same && is_timely(*time)
    }

    /// What is signed of a message.
    fn text(&self, message: &Message, time: Timestamp) -> Result<String, FrameError> {
        let (prior, scope) = (&self.prior, self.scope(&day(time)).text());
        let headers = sha256_hex(&message.encode_headers()?);
        let payload = sha256_hex(&message.payload);
        let time = basic(time);
        Ok(format!(
            "{ALGORITHM}\n{time}\n{scope}\n{prior}\n{headers}\n{payload}"
        ))
    }

    fn key(&self, time: Timestamp) -> hmac::Key {
        signing_key(&self.secret_key, &self.scope(&day(time)))
    }

    fn scope<'a>(&'a self, date: &'a str) -> Scope<'a> {
        Scope {
            date,
            region: &self.region,
            service: &self.service,
        }
    }
}

impl std::fmt::Debug for EventChain {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("EventChain")
            .field("region", &self.region)
            .field("service", &self.service)
            .finish_non_exhaustive()
    }
}

fn day(time: Timestamp) -> String {
    basic(time).chars().take(8).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIGNING: Signing<'_> = Signing {
        access_key: "fake access key",
        secret_key: "fake secret key",
        session_token: None,
        region: "us-east-1",
        service: "testservice",
        time: Timestamp::from_seconds(123_456_789),
    };

    fn message() -> Bytes {
        let message = Message::new("test payload").header("some-header", "value".into());
        message.encode().unwrap()
    }

    fn chain() -> EventChain {
        EventChain::new(&SIGNING, sha256_hex(b"last message sts"))
    }

    #[test]
    fn what_is_signed_is_as_published() {
        // The example that the SDKs of AWS share.
        let signed = Message::new(message()).header(DATE, HeaderValue::Timestamp(SIGNING.time));
        assert_eq!(
            chain().text(&signed, SIGNING.time).unwrap(),
            "AWS4-HMAC-SHA256-PAYLOAD\n19731129T213309Z\n\
             19731129/us-east-1/testservice/aws4_request\n\
             be1f8c7d79ef8e1abc5254a2c70e4da3bfaf4f07328f527444e1fc6ea67273e2\n\
             0c0e3b3bf66b59b976181bd7d401927bbd624107303c713fd1e5f3d3c8dd1b1e\n\
             f2eba0f2e95967ee9fbc6db5e678d2fd599229c0d04b11e4fc8e0f2a02a806c6"
        );
        let signature = chain().sign(message(), SIGNING.time).unwrap();
        let Some(HeaderValue::Blob(signature)) = signature.get(SIGNATURE) else {
            panic!("no signature");
        };
        assert_eq!(
            hex(signature),
            "1ea04a4f6becd85ae3e38e379ffaf4bb95042603f209512476cc6416868b31ee"
        );
    }

    #[test]
    fn messages_are_taken_in_their_order_once_and_unchanged() {
        let mut signer = chain();
        let first = signer.sign(message(), SIGNING.time).unwrap();
        let last = signer.sign(Bytes::new(), SIGNING.time).unwrap();
        let check = |messages: &[&Message]| {
            let mut verifier = chain();
            messages.iter().all(|m| verifier.verify(m, |_| true))
        };
        assert!(check(&[&first, &last]));
        assert!(!check(&[&last]));
        assert!(!check(&[&first, &first]));
        let mut changed = first.clone();
        changed.payload = last.payload.clone();
        assert!(!check(&[&changed]));
        assert!(!check(&[&Message::new(message())]));
        assert!(!chain().verify(&first, |time| time != SIGNING.time));
    }
}
