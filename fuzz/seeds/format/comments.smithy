$version: "2" // why
// first
namespace a

use b#c
/// doc
@length(min:1,max:2) // after
@tags(["a", "b"])
string S // last

structure  T{ a:String, // one
b : S = "x" // two
// three
}
list L { member: S }
operation O { input:={ a: String }, output: T
errors: [E, F] }
apply S { @deprecated @internal }
