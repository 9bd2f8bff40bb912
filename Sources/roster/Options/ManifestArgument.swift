import ArgumentParser

/// The manifests on the command line.
struct ManifestArgument: ParsableArguments {
    @Argument(help: "The manifests: a folder or a file (default: the source in the configuration).")
    var path: String?
}
