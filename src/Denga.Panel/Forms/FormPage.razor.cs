namespace Denga.Panel.Forms;

public abstract partial class FormPage<TModel>;
