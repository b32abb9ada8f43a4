$version: "2.0"

namespace example.shop

@error("client")
@httpError(504)
structure NoSuchOrder {
    message: String
}
