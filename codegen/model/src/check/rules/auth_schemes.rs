//! How endpoints say to sign: the property `authSchemes`. (Smithy's AWS documentation, "AWS rules engine authentication schemes")

use super::super::pack::find;
use super::super::{Context, Rule, Run};
use super::{ServiceRules, readable};
use crate::hash_order::hash_order;
use crate::rules::{Literal, RuleKind};
use crate::{Diagnostics, Severity};

/// The rules of this family.
pub(in super::super) const RULES: &[Rule] = &[Rule {
    id: "RuleSetAuthSchemes",
    title: "Endpoints name authentication schemes that clients know, with the settings that those have.",
    why: "The property `authSchemes` of an endpoint replaces what a client would sign with otherwise. It is a list of objects with a \
          `name`, each name once, and the settings of the scheme of that name. A setting that is misspelled or of another type is read by \
          no client, which then signs for another region or service, and is refused.",
    bad: r#"$version: "2"
namespace example.rules
use smithy.rules#endpointRuleSet
@endpointRuleSet({
    version: "1.0"
    parameters: {}
    rules: [
        {
            type: "endpoint"
            conditions: []
            endpoint: {
                url: "https://example.com"
                properties: { authSchemes: [{ name: "sigv4", region: "us-east-1" }] }
            }
        }
    ]
})
service Weather {}
"#,
    good: r#"$version: "2"
namespace example.rules
use smithy.rules#endpointRuleSet
@endpointRuleSet({
    version: "1.0"
    parameters: {}
    rules: [
        {
            type: "endpoint"
            conditions: []
            endpoint: {
                url: "https://example.com"
                properties: { authSchemes: [{ name: "sigv4", signingRegion: "us-east-1" }] }
            }
        }
    ]
})
service Weather {}
"#,
    run: Run::Semantic(check),
}];

type Record<'n> = [(&'n str, Literal<'n>)];

fn check(model: &Context<'_>, diagnostics: &mut Diagnostics) {
    for (of, rules) in readable(model) {
        rules.each_rule(|rule| {
            if let RuleKind::Endpoint(endpoint) = &rule.kind
                && let Some(schemes) = member(&endpoint.properties, "authSchemes")
            {
                Schemes { of, diagnostics }.list(schemes);
            }
        });
    }
}

fn member<'l, 'n>(record: &'l Record<'n>, name: &str) -> Option<&'l Literal<'n>> {
    let found = record.iter().find(|(known, _)| *known == name);
    found.map(|(_, value)| value)
}

struct Schemes<'d, 'a> {
    of: &'d ServiceRules<'a>,
    diagnostics: &'d mut Diagnostics,
}

impl Schemes<'_, '_> {
    fn report(&mut self, severity: Severity, message: String) {
        let place = (&self.of.service.id, self.of.span);
        find(
            self.diagnostics,
            severity,
            "RuleSetAuthSchemes",
            place,
            message,
        );
    }

    fn error(&mut self, message: String) {
        self.report(Severity::Error, message);
    }

    fn list(&mut self, schemes: &Literal<'_>) {
        let Literal::Tuple(items) = schemes else {
            self.error(format!(
                "Expected `authSchemes` to be a list, found: `{schemes}`"
            ));
            return;
        };
        let (mut names, mut twice): (Vec<&str>, Vec<&str>) = (Vec::new(), Vec::new());
        for item in items {
            let Literal::Record(scheme) = item else {
                self.error(format!(
                    "Expected `authSchemes` to be a list of objects, but found: `{item}`"
                ));
                continue;
            };
            let name = member(scheme, "name").and_then(Literal::as_template);
            let Some(name) = name.filter(|name| name.is_static()) else {
                self.error(format!(
                    "Expected `authSchemes` to have a `name` key with a string value but it did not: `{item}`"
                ));
                continue;
            };
            match names.contains(&name.text) {
                true => twice.push(name.text),
                false => names.push(name.text),
            }
            self.scheme(name.text, scheme);
        }
        for name in hash_order(twice) {
            self.error(format!(
                "Found duplicate `name` of `{name}` in the `authSchemes` list"
            ));
        }
    }

    fn scheme(&mut self, name: &str, scheme: &Record<'_>) {
        match name {
            "sigv4" => {
                self.only(scheme, "signingRegion");
                self.shared(scheme);
                self.if_there(scheme, "signingRegion", Wanted::String);
            }
            "sigv4a" => {
                self.only(scheme, "signingRegionSet");
                self.region_set(scheme);
                self.shared(scheme);
            }
            _ if name.starts_with("sigv4-") => {
                self.shared(scheme);
                self.if_there(scheme, "signingRegion", Wanted::String);
            }
            _ if name.starts_with("beta-") => {
                self.property(member(scheme, "signingName"), "signingName", Wanted::String);
            }
            _ => self.report(
                Severity::Warning,
                format!("Did not find a validator for the `{name}` auth scheme"),
            ),
        }
    }

    /// Settings that no scheme of this kind has.
    fn only(&mut self, scheme: &Record<'_>, region: &str) {
        let known = [
            "name",
            "signingName",
            region,
            "disableDoubleEncoding",
            "disableNormalizePath",
        ];
        for (name, _) in scheme {
            if !known.contains(name) {
                self.error(format!(
                    "Unexpected key: `{name}` (valid keys: [{}])",
                    known.join(", ")
                ));
            }
        }
    }

    /// The settings that all signatures of version 4 have.
    fn shared(&mut self, scheme: &Record<'_>) {
        self.if_there(scheme, "signingName", Wanted::String);
        self.if_there(scheme, "disableDoubleEncoding", Wanted::Boolean);
        self.if_there(scheme, "disableNormalizePath", Wanted::Boolean);
    }

    fn region_set(&mut self, scheme: &Record<'_>) {
        let set = member(scheme, "signingRegionSet");
        if !self.property(set, "signingRegionSet", Wanted::Strings) {
            return;
        }
        let Some(Literal::Tuple(regions)) = set else {
            return;
        };
        if regions.is_empty() {
            self.error("The `signingRegionSet` property must not be an empty list.".to_owned());
        }
        for region in regions {
            self.property(Some(region), "signingRegionSet.Value", Wanted::String);
        }
    }

    fn if_there(&mut self, scheme: &Record<'_>, name: &str, wanted: Wanted) {
        if let Some(value) = member(scheme, name) {
            self.property(Some(value), name, wanted);
        }
    }

    /// Whether a setting is there, and of the type that it should have.
    fn property(&mut self, value: Option<&Literal<'_>>, name: &str, wanted: Wanted) -> bool {
        let Some(value) = value else {
            self.error(format!(
                "Expected auth property `{name}` of {} type but didn't find one",
                wanted.as_str()
            ));
            return false;
        };
        let fits = matches!(
            (wanted, value),
            (Wanted::String, Literal::String(_))
                | (Wanted::Boolean, Literal::Boolean(_))
                | (Wanted::Strings, Literal::Tuple(_))
        );
        if !fits {
            self.error(format!(
                "Unexpected type for auth property `{name}`, found `{value}` but expected {} value",
                wanted.as_str()
            ));
        }
        fits
    }
}

/// The types of settings.
#[derive(Clone, Copy)]
enum Wanted {
    String,
    Boolean,
    Strings,
}

impl Wanted {
    fn as_str(self) -> &'static str {
        match self {
            Wanted::String => "a string",
            Wanted::Boolean => "a boolean",
            Wanted::Strings => "an array<string>",
        }
    }
}
