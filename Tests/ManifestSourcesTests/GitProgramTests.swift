import Foundation
import TestSupport
import Testing

@testable import ManifestSources

// So long only for a machine that runs everything else at the same time.
@Suite(.timeLimit(.minutes(5))) struct GitProgramTests {
    let scratch: TemporaryFolder

    init() throws { scratch = try TemporaryFolder() }

    /// A stand-in for `git`, found through its own `PATH`.
    private func program(_ script: String) throws -> GitProgram {
        try scratch.write("#!/bin/sh\nPATH=/usr/bin:/bin\n\(script)\n", to: "bin/git")
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: scratch("bin/git"))
        return .forTests(path: scratch("bin"))
    }

    private func outcome(
        of program: GitProgram, input: [UInt8] = [], outputLimit: Int = 1 << 20, within limit: Duration = .seconds(50)
    ) async -> Result<[UInt8], GitFailure> {
        do {
            return .success(try await program.run(["x"], input: input, outputLimit: outputLimit, within: limit))
        } catch {
            return .failure(error)
        }
    }

    @Test func passesBytesThrough() async throws {
        let bytes = (0..<1_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        #expect(await outcome(of: try program("exec cat"), input: bytes) == .success(bytes))
    }

    @Test func reportsItsErrorOutput() async throws {
        let script = "echo 'fatal: no' >&2; exit 128"
        #expect(await outcome(of: try program(script)) == .failure(.failed(message: "fatal: no")))
    }

    @Test func survivesACommandThatDoesNotReadItsInput() async throws {
        let outcome = await outcome(of: try program("exec 0<&-; exit 3"), input: Array(repeating: 0, count: 1 << 20))
        #expect(throws: GitFailure.self) { try outcome.get() }
    }

    @Test func limitsOutput() async throws {
        #expect(await outcome(of: try program("echo 12345"), outputLimit: 5) == .failure(.tooMuchOutput))
        #expect(await outcome(of: try program("echo 12345"), outputLimit: 6) == .success(Array("12345\n".utf8)))
    }

    @Test func reportsThatGitIsMissing() async throws {
        #expect(await outcome(of: .forTests(path: scratch.path)) == .failure(.notInstalled))
    }

    /// It returns only when the command has ended, which would otherwise take ten minutes.
    @Test func stopsACommandThatTakesTooLong() async throws {
        let limit = Duration.milliseconds(200)
        let outcome = await outcome(of: try program("sleep 600 & wait"), within: limit)
        #expect(outcome == .failure(.timedOut(after: limit)))
    }

    @Test func stopsACommandThatIgnoresSIGTERM() async throws {
        let limit = Duration.milliseconds(200)
        let outcome = await outcome(of: try program("trap '' TERM; while :; do sleep 1; done"), within: limit)
        #expect(outcome == .failure(.timedOut(after: limit)))
    }

    @Test func stopsWhenItsTaskIsCancelled() async throws {
        let program = try program("exec sleep 600")
        let task = Task { await outcome(of: program) }
        task.cancel()
        #expect(await task.value == .failure(.interrupted))
    }

    @Test func sanitizesTheEnvironment() async throws {
        let inherited = [
            "PATH": "/bin", "HOME": "/home/me", "GIT_DIR": "/elsewhere", "GIT_TRACE_CURL": "1", "LC_ALL": "de_DE",
            "GIT_ASKPASS": "/bin/askpass", "SSH_AUTH_SOCK": "/run/agent", "SSH_ASKPASS": "/bin/window",
        ]
        let sanitized = GitEnvironment.sanitized(inherited, workingFolder: "/here")
        let kept = ["PATH", "HOME", "GIT_ASKPASS", "SSH_AUTH_SOCK"]
        #expect(kept.allSatisfy { sanitized[$0] == inherited[$0] })
        #expect(["GIT_DIR", "GIT_TRACE_CURL", "SSH_ASKPASS"].allSatisfy { sanitized[$0] == nil })
        #expect(sanitized["LC_ALL"] == "C" && sanitized["GIT_TERMINAL_PROMPT"] == "0")
        #expect(sanitized["GIT_CONFIG_NOSYSTEM"] == nil, "the system's configuration counts")
    }

    /// `git` runs in another folder than Roster.
    @Test func makesPathsAbsolute() {
        let inherited = [
            "GIT_CONFIG_GLOBAL": "git/config", "GIT_SSL_CAINFO": "ca.pem", "GIT_ASKPASS": "./askpass", "GIT_SSH": "ssh",
            "HOME": "/home/me", "SSH_AUTH_SOCK": "",
        ]
        let sanitized = GitEnvironment.sanitized(inherited, workingFolder: "/here")
        let expected = inherited.merging([
            "GIT_CONFIG_GLOBAL": "/here/git/config", "GIT_SSL_CAINFO": "/here/ca.pem",
            "GIT_ASKPASS": "/here/./askpass",
        ]) { _, absolute in absolute }
        #expect(expected.allSatisfy { sanitized[$0.key] == $0.value })
    }

    @Test(arguments: [
        ("fatal: a\n", "fatal: a"), ("", "no reason given"),
        ("warning: w\nfatal: a\nfatal: b\n\n", "fatal: a; fatal: b"),
        ("fatal: a\n\nPlease make sure you have the correct access rights\nand the repository exists.\n", "fatal: a"),
        ("hint: h\nfatal: red\n", "fatal: red"),
        (
            """
            fatal: detected dubious ownership in repository at '/srv/a'
            To add an exception for this directory, call:

            \tgit config --global --add safe.directory /srv/a
            fatal: Could not read from remote repository.

            Please make sure you have the correct access rights
            and the repository exists.
            """,
            "fatal: detected dubious ownership in repository at '/srv/a'; To add an exception for this directory, "
                + "call:; git config --global --add safe.directory /srv/a"
        ),
        (
            "ssh: connect to host h port 22: refused\nfatal: Could not read from remote repository.\n",
            "ssh: connect to host h port 22: refused"
        ),
        ("fatal: Could not read from remote repository.\n", "fatal: Could not read from remote repository."),
        (
            "fatal: no such repository\n" + String(repeating: "remote: a word of advice\n", count: 40),
            "fatal: no such repository" + String(repeating: "; remote: a word of advice", count: 18)
        ),
        ("fatal: \(String(repeating: "x", count: 600))", "fatal: \(String(repeating: "x", count: 493))"),
    ])
    func summarizesErrorOutput(output: String, summary: String) {
        #expect(GitFailure.summary(of: output) == summary)
    }
}

