using System.Diagnostics;
using System.Net;
using Denga.Contracts;
using Denga.Contracts.Identity;
using Denga.TestKit.Server;

namespace Denga.Tests.Integration.Web;

/// <summary>The parts that pages are made of: lists whose state is in the address, forms that notice a change, and the page that shows them all.</summary>
public sealed class KitTests(DengaStand stand) : IClassFixture<DengaStand>, IAsyncLifetime
{
    private static readonly TimeSpan WalkMax = TimeSpan.FromMinutes(5);
    private readonly DengaServer denga = stand.Denga;
    private readonly Browser anna = new(stand.Denga);
    private readonly string annas = DengaStand.Mail("anna");

    public async ValueTask InitializeAsync() => await anna.Register(annas);

    public ValueTask DisposeAsync()
    {
        anna.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_browser_finds_every_part_of_the_kit_accessible_and_usable_by_keyboard_and_without_scripts()
    {
        await anna.Open("/app/kit");
        Assert.Equal(HttpStatusCode.NotFound, anna.Status);
        await denga.Ask(new Appoint(annas, Role.Operator));
        var start = new ProcessStartInfo("node", ["kit.mjs", denga.Http.BaseAddress!.ToString(), "", annas, Browser.Password])
        {
            WorkingDirectory = Screens(),
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        using var walk = Process.Start(start)!;
        using var limit = new CancellationTokenSource(WalkMax);
        try
        {
            var complaints = walk.StandardError.ReadToEndAsync(limit.Token);
            var said = await walk.StandardOutput.ReadToEndAsync(limit.Token);
            await walk.WaitForExitAsync(limit.Token);
            Assert.True(walk.ExitCode == 0, await complaints);
            Assert.Equal("4 kinds of browsers", said.Trim());
        }
        finally
        {
            if (!walk.HasExited)
                walk.Kill(entireProcessTree: true);
        }
    }

    [Fact]
    public async Task A_list_is_filtered_sorted_and_gone_on_with_by_its_address()
    {
        await denga.Ask(new Appoint(annas, Role.Operator));
        await anna.Open("/app");
        await anna.Send("/app/sign-out");
        await anna.SignIn(annas);
        await anna.Open("/app/kit?sort=-visits");
        Assert.True(Before("Çağla", "Жанна") && Before("Жанна", "Anna Petrova"), anna.Words);
        Assert.Contains("aria-sort=\"descending\"", anna.Page, StringComparison.Ordinal);
        Assert.DoesNotContain("Giorgi", anna.Words, StringComparison.Ordinal);
        await anna.Open("/app/kit?sort=-visits&cursor=Elif%20Demir");
        Assert.Contains("Giorgi", anna.Words, StringComparison.Ordinal);
        Assert.DoesNotContain("Çağla", anna.Words, StringComparison.Ordinal);
        await anna.Open("/app/kit?text=nobody-is-called-so");
        Assert.Contains("Ничего не нашлось", anna.Words, StringComparison.Ordinal);
        // Where the last page ended is no more: from the start.
        await anna.Open("/app/kit?cursor=nobody");
        Assert.Contains("Anna Petrova", anna.Words, StringComparison.Ordinal);
        using var part = await anna.Part(HttpMethod.Get, "/app/kit?text=anna");
        var content = await part.Content.ReadAsStringAsync();
        Assert.Contains("id=\"people-list\"", content, StringComparison.Ordinal);
        Assert.DoesNotContain("<html", content, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_form_opened_before_a_change_is_told_of_it_and_may_be_saved_then()
    {
        await anna.Open("/app/settings");
        var stale = anna.FieldsOf("/app/settings");
        await anna.Send("/app/settings", ("language", "ru"), ("zone", "Asia/Almaty"));
        Assert.Contains("said=saved", anna.Address, StringComparison.Ordinal);
        var here = denga.Http.BaseAddress!.GetLeftPart(UriPartial.Authority);
        await anna.Post("/app/settings", [.. stale.Where(f => f.Name != "zone"), ("language", "ru"), ("zone", "Asia/Tbilisi")], here);
        Assert.Equal(HttpStatusCode.Conflict, anna.Status);
        Assert.Contains("Сейчас там: русский, Asia/Almaty", anna.Words, StringComparison.Ordinal);
        // His own answer is still in the form.
        Assert.Contains(("zone", "Asia/Tbilisi"), anna.FieldsOf("/app/settings"));
        await anna.Send("/app/settings", ("language", "ru"));
        Assert.Contains("said=saved", anna.Address, StringComparison.Ordinal);
        await anna.Open("/app/settings");
        Assert.Contains(("zone", "Asia/Tbilisi"), anna.FieldsOf("/app/settings"));
    }

    [Fact]
    public async Task Contacts_and_requests_are_found_by_what_is_asked_for()
    {
        foreach (var name in (string[])["Boris", "Clara"])
        {
            using var other = new Browser(denga);
            await other.Register(name + "@example.org");
            await anna.Open("/app/contacts");
            await anna.Send("/app/contacts", ("to", name + "@example.org"), ("name", name));
        }
        await anna.Open("/app/contacts?text=clar");
        Assert.Contains("Clara", anna.Words, StringComparison.Ordinal);
        Assert.DoesNotContain("Boris", anna.Words, StringComparison.Ordinal);
        await anna.Open("/app/requests");
        await anna.Send("/app/requests", ("amount", "77"), ("currency", "RUB"));
        await anna.Open("/app/requests?state=Open");
        Assert.Contains("77,00", anna.Words, StringComparison.Ordinal);
        await anna.Open("/app/requests?state=Paid");
        Assert.DoesNotContain("77,00", anna.Words, StringComparison.Ordinal);
    }

    private bool Before(string first, string second) =>
        anna.Words.IndexOf(first, StringComparison.Ordinal) is var a and >= 0
        && anna.Words.IndexOf(second, StringComparison.Ordinal) is var b and >= 0
        && a < b;

    private static string Screens()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Denga.slnx")))
            folder = Path.GetDirectoryName(folder)!;
        return Path.Combine(folder, "tests", "screens");
    }
}
