using System.Diagnostics;
using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace ClientHa.Samples;

/// <summary>What happens, as it happens: a picture that changes in place on a terminal, a line a second elsewhere.</summary>
internal sealed class EventView
{
    private const int EventLines = 10;

    private readonly Queue<string> events = new();
    private readonly bool isTerminal = !Console.IsOutputRedirected && AnsiConsole.Profile.Capabilities.Ansi;
    private readonly long started = Stopwatch.GetTimestamp();

    public void Clear()
    {
        lock (events)
            events.Clear();
    }

    /// <summary>Something happened.</summary>
    public void Say(string text)
    {
        string line = string.Create(CultureInfo.InvariantCulture, $"{Stopwatch.GetElapsedTime(started).TotalSeconds,6:0.0} s  {text}");
        lock (events)
        {
            events.Enqueue(line);
            if (events.Count > EventLines)
                events.Dequeue();
        }
        if (!isTerminal)
            Console.WriteLine(line);
    }

    /// <summary>The last events, for the picture.</summary>
    public Text Events()
    {
        lock (events)
            return new Text(string.Join(Environment.NewLine, events));
    }

    /// <summary>Shows while some time passes.</summary>
    public async Task ShowForAsync(TimeSpan time, Func<string> line, Func<IRenderable> picture, CancellationToken cancellationToken)
    {
        long start = Stopwatch.GetTimestamp();
        TimeSpan interval = TimeSpan.FromMilliseconds(isTerminal ? 200 : 1000);
        async Task FollowAsync(Action show)
        {
            for (TimeSpan left = time; left > TimeSpan.Zero; left = time - Stopwatch.GetElapsedTime(start))
            {
                // A rest too short to count anything in is only waited for.
                bool isWhole = left > interval / 2;
                await Task.Delay(left < interval ? left : interval, cancellationToken);
                if (isWhole)
                    show();
            }
        }
        if (!isTerminal)
            await FollowAsync(() => Say(line()));
        else
            await AnsiConsole.Live(picture()).AutoClear(true).StartAsync(live => FollowAsync(() => live.UpdateTarget(picture())));
    }
}
