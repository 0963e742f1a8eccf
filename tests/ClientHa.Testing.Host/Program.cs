using ClientHa.Testing.Processes;

// Starts each argument as a shell command in a process of its own, says so, and waits to be killed: for the tests that
// children die with their parent.
foreach (string command in args) Console.WriteLine($"child {SiteProcess.Start("/bin/sh", "-c", command).Id}");
Console.WriteLine("ready");
await Task.Delay(Timeout.InfiniteTimeSpan);
