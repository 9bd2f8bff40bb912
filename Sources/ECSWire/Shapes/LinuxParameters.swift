extension ECS {
    /// The shape [LinuxParameters](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_LinuxParameters.html).
    package struct LinuxParameters: WireShape {
        package var capabilities: KernelCapabilities?
        package var devices: [Device]?
        package var initProcessEnabled: Bool?
        package var sharedMemorySize: Int?
        package var tmpfs: [Tmpfs]?
        package var maxSwap: Int?
        package var swappiness: Int?

        /// Every member absent.
        package init() {}
    }

    /// The shape [KernelCapabilities](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_KernelCapabilities.html).
    package struct KernelCapabilities: WireShape {
        package var add: [String]?
        package var drop: [String]?

        /// Every member absent.
        package init() {}
    }

    /// The shape [Device](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Device.html).
    package struct Device: WireShape {
        package var hostPath: String?
        package var containerPath: String?
        package var permissions: [String]?

        /// Every member absent.
        package init() {}
    }

    /// The shape [Tmpfs](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Tmpfs.html).
    package struct Tmpfs: WireShape {
        package var containerPath: String?
        package var size: Int?
        package var mountOptions: [String]?

        /// Every member absent.
        package init() {}
    }
}
