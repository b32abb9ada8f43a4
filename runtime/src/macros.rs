//! The glue between generated types and [`crate::value`]: one macro call per generated type.

/// Implements what a generated structure needs: access by index, and `Debug` and `PartialEq` that
/// go through its schema (so sensitive members print as redacted).
///
/// `structure!(Name, SCHEMA { 0 => first_field, 1 => second_field })`, indices as in the schema.
#[macro_export]
macro_rules! structure {
    ($name:ident, $schema:path { $($index:literal => $field:ident),* $(,)? }) => {
        impl $crate::schema::Shape for $name {
            const SCHEMA: &'static $crate::schema::Schema = &$schema;
        }

        impl $crate::value::Structure for $name {
            fn schema(&self) -> &'static $crate::schema::Schema {
                &$schema
            }
            fn get(&self, member: usize) -> $crate::value::View<'_> {
                match member {
                    $($index => $crate::value::Value::view(&self.$field),)*
                    _ => $crate::value::View::Absent,
                }
            }
            fn slot(&mut self, member: usize) -> $crate::value::Slot<'_> {
                match member {
                    $($index => $crate::value::Value::slot(&mut self.$field),)*
                    _ => $crate::value::Slot::Nowhere,
                }
            }
        }

        impl $crate::value::Value for $name {
            fn view(&self) -> $crate::value::View<'_> {
                $crate::value::View::Structure(self)
            }
            fn slot(&mut self) -> $crate::value::Slot<'_> {
                $crate::value::Slot::Structure(self)
            }
        }

        impl ::std::fmt::Debug for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                $crate::debug::structure(self, f)
            }
        }

        impl ::std::cmp::PartialEq for $name {
            fn eq(&self, other: &Self) -> bool {
                $crate::equal::structures(self, other)
            }
        }
    };
}

/// Implements what a generated union needs. The enum has one variant per member, each with one
/// value, and a last variant `Unknown` for what a newer model may send.
///
/// `union!(Name, SCHEMA { 0 => First, 1 => Second })`, indices as in the schema.
#[macro_export]
macro_rules! union {
    ($name:ident, $schema:path { $($index:literal => $variant:ident),* $(,)? }) => {
        impl $crate::schema::Shape for $name {
            const SCHEMA: &'static $crate::schema::Schema = &$schema;
        }

        impl $crate::value::Union for $name {
            fn schema(&self) -> &'static $crate::schema::Schema {
                &$schema
            }
            fn variant(&self) -> ::std::option::Option<(usize, $crate::value::View<'_>)> {
                match self {
                    $(Self::$variant(value) => ::std::option::Option::Some(($index, $crate::value::Value::view(value))),)*
                    Self::Unknown => ::std::option::Option::None,
                }
            }
            fn set(&mut self, member: usize) -> $crate::value::Slot<'_> {
                *self = match member {
                    $($index => Self::$variant(::std::default::Default::default()),)*
                    _ => Self::Unknown,
                };
                match self {
                    $(Self::$variant(value) => $crate::value::Value::slot(value),)*
                    Self::Unknown => $crate::value::Slot::Nowhere,
                }
            }
        }

        impl $crate::value::Value for $name {
            fn view(&self) -> $crate::value::View<'_> {
                $crate::value::View::Union(self)
            }
            fn slot(&mut self) -> $crate::value::Slot<'_> {
                $crate::value::Slot::Union(self)
            }
        }

        impl ::std::default::Default for $name {
            fn default() -> Self {
                Self::Unknown
            }
        }

        impl ::std::fmt::Debug for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                $crate::debug::union(self, f)
            }
        }

        impl ::std::cmp::PartialEq for $name {
            fn eq(&self, other: &Self) -> bool {
                $crate::equal::unions(self, other)
            }
        }
    };
}

/// Implements what a generated enum needs: its schema as `static SCHEMA`, its text, conversions
/// from text, `Display`. The enum stands alone in its module, and
/// has a last variant `Unknown(String)` for what a newer model may send.
///
/// `enumeration!(Name, "ns#Name", [traits] { First => "first", Second => "second" })`.
#[macro_export]
macro_rules! enumeration {
    ($name:ident, $id:literal, [$($trait:expr),*] { $($variant:ident => $value:literal),* $(,)? }) => {
        pub(super) static SCHEMA: $crate::schema::Schema =
            $crate::schema::Schema::enumeration($id, &[$($value),*], &[$($trait),*]);

        impl $crate::schema::Shape for $name {
            const SCHEMA: &'static $crate::schema::Schema = &SCHEMA;
        }

        impl $name {
            /// The value on the wire.
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $value,)*
                    Self::Unknown(value) => value,
                }
            }
        }

        impl ::std::convert::From<&str> for $name {
            fn from(value: &str) -> Self {
                match value {
                    $($value => Self::$variant,)*
                    _ => Self::Unknown(::std::borrow::ToOwned::to_owned(value)),
                }
            }
        }

        impl ::std::convert::From<::std::string::String> for $name {
            fn from(value: ::std::string::String) -> Self {
                Self::from(value.as_str())
            }
        }

        impl ::std::default::Default for $name {
            fn default() -> Self {
                Self::Unknown(::std::string::String::new())
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl ::std::fmt::Debug for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                $crate::debug::enumeration(&SCHEMA, &self.as_str(), f)
            }
        }

        impl $crate::value::Enumeration for $name {
            fn set(&mut self, value: &str) {
                *self = Self::from(value);
            }
        }

        impl $crate::value::Value for $name {
            fn view(&self) -> $crate::value::View<'_> {
                $crate::value::View::String(self.as_str())
            }
            fn slot(&mut self) -> $crate::value::Slot<'_> {
                $crate::value::Slot::Enum(self)
            }
        }
    };
}

