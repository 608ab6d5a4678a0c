namespace Denga.Platform.Outside;

/// <summary>Why a provider gave no answer.</summary>
public enum OutsideFailure
{
    /// <summary>No connection.</summary>
    Unreachable,

    /// <summary>The connection broke off, or what came is no HTTP.</summary>
    Broken,

    /// <summary>Nothing, or not all of it, within the time.</summary>
    Late,

    /// <summary>More than <see cref="OutsideOptions.AnswerBytesMax"/>.</summary>
    TooLarge,

    /// <summary>It failed too often just now and is left alone.</summary>
    LeftAlone,

    /// <summary>Too many calls are under way.</summary>
    Busy,

    /// <summary>It answered, and the answer says nothing of the request's outcome: a failure of its own, a page of a gateway.</summary>
    Unclear,

    /// <summary>It refuses whatever is asked, because of the key or of too many calls, and did nothing.</summary>
    Refuses,
}

/// <summary>A provider gave no answer. The work stays pending, and somebody asks again later.</summary>
/// <param name="mayHaveArrived">The request may have had its effect: ask for its outcome, by the same id, before anything else.</param>
public sealed class OutsideException(string provider, OutsideFailure why, bool mayHaveArrived, Exception? inner = null)
    : HttpRequestException($"{provider} gave no answer: {why}.", inner)
{
    public string Provider => provider;

    public OutsideFailure Why => why;

    public bool MayHaveArrived => mayHaveArrived;
}
