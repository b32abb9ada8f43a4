$version: "2"
$operationInputSuffix: "Request"

metadata validators = [{ name: "EmitEachSelector", id: "X", configuration: { selector: "operation :not([trait|http])" } }]

namespace a.b

use smithy.api#required

/// A service.
@title("S")
service S {
    version: "1"
    operations: [Do]
    resources: [R]
    rename: { "a.b#E": "F" }
}

resource R {
    identifiers: { id: String }
    properties: { size: Integer }
    read: Get
}

@readonly
@http(method: "GET", uri: "/r/{id}", code: 200)
operation Get {
    input := for R with [M] {
        @required
        @httpLabel
        $id
        @httpQuery("n")
        n: Integer = 1
    }
    output := for R { $size }
    errors: [E]
}

operation Do { input: I }

structure I {
    k: Kind = "x"
    l: L, u: U
}

@mixin
structure M {
    m: Boolean = false
}


@error("client")
@httpError(404)
structure E { message: String }

enum Kind {
    X = "x"
    Y
}
intEnum N {
    ONE = 1
}
list L { member: L2 }
@uniqueItems list L2 { member: String }
map T { key: String, value: T2 }
union U { a: T, b: Unit }
structure T2 { t: T }

apply I { @documentation("""
    A block
      of "text" \u00e9 \
    here.""") }
