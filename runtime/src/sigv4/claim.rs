//! What a request says about its signature: in its header `authorization` or in its query.

use http::request::Parts;
use http::{HeaderMap, header};
use ring::digest;

use super::ALGORITHM;
use super::error::SigV4Error;
use super::key::parse_basic;
use super::sign::MAX_EXPIRES;
use crate::percent::decode;
use crate::timestamp::{Format, Timestamp};

/// What a request says about its signature; nothing of it is proven.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// The access key's id.
    pub access_key: String,
    /// The day of the credential scope, `YYYYMMDD`.
    pub date: String,
    /// The region of the credential scope.
    pub region: String,
    /// The service of the credential scope.
    pub service: String,
    /// The last element of the credential scope.
    pub terminator: String,
    /// When it was signed.
    pub time: Timestamp,
    /// For how many seconds a signature in the query is valid; `None` for one in a header.
    pub expires: Option<i64>,
    /// The headers that are signed, as listed.
    pub signed_headers: Vec<String>,
    /// The token of temporary credentials.
    pub session_token: Option<String>,
    /// In hexadecimal.
    pub(super) signature: String,
}

impl Claim {
    /// Reads what a request says about its signature, in its query or in its headers.
    ///
    /// # Errors
    /// [`SigV4Error::Missing`] and [`SigV4Error::Incomplete`].
    pub fn of(parts: &Parts) -> Result<Self, SigV4Error> {
        let query = Query(parts.uri.query().unwrap_or(""));
        if parts.headers.contains_key(header::AUTHORIZATION) {
            Self::in_headers(&parts.headers)
        } else if query.get("X-Amz-Algorithm").is_some() || query.get("X-Amz-Signature").is_some() {
            Self::in_query(&query)
        } else {
            Err(SigV4Error::Missing)
        }
    }

    fn in_headers(headers: &HeaderMap) -> Result<Self, SigV4Error> {
        let mut values = headers.get_all(header::AUTHORIZATION).iter();
        let text = match (values.next(), values.next()) {
            (Some(one), None) => one
                .to_str()
                .map_err(|_| incomplete("Authorization header is not valid ASCII."))?,
            _ => return Err(incomplete("Authorization header must occur exactly once.")),
        };
        let fields = Fields::parse(text)?;
        let date = headers
            .get("x-amz-date")
            .or_else(|| headers.get(header::DATE));
        let mut problem = String::new();
        for (name, value) in [
            ("Credential", fields.credential),
            ("Signature", fields.signature),
            ("SignedHeaders", fields.signed_headers),
        ] {
            if value.is_none_or(str::is_empty) {
                problem += &format!("Authorization header requires '{name}' parameter. ");
            }
        }
        if date.is_none() {
            problem += "Authorization header requires existence of either a 'X-Amz-Date' or a \
                        'Date' header. ";
        }
        let (Some(credential), Some(signature), Some(signed), Some(date), "") = (
            fields.credential,
            fields.signature,
            fields.signed_headers,
            date,
            problem.as_str(),
        ) else {
            return Err(incomplete(&format!(
                "{problem}(Hashed with SHA-256 and encoded with Base64) Authorization={}",
                fingerprint(text)
            )));
        };
        let date = String::from_utf8_lossy(date.as_bytes());
        let token = headers.get("x-amz-security-token");
        let token = token.map(|token| String::from_utf8_lossy(token.as_bytes()).into_owned());
        Self::new(credential, signature, signed, &date, token)
    }

    fn in_query(query: &Query<'_>) -> Result<Self, SigV4Error> {
        let names = [
            "X-Amz-Algorithm",
            "X-Amz-Credential",
            "X-Amz-Signature",
            "X-Amz-SignedHeaders",
            "X-Amz-Date",
        ];
        let values = names.map(|name| query.get(name).filter(|value| !value.is_empty()));
        let [
            Some(algorithm),
            Some(credential),
            Some(signature),
            Some(signed),
            Some(date),
        ] = &values
        else {
            let missing = names.iter().zip(&values).filter(|(_, v)| v.is_none());
            let texts: Vec<String> = missing
                .map(|(name, _)| format!("AWS query-string parameters must include '{name}'. "))
                .collect();
            return Err(incomplete(
                &(texts.concat() + "Re-examine the query-string parameters."),
            ));
        };
        check_algorithm(algorithm)?;
        let token = query.get("X-Amz-Security-Token");
        let mut claim = Self::new(credential, signature, signed, date, token)?;
        // Signatures of services that don't say how long they are valid are valid as in a header.
        claim.expires = match query.get("X-Amz-Expires") {
            None => None,
            Some(text) => Some(
                text.parse()
                    .ok()
                    .filter(|seconds| (0..=MAX_EXPIRES.as_secs() as i64).contains(seconds))
                    .ok_or_else(|| {
                        incomplete(
                            "X-Amz-Expires must be a whole number of seconds from 0 to 604800.",
                        )
                    })?,
            ),
        };
        Ok(claim)
    }

