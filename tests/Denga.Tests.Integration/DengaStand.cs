using System.Globalization;
using Microsoft.Extensions.DependencyInjection;

namespace Denga.Tests.Integration;

/// <summary>One whole Denga for the tests of a class that disturb each other as little as its people do: each test has people of its own.</summary>
public class DengaStand : IAsyncLifetime
{
    public DengaServer Denga { get; private set; } = null!;

    protected virtual Dictionary<string, string> Settings { get; } =
        new(StringComparer.Ordinal) { ["Identity:Mailbox"] = "true", ["Wallet:Limits:LookupsPerMinute"] = "1000" };

    protected virtual TimeProvider? Clock => null;

    public virtual async ValueTask InitializeAsync() => Denga = await DengaServer.Start(Settings, Clock, configure: Configure);

    public virtual async ValueTask DisposeAsync()
    {
        if (Denga is not null)
            await Denga.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected virtual void Configure(IServiceCollection services) { }

    /// <summary>An address of a person whom no other test knows.</summary>
    internal static string Mail(string name) =>
        string.Create(CultureInfo.InvariantCulture, $"{name}-{Guid.CreateVersion7():N}@example.org");
}
