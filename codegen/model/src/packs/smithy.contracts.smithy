// Traits of contracts: conditions that values have to meet.
$version: "2.0"

namespace smithy.contracts

/// Conditions on values, by names, as JMESPath expressions.
@trait(selector: ":not(:test(service, operation, resource))")
map conditions {
    key: ConditionName
    value: Condition
}

@pattern("^[A-Z]+[A-Za-z0-9]*$")
string ConditionName

structure Condition {
    /// Has to be true.
    @required
    expression: String

    @required
    documentation: String
}
