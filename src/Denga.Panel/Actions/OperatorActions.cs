using Denga.Contracts;
using Radzen;

namespace Denga.Panel.Actions;

/// <summary>What a person is asked before something is done.</summary>
/// <param name="Title">Also the words of the button that does it.</param>
/// <param name="Words">What happens, to what, by name.</param>
/// <param name="TakesReason">It is not done without a reason, which is kept.</param>
internal sealed record Question(Text Title, string Words, bool TakesReason = false)
{
    /// <summary>What is typed or chosen besides.</summary>
    internal IReadOnlyList<Input> Inputs { get; init; } = [];
}

/// <summary>Something that is typed into a question.</summary>
/// <param name="Key">By which <see cref="Confirmed"/> has it.</param>
/// <param name="Value">What stands there at first.</param>
public sealed record Input(string Key, Text Title, string Value = "")
{
    internal string? Hint { get; init; }

    internal bool IsOptional { get; init; }

    internal bool IsDay { get; init; }

    /// <summary>Values, with what they are called; null for a text that a person types.</summary>
    internal IReadOnlyList<(string Value, string Name)>? Choices { get; init; }

    /// <summary>Any of the choices, in one text with commas.</summary>
    internal bool IsMany { get; init; }
}

/// <summary>What a person gave with his confirmation.</summary>
/// <param name="Id">The same however often he presses, until it is done; another one where he has typed something else after a refusal.</param>
/// <param name="Code">Once the operation has asked for one (<c>identity.step_up_needed</c>).</param>
/// <param name="Typed">By the keys of the question's inputs.</param>
internal sealed record Confirmed(OperationId Id, string Reason, string? Code, IReadOnlyDictionary<string, string> Typed)
{
    internal string this[string input] => Typed[input];

    /// <summary>An amount as it was typed, in <paramref name="main"/> where no currency is; it may be negative. Error: <c>payments.bad_amount</c>.</summary>
    internal Result<Money> Amount(string input, Currency main, string language)
    {
        var text = Typed[input].TrimStart();
        var isNegative = text is ['-' or '−', ..];
        return AmountText.TryRead(text.TrimStart('-', '−', '+'), main, language, out var amount)
            ? isNegative
                ? -amount
                : amount
            : Error.Invalid("payments.bad_amount", "This is no amount.");
    }
}

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
