//! Who is let in: those whose signature is right (truth.md section 11). What they may do is decided
//! once it is known what they want, in [`operations`](super::operations).

use std::sync::Arc;

use http::request::Parts;
use planish_runtime::Timestamp;
use planish_runtime::error::Unmodeled;
use planish_runtime::operation::Operation;
use planish_runtime::server::{Authenticator, Identity};
use planish_runtime::sigv4::{Payload, Secret, SigV4Error, verify};

use crate::access::Access;
use crate::api::SERVICE;
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
        let credential = self.service.access.credential(access_key)?;
        let secret = Secret::new(&credential.secret_access_key);
        Some(Secret {
            session_token: credential.session_token,
            expires: credential.expires,
            ..secret
        })
    }
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
                let credential = self.service.access.credential(&identity.access_key);
                Ok(Some(Identity {
                    arn: credential.map(|c| Access::user_arn(place, &c.profile)),
                    account: Some(place.account.clone()),
                    access_key: identity.access_key,
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
