//! Is a text well-formed XML? (XML 1.0; document types are not allowed here)

/// How deep elements nest.
const DEEPEST: usize = 1000;

/// The text ends too early.
const CUT: &str = "XML document structures must start and end within the same entity.";

/// No name begins the root element.
const MARKUP: &str = "The markup in the document preceding the root element must be well-formed.";

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
        let (before, after) = self.rest.split_once(end).ok_or_else(|| CUT.to_owned())?;
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
            return Err(if self.rest.is_empty() { CUT } else { MARKUP }.to_owned());
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
            let nothing = self.rest.is_empty();
            let why = if nothing {
                "Premature end of file."
            } else {
                "Content is not allowed in prolog."
            };
            return Err(why.to_owned());
        }
        self.elements()?;
        self.outside()?;
        match self.rest.is_empty() {
            true => Ok(()),
            false if self.rest.starts_with('<') => Err(
                "The markup in the document following the root element must be well-formed."
                    .to_owned(),
            ),
            false => Err("Content is not allowed in trailing section.".to_owned()),
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
            true => Err("The string \"--\" is not permitted within comments.".to_owned()),
            false => Ok(true),
        }
    }

    fn instruction(&mut self) -> Result<bool> {
        if !self.take("<?") {
            return Ok(false);
        }
        if self.name()?.eq_ignore_ascii_case("xml") {
            return Err(
                "The processing instruction target matching \"[xX][mM][lL]\" is not allowed."
                    .to_owned(),
            );
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
                None => return Err(CUT.to_owned()),
            };
            check_text(text)?;
            if text.contains("]]>") {
                return Err("The character sequence \"]]>\" must not appear in content unless used to mark the end of a CDATA section.".to_owned());
            }
            self.rest = rest;
            if self.take("<![CDATA[") {
                self.until("]]>")?;
            } else if self.take("</") {
                let name = self.name()?;
                self.space();
                if name != *inner || !self.take(">") {
                    if name == *inner && self.rest.is_empty() {
                        return Err(CUT.to_owned());
                    }
                    return Err(format!(
                        "The element type \"{inner}\" must be terminated by the matching end-tag \"</{inner}>\"."
                    ));
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
                if self.rest.is_empty() {
                    return Err(CUT.to_owned());
                }
                return Err(format!(
                    "Element type \"{element}\" must be followed by either attribute specifications, \">\" or \"/>\"."
                ));
            }
            let name = self.name()?;
            if seen.contains(&name) {
                return Err(format!(
                    "Attribute \"{name}\" was already specified for element \"{element}\"."
                ));
            }
            seen.push(name);
            self.space();
            if !self.take("=") {
                return Err(format!(
                    "Attribute name \"{name}\" associated with an element type \"{element}\" must be followed by the ' = ' character."
                ));
            }
            self.space();
            let value = match (self.take("\""), self.rest) {
                (true, _) => self.until("\"")?,
                (false, _) if self.take("'") => self.until("'")?,
                _ => {
                    return Err(format!(
                        "Open quote is expected for attribute \"{name}\" associated with an  element type  \"{element}\"."
                    ));
                }
            };
            if value.contains('<') {
                return Err(format!(
                    "The value of attribute \"{name}\" associated with an element type \"{element}\" must not contain the '<' character."
                ));
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