/// Implements what a generated enum of integers needs, its schema as `static SCHEMA` included. The
/// enum stands alone in its module, and has a last variant `Unknown(i32)`
/// for what a newer model may send.
///
/// `int_enumeration!(Name, "ns#Name", [traits] { First => 1, Second => 2 })`.
#[macro_export]
macro_rules! int_enumeration {
    ($name:ident, $id:literal, [$($trait:expr),*] { $($variant:ident => $value:literal),* $(,)? }) => {
        pub(super) static SCHEMA: $crate::schema::Schema = $crate::schema::Schema::simple(
            $id,
            $crate::schema::Kind::IntEnum,
            &[$($trait),*],
        );

        impl $crate::schema::Shape for $name {
            const SCHEMA: &'static $crate::schema::Schema = &SCHEMA;
        }

        impl $name {
            /// The value on the wire.
            pub fn as_i32(&self) -> i32 {
                match self {
                    $(Self::$variant => $value,)*
                    Self::Unknown(value) => *value,
                }
            }
        }

        impl ::std::convert::From<i32> for $name {
            fn from(value: i32) -> Self {
                match value {
                    $($value => Self::$variant,)*
                    _ => Self::Unknown(value),
                }
            }
        }

        impl ::std::default::Default for $name {
            fn default() -> Self {
                Self::from(0)
            }
        }

        impl ::std::fmt::Debug for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                $crate::debug::enumeration(&SCHEMA, &self.as_i32(), f)
            }
        }

        impl $crate::value::IntEnumeration for $name {
            fn set(&mut self, value: i32) {
                *self = Self::from(value);
            }
        }

        impl $crate::value::Value for $name {
            fn view(&self) -> $crate::value::View<'_> {
                $crate::value::View::Integer(self.as_i32())
            }
            fn slot(&mut self) -> $crate::value::Slot<'_> {
                $crate::value::Slot::IntEnum(self)
            }
        }
    };
}

/// Implements what the errors of a generated operation need. The enum has one variant per error
/// in the order of the operation's table, and a last variant `Unmodeled`.
///
/// `operation_error!(NameError { 0 => First(FirstException), 1 => Second(SecondException) })`.
#[macro_export]
macro_rules! operation_error {
    ($name:ident { $($index:literal => $variant:ident($shape:ty)),* $(,)? }) => {
        impl $crate::error::OperationError for $name {
            fn modeled(index: usize) -> ::std::option::Option<Self> {
                match index {
                    $($index => ::std::option::Option::Some(Self::$variant(::std::default::Default::default())),)*
                    _ => ::std::option::Option::None,
                }
            }
            fn unmodeled(error: $crate::error::Unmodeled) -> Self {
                Self::Unmodeled(error)
            }
            fn kind(&self) -> $crate::error::ErrorKind<'_> {
                match self {
                    $(Self::$variant(error) => $crate::error::ErrorKind::Modeled($index, error),)*
                    Self::Unmodeled(error) => $crate::error::ErrorKind::Unmodeled(error),
                }
            }
            fn structure(&mut self) -> ::std::option::Option<&mut dyn $crate::value::Structure> {
                match self {
                    $(Self::$variant(error) => ::std::option::Option::Some(error),)*
                    Self::Unmodeled(_) => ::std::option::Option::None,
                }
            }
        }

        $(impl ::std::convert::From<$shape> for $name {
            fn from(error: $shape) -> Self {
                Self::$variant(error)
            }
        })*

        impl ::std::convert::From<$crate::error::Unmodeled> for $name {
            fn from(error: $crate::error::Unmodeled) -> Self {
                Self::Unmodeled(error)
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                $crate::error::display(self, f)
            }
        }

        impl ::std::error::Error for $name {}
    };
}

/// Stands in generated clients of models with the trait `requestCompression`: without the feature
/// `compression` it is an error that says what to add.
#[cfg(feature = "compression")]
#[macro_export]
macro_rules! needs_compression {
    () => {};
}

/// Stands in generated clients of models with the trait `requestCompression`: without the feature
/// `compression` it is an error that says what to add.
#[cfg(not(feature = "compression"))]
#[macro_export]
macro_rules! needs_compression {
    () => {
        compile_error!(
            "this client compresses requests: give planish-runtime the feature `compression`"
        );
    };
}

/// Stands in generated clients of models with the trait `httpChecksumRequired`: without the feature
/// `content-md5` it is an error that says what to add.
#[cfg(feature = "content-md5")]
#[macro_export]
macro_rules! needs_content_md5 {
    () => {};
}

/// Stands in generated clients of models with the trait `httpChecksumRequired`: without the feature
/// `content-md5` it is an error that says what to add.
#[cfg(not(feature = "content-md5"))]
#[macro_export]
macro_rules! needs_content_md5 {
    () => {
        compile_error!(
            "this client sends checksums: give planish-runtime the feature `content-md5`"
        );
    };
}
