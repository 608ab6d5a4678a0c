using System.Diagnostics;
using System.Globalization;
using Denga.Contracts.Identity;
using Denga.Platform;
using Denga.Platform.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Denga.Host.Commands;

internal static class ServeCommand
{
    /// <param name="people">Say on the error stream where Denga is.</param>
    internal static async Task<int> Run(IConfiguration settings, bool people, bool demo, LogPlace log, CancellationToken cancel)
    {
        await using var denga = await DengaApplication.Build(settings, configure: null, log, cancel);
        if (demo)
        {
            await DengaPlatform.Migrate(denga.Services, cancel);
            await DemoCommand.Run(
                denga,
                DemoCommand.PeopleDefault,
                DemoCommand.EntriesDefault,
                DemoCommand.SeedDefault,
                Console.Error,
                cancel
            );
        }
        await denga.Start(cancel);
        if (people)
        {
            var seconds = Stopwatch.GetElapsedTime(0).TotalSeconds - ProcessStartSeconds();
            await Console.Error.WriteLineAsync(
                $"Denga is ready in {seconds.ToString("F1", CultureInfo.InvariantCulture)} s: {denga.Web.Urls.First()}   (Ctrl-C stops it)"
            );
            await OfferAdministration(denga, cancel);
        }
        var stopping = denga.Services.GetService(typeof(IHostApplicationLifetime)) as IHostApplicationLifetime;
        await using var ctrlC = cancel.Register(() => stopping!.StopApplication());
        await denga.Web.WaitForShutdownAsync(CancellationToken.None);
        if (people)
            await Console.Error.WriteLineAsync("Denga has stopped; nothing is lost.");
        return 0;
    }

    /// <summary>Without an administrator nobody can operate Denga: whoever started it may become the first one.</summary>
    private static async Task OfferAdministration(DengaApplication denga, CancellationToken cancel)
    {
        var offered = await denga.Services.GetRequiredService<IOperations>().Ask(new OfferAdministration(), cancel);
        if (offered is { IsOk: true, Value.Code: { } code })
            await Console.Error.WriteLineAsync(
                $"""

                There is no administrator yet. Become one here (the code is good until it is used):

                    {denga.Web.Urls.First()}/app/setup?code={code}

                """
            );
    }

    /// <summary>The process's start on the scale of <see cref="Stopwatch"/>.</summary>
    private static double ProcessStartSeconds()
    {
        using var self = Process.GetCurrentProcess();
        return Stopwatch.GetElapsedTime(0).TotalSeconds
            - (TimeProvider.System.GetUtcNow() - new DateTimeOffset(self.StartTime)).TotalSeconds;
    }
}
