//! Spans of requests as traces, sent to an OpenTelemetry collector (OTLP over HTTP).
//!
//! Behind the feature `otel`: what it takes is many times what the rest of the service takes.

use opentelemetry::trace::TracerProvider as _;
use opentelemetry_otlp::{Protocol, SpanExporter, WithExportConfig as _};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::trace::SdkTracerProvider;
use tracing_subscriber::filter::LevelFilter;
use tracing_subscriber::{Layer, Registry};

/// Where spans go on their way to the collector.
pub struct Traces(SdkTracerProvider);

impl Traces {
    /// Sends spans to the collector at this base URL; they are gathered, and sent by a thread of
    /// their own. Must not be called from a thread of an async runtime.
    ///
    /// # Errors
    /// If the URL is none.
    pub fn to(collector: &str) -> Result<(Traces, Box<dyn Layer<Registry> + Send + Sync>), String> {
        let exporter = SpanExporter::builder()
            .with_http()
            .with_protocol(Protocol::HttpBinary)
            .with_endpoint(format!("{}/v1/traces", collector.trim_end_matches('/')))
            .build()
            .map_err(|error| format!("{collector}: {error}"))?;
        let service = Resource::builder().with_service_name("lambda-code").build();
        let provider = SdkTracerProvider::builder()
            .with_batch_exporter(exporter)
            .with_resource(service)
            .build();
        let layer = tracing_opentelemetry::layer()
            .with_tracer(provider.tracer("lambda-code"))
            .with_filter(LevelFilter::INFO)
            .boxed();
        Ok((Traces(provider), layer))
    }

    /// Sends what is left.
    pub fn end(self) {
        if let Err(error) = self.0.shutdown() {
            tracing::warn!(%error, "some traces could not be sent");
        }
    }
}
