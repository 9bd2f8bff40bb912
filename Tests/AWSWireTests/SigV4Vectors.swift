import ECSWire
import Foundation
import Testing

@testable import AWSWire

/// A request, and what botocore 1.43.11's `SigV4Auth` makes of it at that moment.
struct SigV4Vector: Sendable, CustomTestStringConvertible {
    let name: String
    let request: WireRequest
    let key: SigV4.Key
    var secret: String
    var region: String
    var service: String
    let at: Double
    var date: String
    var signs: String
    var signature: String

    init(
        _ name: String, _ request: WireRequest, key: SigV4.Key = .lasting, region: String = "eu-west-1",
        service: String = "ecs", at: Double = 1_790_072_100, date: String, signs: String, signature: String
    ) {
        self.name = name
        self.request = request
        self.key = key
        secret = key.secret
        self.region = region
        self.service = service
        self.at = at
        self.date = date
        self.signs = signs
        self.signature = signature
    }

    var testDescription: String { name }

    func signed() -> WireRequest {
        SigV4.sign(request, key: key, region: region, service: service, at: Date(timeIntervalSince1970: at))
    }

    func verifies(_ request: WireRequest) -> Bool {
        SigV4.isSignature(
            signature, of: request, signing: signs.split(separator: ";").map(String.init), secret: secret,
            SigV4.Scope(region: region, service: service, timestamp: date))
    }
}

