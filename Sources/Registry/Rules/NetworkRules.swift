import ECSWire

/// The network mode.
enum NetworkRules {
    /// Fargate gives each task an interface of its own.
    static let fargate: RegistrationRule = { input throws(ECSError) in
        guard input.requiresFargate, input.networkMode != "awsvpc" else { return }
        throw .refused("Fargate only supports network mode ‘awsvpc’.")
    }
}
