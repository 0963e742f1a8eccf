using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Text;
using ClientHa.Configuration;
using ClientHa.Core;
using ClientHa.Telemetry;

namespace ClientHa.Resolving;

/// <summary>
/// Keeps a service's addresses in <see cref="HaOptions.StateDirectory"/>, in a file that is replaced as a whole. Other programs
/// may keep the same one: who comes last wins, and all know the same. Whatever goes wrong is logged and fails no call.
/// </summary>
internal sealed class AddressStore
{
    /// <summary>Far more than 64 names with all the addresses that a DNS answer can carry in one datagram.</summary>
    private const int MaxBytes = 256 * 1024;

    private static readonly TimeSpan LongestWrite = TimeSpan.FromMinutes(10);

    private readonly object gate = new();
    private readonly HaTelemetry telemetry;
    private readonly string directory;
    private readonly string service;
    private readonly string path;
    private string? present;
    private bool hasFailed;
    private bool isClosed;

    private AddressStore(string directory, string service, HaTelemetry telemetry)
    {
        this.directory = directory;
        this.service = service;
        this.telemetry = telemetry;
        path = Path.Combine(directory, string.Create(CultureInfo.InvariantCulture, $"clientha-{Prng.Hash(0, service):x16}.addresses"));
    }

    /// <summary>Null where the plan keeps nothing.</summary>
    public static AddressStore? For(HaPlan plan, HaTelemetry telemetry) => plan.StateDirectory is { } directory
        ? new AddressStore(directory, plan.StableKey.Length > 0 ? plan.StableKey : string.Join(',', plan.Sites), telemetry)
        : null;

    /// <summary>What was kept by this program or another one; nothing if that is not usable.</summary>
    public ImmutableArray<(SiteName Name, ImmutableArray<IPEndPoint> Endpoints)> Load()
    {
        string? fault;
        lock (gate)
        {
            try
            {
                FileInfo file = new(path);
                if (!file.Exists)
                    return [];
                string text = file.Length <= MaxBytes ? File.ReadAllText(path) : "";
                if (AddressFile.Read(text, service, out fault) is { } sites)
                {
                    present = text;
                    return sites;
                }
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                fault = $"cannot be read ({exception.Message})";
            }
        }
        telemetry.AddressesNotRead(path, fault!);
        return [];
    }

    /// <summary>Replaces the file, if it would become another one.</summary>
    /// <param name="sites">
    /// Asked for what is known when it is this one's turn: who was told later and came first must not be overwritten by what was
    /// known before.
    /// </param>
    public void Save(Func<IEnumerable<(SiteName Name, ImmutableArray<IPEndPoint> Endpoints)>> sites)
    {
        lock (gate)
        {
            string text = AddressFile.Write(service, sites().Where(site => !site.Endpoints.IsEmpty));
            if (isClosed || text == present)
                return;
            try
            {
                Replace(text);
                present = text;
                hasFailed = false;
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                if (!hasFailed)
                    telemetry.AddressesNotKept(path, exception.Message);
                hasFailed = true;
            }
        }
    }

    /// <summary>Nothing is written any more when this returns.</summary>
    public void Close()
    {
        lock (gate)
            isClosed = true;
    }

    /// <summary>Takes away what programs left here that were killed while they wrote.</summary>
    private void Clear()
    {
        DateTime now = File.GetLastWriteTimeUtc(path);
        foreach (FileInfo left in new DirectoryInfo(directory).EnumerateFiles($"{Path.GetFileName(path)}.*"))
        {
            if (left.LastWriteTimeUtc < now - LongestWrite)
                left.Delete();
        }
    }

    private void Replace(string text)
    {
        Directory.CreateDirectory(directory);
        string young = $"{path}.{Path.GetRandomFileName()}";
        try
        {
            using (FileStream stream = new(young, FileMode.CreateNew, FileAccess.Write))
            {
                stream.Write(Encoding.UTF8.GetBytes(text));

                // Or a machine that loses its power may keep the new name and not the contents.
                stream.Flush(flushToDisk: true);
            }
            File.Move(young, path, overwrite: true);
            Clear();
        }
        catch
        {
            File.Delete(young);
            throw;
        }
    }
}
