using System.Collections.Immutable;
using System.Net;
using ClientHa.Resolving;
using ClientHa.Testing.Dns;
using Xunit;

namespace ClientHa.Tests.Resolving;

public sealed class NameServerResolverTests
{
    private static readonly IPAddress V4 = IPAddress.Parse("127.0.0.1");
    private static readonly IPAddress OtherV4 = IPAddress.Parse("127.0.0.2");
    private static readonly IPAddress V6 = IPAddress.Parse("2001:db8::1");

    private readonly ManualTime time = new();

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    [InlineData("[::1]")]
    public async Task An_IP_literal_is_answered_without_a_question(string literal)
    {
        await using DnsResponder server = await StartAsync();
        Assert.Equal([IPAddress.Parse(literal)], await ResolveAsync(literal, server.EndPoint));
        Assert.Equal(0, server.UdpQueryCount);
    }

    [Fact]
    public async Task The_addresses_of_both_families_are_found_IPv6_first()
    {
        await using DnsResponder server = await StartAsync();
        server.Set("0.ha.test", V4, V6, OtherV4);
        Assert.Equal([V6, V4, OtherV4], await ResolveAsync("0.ha.test", server.EndPoint));
        Assert.Equal((2, 0), (server.UdpQueryCount, server.TcpQueryCount));
    }

    [Fact]
    public async Task A_name_with_addresses_of_one_family_has_those()
    {
        await using DnsResponder server = await StartAsync();
        server.Set("0.ha.test", V4);
        server.Set("1.ha.test", V6);
        Assert.Equal([V4], await ResolveAsync("0.HA.test.", server.EndPoint));
        Assert.Equal([V6], await ResolveAsync("1.ha.test", server.EndPoint));
    }

    [Fact]
    public async Task A_truncated_answer_is_fetched_by_TCP()
    {
        await using DnsResponder server = await StartAsync(DnsResponderMode.Truncate);
        server.Set("0.ha.test", V4, V6);
        Assert.Equal([V6, V4], await ResolveAsync("0.ha.test", server.EndPoint));
        Assert.Equal((2, 2), (server.UdpQueryCount, server.TcpQueryCount));
    }

    [Fact]
    public async Task An_answer_too_long_for_a_datagram_is_fetched_by_TCP()
    {
        IPAddress[] many = [.. Enumerable.Range(0, 2_000).Select(i => new IPAddress([10, 0, (byte)(i >> 8), (byte)i]))];
        await using DnsResponder server = await StartAsync();
        server.Set("0.ha.test", many);
        Assert.Equal(many, await ResolveAsync("0.ha.test", server.EndPoint));
        Assert.Equal(1, server.TcpQueryCount);
    }

    [Fact]
    public async Task A_name_that_does_not_exist_is_a_definite_failure_that_names_the_server()
    {
        await using DnsResponder server = await StartAsync();
        NameResolutionException e = await FailAsync("9.ha.test", server.EndPoint);
        Assert.Equal(("9.ha.test", NameResolutionFailure.NoSuchName), (e.Name, e.Kind));
        Assert.Equal($"9.ha.test does not exist: {server.EndPoint} says that it does not exist (NXDOMAIN).", e.Message);
    }

    [Fact]
    public async Task A_name_that_was_removed_does_not_exist_any_more()
    {
        await using DnsResponder server = await StartAsync();
        server.Set("0.ha.test", V4);
        Assert.Equal([V4], await ResolveAsync("0.ha.test", server.EndPoint));
        server.Remove("0.HA.test");
        Assert.Equal(NameResolutionFailure.NoSuchName, (await FailAsync("0.ha.test", server.EndPoint)).Kind);
    }

