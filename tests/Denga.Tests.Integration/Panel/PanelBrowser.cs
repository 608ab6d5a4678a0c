using Denga.Contracts;
using Denga.Contracts.Identity;
using Denga.TestKit.Server;

namespace Denga.Tests.Integration.Panel;

/// <summary>What tests of the panel do in a browser.</summary>
internal static class PanelBrowser
{
    /// <summary>A browser in which an operator, who reads Russian, is signed in.</summary>
    /// <param name="kind">Playwright's options of a context.</param>
    internal static async Task<Chromium> SignedIn(DengaServer denga, string email, Role role = Role.Operator, string kind = "{}")
    {
        var made = (await denga.Ask(new Appoint(email, role))).Value;
        await denga.Ask(new ChangeProfile(made.Person.Id, "ru"));
        var page = await Chromium.Come(kind);
        await page.SignIn(denga.Http.BaseAddress!, email, made.Password!);
        return page;
    }

    /// <summary>Nothing that axe can find keeps people from it, and nothing is wider than the window.</summary>
    internal static async Task IsReadable(this Chromium page) =>
        Assert.Equal(
            "[]",
            await page.Run(
                """
                await page.evaluate(axe.source);
                await page.evaluate(() => Promise.all(document.getAnimations().map(animation => animation.finished)));
                const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
                const { violations } = await page.evaluate(only => axe.run(document, { runOnly: only }), tags);
                const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
                return JSON.stringify([...violations.map(v => `${v.id}: ${v.nodes[0].target}`), ...wide > 0 ? [`${wide} px too wide`] : []]);
                """
            )
        );
}
