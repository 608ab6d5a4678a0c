using System.Collections;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Denga.Platform.Grpc.Wire;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;

namespace Denga.Platform.Grpc;

/// <summary>Enforces the rules that messages declare in their protos (protovalidate). Every rule that stands in a proto is enforced: one that is not known
/// here refuses to start.</summary>
internal sealed class Rules
{
    private static readonly TimeSpan PatternMax = TimeSpan.FromMilliseconds(100);
    private readonly Dictionary<string, IReadOnlyList<FieldCheck>> fields = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IReadOnlyList<OneofDescriptor>> oneofs = new(StringComparer.Ordinal);

    /// <summary>Throws <see cref="InvalidOperationException"/> for a rule that is not enforced.</summary>
    internal Rules(IEnumerable<MessageDescriptor> messages)
    {
        foreach (var message in messages)
            Learn(message);
    }

    /// <summary>Throws <see cref="RpcException"/> with all violations: <c>InvalidArgument</c>.</summary>
    internal void Check(IMessage message)
    {
        var found = Violations(message);
        if (found.Count == 0)
            return;
        var detail = string.Join("; ", found.Select(v => $"{PathOf(v.Field)}: {v.Message}"));
        var bad = new BadRequest();
        bad.FieldViolations.AddRange(
            found.Select(v => new BadRequest.Types.FieldViolation { Field = PathOf(v.Field), Description = v.Message })
        );
        throw GrpcStatus.Failure(StatusCode.InvalidArgument, detail, new Violations { Violations_ = { found } }, bad);
    }

    internal IReadOnlyList<Violation> Violations(IMessage message)
    {
        var found = new List<Violation>();
        Look(message, [], found);
        return found;
    }

    internal static string PathOf(FieldPath path)
    {
        var text = new StringBuilder();
        foreach (var element in path.Elements)
        {
            if (text.Length > 0)
                text.Append('.');
            text.Append(element.FieldName);
            if (element.HasIndex)
                text.Append(CultureInfo.InvariantCulture, $"[{element.Index}]");
        }
        return text.ToString();
    }

    private void Learn(MessageDescriptor message)
    {
        if (fields.ContainsKey(message.FullName))
            return;
        var checks = new List<FieldCheck>();
        fields[message.FullName] = checks;
        foreach (var field in message.Fields.InDeclarationOrder())
        {
            var declared = field.GetOptions()?.GetExtension(ValidateExtensions.Field);
            checks.Add(new FieldCheck(field, declared, declared is null ? [] : Compile(field, declared, field.IsRepeated)));
            if (field.FieldType == FieldType.Message && !field.IsMap)
                Learn(field.MessageType);
        }
        oneofs[message.FullName] =
        [
            .. message.Oneofs.Where(o => o.GetOptions()?.GetExtension(ValidateExtensions.Oneof) is { Required: true }),
        ];
    }

    private static List<ValueCheck> Compile(FieldDescriptor field, FieldRules declared, bool ofList)
    {
        // What the wire form says and the known fields do not would be dropped by this.
        if (
            declared.CalculateSize() != FieldRules.Parser.WithDiscardUnknownFields(true).ParseFrom(declared.ToByteArray()).CalculateSize()
            || declared.Cel.Count > 0
        )
            throw Unenforced(field);
        List<ValueCheck> checks = (declared.TypeCase, ofList) switch
        {
            (FieldRules.TypeOneofCase.None, _) => [],
            (FieldRules.TypeOneofCase.String, false) when field.FieldType == FieldType.String => [.. OfString(declared.String)],
            (FieldRules.TypeOneofCase.Int32, false) when field.FieldType == FieldType.Int32 => [.. OfInt32(declared.Int32)],
            (FieldRules.TypeOneofCase.Int64, false) when field.FieldType == FieldType.Int64 => [.. OfInt64(declared.Int64)],
            (FieldRules.TypeOneofCase.Enum, false) when field.FieldType == FieldType.Enum => [.. OfEnum(declared.Enum, field.EnumType)],
            (FieldRules.TypeOneofCase.Repeated, true) when !field.IsMap => [.. OfRepeated(field, declared.Repeated)],
            _ => throw Unenforced(field),
        };
        return checks;
    }

    private static InvalidOperationException Unenforced(FieldDescriptor field) =>
        new($"The proto declares a rule for {field.FullName} that Denga does not enforce.");

