using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Denga.Web.Kit;

/// <summary>Which state of something a form was made from. Who saves a form that was opened before somebody else's change is told of it, sees his own
/// answers again, and decides.</summary>
internal static class FormVersion
{
    internal const string Field = "version";

    /// <summary>Of what the form shows, where the thing has no version of its own.</summary>
    internal static string Of(params ReadOnlySpan<string?> values)
    {
        var text = string.Join('\n', values!);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..16];
    }

    /// <summary>False leaves the words above the form, with status 409, and a form that can be saved.</summary>
    /// <param name="says">What is there now, for a person to compare.</param>
    internal static bool IsCurrent(Visit visit, string now, string says)
    {
        if (visit.Entered[Field] == now)
            return true;
        visit.Refused(null, KitTexts.ChangedMeanwhile, says);
        visit.Http.Response.StatusCode = StatusCodes.Status409Conflict;
        return false;
    }
}
