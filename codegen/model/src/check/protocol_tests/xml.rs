//! Is a text well-formed XML? (XML 1.0; document types are not allowed here)

/// How deep elements nest.
const DEEPEST: usize = 1000;

/// The entities that need no declaration.
const ENTITIES: &[&str] = &["amp", "lt", "gt", "quot", "apos"];

/// What is wrong with a text as an XML document; `None` if nothing is.
pub(super) fn problem(text: &str) -> Option<String> {
    let mut reader = Reader { rest: text };
    reader.document().err()
}

struct Reader<'a> {
    rest: &'a str,
}

type Result<T> = std::result::Result<T, String>;

impl<'a> Reader<'a> {
    fn take(&mut self, start: &str) -> bool {
        match self.rest.strip_prefix(start) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    /// What stands before some text, which is skipped as well.
    fn until(&mut self, end: &str) -> Result<&'a str> {
        let (before, after) = self
            .rest
            .split_once(end)
            .ok_or_else(|| format!("`{end}` is missing"))?;
        self.rest = after;
        Ok(before)
    }

    fn space(&mut self) -> bool {
        let rest = self.rest.trim_start_matches([' ', '\t', '\r', '\n']);
        let any = rest.len() < self.rest.len();
        self.rest = rest;
        any
    }

    fn name(&mut self) -> Result<&'a str> {
        let is_start = |c: char| c.is_alphabetic() || matches!(c, '_' | ':');
        let is_part = |c: char| {
            is_start(c)
                || c.is_numeric()
                || matches!(c, '-' | '.' | '\u{b7}' | '\u{300}'..='\u{36f}')
        };
        let len = self.rest.find(|c| !is_part(c)).unwrap_or(self.rest.len());
        let (name, rest) = self.rest.split_at_checked(len).unwrap_or_default();
        if !name.starts_with(is_start) {
            return Err("a name is missing".to_owned());
        }
        self.rest = rest;
        Ok(name)
    }

    fn document(&mut self) -> Result<()> {
        if self.rest.starts_with("<?xml") && self.take("<?xml") {
            self.until("?>")?;
        }
        self.outside()?;
        if !self.take("<") {
            return Err("there is no root element".to_owned());
        }
        self.elements()?;
        self.outside()?;
        match self.rest.is_empty() {
            true => Ok(()),
            false => Err("something follows the root element".to_owned()),
        }
    }

    /// Space, comments and processing instructions before and after the root element.
    fn outside(&mut self) -> Result<()> {
        loop {
            self.space();
            if !self.comment()? && !self.instruction()? {
                return Ok(());
            }
        }
    }

    fn comment(&mut self) -> Result<bool> {
        if !self.take("<!--") {
            return Ok(false);
        }
        let text = self.until("-->")?;
        match text.contains("--") || text.ends_with('-') {
            true => Err("`--` stands in a comment".to_owned()),
            false => Ok(true),
        }
    }

    fn instruction(&mut self) -> Result<bool> {
        if !self.take("<?") {
            return Ok(false);
        }
        if self.name()?.eq_ignore_ascii_case("xml") {
            return Err("an XML declaration stands after the start".to_owned());
        }
        self.until("?>").map(|_| true)
    }

    /// From after the `<` of the root element to its end.
    fn elements(&mut self) -> Result<()> {
        let mut open: Vec<&str> = Vec::new();
        open.extend(self.start_tag()?);
        while let Some(inner) = open.last() {
            let (text, rest) = match self.rest.find('<') {
                Some(at) => self.rest.split_at_checked(at).unwrap_or_default(),
                None => return Err(format!("element `{inner}` is not closed")),
            };
            check_text(text)?;
            if text.contains("]]>") {
                return Err("`]]>` stands in text".to_owned());
            }
            self.rest = rest;
            if self.take("<![CDATA[") {
                self.until("]]>")?;
            } else if self.take("</") {
                let name = self.name()?;
                self.space();
                if name != *inner || !self.take(">") {
                    return Err(format!("element `{inner}` is closed by `{name}`"));
                }
                open.pop();
            } else if !self.comment()? && !self.instruction()? {
                self.take("<");
                open.extend(self.start_tag()?);
                if open.len() > DEEPEST {
                    return Err("elements nest too deep".to_owned());
                }
            }
        }
        Ok(())
    }

    /// The name of an element that is still open after its start.
    fn start_tag(&mut self) -> Result<Option<&'a str>> {
        let element = self.name()?;
        let mut seen: Vec<&str> = Vec::new();
        loop {
            let spaced = self.space();
            if self.take("/>") {
                return Ok(None);
            }
            if self.take(">") {
                return Ok(Some(element));
            }
            if !spaced {
                return Err(format!("the start of element `{element}` does not end"));
            }
            let name = self.name()?;
            if seen.contains(&name) {
                return Err(format!(
                    "attribute `{name}` of element `{element}` stands there twice"
                ));
            }
            seen.push(name);
            self.space();
            if !self.take("=") {
                return Err(format!("attribute `{name}` has no value"));
            }
            self.space();
            let value = match (self.take("\""), self.rest) {
                (true, _) => self.until("\"")?,
                (false, _) if self.take("'") => self.until("'")?,
                _ => return Err(format!("the value of attribute `{name}` has no quotes")),
            };
            if value.contains('<') {
                return Err(format!("`<` stands in the value of attribute `{name}`"));
            }
            check_text(value)?;
        }
    }
}

/// References and characters of text are such as XML has.
fn check_text(text: &str) -> Result<()> {
    let is_bad = |c: char| {
        (c < ' ' && !matches!(c, '\t' | '\r' | '\n')) || matches!(c, '\u{fffe}' | '\u{ffff}')
    };
    if text.contains(is_bad) {
        return Err("a character is none that XML allows".to_owned());
    }
    let mut parts = text.split('&');
    parts.next();
    for part in parts {
        let name = part.split_once(';').map(|(name, _)| name);
        let is_reference = name.is_some_and(|name| match name.strip_prefix('#') {
            Some(code) => {
                let code = match code.strip_prefix('x') {
                    Some(hex) => u32::from_str_radix(hex, 16).ok(),
                    None => code.parse().ok(),
                };
                code.and_then(char::from_u32).is_some_and(|c| !is_bad(c))
            }
            None => ENTITIES.contains(&name),
        });
        if !is_reference {
            return Err("`&` begins no reference".to_owned());
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn good_documents_are_good() {
        for text in [
            "<a/>",
            " <a b='1' c=\"2\" >x&amp;&#x41;<b:c xmlns:b=\"u\"/><![CDATA[<&]]></a >\n<!-- x --><?p?>",
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<a>é</a>",
        ] {
            assert_eq!(problem(text), None, "{text}");
        }
    }

    #[test]
    fn bad_documents_are_bad() {
        for text in [
            "",
            "x",
            "<a>",
            "<a></b>",
            "<a/><b/>",
            "<a b='1' b='2'/>",
            "<a b/>",
            "<a b=1/>",
            "<a b='<'/>",
            "<a>&</a>",
            "<a>&x;</a>",
            "<a>&#0;</a>",
            "<!DOCTYPE a><a/>",
            " <?xml version=\"1.0\"?><a/>",
            "<a><!-- -- --></a>",
            "<1/>",
            "<a>]]></a>",
            "<a",
            "<",
        ] {
            assert!(problem(text).is_some(), "{text}");
        }
        assert!(problem(&"<a>".repeat(100_000)).is_some());
    }
}