    private void Look(IMessage message, IReadOnlyList<FieldPathElement> at, List<Violation> found)
    {
        foreach (var check in fields[message.Descriptor.FullName])
        {
            var field = check.Field;
            var value = field.Accessor.GetValue(message);
            var path = (IReadOnlyList<FieldPathElement>)[.. at, ElementOf(field, null)];
            var isSet = field.HasPresence ? field.Accessor.HasValue(message) : !IsZero(value);
            var ignored =
                check.Declared?.Ignore == Ignore.Always || (!isSet && (field.HasPresence || check.Declared?.Ignore == Ignore.IfZeroValue));
            if (check.Declared is { Required: true } && !isSet)
                found.Add(Violated(path, "required", "value is required"));
            else if (!ignored)
                foreach (var one in check.Checks)
                    found.AddRange(
                        one(value).Select(v => Violated(v.Index is { } i ? [.. at, ElementOf(field, i)] : path, v.Rule, v.Message))
                    );
            if (field.FieldType != FieldType.Message || field.IsMap || check.Declared?.Ignore == Ignore.Always)
                continue;
            if (field.IsRepeated)
                foreach (var (index, item) in ((IList)value).Cast<IMessage>().Index())
                    Look(item, [.. at, ElementOf(field, index)], found);
            else if (isSet)
                Look((IMessage)value, path, found);
        }
        foreach (var oneof in oneofs[message.Descriptor.FullName].Where(o => o.Accessor.GetCaseFieldDescriptor(message) is null))
            found.Add(
                Violated([.. at, new FieldPathElement { FieldName = oneof.Name }], "required", "exactly one field is required in oneof")
            );
    }

    private static Violation Violated(IEnumerable<FieldPathElement> path, string rule, string message) =>
        new()
        {
            Field = new FieldPath { Elements = { path } },
            RuleId = rule,
            Message = message,
        };

    private static FieldPathElement ElementOf(FieldDescriptor field, int? index)
    {
        var element = new FieldPathElement { FieldNumber = field.FieldNumber, FieldName = field.Name };
        if (index is { } i)
            element.Index = (ulong)i;
        return element;
    }

    private static bool IsZero(object? value) =>
        value switch
        {
            null => true,
            string text => text.Length == 0,
            IList list => list.Count == 0,
            IDictionary map => map.Count == 0,
            int number => number == 0,
            long number => number == 0,
            bool flag => !flag,
            ByteString bytes => bytes.IsEmpty,
            Enum member => Convert.ToInt32(member, CultureInfo.InvariantCulture) == 0,
            _ => false,
        };

    private static IEnumerable<ValueCheck> OfString(StringRules rules)
    {
        if (rules.HasConst)
            yield return Single("string.const", $"must equal `{rules.Const}`", v => (string)v == rules.Const);
        if (rules.HasLen)
            yield return Single("string.len", $"must be {rules.Len} characters", v => Length(v) == rules.Len);
        if (rules.HasMinLen)
            yield return Single("string.min_len", $"must be at least {rules.MinLen} characters", v => Length(v) >= rules.MinLen);
        if (rules.HasMaxLen)
            yield return Single("string.max_len", $"must be at most {rules.MaxLen} characters", v => Length(v) <= rules.MaxLen);
        if (rules.HasPattern)
        {
            var pattern = new Regex(rules.Pattern, RegexOptions.CultureInvariant | RegexOptions.NonBacktracking, PatternMax);
            yield return Single("string.pattern", $"does not match regex pattern `{rules.Pattern}`", v => pattern.IsMatch((string)v));
        }
        if (rules.In.Count > 0)
            yield return Single("string.in", $"must be in list [{string.Join(", ", rules.In)}]", v => rules.In.Contains((string)v));
        if (rules.NotIn.Count > 0)
            yield return Single(
                "string.not_in",
                $"must not be in list [{string.Join(", ", rules.NotIn)}]",
                v => !rules.NotIn.Contains((string)v)
            );
    }

    private static IEnumerable<ValueCheck> OfInt32(Int32Rules r) =>
        OfNumber(
            "int32",
            r.HasConst ? r.Const : null,
            (r.HasLt ? r.Lt : null, r.HasLte ? r.Lte : null),
            (r.HasGt ? r.Gt : null, r.HasGte ? r.Gte : null),
            [.. r.In.Select(n => (long)n)],
            [.. r.NotIn.Select(n => (long)n)]
        );

    private static IEnumerable<ValueCheck> OfInt64(Int64Rules r) =>
        OfNumber(
            "int64",
            r.HasConst ? r.Const : null,
            (r.HasLt ? r.Lt : null, r.HasLte ? r.Lte : null),
            (r.HasGt ? r.Gt : null, r.HasGte ? r.Gte : null),
            [.. r.In],
            [.. r.NotIn]
        );

