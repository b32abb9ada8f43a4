// Traits for what single services of AWS do in their own way.
$version: "2.0"

namespace aws.customizations

/// Says that the output in XML has no element around it.
@trait(selector: "operation")
structure s3UnwrappedXmlOutput {}
