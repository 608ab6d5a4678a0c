using System.Globalization;
using System.Reflection;
using Denga.Contracts;
using Denga.Platform.Http;

namespace Denga.Host.OpenApi;

/// <summary>With which status a code comes: as the modules' lists of errors have it.</summary>
internal sealed class ErrorStatuses
{
    /// <summary>An error that is made with figures of the moment.</summary>
    private const string Some = "4XX";
    private readonly Dictionary<string, string> known = new(StringComparer.Ordinal);

    internal ErrorStatuses()
    {
        var lists = typeof(DengaModules)
            .Assembly.GetReferencedAssemblies()
            .Where(a => a.Name!.StartsWith("Denga.", StringComparison.Ordinal))
            .SelectMany(a => Assembly.Load(a).GetTypes())
            .Where(t => t.Name.EndsWith("Errors", StringComparison.Ordinal));
        foreach (var field in lists.SelectMany(t => t.GetFields(BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public)))
        {
            if (field.GetValue(null) is Error error)
                known[error.Code] = Problem.StatusOf(error.Kind).ToString(CultureInfo.InvariantCulture);
        }
    }

    internal string Of(string code) => known.GetValueOrDefault(code, code == "operation.id_reused" ? "409" : Some);
}
