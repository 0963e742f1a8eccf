namespace KillASite;

internal enum CallKind
{
    Find,
    Book,
    Follow,
    Dictate,
}
