"""What is installed, shipped and bundled: the locks, the wheel, other projects' files, the Makefile's first steps."""

import json
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
ROOMS = ("schemas", "seed", "service", "store")
LOCKS = ("requirements.lock", "requirements-dev.lock")
SWAGGER_UI = sorted(path.name for path in (ROOT / "service/static/swagger-ui").iterdir())


def project():
    return tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]


def locked(lock):
    """The requirements of a lock, as written, each with the list of its hashes."""
    whole_lines = (ROOT / lock).read_text().replace("\\\n", " ").splitlines()
    return {
        line.split(" --hash=")[0].strip(): re.findall(r"--hash=sha256:[0-9a-f]{64}\b", line) for line in whole_lines
    }


def without_markers(lock):
    return {requirement.split(" ;")[0] for requirement in locked(lock)}


@pytest.mark.parametrize("lock", LOCKS)
def test_every_locked_requirement_is_one_version_with_hashes(lock):
    assert [requirement for requirement, hashes in locked(lock).items() if not hashes] == []
    assert [pinned for pinned in without_markers(lock) if not re.fullmatch(r"[a-z0-9-]+==[\w.]+", pinned)] == []


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_no_address(lock):
    assert re.findall(r"^-.*|.*://.*|.* @ .*", (ROOT / lock).read_text(), re.MULTILINE) == []


def test_the_lock_holds_what_the_project_asks_for():
    versions = dict(pinned.split("==") for pinned in without_markers("requirements.lock"))
    asked = map(Requirement, project()["dependencies"] + project()["optional-dependencies"]["postgres"])
    assert [str(one) for one in asked if versions.get(canonicalize_name(one.name), "0") not in one.specifier] == []


def test_the_lock_of_development_holds_the_other_lock():
    # Markers aside: one is dropped where a tool of development needs the package everywhere.
    assert without_markers("requirements.lock") <= without_markers("requirements-dev.lock")


def npm_packages():
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    return {path: package for path, package in packages.items() if path}


def test_the_npm_lock_has_hashes_and_names_no_address():
    assert [path for path, package in npm_packages().items() if "integrity" not in package] == []
    assert [path for path, package in npm_packages().items() if "resolved" in package] == []


def test_the_bundled_swagger_ui_is_the_locked_version():
    version = npm_packages()["node_modules/swagger-ui-dist"]["version"]
    assert f"| {version} |" in (ROOT / "service/static/THIRD-PARTY.md").read_text()


@pytest.mark.skipif(not (ROOT / "node_modules/swagger-ui-dist").exists(), reason="needs `npm ci`")
@pytest.mark.parametrize("name", SWAGGER_UI)
def test_a_bundled_file_is_what_npm_gives(name):
    bundled = ROOT / "service/static/swagger-ui" / name
    assert bundled.read_bytes() == (ROOT / "node_modules/swagger-ui-dist" / name).read_bytes()


@pytest.fixture(scope="module")
def build_context(tmp_path_factory):
    """A copy of what the image is built from: the files that .dockerignore lets through."""
    folder = tmp_path_factory.mktemp("context")
    rules = (ROOT / ".dockerignore").read_text().splitlines()
    for source in (ROOT / rule[1:] for rule in rules if rule.startswith("!")):
        if source.is_dir():
            shutil.copytree(source, folder / source.name, ignore=shutil.ignore_patterns("__pycache__"))
        elif source.exists():
            shutil.copy(source, folder)
    return folder


@pytest.fixture(scope="module")
def wheel(build_context, tmp_path_factory):
    """The names of the files in the wheel."""
    folder = tmp_path_factory.mktemp("wheel")
    options = ["--no-deps", "--no-index", "--no-build-isolation", "--quiet", "--wheel-dir", str(folder)]
    subprocess.run([sys.executable, "-m", "pip", "wheel", *options, str(build_context)], check=True)
    return set(zipfile.ZipFile(next(folder.glob("dateline-*.whl"))).namelist())


def test_the_wheel_holds_every_file_of_the_rooms(build_context, wheel):
    files = (path for room in ROOMS for path in (build_context / room).rglob("*") if path.is_file())
    assert {str(path.relative_to(build_context)) for path in files} - wheel == set()


def test_the_wheel_holds_nothing_else_but_its_description(wheel):
    assert {name.split("/")[0] for name in wheel} - set(ROOMS) == {f"dateline-{project()['version']}.dist-info"}


def test_one_version_is_named_everywhere():
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text())
    composed = yaml.safe_load((ROOT / "compose.yaml").read_text())
    assert citation["version"] == project()["version"]
    assert composed["services"]["api"]["image"] == f"dateline:{project()['version']}"


def test_compose_has_no_password_of_its_own():
    services = yaml.safe_load((ROOT / "compose.yaml").read_text())["services"]
    assert services["database"]["environment"]["POSTGRES_PASSWORD"].startswith("${DATELINE_DATABASE_PASSWORD:?")
    assert services["api"]["environment"]["PGPASSWORD"].startswith("${DATELINE_DATABASE_PASSWORD:?")


def ran(*command):
    return subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)


@pytest.mark.parametrize(
    ("python", "advice"),
    [
        ('case "$1" in -V) echo Python 3.9.2 ;; *) exit 1 ;; esac', "Python 3.11 or later"),
        ('case "$2" in *ensurepip*) exit 1 ;; esac', "apt-get install python3-venv"),
    ],
)
def test_make_names_what_the_machine_lacks(tmp_path, python, advice):
    stand_in = tmp_path / "python"
    stand_in.write_text(f"#!/bin/sh\n{python}\n")
    stand_in.chmod(0o755)
    made = ran("make", "machine", f"PYTHON={stand_in}")
    assert made.returncode != 0
    assert advice in made.stderr


def test_make_names_a_missing_python():
    assert "apt-get install python3" in ran("make", "machine", "PYTHON=no-such-python").stderr


@pytest.mark.parametrize(
    ("body", "outcome"),
    [
        ("def test_one(): pytest.skip('no')", 1),
        ("pytest.importorskip('no_such_module')", 2),
        ("@pytest.mark.skip\ndef test_one(): pass", 1),
        ("@pytest.mark.xfail\ndef test_one(): assert False", 0),
    ],
)
def test_only_a_skip_fails_where_nothing_may_be_skipped(tmp_path, body, outcome):
    (tmp_path / "test_it.py").write_text(f"import pytest\n{body}\n")
    options = ["--disable-plugin-autoload", "-p", "tests.no_skips", "-p", "no:cacheprovider", "-c", "/dev/null"]
    tested = ran(sys.executable, "-m", "pytest", *options, f"--rootdir={tmp_path}", str(tmp_path))
    assert tested.returncode == outcome
    assert ("Skipped where nothing may be" in tested.stdout) == (outcome > 0)
