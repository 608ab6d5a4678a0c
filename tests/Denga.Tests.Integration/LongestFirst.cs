using Denga.Tests.Integration;
using Denga.Tests.Integration.Booking;
using Denga.Tests.Integration.Bot;
using Denga.Tests.Integration.Crash;
using Denga.Tests.Integration.Foundation;
using Denga.Tests.Integration.Front;
using Denga.Tests.Integration.Identity;
using Denga.Tests.Integration.Kafka;
using Denga.Tests.Integration.Panel;
using Denga.Tests.Integration.Payments;
using Denga.Tests.Integration.Postgres;
using Denga.Tests.Integration.Stars;
using Denga.Tests.Integration.Wallet;
using Denga.Tests.Integration.Web;
using Xunit.Sdk;
using Xunit.v3;

[assembly: TestCollectionOrderer(typeof(LongestFirst))]

namespace Denga.Tests.Integration;

/// <summary>Tests of a class come one after the other: one that takes minutes begins at once, or it would run alone at the end, while a processor has
/// nothing to do. All others come in any order.</summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    private static readonly string[] Longest =
    [
        Of<PaymentKillTests>(),
        Of<BookingKillTests>(),
        Of<MoneyKillTests>(),
        Of<KitTests>(),
        Of<PrivatePostgresTests>(),
        Of<PanelTests>(),
        Of<HostileInputTests>(),
        Of<KillTests>(),
        Of<KafkaKillTests>(),
        Of<KafkaTests>(),
        Of<TelegramTests>(),
        Of<SessionTests>(),
        Of<AccountTests>(),
        Of<OperatorPagesTests>(),
        Of<FrontTests>(),
        Of<OrderKillTests>(),
        BankCollection.Name,
        PaymentsCollection.Name,
        BookingCollection.Name,
        Of<DatabaseRolesTests>(),
    ];

    public IReadOnlyCollection<T> OrderTestCollections<T>(IReadOnlyCollection<T> testCollections)
        where T : ITestCollection =>
        [
            .. testCollections.OrderBy(c =>
                Array.FindIndex(Longest, name => IsOf(c.TestCollectionDisplayName, name)) is var i and >= 0 ? i : Longest.Length
            ),
        ];

    private static string Of<TTests>() => $"Test collection for {typeof(TTests).FullName} (";

    private static bool IsOf(string collection, string name) =>
        collection == name || collection.StartsWith(name, StringComparison.Ordinal) && name.EndsWith('(');
}
