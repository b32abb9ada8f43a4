//! `Code.Location`: a link that works for ten minutes and gives the package back.
//!
//! The link has the form of a presigned S3 URL, its query in AWS's order (truth.md G2), but leads to
//! this service. What stands where AWS has a session token is the key of the package, so that a link
//! outlives the code it was made for; everything from the path on is signed with a key that only this
//! service has. The host is not signed: a proxy in front may rename it.

use crate::clock::Timestamp;
use crate::ids;
use crate::names::Place;
use crate::package::{Digest, sync_directory, write_whole};
use ring::hmac;
use std::fs;
use std::io::{self, ErrorKind};
use std::path::Path;

/// Signs links and checks them.
#[derive(Debug)]
pub struct Locator {
    key: hmac::Key,
}

/// The object that a link is for.
#[derive(Debug, Clone, Copy)]
pub struct Object<'a> {
    /// The bare name of the function.
    pub function: &'a str,
    /// The UUID of the object.
    pub id: &'a str,
    /// The version of the object.
    pub version: &'a str,
    /// The package.
    pub digest: Digest,
}

/// Why a link is not followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BadLink {
    /// It was good once.
    Expired,
    /// This service did not make it.
    Forged,
}

/// How long a link works, in seconds.
pub const EXPIRES: u64 = 600;

/// How the paths of all links begin.
pub const PATH_PREFIX: &str = "/snapshots/";

const SIGNATURE: &str = "&X-Amz-Signature=";

impl Locator {
    /// A locator whose key is in the file at `path`, which is made, readable for its owner only, if
    /// it is missing.
    ///
    /// # Errors
    /// If the file can neither be read nor made, or holds no key.
    pub fn open(path: &Path) -> io::Result<Locator> {
        let secret = match fs::read_to_string(path) {
            Ok(text) => text.trim().to_owned(),
            Err(error) if error.kind() == ErrorKind::NotFound => make_key(path)?,
            Err(error) => return Err(error),
        };
        Locator::new(&secret)
    }

    /// A locator with this key, of 64 hexadecimal digits.
    ///
    /// # Errors
    /// If this is no key.
    pub fn new(secret: &str) -> io::Result<Locator> {
        let digest = Digest::from_hex(secret).ok_or_else(|| {
            io::Error::new(ErrorKind::InvalidData, "64 hexadecimal digits expected")
        })?;
        Ok(Locator {
            key: hmac::Key::new(hmac::HMAC_SHA256, digest.hex().as_bytes()),
        })
    }

    /// A key that nobody has had before.
    ///
    /// # Errors
    /// If the system gives no random bytes.
    pub fn fresh_key() -> io::Result<String> {
        Ok(ids::hex(&ids::random::<32>().map_err(io::Error::other)?))
    }

    /// A link to `object` below `base`, such as `http://127.0.0.1:9001`.
    pub fn link(&self, base: &str, place: &Place, object: Object<'_>, now: Timestamp) -> String {
        let date = now.amz_date();
        let day = date.get(..8).unwrap_or_default();
        let Object {
            function,
            id,
            version,
            digest,
        } = object;
        let Place { region, account } = place;
        let token = digest.hex();
        let signed = format!(
            "{PATH_PREFIX}{account}/{function}-{id}?versionId={version}\
             &X-Amz-Security-Token={token}&X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Date={date}\
             &X-Amz-SignedHeaders=host&X-Amz-Expires={EXPIRES}\
             &X-Amz-Credential=ASIALAMBDACODE000000%2F{day}%2F{region}%2Fs3%2Faws4_request"
        );
        let signature = ids::hex(hmac::sign(&self.key, signed.as_bytes()).as_ref());
        format!(
            "{}{signed}{SIGNATURE}{signature}",
            base.trim_end_matches('/')
        )
    }

    /// The package that a link leads to, given its path and query as they came.
    ///
    /// # Errors
    /// If the link was not made by [`Locator::link`] with this key, or its time is over.
    pub fn follow(&self, path_and_query: &str, now: Timestamp) -> Result<Digest, BadLink> {
        let (signed, signature) = path_and_query
            .rsplit_once(SIGNATURE)
            .ok_or(BadLink::Forged)?;
        let signature = Digest::from_hex(signature).ok_or(BadLink::Forged)?;
        hmac::verify(&self.key, signed.as_bytes(), &signature.bytes())
            .map_err(|_| BadLink::Forged)?;
        let member = |name: &str| {
            let (_, query) = signed.split_once('?')?;
            query
                .split('&')
                .find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='))
        };
        let made = member("X-Amz-Date")
            .and_then(Timestamp::from_amz_date)
            .ok_or(BadLink::Forged)?;
        let lasts = std::time::Duration::from_secs(EXPIRES);
        if now >= made.after(lasts) {
            return Err(BadLink::Expired);
        }
        member("X-Amz-Security-Token")
            .and_then(Digest::from_hex)
            .ok_or(BadLink::Forged)
    }
}

