//! Whom the service believes, and what they may do: keys, policies and rates, as they are at the
//! moment.

use crate::clock::Timestamp;
use crate::credentials::{Credential, Credentials};
use crate::fault::{Denial, Fault};
use crate::names::{Grammar, Place};
use crate::policy::{Decision, Policies, Request};
use crate::rate::Rate;
use crate::reload::Reloaded;
use std::net::IpAddr;
use std::sync::Arc;

/// Keys, policies and rates.
pub struct Access {
    /// The access keys to believe.
    pub credentials: Arc<Reloaded<Credentials>>,
    /// What each may do; without any, each may do everything.
    pub policies: Option<Arc<Reloaded<Policies>>>,
    /// How often.
    pub rate: Rate,
}

/// Where a request comes from; an extension of the HTTP request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Peer {
    /// The address at the other end of the connection.
    pub address: IpAddr,
    /// Whether nobody in between can read along.
    pub secure: bool,
}

/// What an operation is about: the resource of its policies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum About {
    /// No function in particular: `*`.
    All,
    /// A function, or a version or alias of it.
    Function {
        /// As given: a bare name or an ARN.
        name: String,
        /// As given beside it.
        qualifier: Option<String>,
    },
}

impl Access {
    /// The key with this id.
    pub fn credential(&self, access_key: &str) -> Option<Credential> {
        self.credentials.get().get(access_key).cloned()
    }

    /// The ARN of the user that a profile is (truth.md X11).
    pub fn user_arn(place: &Place, profile: &str) -> String {
        let (partition, account) = (place.partition(), &place.account);
        format!("arn:{partition}:iam::{account}:user/{profile}")
    }

    /// Whether the owner of a key may do what the operation `action` does.
    ///
    /// # Errors
    /// X11.
    pub fn authorize(
        &self,
        place: &Place,
        access_key: &str,
        action: &'static str,
        about: &About,
        peer: Option<Peer>,
        now: Timestamp,
    ) -> Result<(), Fault> {
        let Some(policies) = &self.policies else {
            return Ok(());
        };
        // A key that has just been taken away is nobody's.
        let credential = self.credential(access_key);
        let profile = credential.as_ref().map_or("", |c| c.profile.as_str());
        let resource = about.resource(place);
        let policies = policies.get();
        let decision = policies.decide(&Request {
            profile,
            action: &format!("lambda:{action}"),
            resource: &resource,
            now,
            source_ip: peer.map(|peer| peer.address),
            secure: peer.is_some_and(|peer| peer.secure),
        });
        let why = match decision {
            Decision::Allowed(_) => return Ok(()),
            Decision::Denied(_) => Denial::Explicit,
            Decision::NotAllowed => Denial::NoIdentityPolicy,
        };
        Err(Fault::NotAuthorized {
            caller: Access::user_arn(place, profile),
            action,
            resource,
            why,
        })
    }
}

impl About {
    /// The ARN that policies are compared with. A name that no function here can have is compared as
    /// it stands.
    fn resource(&self, place: &Place) -> String {
        let About::Function { name, qualifier } = self else {
            return "*".to_owned();
        };
        match place.resolve(Grammar::Namespaced, name, qualifier.as_deref()) {
            Ok(target) => match target.qualifier {
                Some(qualifier) => place.qualified_arn(&target.name, &qualifier),
                None => place.function_arn(&target.name),
            },
            Err(_) => name.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn resources_are_arns_however_functions_are_named() {
        let place = Place {
            region: "us-east-1".to_owned(),
            account: "000000000000".to_owned(),
        };
        let arn = "arn:aws:lambda:us-east-1:000000000000:function:f";
        let about = |name: &str, qualifier: Option<&str>| About::Function {
            name: name.to_owned(),
            qualifier: qualifier.map(str::to_owned),
        };
        for name in ["f", "function:f", "000000000000:function:f", arn] {
            assert_eq!(about(name, None).resource(&place), arn);
            assert_eq!(about(name, Some("1")).resource(&place), format!("{arn}:1"));
        }
        assert_eq!(
            about("f:live", None).resource(&place),
            format!("{arn}:live")
        );
        let other = "arn:aws:lambda:us-east-1:999999999999:function:f";
        assert_eq!(about(other, None).resource(&place), other);
        assert_eq!(About::All.resource(&place), "*");
    }
}
