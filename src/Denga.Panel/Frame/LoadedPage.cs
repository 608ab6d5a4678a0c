using Denga.Contracts;

namespace Denga.Panel.Frame;

/// <summary>A page about one thing, which it asks for when it opens.</summary>
public abstract class LoadedPage<TModel> : PanelPage
    where TModel : class
{
    /// <summary>As it was loaded last; null before, and where it cannot be.</summary>
    private protected TModel? Model { get; set; }

    private protected Error? Failed { get; set; }

    private string? path;

    private protected abstract Task<Result<TModel>> Load();

    private protected async Task Reload()
    {
        var answer = await Load();
        (Model, Failed) = (answer.IsOk ? answer.Value : Model, answer.Error);
    }

    /// <summary>After the first answer.</summary>
    private protected virtual Task Loaded() => Task.CompletedTask;

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender)
            return;
        await Open();
        StateHasChanged();
    }

    /// <summary>A link from one thing to another of its kind keeps the page.</summary>
    protected override async Task OnParametersSetAsync()
    {
        if (path is not null && path != new Uri(Navigation.Uri).AbsolutePath)
            await Open();
    }

    private async Task Open()
    {
        path = new Uri(Navigation.Uri).AbsolutePath;
        Model = null;
        await Reload();
        await Loaded();
    }
}
