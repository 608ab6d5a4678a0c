using Denga.Contracts.Bot;
using Denga.Platform.Data;
using Denga.Platform.Events;

namespace Denga.Reports.Documents;

/// <summary>Keeps what the bot asks for; building takes too long for an event's transaction.</summary>
internal sealed class OnDocumentRequested(DocumentRequests requests) : Consumer<DocumentRequested>("reports.documents")
{
    protected override Task Consume(DocumentRequested happened, Delivery delivery, UnitOfWork work, CancellationToken cancel)
    {
        var request = new DocumentRequest(
            happened.Document.Value,
            happened.Person.Value,
            happened.Conversation.Value,
            happened.From,
            happened.To,
            happened.Format,
            happened.Language == "ru" ? "ru" : "en"
        );
        return requests.Add(request, work);
    }
}
