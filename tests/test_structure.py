"""The shape of the tree: each rule is held on every file, and shown to fail on a planted fault."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("census", "models", "outputs", "scenarios")
CODE = (*PACKAGES, "benchmarks", "tests")
LOCKS = ("requirements.lock", "requirements-dev.lock")
MADE = {"build", "dist", "runs"}
KERNEL_IMPORTS = {"__future__", "math", "numba", "numpy", "typing"}
EMPTY_NAMES = {"common", "core", "helper", "helpers", "manager", "managers", "misc", "util", "utils"}
TEXT_SUFFIXES = {
    "",
    ".cfg",
    ".csv",
    ".html",
    ".ini",
    ".js",
    ".json",
    ".lock",
    ".md",
    ".py",
    ".sh",
    ".toml",
    ".txt",
}
TEXT_SUFFIXES |= {".css", ".inp", ".qml", ".rst", ".yaml", ".yml"}
LONGEST_FUNCTION = 80

# Neither pattern may match itself: the first as it is written, the second as it is put together from pieces.
MACHINE_PATH = re.compile(
    r"(?<![\w.\-/})])/(?:home|root|Users|work|tmp|mnt|opt)/\w"
    r"|[A-Za-z]:\\+Users"
)
REGISTRY_HOST = re.compile(
    "|".join(
        re.escape(".".join(parts))
        for parts in (
            ("pypi", "org"),
            ("pythonhosted", "org"),
            ("deb", "debian", "org"),
            ("registry", "npmjs", "org"),
        )
    )
)


def tree_files() -> Iterator[Path]:
    """Yield the files of the project, without what is made from them."""
    for path in sorted(ROOT.iterdir()):
        # In a further working tree .git is a file that points to the first.
        if path.is_file() and path.name != ".git":
            yield path
        elif path.name == ".ci" or not (path.name.startswith(".") or path.name in MADE):
            inside = (part for part in sorted(path.rglob("*")) if part.is_file())
            yield from (file for file in inside if "__pycache__" not in file.parts)


def text_files() -> Iterator[Path]:
    """Yield the files of the project that hold text."""
    return (path for path in tree_files() if path.suffix in TEXT_SUFFIXES)


def python_files(*folders: str) -> Iterator[Path]:
    """Yield the Python files under some top-level folders."""
    return (path for path in tree_files() if path.suffix == ".py" and shown(path).split("/")[0] in folders)


def shown(path: Path) -> str:
    """Return the path as seen from the root."""
    return path.relative_to(ROOT).as_posix()


def kernel_import_faults(source: str) -> list[str]:
    """Return what a kernels file imports beyond numpy, numba, math and typing."""
    imported: list[str] = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            imported += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            imported.append("." * node.level + (node.module or ""))
    return [name for name in imported if name.split(".")[0] not in KERNEL_IMPORTS]


def handing_on_faults(source: str) -> list[int]:
    """Return the lines of an `__init__` that are neither docstring, import nor `__all__`."""
    faults: list[int] = []
    for number, node in enumerate(ast.parse(source).body):
        docstring = number == 0 and isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        export = isinstance(node, ast.Assign) and [ast.unparse(target) for target in node.targets] == [
            "__all__"
        ]
        if not (docstring or export or isinstance(node, ast.Import | ast.ImportFrom)):
            faults.append(node.lineno)
    return faults


def long_functions(source: str) -> list[str]:
    """Return the functions whose code, docstring aside, is longer than any function may be."""
    faults: list[str] = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            body = node.body[1:] if ast.get_docstring(node) is not None else node.body
            if body and (body[-1].end_lineno or 0) - body[0].lineno + 1 > LONGEST_FUNCTION:
                faults.append(node.name)
    return faults


def empty_names(path: str) -> list[str]:
    """Return the parts of a path that name no subject."""
    return [part for part in path.split("/") if part.split(".")[0].strip("_").lower() in EMPTY_NAMES]


def pattern_faults(pattern: re.Pattern[str], text: str) -> list[int]:
    """Return the lines in which a pattern is found."""
    return [number for number, line in enumerate(text.splitlines(), 1) if pattern.search(line)]


def unsealed_lines(lock: str) -> list[str]:
    """Return the entries of a lock that are not pinned and hashed, and any option or location in it."""
    faults: list[str] = []
    for entry in lock.replace("\\\n", " ").splitlines():
        text = entry.split(" #")[0].strip()
        if (
            text
            and not text.startswith("#")
            and not re.match(r"[\w.\-]+==\S+ .*--hash=sha256:[0-9a-f]{64}", text)
        ):
            faults.append(text[:60])
    return faults


def unlocked(requirements: list[str], lock: str) -> list[str]:
    """Return the requirements that no pin of a lock satisfies."""
    pins: dict[str, list[str]] = {}
    for name, version in re.findall(r"^([\w.\-]+)==(\S+)", lock, flags=re.MULTILINE):
        pins.setdefault(canonicalize_name(name), []).append(version)
    wanted = [Requirement(text) for text in requirements]
    return [
        str(need)
        for need in wanted
        if not any(need.specifier.contains(pin) for pin in pins.get(canonicalize_name(need.name), []))
    ]


def test_kernels_import_only_arrays_and_numbers() -> None:
    files = [path for path in python_files(*CODE) if path.name == "kernels.py"]
    assert {shown(path): kernel_import_faults(path.read_text("utf-8")) for path in files} == {
        shown(path): [] for path in files
    }


@pytest.mark.parametrize(
    ("source", "fault"),
    [
        ("import numpy as np\nimport xarray as xr\n", ["xarray"]),
        ("def f():\n    from census.grid import Grid\n", ["census.grid"]),
        ("from .ground import Ground\n", [".ground"]),
        ("import os, math\n", ["os"]),
    ],
)
def test_an_import_foreign_to_kernels_is_found(source: str, fault: list[str]) -> None:
    assert kernel_import_faults(source) == fault


def test_every_package_hands_names_on_and_does_nothing_else() -> None:
    folders = {path.parent for path in python_files(*PACKAGES, "benchmarks")}
    faults = {shown(folder): "no __init__.py" for folder in folders if not (folder / "__init__.py").is_file()}
    for path in python_files(*PACKAGES, "benchmarks"):
        if path.name == "__init__.py" and (lines := handing_on_faults(path.read_text("utf-8"))):
            faults[shown(path)] = f"does more on lines {lines}"
    assert faults == {}


@pytest.mark.parametrize(
    "planted", ["VERSION = 1", "def f() -> None: ...", "for name in (): print(name)", "'a second text'"]
)
def test_work_done_in_an_init_is_found(planted: str) -> None:
    handing_on = '"""A package."""\n\nfrom census.grid import Grid\n\n__all__ = ["Grid"]\n'
    assert handing_on_faults(handing_on) == []
    assert handing_on_faults(handing_on + planted + "\n") == [6]


def test_every_package_ships_its_types() -> None:
    assert [name for name in PACKAGES if not (ROOT / name / "py.typed").is_file()] == []


def test_every_name_says_what_is_inside() -> None:
    assert {shown(path): found for path in tree_files() if (found := empty_names(shown(path)))} == {}


@pytest.mark.parametrize(
    "path", ["census/utils.py", "models/core/flow.py", "outputs/_helpers.py", "tests/Misc.md"]
)
def test_an_empty_name_is_found(path: str) -> None:
    assert len(empty_names(path)) == 1
    assert empty_names("outputs/score.py") == []


def test_no_function_is_endless() -> None:
    faults = {shown(path): long_functions(path.read_text("utf-8")) for path in python_files(*CODE)}
    assert {path: names for path, names in faults.items() if names} == {}


def test_an_endless_function_is_found() -> None:
    head = 'def f(x: int) -> int:\n    """Add.\n\n    More.\n    """\n'
    assert long_functions(head + "    x += 1\n" * LONGEST_FUNCTION) == []
    assert long_functions(head + "    x += 1\n" * (LONGEST_FUNCTION + 1)) == ["f"]


@pytest.mark.parametrize("pattern", [MACHINE_PATH, REGISTRY_HOST], ids=["machine path", "registry host"])
def test_no_file_knows_a_machine_or_a_registry(pattern: re.Pattern[str]) -> None:
    faults = {shown(path): pattern_faults(pattern, path.read_text("utf-8")) for path in text_files()}
    assert {path: lines for path, lines in faults.items() if lines} == {}


@pytest.mark.parametrize("folder", ["home/li", "root/x", "tmp/run1", "work/main", "Users/li"])
def test_a_machine_path_is_found(folder: str) -> None:
    assert pattern_faults(MACHINE_PATH, f'first\nfolder = "/{folder}/data.tif"') == [2]
    assert (
        pattern_faults(MACHINE_PATH, f"https://example.org/{folder} ../{folder} a/{folder} {{x}}/{folder}")
        == []
    )


def test_a_windows_home_is_found() -> None:
    assert pattern_faults(MACHINE_PATH, "C:\\" + "Users\\li\\data.tif") == [1]


@pytest.mark.parametrize(
    "host", [("pypi", "org"), ("files", "pythonhosted", "org"), ("deb", "debian", "org")]
)
def test_a_registry_host_is_found(host: tuple[str, ...]) -> None:
    assert pattern_faults(REGISTRY_HOST, "index = https://" + ".".join(host) + "/simple") == [1]
    assert pattern_faults(REGISTRY_HOST, "-".join(host)) == []


@pytest.mark.parametrize("name", LOCKS)
def test_every_locked_package_is_pinned_and_hashed(name: str) -> None:
    assert unsealed_lines((ROOT / name).read_text("utf-8")) == []


@pytest.mark.parametrize(
    "planted",
    [
        "numpy>=2",
        "numpy==2.3.5",
        "--index-url mirror",
        "--find-links wheels",
        "affine @ file:wheels/affine.whl",
    ],
)
def test_an_open_entry_in_a_lock_is_found(planted: str) -> None:
    sealed = "affine==3.0 ; python_version < '4' \\\n    --hash=sha256:" + "0" * 64 + "\n    # via rasterio\n"
    assert unsealed_lines(sealed) == []
    assert unsealed_lines(sealed + planted + "\n") == [planted]


def test_the_locks_satisfy_what_the_project_asks_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    runtime = project["project"]["dependencies"]
    groups = project["dependency-groups"].values()
    development = [need for group in groups for need in group if isinstance(need, str)]
    assert unlocked(runtime, (ROOT / LOCKS[0]).read_text("utf-8")) == []
    assert unlocked(runtime + development, (ROOT / LOCKS[1]).read_text("utf-8")) == []


def test_a_requirement_outside_the_lock_is_found() -> None:
    lock = "numpy==2.4.1 \\\n    --hash=sha256:00\n"
    assert unlocked(["numpy>=2"], lock) == []
    assert unlocked(["numpy<2.4", "scipy"], lock) == ["numpy<2.4", "scipy"]
