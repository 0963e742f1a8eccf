using ClientHa.Integration.Tests.Sites;
using Xunit;

namespace ClientHa.Integration.Tests;

public sealed class ConnectTests(TwoSites fixture) : IClassFixture<TwoSites>
{
    private readonly SiteCluster sites = fixture.Cluster;

    [SitesFact]
    public async Task A_client_of_one_site_goes_to_that_site()
    {
        foreach (int number in (int[])[0, 1])
        {
            using SiteClient client = sites.ConnectTo($"grpc://{number}.ha.test:{sites.Port}", serverCount: 0);
            Assert.Equal(number, await client.WhoAmIAsync());
            Assert.Equal($"Connected to {number}.ha.test", client.Status.ToString());
        }
    }

    [SitesFact]
    public async Task All_calls_of_a_client_of_both_sites_go_to_its_first_choice()
    {
        HashSet<int> firstChoices = [];
        for (ulong seed = 0; seed < 8; seed++)
        {
            using SiteClient client = sites.Connect(serverCount: 2, options => (options.FirstChoice, options.Seed) = ("Random", seed));
            string current = $"{client.Status.Current?.Name}";

            // Where it takes long to connect to, the first calls go to the other one meanwhile.
            CancellationToken limit = HangGuard.Token;
            while ($"{await client.WhoAmIAsync()}.ha.test" != current)
                limit.ThrowIfCancellationRequested();
            int[] answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => client.WhoAmIAsync()));
            int answer = Assert.Single(answers.Distinct());
            Assert.Equal($"{answer}.ha.test", current);
            firstChoices.Add(answer);
        }

        Assert.Equal([0, 1], firstChoices.Order());
    }

    [SitesFact]
    public async Task A_round_robin_client_shares_its_calls_by_the_entries_of_its_list()
    {
        using SiteClient client = sites.ConnectTo(null, serverCount: 0, options =>
        {
            options.Policy = SelectionPolicy.RoundRobin;
            options.Servers = [$"0.ha.test:{sites.Port}", $"0.ha.test:{sites.Port}", $"1.ha.test:{sites.Port}"];
        });

        // Until all three entries are connected to, calls go to those that are. Sites would have 150 each, however long it takes.
        CancellationToken limit = HangGuard.Token;
        while (await RoundsAsync(100) != (200, 100))
            limit.ThrowIfCancellationRequested();

        async Task<(int, int)> RoundsAsync(int count)
        {
            List<int> answers = [];
            for (int i = 0; i < 3 * count; i++)
                answers.Add(await client.WhoAmIAsync());
            return (answers.Count(site => site == 0), answers.Count(site => site == 1));
        }
    }

    /// <summary>Without a call; the shares are those of these names and seeds on any machine.</summary>
    [Fact]
    public void Clients_share_the_sites_by_the_entries_of_their_list()
    {
        int atFirst = 0;
        for (ulong seed = 0; seed < 300; seed++)
        {
            using HaHttpHandler client = new(new HaOptions
            {
                Servers = ["0.ha.test:8001", "0.ha.test:8001", "1.ha.test:8001"],
                Seed = seed,
            });
            if (client.Status.Current?.Name == "0.ha.test") atFirst++;
        }

        Assert.InRange(atFirst, 185, 215);
    }
}
