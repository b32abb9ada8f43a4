//! The face for build scripts: a few lines in `build.rs` keep generated code in step with its model.
//!
//! ```no_run
//! // in `main` of build.rs
//! planish_codegen::build::server().model("model/lambda.json").run();
//! ```
//! ```text
//! // src/lib.rs
//! mod api {
//!     include!(concat!(env!("OUT_DIR"), "/api/mod.rs"));
//! }
//! ```

use std::path::{Path, PathBuf};
use std::{env, fmt, fs, io, process};

use planish_model::check::settle;
use planish_model::{Diagnostic, Diagnostics, Model, Severity, Sources, check, load};

use crate::{Files, Form, Options, Side, TestForm, generate, generate_with_tests};

/// Generates a client into `OUT_DIR`.
pub fn client() -> Build {
    Build::new(Side::Client)
}

/// Generates a server into `OUT_DIR`.
pub fn server() -> Build {
    Build::new(Side::Server)
}

/// What a build script generates.
#[derive(Clone, Debug)]
pub struct Build {
    models: Vec<PathBuf>,
    options: Options,
    module: String,
    tests: Option<TestForm>,
}

/// Why nothing was generated.
#[derive(Debug)]
pub enum Failure {
    /// A file or folder can't be read or written.
    Io(io::Error),
    /// The models are broken: what is wrong, with the texts to show it in.
    Model(Diagnostics, Sources),
}

impl Build {
    fn new(side: Side) -> Self {
        let options = Options {
            service: None,
            operations: Vec::new(),
            side,
        };
        Self {
            models: Vec::new(),
            options,
            module: "api".to_owned(),
            tests: None,
        }
    }

    /// Reads a model; several are merged. Paths are relative to the package.
    pub fn model(mut self, path: impl Into<PathBuf>) -> Self {
        self.models.push(path.into());
        self
    }

    /// The service, by id or name, where the models have several.
    pub fn service(mut self, service: impl Into<String>) -> Self {
        self.options.service = Some(service.into());
        self
    }

    /// Generates these operations alone, with what they need.
    pub fn operations<T: Into<String>>(mut self, names: impl IntoIterator<Item = T>) -> Self {
        self.options
            .operations
            .extend(names.into_iter().map(Into::into));
        self
    }

    /// The folder in `OUT_DIR`; `api` if not set.
    pub fn module(mut self, name: impl Into<String>) -> Self {
        self.module = name.into();
        self
    }

    /// Generates the protocol compliance tests that the models carry, too: one test a case, for
    /// `cargo test`. The package needs the runtime with the feature `testing` to test with.
    pub fn tests(mut self) -> Self {
        self.tests = Some(TestForm::Functions);
        self
    }

    /// Generates. A failure is shown as Cargo shows errors, and ends the process with status 1.
    pub fn run(self) {
        if let Err(failure) = self.try_run() {
            failure.report();
            process::exit(1);
        }
    }

    /// Generates. Where the environment variable `PLANISH_OUT` names a folder, a copy to read
    /// goes there.
    ///
    /// # Errors
    /// Models that can't be read or are broken, folders that can't be written.
    pub fn try_run(&self) -> Result<(), Failure> {
        println!("cargo::rerun-if-env-changed=PLANISH_OUT");
        let out = env::var_os("OUT_DIR").ok_or_else(|| {
            io::Error::other("OUT_DIR isn't set: this is for build scripts, run by Cargo")
        })?;
        let mut sources = Sources::new();
        for path in &self.models {
            println!("cargo::rerun-if-changed={}", path.display());
            let text = fs::read_to_string(path)
                .map_err(|e| io::Error::new(e.kind(), format!("{}: {e}", path.display())))?;
            sources.add(path.display().to_string(), text);
        }
        let (model, mut found) = load(&sources);
        if !found.has_errors() {
            found.extend(check(&model));
        }
        settle(&model, &mut found);
        found.retain(|finding| finding.severity > Severity::Suppressed);
        if found.has_errors() {
            return Err(Failure::Model(found.sorted(), sources));
        }
        let (files, notes) = match self.generate(&model) {
            Ok(done) => done,
            Err(found) => return Err(Failure::Model(found, sources)),
        };
        for note in notes.iter().filter(|d| d.severity >= Severity::Warning) {
            println!("cargo::warning={}", line(note, &sources));
        }
        files.write(&Path::new(&out).join(&self.module))?;
        if let Some(copy) = env::var_os("PLANISH_OUT") {
            files.write(&Path::new(&copy).join(&self.module))?;
        }
        Ok(())
    }
}

impl Build {
    fn generate(&self, model: &Model) -> Result<(Files, Diagnostics), Diagnostics> {
        match self.tests {
            Some(tests) => generate_with_tests(model, &self.options, Form::Module, tests),
            None => generate(model, &self.options, Form::Module),
        }
    }
}

impl Failure {
    /// Prints the failure as Cargo shows it: a line for each thing that is wrong.
    pub fn report(&self) {
        match self {
            Self::Io(error) => println!("cargo::error={error}"),
            Self::Model(found, sources) => {
                for problem in found.iter().filter(|d| d.severity == Severity::Error) {
                    println!("cargo::error={}", line(problem, sources));
                }
            }
        }
    }
}

/// `path:line:column: error[Id]: message (shape); hint`, on one line.
fn line(problem: &Diagnostic, sources: &Sources) -> String {
    let place = problem.span.and_then(|span| sources.place(span));
    let place = place
        .map(|p| format!("{}:{}:{}: ", p.file, p.line, p.column))
        .unwrap_or_default();
    let shape = problem
        .shape
        .as_ref()
        .map(|id| format!(" ({id})"))
        .unwrap_or_default();
    let hint = problem
        .hint
        .as_ref()
        .map(|hint| format!("; {hint}"))
        .unwrap_or_default();
    let severity = problem.severity.as_str().to_lowercase();
    let message = problem.message.replace('\n', " ");
    format!("{place}{severity}[{}]: {message}{shape}{hint}", problem.id)
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io(error) => error.fmt(f),
            Self::Model(found, sources) => f.write_str(&found.render(sources)),
        }
    }
}

impl std::error::Error for Failure {}
