$version: "2.0"

namespace example.shop

@length(min: 12, max: 8)
string OrderId

list Orders {
    member: Order
}

structure Order {
    @required
    id: OrderId

    status: Status = "open"

    @timestampFormat("date-time")
    taken: Timestamp
}

enum Status {
    OPEN = "open"
    SHIPPED = "shipped"
}
