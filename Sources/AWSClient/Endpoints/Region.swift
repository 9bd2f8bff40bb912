import SwiftExtensions

/// A Region's name, in the signature and in host names.
package struct Region: Hashable, Sendable {
    /// For example `eu-west-1`.
    package let name: String

    /// Takes lower-case letters, digits and hyphens, as a host name may hold them.
    package init(_ name: String) throws(EndpointError) {
        let isLabel = name.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
            case UInt8(ascii: "-"): true
            default: false
            }
        }
        guard isLabel, (1...63).contains(name.utf8.count), !name.hasPrefix("-"), !name.hasSuffix("-") else {
            throw EndpointError("'\(printable(name))' is not a Region name such as eu-west-1")
        }
        self.name = name
    }
}

extension Region: CustomStringConvertible {
    package var description: String { name }
}
