"""Puts the server and all that it imports into client/bundled/libs, for the packaged extension.

    python scripts/bundle.py [universal | linux-x64 | linux-arm64 | darwin-x64 | darwin-arm64 | win32-x64]

The universal package takes protobuf in pure Python, which every interpreter runs; the others take the compiled wheel of their
platform, which is some three times faster. The names are those of `vsce package --target`.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LIBS = ROOT / 'client/bundled/libs'
# The oldest Python that runs the server; abi3 wheels for it serve all later ones.
PYTHON = '3.10'
# What dependencies ask for on that Python only: pip judges such conditions by the interpreter that it runs on.
ONLY_OLD = ('exceptiongroup',)
PURE = ('--implementation', 'py', '--abi', 'none', '--platform', 'any')
COMPILED = ('--implementation', 'cp', '--abi', 'abi3', '--platform')
TARGETS = {
    'universal': PURE,
    'linux-x64': (*COMPILED, 'manylinux2014_x86_64'),
    'linux-arm64': (*COMPILED, 'manylinux2014_aarch64'),
    'darwin-x64': (*COMPILED, 'macosx_10_9_universal2'),
    'darwin-arm64': (*COMPILED, 'macosx_10_9_universal2'),
    'win32-x64': (*COMPILED, 'win_amd64'),
}


def bundle(target: str) -> None:
    """Fills `LIBS` for one target, anew."""
    shutil.rmtree(LIBS, ignore_errors=True)
    with tempfile.TemporaryDirectory() as folder:
        pip('wheel', '--no-deps', '--wheel-dir', folder, str(ROOT))
        wheel = next(Path(folder).glob('*.whl'))
        options = ('--target', str(LIBS), '--no-compile', '--only-binary', ':all:', '--python-version', PYTHON)
        pip('install', *options, *TARGETS[target], str(wheel), *ONLY_OLD)
    # A command that pip wrote for this machine's interpreter is of no use on another.
    shutil.rmtree(LIBS / 'bin', ignore_errors=True)


def pip(*arguments: str) -> None:
    command, *rest = arguments
    subprocess.run([sys.executable, '-m', 'pip', command, '--quiet', '--disable-pip-version-check', *rest], check=True)


if __name__ == '__main__':
    bundle(*sys.argv[1:] or ('universal',))