@Suite struct GitTreeTests {
    @Test(arguments: ["100644 blob abc\ta", "100644 blob abc 1 a", "100644 blob abc x\ta"])
    func rejectsAnUnknownListing(_ listing: String) {
        #expect(TreeEntry.parse(Array(listing.utf8)) == nil)
    }

    @Test func readsAListing() {
        let listing = "100644 blob abc       2\ta b.yaml\0160000 commit def       -\tm\0"
        #expect(
            TreeEntry.parse(Array(listing.utf8)) == [
                TreeEntry(mode: "100644", object: "abc", size: 2, path: "a b.yaml"),
                TreeEntry(mode: "160000", object: "def", size: nil, path: "m"),
            ])
    }

    @Test(arguments: [
        "", "NAME missing\n", "NAME blob 2\nxx", "NAME blob 2\nx", "NAME blob 3\nxxx\n", "NAME blob 2\nyy\n",
        "NAME tree 2\nxx\n", "NAME blob 2\nxx\nNAME blob 2\nxx\n", "NAME blob -1\nxx\n", "other blob 2\nxx\n",
    ])
    func rejectsWhatIsNotWhatItsNameSays(_ output: String) async throws {
        let git = GitProgram.forTests()
        let name = try await git.run(["hash-object", "--stdin"], input: Array("xx".utf8), within: .seconds(600))
        let object = String(decoding: name, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
        #expect(ObjectBatch(Array(output.replacing("NAME", with: object).utf8), of: [object]) == nil)
        #expect(
            ObjectBatch(Array("\(object) blob 2\nxx\n".utf8), of: [object])?.contents[object] == Array("xx".utf8)[...])
    }
}
