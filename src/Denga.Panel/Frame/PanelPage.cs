using Denga.Contracts;
using Microsoft.AspNetCore.Components;
using Radzen;

namespace Denga.Panel.Frame;

/// <summary>What every page of the panel can do: ask, and say.</summary>
public abstract class PanelPage : ComponentBase, IDisposable
{
    private readonly CancellationTokenSource left = new();

    [Inject]
    private protected Operator Operator { get; set; } = null!;

    [Inject]
    private protected NavigationManager Navigation { get; set; } = null!;

    [Inject]
    private protected NotificationService Toasts { get; set; } = null!;

    private protected string Say(Text text, params object[] arguments) => Operator.Say(text, arguments);

    private protected Task<Result<TAnswer>> Ask<TAnswer>(IOperation<TAnswer> operation) => Operator.Ask(operation, left.Token);

    private protected void Toast(Text text, params object[] arguments) =>
        Toasts.Notify(new NotificationMessage { Severity = NotificationSeverity.Info, Summary = Say(text, arguments) });

    private protected void Toast(Error error) =>
        Toasts.Notify(
            new NotificationMessage
            {
                Severity = NotificationSeverity.Error,
                Summary = Operator.Say(error),
                Duration = 10_000,
            }
        );

    /// <summary>False while the page is only drawn: what is typed before its socket is there would be lost, so nothing can be.</summary>
    private protected bool IsLive => RendererInfo.IsInteractive;

    private protected string Moment(DateTimeOffset at) => Words.Moment(at, Operator.Zone, Operator.Now, Operator.Language);

    private protected string Exact(Money amount) => Words.Exact(amount, Operator.Language);

    private protected string Provider(string name) => Words.Provider(name, Operator.Language);

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        if (!disposing)
            return;
        left.Cancel();
        left.Dispose();
    }
}
