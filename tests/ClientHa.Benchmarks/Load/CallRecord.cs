namespace ClientHa.Benchmarks.Load;

/// <summary>One call of a client.</summary>
/// <param name="Client">The client's number.</param>
/// <param name="Start">When it began, in nanoseconds of the machine's monotonic clock, which all processes share.</param>
/// <param name="End">When it ended.</param>
/// <param name="Fault">Its status or exception; empty if it succeeded.</param>
internal readonly record struct CallRecord(int Client, long Start, long End, string Fault)
{
    public bool Succeeded => Fault.Length == 0;

    public double Milliseconds => (End - Start) / 1e6;
}
