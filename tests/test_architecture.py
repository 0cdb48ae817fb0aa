"""The house rules that no type checker sees: who imports whom, and what a page file does on import."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

_ROOT = Path(__file__).parent.parent
_CORE = sorted((_ROOT / "core").rglob("*.py"))
_PARTS = sorted((_ROOT / "pages" / "_parts").glob("*.py"))
_PAGES = sorted(path for path in (_ROOT / "pages").glob("*.py") if path.stem != "__init__")


def _imported(path: Path) -> set[str]:
    """Return the modules that a file imports, except under `if __name__ == "__main__"`."""
    names = set()
    for node in (inner for outer in ast.parse(path.read_text("utf-8")).body for inner in _outside_main(outer)):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            names.add(node.module or "")
            names.update(f"{node.module}.{alias.name}" for alias in node.names)
    return names


def _outside_main(node: ast.stmt) -> list[ast.AST]:
    """Return the nodes below a statement, none for the file's `__main__` part."""
    is_main = isinstance(node, ast.If) and "__main__" in ast.unparse(node.test)
    return [] if is_main else list(ast.walk(node))


def _packages(path: Path) -> set[str]:
    return {name.partition(".")[0] for name in _imported(path)}


@pytest.mark.parametrize("path", _CORE, ids=lambda path: path.stem)
def test_core_knows_numbers_only(path: Path) -> None:
    assert not _packages(path) & {"streamlit", "plotly", "pages", "app", "tests"}


@pytest.mark.parametrize("path", _CORE, ids=lambda path: path.stem)
def test_all_names_what_is_public(path: Path) -> None:
    body = ast.parse(path.read_text("utf-8")).body
    listed: list[str] = []
    defined, aliases = set(), set()
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            defined.add(node.name)
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            names = {target.id for target in targets if isinstance(target, ast.Name)}
            if names == {"__all__"} and node.value is not None:
                listed = ast.literal_eval(node.value)
            defined |= names
            # A short name for a type, such as Kernel, may be the module's own affair.
            aliases |= {name for name in names if name[0].isupper() and not name.isupper()}
    imported = {name.rpartition(".")[2] for name in _imported(path)}
    assert len(listed) == len(set(listed))
    public = {name for name in defined - aliases if name[0] != "_"}
    assert public <= set(listed)
    assert set(listed) <= defined | imported


@pytest.mark.parametrize("path", _PARTS, ids=lambda path: path.stem)
def test_parts_know_no_page(path: Path) -> None:
    assert "app" not in _packages(path)
    assert all(name == "pages" or name.startswith("pages._parts") for name in _imported(path) if name[:5] == "pages")


@pytest.mark.parametrize("path", _PAGES, ids=lambda path: path.stem)
def test_no_page_knows_another(path: Path) -> None:
    assert "app" not in _packages(path)
    others = {f"pages.{other.stem}" for other in _PAGES}
    assert not _imported(path) & others


@pytest.mark.parametrize("path", _PAGES, ids=lambda path: path.stem)
def test_page_file_defines_render_and_runs_nothing_on_import(path: Path) -> None:
    body = ast.parse(path.read_text("utf-8")).body
    assert any(isinstance(node, ast.FunctionDef) and node.name == "render" for node in body)
    assert ast.unparse(body[-1]).splitlines()[0] == "if __name__ == '__main__':"
    harmless = (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.ClassDef, ast.Assign, ast.AnnAssign)
    assert all(isinstance(node, harmless) or _is_docstring(node) for node in body[:-1])


def test_top_level_stays_small() -> None:
    allowed = {
        "app.py",
        "pages",
        "core",
        "tests",
        "requirements.txt",
        "requirements.lock",
        "README.md",
        "LICENSE",
    }
    allowed |= {"pyproject.toml"}
    assert {path.name for path in _ROOT.iterdir() if path.name[0] not in "._"} == allowed


def _is_docstring(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
