// Errors that frameworks of servers raise by themselves.
$version: "2.0"

namespace smithy.framework

/// Says that the input broke constraints of the model.
@error("client")
structure ValidationException {
    /// All failures in one sentence.
    @required
    message: String

    /// The failures one by one.
    fieldList: ValidationExceptionFieldList
}

/// One member that broke a constraint.
structure ValidationExceptionField {
    /// A JSON pointer to the member.
    @required
    path: String

    /// What is wrong with it.
    @required
    message: String
}

list ValidationExceptionFieldList {
    member: ValidationExceptionField
}
