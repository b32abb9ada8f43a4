//! What all commands that report findings have in common: which of them fail, in what format they are printed, and where to.

use std::path::PathBuf;

use planish_model::{Diagnostics, Sources};

use crate::config::Config;
use crate::console::Console;
use crate::finding::{self, Finding};
use crate::outcome::{Failure, Outcome, Result};
use crate::output::{self, Format, Report};
use crate::policy::{Filter, Policy, Threshold};
use crate::{baseline, disk, paths, rules};

/// The arguments.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Findings")]
pub(crate) struct Reporting {
    #[command(flatten)]
    printing: Printing,
    /// The least severity that makes the exit code 1; by default that of planish.toml, or danger.
    #[arg(long, value_name = "SEVERITY", ignore_case = true)]
    severity: Option<Threshold>,
    /// Leaves these findings alone, unless they are errors: `ID`, `ID@NAMESPACE` or `*@NAMESPACE`.
    #[arg(long, value_name = "ID", value_delimiter = ',')]
    allow: Vec<Filter>,
    /// Makes these findings fail, whatever their severity.
    #[arg(long, value_name = "ID", value_delimiter = ',')]
    deny: Vec<Filter>,
    /// Shows findings that are suppressed, allowed or in the baseline, too.
    #[arg(long)]
    show_suppressed: bool,
    /// The file of findings that are known and don't fail.
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
    /// Makes all findings known: writes them to the file of --baseline or planish.toml.
    #[arg(long)]
    write_baseline: bool,
}

/// The arguments that say how findings are printed, and where to.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Findings")]
pub(crate) struct Printing {
    /// How to print the findings.
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
    /// Writes the findings to a file instead of standard output.
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// What is reported.
pub(crate) struct Reported {
    /// The name of the command.
    pub(crate) command: &'static str,
    /// The findings, judged and sorted.
    pub(crate) findings: Vec<Finding>,
    /// The names of the files that were looked at.
    pub(crate) files: Vec<String>,
    /// The baseline of the configuration, if these are findings of the kind that it has.
    pub(crate) baseline: Option<PathBuf>,
    /// Whether these are all findings that a baseline can know.
    pub(crate) whole: bool,
}

impl Reporting {
    /// Prints the findings, and says how the command ends.
    ///
    /// # Errors
    /// The baseline can't be read or written, or the output can't be written.
    pub(crate) fn report(&self, reported: Reported, console: &mut Console) -> Result<Outcome> {
        let Reported {
            command,
            mut findings,
            files,
            baseline,
            whole,
        } = reported;
        let baseline = self.baseline.as_ref().or(baseline.as_ref());
        if self.write_baseline {
            let path = baseline.ok_or_else(|| {
                Failure(
                    "where to? Give --baseline FILE, or to validate `baseline` in planish.toml"
                        .to_owned(),
                )
            })?;
            let count = baseline::write(path, &findings)?;
            let count = output::plural(count, "finding");
            let path = paths::shown_here(path);
            console.err(&format!("wrote {count} to {path}\n"));
            return Ok(Outcome::Clean);
        }
        if let Some(path) = baseline {
            let stale = baseline::apply(path, &mut findings)?;
            if whole {
                findings.extend(stale);
            }
        }
        finding::fingerprint(&mut findings);
        let report = Report {
            command,
            findings,
            files,
            show_hidden: self.show_suppressed,
        };
        self.printing.print(&report, console)?;
        console.err(&format!("{}\n", report.summary()));
        let explained = report
            .shown()
            .map(Finding::id)
            .find(|id| rules::of_event(id).is_some());
        if let Some(id) = explained.filter(|_| console.has_reader()) {
            console.err(&format!(
                "`planish explain {id}` tells more about a finding\n"
            ));
        }
        Ok(if report.fails() {
            Outcome::Findings
        } else {
            Outcome::Clean
        })
    }

    /// Judges the findings.
    pub(crate) fn judge(
        &self,
        config: &Config,
        found: Diagnostics,
        sources: &Sources,
    ) -> Vec<Finding> {
        let policy = self.policy(config);
        found
            .into_iter()
            .map(|found| {
                let verdict = policy.judge(&found);
                Finding::new(found, sources, verdict)
            })
            .collect()
    }

    fn policy(&self, config: &Config) -> Policy {
        let both = |given: &[Filter], configured: &[Filter]| [given, configured].concat();
        Policy {
            threshold: self.severity.or(config.severity).unwrap_or_default(),
            allow: both(&self.allow, &config.allow),
            deny: both(&self.deny, &config.deny),
        }
    }
}

impl Printing {
    /// Prints the findings.
    ///
    /// # Errors
    /// The output can't be written.
    pub(crate) fn print(&self, report: &Report, console: &mut Console) -> Result<()> {
        match &self.output {
            Some(path) => {
                let plain = annotate_snippets::Renderer::plain()
                    .decor_style(annotate_snippets::renderer::DecorStyle::Ascii);
                disk::write(path, &output::render(self.format, report, &plain))
            }
            None => console.out(&output::render(
                self.format,
                report,
                &console.out_renderer(),
            )),
        }
    }
}
