using Denga.Contracts;
using Denga.Contracts.Identity;
using Microsoft.AspNetCore.Http;
using IResult = Microsoft.AspNetCore.Http.IResult;

namespace Denga.Web.Kit.Gallery;

/// <summary>Every part of the kit on one page, in all its states: to look at, and to be looked at by the tests. Operators see it; it does nothing.</summary>
internal static class GalleryArea
{
    private const string Address = "/app/kit";
    private const int OnPage = 5;

    private static readonly (string Name, string City, int Visits)[] People =
    [
        ("Anna Petrova", "Kazan", 12),
        ("Борис Ильин", "Тверь", 7),
        ("Çağla Öztürk", "İzmir", 31),
        (
            "Dmitri of a very long name that goes on and on and does not end soon",
            "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch",
            1
        ),
        ("Elif Demir", "Ankara", 4),
        ("Жанна Ким", "Алматы", 19),
        ("Giorgi", "Tbilisi", 0),
    ];

    internal static void Add(Site site)
    {
        site.Read(Address, visit => Task.FromResult(visit.Me.Role >= Role.Operator ? Show(visit) : visit.NotFound()));
        site.Write(Address, visit => Task.FromResult(visit.Me.Role >= Role.Operator ? Save(visit) : visit.NotFound()));
    }

    private static IResult Show(Visit visit)
    {
        visit.Suggest("currency", "RUB");
        if (visit.Entered["confirm"].Length > 0)
            visit.Keep(StepUpForm.Field, "authenticator");
        var state = ListState.Of(visit, ListState.Text, ListState.Order);
        var shown = People
            .Where(p => p.Name.Contains(state[ListState.Text], StringComparison.OrdinalIgnoreCase))
            .Select(p => new Sample(p.Name, p.City, p.Visits));
        return visit.Page<GalleryPage, GalleryModel>(
            new(
                FormVersion.Of("kept"),
                ListPage<Sample>.Of(
                    shown,
                    state,
                    OnPage,
                    s => s.Name,
                    ("name", s => s.Name),
                    ("city", s => s.City),
                    ("visits", s => s.Visits)
                ),
                new(state, [], Next: null)
            )
        );
    }

    private static IResult Save(Visit visit)
    {
        if (EnteredAmount.TryRead(visit, "amount", "currency", out _) && FormVersion.IsCurrent(visit, FormVersion.Of("kept"), "12,50 ₽"))
            return visit.Go(Address + "?said=saved");
        return Show(visit);
    }
}

public sealed record GalleryModel(string Version, ListPage<Sample> People, ListPage<Sample> Nobody);

public sealed record Sample(string Name, string City, int Visits);