    private static IEnumerable<ValueCheck> OfNumber(
        string type,
        long? equal,
        (long? Open, long? Closed) less,
        (long? Open, long? Closed) greater,
        IReadOnlyList<long> within,
        IReadOnlyList<long> without
    )
    {
        if (equal is { } constant)
            yield return Single($"{type}.const", $"must equal {constant}", v => Number(v) == constant);
        var upper = less.Open ?? less.Closed;
        var lower = greater.Open ?? greater.Closed;
        var below = less.Open is null ? $"less than or equal to {upper}" : $"less than {upper}";
        var above = greater.Open is null ? $"greater than or equal to {lower}" : $"greater than {lower}";
        var (lowRule, highRule) = (greater.Open is null ? "gte" : "gt", less.Open is null ? "lte" : "lt");
        bool Below(long n) => less.Open is { } open ? n < open : n <= less.Closed;
        bool Above(long n) => greater.Open is { } open ? n > open : n >= greater.Closed;
        if (upper is not null && lower is not null && lower >= upper)
            yield return Single(
                $"{type}.{lowRule}_{highRule}_exclusive",
                $"must be {above} or {below}",
                v => Above(Number(v)) || Below(Number(v))
            );
        else if (upper is not null && lower is not null)
            yield return Single($"{type}.{lowRule}_{highRule}", $"must be {above} and {below}", v => Above(Number(v)) && Below(Number(v)));
        else if (upper is not null)
            yield return Single($"{type}.{highRule}", $"must be {below}", v => Below(Number(v)));
        else if (lower is not null)
            yield return Single($"{type}.{lowRule}", $"must be {above}", v => Above(Number(v)));
        if (within.Count > 0)
            yield return Single($"{type}.in", $"must be in list [{string.Join(", ", within)}]", v => within.Contains(Number(v)));
        if (without.Count > 0)
            yield return Single($"{type}.not_in", $"must not be in list [{string.Join(", ", without)}]", v => !without.Contains(Number(v)));
    }

    private static IEnumerable<ValueCheck> OfEnum(EnumRules rules, EnumDescriptor type)
    {
        if (rules.HasConst)
            yield return Single("enum.const", $"must equal {rules.Const}", v => Number(v) == rules.Const);
        if (rules.DefinedOnly)
            yield return Single(
                "enum.defined_only",
                "must be one of the defined enum values",
                v => type.FindValueByNumber((int)Number(v)) is not null
            );
        if (rules.In.Count > 0)
            yield return Single("enum.in", $"must be in list [{string.Join(", ", rules.In)}]", v => rules.In.Contains((int)Number(v)));
        if (rules.NotIn.Count > 0)
            yield return Single(
                "enum.not_in",
                $"must not be in list [{string.Join(", ", rules.NotIn)}]",
                v => !rules.NotIn.Contains((int)Number(v))
            );
    }

    private static IEnumerable<ValueCheck> OfRepeated(FieldDescriptor field, RepeatedRules rules)
    {
        if (rules.HasMinItems)
            yield return Single(
                "repeated.min_items",
                $"must contain at least {rules.MinItems} item(s)",
                v => (ulong)((IList)v).Count >= rules.MinItems
            );
        if (rules.HasMaxItems)
            yield return Single(
                "repeated.max_items",
                $"must contain no more than {rules.MaxItems} item(s)",
                v => (ulong)((IList)v).Count <= rules.MaxItems
            );
        if (rules.Unique)
            yield return Single(
                "repeated.unique",
                "repeated value must contain unique items",
                v => ((IList)v).Cast<object>().Distinct().Count() == ((IList)v).Count
            );
        if (rules.Items is not { } items)
            yield break;
        foreach (var check in Compile(field, items, ofList: false))
            yield return v =>
                ((IList)v).Cast<object>().Index().SelectMany(item => check(item.Item).Select(found => found with { Index = item.Index }));
    }

    private static ValueCheck Single(string rule, string message, Func<object, bool> holds) =>
        value => holds(value) ? [] : [new Found(rule, message, null)];

    private static ulong Length(object text) => (ulong)((string)text).EnumerateRunes().Count();

    private static long Number(object value) => Convert.ToInt64(value, CultureInfo.InvariantCulture);

    private delegate IEnumerable<Found> ValueCheck(object value);

    private sealed record Found(string Rule, string Message, int? Index);

    private sealed record FieldCheck(FieldDescriptor Field, FieldRules? Declared, IReadOnlyList<ValueCheck> Checks);
}
