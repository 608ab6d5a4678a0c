using Denga.Contracts;
using Denga.Contracts.Reports;
using Denga.Platform.Operations;

namespace Denga.Reports.Documents;

internal sealed class RequestDocumentHandler(DocumentRequests requests) : IOperationHandler<RequestDocument, Document>
{
    public async Task<Result<Document>> Handle(RequestDocument operation, CancellationToken cancel)
    {
        if (operation.From > operation.To)
            return ReportsErrors.Period;
        if (!DocumentBuilder.Formats.Contains(operation.Format, StringComparer.Ordinal))
            return ReportsErrors.Format;
        return await requests.Add(
            new DocumentRequest(
                operation.Id.Value,
                operation.Person.Value,
                Conversation: null,
                operation.From,
                operation.To,
                operation.Format,
                operation.Language == "ru" ? "ru" : "en"
            ),
            cancel
        );
    }
}

internal sealed class DocumentByIdHandler(DocumentRequests requests) : IOperationHandler<DocumentById, Document>
{
    public Task<Result<Document>> Handle(DocumentById operation, CancellationToken cancel) =>
        requests.Find(operation.Document.Value, operation.Person, cancel);
}
