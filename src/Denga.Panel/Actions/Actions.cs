using Denga.Contracts;
using Denga.Panel.Frame;
using Radzen;

namespace Denga.Panel;

/// <summary>What a person is asked before something is done.</summary>
/// <param name="Title">Also the words of the button that does it.</param>
internal sealed record Question(Text Title, string Words);

/// <summary>Things that operators do: each is confirmed, asked of an operation, which checks the right to it and keeps a record, and its outcome is said.
/// While one runs no second one begins, so that a double click does it once.</summary>
internal sealed class Actions(DialogService dialogs, NotificationService toasts, Operator person)
{
    private static readonly TimeSpan ErrorShown = TimeSpan.FromSeconds(10);
    private bool isRunning;

    /// <summary>Whether it was done.</summary>
    internal async Task<bool> Run<TAnswer>(Question question, Func<Task<Result<TAnswer>>> what, Text done)
    {
        if (isRunning)
            return false;
        isRunning = true;
        try
        {
            var options = new ConfirmOptions
            {
                OkButtonText = person.Say(question.Title),
                CancelButtonText = person.Say(PanelTexts.Cancel),
            };
            if (await dialogs.Confirm(question.Words, person.Say(question.Title), options) != true)
                return false;
            var answer = await what();
            Say(
                answer.IsOk ? NotificationSeverity.Success : NotificationSeverity.Error,
                answer.IsOk ? person.Say(done) : person.Say(answer.Error)
            );
            return answer.IsOk;
        }
        finally
        {
            isRunning = false;
        }
    }

    private void Say(NotificationSeverity severity, string words) =>
        toasts.Notify(
            new NotificationMessage
            {
                Severity = severity,
                Summary = words,
                Duration = severity == NotificationSeverity.Error ? ErrorShown.TotalMilliseconds : null,
            }
        );
}
