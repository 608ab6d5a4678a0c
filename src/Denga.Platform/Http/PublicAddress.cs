namespace Denga.Platform.Http;

/// <summary>Where people reach Denga from outside; links in messages, letters and answers begin with it.</summary>
public sealed record PublicAddress(Uri Base)
{
    /// <param name="path">From the root, such as <c>/app/pay/…</c>.</param>
    public string Of(string path) => new Uri(Base, path).ToString();
}