extension SigV4.Key {
    static let lasting = SigV4.Key(
        accessKeyID: "AKIDEXAMPLE", secret: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", sessionToken: nil)
    static let temporary = SigV4.Key(
        accessKeyID: "ASIAEXAMPLE", secret: "secret/with+signs=and~more", sessionToken: "FwoGZXIvYXdzEXAMPLE//token==")
    static let unusual = SigV4.Key(accessKeyID: "AKIDOTHER", secret: "pässwörd", sessionToken: nil)
}

private func ecs(
    _ operation: String, host: String = "ecs.eu-west-1.amazonaws.com", _ more: [String: String] = [:],
    body: String = "{}"
) -> WireRequest {
    json(host, "AmazonEC2ContainerServiceV20141113.\(operation)", more, body: body)
}

private func json(
    _ host: String, _ target: String, _ more: [String: String] = [:], body: String = "{}"
) -> WireRequest {
    var headers = more
    headers["host"] = host
    headers["content-type"] = "application/x-amz-json-1.1"
    headers["x-amz-target"] = target
    return WireRequest(headers: headers, body: Data(body.utf8))
}

private func get(_ host: String, _ path: String) -> WireRequest {
    WireRequest(method: "GET", path: path, headers: ["host": host], body: Data())
}

private let longBody = "{\"family\":\"\(String(repeating: "web", count: 5000))\"}"

let sigV4Vectors: [SigV4Vector] = [
    .init(
        "an empty input", ecs("ListClusters"),
        date: "20260922T101500Z",
        signs: "content-type;host;x-amz-date;x-amz-target",
        signature: "aa571069148c948049af667a295e2e3636a597bc5a8647154f5bc7bfa22bad38"),
    .init(
        "a body", ecs("DescribeTaskDefinition", body: #"{"taskDefinition":"web:42"}"#),
        date: "20260922T101500Z",
        signs: "content-type;host;x-amz-date;x-amz-target",
        signature: "2edf488bb154e100fe79dbd26353f5461eae84918be541481d2b198ba60ca0b1"),
    .init(
        "a body beyond ASCII",
        ecs("RegisterTaskDefinition", body: #"{"family":"web","tags":[{"key":"größe","value":"大"}]}"#),
        date: "20260922T101500Z",
        signs: "content-type;host;x-amz-date;x-amz-target",
        signature: "bcfc53177efdd1e1c364555e15263a7ea109311764c168cf2a26ab627d308217"),
    .init(
        "no body at all", ecs("ListClusters", body: ""),
        date: "20260922T101500Z",
        signs: "content-type;host;x-amz-date;x-amz-target",
        signature: "1cff865348b4f5a97d32e3b04919c1b384508a1950bcabc47cc0b09773cf28b2"),
    .init(
        "a long body", ecs("RegisterTaskDefinition", body: longBody),
        date: "20260922T101500Z",
        signs: "content-type;host;x-amz-date;x-amz-target",
        signature: "6e2b31c868d23d6e3038e73073ee457e2e6a753bbdc756bf39d76b408de24c75"),
    .init(
        "a session token", ecs("ListTasks"),
        key: .temporary, date: "20260922T101500Z",
        signs: "content-type;host;x-amz-date;x-amz-security-token;x-amz-target",
        signature: "7ae8f8aeb65cafd34310d661e7aa3ede6161c089b7405ad3cd9175fd184a6219"),
    .init(
        "a secret beyond ASCII", ecs("ListTasks"),
        key: .unusual, date: "20260922T101500Z",
        signs: "content-type;host;x-amz-date;x-amz-target",
        signature: "fc3f859fa510cfb40c452a132410f476fc983032cad5caad01be5c1820a7ff26"),
    .init(
        "a port that is not the default", ecs("ListServices", host: "127.0.0.1:8000"),
        region: "us-east-1", date: "20260922T101500Z",
        signs: "content-type;host;x-amz-date;x-amz-target",
        signature: "5bf36156ab721d70f7cbf97c282d43a78895edb526394595701413d58412deff"),
    .init(
        "an IPv6 address", ecs("ListServices", host: "[::1]:8000"),
        region: "us-east-1", date: "20260922T101500Z",
        signs: "content-type;host;x-amz-date;x-amz-target",
        signature: "a64a3e5fba6591a08a3671f0779b44ddd4be523324d95f752a3880e60de0726c"),
    .init(
        "the China partition", ecs("ListServices", host: "ecs.cn-north-1.amazonaws.com.cn"),
        region: "cn-north-1", date: "20260922T101500Z",
        signs: "content-type;host;x-amz-date;x-amz-target",
        signature: "f834725699689769e9259cdfe046ea6c41c45a324efba9073e621741437bf71e"),
    .init(
        "the GovCloud partition", ecs("ListServices", host: "ecs.us-gov-west-1.amazonaws.com"),
        region: "us-gov-west-1", date: "20260922T101500Z",
        signs: "content-type;host;x-amz-date;x-amz-target",
        signature: "e8a7e4462dca8ddb83654362c17f5113badbd99cb487b215fba3f0b773a536cb"),
    .init(
        "another service", json("events.eu-west-1.amazonaws.com", "AWSEvents.ListRules"),
        service: "events", date: "20260922T101500Z",
        signs: "content-type;host;x-amz-date;x-amz-target",
        signature: "d9119198e9486682d6e52f2f39a3f501ee4839b2f1d3441363e96080c8592374"),
    .init(
        "a leap day", ecs("ListTasks"),
        at: 1709164800, date: "20240229T000000Z",
        signs: "content-type;host;x-amz-date;x-amz-target",
        signature: "e5677365a7924d485264409ebe51720a2bf8ad3c7a00a48339d14d93d63afe26"),
    .init(
        "the last second of a year", ecs("ListTasks"),
        at: 1798761599, date: "20261231T235959Z",
        signs: "content-type;host;x-amz-date;x-amz-target",
        signature: "c1c55d04d745da672c9633d64ccc140312bc4fd138ec29a3fe66c47f1d90733f"),
    .init(
        "the first second of a year", ecs("ListTasks"),
        at: 1798761600, date: "20270101T000000Z",
        signs: "content-type;host;x-amz-date;x-amz-target",
        signature: "b080a414f3b48500353a48db63d04da1906e90504ff58417ac47f15af4e1e404"),
    .init(
        "the epoch", ecs("ListTasks"),
        at: 0, date: "19700101T000000Z",
        signs: "content-type;host;x-amz-date;x-amz-target",
        signature: "4f0ad3bdfc566c4d6e93c44982049731cf740cfc6174db47519142786692cfe6"),
    .init(
        "a fraction of a second", ecs("ListTasks"),
        at: 1790072100.9996, date: "20260922T101500Z",
        signs: "content-type;host;x-amz-date;x-amz-target",
        signature: "f34a5ab5d245562188cdd3ba7e03db61289e48ee3920d99c55d1e9203b9085ea"),
    .init(
        "spaces in and around a header", ecs("ListTasks", ["x-amz-note": "  two  words\t here "]),
        date: "20260922T101500Z",
        signs: "content-type;host;x-amz-date;x-amz-note;x-amz-target",
        signature: "eaa95b644e8b16591f57af935fd1470b5dbb7378cb39dc7fed399e54ff0d01ea"),
    .init(
        "an empty header", ecs("ListTasks", ["x-amz-note": ""]),
        date: "20260922T101500Z",
        signs: "content-type;host;x-amz-date;x-amz-note;x-amz-target",
        signature: "82a51c0306484e9a614e189de4c11612428b5f6548fec9d5042346ba41294b30"),
    .init(
        "headers that proxies change",
        ecs("ListTasks", ["user-agent": "roster", "x-amzn-trace-id": "Root=1", "expect": "100-continue"]),
        date: "20260922T101500Z",
        signs: "content-type;host;x-amz-date;x-amz-target",
        signature: "f34a5ab5d245562188cdd3ba7e03db61289e48ee3920d99c55d1e9203b9085ea"),
    .init(
        "a header that is no longer than its neighbour", ecs("ListTasks", ["x-amz": "1", "x-amz-a": "2", "x-a": "3"]),
        date: "20260922T101500Z",
        signs: "content-type;host;x-a;x-amz;x-amz-a;x-amz-date;x-amz-target",
        signature: "3c2918d80524a9ab85f428885c383bb9be3d4263c67c310517f0c7a7c826362a"),
    .init(
        "a path", get("scheduler.eu-west-1.amazonaws.com", "/schedules/nightly"),
        service: "scheduler", date: "20260922T101500Z",
        signs: "host;x-amz-date",
        signature: "e1df0526c1040229368ea65d537173b39bf79315f3743ed7fc266771434b2ff5"),
    .init(
        "a path that is percent-encoded", get("scheduler.eu-west-1.amazonaws.com", "/schedules/a%20b%2Fc~d"),
        service: "scheduler", date: "20260922T101500Z",
        signs: "host;x-amz-date",
        signature: "012a28677b42afeea21b63863b28d24a4914f7de8bd405b446ceb2d58d9e5185"),
    .init(
        "a query in another order",
        get("scheduler.eu-west-1.amazonaws.com", "/schedules?NextToken=b%3D&MaxResults=100&Flag"),
        service: "scheduler", date: "20260922T101500Z",
        signs: "host;x-amz-date",
        signature: "63d564d5e89ad7372a8d8d62b44ec9fe1de430a17dd25a5a84964624f5a714ca"),
    .init(
        "a query with a key twice", get("pipes.eu-west-1.amazonaws.com", "/v1/pipes?b=2&b=1&a=3&B=4&b-c=5"),
        service: "pipes", date: "20260922T101500Z",
        signs: "host;x-amz-date",
        signature: "b8dfc1b6effd91fbe33b7975ad3b3bf5a8e72750064e84170db13990db032c56"),
]
