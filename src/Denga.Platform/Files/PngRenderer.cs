using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Denga.Platform.Files;

/// <summary>Turns SVG into PNG with <c>rsvg-convert</c> (Debian: librsvg2-bin, fonts-dejavu-core), a process a picture, a few at a time;
/// callers beyond that wait for their turn. A process that is cancelled or takes too long is killed.</summary>
internal sealed class PngRenderer(int parallel, TimeSpan timeout, TimeProvider time, string program = "rsvg-convert") : IDisposable
{
    public const int PictureBytesMax = 16 * 1024 * 1024;
    private readonly SemaphoreSlim turns = new(parallel, parallel);

    /// <summary>Throws <see cref="PictureException"/> when the program is missing, refuses the picture or takes too long.</summary>
    public async Task<byte[]> Render(string svg, CancellationToken cancellationToken)
    {
        await turns.WaitAsync(cancellationToken);
        try
        {
            using var limit = new CancellationTokenSource(timeout, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
            try
            {
                return await Convert(svg, either.Token);
            }
            catch (OperationCanceledException late) when (!cancellationToken.IsCancellationRequested)
            {
                var seconds = timeout.TotalSeconds.ToString("0.#", CultureInfo.InvariantCulture);
                throw new PictureException($"{program} took longer than {seconds} seconds and was stopped.", late);
            }
        }
        finally
        {
            turns.Release();
        }
    }

    public void Dispose() => turns.Dispose();

    private async Task<byte[]> Convert(string svg, CancellationToken cancellationToken)
    {
        using var process = Start();
        try
        {
            var picture = ReadBounded(process.StandardOutput.BaseStream, cancellationToken);
            var complaint = process.StandardError.ReadToEndAsync(cancellationToken);
            await Feed(process, svg, cancellationToken);
            var png = await picture;
            var said = await complaint;
            await process.WaitForExitAsync(cancellationToken);
            return process.ExitCode == 0 && png.Length > 0
                ? png
                : throw new PictureException($"{program} could not draw the picture: {said[..Math.Min(said.Length, 300)].Trim()}");
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }

    private Process Start()
    {
        var start = new ProcessStartInfo(program, ["--format=png"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        try
        {
            return Process.Start(start) ?? throw new PictureException($"{program} did not start.");
        }
        catch (Win32Exception missing)
        {
            throw new PictureException($"{program} is not installed; on Debian: apt-get install librsvg2-bin fonts-dejavu-core.", missing);
        }
    }

    private static async Task Feed(Process process, string svg, CancellationToken cancellationToken)
    {
        try
        {
            await using var input = process.StandardInput.BaseStream;
            await input.WriteAsync(Encoding.UTF8.GetBytes(svg), cancellationToken);
        }
        catch (IOException)
        {
            // It stopped reading before the end; its exit code and its complaint say why.
        }
    }

    private async Task<byte[]> ReadBounded(Stream output, CancellationToken cancellationToken)
    {
        using var kept = new MemoryStream();
        var buffer = new byte[64 * 1024];
        int read;
        while ((read = await output.ReadAsync(buffer, cancellationToken)) > 0)
        {
            if (kept.Length + read > PictureBytesMax)
                throw new PictureException($"{program} made a picture larger than 16 MB.");
            kept.Write(buffer, 0, read);
        }
        return kept.ToArray();
    }
}

/// <summary>A picture could not be made; what it belongs to can be sent without it.</summary>
internal sealed class PictureException(string message, Exception? inner = null) : Exception(message, inner);
