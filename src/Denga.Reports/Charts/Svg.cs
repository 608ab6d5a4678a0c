using System.Globalization;
using System.Security;
using System.Text;

namespace Denga.Reports.Charts;

/// <summary>Writes a picture. Every text goes through <see cref="Text"/>, which escapes it; callers give colours and numbers of their own only.</summary>
internal sealed class Svg
{
    private readonly StringBuilder body = new();

    public void Box(decimal x, decimal y, decimal width, decimal height, decimal radius, string fill) =>
        body.Append(CultureInfo.InvariantCulture, $"<rect x=\"{x:0.##}\" y=\"{y:0.##}\" width=\"{width:0.##}\" height=\"{height:0.##}\"")
            .Append(CultureInfo.InvariantCulture, $" rx=\"{radius:0.##}\" fill=\"{fill}\"/>\n");

    public void Circle(decimal x, decimal y, decimal radius, string fill) =>
        body.Append(CultureInfo.InvariantCulture, $"<circle cx=\"{x:0.##}\" cy=\"{y:0.##}\" r=\"{radius:0.##}\" fill=\"{fill}\"/>\n");

    public void Line(decimal x1, decimal x2, decimal y, string colour) =>
        body.Append(CultureInfo.InvariantCulture, $"<path d=\"M{x1:0.##} {y:0.##}H{x2:0.##}\" stroke=\"{colour}\" stroke-width=\"2\"/>\n");

    /// <summary>A column with rounded corners at the top, standing on <paramref name="bottom"/>; a negative height hangs from it.</summary>
    public void Column(decimal x, decimal bottom, decimal width, decimal height, string fill)
    {
        var radius = Math.Min(8, Math.Min(width / 2, Math.Abs(height)));
        var turn = height < 0 ? -radius : radius;
        body.Append(CultureInfo.InvariantCulture, $"<path d=\"M{x:0.##} {bottom:0.##}V{bottom - height + turn:0.##}")
            .Append(CultureInfo.InvariantCulture, $"Q{x:0.##} {bottom - height:0.##} {x + radius:0.##} {bottom - height:0.##}")
            .Append(CultureInfo.InvariantCulture, $"H{x + width - radius:0.##}")
            .Append(
                CultureInfo.InvariantCulture,
                $"Q{x + width:0.##} {bottom - height:0.##} {x + width:0.##} {bottom - height + turn:0.##}"
            )
            .Append(CultureInfo.InvariantCulture, $"V{bottom:0.##}Z\" fill=\"{fill}\"/>\n");
    }

    public void Text(decimal x, decimal y, string text, Lettering lettering)
    {
        body.Append(
            CultureInfo.InvariantCulture,
            $"<text x=\"{x:0.##}\" y=\"{y:0.##}\" font-size=\"{lettering.Size:0.##}\" fill=\"{lettering.Colour}\""
        );
        if (lettering.Bold)
            body.Append(" font-weight=\"bold\"");
        if (lettering.Anchor != Anchor.Start)
            body.Append(lettering.Anchor == Anchor.End ? " text-anchor=\"end\"" : " text-anchor=\"middle\"");
        body.Append('>').Append(SecurityElement.Escape(text)).Append("</text>\n");
    }

    /// <summary>The finished picture.</summary>
    public string Finish(decimal width, decimal height, string background)
    {
        var picture = new StringBuilder(body.Length + 512);
        picture
            .Append("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n")
            .Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width:0}\" height=\"{height:0}\"")
            .Append(
                CultureInfo.InvariantCulture,
                $" viewBox=\"0 0 {width:0} {height:0}\" font-family=\"DejaVu Sans, Noto Sans, sans-serif\">\n"
            )
            .Append(CultureInfo.InvariantCulture, $"<rect width=\"{width:0}\" height=\"{height:0}\" fill=\"{background}\"/>\n")
            .Append(body)
            .Append("</svg>\n");
        return picture.ToString();
    }
}

internal enum Anchor
{
    Start,
    Middle,
    End,
}

/// <summary>How a text looks; <paramref name="Size"/> in pixels.</summary>
internal readonly record struct Lettering(decimal Size, string Colour, bool Bold = false, Anchor Anchor = Anchor.Start)
{
    public decimal Width(string text) => TextWidth.Of(text, Size, Bold);

    /// <summary>The same, made small enough for the text to fit a width.</summary>
    public Lettering Fitting(string text, decimal width)
    {
        var needed = Width(text);
        return needed <= width ? this : this with { Size = Size * width / needed };
    }
}
