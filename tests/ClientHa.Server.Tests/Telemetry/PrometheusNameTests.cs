using ClientHa.Server.Telemetry;

namespace ClientHa.Server.Tests.Telemetry;

public sealed class PrometheusNameTests
{
    [Theory]
    [InlineData("clientha.replication.lag", "s", MetricKind.Gauge, "clientha_replication_lag_seconds")]
    [InlineData("clientha.log.size", "By", MetricKind.Gauge, "clientha_log_size_bytes")]
    [InlineData("clientha.documents", "{document}", MetricKind.Gauge, "clientha_documents")]
    [InlineData("clientha.calls", "{call}", MetricKind.Counter, "clientha_calls_total")]
    [InlineData("clientha.calls", "{call}", MetricKind.ObservedCounter, "clientha_calls_total")]
    [InlineData("process.cpu-time", "s", MetricKind.ObservedCounter, "process_cpu_time_seconds_total")]
    [InlineData("wait.seconds", "s", MetricKind.Gauge, "wait_seconds")]
    [InlineData("share", "1", MetricKind.Gauge, "share")]
    [InlineData("plain", null, MetricKind.UpDown, "plain")]
    public void A_name_has_its_unit_and_a_counter_says_that_it_is_one(string name, string? unit, object kind, string expected) =>
        Assert.Equal(expected, PrometheusName.Of(name, unit, (MetricKind)kind));

    [Fact]
    public void A_value_cannot_break_out_of_its_quotes() =>
        Assert.Equal(
            """clientha_peer="a\"b\\c\nd",site="1",none="" """.TrimEnd(),
            PrometheusName.Labels([new("clientha.peer", "a\"b\\c\nd"), new("site", 1), new("none", null)]));
}
