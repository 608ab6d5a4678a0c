using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Denga.Platform.Files;

/// <summary>A program that turns a text into a file, from its input to its output; a process a text, a few at a time; callers beyond that wait for
/// their turn. A process that is cancelled or takes too long is killed.</summary>
internal sealed class ProgramPipe(
    string program,
    IReadOnlyList<string> arguments,
    string packages,
    int parallel,
    TimeSpan timeout,
    TimeProvider time
) : IDisposable
{
    /// <summary>Letters of nearly every script: DejaVu is what widths are counted in, Noto has what it lacks, WenQuanYi Chinese, Japanese and Korean,
    /// Symbola emoji as lines, which a picture can draw (it knows no coloured letters).</summary>
    public const string Fonts = "fonts-dejavu-core fonts-noto-core fonts-wqy-microhei fonts-symbola";

    public const int BytesMax = 16 * 1024 * 1024;
    private readonly SemaphoreSlim turns = new(parallel, parallel);

    /// <summary>Throws <see cref="ProgramException"/> when the program is missing, refuses the text or takes too long.</summary>
    public async Task<byte[]> Run(string text, CancellationToken cancellationToken)
    {
        await turns.WaitAsync(cancellationToken);
        try
        {
            using var limit = new CancellationTokenSource(timeout, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
            try
            {
                return await Convert(text, either.Token);
            }
            catch (OperationCanceledException late) when (!cancellationToken.IsCancellationRequested)
            {
                var seconds = timeout.TotalSeconds.ToString("0.#", CultureInfo.InvariantCulture);
                throw new ProgramException($"{program} took longer than {seconds} seconds and was stopped.", late);
            }
        }
        finally
        {
            turns.Release();
        }
    }

    public void Dispose() => turns.Dispose();

    private async Task<byte[]> Convert(string text, CancellationToken cancellationToken)
    {
        using var process = Start();
        try
        {
            var made = ReadBounded(process.StandardOutput.BaseStream, cancellationToken);
            var complaint = process.StandardError.ReadToEndAsync(cancellationToken);
            await Feed(process, text, cancellationToken);
            var bytes = await made;
            var said = await complaint;
            await process.WaitForExitAsync(cancellationToken);
            return process.ExitCode == 0 && bytes.Length > 0
                ? bytes
                : throw new ProgramException($"{program} could not make the file: {said[..Math.Min(said.Length, 300)].Trim()}");
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }

    private Process Start()
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        try
        {
            return Process.Start(start) ?? throw new ProgramException($"{program} did not start.");
        }
        catch (Win32Exception missing)
        {
            throw new ProgramException($"{program} is not installed; on Debian: apt-get install {packages}.", missing);
        }
    }

    private static async Task Feed(Process process, string text, CancellationToken cancellationToken)
    {
        try
        {
            await using var input = process.StandardInput.BaseStream;
            await input.WriteAsync(Encoding.UTF8.GetBytes(text), cancellationToken);
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
            if (kept.Length + read > BytesMax)
                throw new ProgramException($"{program} made a file larger than 16 MB.");
            kept.Write(buffer, 0, read);
        }
        return kept.ToArray();
    }
}

internal sealed class ProgramException(string message, Exception? inner = null) : Exception(message, inner);
