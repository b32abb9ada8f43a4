//! Values without their types: how protocols and validators look into generated structures.
//!
//! A protocol is written once, over [`View`] (to read a value out) and [`Slot`] (to put one in).
//! Every field type implements [`Value`], which hands out both; generated structures and unions
//! implement [`Structure`] and [`Union`] by a macro that lists their fields.

use std::collections::BTreeMap;

use bytes::Bytes;

use crate::document::Document;
use crate::event_stream::Events;
use crate::number::{BigDecimal, BigInteger};
use crate::schema::Schema;
use crate::stream::ByteStream;
use crate::timestamp::Timestamp;

/// A type that can be a member of a shape.
pub trait Value: Default {
    /// The value to read; [`View::Absent`] for `None`.
    fn view(&self) -> View<'_>;
    /// The place to write to. An absent value becomes present, with its default.
    fn slot(&mut self) -> Slot<'_>;
}

/// A value, borrowed, to be read.
#[derive(Clone, Copy)]
#[allow(missing_docs, reason = "the variants are the kinds of `schema::Kind`")]
pub enum View<'a> {
    /// There is no value: an absent member, or a null in a sparse collection.
    Absent,
    Boolean(bool),
    Byte(i8),
    Short(i16),
    Integer(i32),
    Long(i64),
    Float(f32),
    Double(f64),
    BigInteger(&'a BigInteger),
    BigDecimal(&'a BigDecimal),
    /// A string or the wire value of an enum.
    String(&'a str),
    Blob(&'a Bytes),
    Timestamp(Timestamp),
    Document(&'a Document),
    List(&'a dyn List),
    Map(&'a dyn Map),
    Structure(&'a dyn Structure),
    Union(&'a dyn Union),
    /// A streamed blob: its bytes can't be looked at.
    Stream(&'a ByteStream),
    /// A stream of events: they can't be looked at.
    Events(&'a dyn Events),
}

/// A place for a value.
#[allow(missing_docs, reason = "the variants are the kinds of `schema::Kind`")]
pub enum Slot<'a> {
    Boolean(&'a mut bool),
    Byte(&'a mut i8),
    Short(&'a mut i16),
    Integer(&'a mut i32),
    Long(&'a mut i64),
    Float(&'a mut f32),
    Double(&'a mut f64),
    BigInteger(&'a mut BigInteger),
    BigDecimal(&'a mut BigDecimal),
    String(&'a mut String),
    Enum(&'a mut dyn Enumeration),
    IntEnum(&'a mut dyn IntEnumeration),
    Blob(&'a mut Bytes),
    Timestamp(&'a mut Timestamp),
    Document(&'a mut Document),
    List(&'a mut dyn List),
    Map(&'a mut dyn Map),
    Structure(&'a mut dyn Structure),
    Union(&'a mut dyn Union),
    Stream(&'a mut ByteStream),
    Events(&'a mut dyn Events),
    /// No such member: whatever is read is dropped.
    Nowhere,
}

/// A generated structure, its members by index in its schema.
pub trait Structure: Send {
    /// The structure's schema.
    fn schema(&self) -> &'static Schema;
    /// The member's value; [`View::Absent`] for an index out of range.
    fn get(&self, member: usize) -> View<'_>;
    /// The member's place; [`Slot::Nowhere`] for an index out of range.
    fn slot(&mut self, member: usize) -> Slot<'_>;
}

/// A generated union.
pub trait Union: Send {
    /// The union's schema.
    fn schema(&self) -> &'static Schema;
    /// The index of the variant in the schema, and its value; `None` for an unknown variant.
    fn variant(&self) -> Option<(usize, View<'_>)>;
    /// Makes the union hold this variant, with its default, and gives the place of its value.
    fn set(&mut self, member: usize) -> Slot<'_>;
}

impl Union for Box<dyn Union> {
    fn schema(&self) -> &'static Schema {
        (**self).schema()
    }
    fn variant(&self) -> Option<(usize, View<'_>)> {
        (**self).variant()
    }
    fn set(&mut self, member: usize) -> Slot<'_> {
        (**self).set(member)
    }
}

/// A generated enum of strings.
pub trait Enumeration: Send {
    /// Takes the value from the wire, known or not.
    fn set(&mut self, value: &str);
}

/// A generated enum of integers.
pub trait IntEnumeration: Send {
    /// Takes the value from the wire, known or not.
    fn set(&mut self, value: i32);
}

/// A list of values.
pub trait List {
    /// The number of items.
    fn len(&self) -> usize;
    /// Whether there is no item.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }
    /// The item; [`View::Absent`] for a null of a sparse list, or for an index out of range.
    fn get(&self, index: usize) -> View<'_>;
    /// Adds an item, with its default, and gives its place.
    fn push(&mut self) -> Slot<'_>;
    /// Adds a null; a list that isn't sparse adds nothing.
    fn push_null(&mut self);
    /// Removes all items.
    fn clear(&mut self);
}

/// A map from text to values, in the order of its keys.
pub trait Map {
    /// The number of entries.
    fn len(&self) -> usize;
    /// Whether there is no entry.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }
    /// The value of a key; `None` where there is no such key.
    fn get(&self, key: &str) -> Option<View<'_>>;
    /// All entries, in the order of the keys.
    fn entries(&self) -> Box<dyn Iterator<Item = (&str, View<'_>)> + '_>;
    /// The place of the key's value, with its default where the key is new.
    fn insert(&mut self, key: &str) -> Slot<'_>;
    /// Puts a null for the key; a map that isn't sparse forgets the key.
    fn insert_null(&mut self, key: &str);
    /// Removes all entries.
    fn clear(&mut self);
}

macro_rules! values {
    ($($ty:ty, $variant:ident, $read:expr;)*) => {$(
        impl Value for $ty {
            fn view(&self) -> View<'_> {
                View::$variant($read(self))
            }
            fn slot(&mut self) -> Slot<'_> {
                Slot::$variant(self)
            }
        }
    )*};
}

values! {
    bool, Boolean, |v: &bool| *v;
    i8, Byte, |v: &i8| *v;
    i16, Short, |v: &i16| *v;
    i32, Integer, |v: &i32| *v;
    i64, Long, |v: &i64| *v;
    f32, Float, |v: &f32| *v;
    f64, Double, |v: &f64| *v;
    Timestamp, Timestamp, |v: &Timestamp| *v;
    BigInteger, BigInteger, by_reference;
    BigDecimal, BigDecimal, by_reference;
    String, String, String::as_str;
    Bytes, Blob, by_reference;
    Document, Document, by_reference;
    ByteStream, Stream, by_reference;
}

fn by_reference<T>(value: &T) -> &T {
    value
}

impl<T: Value> Value for Option<T> {
    fn view(&self) -> View<'_> {
        match self {
            Some(value) => value.view(),
            None => View::Absent,
        }
    }
    fn slot(&mut self) -> Slot<'_> {
        self.get_or_insert_with(T::default).slot()
    }
}

impl<T: Value> Value for Box<T> {
    fn view(&self) -> View<'_> {
        T::view(self)
    }
    fn slot(&mut self) -> Slot<'_> {
        T::slot(self)
    }
}

impl<T: Value> Value for Vec<T> {
    fn view(&self) -> View<'_> {
        View::List(self)
    }
    fn slot(&mut self) -> Slot<'_> {
        Slot::List(self)
    }
}

impl<T: Value> List for Vec<T> {
    fn len(&self) -> usize {
        Vec::len(self)
    }
    fn get(&self, index: usize) -> View<'_> {
        match <[T]>::get(self, index) {
            Some(item) => item.view(),
            None => View::Absent,
        }
    }
    fn push(&mut self) -> Slot<'_> {
        Vec::push(self, T::default());
        match self.last_mut() {
            Some(item) => item.slot(),
            None => Slot::Nowhere,
        }
    }
    fn push_null(&mut self) {
        let item = T::default();
        if matches!(item.view(), View::Absent) {
            Vec::push(self, item);
        }
    }
    fn clear(&mut self) {
        Vec::clear(self);
    }
}

impl<T: Value> Value for BTreeMap<String, T> {
    fn view(&self) -> View<'_> {
        View::Map(self)
    }
    fn slot(&mut self) -> Slot<'_> {
        Slot::Map(self)
    }
}

impl<T: Value> Map for BTreeMap<String, T> {
    fn len(&self) -> usize {
        BTreeMap::len(self)
    }
    fn get(&self, key: &str) -> Option<View<'_>> {
        BTreeMap::get(self, key).map(T::view)
    }
    fn entries(&self) -> Box<dyn Iterator<Item = (&str, View<'_>)> + '_> {
        Box::new(self.iter().map(|(key, value)| (key.as_str(), value.view())))
    }
    fn insert(&mut self, key: &str) -> Slot<'_> {
        self.entry(key.to_owned()).or_default().slot()
    }
    fn insert_null(&mut self, key: &str) {
        let value = T::default();
        if matches!(value.view(), View::Absent) {
            BTreeMap::insert(self, key.to_owned(), value);
        } else {
            self.remove(key);
        }
    }
    fn clear(&mut self) {
        BTreeMap::clear(self);
    }
}

/// `smithy.api#Unit`: the value of a variant or output that carries nothing.
#[derive(Clone, Copy, Default)]
pub struct Unit {}

crate::structure!(Unit, crate::schema::prelude::UNIT {});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nulls_stay_out_of_dense_collections_and_in_sparse_ones() {
        let mut dense: Vec<String> = Vec::new();
        dense.push_null();
        assert!(dense.is_empty());
        let mut sparse: Vec<Option<String>> = Vec::new();
        sparse.push_null();
        assert_eq!(sparse, [None]);
        let mut map = BTreeMap::from([("a".to_owned(), 1)]);
        map.insert_null("a");
        assert!(BTreeMap::is_empty(&map));
    }

    #[test]
    fn a_slot_makes_an_optional_value_present() {
        let mut value: Option<Box<i32>> = None;
        assert!(matches!(value.view(), View::Absent));
        if let Slot::Integer(place) = value.slot() {
            *place = 7;
        }
        assert_eq!(value, Some(Box::new(7)));
    }
}