fn make_key(path: &Path) -> io::Result<String> {
    let secret = Locator::fresh_key()?;
    let directory = path.parent().unwrap_or(Path::new("."));
    write_whole(directory, path, secret.as_bytes())?;
    sync_directory(directory)?;
    Ok(secret)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    const NOW: Timestamp = Timestamp(1_475_084_659_000);

    fn locator(home: &Path) -> Locator {
        Locator::open(&home.join("location.key")).unwrap()
    }

    fn link(locator: &Locator) -> String {
        let place = Place {
            region: "eu-west-1".to_owned(),
            account: "111122223333".to_owned(),
        };
        let object = Object {
            function: "f",
            id: "i-d",
            version: "v",
            digest: Digest::of(b"zip"),
        };
        locator.link("http://127.0.0.1:9001/", &place, object, NOW)
    }

    #[test]
    fn g2_links_have_the_members_of_aws_in_order() {
        let home = tempfile::tempdir().unwrap();
        let link = link(&locator(home.path()));
        let (path, query) = link.split_once('?').unwrap();
        assert_eq!(path, "http://127.0.0.1:9001/snapshots/111122223333/f-i-d");
        let members: Vec<(&str, &str)> = query
            .split('&')
            .map(|pair| pair.split_once('=').unwrap())
            .collect();
        let names: Vec<&str> = members.iter().map(|(name, _)| *name).collect();
        let order = [
            "versionId",
            "X-Amz-Security-Token",
            "X-Amz-Algorithm",
            "X-Amz-Date",
            "X-Amz-SignedHeaders",
            "X-Amz-Expires",
            "X-Amz-Credential",
            "X-Amz-Signature",
        ];
        assert_eq!(names, order);
        assert_eq!(members[3].1, "20160928T174419Z");
        assert_eq!(members[5].1, "600");
        assert!(
            members[6]
                .1
                .ends_with("%2F20160928%2Feu-west-1%2Fs3%2Faws4_request")
        );
        assert_eq!(members[7].1.len(), 64);
    }

    #[test]
    fn g2_links_work_for_ten_minutes_also_after_a_restart() {
        let home = tempfile::tempdir().unwrap();
        let link = link(&locator(home.path()));
        let target = link.strip_prefix("http://127.0.0.1:9001").unwrap();
        let reopened = locator(home.path());
        let later = |seconds| NOW.after(Duration::from_secs(seconds));
        assert_eq!(reopened.follow(target, later(599)), Ok(Digest::of(b"zip")));
        assert_eq!(reopened.follow(target, later(600)), Err(BadLink::Expired));
    }

    #[test]
    fn links_of_others_are_not_followed() {
        let home = tempfile::tempdir().unwrap();
        let other = tempfile::tempdir().unwrap();
        let mine = locator(home.path());
        let link = link(&mine);
        let target = link.strip_prefix("http://127.0.0.1:9001").unwrap();
        assert_eq!(
            locator(other.path()).follow(target, NOW),
            Err(BadLink::Forged)
        );
        let token = Digest::of(b"zip").hex();
        for forged in [
            target.replace("Expires=600", "Expires=601"),
            target.replace(&token, &Digest::of(b"other").hex()),
            target.replace("111122223333", "111122223334"),
            target.replace("&X-Amz-Signature=", "&X-Amz-Signature=00"),
            format!("{target}&a=b"),
            "/snapshots/x".to_owned(),
        ] {
            assert_eq!(mine.follow(&forged, NOW), Err(BadLink::Forged), "{forged}");
        }
    }

    #[test]
    fn a_file_that_holds_no_key_is_told() {
        let home = tempfile::tempdir().unwrap();
        fs::write(home.path().join("location.key"), "short").unwrap();
        assert!(Locator::open(&home.path().join("location.key")).is_err());
    }
}
