using System.Net;
using Denga.Platform.Outside;

namespace Denga.Tests.Unit.Platform;

/// <summary>Nobody reaches by an address that he gives what only this machine can.</summary>
public sealed class SafeConnectionsTests
{
    [Theory]
    [InlineData("127.0.0.1", false)]
    [InlineData("10.1.2.3", false)]
    [InlineData("172.31.0.1", false)]
    [InlineData("192.168.1.1", false)]
    [InlineData("100.64.0.1", false)]
    [InlineData("169.254.169.254", false)]
    [InlineData("0.0.0.0", false)]
    [InlineData("224.0.0.1", false)]
    [InlineData("255.255.255.255", false)]
    [InlineData("::1", false)]
    [InlineData("::", false)]
    [InlineData("fe80::1", false)]
    [InlineData("fd00::1", false)]
    [InlineData("ff02::1", false)]
    [InlineData("::ffff:127.0.0.1", false)]
    [InlineData("64:ff9b::7f00:1", false)]
    [InlineData("2002:7f00:1::", false)]
    [InlineData("2001:db8::1", false)]
    [InlineData("::ffff:8.8.8.8", true)]
    [InlineData("8.8.8.8", true)]
    [InlineData("2606:4700::1111", true)]
    public void Addresses_of_networks_inside_are_told_from_public_ones(string address, bool isPublic) =>
        Assert.Equal(isPublic, SafeConnections.IsPublic(IPAddress.Parse(address)));

    [Fact]
    public async Task A_name_that_leads_elsewhere_a_moment_later_is_asked_once_and_refused_where_it_leads_inside()
    {
        var asked = 0;
        var connections = new SafeConnections(
            "inside.example",
            (_, _) =>
                Task.FromResult<IPAddress[]>(Interlocked.Increment(ref asked) == 1 ? [IPAddress.Parse("8.8.8.8")] : [IPAddress.Loopback])
        );
        Assert.Equal((IPAddress[])[IPAddress.Parse("8.8.8.8")], await connections.Allowed("hooks.example", CancellationToken.None));
        Assert.Equal(1, asked);
        Assert.Empty(await connections.Allowed("hooks.example", CancellationToken.None));
        Assert.Equal((IPAddress[])[IPAddress.Loopback], await connections.Allowed("inside.example", CancellationToken.None));
        // One public address does not excuse a private one.
        var both = new SafeConnections("", (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse("8.8.8.8"), IPAddress.Loopback]));
        Assert.Empty(await both.Allowed("hooks.example", CancellationToken.None));

        using var http = new HttpClient(new SocketsHttpHandler { ConnectCallback = both.Connect });
        var refused = await Assert.ThrowsAsync<HttpRequestException>(() => http.GetAsync(new Uri("http://hooks.example/")));
        Assert.IsType<AddressRefusedException>(refused.InnerException);
    }
}
