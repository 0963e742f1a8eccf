using ClientHa.Cli;

return await CommandLine.RunAsync(args, Terminal.OfProcess());
