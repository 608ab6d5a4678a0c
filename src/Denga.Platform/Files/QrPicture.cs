using QRCoder;

namespace Denga.Platform.Files;

/// <summary>A text for a camera.</summary>
public static class QrPicture
{
    private const int PixelsPerModule = 5;

    /// <summary>An SVG; up to about 2,300 characters, error correction M.</summary>
    public static string Svg(string text)
    {
        using var qr = QRCodeGenerator.GenerateQrCode(text, QRCodeGenerator.ECCLevel.M);
        using var svg = new SvgQRCode(qr);
        return svg.GetGraphic(PixelsPerModule);
    }
}
