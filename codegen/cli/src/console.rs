//! The two streams that a command writes to: with colour where a person looks, and without a fuss when the reader has gone.

use std::io::{ErrorKind, IsTerminal, Write};

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{Level, Renderer};
use clap::ColorChoice;

use crate::outcome::{Failure, Result};

/// Standard output and standard error.
pub(crate) struct Console {
    out_colored: bool,
    err_colored: bool,
}

impl Console {
    /// Colour as asked for; by default on terminals only, and not if `NO_COLOR` is set (<https://no-color.org>) or the terminal is dumb.
    pub(crate) fn new(choice: ColorChoice) -> Console {
        let set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
        let dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
        let colored = |terminal: bool| match choice {
            ColorChoice::Always => true,
            ColorChoice::Never => false,
            ColorChoice::Auto => terminal && !dumb && !set("NO_COLOR"),
        };
        Console {
            out_colored: colored(std::io::stdout().is_terminal()),
            err_colored: colored(std::io::stderr().is_terminal()),
        }
    }

    /// Whether somebody reads what is said, and not a program.
    pub(crate) fn has_reader(&self) -> bool {
        std::io::stderr().is_terminal()
    }

    /// Renders reports for standard output.
    pub(crate) fn out_renderer(&self) -> Renderer {
        renderer(self.out_colored)
    }

    /// Renders reports for standard error.
    pub(crate) fn err_renderer(&self) -> Renderer {
        renderer(self.err_colored)
    }

    /// Writes a result. That nobody reads on (a broken pipe) is no error.
    ///
    /// # Errors
    /// Standard output can't be written.
    pub(crate) fn out(&mut self, text: &str) -> Result<()> {
        let mut stdout = std::io::stdout().lock();
        match stdout
            .write_all(text.as_bytes())
            .and_then(|()| stdout.flush())
        {
            Err(error) if error.kind() != ErrorKind::BrokenPipe => {
                Err(Failure(format!("can't write the output: {error}")))
            }
            _ => Ok(()),
        }
    }

    /// Writes a message for people. When even that is impossible, there is nobody left to tell.
    pub(crate) fn err(&mut self, text: &str) {
        let _ = std::io::stderr().lock().write_all(text.as_bytes());
    }

    /// Tells why a command could not do its work.
    pub(crate) fn failure(&mut self, failure: &Failure) {
        let report = [Level::ERROR
            .primary_title(failure.0.as_str())
            .elements(Vec::<annotate_snippets::Origin<'_>>::new())];
        let text = self.err_renderer().render(&report);
        self.err(&format!("{text}\n"));
    }
}

fn renderer(colored: bool) -> Renderer {
    let renderer = if colored {
        Renderer::styled()
    } else {
        Renderer::plain()
    };
    renderer.decor_style(DecorStyle::Ascii)
}
