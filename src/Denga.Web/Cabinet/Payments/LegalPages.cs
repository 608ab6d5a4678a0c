using IResult = Microsoft.AspNetCore.Http.IResult;

namespace Denga.Web.Cabinet.Payments;

/// <summary>What must be said of payments and of data, for anybody.</summary>
internal static class LegalPages
{
    internal static IResult Show(Visit visit, Text text) => visit.Page<LegalPage, Text>(text);
}
