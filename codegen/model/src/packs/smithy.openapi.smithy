// Traits of the conversion to OpenAPI.
$version: "2.0"

namespace smithy.openapi

/// Makes an extension of OpenAPI of a trait.
@trait(
    selector: "[trait|trait]"
    breakingChanges: [{ change: "presence" }, { path: "/as", change: "any" }]
)
structure specificationExtension {
    as: SpecificationExtensionKey
}

@private
@pattern("^x-.+$")
string SpecificationExtensionKey
