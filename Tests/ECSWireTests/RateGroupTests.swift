import Foundation
import Testing

@testable import ECSWire

@Suite struct RateGroupTests {
    @Test("every operation is in exactly one group")
    func coversEveryOperation() throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../Sources/ECSWire/Operations").standardized
        let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
        let declared = try files.flatMap { file in
            try String(contentsOf: file, encoding: .utf8).matches(of: /enum (\w+): ECSOperation/).map { String($0.1) }
        }
        let grouped = RateGroup.allCases.flatMap(\.operations).map { $0.name }
        #expect(declared.count > 30)
        #expect(grouped.sorted() == declared.sorted())
    }

    @Test func knowsNoOtherOperation() {
        #expect(RateGroup(operation: "NoSuchOperation") == nil)
    }
}
