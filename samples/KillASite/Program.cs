using System.Globalization;
using System.Net;
using ClientHa;
using ClientHa.Samples;
using KillASite;

// The program is its own site: it starts itself again, with these arguments, for each one.
if (args is ["site", string number, string endPoint, string executionsFile])
    return await ClinicSite.RunAsync(int.Parse(number, CultureInfo.InvariantCulture), IPEndPoint.Parse(endPoint), executionsFile);

return await new Demo<Result>(
    "Kills a site under 20 clients that work, and shows what they notice.",
    (options, events, cancellationToken) =>
        new Run(options, new View(events, options.Policy == SelectionPolicy.RoundRobin), cancellationToken).ExecuteAsync(),
    (results, interruption) => new Report(results, interruption)).MainAsync(args);
