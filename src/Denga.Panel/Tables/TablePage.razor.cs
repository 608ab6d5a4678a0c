namespace Denga.Panel.Tables;

public abstract partial class TablePage<TRow>;
