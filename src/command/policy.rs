//! `lambda-code policy`: tries a file of policies, before or after somebody is refused.

use std::fs;
use std::process::ExitCode;

use crate::clock::{Clock as _, SystemClock};
use crate::policy::{Decision, Policies, Request};
use crate::settings::Question;

/// Prints how the request is decided.
///
/// # Errors
/// All that is wrong with the file, each with its place.
pub fn policy(question: &Question) -> Result<ExitCode, String> {
    let file = question.file.display();
    let text = fs::read_to_string(&question.file).map_err(|e| format!("{file}: {e}"))?;
    let policies = Policies::parse(&text).map_err(|bad| {
        let lines: Vec<String> = bad.0.iter().map(|p| format!("{file}: {p}")).collect();
        lines.join("\n")
    })?;
    let decision = policies.decide(&Request {
        profile: &question.profile,
        action: &question.action,
        resource: &question.resource,
        now: SystemClock.now(),
        source_ip: question.source_ip,
        secure: question.secure,
    });
    super::print(&decision)?;
    Ok(match decision {
        Decision::Allowed(_) => ExitCode::SUCCESS,
        Decision::Denied(_) | Decision::NotAllowed => ExitCode::FAILURE,
    })
}
