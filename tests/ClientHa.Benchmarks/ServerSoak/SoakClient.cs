using System.Buffers.Binary;
using System.Globalization;
using ClientHa.Benchmarks.Load;
using ClientHa.Benchmarks.Soak;
using ClientHa.Benchmarks.Writes;
using ClientHa.Services;

namespace ClientHa.Benchmarks.ServerSoak;

/// <summary>A client that writes and deletes documents of its own, one after the other, and remembers what it was promised.</summary>
internal sealed class SoakClient(int number, HaHttpHandler handler, SoakTally tally) : IDisposable
{
    private const int Keys = 50;

    /// <summary>Each so many-th write is a deletion.</summary>
    private const int DeletePeriod = 7;

    private readonly DocumentsClient client = new(handler);

    public IReadOnlyList<SoakKey> Written { get; } =
        [.. Enumerable.Range(0, Keys).Select(key => new SoakKey(string.Create(CultureInfo.InvariantCulture, $"soak/{number}/{key}")))];

    public async Task RunAsync(TimeSpan pace, CancellationToken stop)
    {
        using PeriodicTimer timer = new(pace);
        for (int i = 0; !stop.IsCancellationRequested; i++)
        {
            await WriteAsync(Written[i % Keys], isDelete: i % DeletePeriod == 0);
            await timer.WaitForNextTickAsync(CancellationToken.None);
        }
    }

    /// <summary>The keys of which this site has something that cannot be.</summary>
    public static async Task<IReadOnlyList<string>> LostAsync(DocumentsClient site, IEnumerable<SoakKey> keys)
    {
        Dictionary<string, long> found = [];
        await foreach (Document document in site.ListAsync("soak/"))
            found[document.Key] = BinaryPrimitives.ReadInt64LittleEndian(document.Value.Span);
        return [.. from key in keys
                   let number = found.TryGetValue(key.Name, out long value) ? value : (long?)null
                   where !key.Allows(number)
                   select $"{key}, found {number?.ToString(CultureInfo.InvariantCulture) ?? "none"}"];
    }

    public void Dispose()
    {
        client.Dispose();
        handler.Dispose();
    }

    private async Task WriteAsync(SoakKey key, bool isDelete)
    {
        byte[] value = new byte[ClosedWrites.ValueBytes];
        BinaryPrimitives.WriteInt64LittleEndian(value, key.Begin(isDelete));
        long begin = MonotonicClock.Now;
        string fault = "";
        try
        {
            await (isDelete ? client.DeleteAsync(key.Name) : client.PutAsync(key.Name, value));
            key.Acknowledge(isDelete);
        }
        catch (HaCallException exception)
        {
            fault = exception.Message;
        }
        tally.Add(new(number, begin, MonotonicClock.Now, fault));
    }
}
