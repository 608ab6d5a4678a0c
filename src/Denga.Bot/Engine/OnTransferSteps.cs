using Denga.Bot.Dialogs;
using Denga.Contracts;
using Denga.Contracts.Wallet;
using Denga.Platform.Data;
using Denga.Platform.Events;

namespace Denga.Bot.Engine;

/// <summary>Each step of a transfer becomes an update of the conversation that shows it, and is worked in its turn like everything else there: no tap
/// and no step can overtake another, and a crash forgets none.</summary>
internal sealed class OnTransferSteps(ConversationStore store) : IConsumer
{
    public string Name => "bot.transfer-steps";

    public IReadOnlyList<Type> Events { get; } = [typeof(TransferValidated), typeof(TransferCompleted), typeof(TransferRefused)];

    public Task Consume(IReadOnlyList<Delivery> batch, UnitOfWork work, CancellationToken cancel) =>
        store.Happened(
            work,
            [.. batch.Select(d => (SendDialog.SubjectOf(TransferOf(d)), $"event {d.Id}", SendDialog.StepAction(TransferOf(d)), d.Trace))],
            cancel
        );

    private static OperationId TransferOf(Delivery delivery) =>
        delivery.Event switch
        {
            TransferValidated validated => validated.Transfer,
            TransferCompleted completed => completed.Transfer,
            TransferRefused refused => refused.Transfer,
            _ => throw new InvalidOperationException(delivery.Type),
        };
}

/// <summary>An update was stored in the transaction of an event; the loop works it.</summary>
internal sealed record UpdateStored(long Seq, Update Update, string? Trace) : ISignal;
