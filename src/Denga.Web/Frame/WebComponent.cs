using Denga.Contracts;
using Denga.Platform.Texts;
using Microsoft.AspNetCore.Components;

namespace Denga.Web.Frame;

/// <summary>What every page and part can say. Razor makes components public, so who looks comes by <see cref="Visit"/>.</summary>
public abstract class WebComponent : ComponentBase
{
    private protected static string Icons { get; } = WebAssets.Address("icons.svg");

    [Inject]
    private protected Visit Visit { get; set; } = null!;

    private protected string Language => Visit.Language;

    private protected Entered Entered => Visit.Entered;

    private protected string Say(Text text, params object[] arguments) => Visit.Say(text, arguments);

    private protected string Show(Money money) => Words.Exact(money, Visit.Language);

    private protected string Signed(Money money) => Words.Signed(money, Visit.Language);

    private protected string Day(DateOnly day) => Words.Of(day, Visit.Today, Visit.Language);

    /// <summary>What somebody wrote, as a quote of one line, which nothing in it can end.</summary>
    private protected string Quoted(string words) => PlainText.Quote(words, Visit.Language);

    /// <summary>What somebody is called, as one line that leaves the order of the words around it.</summary>
    private protected static string Line(string name) => PlainText.Isolate(PlainText.OneLine(name));

    private protected string Moment(DateTimeOffset at) => Words.Moment(at, Visit.TimeZone, Visit.Now, Visit.Language);
}

/// <summary>A page, or a part of one, that shows what its handler found.</summary>
public abstract class PageOf<TModel> : WebComponent
{
    [Parameter, EditorRequired]
    public TModel Model { get; set; } = default!;
}
