$version: "2.0"

namespace com.example

use aws.protocols#restJson1

/// Greets people.
@restJson1
@title("Greeter")
service Greeter {
    version: "2025-01-01"
    operations: [
        Greet
    ]
}

/// Greets somebody by name.
@readonly
@http(method: "GET", uri: "/greetings/{name}", code: 200)
operation Greet {
    input := {
        /// Who is greeted.
        @required
        @httpLabel
        name: Name

        /// How.
        @httpQuery("style")
        style: Style = "polite"
    }

    output := {
        @required
        greeting: String
    }

    errors: [
        UnknownName
    ]
}

@length(min: 1, max: 100)
string Name

/// How people are greeted.
enum Style {
    POLITE = "polite"
    SHORT = "short"
}

/// Nobody has this name.
@error("client")
@httpError(404)
structure UnknownName {
    @required
    message: String
}
