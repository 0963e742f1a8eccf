using ClientHa.Benchmarks.Load;

namespace ClientHa.Benchmarks.Soak;

/// <summary>What became of the calls, without keeping them: memory is measured beside it.</summary>
internal sealed class SoakTally
{
    private const int KeptFaults = 20;

    private readonly Lock gate = new();
    private readonly List<string> faults = [];

    public long Calls { get; private set; }

    public long Failed { get; private set; }

    public double SlowestMs { get; private set; }

    public IReadOnlyList<string> Faults => faults;

    public void Add(CallRecord call)
    {
        lock (gate)
        {
            Calls++;
            SlowestMs = Math.Max(SlowestMs, call.Milliseconds);
            if (call.Succeeded)
                return;
            Failed++;
            if (faults.Count < KeptFaults)
                faults.Add($"client {call.Client}: {call.Fault} after {call.Milliseconds:0} ms");
        }
    }
}
