namespace ClientHa.Testing.Simulation.Faults;

/// <summary>A client's time of day is set wrong by an hour, and set right in the end. All that it waits for goes by its other clock.</summary>
internal sealed class JumpClientClock(int client, bool isForward) : Fault
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    public override bool IsHarmless => true;

    public override void Apply(World world) => world.Clients[client].Clock.Jump(isForward ? Hour : -Hour);

    public override void Heal(World world) => world.Clients[client].Clock.Jump(isForward ? -Hour : Hour);

    public override string ToString() => $"the clock of client {client} is set {(isForward ? "forward" : "back")} by an hour";
}
