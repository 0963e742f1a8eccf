using Google.Protobuf;

namespace ClientHa.Server.Security;

/// <summary>A row of the table: who may call a method.</summary>
/// <param name="Roles">Empty: anyone, without a credential.</param>
internal sealed record AccessRule(params AccessRole[] Roles)
{
    /// <summary>What a request wants with documents; null: nothing that depends on their keys.</summary>
    public Func<IMessage, AccessDemand>? Demand { get; init; }

    /// <summary>Whether calls stay open until somebody ends them, so that their number is bounded.</summary>
    public bool IsWatch { get; init; }

    public bool IsForAnyone => Roles.Length == 0;
}
