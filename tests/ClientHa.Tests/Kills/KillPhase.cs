namespace ClientHa.Tests.Kills;

/// <summary>How far a call had come when its site was killed.</summary>
public enum KillPhase
{
    /// <summary>The port refuses.</summary>
    BeforeConnect,

    /// <summary>The connection is accepted only after the call has gone to another site.</summary>
    DuringConnect,

    /// <summary>The connection is accepted, and reset before the site has said a byte.</summary>
    InHandshake,

    /// <summary>The site keeps silent until another one is ready in its place, then takes the call after all.</summary>
    AfterLateHandshake,

    /// <summary>The site has the request's headers.</summary>
    AfterHeaders,

    /// <summary>It has a part of the body.</summary>
    InBody,

    /// <summary>It has the whole request and has not answered.</summary>
    BeforeResponseHeaders,

    /// <summary>It has answered in part.</summary>
    InAnswer,
}
