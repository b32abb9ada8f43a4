//! Where requests of an operation go: what the endpoint rules of the service say, or, for a service
//! without rules, an endpoint that was given or the service's public one.

use std::borrow::Cow;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use super::config::{AccountMode, Config};
use super::core::DEFAULT_REGION;
use super::documents::{at, document};
use super::endpoint::{BAD_URL, Endpoint, is_label};
use super::jmespath::Expression;
use crate::document::Document;
use crate::operation::{EndpointSource, Operation, OperationTrait, Service};
use crate::rules::{Rules, Value};
use crate::value::{Structure, View};

/// An endpoint, or what to set so that there is one.
type Found = Result<Arc<Endpoint>, Cow<'static, str>>;

/// Finds endpoints, and keeps them: the same parameters have the same endpoint.
pub(super) struct Endpoints {
    rules: Option<&'static Rules>,
    /// The values of the parameters that the configuration says, by index.
    configured: Vec<Value<'static>>,
    /// The indexes of the parameters that credentials say.
    account: Option<usize>,
    /// Why there is no endpoint for any parameters.
    problem: Option<Cow<'static, str>>,
    /// Whether there is neither region nor endpoint, for a hint.
    needs_region: bool,
    /// That of operations without parameters of their own.
    plain: OnceLock<Found>,
    /// The last other one.
    last: Mutex<Option<(Vec<Value<'static>>, Found)>>,
}

impl Endpoints {
    pub(super) fn new(service: &Service, rules: Option<&'static Rules>, config: &Config) -> Self {
        let given = config.endpoint_of(service);
        let region = config.region.as_deref();
        let mut endpoints = Self {
            rules,
            configured: Vec::new(),
            account: None,
            problem: None,
            needs_region: region.is_none() && given.is_none(),
            plain: OnceLock::new(),
            last: Mutex::new(None),
        };
        match rules {
            Some(rules) => endpoints.configure(rules, config, given, region),
            None if config.use_fips || config.use_dual_stack => {
                let text = "the model has no endpoint rules: call Config::endpoint in place of \
                            use_fips and use_dual_stack";
                endpoints.problem = Some(text.into());
            }
            None => {
                let found = Endpoint::of(service, given, region).map(Arc::new);
                endpoints.plain = OnceLock::from(found);
            }
        }
        endpoints
    }

    fn configure(
        &mut self,
        rules: &'static Rules,
        config: &Config,
        given: Option<&str>,
        region: Option<&str>,
    ) {
        // Rules put the region into host names; some of them take any text.
        if let Some(region) = region.filter(|region| !is_label(region)) {
            self.problem = Some(format!("`{region}` isn't the name of a region").into());
        }
        if given.is_some_and(|url| Endpoint::parse(url).is_none()) {
            self.problem = Some(BAD_URL.into());
        }
        // With an endpoint of one's own, the region only matters for the signature.
        let region = region.or(given.map(|_| DEFAULT_REGION));
        let own = |text: &str| Value::from(text.to_owned());
        for parameter in rules.parameters {
            self.configured.push(match parameter.built_in {
                "AWS::Region" => region.map_or(Value::Nothing, own),
                "SDK::Endpoint" => given.map_or(Value::Nothing, own),
                "AWS::UseFIPS" => config.use_fips.into(),
                "AWS::UseDualStack" => config.use_dual_stack.into(),
                "AWS::Auth::AccountIdEndpointMode" => own(config.account_mode.as_str()),
                _ => Value::Nothing,
            });
        }
        if config.account_mode != AccountMode::Disabled {
            let mut parameters = rules.parameters.iter();
            self.account = parameters.position(|p| p.built_in == "AWS::Auth::AccountId");
        }
        for (name, value) in &config.endpoint_parameters {
            let index = rules.index_of(name);
            match index.and_then(|index| self.configured.get_mut(index)) {
                Some(place) => place.clone_from(value),
                None => {
                    let known: Vec<&str> = rules.parameters.iter().map(|p| p.name).collect();
                    let known = known.join(", ");
                    let text = format!("no endpoint parameter is `{name}`; there are {known}");
                    self.problem = Some(text.into());
                }
            }
        }
    }

    /// Whether endpoints differ by the account that credentials belong to.
    pub(super) fn need_account(&self) -> bool {
        self.account.is_some()
    }

    /// The endpoint for this input of the operation, and for this account if it is known.
    pub(super) fn find(
        &self,
        operation: &Operation,
        input: &dyn Structure,
        account: Option<&str>,
    ) -> Found {
        if let Some(problem) = &self.problem {
            return Err(problem.clone());
        }
        let mut own = own_parameters(operation).peekable();
        if own.peek().is_none() && account.is_none() {
            return self
                .plain
                .get_or_init(|| self.run(&self.configured))
                .clone();
        }
        let mut values = self.configured.clone();
        let mut set = |index: Option<usize>, value: Value<'static>| {
            let place = index.and_then(|index| values.get_mut(index));
            if let (Some(place), false) = (place, value == Value::Nothing) {
                *place = value;
            }
        };
        if let Some(account) = account {
            set(self.account, account.to_owned().into());
        }
        for (name, source) in own {
            let index = self.rules.and_then(|rules| rules.index_of(name));
            set(index, value_of(source, input));
        }
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        match &*last {
            Some((known, found)) if *known == values => found.clone(),
            _ => {
                let found = self.run(&values);
                *last = Some((values, found.clone()));
                found
            }
        }
    }

    fn run(&self, values: &[Value<'static>]) -> Found {
        let rules = self.rules.ok_or("the service has no endpoint rules")?;
        match rules.resolve(values) {
            Ok(resolved) => Endpoint::resolved(resolved).map(Arc::new),
            Err(problem) if self.needs_region => {
                Err(format!("{problem} (no region: set AWS_REGION or call Config::region)").into())
            }
            Err(problem) => Err(problem.to_string().into()),
        }
    }
}

fn own_parameters(operation: &Operation) -> impl Iterator<Item = (&'static str, EndpointSource)> {
    let traits = operation.traits.iter();
    traits.filter_map(|item| match item {
        OperationTrait::EndpointParameter(name, source) => Some((*name, *source)),
        _ => None,
    })
}

fn value_of(source: EndpointSource, input: &dyn Structure) -> Value<'static> {
    match source {
        EndpointSource::Boolean(value) => value.into(),
        EndpointSource::Text(text) => text.into(),
        EndpointSource::Texts(texts) => texts.to_vec().into(),
        EndpointSource::Member(name) => of_view(at(input, name)),
        // Whatever goes wrong, the rules see that there is no value.
        EndpointSource::Path(path) => Expression::parse(path)
            .and_then(|path| path.search(&document(input)))
            .map_or(Value::Nothing, of_document),
    }
}

fn of_view(view: View<'_>) -> Value<'static> {
    match view {
        View::String(text) => text.to_owned().into(),
        View::Boolean(value) => value.into(),
        View::List(list) => Value::List((0..list.len()).map(|i| of_view(list.get(i))).collect()),
        _ => Value::Nothing,
    }
}

fn of_document(document: Document) -> Value<'static> {
    match document {
        Document::String(text) => text.into(),
        Document::Boolean(value) => value.into(),
        Document::Array(items) => Value::List(items.into_iter().map(of_document).collect()),
        _ => Value::Nothing,
    }
}

#[cfg(test)]
mod tests;
