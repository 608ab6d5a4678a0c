namespace Denga.Platform.Files;

/// <summary>Turns SVG into PNG with <c>rsvg-convert</c> (Debian: librsvg2-bin and fonts, see <see cref="ProgramPipe.Fonts"/>).</summary>
internal sealed class PngRenderer(int parallel, TimeSpan timeout, TimeProvider time, string program = "rsvg-convert") : IDisposable
{
    private readonly ProgramPipe pipe = new(program, ["--format=png"], "librsvg2-bin " + ProgramPipe.Fonts, parallel, timeout, time);

    /// <summary>Throws <see cref="PictureException"/> when the program is missing, refuses the picture or takes too long.</summary>
    public async Task<byte[]> Render(string svg, CancellationToken cancellationToken)
    {
        try
        {
            return await pipe.Run(svg, cancellationToken);
        }
        catch (ProgramException e)
        {
            throw new PictureException(e.Message, e);
        }
    }

    public void Dispose() => pipe.Dispose();
}

/// <summary>A picture could not be made; what it belongs to can be sent without it.</summary>
internal sealed class PictureException(string message, Exception? inner = null) : Exception(message, inner);
