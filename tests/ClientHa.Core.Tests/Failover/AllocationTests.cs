using ClientHa.Core.Failover;

namespace ClientHa.Core.Tests.Failover;

public sealed class AllocationTests
{
    [Theory]
    [InlineData(SelectionPolicy.PickFirst)]
    [InlineData(SelectionPolicy.RoundRobin)]
    public void A_pick_allocates_nothing(SelectionPolicy policy)
    {
        FailoverRules rules = new() { Policy = policy };
        Scenario[] clients =
        [
            new(64, rules),
            new Scenario(3, rules).Happens(SiteEventKind.Silent),
            Scenario.With(SiteState.Returning, rules),
            new Scenario(2, rules).Down(0).Down(1).RaceLost(),
        ];
        Picks(clients, 100);

        long before = GC.GetAllocatedBytesForCurrentThread();
        int sum = Picks(clients, 10_000);
        long after = GC.GetAllocatedBytesForCurrentThread();

        Assert.NotEqual(0, sum);
        Assert.Equal(0, after - before);
    }

    [Fact]
    public void An_answer_that_is_no_news_allocates_nothing()
    {
        Scenario client = new();
        SiteEvent answered = new(SiteEventKind.Answered, 0, 0);
        Records(client, answered, 100);

        long before = GC.GetAllocatedBytesForCurrentThread();
        Records(client, answered, 10_000);
        long after = GC.GetAllocatedBytesForCurrentThread();

        Assert.Equal(0, after - before);
    }

    private static void Records(Scenario client, SiteEvent happened, int count)
    {
        for (int i = 0; i < count; i++)
            client.State.Record(happened, client.Now);
    }

    private static int Picks(Scenario[] clients, int count)
    {
        int sum = 0;
        for (int i = 0; i < count; i++)
        {
            foreach (Scenario client in clients)
                sum += client.Next(inFlight: i & 1, tried: (ulong)(i >> 1 & 1), round: i, ticket: (ulong)i).Site + 2;
        }
        return sum;
    }
}
