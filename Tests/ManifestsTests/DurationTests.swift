import Model
import Testing

@Suite struct DurationTests {
    @Test(arguments: [
        ("0s", 0), ("30s", 30), ("5m", 300), ("1h", 3600), ("14d", 1_209_600), ("1h30m", 5400),
        ("1d2h3m4s", 93_784), ("90m", 5400), ("007s", 7), ("36500d", 3_153_600_000),
    ])
    func validTexts(_ text: String, _ seconds: Int) {
        #expect(Duration(text) == .seconds(seconds))
    }

    @Test(arguments: [
        "", "5", "s", "5x", "5 m", " 5m", "5m ", "-5m", "+5m", "1.5h", "30m1h", "1h1h", "1H", "٣s", "36501d",
        "36500d1s", "99999999999999999999s", "5ms", "1h30",
    ])
    func invalidTexts(_ text: String) {
        #expect(Duration(text) == nil)
    }

    @Test(arguments: [
        (Duration.zero, "0s"), (.milliseconds(999), "0s"), (.seconds(59), "59s"), (.seconds(60), "1m"),
        (.seconds(5400), "1h30m"), (.seconds(90_061), "1d1h1m1s"), (.seconds(-90), "-1m30s"),
        (.milliseconds(1500), "1s"),
    ])
    func durationsAsText(_ duration: Duration, _ text: String) {
        #expect(duration.text == text)
    }

    @Test func wholeSecondsRoundTrip() {
        for seconds in stride(from: 0, through: 3_153_600_000, by: 86_399 * 37) {
            #expect(Duration(Duration.seconds(seconds).text) == .seconds(seconds))
        }
    }
}
