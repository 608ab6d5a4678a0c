using System.Security.Cryptography;
using System.Text;
using Denga.Platform.Keys;
using Microsoft.Extensions.Options;

namespace Denga.Booking.Calendars;

/// <summary>What must not be read in a copy of the database: addresses of calendars, theirs and ours.</summary>
internal sealed class CalendarSecrets(IOptions<BookingOptions> options)
{
    private const string Addresses = "calendar addresses";
    private const string Links = "calendar links";
    private const string Channels = "calendar channels";
    private const int LinkBytes = 24;
    private readonly Lazy<Sealing> sealing = new(() => new Sealing(options.Value.Calendars.KeyFile, "Booking:Calendars:KeyFile"));

    internal byte[] SealAddress(Uri address) => sealing.Value.Seal(Addresses, address.AbsoluteUri);

    /// <summary>Null when the key file is another one.</summary>
    internal Uri? OpenAddress(byte[] box) => sealing.Value.OpenText(Addresses, box) is { } address ? new Uri(address) : null;

    internal static string NewLink() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(LinkBytes));

    internal byte[] SealLink(string secret) => sealing.Value.Seal(Links, secret);

    internal string? OpenLink(byte[] box) => sealing.Value.OpenText(Links, box);

    /// <summary>By which a link is found. It is long and made by chance: nobody finds it by trying.</summary>
    internal static byte[] HashLink(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));

    /// <summary>What Google says with every word about a channel, so that we know that it is Google's.</summary>
    internal string ChannelToken(Guid channel) => Convert.ToHexStringLower(sealing.Value.Hash(Channels, channel.ToString("N")));
}
