//! The service and its operations.

use planish_model::traits::{
    Auth, Http, HttpChecksum, Paginated, RequestCompression, Service as AwsService, SigV4, Waitable,
};
use planish_model::{Closure, Diagnostic, Node, Shape, ShapeId, ShapeType};

use super::shapes::documentation;
use super::{
    ErrorVariant, Items, Name, Operation, OperationTrait, Pagination, Planner, Service, Side,
    Waiter, customisations, endpoint, names, names::Taken,
};

impl Planner<'_> {
    pub(super) fn service(&self, shape: &Shape, protocol: &'static str) -> Service {
        let aws = shape.traits.typed::<AwsService>();
        let version = shape
            .as_service()
            .map(|s| s.version.clone())
            .unwrap_or_default();
        let signing = shape.traits.typed::<SigV4>();
        let (sdk_id, prefix) = match aws {
            Some(aws) => (aws.sdk_id, aws.endpoint_prefix),
            None => (shape.id.name().to_owned(), None),
        };
        let rust = names::type_name(shape.id.name());
        let doc = documentation(&shape.traits);
        Service {
            id: shape.id.to_string(),
            doc: if doc.is_empty() {
                format!("The service `{}`.", shape.id.name())
            } else {
                doc
            },
            endpoint_prefix: prefix.unwrap_or_else(|| sdk_id.to_lowercase().replace(' ', "")),
            signing_name: signing.map(|s| s.name).unwrap_or_default(),
            name: Name::new(rust, shape.id.name()),
            sdk_id,
            version,
            protocol,
        }
    }

    /// Plans the operations that are reached; names are unique in the whole service.
    pub(super) fn operations(
        &mut self,
        service: &Shape,
        reach: &Closure,
        whole: &Closure,
    ) -> Vec<Operation> {
        let model = self.model;
        let shapes = || whole.operations.iter().filter_map(|id| model.shape(id));
        // `Client::new` is there already.
        let (mut types, mut methods) = (Taken::default(), Taken::of(&["new"]));
        let mut modules = Taken::default();
        let mut names = Vec::new();
        for shape in shapes() {
            let name = shape.id.name();
            let method = methods.take(&names::field(name));
            let module = modules.take(&names::module(&method));
            names.push((types.take(&names::type_name(name)), method, module));
        }
        let mut operations = Vec::new();
        for ((ty, method, module), shape) in names.into_iter().zip(shapes()) {
            let error = types.take(&format!("{ty}Error"));
            let mut waiters = self.waiters(shape);
            for waiter in &mut waiters {
                waiter.name.rust = methods.take(&waiter.name.rust);
            }
            if !reach.contains(&shape.id) {
                continue;
            }
            if let Some(operation) = self.operation(ty, error, method, module, shape, service) {
                operations.push(Operation {
                    waiters,
                    ..operation
                });
            }
        }
        operations.sort_by(|a, b| a.name.rust.cmp(&b.name.rust));
        operations
    }

    fn operation(
        &mut self,
        ty: String,
        error: String,
        method: String,
        module: String,
        shape: &Shape,
        service: &Shape,
    ) -> Option<Operation> {
        let Some(http) = shape.traits.typed::<Http>() else {
            let message = format!("{} has no HTTP binding, which its protocol needs", shape.id);
            self.problems.push(
                Diagnostic::error("Codegen.Http", message)
                    .on(&shape.id)
                    .at(shape.span)
                    .hint("apply smithy.api#http with a method and a uri"),
            );
            return None;
        };
        let operation = shape.as_operation()?;
        let uri = shape
            .traits
            .get("smithy.api#http")?
            .get("uri")?
            .as_str()?
            .to_owned();
        let endpoint = shape.traits.get("smithy.api#endpoint");
        let host_prefix = endpoint
            .and_then(|e| e.get("hostPrefix"))
            .and_then(Node::as_str);
        let doc = documentation(&shape.traits);
        Some(Operation {
            id: shape.id.to_string(),
            error,
            doc: if doc.is_empty() {
                format!("The operation `{}`.", shape.id.name())
            } else {
                doc
            },
            http_method: http.method,
            uri,
            status: http.code,
            host_prefix: host_prefix.unwrap_or_default().to_owned(),
            input: self.message(&operation.input),
            output: self.message(&operation.output),
            errors: self.errors(shape, service),
            traits: self.operation_traits(shape, service),
            pagination: self.pagination(shape, service),
            waiters: Vec::new(),
            name: Name::new(ty, shape.id.name()),
            module,
            method,
        })
    }

    /// The type of an input or output; `None` for none.
    fn message(&self, id: &ShapeId) -> Option<String> {
        (id.as_str() != "smithy.api#Unit").then(|| self.names.ty(id))
    }

    /// The operation's own errors and those of the service, by Rust name.
    fn errors(&self, shape: &Shape, service: &Shape) -> Vec<ErrorVariant> {
        let own = shape
            .as_operation()
            .map(|o| o.errors.as_slice())
            .unwrap_or_default();
        let common = service
            .as_service()
            .map(|s| s.errors.as_slice())
            .unwrap_or_default();
        let mut ids: Vec<&ShapeId> = own.iter().chain(common).collect();
        ids.sort();
        ids.dedup();
        let mut errors: Vec<ErrorVariant> = ids
            .into_iter()
            .filter_map(|id| self.model.shape(id))
            .map(|shape| {
                let ty = self.names.ty(&shape.id);
                let variant = String::new();
                let doc = documentation(&shape.traits);
                let doc = super::docs::first_sentence(&doc).to_owned();
                let doc = if doc.is_empty() {
                    format!("`{}`.", shape.id.name())
                } else {
                    doc
                };
                ErrorVariant { variant, ty, doc }
            })
            .collect();
        errors.sort_by(|a, b| a.ty.cmp(&b.ty));
        let mut variants = Taken::of(&["Unmodeled"]);
        for error in &mut errors {
            error.variant = variants.take(&error.ty);
        }
        errors
    }

    fn pagination(&self, shape: &Shape, service: &Shape) -> Option<Pagination> {
        let own = shape.traits.typed::<Paginated>()?;
        let paginated = match service.traits.typed::<Paginated>() {
            Some(common) => own.or(&common),
            None => own,
        };
        let output = self.model.shape(&shape.as_operation()?.output)?;
        Some(Pagination {
            input_token: paginated.input_token?,
            output_token: paginated.output_token?,
            items: paginated.items.and_then(|path| self.items(output, path)),
            page_size: paginated.page_size,
        })
    }

    /// Follows the path to the items; only lists have items of one type.
    fn items(&self, output: &Shape, path: String) -> Option<Items> {
        let mut owner = output;
        let mut fields = Vec::new();
        for step in path.split('.') {
            let index = owner.members.iter().position(|m| m.name.as_ref() == step)?;
            let wire = owner.members.iter().map(|m| m.name.as_ref());
            let rust = names::members(wire, names::field).into_iter().nth(index)?;
            let member = owner.members.get(index)?;
            let target = self.model.target(member)?;
            fields.push((rust, self.is_optional(member, target, owner)));
            owner = target;
        }
        if owner.kind != ShapeType::List {
            return None;
        }
        let sparse = owner.traits.has("smithy.api#sparse");
        let item = self.model.target(owner.list_member()?)?;
        let ty = self.ty(item, 0);
        let ty = if sparse {
            super::Type::Option(Box::new(ty))
        } else {
            ty
        };
        Some(Items { path, fields, ty })
    }

    fn waiters(&self, shape: &Shape) -> Vec<Waiter> {
        let Some(Waitable(waiters)) = shape.traits.typed().filter(|_| self.side == Side::Client)
        else {
            return Vec::new();
        };
        // The operation's own static is there already.
        let mut constants = Taken::of(&["OPERATION"]);
        waiters
            .into_iter()
            .map(|(name, waiter)| {
                let doc = waiter.documentation.as_deref().map(super::docs::markdown);
                let method = format!("wait_until_{}", names::field(&name));
                Waiter {
                    doc: doc.unwrap_or_else(|| format!("Waits for `{name}`.")),
                    constant: constants.take(&names::constant(&name)),
                    name: Name::new(method, name),
                    min_delay: waiter.min_delay,
                    max_delay: waiter.max_delay,
                    acceptors: waiter.acceptors,
                }
            })
            .collect()
    }
}

