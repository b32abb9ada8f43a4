//! Options of the command `events`.

use super::values::parse_duration;
use crate::clock::{Clock, SystemClock, Timestamp};
use clap::Args;

/// Which events are printed, and how.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
pub struct Events {
    /// Only those of this function, by its bare name
    #[arg(long, value_name = "NAME")]
    pub function: Option<String>,

    /// Only those since then: a time such as 2026-01-31T12:00:00Z, or so long ago, such as 2h or 7d
    #[arg(long, value_name = "TIME", value_parser = parse_since)]
    pub since: Option<Timestamp>,

    /// At most that many, the newest ones
    #[arg(long, value_name = "NUMBER", default_value_t = 100)]
    pub limit: usize,

    /// Print one JSON object a line
    #[arg(long)]
    pub json: bool,

    /// Go on with new events as they come, until interrupted
    #[arg(long)]
    pub follow: bool,
}

fn parse_since(text: &str) -> Result<Timestamp, String> {
    if let Some(at) = Timestamp::from_rfc3339(text) {
        return Ok(at);
    }
    let ago = parse_duration(text).map_err(|_| {
        "write a time of UTC such as 2026-01-31T12:00:00Z, or a whole number and a unit (ms, s, m, \
         h or d)"
            .to_owned()
    })?;
    let ago = i64::try_from(ago.as_millis()).unwrap_or(i64::MAX);
    Ok(Timestamp(SystemClock.now().0.saturating_sub(ago)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn since_is_a_time_or_so_long_ago() {
        assert_eq!(
            parse_since("2023-04-19T14:10:44Z"),
            Ok(Timestamp(1_681_913_444_000))
        );
        let ago = parse_since("1d").unwrap();
        let passed = SystemClock.now().0 - ago.0;
        assert!((86_400_000..86_460_000).contains(&passed), "{passed}");
        assert!(parse_since("yesterday").is_err());
    }
}
