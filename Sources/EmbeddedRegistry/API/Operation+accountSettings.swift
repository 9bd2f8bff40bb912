import ECSWire

extension Operation {
    /// All account settings with ECS's defaults, by name. The registry has no way to change them.
    ///
    /// [Account settings](https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-account-settings.html)
    private static let accountSettings = [
        ("awsvpcTrunking", "disabled"), ("containerInsights", "disabled"),
        ("containerInstanceLongArnFormat", "enabled"), ("defaultLogDriverMode", "non-blocking"),
        ("fargateFIPSMode", "disabled"), ("fargateTaskRetirementWaitPeriod", "7"), ("guardDutyActivate", "off"),
        ("serviceLongArnFormat", "enabled"), ("tagResourceAuthorization", "off"), ("taskLongArnFormat", "enabled"),
    ]

    /// Lists settings. Without `effectiveSettings`, lists only settings that were changed, of which there are none.
    static func listAccountSettings(
        _ input: ECS.ListAccountSettings.Input, _ store: Store
    ) throws(ECSError) -> ECS.ListAccountSettings.Output {
        try EnumValue.check(input.name, "name", accountSettings.map(\.0) + ["fargateEventWindows"])
        let list = PageToken.listID(
            ECS.ListAccountSettings.name, in: store.scope, input.name, input.value, input.principalArn,
            "\(input.effectiveSettings ?? false)")
        let size = try Page<String>.size(input.maxResults)
        let after = try PageToken.read(input.nextToken, list: list, parts: 1)?.key[0] ?? ""
        let effective = input.effectiveSettings == true ? accountSettings : []
        let wanted = effective.filter { name, value in
            name > after && (input.name == nil || input.name == name) && (input.value == nil || input.value == value)
        }
        let page = Page(wanted, size: size)
        return ECS.ListAccountSettings.Output {
            $0.settings = page.items.map { name, value in
                ECS.Setting {
                    ($0.name, $0.value, $0.principalArn) = (name, value, input.principalArn ?? store.scope.rootARN)
                    $0.type = name == "guardDutyActivate" ? "aws_managed" : "user"
                }
            }
            $0.nextToken = page.next(list: list) { [$0.0] }
        }
    }
}
