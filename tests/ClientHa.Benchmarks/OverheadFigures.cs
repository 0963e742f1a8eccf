namespace ClientHa.Benchmarks;

/// <summary>What the handler adds to a call, over so many pairs.</summary>
internal sealed record OverheadFigures(
    int Pairs, Interval RatioC1, Interval RatioC32, Interval ExtraCpu, Interval ExtraBytes,
    double BareC1Us, double BareC32Us, double BareBytes);
