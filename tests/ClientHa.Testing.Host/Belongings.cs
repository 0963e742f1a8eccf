namespace ClientHa.Testing.Host;

/// <summary>
/// What this process has, as Linux shows it: threads, open files and sockets, children, and what is in its temporary directory,
/// which the test has given to it alone.
/// </summary>
internal sealed record Belongings(string[] Threads, string[] Files, string[] Children, string[] Temporary)
{
    private const int LooksAlike = 20;

    private static readonly TimeSpan LookAgainDelay = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LeftAfter = TimeSpan.FromSeconds(30);

    /// <summary>Waits until nothing goes away any more: a closed socket is gone when its last reader has seen it.</summary>
    public static async Task<Belongings> AtRestAsync()
    {
        Belongings last = Look();
        for (int alike = 0; alike < LooksAlike;)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            await Task.Delay(LookAgainDelay);
            Belongings now = Look();
            alike = now.Count < last.Count ? 0 : alike + 1;
            last = now;
        }
        return last;
    }

    /// <summary>What is here for good that was not here before: what goes away by itself on a slow machine is no leak.</summary>
    public static async Task<string[]> LeftAsync(Belongings before)
    {
        long start = TimeProvider.System.GetTimestamp();
        while (true)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            string[] left = [.. Look().Beyond(before)];
            if (left.Length == 0 || TimeProvider.System.GetElapsedTime(start) > LeftAfter)
                return left;
            await Task.Delay(LookAgainDelay);
        }
    }

    private int Count => Threads.Length + Files.Length + Children.Length + Temporary.Length;

    /// <summary>
    /// What is here more often than there. The thread pool takes and gives up threads as it likes, and code that is compiled once
    /// more may need a library that is loaded for good, as a stack trace needs its symbols.
    /// </summary>
    private IEnumerable<string> Beyond(Belongings before) =>
    [
        .. Beyond("thread", Threads, before.Threads),
        .. Beyond("file", Files, before.Files),
        .. Beyond("child", Children, before.Children),
        .. Beyond("temporary", Temporary, before.Temporary),
    ];

    private static IEnumerable<string> Beyond(string what, string[] now, string[] before) => now.CountBy(name => name)
        .Select(each => (Name: each.Key, More: each.Value - before.Count(name => name == each.Key)))
        .Where(each => each.More > 0)
        .Select(each => $"{each.More} {what} {each.Name}");

    private static Belongings Look() => new(
        [.. Directory.EnumerateDirectories("/proc/self/task").Select(NameOfThread).Where(name => !name.StartsWith(".NET TP", StringComparison.Ordinal))],
        [.. Directory.EnumerateFiles("/proc/self/fd").Select(KindOfFile).Where(name => Path.GetExtension(name) is not (".dll" or ".pdb"))],
        [.. Directory.EnumerateDirectories("/proc/self/task").SelectMany(ChildrenOf)],
        [.. Directory.EnumerateFileSystemEntries(Path.GetTempPath())]);

    private static string NameOfThread(string task) => Read(Path.Combine(task, "comm"));

    private static IEnumerable<string> ChildrenOf(string task) =>
        Read(Path.Combine(task, "children")).Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(_ => "process");

    /// <summary>Sockets, pipes and such are alike, whatever their numbers: socket:[1234].</summary>
    private static string KindOfFile(string file)
    {
        try
        {
            return File.ResolveLinkTarget(file, returnFinalTarget: false)?.Name.Split('[')[0] ?? "";
        }
        catch (IOException)
        {
            return "";
        }
    }

    private static string Read(string file)
    {
        try
        {
            return File.ReadAllText(file).Trim();
        }
        catch (IOException)
        {
            // The thread has just ended.
            return "";
        }
    }
}
