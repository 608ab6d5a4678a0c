using Dapper;
using Denga.Contracts.Identity;
using Denga.Platform.Data;

namespace Denga.Identity.People;

/// <summary>By which names people are known in a messenger. A name has one owner there, and changes hands; Denga hears of that only when somebody writes.
/// Two who were heard with one name are nobody, until one of them is heard with it once more: then it is his, and the other has none.</summary>
internal sealed class Usernames(Database<IdentityModule> database, TimeProvider clock)
{
    /// <summary>Answers whether somebody else was heard with the name as well.</summary>
    /// <param name="username">Empty: none.</param>
    internal async Task<bool> Record(string channel, string externalId, string username, CancellationToken cancel)
    {
        var heard = new
        {
            channel,
            externalId,
            username = username.Length == 0 ? null : username,
            now = clock.GetUtcNow(),
        };
        // Nearly always nothing is new, and nobody else has the name.
        await using (var connection = await database.Open(cancel))
        {
            var (before, others) = await connection.QuerySingleOrDefaultAsync<(string? Before, bool Others)>(
                """
                update identity i set seen_at = @now where channel = @channel and external_id = @externalId
                returning username, exists (select from identity o where o.channel = @channel and o.external_id <> @externalId
                    and lower(o.username) = lower(@username))
                """,
                heard
            );
            if (before == heard.username && !others)
                return false;
        }
        return await database.Transaction(
            async work =>
            {
                // Two who write with one name at once are heard one after the other.
                await work.Connection.ExecuteAsync("select pg_advisory_xact_lock(hashtext('username'), hashtext(lower(@username)))", heard);
                var isAgain = await work.Connection.ExecuteScalarAsync<bool>(
                    "select lower(username) = lower(@username) from identity where channel = @channel and external_id = @externalId",
                    heard
                );
                var others = (
                    await work.Connection.QueryAsync<string>(
                        "select external_id from identity where channel = @channel and external_id <> @externalId and lower(username) = lower(@username)",
                        heard
                    )
                ).ToList();
                await work.Connection.ExecuteAsync(
                    "update identity set username = @username where channel = @channel and external_id = @externalId",
                    heard
                );
                if (isAgain && others.Count > 0)
                    await work.Connection.ExecuteAsync(
                        "update identity set username = null where channel = @channel and external_id = any(@others)",
                        new { channel, others }
                    );
                work.Tell(new UsernamesMoved(channel, [externalId, .. others]));
                return !isAgain && others.Count > 0;
            },
            cancel
        );
    }
}
