namespace Denga.Contracts.Expenses;

/// <summary>A photo of a receipt was saved for a person. What belongs to no entry after a day is deleted. A repeat is a success.</summary>
/// <param name="File">File key of a photo.</param>
[Operation]
public sealed record KeepPhoto(PersonId Person, string File) : IOperation<Done>;

/// <summary>The photo belongs to the entry from now on, in place of the one that it had. A repeat is a success.
/// Errors: <c>expenses.not_found</c>, <c>expenses.no_photo</c> when the person has no such photo.</summary>
[Operation]
public sealed record AttachPhoto(PersonId Person, ExpenseId Expense, string File) : IOperation<Expense>;

/// <summary>The photo of an entry. Error: <c>expenses.no_photo</c>, also when the entry is another's, or is not there.</summary>
[Operation("GET /api/v1/expenses/{expense}/photo", Summary = "The photo of an entry's receipt.")]
public sealed record PhotoOf(PersonId Person, ExpenseId Expense) : IOperation<ReceiptPhoto>;

/// <param name="File">File key of a JPEG or PNG: <c>/files/{key}</c>.</param>
public sealed record ReceiptPhoto(string File);