    fn new(
        credential: &str,
        signature: &str,
        signed_headers: &str,
        date: &str,
        session_token: Option<String>,
    ) -> Result<Self, SigV4Error> {
        // An access key may hold slashes, the rest may not.
        let mut elements = credential.rsplitn(5, '/');
        let (Some(terminator), Some(service), Some(region), Some(day), Some(access_key)) = (
            elements.next(),
            elements.next(),
            elements.next(),
            elements.next(),
            elements.next(),
        ) else {
            return Err(incomplete(&format!(
                "Credential must have exactly 5 slash-delimited elements, e.g. \
                 keyid/date/region/service/term, got '{credential}'"
            )));
        };
        let time = parse_basic(date)
            .or_else(|| Timestamp::parse(date, Format::HttpDate))
            .ok_or_else(|| {
                incomplete(&format!(
                    "Date must be in ISO-8601 'basic format'. Got '{date}'. \
                     See http://en.wikipedia.org/wiki/ISO_8601"
                ))
            })?;
        Ok(Self {
            access_key: access_key.to_owned(),
            date: day.to_owned(),
            region: region.to_owned(),
            service: service.to_owned(),
            terminator: terminator.to_owned(),
            time,
            expires: None,
            signed_headers: signed_headers.split(';').map(str::to_owned).collect(),
            session_token,
            signature: signature.to_owned(),
        })
    }
}

/// The fields of the header `authorization`.
#[derive(Default)]
struct Fields<'a> {
    credential: Option<&'a str>,
    signed_headers: Option<&'a str>,
    signature: Option<&'a str>,
}

impl<'a> Fields<'a> {
    fn parse(text: &'a str) -> Result<Self, SigV4Error> {
        let (algorithm, rest) = text.trim().split_once(' ').unwrap_or((text.trim(), ""));
        let mut fields = Self::default();
        for field in rest.split(',').map(str::trim).filter(|f| !f.is_empty()) {
            let Some((name, value)) = field.split_once('=') else {
                return Err(incomplete(&format!(
                    "Invalid key=value pair (missing equal-sign) in Authorization header \
                     (hashed with SHA-256 and encoded with Base64): '{}'.",
                    fingerprint(field)
                )));
            };
            let place = match name {
                "Credential" => &mut fields.credential,
                "SignedHeaders" => &mut fields.signed_headers,
                "Signature" => &mut fields.signature,
                _ => continue,
            };
            if place.replace(value).is_some() {
                return Err(incomplete(&format!(
                    "Authorization header holds '{name}' more than once."
                )));
            }
        }
        check_algorithm(algorithm)?;
        Ok(fields)
    }
}

/// A query string, to be asked for parameters.
pub(super) struct Query<'a>(pub(super) &'a str);

impl Query<'_> {
    /// The first value of a parameter, decoded.
    pub(super) fn get(&self, name: &str) -> Option<String> {
        self.0.split('&').find_map(|pair| {
            let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
            (key == name).then(|| String::from_utf8_lossy(&decode(value)).into_owned())
        })
    }
}

fn check_algorithm(algorithm: &str) -> Result<(), SigV4Error> {
    if algorithm == ALGORITHM {
        Ok(())
    } else {
        Err(incomplete(&format!(
            "Unsupported AWS 'algorithm': '{algorithm}'. "
        )))
    }
}

fn incomplete(text: &str) -> SigV4Error {
    SigV4Error::Incomplete(text.to_owned())
}

/// What may be shown of text that may hold secrets: its hash.
fn fingerprint(text: &str) -> String {
    let hash = digest::digest(&digest::SHA256, text.as_bytes());
    base64_simd::STANDARD.encode_to_string(hash.as_ref())
}
