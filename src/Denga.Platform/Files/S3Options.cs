using System.ComponentModel.DataAnnotations;

namespace Denga.Platform.Files;

/// <summary>Settings under <c>Files:S3</c>: files lie in a bucket of Amazon S3, MinIO, Ceph or another server that speaks S3.</summary>
public sealed class S3Options : IValidatableObject
{
    /// <summary>Such as <c>http://minio:9000</c>.</summary>
    [Required]
    public Uri? Endpoint { get; init; }

    /// <summary>Made at the start when it is missing and the keys may.</summary>
    [
        Required,
        RegularExpression(
            "[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]",
            ErrorMessage = "A bucket has 3 to 63 characters of a–z, 0–9, dots and hyphens."
        )
    ]
    public string Bucket { get; init; } = "";

    [Required]
    public string Region { get; init; } = "us-east-1";

    [Required]
    public string AccessKey { get; init; } = "";

    [Required]
    public string SecretKey { get; init; } = "";

    /// <summary>The server as browsers reach it. With it, exports are fetched from there by links that are good for five minutes; without it they
    /// come through Denga.</summary>
    public Uri? PublicEndpoint { get; init; }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (var (name, address) in new[] { (nameof(Endpoint), Endpoint), (nameof(PublicEndpoint), PublicEndpoint) })
        {
            if (address is not null && !(address.IsAbsoluteUri && address.Scheme is "http" or "https"))
                yield return new ValidationResult("It must be an address such as http://127.0.0.1:9000.", [name]);
        }
    }
}
