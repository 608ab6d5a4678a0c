namespace Denga.Platform.Files;

/// <summary>Prints an HTML page with <c>weasyprint</c> (Debian: weasyprint and fonts), a few at a time. It takes about a second a document,
/// so nobody should wait for it.</summary>
public sealed class PdfPrinter(int atOnce, TimeSpan timeout, TimeProvider clock) : IDisposable
{
    private readonly ProgramPipe pipe = new(
        "weasyprint",
        ["--quiet", "--encoding", "utf-8", "-", "-"],
        "weasyprint " + ProgramPipe.Fonts,
        atOnce,
        timeout,
        clock
    );

    /// <summary>Throws <see cref="PrintException"/> when the program is missing, refuses the page or takes too long.</summary>
    public async Task<byte[]> Print(string html, CancellationToken cancel)
    {
        try
        {
            return await pipe.Run(html, cancel);
        }
        catch (ProgramException e)
        {
            throw new PrintException(e.Message, e);
        }
    }

    public void Dispose() => pipe.Dispose();
}

/// <summary>A page could not be printed; the same may succeed later.</summary>
public sealed class PrintException(string message, Exception inner) : Exception(message, inner);
