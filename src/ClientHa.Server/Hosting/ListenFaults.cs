using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Options;

namespace ClientHa.Server.Hosting;

/// <summary>Says which of the site's addresses cannot be listened on, why, and what to do; Kestrel says it of a part of them.</summary>
internal sealed class ListenFaults(ServerPlan plan) : IPostConfigureOptions<SocketTransportOptions>
{
    public void PostConfigure(string? name, SocketTransportOptions options)
    {
        Func<EndPoint, Socket> bind = options.CreateBoundListenSocket;
        options.CreateBoundListenSocket = endPoint =>
        {
            try
            {
                return bind(endPoint);
            }
            catch (SocketException exception) when (endPoint is IPEndPoint own && (plan.Listen.Contains(own) || plan.Http.Contains(own)))
            {
                throw new HaServerException(Describe(own, exception), exception);
            }
        };
    }

    public static string Describe(IPEndPoint endPoint, SocketException exception) => exception.SocketErrorCode switch
    {
        SocketError.AddressAlreadyInUse =>
            $"Port {endPoint.Port} of {endPoint.Address} is taken: '{Look(endPoint.Port)}' shows by whom; stop that program, or listen on another port.",
        SocketError.AddressNotAvailable =>
            $"{endPoint.Address} is no address of this machine, so {endPoint} cannot be listened on: give one that is, or 0.0.0.0 for all.",
        SocketError.AccessDenied =>
            $"Port {endPoint.Port} of {endPoint.Address} may not be used by this user: give a port of 1024 or more.",
        _ => $"{endPoint} cannot be listened on: {exception.Message}.",
    };

    private static string Look(int port) =>
        OperatingSystem.IsWindows() ? $"netstat -ano | findstr :{port}"
        : OperatingSystem.IsLinux() ? $"ss -ltnp sport = :{port}"
        : $"lsof -nP -iTCP:{port} -sTCP:LISTEN";
}
