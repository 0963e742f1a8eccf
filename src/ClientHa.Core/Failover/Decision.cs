namespace ClientHa.Core.Failover;

/// <summary>What a call does next.</summary>
internal readonly record struct Decision(DecisionKind Kind, int Site, TimeSpan Delay)
{
    public static readonly Decision GiveUp = new(DecisionKind.GiveUp, -1, TimeSpan.Zero);

    public static Decision Attempt(int site) => new(DecisionKind.Attempt, site, TimeSpan.Zero);

    public static Decision Wait(TimeSpan delay) => new(DecisionKind.Wait, -1, delay);
}
