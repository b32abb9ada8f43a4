//! `lambda-code check` and `lambda-code gc`: whether records and packages fit together, and what is
//! left over.

use std::process::ExitCode;
use std::time::Duration;

use crate::settings::Settings;
use crate::upkeep;

/// Prints what is found; damage is a failure.
///
/// # Errors
/// If the stores can't be read.
pub fn check(settings: &Settings) -> Result<ExitCode, String> {
    let report = upkeep::check(settings).map_err(|e| e.to_string())?;
    super::print(&report)?;
    Ok(if report.damage.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// Removes what is left over and older than `grace`.
///
/// # Errors
/// If the stores can't be read or changed.
pub fn gc(settings: &Settings, grace: Duration) -> Result<ExitCode, String> {
    let removed = upkeep::gc(settings, grace).map_err(|e| e.to_string())?;
    super::print(&format_args!("removed {removed} packages"))?;
    Ok(ExitCode::SUCCESS)
}
