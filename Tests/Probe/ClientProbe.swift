import Foundation

/// Answers questions about the client, so that Tests/Interop can compare its answers with botocore's: a question is a
/// line of JSON with one member, an answer is a line of JSON, until the end of the input.
@main
enum ClientProbe {
    private struct Question: Decodable {
        let sign: Signing?
        let locate: Location?
    }

    static func main() throws {
        let (decoder, encoder) = (JSONDecoder(), JSONEncoder())
        while let line = readLine() {
            let question = try decoder.decode(Question.self, from: Data(line.utf8))
            var answer = Data()
            if let signing = question.sign { answer = try encoder.encode(signing.answer) }
            if let location = question.locate { answer = try encoder.encode(location.answer) }
            try FileHandle.standardOutput.write(contentsOf: answer + Data("\n".utf8))
        }
    }
}
