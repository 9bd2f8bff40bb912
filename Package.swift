// swift-tools-version: 6.2
import PackageDescription

/// Every target of ours: Swift 6 mode comes with the tools version, warnings are errors.
let settings: [SwiftSetting] = [
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

/// A module of ours: the folder of the same name below `Sources`.
func module(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: settings)
}

/// The tests of one module: the folder of the same name below `Tests`.
func tests(_ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
    .testTarget(name: name, dependencies: dependencies, exclude: exclude, swiftSettings: settings)
}

let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let asyncHTTPClient = Target.Dependency.product(name: "AsyncHTTPClient", package: "async-http-client")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let grdbSQLite = Target.Dependency.product(name: "GRDBSQLite", package: "GRDB.swift")
let httpTypes = Target.Dependency.product(name: "HTTPTypes", package: "swift-http-types")
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let hummingbirdCore = Target.Dependency.product(name: "HummingbirdCore", package: "hummingbird")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioEmbedded = Target.Dependency.product(name: "NIOEmbedded", package: "swift-nio")
let nioHTTP1 = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let nioSSL = Target.Dependency.product(name: "NIOSSL", package: "swift-nio-ssl")
let serviceLifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let subprocess = Target.Dependency.product(name: "Subprocess", package: "swift-subprocess")
let unixSignals = Target.Dependency.product(name: "UnixSignals", package: "swift-service-lifecycle")

let package = Package(
    name: "roster",
    platforms: [.macOS(.v15)],
    products: [.executable(name: "roster", targets: ["roster"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.0"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2", traits: []),
    ],
    targets: [
        .systemLibrary(
            name: "CLibYAML", pkgConfig: "yaml-0.1",
            providers: [.apt(["libyaml-dev"]), .brew(["libyaml"])]),
        module("SwiftExtensions"),
        module("YAML", ["CLibYAML", "SwiftExtensions"]),
        module("Model"),
        module("Manifests", ["Model", "SwiftExtensions", "YAML"]),
        module("Planning", ["Model"]),
        module("Reconciler", ["Manifests", "Model", "Planning", "SwiftExtensions"]),
        module("Reporting", ["Model", "Planning", "Reconciler", "SwiftExtensions"]),
        module(
            "Controller",
            [
                "Model", "Planning", "Reconciler", "Reporting", "SwiftExtensions", httpTypes, hummingbird, logging,
                nioCore,
                serviceLifecycle,
            ]),
        module("ManifestSources", ["Manifests", "Model", "Reconciler", "SwiftExtensions", crypto, subprocess]),
        module("AWSWire", ["SwiftExtensions", crypto]),
        module("ECSWire", ["AWSWire"]),
        module(
            "AWSClient",
            [
                "AWSWire", "ECSWire", "Model", "SwiftExtensions", asyncHTTPClient, logging, nioCore, nioHTTP1, nioPosix,
                nioSSL, subprocess,
            ]),
        module(
            "AWSAdapters",
            [
                "AWSClient", "AWSWire", "ECSWire", "Manifests", "Model", "Planning", "Reconciler", "SwiftExtensions",
                "YAML",
            ]),
        module(
            "EmbeddedRegistry",
            [
                "AWSWire", "ECSWire", "Model", "SwiftExtensions", grdb, grdbSQLite, httpTypes, hummingbird,
                hummingbirdCore,
                logging, nioCore, nioHTTP1, serviceLifecycle,
            ]),
        .executableTarget(
            name: "roster",
            dependencies: [
                "AWSAdapters", "AWSClient", "Controller", "ECSWire", "EmbeddedRegistry", "ManifestSources", "Manifests",
                "Model", "Planning", "Reconciler", "Reporting", "SwiftExtensions", argumentParser, logging,
                serviceLifecycle, unixSignals,
            ],
            exclude: ["Documentation"], swiftSettings: settings),
        .executableTarget(
            name: "PlanBenchmark", dependencies: ["Planning", "Model"],
            path: "Tests/Benchmarks/Plan", swiftSettings: settings),
        .executableTarget(
            name: "RegistryFuzz",
            dependencies: ["AWSWire", "ECSWire", "EmbeddedRegistry", "SwiftExtensions", argumentParser],
            path: "Tests/Fuzz/RegistryFuzz", swiftSettings: settings),
        .executableTarget(
            name: "Ceiling", dependencies: ["EmbeddedRegistry", hummingbird, logging, nioCore],
            path: "Tests/Benchmarks/Ceiling", swiftSettings: settings),
        .executableTarget(
            name: "ClientProbe", dependencies: ["AWSClient", "AWSWire", "ECSWire"], path: "Tests/Probe",
            swiftSettings: settings),
        .target(
            name: "TestSupport", dependencies: ["Manifests", "Model", "Planning", "Reconciler", "SwiftExtensions"],
            path: "Tests/Support", swiftSettings: settings),
        tests("SwiftExtensionsTests", ["SwiftExtensions", "TestSupport"]),
        tests("YAMLTests", ["YAML"]),
        tests("AWSWireTests", ["AWSWire", "ECSWire"]),
        tests("ECSWireTests", ["AWSWire", "ECSWire"]),
        tests("ModelTests", ["Model", "SwiftExtensions"]),
        tests("ManifestsTests", ["Manifests", "Model", "SwiftExtensions"]),
        tests("PlanningTests", ["Model", "Planning", "SwiftExtensions", "TestSupport"]),
        tests(
            "AWSClientTests",
            ["AWSClient", "AWSWire", "ECSWire", "SwiftExtensions", "TestSupport", logging, nioCore, nioPosix]),
        tests(
            "EmbeddedRegistryTests",
            [
                "EmbeddedRegistry", "AWSWire", "ECSWire", "Model", "SwiftExtensions", "TestSupport", grdb, logging,
                nioCore,
                nioEmbedded, nioPosix, serviceLifecycle,
            ]),
        tests("RegistryFuzzTests", ["RegistryFuzz", "AWSWire", "ECSWire"]),
        tests(
            "ReconcilerTests",
            ["Manifests", "Model", "Planning", "Reconciler", "TestSupport"]),
        tests(
            "AWSAdaptersTests",
            [
                "AWSAdapters", "AWSClient", "AWSWire", "ECSWire", "EmbeddedRegistry", "Manifests", "Planning",
                "Reconciler", "Model", "SwiftExtensions", "TestSupport",
            ]),
        tests(
            "ManifestSourcesTests",
            ["ManifestSources", "Manifests", "Model", "Reconciler", "SwiftExtensions", "TestSupport"]),
        tests(
            "ReportingTests", ["Model", "Planning", "Reconciler", "Reporting", "SwiftExtensions", "TestSupport"],
            exclude: ["Golden"]),
        tests(
            "ControllerTests",
            [
                "Controller", "Model", "Planning", "Reconciler", "Reporting", "SwiftExtensions",
                "TestSupport", httpTypes, hummingbird, logging, nioCore, serviceLifecycle,
            ]),
        tests(
            "RosterTests",
            [
                "roster", "AWSAdapters", "AWSClient", "AWSWire", "ECSWire", "EmbeddedRegistry", "Manifests", "Model",
                "Planning",
                "Reconciler", "SwiftExtensions", "TestSupport", argumentParser, logging,
            ]),
    ]
)
