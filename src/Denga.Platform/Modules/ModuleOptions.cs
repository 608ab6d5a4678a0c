using Microsoft.Extensions.Configuration;

namespace Denga.Platform.Modules;

/// <summary>Settings under <c>Modules</c>: where each module runs, <c>local</c> (default), <c>off</c> or the address of the process that runs it;
/// <c>Only</c>, the modules that run here when not all do, whatever is said of their places: so that one list of places serves every process;
/// and <c>Secret</c>, with which processes sign their calls to each other.</summary>
internal sealed class ModulePlaces(IConfiguration settings)
{
    private const int SecretCharactersMin = 32;
    private const string Only = "Only";

    private readonly HashSet<string>? here = settings["Modules:" + Only] is { } only
        ? new(only.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries), StringComparer.OrdinalIgnoreCase)
        : null;

    internal string? Secret
    {
        get
        {
            var secret = settings["Modules:Secret"];
            return secret is null or { Length: >= SecretCharactersMin }
                ? secret
                : throw new SettingException($"Modules:Secret must have at least {SecretCharactersMin} characters.");
        }
    }

    /// <summary>A place for a module that does not exist is a mistyped name.</summary>
    internal void Check(IReadOnlySet<string> known)
    {
        var placed = settings
            .GetSection("Modules")
            .GetChildren()
            .Select(s => s.Key)
            .Except([Only, nameof(Secret)], StringComparer.OrdinalIgnoreCase);
        if (placed.FirstOrDefault(m => !known.Contains(m)) is { } unknown)
            throw new SettingException($"Modules:{unknown} is unknown; the modules are {Listed(known)}.");
        if (here?.FirstOrDefault(m => !known.Contains(m)) is { } strange)
            throw new SettingException($"There is no module {strange} to run; the modules are {Listed(known)}.");
        if (here is { Count: 0 })
            throw new SettingException($"Modules:{Only} names no module; the modules are {Listed(known)}.");
    }

    internal bool IsLocal(string module) => Place(module) == "local";

    /// <summary>The address of the process that runs the module, or null when it is off.</summary>
    internal Uri? Address(string module)
    {
        var place = Place(module);
        if (place == "off")
            return null;
        if (!Uri.TryCreate(place, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
            throw new SettingException($"Modules:{module} is \"{place}\"; it must be local, off or an http address.");
        return new Uri(address, "/");
    }

    private string Place(string module)
    {
        var place = settings[$"Modules:{module}"];
        if (here is null)
            return place ?? "local";
        if (here.Contains(module))
            return "local";
        return place is null or "local" ? "off" : place;
    }

    private static string Listed(IEnumerable<string> names) => string.Join(", ", names.Order(StringComparer.Ordinal));
}

/// <summary>Something that the operator set or changed is wrong or missing; the message is one sentence that names it. It stops the start.</summary>
public sealed class SettingException(string message) : Exception(message);
