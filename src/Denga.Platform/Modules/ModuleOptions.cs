using Microsoft.Extensions.Configuration;

namespace Denga.Platform.Modules;

/// <summary>Settings under <c>Modules</c>: where each module runs, <c>local</c> (default), <c>off</c> or the address of the process that runs it;
/// and <c>Secret</c>, with which processes sign their calls to each other.</summary>
internal sealed class ModulePlaces(IConfiguration settings)
{
    private const int SecretCharactersMin = 32;

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
        foreach (var named in settings.GetSection("Modules").GetChildren().Select(s => s.Key))
        {
            if (!known.Contains(named) && !string.Equals(named, nameof(Secret), StringComparison.OrdinalIgnoreCase))
                throw new SettingException(
                    $"Modules:{named} is unknown; the modules are {string.Join(", ", known.Order(StringComparer.Ordinal))}."
                );
        }
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

    private string Place(string module) => settings[$"Modules:{module}"] ?? "local";
}

/// <summary>Something that the operator set or changed is wrong or missing; the message is one sentence that names it. It stops the start.</summary>
public sealed class SettingException(string message) : Exception(message);
