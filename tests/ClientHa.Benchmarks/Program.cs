using ClientHa.Benchmarks;
using ClientHa.Benchmarks.Compare;
using ClientHa.Benchmarks.Goals;
using ClientHa.Benchmarks.Load;
using ClientHa.Benchmarks.Masters;
using ClientHa.Benchmarks.Network;
using ClientHa.Benchmarks.ServerCompare;
using ClientHa.Benchmarks.ServerGoals;
using ClientHa.Benchmarks.ServerSoak;
using ClientHa.Benchmarks.Sites;
using ClientHa.Benchmarks.Soak;

// What drops packets does it in a network of its own.
if (args is ["compare" or "goals" or "soak", ..] && OwnNetwork.TryEnter(args, out int exitCode))
    return exitCode;

try
{
    int code = await RunAsync(args);
    await Leftovers.UnlessBrokenOffAsync();
    return code;
}
catch (Exception exception) when (exception is not ArgumentException)
{
    await Leftovers.UnlessBrokenOffAsync();
    throw;
}
catch (ArgumentException exception)
{
    await Console.Error.WriteLineAsync(exception.Message);
    return 2;
}

// Benchmarks print ratios that were measured in one run: absolute times say more about a machine than about a program.
static async Task<int> RunAsync(string[] args) => args switch
{
    ["serve"] => await EchoServer.RunAsync(),
    ["site", string endPoint] => await EchoSite.RunAsync(endPoint),
    ["clients", .. string[] options] => await LoadProgram.RunAsync(options),
    ["compare", .. string[] options] => await Comparison.RunAsync(options),
    ["goals", .. string[] options] => await GoalGroup.RunAsync(GoalGroup.All, options),
    ["compare-server", .. string[] options] => await ServerComparison.RunAsync(options),
    ["server-goals", .. string[] options] => await GoalGroup.RunAsync(ServerGoalGroups.All, options),
    ["idle", string sites] => await IdleClients.RunAsync(sites),
    ["soak", .. string[] options] => await SoakRun.RunAsync(options),
    ["server-soak", .. string[] options] => await ServerSoakRun.RunAsync(options),
    ["overhead", .. string[] options] => await Overhead.RunAsync(options),
    ["log"] => LogSpeed.Run(),
    ["server", .. string[] options] => await ServerSpeed.RunAsync(options),
    ["recovery"] => RecoverySpeed.Run(),
    ["kit"] => await KitSpeed.RunAsync(),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("""
        usage: overhead [--json FILE] [--pairs N] | log | recovery | kit | server [--json FILE]
               compare [--json FILE] [--quick | --full] [--only CLIENT,...] [--faults FAULT,...] [--verbose]
               goals [--quick] [--only GROUP,...]
               soak [--minutes 30]
               compare-server [--json FILE] [--quick] [--only STORE,...]
               server-goals [--quick] [--only GROUP,...]
               server-soak [--minutes 60]
        """);
    return 2;
}
