import ArgumentParser
import SwiftExtensions
import Testing

@testable import roster

/// What the program says about arguments that it does not accept.
private func said(_ arguments: [String]) -> String {
    do {
        _ = try Roster.parseAsRoot(arguments)
        return ""
    } catch {
        return UsageError(error, arguments).lines.joined(separator: "\n")
    }
}

@Test(
    "a message repeats an argument escaped and cut",
    arguments: [
        (["plan", "--format", "ya\u{1B}[2Jml"], "The value 'ya\\u{1b}[2Jml' is invalid for '--format <format>'"),
        (["plan", "--format=a\nError: b"], "The value 'a\\u{a}Error: b' is invalid for '--format <format>'"),
        (["plan", "--form\u{202E}at"], "Unknown option '--form\\u{202e}at'"),
        (["plan", "--\u{1B}]0;x\u{7}"], "Unknown option '--\\u{1b}]0;x\\u{7}'"),
        (["explain", "arn:\u{85}x"], "'arn:\\u{85}x' is not the ARN"),
        (["apply", "--maximum-deregistrations", "\u{A0}1"], "The value '\\u{a0}1' is invalid"),
        (["plan", "--format", String(repeating: "x", count: 100_000)], "… (100000 characters) …"),
        (["plan", "--formt", "json"], "Did you mean '--format'?"),
        (["p\u{1B}lan"], "Unexpected argument"),
    ])
func escapesArguments(arguments: [String], part: String) {
    let text = said(arguments)
    #expect(text.contains(part), "\(text)")
    #expect(text.unicodeScalars.allSatisfy { $0 == "\n" || $0.isPrintable })
    #expect(text.split(separator: "\n").count { $0.hasPrefix("Error: ") } == 1)
    #expect(text.contains("Usage: ") && text.utf8.count < 5_000)
}

@Test(
    "no message repeats what may be a secret",
    arguments: [
        ["registry", "serve", "--access-key", "S3CR3T"],
        ["registry", "serve", "--access-key", "S3CR3T:"],
        ["registry", "serve", "--access-key", "S3CR3T:a b"],
        ["registry", "serve", "--access-key", "AKIA S3CR3T"],
        ["registry", "serve", "--access-key", "S3CR3T:a", "--access-key", "S3CR3T:b"],
        ["registry", "serve", "--access-key", "AKIA", "S3CR3T"],
        ["registry", "serve", "--acces-key", "AKIA:S3CR3T"],
        ["registry", "serve", "--access-key=S3CR3T"],
        ["registry", "serve", "--acces-key=AKIA:S3CR3T"],
        ["registry", "serve", "--throttle", "AKIA:S3CR3T", "--access-key", "aws"],
        ["registry", "serve", "--listen", "AKIA:S3CR3T"],
        ["registry", "serve", "AKIA:S3CR3T\u{1B}"],
        ["registry", "serve", "--admin=S3CR3T"],
        ["plan", "--access-key", "AKIA:S3CR3T"],
        ["plan", "manifests", "S3CR3T", "S3CR3T"],
        ["plan", "--format", "http://user:S3CR3T@h"],
        ["explain", "arn:x:S3CR3T@h"],
        ["plan", "--registry", "http://h/?token=S3CR3T"],
    ])
func hidesSecrets(arguments: [String]) {
    let text = said(arguments)
    #expect(!text.contains("S3CR3T"), "\(text)")
    #expect(text.contains("Error: "))
}