impl Planner<'_> {
    fn operation_traits(&self, shape: &Shape, service: &Shape) -> Vec<OperationTrait> {
        let mut out = operation_traits(shape, service);
        if self.side == Side::Client {
            self.custom_traits(shape, service, &mut out);
        }
        if let Some(rules) = &self.rules {
            let parameters = endpoint::parameters(self.model, shape, rules).into_iter();
            out.extend(parameters.map(|(n, from)| OperationTrait::EndpointParameter(n, from)));
        }
        out
    }

    /// The endpoint rules of the service: a server has no use for them.
    pub(super) fn rules_of(&mut self, service: &Shape) -> Option<endpoint::Rules> {
        if self.side == Side::Server {
            return None;
        }
        endpoint::Rules::of(service).unwrap_or_else(|problem| {
            self.problems.push(*problem);
            None
        })
    }

    /// What the service needs that its model doesn't say.
    fn custom_traits(&self, shape: &Shape, service: &Shape, out: &mut Vec<OperationTrait>) {
        for (name, value) in self.custom.headers {
            let version = service.as_service().map_or("", |s| s.version.as_str());
            let value = value.replace(customisations::VERSION, version);
            out.push(OperationTrait::Header((*name).to_owned(), value));
        }
        let input = shape
            .as_operation()
            .and_then(|o| self.model.shape(&o.input));
        let has = |header: &str| {
            let mut members = input.iter().flat_map(|input| &input.members);
            members.any(|m| {
                let bound = m.traits.get("smithy.api#httpHeader").and_then(Node::as_str);
                bound.is_some_and(|bound| bound.eq_ignore_ascii_case(header))
            })
        };
        if self.custom.tree_hash.is_some_and(has) {
            out.push(OperationTrait::TreeHash);
        }
    }
}

