using System.Xml;
using System.Xml.Linq;

namespace Denga.Rates.Sources;

internal static class SourceXml
{
    private static readonly XmlReaderSettings Settings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        MaxCharactersInDocument = SourceDownload.AnswerBytesMax,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
    };

    /// <summary>Reads bytes, not text: the encoding is the one that the document declares.</summary>
    public static XElement Root(byte[] answer, string source)
    {
        try
        {
            using var stream = new MemoryStream(answer);
            using var reader = XmlReader.Create(stream, Settings);
            return XElement.Load(reader);
        }
        catch (XmlException failure)
        {
            throw new RateSourceException(source, "gave something that is not the XML it publishes", failure);
        }
    }
}
