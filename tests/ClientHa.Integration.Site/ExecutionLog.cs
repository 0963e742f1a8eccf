using System.Text;

namespace ClientHa.Integration.Site;

/// <summary>
/// The executions of a site, a line each, in a file that only this site writes. A line is handed to the kernel before the call
/// goes on, so it survives a kill.
/// </summary>
internal sealed class ExecutionLog(string path) : IDisposable
{
    private readonly Lock gate = new();
    private readonly FileStream file = new(path, FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 0);

    public void Add(string id)
    {
        byte[] line = Encoding.UTF8.GetBytes(id + "\n");
        lock (gate) file.Write(line);
    }

    public void Dispose() => file.Dispose();
}
