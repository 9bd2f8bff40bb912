extension ECS {
    /// [LinuxParameters](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_LinuxParameters.html)
    package struct LinuxParameters: WireShape {
        package var capabilities: KernelCapabilities?
        package var devices: [Device]?
        package var initProcessEnabled: Bool?
        package var sharedMemorySize: Int?
        package var tmpfs: [Tmpfs]?
        package var maxSwap: Int?
        package var swappiness: Int?

        package init() {}
    }

    /// [KernelCapabilities](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_KernelCapabilities.html)
    package struct KernelCapabilities: WireShape {
        package var add: [String]?
        package var drop: [String]?

        package init() {}
    }

    /// [Device](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Device.html)
    package struct Device: WireShape {
        package var hostPath: String?
        package var containerPath: String?
        package var permissions: [String]?

        package init() {}
    }

    /// [Tmpfs](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Tmpfs.html)
    package struct Tmpfs: WireShape {
        package var containerPath: String?
        package var size: Int?
        package var mountOptions: [String]?

        package init() {}
    }
}
