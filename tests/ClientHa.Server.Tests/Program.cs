using ClientHa.Server.Tests.Log.Hosted;

// The tests' assembly run as a program: what a test wants to have in a process of its own.
switch (args)
{
    case ["append", string path]:
        return HostedLog.Append(path);
    case ["lock", string path]:
        return HostedLog.Lock(path);
    case ["fill", string path]:
        return HostedLog.Fill(path);
    default:
        Console.Error.WriteLine("append PATH | lock PATH | fill PATH");
        return 2;
}
