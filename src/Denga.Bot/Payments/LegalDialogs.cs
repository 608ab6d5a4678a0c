using Denga.Bot.Dialogs;
using Denga.Bot.Engine;
using Microsoft.Extensions.Options;

namespace Denga.Bot.Payments;

[Action("support")]
internal sealed record OpenSupport : IAction;

/// <summary>What to do when a payment went wrong.</summary>
internal sealed class SupportDialog(IOptions<SupportOptions> options) : Dialog
{
    internal override string Word => "support";

    internal override IReadOnlyList<string> Commands => ["paysupport", "поддержка", "support"];

    internal override IReadOnlyList<MenuItem> Menu => [new(210, "paysupport", new("Помощь с оплатой", "Help with payments"))];

    internal override Task Open(Turn turn, string arguments, CancellationToken cancel)
    {
        turn.Show(
            turn.Screen()
                .Line(LegalTexts.Support)
                .Line("")
                .Line(LegalTexts.Contact(options.Value.Contact).In(turn.Person.Language, options.Value.Contact ?? ""))
                .Row((RechargeTexts.History, new OpenPayments()), Choices.Home)
        );
        return Task.CompletedTask;
    }
}

[Action("terms")]
internal sealed record OpenTerms : IAction;

/// <summary>The terms of payments and of the Stars shop.</summary>
internal sealed class TermsDialog : Dialog
{
    internal override string Word => "terms";

    internal override IReadOnlyList<string> Commands => ["terms", "условия"];

    internal override IReadOnlyList<MenuItem> Menu => [new(220, "terms", new("Условия", "Terms"))];

    internal override Task Open(Turn turn, string arguments, CancellationToken cancel)
    {
        turn.Show(turn.Screen().Line(LegalTexts.Terms).Row((LegalTexts.PrivacyTitle, new OpenPrivacy()), Choices.Home));
        return Task.CompletedTask;
    }
}

[Action("privacy")]
internal sealed record OpenPrivacy : IAction;

/// <summary>What is kept of a person, why, and how it is taken away.</summary>
internal sealed class PrivacyDialog : Dialog
{
    internal override string Word => "privacy";

    internal override IReadOnlyList<string> Commands => ["privacy", "конфиденциальность"];

    internal override IReadOnlyList<MenuItem> Menu => [new(230, "privacy", new("Ваши данные", "Your data"))];

    internal override Task Open(Turn turn, string arguments, CancellationToken cancel)
    {
        turn.Show(turn.Screen().Line(LegalTexts.Privacy).Row((LegalTexts.TermsTitle, new OpenTerms()), Choices.Home));
        return Task.CompletedTask;
    }
}
