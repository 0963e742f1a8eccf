namespace ClientHa.Server.Hosting;

/// <summary>What is found while options are read: faults, which stop the start, and notes, which are shown.</summary>
internal sealed class Findings
{
    public List<string> Failures { get; } = [];

    public List<string> Notes { get; } = [];

    public void Fail(string failure) => Failures.Add(failure);

    public void Note(string note) => Notes.Add(note);
}
