import AWSWire

extension ECS {
    /// [Volume](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Volume.html)
    package struct Volume: WireShape {
        package var name: String?
        package var host: HostVolumeProperties?
        package var dockerVolumeConfiguration: DockerVolumeConfiguration?
        package var efsVolumeConfiguration: EFSVolumeConfiguration?
        package var s3filesVolumeConfiguration: S3FilesVolumeConfiguration?
        package var fsxWindowsFileServerVolumeConfiguration: FSxWindowsFileServerVolumeConfiguration?
        package var configuredAtLaunch: Bool?

        package init() {}
    }

    /// [HostVolumeProperties](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_HostVolumeProperties.html)
    package struct HostVolumeProperties: WireShape {
        package var sourcePath: String?

        package init() {}
    }

    /// [DockerVolumeConfiguration](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DockerVolumeConfiguration.html)
    package struct DockerVolumeConfiguration: WireShape {
        package var scope: String?
        package var autoprovision: Bool?
        package var driver: String?
        package var driverOpts: StringMap?
        package var labels: StringMap?

        package init() {}
    }

    /// [EFSVolumeConfiguration](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_EFSVolumeConfiguration.html)
    package struct EFSVolumeConfiguration: WireShape {
        package var fileSystemId: String?
        package var rootDirectory: String?
        package var transitEncryption: String?
        package var transitEncryptionPort: Int?
        package var authorizationConfig: EFSAuthorizationConfig?

        package init() {}
    }

    /// [EFSAuthorizationConfig](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_EFSAuthorizationConfig.html)
    package struct EFSAuthorizationConfig: WireShape {
        package var accessPointId: String?
        package var iam: String?

        package init() {}
    }

    /// [S3FilesVolumeConfiguration](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_S3FilesVolumeConfiguration.html)
    package struct S3FilesVolumeConfiguration: WireShape {
        package var fileSystemArn: String?
        package var rootDirectory: String?
        package var transitEncryptionPort: Int?
        package var accessPointArn: String?

        package init() {}
    }

    /// [FSxWindowsFileServerVolumeConfiguration](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_FSxWindowsFileServerVolumeConfiguration.html)
    package struct FSxWindowsFileServerVolumeConfiguration: WireShape {
        package var fileSystemId: String?
        package var rootDirectory: String?
        package var authorizationConfig: FSxWindowsFileServerAuthorizationConfig?

        package init() {}
    }

    /// [FSxWindowsFileServerAuthorizationConfig](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_FSxWindowsFileServerAuthorizationConfig.html)
    package struct FSxWindowsFileServerAuthorizationConfig: WireShape {
        package var credentialsParameter: String?
        package var domain: String?

        package init() {}
    }
}
