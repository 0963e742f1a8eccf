#pragma warning disable IDE0130, CA1032, CA1064 // Stand-ins, with the names of the real ones.
namespace NUnit.Framework
{
    internal sealed class AssertionException : Exception;
}

namespace Microsoft.VisualStudio.TestTools.UnitTesting
{
    internal sealed class AssertFailedException : Exception;
}
