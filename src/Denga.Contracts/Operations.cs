namespace Denga.Contracts;

/// <summary>Something one module asks of another, or a client of the public API. Declared once; the call in the process, the HTTP call
/// between processes, the REST endpoint and its description all follow from the declaration.</summary>
public interface IOperation<TAnswer>;

/// <summary>Who may call an operation from outside.</summary>
public enum Access
{
    /// <summary>Other modules only; it has no public endpoint.</summary>
    Internal,

    /// <summary>Anybody, without a token.</summary>
    Anyone,

    /// <summary>A signed-in person, for himself: the property <c>Person</c> is filled from the token, never from the request.</summary>
    Person,

    /// <summary>A signed-in operator or administrator. A property <c>Person</c> is filled from the token, as above: it is he who acts.</summary>
    Operator,

    /// <summary>A signed-in administrator.</summary>
    Administrator,
}

/// <summary>From where a request comes, as far as the gateway can see. An operation with a property <c>Client</c> of this type gets it from the
/// gateway, never from the request.</summary>
/// <param name="Address">The network address.</param>
/// <param name="Agent">What the program says it is, at most 200 characters.</param>
/// <param name="Device">By what a browser shows that somebody signed in on it before: the cookie that stays when a session ends.</param>
public sealed record Client(string Address, string? Agent, string? Device = null);

/// <summary>The public face of an operation. Route parameters in braces are properties of the operation (camelCase).
/// Without a route it is reachable by other modules only.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class OperationAttribute(string? route = null) : Attribute
{
    /// <summary>Verb and path template, such as <c>GET /api/v1/expenses/{expense}</c>.</summary>
    public string? Route { get; } = route;

    public Access Access { get; init; } = route is null ? Access.Internal : Access.Person;

    /// <summary>What an operator must be let do as well, such as <see cref="Booking.BookingRights.Money"/>; null: whatever operators may. Administrators may all, and so may an
    /// operator whose rights nobody has narrowed.</summary>
    public string? Right { get; init; }

    /// <summary>The method that says the same over gRPC, such as <c>denga.bot.v1.Documents/Tell</c>, declared in <c>Protos</c>.</summary>
    public string? Grpc { get; init; }

    /// <summary>The property in which somebody may be named by an e-mail address or a @username, so that the answer tells whether he is here. How
    /// often that may be asked is limited by network address as well.</summary>
    public string? Handle { get; init; }

    /// <summary>When it is done, the session that asked has ended: a browser's cookie goes.</summary>
    public bool EndsSession { get; init; }

    /// <summary>One sentence for the API description.</summary>
    public string Summary { get; init; } = "";
}

/// <summary>Something that happened. The name and version are in <see cref="EventAttribute"/>; the fields of a published version only grow.</summary>
public interface IEvent
{
    /// <summary>The id of the thing whose order matters: events with one key are handled in the order in which they happened.</summary>
    string Key { get; }
}

/// <summary>A hint for open screens that something is to be looked at again. It is told after the commit, at most once, and kept nowhere: what
/// must not be lost is an <see cref="IEvent"/>.</summary>
public interface ISignal;

/// <summary>CloudEvents type, such as <c>expenses.expense-recorded.v1</c>; the word before the first dot is the publishing module.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class EventAttribute(string type) : Attribute
{
    public string Type { get; } = type;
}
