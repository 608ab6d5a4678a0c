namespace Denga.Platform.Http;

/// <summary>Where people reach Denga from outside; links in messages, letters and answers begin with it.</summary>
/// <param name="IsGiven">False when nobody said so and it is only where Denga listens.</param>
public sealed record PublicAddress(Uri Base, bool IsGiven)
{
    /// <param name="path">From the root, such as <c>/app/pay/…</c>.</param>
    public string Of(string path) => new Uri(Base, path).ToString();
}
