using System.Globalization;
using System.Text;

namespace Denga.Booking.Demo;

/// <summary>Draws what is rented out, by day and in the evening: a few shapes, in colours that follow from the object's name.</summary>
internal static class DemoPictures
{
    private const int Width = 800;
    private const int Height = 600;
    private const int Ground = 430;

    private static readonly string[] Walls = ["#e8d5b7", "#d9b8a0", "#c9d3c0", "#dfe3e8", "#e3c9a8", "#cfd8e6"];
    private static readonly string[] Accents = ["#b5523b", "#3c6e71", "#7a4e8a", "#2f5d8a", "#c98a2b", "#4f7a3a"];
    private static readonly string[] Hills = ["#6f9a6a", "#7fa08b", "#8fa37a", "#5f8f86"];

    /// <summary>As SVG.</summary>
    internal static string Draw(DemoObject of, bool isEvening)
    {
        // The same in each run, unlike a string's own hash.
        var seed = of.Slug.Aggregate(17, (sum, c) => unchecked(sum * 31 + c) & 0x7fffffff);
        var look = new Look(
            Walls[seed % Walls.Length],
            Accents[seed / 7 % Accents.Length],
            Hills[seed / 3 % Hills.Length],
            isEvening,
            seed
        );
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{Width}\" height=\"{Height}\">");
        Sky(svg, look);
        switch (of.Type)
        {
            case "flat":
                Flat(svg, look);
                break;
            case "house":
                House(svg, look);
                break;
            case "car":
                Car(svg, look);
                break;
            case "boat":
                Boat(svg, look);
                break;
            default:
                Tool(svg, look);
                break;
        }
        return svg.Append("</svg>").ToString();
    }

    private static void Sky(StringBuilder svg, Look look)
    {
        var (above, below) = look.IsEvening ? ("#27325c", "#e39a6b") : ("#8fc4e8", "#eaf4f8");
        svg.Append(
            CultureInfo.InvariantCulture,
            $"<defs><linearGradient id=\"s\" x2=\"0\" y2=\"1\"><stop stop-color=\"{above}\"/><stop offset=\"1\" stop-color=\"{below}\"/></linearGradient></defs>"
        );
        Box(svg, 0, 0, Width, Height, "url(#s)");
        var at = 120 + look.Seed % 560;
        Circle(svg, at, look.IsEvening ? 330 : 110, look.IsEvening ? 46 : 38, look.IsEvening ? "#f6d3a0" : "#fdf3c4");
        var shift = look.Seed % 160;
        Path(
            svg,
            $"M0 {Ground}V{330 + shift / 4}Q{160 + shift} {210 + shift / 2} {340 + shift} {350}T800 {300 + shift / 3}V{Ground}Z",
            look.Dim(look.Hill)
        );
        Box(svg, 0, Ground, Width, Height - Ground, look.Dim("#7d9660"));
    }

    private static void Flat(StringBuilder svg, Look look)
    {
        var floors = 5 + look.Seed % 3;
        var top = 480 - floors * 62;
        Box(svg, 190, top, 420, 530 - top, look.Dim(look.Wall));
        Box(svg, 180, top - 18, 440, 20, look.Dim(look.Accent));
        for (var floor = 0; floor < floors; floor++)
        for (var window = 0; window < 5; window++)
        {
            var isLit = look.IsEvening && (look.Seed >> (floor + window * 3)) % 3 != 0;
            Box(svg, 218 + window * 76, top + 18 + floor * 62, 46, 38, isLit ? "#ffd98a" : look.Dim("#7ea6bf"));
        }
        Box(svg, 370, 470, 60, 60, look.Dim(look.Accent));
        Tree(svg, look, 120);
        Tree(svg, look, 690);
    }

    private static void House(StringBuilder svg, Look look)
    {
        Box(svg, 260, 300, 300, 190, look.Dim(look.Wall));
        Path(svg, "M230 310L410 170L590 310Z", look.Dim(look.Accent));
        Box(svg, 500, 190, 34, 80, look.Dim("#8a6f5a"));
        Box(svg, 295, 350, 70, 60, look.IsEvening ? "#ffd98a" : look.Dim("#7ea6bf"));
        Box(svg, 455, 350, 70, 60, look.IsEvening ? "#ffd98a" : look.Dim("#7ea6bf"));
        Box(svg, 382, 390, 56, 100, look.Dim(look.Accent));
        if (look.Seed % 2 == 0)
            Path(svg, "M0 520Q200 500 400 520T800 515V600H0Z", look.Dim("#5b95b8"));
        Tree(svg, look, 150);
        Tree(svg, look, 660);
        Tree(svg, look, 730);
    }

    private static void Car(StringBuilder svg, Look look)
    {
        Box(svg, 0, 470, Width, 130, look.Dim("#5d6066"));
        for (var dash = 0; dash < 6; dash++)
            Box(svg, 30 + dash * 140, 545, 70, 8, look.Dim("#e8e4d4"));
        Path(
            svg,
            "M170 480V420Q172 400 200 396L270 388L340 320Q350 312 366 312H500Q516 312 528 322L600 388L640 400Q662 406 662 430V480Z",
            look.Dim(look.Accent)
        );
        Path(svg, "M300 388L352 334Q358 328 368 328H412V388Z", look.Dim("#bfe0ee"));
        Path(svg, "M428 328H496Q506 328 514 336L568 388H428Z", look.Dim("#bfe0ee"));
        foreach (var wheel in (int[])[262, 566])
        {
            Circle(svg, wheel, 480, 46, "#26282c");
            Circle(svg, wheel, 480, 20, look.Dim("#b9bcc2"));
        }
        Circle(svg, 650, 428, 12, look.IsEvening ? "#fff2b0" : "#f3efd8");
    }

    private static void Boat(StringBuilder svg, Look look)
    {
        Path(svg, $"M0 {Ground - 20}H800V600H0Z", look.Dim("#5b95b8"));
        if (look.Seed % 3 != 0)
        {
            Box(svg, 396, 150, 8, 300, look.Dim("#8a6f5a"));
            Path(svg, "M410 160L560 420H410Z", look.Dim("#f6f2e6"));
            Path(svg, "M390 190L280 420H390Z", look.Dim(look.Accent));
        }
        else
            Path(svg, "M330 400L360 340H470L510 400Z", look.Dim("#dfe9ee"));
        Path(svg, "M220 420H600L560 490Q555 500 540 500H290Q275 500 268 490Z", look.Dim(look.Wall));
        Path(svg, "M226 430H594L588 442H233Z", look.Dim(look.Accent));
        Path(svg, "M0 510Q100 495 200 510T400 510T600 510T800 510V600H0Z", look.Dim("#4d86a8"));
    }

    private static void Tool(StringBuilder svg, Look look)
    {
        Box(svg, 90, 440, 620, 34, look.Dim("#a8835a"));
        Box(svg, 130, 474, 34, 126, look.Dim("#8a6a47"));
        Box(svg, 636, 474, 34, 126, look.Dim("#8a6a47"));
        Box(svg, 240, 300, 220, 80, look.Dim(look.Accent));
        Path(svg, "M270 380H340L326 440H262Z", look.Dim("#3a3d42"));
        Box(svg, 460, 320, 60, 40, look.Dim("#3a3d42"));
        Box(svg, 520, 333, 110, 14, look.Dim("#b9bcc2"));
        Box(svg, 560, 392, 110, 48, look.Dim(look.Wall));
        Path(svg, "M590 392V372H640V392", look.Dim("#3a3d42"));
    }

    private static void Tree(StringBuilder svg, Look look, int at)
    {
        Box(svg, at - 7, 420, 14, 80, look.Dim("#7a5c43"));
        Circle(svg, at, 390, 52, look.Dim("#4f8a52"));
        Circle(svg, at - 30, 415, 34, look.Dim("#5c9a5a"));
        Circle(svg, at + 30, 415, 34, look.Dim("#468049"));
    }

    private static void Box(StringBuilder svg, int x, int y, int width, int height, string fill) =>
        svg.Append(CultureInfo.InvariantCulture, $"<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" fill=\"{fill}\"/>");

    private static void Circle(StringBuilder svg, int x, int y, int radius, string fill) =>
        svg.Append(CultureInfo.InvariantCulture, $"<circle cx=\"{x}\" cy=\"{y}\" r=\"{radius}\" fill=\"{fill}\"/>");

    private static void Path(StringBuilder svg, string path, string fill) =>
        svg.Append(CultureInfo.InvariantCulture, $"<path d=\"{path}\" fill=\"{fill}\"/>");

    private sealed record Look(string Wall, string Accent, string Hill, bool IsEvening, int Seed)
    {
        /// <summary>In the evening everything that does not shine is darker and bluer.</summary>
        internal string Dim(string colour)
        {
            if (!IsEvening)
                return colour;
            int Part(int at) => int.Parse(colour.AsSpan(at, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            return string.Create(CultureInfo.InvariantCulture, $"#{Part(1) * 55 / 100:x2}{Part(3) * 55 / 100:x2}{Part(5) * 70 / 100:x2}");
        }
    }
}
