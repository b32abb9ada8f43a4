//! Node values (Smithy spec, "Node values"): what traits, metadata and defaults are made of. Numbers keep their exact text and objects
//! the order of their keys.

/// A value as JSON knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Node {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number, exact.
    Number(Number),
    /// A text.
    String(Box<str>),
    /// Values in order.
    Array(Vec<Node>),
    /// Values by name, in the order of the text.
    Object(Object),
}

/// A number, kept as its JSON text. Equal if the values that the texts denote are equal (`1`, `1.0` and `10e-1` are).
#[derive(Clone, Debug)]
pub struct Number {
    text: Box<str>,
}

/// Values by name, in the order of the text. Equality ignores the order.
#[derive(Clone, Debug, Default)]
pub struct Object {
    items: Vec<(Box<str>, Node)>,
}

impl Node {
    /// An empty object: the value of an annotation trait.
    #[must_use]
    pub fn annotation() -> Node {
        Node::Object(Object::new())
    }

    /// The text, if it is one.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Node::String(text) => Some(text),
            _ => None,
        }
    }

    /// The truth value, if it is one.
    #[must_use]
    pub fn as_bool(&self) -> Option<bool> {
        match self {
            Node::Bool(value) => Some(*value),
            _ => None,
        }
    }

    /// The number, if it is one.
    #[must_use]
    pub fn as_number(&self) -> Option<&Number> {
        match self {
            Node::Number(number) => Some(number),
            _ => None,
        }
    }

    /// The values, if it is an array.
    #[must_use]
    pub fn as_array(&self) -> Option<&[Node]> {
        match self {
            Node::Array(values) => Some(values),
            _ => None,
        }
    }

    /// The object, if it is one.
    #[must_use]
    pub fn as_object(&self) -> Option<&Object> {
        match self {
            Node::Object(object) => Some(object),
            _ => None,
        }
    }

    /// Whether it is `null`.
    #[must_use]
    pub fn is_null(&self) -> bool {
        matches!(self, Node::Null)
    }

    /// The value of a key, if it is an object that has it.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.as_object()?.get(key)
    }

    /// What it is, in a word: `null`, `boolean`, `number`, `string`, `array` or `object`.
    #[must_use]
    pub fn type_name(&self) -> &'static str {
        match self {
            Node::Null => "null",
            Node::Bool(_) => "boolean",
            Node::Number(_) => "number",
            Node::String(_) => "string",
            Node::Array(_) => "array",
            Node::Object(_) => "object",
        }
    }
}

impl Number {
    /// A number of a JSON number text; `None` if the text is none.
    #[must_use]
    pub fn parse(text: &str) -> Option<Number> {
        is_json_number(text).then(|| Number { text: text.into() })
    }

    /// The text, as it was written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The value, if it is whole and fits. `1.0` and `1e3` are whole.
    #[must_use]
    pub fn as_i64(&self) -> Option<i64> {
        self.text
            .parse()
            .ok()
            .or_else(|| self.whole()?.parse().ok())
    }

    /// The value, if it is whole, not negative, and fits.
    #[must_use]
    pub fn as_u64(&self) -> Option<u64> {
        self.text
            .parse()
            .ok()
            .or_else(|| self.whole()?.parse().ok())
    }

    /// The nearest double; infinite if the value is too large for one.
    #[must_use]
    pub fn as_f64(&self) -> f64 {
        self.text.parse().unwrap_or(f64::NAN)
    }

    /// Whether the value is whole.
    #[must_use]
    pub fn is_integer(&self) -> bool {
        Decimal::of(&self.text).is_some_and(|d| d.exponent >= 0)
    }

    /// The digits of a whole number of up to 40 digits.
    fn whole(&self) -> Option<String> {
        let decimal = Decimal::of(&self.text)?;
        let zeros = usize::try_from(decimal.exponent)
            .ok()
            .filter(|n| *n <= 40)?;
        let sign = if decimal.negative { "-" } else { "" };
        let digits = if decimal.digits.is_empty() {
            "0"
        } else {
            &decimal.digits
        };
        Some(format!("{sign}{digits}{}", "0".repeat(zeros)))
    }
}

