import ECSWire
import Testing

@testable import EmbeddedRegistry

@Suite struct OperationTableTests {
    @Test("every operation that the wire knows has a handler, once")
    func handlesEveryOperation() {
        let handled = Operation.all.map(\.name)
        let known = RateGroup.allCases.flatMap(\.operations).map { $0.name }
        #expect(handled.sorted() == known.sorted())
    }
}
