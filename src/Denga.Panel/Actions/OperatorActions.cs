using Denga.Contracts;
using Radzen;

namespace Denga.Panel.Actions;

/// <summary>What a person is asked before something is done.</summary>
/// <param name="Title">Also the words of the button that does it.</param>
/// <param name="Words">What happens, to what, by name.</param>
/// <param name="TakesReason">It is not done without a reason, which is kept.</param>
internal sealed record Question(Text Title, string Words, bool TakesReason = false);

/// <summary>What a person gave with his confirmation.</summary>
/// <param name="Id">The same however often he presses, until it is done.</param>
/// <param name="Code">Once the operation has asked for one (<c>identity.step_up_needed</c>).</param>
internal sealed record Confirmed(OperationId Id, string Reason, string? Code);

/// <summary>Things that operators do: each is confirmed in a dialog, asked of an operation, which checks the right to it and keeps a record, and its outcome
/// is said. An error stands in the dialog, which stays: pressed again, it is the same operation.</summary>
internal sealed class OperatorActions(DialogService dialogs, NotificationService toasts, Operator person)
{
    /// <summary>What the open dialog asks, and what it does; answers the error.</summary>
    internal (Question Question, Func<Confirmed, Task<Error?>> Act)? Asked { get; private set; }

    /// <summary>Whether it was done.</summary>
    internal async Task<bool> Run<TAnswer>(Question question, Func<Confirmed, Task<Result<TAnswer>>> what, Text done)
    {
        // A double click opens one dialog.
        if (Asked is not null)
            return false;
        Asked = (question, async confirmed => (await what(confirmed)).Error);
        try
        {
            if ((object?)await dialogs.OpenAsync<ActionDialog>(person.Say(question.Title)) is not true)
                return false;
            toasts.Notify(new NotificationMessage { Severity = NotificationSeverity.Success, Summary = person.Say(done) });
            return true;
        }
        finally
        {
            Asked = null;
        }
    }
}
