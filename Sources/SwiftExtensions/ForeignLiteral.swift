/// A value from text, for a type that is made from a string literal and whose module cannot be imported.
///
/// Subprocess's `FilePath` is `System`'s on Apple platforms, and on others that of a package that is not a dependency.
package func foreign<Value: ExpressibleByStringLiteral>(_ text: String) -> Value
where Value.StringLiteralType == String {
    Value(stringLiteral: text)
}
