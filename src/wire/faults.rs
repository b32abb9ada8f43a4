//! Faults to the errors of operations.

use planish_runtime::error::{OperationError, Unmodeled};
use planish_runtime::value::{Slot, Structure};

use crate::fault::Fault;

/// The error that a fault is: the operation's own of that name, else one beyond its model.
pub(super) fn error<E: OperationError>(fault: &Fault) -> E {
    if let Fault::Internal(_) = fault {
        tracing::error!(%fault, "the service failed");
    }
    let kind = fault.error();
    let mut index = 0;
    while let Some(mut error) = E::modeled(index) {
        // An error that AWS sends without a `Type` isn't of the model's shape (W5, A5).
        if fault.type_member().is_some()
            && let Some(structure) = error.structure()
            && structure.schema().name() == kind.as_str()
        {
            fill(structure, fault);
            return error;
        }
        index += 1;
    }
    E::unmodeled(Unmodeled {
        status: kind.status(),
        code: kind.as_str().into(),
        message: fault.message(),
    })
}

/// Sets `Type` and the message, which is `Message` in some errors and `message` in others (W4).
pub(super) fn fill(error: &mut dyn Structure, fault: &Fault) {
    let schema = error.schema();
    for (index, member) in schema.members.iter().enumerate() {
        let text = match member.name {
            "Type" => fault.type_member().map(str::to_owned),
            "Message" | "message" => fault.message(),
            _ => throttled(member.name, fault),
        };
        match (text, error.slot(index)) {
            (Some(text), Slot::String(place)) => *place = text,
            (Some(text), Slot::Enum(place)) => place.set(&text),
            _ => {}
        }
    }
}

/// What further members say to a caller with too many requests (E29).
fn throttled(member: &str, fault: &Fault) -> Option<String> {
    let Fault::Throttled(seconds) = fault else {
        return None;
    };
    match member {
        "Reason" => Some("CallerRateLimitExceeded".to_owned()),
        "retryAfterSeconds" => Some(seconds.to_string()),
        _ => None,
    }
}
