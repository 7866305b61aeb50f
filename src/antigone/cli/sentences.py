"""What click, the operating system and the database refuse, as sentences that say what to do."""

import errno

import click

# What the database's own message contains, and what a person should read instead.
DATABASE_REFUSALS = {
    "full": "The disk of the home folder is full. Free some space and run the same command again.",
    "disk I/O": "The disk of the home folder failed or is full. Free some space and run the same command again.",
    "readonly": "The database cannot be written: the home folder is read-only. Make it writable, or choose another "
    "with --home.",
    "unable to open": "The database cannot be opened: the home folder is read-only, or another user's. Make it "
    "writable, or choose another with --home.",
    "locked": "Another process has kept the database busy for 30 seconds. Try again when it is done.",
    "lock timeout": "Another process has kept the database busy for 30 seconds. Try again when it is done.",
    "No space left": "The disk of the PostgreSQL server is full. Free some space there and run the same command again.",
    "server closed the connection": "PostgreSQL ended the connection. Look whether the server runs, and run the same "
    "command again.",
    "terminating connection": "PostgreSQL ended the connection. Look whether the server runs, and run the same "
    "command again.",
    "malformed": "The database file is damaged. Restore the last backup into a new home: antigone restore FILE.",
    "not a database": "The database file is damaged. Restore the last backup into a new home: antigone restore FILE.",
}

FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
FORBIDDEN = {errno.EROFS, errno.EACCES, errno.EPERM}
NO_SUCH_PATH = {errno.ENOENT, errno.ENOTDIR, errno.EISDIR, errno.EEXIST, errno.ELOOP, errno.ENAMETOOLONG}


def explain_usage(error: click.ClickException) -> str:
    """Click's complaint as one line, and where to read how the command is used."""
    sentence = " ".join(error.format_message().split())
    end = "" if sentence.endswith((".", "?")) else "."
    context = error.ctx if isinstance(error, click.UsageError) else None
    advice = f" `{context.command_path} --help` says how it is used." if context else ""
    return f"{sentence}{end}{advice}"


def explain_os_error(error: OSError) -> str:
    """A sentence for what the operating system refused."""
    where = f" ({error.filename})" if error.filename else ""
    if error.errno in FULL:
        return f"The disk is full{where}. Free some space and run the same command again; nothing acknowledged is lost."
    if error.errno == errno.EROFS:
        return f"The disk is read-only{where}. Make it writable, or choose another folder."
    if error.errno in FORBIDDEN:
        return f"No permission for the folder or file{where}. Change its permissions, or choose another."
    if error.errno in NO_SUCH_PATH:
        return f"The path cannot be used{where}: {error.strerror}. Choose another."
    return f"The operating system refused{where}: {error.strerror or error}. Look at the disk, then try again."


def explain_database_error(error: Exception) -> str:
    """What the database refused, in plain words where its own words are known."""
    for words, sentence in DATABASE_REFUSALS.items():
        if words in str(error):
            return sentence
    return f"The database refused: {error}. Run `antigone doctor`; if it finds nothing, this is a defect."
