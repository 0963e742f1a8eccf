namespace ClientHa.Server.Hosting;

/// <summary>How many values a <see cref="ServerSetting"/> has.</summary>
internal enum ServerSettingKind
{
    One,
    Many,

    /// <summary>On the command line none; in the environment <c>true</c> or <c>false</c>.</summary>
    Flag,
}
