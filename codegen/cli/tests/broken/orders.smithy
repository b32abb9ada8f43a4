$version: "2.0"

namespace example.shop

use aws.protocols#restJson1

/// A shop that takes orders.
@restJson1
service Shop {
    version: "2025-01-01"
    operations: [
        GetOrder
        ListOrders
        CancelOrder
    ]
}

@readonly
@http(method: "GET", uri: "/orders/{id}")
operation GetOrder {
    input := {
        @required
        @httpLabel
        orderId: OrderId
    }

    output: Order

    errors: [
        NoSuchOrder
    ]
}

@readonly
@paginated(inputToken: "token", outputToken: "nextToken", items: "orders")
@http(method: "GET", uri: "/orders")
operation ListOrders {
    input := {
        @httpQuery("token")
        token: String
    }

    output := {
        orders: Orders
    }
}

@http(method: "PUT", uri: "/orders/{orderId}/cancel")
operation CancelOrder {
    input := {
        @required
        @httpLabel
        orderId: OrderId
    }

    errors: [
        NoSuchOrder
    ]
}