fn operation_traits(shape: &Shape, service: &Shape) -> Vec<OperationTrait> {
    let mut out = Vec::new();
    let flags = [
        (
            "smithy.api#httpChecksumRequired",
            OperationTrait::ChecksumRequired,
        ),
        ("smithy.api#readonly", OperationTrait::Readonly),
        ("smithy.api#idempotent", OperationTrait::Idempotent),
        ("aws.auth#unsignedPayload", OperationTrait::UnsignedPayload),
        ("smithy.api#optionalAuth", OperationTrait::Unsigned),
    ];
    for (id, flag) in flags {
        if shape.traits.has(id) {
            out.push(flag);
        }
    }
    if let Some(RequestCompression { encodings }) = shape.traits.typed() {
        out.extend(encodings.into_iter().map(OperationTrait::Compression));
    }
    if let Some(checksum) = shape.traits.typed::<HttpChecksum>() {
        out.push(OperationTrait::Checksum {
            algorithm: checksum.request_algorithm_member.unwrap_or_default(),
            validation: checksum.request_validation_mode_member.unwrap_or_default(),
            response: checksum.response_algorithms,
        });
    }
    let auth = shape
        .traits
        .typed::<Auth>()
        .or_else(|| service.traits.typed());
    if auth.is_some_and(|Auth(schemes)| schemes.is_empty())
        && !out.contains(&OperationTrait::Unsigned)
    {
        out.push(OperationTrait::Unsigned);
    }
    out
}
