using System.Globalization;
using System.Runtime.CompilerServices;

namespace ClientHa.Testing.Simulation;

/// <summary>A text that is made only where a promise is broken: millions of checks pass.</summary>
[InterpolatedStringHandler]
internal ref struct ViolationText
{
    private DefaultInterpolatedStringHandler inner;

    public ViolationText(int literalLength, int formattedCount, bool holds, out bool isWanted)
    {
        isWanted = !holds;
        inner = holds ? default : new(literalLength, formattedCount, CultureInfo.InvariantCulture);
    }

    public void AppendLiteral(string text) => inner.AppendLiteral(text);

    public void AppendFormatted<T>(T value) => inner.AppendFormatted(value);

    public void AppendFormatted<T>(T value, string? format) => inner.AppendFormatted(value, format);

    public override string ToString() => inner.ToStringAndClear();
}
