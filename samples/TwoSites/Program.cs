using ClientHa.Samples;
using ClientHa.Samples.TwoSites;

return await new Demo<Result>(
    "Kills one of several masters under 20 clients that read, write and watch, and shows what becomes of the data.",
    async (options, view, cancellationToken) =>
    {
        await using Run run = await Run.BeginAsync(options, view, cancellationToken);
        return await run.PlayAsync();
    },
    (results, interruption) => new Report(results, interruption)).MainAsync(args);
