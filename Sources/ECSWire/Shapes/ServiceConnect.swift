extension ECS {
    /// [ServiceConnectConfiguration](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ServiceConnectConfiguration.html)
    package struct ServiceConnectConfiguration: WireShape {
        package var enabled: Bool?
        package var namespace: String?
        package var services: [ServiceConnectService]?
        package var logConfiguration: LogConfiguration?
        package var accessLogConfiguration: ServiceConnectAccessLogConfiguration?

        package init() {}
    }

    /// [ServiceConnectService](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ServiceConnectService.html)
    package struct ServiceConnectService: WireShape {
        package var portName: String?
        package var discoveryName: String?
        package var clientAliases: [ServiceConnectClientAlias]?
        package var ingressPortOverride: Int?
        package var timeout: TimeoutConfiguration?
        package var tls: ServiceConnectTlsConfiguration?

        package init() {}
    }

    /// [ServiceConnectClientAlias](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ServiceConnectClientAlias.html)
    package struct ServiceConnectClientAlias: WireShape {
        package var port: Int?
        package var dnsName: String?
        package var testTrafficRules: ServiceConnectTestTrafficRules?

        package init() {}
    }

    /// [ServiceConnectTestTrafficRules](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ServiceConnectTestTrafficRules.html)
    package struct ServiceConnectTestTrafficRules: WireShape {
        package var header: ServiceConnectTestTrafficHeaderRules?

        package init() {}
    }

    /// [ServiceConnectTestTrafficHeaderRules](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ServiceConnectTestTrafficHeaderRules.html)
    package struct ServiceConnectTestTrafficHeaderRules: WireShape {
        package var name: String?
        package var value: ServiceConnectTestTrafficHeaderMatchRules?

        package init() {}
    }

    /// [ServiceConnectTestTrafficHeaderMatchRules](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ServiceConnectTestTrafficHeaderMatchRules.html)
    package struct ServiceConnectTestTrafficHeaderMatchRules: WireShape {
        package var exact: String?

        package init() {}
    }

    /// [TimeoutConfiguration](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_TimeoutConfiguration.html)
    package struct TimeoutConfiguration: WireShape {
        package var idleTimeoutSeconds: Int?
        package var perRequestTimeoutSeconds: Int?

        package init() {}
    }

    /// [ServiceConnectTlsConfiguration](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ServiceConnectTlsConfiguration.html)
    package struct ServiceConnectTlsConfiguration: WireShape {
        package var issuerCertificateAuthority: ServiceConnectTlsCertificateAuthority?
        package var kmsKey: String?
        package var roleArn: String?

        package init() {}
    }

    /// [ServiceConnectTlsCertificateAuthority](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ServiceConnectTlsCertificateAuthority.html)
    package struct ServiceConnectTlsCertificateAuthority: WireShape {
        package var awsPcaAuthorityArn: String?

        package init() {}
    }

    /// [ServiceConnectAccessLogConfiguration](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ServiceConnectAccessLogConfiguration.html)
    package struct ServiceConnectAccessLogConfiguration: WireShape {
        package var format: String?
        package var includeQueryParameters: String?

        package init() {}
    }

    /// [ServiceConnectServiceResource](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ServiceConnectServiceResource.html)
    package struct ServiceConnectServiceResource: WireShape {
        package var discoveryName: String?
        package var discoveryArn: String?

        package init() {}
    }
}
