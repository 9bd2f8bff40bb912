extension String {
    /// The text of a file's name, which may have any bytes: those that are not UTF-8 become `\xNN`.
    package init(fileName bytes: some Collection<UInt8>) {
        if let text = String(validating: bytes, as: UTF8.self) {
            self = text
            return
        }
        self.init()
        var rest = Array(bytes)[...]
        while let byte = rest.first {
            let scalar = (1...4).lazy.map { rest.prefix($0) }.compactMap { String(validating: $0, as: UTF8.self) }.first
            append(scalar ?? "\\x" + String(byte >> 4, radix: 16) + String(byte & 15, radix: 16))
            rest = rest.dropFirst(scalar?.utf8.count ?? 1)
        }
    }
}
