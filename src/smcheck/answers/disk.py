"""Files that are either old or new, never half: temporary file, flush, fsync, replace."""

import contextlib
import errno
import glob
import os
import stat
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from smcheck.problems import Problem, Problems

_SUFFIX = ".smcheck-unsaved"
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_CLOSED = {errno.EACCES, errno.EPERM, errno.EROFS}
_GONE = {errno.ENOENT, errno.ENOTDIR, errno.ESTALE}


def replace(path: Path, data: bytes) -> None:
    """Make *data* the content of *path*, or leave it as it was; permissions are kept, a new file is its owner's alone.

    Raises Problems: `store.disk_full`, `store.closed_folder`, `store.closed_file`, `store.folder_gone`, `store.failed`.
    """
    with _in_words(path):
        if path.exists():
            require_writable(path)
        try:
            _take_place(_written(path, data), path)
        except FileNotFoundError:  # another smcheck may have taken our temporary file for a left-over and removed it
            _take_place(_written(path, data), path)
        _sync_folder(path.parent)


def create(path: Path, data: bytes) -> None:
    """Write *data* to a file that must not exist yet, for its owner alone. Raises as `replace`, and `store.exists`."""
    with _in_words(path):
        temporary = _written(path, data)
        try:
            try:
                os.link(temporary, path)
            except FileExistsError:
                raise
            except OSError:  # a file system without hard links: take the name first, so that nobody else has it
                os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
                temporary.replace(path)
        except FileExistsError:
            raise Problems([Problem("store.exists", {"path": str(path)})]) from None
        finally:
            temporary.unlink(missing_ok=True)
        remove_leftovers(path)
        _sync_folder(path.parent)


def require_writable(path: Path) -> None:
    """Raise Problems where *path* or its folder is write-protected; replacing a file would not ask the file itself."""
    if not _may_write(path):
        raise Problems([Problem("store.closed_file", {"path": str(path)})])
    if not _may_write(path.parent):
        raise Problems([Problem("store.closed_folder", {"folder": str(path.parent)})])


def _may_write(path: Path) -> bool:
    return os.access(path, os.W_OK, effective_ids=os.access in os.supports_effective_ids)


def remove_leftovers(path: Path) -> None:
    """Remove what a killed run left beside *path*; nothing but our own temporary files for this very file."""
    with contextlib.suppress(OSError):
        for leftover in path.parent.glob(f".{glob.escape(path.name[:100])}.*{_SUFFIX}"):
            with contextlib.suppress(OSError):
                leftover.unlink()


def _written(path: Path, data: bytes) -> Path:
    """Return a new temporary file beside *path* that holds *data*, safely on disk, with the permissions of *path*."""
    handle, name = tempfile.mkstemp(prefix=f".{path.name[:100]}.", suffix=_SUFFIX, dir=path.parent)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        _take_permissions(temporary, path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    return temporary


def _take_permissions(temporary: Path, path: Path) -> None:
    try:
        old = path.stat()
    except FileNotFoundError:
        return  # mkstemp made it 0600
    if hasattr(os, "chown"):
        with contextlib.suppress(OSError):  # a group we are not in
            os.chown(temporary, -1, old.st_gid)
    temporary.chmod(stat.S_IMODE(old.st_mode))


def _take_place(temporary: Path, path: Path) -> None:
    attempts = 6 if os.name == "nt" else 1
    try:
        for attempt in range(attempts):
            try:
                temporary.replace(path)
                return
            except PermissionError:  # Windows: a virus scanner or a synchronising service has the file open
                if attempt == attempts - 1:
                    raise
                time.sleep(0.05 * 2**attempt)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _sync_folder(folder: Path) -> None:
    if not hasattr(os, "O_DIRECTORY"):
        return
    with contextlib.suppress(OSError):  # some network file systems cannot
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


@contextlib.contextmanager
def _in_words(path: Path) -> Iterator[None]:
    """Turn what the system refuses into a problem that says what to do."""
    try:
        yield
    except OSError as error:
        folder = str(path.parent)
        if error.errno in _FULL:
            problem = Problem("store.disk_full", {"path": str(path)})
        elif error.errno in _GONE and not path.parent.is_dir():
            problem = Problem("store.folder_gone", {"folder": folder})
        elif error.errno in _CLOSED:
            problem = Problem("store.closed_folder", {"folder": folder})
        else:
            reason = errno.errorcode.get(error.errno or 0, str(error.errno))
            problem = Problem("store.failed", {"path": str(path), "reason": reason})
        raise Problems([problem]) from error
