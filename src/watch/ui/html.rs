//! HTML by hand, with texts escaped.

use std::fmt::{self, Write as _};

/// A text, as HTML shows it: usable between tags and in quoted attributes.
pub(super) struct Text<'a>(pub(super) &'a str);

impl fmt::Display for Text<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for character in self.0.chars() {
            match character {
                '&' => f.write_str("&amp;")?,
                '<' => f.write_str("&lt;")?,
                '>' => f.write_str("&gt;")?,
                '"' => f.write_str("&quot;")?,
                '\'' => f.write_str("&#39;")?,
                // Nothing that turns the direction of what is around it, or has no place in HTML.
                '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => f.write_char('\u{fffd}')?,
                c if c.is_control() && !c.is_whitespace() => f.write_char('\u{fffd}')?,
                c => f.write_char(c)?,
            }
        }
        Ok(())
    }
}

/// A page around `main`, which the script follows from the event with the number `sequence` on.
pub(super) fn page(title: &str, place: &str, sequence: Option<u64>, main: &str) -> String {
    let (title, place) = (Text(title), Text(place));
    let sequence = sequence.map_or(String::new(), |n| format!(" data-sequence=\"{n}\""));
    format!(
        "<!doctype html>\n\
         <html lang=\"en\">\n\
         <head>\n\
         <meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n\
         <title>{title}</title>\n\
         <link rel=\"stylesheet\" href=\"/_ui/page.css\">\n\
         <script src=\"/_ui/page.js\" defer></script>\n\
         </head>\n\
         <body>\n\
         <header><a class=\"home\" href=\"/_ui\">lambda-code</a>\
         <span class=\"place\">{place}</span>\
         <span id=\"live\" role=\"status\"></span></header>\n\
         <main{sequence}>\n{main}</main>\n\
         <footer><a href=\"/metrics\">metrics</a> <a href=\"/readyz\">readiness</a></footer>\n\
         </body>\n\
         </html>\n"
    )
}

/// A table with a caption that is its heading; rows are cells that are HTML already.
pub(super) struct Table {
    caption: &'static str,
    columns: &'static [&'static str],
    rows: String,
    empty: bool,
}

impl Table {
    pub(super) fn new(caption: &'static str, columns: &'static [&'static str]) -> Table {
        Table {
            caption,
            columns,
            rows: String::new(),
            empty: true,
        }
    }

    pub(super) fn row<const N: usize>(&mut self, cells: [String; N]) {
        self.empty = false;
        self.rows.push_str("<tr>");
        for cell in cells {
            let _ = write!(self.rows, "<td>{cell}</td>");
        }
        self.rows.push_str("</tr>\n");
    }

    /// The table, or `none` where it has no row.
    pub(super) fn html(self, none: &str) -> String {
        let Table {
            caption,
            columns,
            rows,
            empty,
        } = self;
        if empty {
            return format!(
                "<section><h2>{caption}</h2>\n<p class=\"none\">{none}</p></section>\n"
            );
        }
        let heads = columns.iter().fold(String::new(), |heads, column| {
            heads + "<th scope=\"col\">" + column + "</th>"
        });
        format!(
            "<section><h2>{caption}</h2>\n<div class=\"wide\"><table>\n\
             <thead><tr>{heads}</tr></thead>\n<tbody>\n{rows}</tbody>\n</table></div></section>\n"
        )
    }
}

/// A number of bytes, as people read it.
pub(super) fn bytes(count: u64) -> String {
    const UNITS: [&str; 4] = ["KiB", "MiB", "GiB", "TiB"];
    if count < 1024 {
        return format!("{count} B");
    }
    let mut value = count as f64 / 1024.0;
    let mut units = UNITS.iter();
    let mut unit = units.next();
    while value >= 1024.0 {
        let Some(larger) = units.next() else { break };
        value /= 1024.0;
        unit = Some(larger);
    }
    format!("{value:.1} {}", unit.unwrap_or(&"B"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_stay_texts() {
        let hostile = "<script>alert('1')</script> \"&\" \u{202e}\u{0}";
        assert_eq!(
            Text(hostile).to_string(),
            "&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt; &quot;&amp;&quot; \u{fffd}\u{fffd}"
        );
    }

    #[test]
    fn sizes_are_short() {
        for (count, text) in [
            (0, "0 B"),
            (1023, "1023 B"),
            (1024, "1.0 KiB"),
            (52_428_800, "50.0 MiB"),
            (u64::MAX, "16777216.0 TiB"),
        ] {
            assert_eq!(bytes(count), text);
        }
    }
}
