using System.Text.Json;
using Dapper;
using Denga.Bot.Channels.Telegram;
using Denga.Contracts;
using Denga.Contracts.Bot;
using Denga.Contracts.Identity;
using Denga.Platform;
using Denga.Platform.Data;
using Denga.Platform.Operations;

namespace Denga.Bot.People;

internal sealed class RecordsHandler(Database<BotModule> database) : IOperationHandler<BotRecords, PersonalRecords>
{
    private const int RowsMax = 10_000;

    public async Task<Result<PersonalRecords>> Handle(BotRecords operation, CancellationToken cancel)
    {
        await using var connection = await database.Open(cancel);
        var of = new { person = operation.Person.Value, RowsMax };
        var conversations = await connection.QueryAsync<(string Channel, string ExternalId, DateTime SpokeAt)>(
            "select channel, external_id, spoke_at from conversation where person_id = @person order by spoke_at desc limit @RowsMax",
            of
        );
        var messages = await connection.QueryAsync<(string Channel, bool FromBot, string Text, DateTime At)>(
            """
            select c.channel, m.from_bot, m.text, m.at from message m join conversation c on c.id = m.conversation_id
            where c.person_id = @person order by m.id desc limit @RowsMax
            """,
            of
        );
        var stars = await StarPayments.By(connection, operation.Person, RowsMax);
        return new PersonalRecords(
            JsonSerializer.SerializeToElement(
                new
                {
                    conversations = conversations.Select(c => new
                    {
                        c.Channel,
                        c.ExternalId,
                        c.SpokeAt,
                    }),
                    messages = messages.Select(m => new
                    {
                        m.Channel,
                        m.FromBot,
                        m.Text,
                        m.At,
                    }),
                    stars,
                },
                DengaJson.Options
            )
        );
    }
}
