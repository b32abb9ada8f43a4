//! The header `user-agent`, in the form that AWS tools share: products with their versions, and what
//! they run on.

use super::config::Config;
use crate::operation::Service;

/// The longest name of an application, in characters.
const LONGEST_APP: usize = 50;

/// What is sent, unless the configuration says all of it.
pub(super) fn user_agent(service: &Service, config: &Config) -> String {
    if let Some(text) = &config.user_agent {
        return text.clone();
    }
    let mut text = format!(
        "planish/{} ua/2.1 api/{}#{} os/{} lang/rust",
        env!("CARGO_PKG_VERSION"),
        token(&service.sdk_id.to_lowercase().replace(' ', "-")),
        token(service.version),
        os(),
    );
    if config.retry.is_adaptive() {
        text.push_str(" cfg/retry-mode#adaptive");
    }
    if let Some(app) = &config.app {
        let app: String = app.chars().take(LONGEST_APP).collect();
        text.push_str(" app/");
        text.push_str(&token(&app));
    }
    text
}

/// The system by the name that AWS tools give it.
fn os() -> &'static str {
    match std::env::consts::OS {
        known @ ("linux" | "macos" | "windows" | "ios" | "android") => known,
        _ => "other",
    }
}

/// A text with `-` for what can't be in a token. (RFC 9110, section 5.6.2)
fn token(text: &str) -> String {
    let is_good = |c: char| c.is_ascii_alphanumeric() || "!$%&'*+-.^_`|~".contains(c);
    text.chars()
        .map(|c| if is_good(c) { c } else { '-' })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::fake::SERVICE;
    use super::*;

    #[test]
    fn the_application_is_named_in_characters_that_a_header_can_have() {
        let text = user_agent(&SERVICE, &Config::new().app("my app\n(1)"));
        let start = concat!(
            "planish/",
            env!("CARGO_PKG_VERSION"),
            " ua/2.1 api/fake-thing#1 os/"
        );
        assert!(
            text.starts_with(start) && text.ends_with(" app/my-app--1-"),
            "{text}"
        );
        let long = user_agent(&SERVICE, &Config::new().app("a".repeat(99)));
        assert!(
            long.ends_with(&format!(" app/{}", "a".repeat(50))),
            "{long}"
        );
        assert_eq!(
            user_agent(&SERVICE, &Config::new().user_agent("me/1")),
            "me/1"
        );
    }
}