impl PartialEq for Number {
    fn eq(&self, other: &Number) -> bool {
        self.text == other.text || Decimal::of(&self.text) == Decimal::of(&other.text)
    }
}

impl Eq for Number {}

impl std::fmt::Display for Number {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(&self.text)
    }
}

/// Numbers order by exact value.
impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Number) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Number {
    fn cmp(&self, other: &Number) -> std::cmp::Ordering {
        Decimal::of(&self.text).cmp(&Decimal::of(&other.text))
    }
}

macro_rules! number_from {
    ($($int:ty),*) => {$(
        impl From<$int> for Number {
            fn from(value: $int) -> Number {
                Number { text: value.to_string().into() }
            }
        }
    )*};
}
number_from!(i32, u32, i64, u64);

impl Object {
    /// No values.
    #[must_use]
    pub fn new() -> Object {
        Object::default()
    }

    /// The value of a key.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.items
            .iter()
            .find(|(k, _)| **k == *key)
            .map(|(_, value)| value)
    }

    /// Sets the value of a key, at the end if it is new, and returns the value that it had.
    pub fn insert(&mut self, key: impl Into<Box<str>>, value: Node) -> Option<Node> {
        let key = key.into();
        match self.items.iter_mut().find(|(k, _)| *k == key) {
            Some((_, old)) => Some(std::mem::replace(old, value)),
            None => {
                self.items.push((key, value));
                None
            }
        }
    }

    /// Adds a key that is known not to be there yet.
    pub(crate) fn push_new(&mut self, key: Box<str>, value: Node) {
        self.items.push((key, value));
    }

    /// Takes a key away, and returns its value.
    pub fn remove(&mut self, key: &str) -> Option<Node> {
        let at = self.items.iter().position(|(k, _)| **k == *key)?;
        Some(self.items.remove(at).1)
    }

    /// Keys and values in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&str, &Node)> {
        self.items.iter().map(|(key, value)| (&**key, value))
    }

    /// The keys in order.
    pub fn keys(&self) -> impl ExactSizeIterator<Item = &str> {
        self.items.iter().map(|(key, _)| &**key)
    }

    /// How many keys there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }
}

impl PartialEq for Object {
    fn eq(&self, other: &Object) -> bool {
        if self.items.len() != other.items.len() {
            return false;
        }
        let same_order = self.items.iter().zip(&other.items).all(|(a, b)| a.0 == b.0);
        if same_order {
            return self.items.iter().zip(&other.items).all(|(a, b)| a.1 == b.1);
        }
        let sorted = |object: &'_ Object| -> Vec<usize> {
            let mut order: Vec<usize> = (0..object.items.len()).collect();
            order.sort_by_key(|i| object.items.get(*i).map(|(key, _)| key));
            order
        };
        sorted(self)
            .into_iter()
            .zip(sorted(other))
            .all(|(i, j)| self.items.get(i) == other.items.get(j))
    }
}

impl Eq for Object {}

impl<K: Into<Box<str>>> FromIterator<(K, Node)> for Object {
    fn from_iter<T: IntoIterator<Item = (K, Node)>>(iter: T) -> Object {
        let mut object = Object::new();
        for (key, value) in iter {
            object.insert(key, value);
        }
        object
    }
}

impl From<&str> for Node {
    fn from(text: &str) -> Node {
        Node::String(text.into())
    }
}

impl From<String> for Node {
    fn from(text: String) -> Node {
        Node::String(text.into())
    }
}

impl From<bool> for Node {
    fn from(value: bool) -> Node {
        Node::Bool(value)
    }
}

impl From<Number> for Node {
    fn from(number: Number) -> Node {
        Node::Number(number)
    }
}

impl From<Object> for Node {
    fn from(object: Object) -> Node {
        Node::Object(object)
    }
}

impl From<Vec<Node>> for Node {
    fn from(values: Vec<Node>) -> Node {
        Node::Array(values)
    }
}

