using System.Collections.Immutable;
using System.Runtime.ExceptionServices;

namespace ClientHa.Testing.History;

/// <summary>
/// Notices that an assertion has failed in the test that began it, whichever of the usual frameworks threw it: so that what
/// happened can be shown beside the failure. Other tests that run at the same time are not mistaken for it.
/// </summary>
internal sealed class FailureWatch : IDisposable
{
    private static readonly HashSet<string> Failures = new(StringComparer.Ordinal)
    {
        "Xunit.Sdk.XunitException",
        "Xunit.Sdk.IAssertionException",
        "NUnit.Framework.AssertionException",
        "NUnit.Framework.MultipleAssertException",
        "Microsoft.VisualStudio.TestTools.UnitTesting.AssertFailedException",
    };

    private static readonly AsyncLocal<ImmutableArray<FailureWatch>> OfThisTest = new();

    private volatile bool hasFailed;

    private FailureWatch()
    {
    }

    public bool HasFailed => hasFailed;

    /// <summary>
    /// Begins to watch the caller's flow. Not from within an async method other than the test itself: what that sets does not reach
    /// its caller.
    /// </summary>
    public static FailureWatch Begin()
    {
        FailureWatch watch = new();
        OfThisTest.Value = OfThisTest.Value.IsDefault ? [watch] : OfThisTest.Value.Add(watch);
        AppDomain.CurrentDomain.FirstChanceException += watch.Look;
        return watch;
    }

    public void Dispose() => AppDomain.CurrentDomain.FirstChanceException -= Look;

    /// <summary>Runs at every exception of the process before it is thrown, so it is quick, and throws none itself.</summary>
    private void Look(object? sender, FirstChanceExceptionEventArgs thrown)
    {
        if (!hasFailed && OfThisTest.Value is { IsDefault: false } watches && watches.Contains(this) && IsFailure(thrown.Exception.GetType()))
            hasFailed = true;
    }

    private static bool IsFailure(Type thrown)
    {
        // In xunit 2 a test is skipped by something that derives from its failures.
        if (thrown.Name == "SkipException")
            return false;
        for (Type? type = thrown; type is not null; type = type.BaseType)
        {
            if (type.FullName is { } name && Failures.Contains(name))
                return true;
        }
        return thrown.GetInterfaces().Any(each => each.FullName is { } name && Failures.Contains(name));
    }
}
