namespace Denga.Reports.Charts;

/// <summary>Colours of a picture. The series are the colours of Okabe and Ito, which colour-blind people tell apart
/// (https://jfly.uni-koeln.de/color/), darkened or lightened until each stands out from its card by at least 3 : 1, and texts by 4.5 : 1;
/// a test holds them to it.</summary>
internal sealed record Palette(
    string Page,
    string Card,
    string Text,
    string Muted,
    string Line,
    string Track,
    string Accent,
    string More,
    string MoreTint,
    string Less,
    string LessTint,
    string SameTint,
    string Rest,
    IReadOnlyList<string> Series
)
{
    public static readonly Palette Light = new(
        Page: "#EEF1F6",
        Card: "#FFFFFF",
        Text: "#141A26",
        Muted: "#5B6576",
        Line: "#DDE2EA",
        Track: "#EEF1F6",
        Accent: "#0072B2",
        More: "#A84300",
        MoreTint: "#FCEBDF",
        Less: "#00694D",
        LessTint: "#DDF3EC",
        SameTint: "#EEF1F6",
        Rest: "#7D8798",
        Series: ["#0072B2", "#C77700", "#009470", "#B8578F", "#D55E00", "#2F8FC7", "#968200", "#4A4F73"]
    );

    public static readonly Palette Night = new(
        Page: "#0E131C",
        Card: "#1A212E",
        Text: "#F2F5FA",
        Muted: "#A3AEC0",
        Line: "#2E3748",
        Track: "#283142",
        Accent: "#56B4E9",
        More: "#FFA05C",
        MoreTint: "#3B2A20",
        Less: "#4FD6AC",
        LessTint: "#173630",
        SameTint: "#283142",
        Rest: "#8F9AAE",
        Series: ["#56B4E9", "#E69F00", "#1FBF92", "#E08FBC", "#F07A3A", "#A6D9F7", "#F0E442", "#B6BADB"]
    );
}
