using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Denga.Contracts;
using Denga.Identity.Secrets;
using Denga.Platform.Keys;

namespace Denga.Identity.Limits;

/// <summary>Browsers in which somebody has signed in before: they carry a number of their own and, for each of the last people, a mark that only this Denga
/// can make. It opens nothing; guesses from there are counted by themselves, so that nobody else can lock the person out.</summary>
internal sealed class Devices(Sealing sealing)
{
    private const int NumberBytes = 16;
    private const int PeopleMax = 5;
    private const char Between = '.';
    private static readonly int NumberCharacters = Base64Url.GetEncodedLength(NumberBytes);
    private static readonly int MarkCharacters = Base64Url.GetEncodedLength(HMACSHA256.HashSizeInBytes);

    /// <summary>The device's number when the person has signed in on it; null otherwise.</summary>
    internal string? Known(string? device, PersonId person)
    {
        if (Parts(device) is not { } parts)
            return null;
        var mark = Encoding.ASCII.GetBytes(Mark(parts[0], person));
        return parts[1..].Any(p => CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(p), mark)) ? parts[0] : null;
    }

    /// <summary>The device as it is called from now on, the person on it included.</summary>
    internal string Remember(string? device, PersonId person)
    {
        var parts = Parts(device) ?? [Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(NumberBytes))];
        var mark = Mark(parts[0], person);
        return string.Join(Between, [parts[0], mark, .. parts[1..].Where(p => p != mark).Take(PeopleMax - 1)]);
    }

    private string Mark(string number, PersonId person) => Base64Url.EncodeToString(sealing.Hash("device " + number, person.ToString()));

    private static string[]? Parts(string? device) =>
        device?.Split(Between, PeopleMax + 2) is { } parts
        && parts.Length <= PeopleMax + 1
        && parts[0].Length == NumberCharacters
        && parts[1..].All(p => p.Length == MarkCharacters)
        && parts.All(p => p.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'))
            ? parts
            : null;
}