/// The exact value of a JSON number: `digits × 10^exponent`, digits without zeros at either end (none for zero).
#[derive(Debug, PartialEq, Eq)]
struct Decimal {
    negative: bool,
    digits: String,
    exponent: i64,
}

impl Decimal {
    /// `None` if the exponent is beyond all sense.
    fn of(text: &str) -> Option<Decimal> {
        let (negative, rest) = text
            .strip_prefix('-')
            .map_or((false, text), |rest| (true, rest));
        let (mantissa, exponent) = rest.split_once(['e', 'E']).unwrap_or((rest, "0"));
        let exponent: i64 = exponent.parse::<i32>().ok()?.into();
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let all = format!("{whole}{fraction}");
        let digits = all.trim_start_matches('0');
        let kept = digits.trim_end_matches('0');
        if kept.is_empty() {
            return Some(Decimal {
                negative: false,
                digits: String::new(),
                exponent: 0,
            });
        }
        let exponent = exponent - i64::try_from(fraction.len()).ok()?
            + i64::try_from(digits.len() - kept.len()).ok()?;
        Some(Decimal {
            negative,
            digits: kept.to_owned(),
            exponent,
        })
    }

    /// The power of ten just above the value; the lowest for zero.
    fn magnitude(&self) -> i64 {
        if self.digits.is_empty() {
            i64::MIN
        } else {
            self.exponent
                .saturating_add_unsigned(self.digits.len() as u64)
        }
    }
}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Decimal) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Decimal {
    fn cmp(&self, other: &Decimal) -> std::cmp::Ordering {
        match (self.negative, other.negative) {
            (false, true) => std::cmp::Ordering::Greater,
            (true, false) => std::cmp::Ordering::Less,
            (negative, _) => {
                // Without zeros at the end, the text order of digits of equal magnitude is the order of values.
                let order = self
                    .magnitude()
                    .cmp(&other.magnitude())
                    .then_with(|| self.digits.cmp(&other.digits));
                if negative { order.reverse() } else { order }
            }
        }
    }
}

/// RFC 8259, section 6.
fn is_json_number(text: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let text = text.strip_prefix('-').unwrap_or(text);
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (text, None),
    };
    let (whole, fraction) = match mantissa.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (mantissa, None),
    };
    digits(whole)
        && (whole.len() == 1 || !whole.starts_with('0'))
        && fraction.is_none_or(digits)
        && exponent.is_none_or(|e| digits(e.strip_prefix(['+', '-']).unwrap_or(e)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> Number {
        Number::parse(text).unwrap()
    }

    #[test]
    fn numbers_are_exact() {
        assert_eq!(number("9223372036854775807").as_i64(), Some(i64::MAX));
        assert_eq!(number("18446744073709551615").as_u64(), Some(u64::MAX));
        assert_eq!(number("1.50e1").as_i64(), Some(15));
        assert_eq!(number("-0.0").as_u64(), Some(0));
        assert_eq!(number("1.5").as_i64(), None);
        assert!(number("1e2").is_integer() && !number("1e-2").is_integer());
        assert_eq!(number("10e-1"), number("1.0"));
        assert!(number("0.1000000000000000000001") > number("0.1"));
        assert!(
            number("-2") < number("-1.5")
                && number("-1") < number("0")
                && number("0") < number("0.001")
        );
        assert_eq!(number("1e999999999").as_i64(), None);
        for text in ["", "01", "1.", ".5", "+1", "1e", "0x1", "-", "1 ", "NaN"] {
            assert!(Number::parse(text).is_none(), "{text}");
        }
    }

    #[test]
    fn objects_are_equal_in_any_order() {
        let one: Object = [("a", Node::Null), ("b", Node::from(true))]
            .into_iter()
            .collect();
        let two: Object = [("b", Node::from(true)), ("a", Node::Null)]
            .into_iter()
            .collect();
        let three: Object = [("b", Node::from(false)), ("a", Node::Null)]
            .into_iter()
            .collect();
        assert_eq!(one, two);
        assert_ne!(one, three);
        assert_eq!(one.keys().collect::<Vec<_>>(), ["a", "b"]);
    }
}
