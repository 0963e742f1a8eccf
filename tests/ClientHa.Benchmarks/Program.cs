using ClientHa.Benchmarks;

// Benchmarks print ratios that were measured in one run: absolute times say more about a machine than about a program.
return args switch
{
    ["serve"] => await EchoServer.RunAsync(),
    ["overhead", .. string[] options] => await Overhead.RunAsync(options),
    ["log"] => LogSpeed.Run(),
    ["server", .. string[] options] => await ServerSpeed.RunAsync(options),
    ["recovery"] => RecoverySpeed.Run(),
    ["kit"] => await KitSpeed.RunAsync(),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("usage: overhead [--json FILE] [--pairs N] | log | recovery | kit | server [--json FILE]");
    return 2;
}