    [Fact]
    public async Task A_name_without_addresses_is_a_definite_failure()
    {
        await using DnsResponder server = await StartAsync();
        server.Set("0.ha.test");
        NameResolutionException e = await FailAsync("0.ha.test", server.EndPoint);
        Assert.Equal(NameResolutionFailure.NoSuchName, e.Kind);
        Assert.Contains("no A record", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_that_DNS_cannot_carry_does_not_exist()
    {
        await using DnsResponder server = await StartAsync();
        Assert.Equal(NameResolutionFailure.NoSuchName, (await FailAsync("a..test", server.EndPoint)).Kind);
        Assert.Equal(0, server.UdpQueryCount);
    }

    [Fact]
    public async Task A_silent_name_server_is_passed_over_for_the_next()
    {
        await using DnsResponder silent = await StartAsync(DnsResponderMode.Silent);
        await using DnsResponder server = await StartAsync();
        server.Set("0.ha.test", V4, V6);
        Task<IPAddress[]> resolving = ResolveAsync("0.ha.test", silent.EndPoint, server.EndPoint);
        await silent.WaitForQueriesAsync(2);
        Assert.Equal(0, server.UdpQueryCount);
        time.Advance(NameServerResolver.ServerTimeout);
        Assert.Equal([V6, V4], await resolving);
    }

    [Theory]
    [InlineData(DnsResponderMode.Fail)]
    [InlineData(DnsResponderMode.Refuse)]
    public async Task A_name_server_that_fails_or_refuses_is_passed_over_at_once(DnsResponderMode mode)
    {
        await using DnsResponder broken = await StartAsync(mode);
        await using DnsResponder server = await StartAsync();
        server.Set("0.ha.test", V4, V6);
        Assert.Equal([V6, V4], await ResolveAsync("0.ha.test", broken.EndPoint, server.EndPoint));
    }

    [Fact]
    public async Task A_name_server_that_is_not_there_is_passed_over()
    {
        DnsResponder gone = await StartAsync();
        IPEndPoint closed = gone.EndPoint;
        await gone.DisposeAsync();
        await using DnsResponder server = await StartAsync();
        server.Set("0.ha.test", V4);
        Assert.Equal([V4], await ResolveAsync("0.ha.test", closed, server.EndPoint));
    }

    [Fact]
    public async Task A_definite_no_is_not_taken_to_the_next_server()
    {
        await using DnsResponder first = await StartAsync();
        await using DnsResponder second = await StartAsync();
        second.Set("0.ha.test", V4);
        Assert.Equal(NameResolutionFailure.NoSuchName, (await FailAsync("0.ha.test", first.EndPoint, second.EndPoint)).Kind);
        Assert.Equal(0, second.UdpQueryCount);
    }

    [Fact]
    public async Task A_lost_datagram_is_sent_again()
    {
        await using DnsResponder server = await StartAsync(DnsResponderMode.Silent);
        server.Set("0.ha.test", V4, V6);
        Task<IPAddress[]> resolving = ResolveAsync("0.ha.test", server.EndPoint);
        await server.WaitForQueriesAsync(2);
        server.Mode = DnsResponderMode.Answer;
        time.Advance(NameServerResolver.ServerTimeout);
        Assert.Equal([V6, V4], await resolving);
    }

    [Fact]
    public async Task After_two_seconds_of_silence_the_failure_says_who_was_asked_and_that_nothing_is_certain()
    {
        await using DnsResponder silent = await StartAsync(DnsResponderMode.Silent);
        await using DnsResponder broken = await StartAsync(DnsResponderMode.Fail);
        Task<NameResolutionException> failing = FailAsync("0.ha.test", silent.EndPoint, broken.EndPoint);
        await silent.WaitForQueriesAsync(2);
        time.Advance(NameServerResolver.ServerTimeout);
        await broken.WaitForQueriesAsync(2);
        await silent.WaitForQueriesAsync(4);
        time.Advance(NameServerResolver.Limit - NameServerResolver.ServerTimeout);

        NameResolutionException e = await failing;
        Assert.Equal(NameResolutionFailure.Unanswered, e.Kind);
        Assert.Contains($"{silent.EndPoint} did not answer within 0.6 s", e.Message, StringComparison.Ordinal);
        Assert.Contains($"{broken.EndPoint} failed (SERVFAIL)", e.Message, StringComparison.Ordinal);
        Assert.Equal(2, broken.UdpQueryCount);
    }

    [Fact]
    public async Task Of_many_silent_servers_the_last_is_asked_within_the_limit_too()
    {
        await using DnsResponder silent = await StartAsync(DnsResponderMode.Silent);
        await using DnsResponder server = await StartAsync();
        server.Set("0.ha.test", V4, V6);
        IPEndPoint[] five = [silent.EndPoint, silent.EndPoint, silent.EndPoint, silent.EndPoint, server.EndPoint];
        Task<IPAddress[]> resolving = ResolveAsync("0.ha.test", five);
        for (int asked = 1; asked <= 4; asked++)
        {
            await silent.WaitForQueriesAsync(2 * asked);
            time.Advance(NameServerResolver.Limit / 5);
        }

        Assert.Equal([V6, V4], await resolving);
    }

    [Fact]
    public async Task A_server_that_never_answers_AAAA_delays_the_A_answer_by_one_timeout_only()
    {
        await using var server = new ScriptedNameServer(query => ScriptedNameServer.IsForA(query) ? [AnswerWith(query, V4)] : []);
        Task<IPAddress[]> resolving = ResolveAsync("0.ha.test", server.EndPoint);
        await time.WaitForTimersAsync(4); // The limit, A, AAAA; and, A being answered, the wait for AAAA.
        time.Advance(NameServerResolver.ServerTimeout);
        Assert.Equal([V4], await resolving);
    }

    [Fact]
    public async Task A_server_that_denies_names_without_AAAA_does_not_hide_the_A_record()
    {
        await using var server = new ScriptedNameServer(query =>
            [ScriptedNameServer.IsForA(query) ? AnswerWith(query, V4) : DnsBytes.To(query, code: 3).Build()]);
        Assert.Equal([V4], await ResolveAsync("0.ha.test", server.EndPoint));
    }

    [Fact]
    public async Task A_forged_answer_with_a_wrong_id_is_ignored()
    {
        await using var server = new ScriptedNameServer(query => [WithWrongId(AnswerWith(query, OtherV4)), AnswerWith(query, V4)]);
        Assert.Equal([V4], await ResolveAsync("0.ha.test", server.EndPoint));
    }

    [Fact]
    public async Task A_forged_answer_from_another_port_is_ignored()
    {
        await using var server = new ScriptedNameServer(
            query => [AnswerWith(query, V4)], fromStranger: query => [AnswerWith(query, OtherV4)]);
        Assert.Equal([V4], await ResolveAsync("0.ha.test", server.EndPoint));
    }

    [Fact]
    public async Task An_answer_to_another_question_is_ignored()
    {
        await using var server = new ScriptedNameServer(query =>
        {
            byte[] other = AnswerWith(query, OtherV4);
            other[13] = (byte)'1'; // 0.ha.test becomes 1.ha.test.
            return [other, AnswerWith(query, V4)];
        });
        Assert.Equal([V4], await ResolveAsync("0.ha.test", server.EndPoint));
    }

    [Fact]
    public async Task Garbage_is_ignored_and_the_answer_after_it_is_taken()
    {
        await using var server = new ScriptedNameServer(query =>
            [[], [1, 2, 3], new byte[600], query, AnswerWith(query, V4)[..^1], AnswerWith(query, V4)]);
        Assert.Equal([V4], await ResolveAsync("0.ha.test", server.EndPoint));
    }

    [Fact]
    public async Task A_server_that_sends_garbage_only_counts_as_silent()
    {
        await using var garbage = new ScriptedNameServer(query => [[1, 2, 3], query]);
        await using DnsResponder server = await StartAsync();
        server.Set("0.ha.test", V4, V6);
        Task<IPAddress[]> resolving = ResolveAsync("0.ha.test", garbage.EndPoint, server.EndPoint);
        await time.WaitForTimersAsync(3); // The limit, A, AAAA.
        time.Advance(NameServerResolver.ServerTimeout);
        Assert.Equal([V6, V4], await resolving);
    }

    [Fact]
    public async Task Aliases_are_followed_within_the_answer()
    {
        await using var server = new ScriptedNameServer(query => ScriptedNameServer.IsForA(query)
            ?
            [
                DnsBytes.To(query, answers: 3)
                    .Name("b.test").Record(1, V4.GetAddressBytes())
                    .Name("a.test").Record(5, DnsBytes.WireName("b.test"))
                    .Pointer(12).Record(5, DnsBytes.WireName("a.test")).Build(),
            ]
            : [DnsBytes.To(query).Build()]);
        Assert.Equal([V4], await ResolveAsync("0.ha.test", server.EndPoint));
    }

    [Fact]
    public async Task A_loop_of_aliases_ends()
    {
        await using var server = new ScriptedNameServer(query =>
        [
            DnsBytes.To(query, answers: 2)
                .Pointer(12).Record(5, DnsBytes.WireName("a.test"))
                .Name("a.test").Record(5, 0xC0, 12).Build(),
        ]);
        NameResolutionException e = await FailAsync("0.ha.test", server.EndPoint);
        Assert.Equal(NameResolutionFailure.Unanswered, e.Kind);
        Assert.Contains("loop of aliases", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_from_a_server_that_neither_resolves_nor_owns_the_name_is_no_definite_answer()
    {
        await using var lame = new ScriptedNameServer(query => [DnsBytes.To(query, flags: 0x8000).Build()]);
        await using DnsResponder server = await StartAsync();
        server.Set("0.ha.test", V4, V6);
        Assert.Equal([V6, V4], await ResolveAsync("0.ha.test", lame.EndPoint, server.EndPoint));
        Assert.Equal(NameResolutionFailure.Unanswered, (await FailAsync("0.ha.test", lame.EndPoint)).Kind);
    }

    [Fact]
    public async Task Ids_and_source_ports_are_drawn_anew_for_each_question()
    {
        await using var server = new ScriptedNameServer(query => [AnswerWith(query, V4)]);
        for (int i = 0; i < 10; i++) await ResolveAsync("0.ha.test", server.EndPoint);

        // 20 draws of 2^16 and of 2^15: even two pairs of equals come once in tens of thousands of runs.
        Assert.InRange(server.Ids.Distinct().Count(), 17, 20);
        Assert.InRange(server.Clients.Select(c => c.Port).Distinct().Count(), 17, 20);
    }

    [Fact]
    public async Task A_caller_who_gives_up_is_let_go_at_once()
    {
        await using DnsResponder silent = await StartAsync(DnsResponderMode.Silent);
        using var cancelling = new CancellationTokenSource();
        ValueTask<ImmutableArray<IPAddress>> resolving =
            new NameServerResolver([silent.EndPoint], time).ResolveAsync("0.ha.test", cancelling.Token);
        await silent.WaitForQueriesAsync(2);
        await cancelling.CancelAsync();
        OperationCanceledException e = await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await resolving);
        Assert.Equal(cancelling.Token, e.CancellationToken);
    }

    [Fact]
    public void A_resolver_without_name_servers_is_a_programming_error() =>
        Assert.Throws<ArgumentException>(() => new NameServerResolver([], time));

    private async Task<IPAddress[]> ResolveAsync(string name, params IPEndPoint[] servers) =>
        [.. await new NameServerResolver([.. servers], time).ResolveAsync(name, CancellationToken.None)];

    private async Task<NameResolutionException> FailAsync(string name, params IPEndPoint[] servers) =>
        await Assert.ThrowsAsync<NameResolutionException>(() => ResolveAsync(name, servers));

    private static async Task<DnsResponder> StartAsync(DnsResponderMode mode = DnsResponderMode.Answer)
    {
        var responder = new DnsResponder { Mode = mode };
        await responder.StartAsync();
        return responder;
    }

    /// <summary>The address if the query asks for A, and NODATA if it asks for AAAA.</summary>
    private static byte[] AnswerWith(byte[] query, IPAddress v4) => ScriptedNameServer.IsForA(query)
        ? DnsBytes.To(query, answers: 1).Pointer(12).Record(1, v4.GetAddressBytes()).Build()
        : DnsBytes.To(query).Build();

    private static byte[] WithWrongId(byte[] answer)
    {
        answer[0] ^= 0x55;
        return answer;
    }
}
