using ClientHa.Testing.Processes;

namespace ClientHa.Integration.Tests.Samples;

/// <summary>A sample as a stranger runs it, with a directory of its own for all that it leaves.</summary>
internal sealed class SampleRun(string name) : IDisposable
{
    private readonly string program = Path.Combine(AppContext.BaseDirectory, $"{name}.dll");
    private readonly DirectoryInfo temporary = Directory.CreateTempSubdirectory("sample-tests-");

    public string JsonFile => Path.Combine(temporary.FullName, "figures.json");

    public bool HasLeftDirectories => temporary.GetDirectories().Length > 0;

    public void Dispose() => temporary.Delete(recursive: true);

    public SiteProcess Start(params string[] options) => SiteProcess.Start(DotnetProgram.Start(program, options) with
    {
        Environment = new Dictionary<string, string?> { ["TMPDIR"] = temporary.FullName },
    });

    /// <summary>The sites of this sample: each is told a path in the directory of its cluster, which is below ours.</summary>
    public string[] Sites() =>
    [
        .. Directory.EnumerateDirectories("/proc").Where(process => int.TryParse(Path.GetFileName(process), out _)).Where(IsSite),
    ];

    private bool IsSite(string process)
    {
        try
        {
            return File.ReadAllText(Path.Combine(process, "cmdline")).Contains($"{temporary.FullName}/clientha-", StringComparison.Ordinal);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false; // It has just ended.
        }
    }
}
