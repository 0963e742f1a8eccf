using ClientHa.Integration.Tests.Rules;

namespace ClientHa.Integration.Tests.Replication;

/// <summary>The rules of the server.</summary>
public sealed class RulesTests() : RulePageChecks("Replication", fewest: 100);
