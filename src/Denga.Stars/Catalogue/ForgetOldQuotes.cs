using Denga.Platform.Data;
using Denga.Platform.Jobs;

namespace Denga.Stars.Catalogue;

/// <summary>Quotes are of no use a day after their time; an order keeps what it was promised.</summary>
internal sealed class ForgetOldQuotes(Database<StarsModule> database, TimeProvider clock) : IJob
{
    public string Name => "stars.forget-old-quotes";

    public TimeSpan Every => TimeSpan.FromHours(1);

    public async Task Run(CancellationToken cancel)
    {
        await using var forget = database
            .Source.CreateCommand("delete from quote where expires_at < $1")
            .With(clock.GetUtcNow().AddDays(-1));
        await forget.ExecuteNonQueryAsync(cancel);
    }
}
