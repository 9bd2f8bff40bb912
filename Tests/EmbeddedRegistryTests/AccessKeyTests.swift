import SwiftExtensions
import Testing

@testable import EmbeddedRegistry

@Suite struct AccessKeyTests {
    @Test func aKeyIsWrittenWithAColon() throws {
        var keys = AccessKeys()
        try keys.add("AKIDEXAMPLE:a:b/c+d=")
        try keys.add("AKIDEXAMPLE:a:b/c+d=")
        #expect(keys["AKIDEXAMPLE"] == AccessKeys.Key(secret: "a:b/c+d=", sessionToken: nil))
        #expect(keys["AKIDOTHER"] == nil)
    }

    @Test(arguments: [
        "", "AKID", ":c0nfidential", "AKID:", "A/B:c0nfidential", "A B:c0nfidential", "AKID:c0nf idential",
    ])
    func refusesWithoutShowingTheSecret(text: String) {
        var keys = AccessKeys()
        let error = #expect(throws: AccessKeyError.self) { try keys.add(text) }
        #expect(error?.description.contains("idential") == false)
        #expect(keys.isEmpty)
    }

    @Test func refusesTwoSecretsForOneKey() throws {
        var keys = AccessKeys()
        try keys.add("AKID:one")
        #expect(throws: AccessKeyError("an access key ID is given twice, with different secrets")) {
            try keys.add("AKID:other")
        }
    }

    @Test func showsNoSecret() throws {
        var keys = AccessKeys()
        try keys.add("AKID:c0nfidential")
        var settings = Registry.Settings()
        settings.accessKeys = keys
        var dumped = ""
        dump(settings, to: &dumped)
        for text in ["\(keys)", String(reflecting: keys), "\(settings)", dumped] {
            #expect(text.contains("AKID") && !text.contains("c0nfidential"))
        }
    }
}

@Suite struct CredentialsFileTests {
    @Test func everyProfileWithAKeyOfItsOwnCounts() throws {
        var keys = AccessKeys()
        try CredentialsFile.add(
            """
            # the team's
            [default]
            aws_access_key_id = AKIDONE
            aws_secret_access_key=one=1
            region = eu-west-1

            [ build ]\r
              AWS_ACCESS_KEY_ID=AKIDTWO\r
              aws_secret_access_key =  two \r
              aws_session_token = t0ken\r
            ; s3 stands for itself
              s3 =
                aws_access_key_id = NONE
            [old]
            aws_access_key_id: AKIDOLD
            aws_secret_access_key: three
            aws_security_token: t0ken
            [role]
            role_arn = arn:aws:iam::1:role/x
            source_profile = default
            """, to: &keys)
        #expect(keys["AKIDONE"] == AccessKeys.Key(secret: "one=1", sessionToken: nil))
        #expect(keys["AKIDTWO"] == AccessKeys.Key(secret: "two", sessionToken: "t0ken"))
        #expect(keys["AKIDOLD"] == AccessKeys.Key(secret: "three", sessionToken: "t0ken"))
        #expect("\(keys)" == "access keys AKIDOLD, AKIDONE, AKIDTWO")
    }

    @Test(arguments: [
        ("", "no profile has aws_access_key_id and aws_secret_access_key"),
        ("[default]\nregion = eu-west-1", "no profile has aws_access_key_id and aws_secret_access_key"),
        ("aws_secret_access_key = c0nfidential", "line 1 comes before the first section, such as [default]"),
        ("[default]\n\nc0nfidential", "line 3 is neither a section nor a comment nor KEY = VALUE"),
        ("[default\naws_secret_access_key = x", "line 1 comes before the first section, such as [default]"),
        ("[a]\naws_access_key_id = A\n[a]\nx = c0nfidential", "line 3 begins a section that already exists"),
        (
            "[a]\naws_secret_access_key = c0nfidential",
            "profile 'a', line 1: aws_access_key_id and aws_secret_access_key go together"
        ),
        (
            "\n[a]\naws_access_key_id = AKID",
            "profile 'a', line 2: aws_access_key_id and aws_secret_access_key go together"
        ),
        (
            "[a]\naws_access_key_id = AKID\naws_secret_access_key = c0nf idential",
            "profile 'a', line 1: the secret of an access key must consist of printable ASCII characters, without spaces"
        ),
        (
            "[a]\naws_access_key_id = AKID\naws_secret_access_key =",
            "profile 'a', line 1: the secret of an access key must consist of printable ASCII characters, without spaces"
        ),
    ])
    func saysWhatIsWrongAndNoSecret(text: String, message: String) {
        var keys = AccessKeys()
        #expect(throws: AccessKeyError(message)) { try CredentialsFile.add(text, to: &keys) }
    }
}
