//! Who is let in: those whose signature is right (truth.md section 11).

use std::sync::Arc;

use http::request::Parts;
use planish_runtime::Timestamp;
use planish_runtime::error::Unmodeled;
use planish_runtime::operation::Operation;
use planish_runtime::server::{Authenticator, Identity};
use planish_runtime::sigv4::{Payload, Secret, SigV4Error, verify};

use crate::api::SERVICE;
use crate::fault::Fault;
use crate::names::Grammar;
use crate::open::Service;

/// Verifies the signature of every request, payload included.
pub(super) struct Door {
    service: Arc<Service>,
}

impl Door {
    pub(super) fn new(service: &Arc<Service>) -> Door {
        Door {
            service: Arc::clone(service),
        }
    }

    fn secret(&self, access_key: &str) -> Option<Secret> {
        let credential = self.service.credentials.get(access_key)?;
        let secret = Secret::new(&credential.secret_access_key);
        Some(Secret {
            session_token: credential.session_token.clone(),
            ..secret
        })
    }
}

impl Door {
    /// What speaks against a caller whose signature is right (X10, X11).
    fn check(
        &self,
        access_key: &str,
        path: &str,
        operation: Option<&'static Operation>,
    ) -> Result<(), Unmodeled> {
        let Some(credential) = self.service.credentials.get(access_key) else {
            return Ok(());
        };
        let now = Timestamp::now();
        if credential
            .expires
            .is_some_and(|end| end.seconds <= now.seconds)
        {
            return Err(Unmodeled::new(
                403,
                "ExpiredTokenException",
                "The security token included in the request is expired",
            ));
        }
        let denied = operation.filter(|o| credential.denies.iter().any(|name| name == o.name));
        let Some(operation) = denied else {
            return Ok(());
        };
        let place = self.service.functions.place();
        let fault = Fault::NotAuthorized {
            caller: format!(
                "arn:{}:iam::{}:user/{}",
                place.partition(),
                place.account,
                credential.profile
            ),
            action: operation.name,
            resource: function_in(path).map_or("*".to_owned(), |name| place.function_arn(&name)),
            policy: "identity",
        };
        Err(Unmodeled {
            status: fault.error().status(),
            code: fault.error().as_str().into(),
            message: fault.message(),
        })
    }
}

/// The bare name of the function that a path is about.
fn function_in(path: &str) -> Option<String> {
    let label = path.split('/').nth(3)?;
    let label = label.replace("%3A", ":").replace("%24", "$");
    let name = Grammar::Namespaced.parse(&label)?.name;
    Some(name)
}

impl Authenticator for Door {
    fn authenticate(
        &self,
        head: &Parts,
        payload: Payload<'_>,
        operation: Option<&'static Operation>,
    ) -> Result<Option<Identity>, Unmodeled> {
        let place = self.service.functions.place();
        let found = verify(
            head,
            payload,
            &|access_key: &str| self.secret(access_key),
            SERVICE.signing_name,
            &place.region,
            Timestamp::now(),
        );
        match found {
            Ok(identity) => {
                self.check(&identity.access_key, head.uri.path(), operation)?;
                Ok(Some(Identity {
                    access_key: identity.access_key,
                    account: Some(place.account.clone()),
                    arn: None,
                }))
            }
            // X2: somebody without a name is not even told what there is.
            Err(SigV4Error::Missing) if operation.is_none() => Err(Unmodeled::new(
                403,
                "AccessDeniedException",
                "Unable to determine service/operation name to be authorized",
            )),
            Err(error) => Err(Unmodeled::new(
                SigV4Error::STATUS,
                error.code(),
                error.message(),
            )),
        }
    }
}
