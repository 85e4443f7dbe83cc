"""A private OpenSearch: the one in the environment, the distribution from Maven, or Docker."""

import json
import os
import re
import shutil
import subprocess
import urllib.request
import zipfile
from pathlib import Path

from config.development import docker
from config.development.processes import NotStarted, free_port, start, wait_until
from config.development.running import CHECKOUT, FOLDER, Server
from config.standalone.account import as_account, make_account
from config.standalone.folders import open_folder, private_folder
from config.standalone.place import SERVICE_ACCOUNT, SERVICE_HOME

NAME = "OpenSearch"
VERSION = "3.8.0"
IMAGE = f"opensearchproject/opensearch:{VERSION}"
# The minimal distribution, with all modules and without a Java of its own and the security plugin.
ARTIFACT = f"org.opensearch.distribution.integ-test-zip:opensearch:{VERSION}:zip"
COPY = "org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy"
LEAST_JAVA = 21
JAVA_FOLDER = Path("/usr/lib/jvm")
HEAP = "-Xms512m -Xmx512m"
LOG4J = """\
appender.console.type = Console
appender.console.name = console
appender.console.layout.type = PatternLayout
appender.console.layout.pattern = [%d{ISO8601}][%-5p][%c{1.}] %m%n
rootLogger.level = warn
rootLogger.appenderRef.console.ref = console
"""


def get() -> Server:
    """Raises NotStarted when none of the ways is open."""
    if given := os.environ.get("OPENSEARCH_URL", ""):
        return Server(NAME, version_of(given), "OPENSEARCH_URL", given)
    java = java_home()
    if java and (shutil.which("mvn") or _program().exists()):
        return _of_maven(java)
    if docker.is_there():
        return _of_docker()
    raise NotStarted(f"neither Java {LEAST_JAVA} with Maven, nor Docker, nor OPENSEARCH_URL is there")


def java_home() -> Path | None:
    """The newest Java that is new enough; PATH is not asked, because an older one may be first in it."""
    found = [Path(os.environ["JAVA_HOME"])] if os.environ.get("JAVA_HOME") else []
    found += JAVA_FOLDER.glob("*")
    newest = max(found, key=_java_version, default=None)
    return newest if newest and _java_version(newest) >= LEAST_JAVA else None


def _java_version(home: Path) -> int:
    try:
        match = re.search(r'^JAVA_VERSION="(\d+)', (home / "release").read_text(), re.MULTILINE)
    except OSError:
        return 0
    return int(match[1]) if match and (home / "bin" / "java").exists() else 0


def _of_maven(java: Path) -> Server:
    program, home = _install(), _instance()
    port = free_port()
    _configure(program, home, port)
    env = {
        "PATH": os.defpath,
        "HOME": str(home),
        "OPENSEARCH_JAVA_HOME": str(java),
        "OPENSEARCH_PATH_CONF": str(home / "config"),
        "OPENSEARCH_TMPDIR": str(home / "tmp"),
        "OPENSEARCH_JAVA_OPTS": HEAP,
    }
    log = FOLDER / "opensearch.log"
    account = as_account(_account())
    process = start([str(program / "bin" / "opensearch")], env=env, log=log, user=account.get("user"))
    url = f"http://127.0.0.1:{port}"
    try:
        wait_until(lambda: bool(version_of(url)), process, what=NAME, log=log)
    except BaseException:  # Ctrl-C too must leave nothing behind.
        process.stop(seconds=5)
        raise
    return Server(NAME, version_of(url), "Maven", url, processes=[process])


def _account() -> str | None:
    """OpenSearch refuses to run as root."""
    return SERVICE_ACCOUNT if os.geteuid() == 0 else None


def _program() -> Path:
    """Outside the checkout, so that it is fetched once, and where the account can read it."""
    cache = SERVICE_HOME if _account() else Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "rolewatch"
    return cache / f"opensearch-{VERSION}"


def _install() -> Path:
    program = _program()
    if program.exists():
        return program
    open_folder(program.parent)
    making = program.with_suffix(".making")
    shutil.rmtree(making, ignore_errors=True)
    fetched = subprocess.run(
        ["mvn", "-q", "-B", COPY, f"-Dartifact={ARTIFACT}", f"-DoutputDirectory={making}"],
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
        cwd="/",
    )
    if fetched.returncode:
        raise NotStarted(f"Maven could not fetch OpenSearch: {fetched.stdout.strip()[:300]}")
    with zipfile.ZipFile(making / f"opensearch-{VERSION}.zip") as archive:
        archive.extractall(making)
    for path in making.rglob("*"):
        path.chmod(0o755 if path.is_dir() or path.parent.name == "bin" else 0o644)
    (making / f"opensearch-{VERSION}").rename(program)
    shutil.rmtree(making)
    return program


def _instance() -> Path:
    """A new, empty data folder: the index can be made again from PostgreSQL at any time."""
    if not _account():
        home = FOLDER / "opensearch"
        shutil.rmtree(home, ignore_errors=True)
        home.mkdir(parents=True)
        return home
    make_account(SERVICE_ACCOUNT)
    home = SERVICE_HOME / f"opensearch-of-{re.sub(r'[^A-Za-z0-9]+', '-', str(CHECKOUT)).strip('-')}"
    open_folder(home.parent)
    shutil.rmtree(home, ignore_errors=True)
    private_folder(home, SERVICE_ACCOUNT)
    return home


def _configure(program: Path, home: Path, port: int) -> None:
    for name in ("config", "data", "logs", "tmp"):
        private_folder(home / name, _account())
    settings = {
        "cluster.name": "rolewatch-development",
        "discovery.type": "single-node",
        "network.host": "127.0.0.1",
        "http.port": port,
        "transport.port": free_port(),
        "path.data": str(home / "data"),
        "path.logs": str(home / "logs"),
        "action.auto_create_index": False,
        "cluster.routing.allocation.disk.threshold_enabled": False,
    }
    (home / "config" / "opensearch.yml").write_text("".join(f"{k}: {json.dumps(v)}\n" for k, v in settings.items()))
    # Without those that write into the distribution, which is shared and not ours to write, and the folder for
    # temporary files: its start script cannot take one with a space.
    options = (program / "config" / "jvm.options").read_text().splitlines(keepends=True)
    (home / "config" / "jvm.options").write_text(
        "".join(line for line in options if "logs/" not in line and "tmpdir" not in line)
    )
    (home / "config" / "log4j2.properties").write_text(LOG4J)


def _of_docker() -> Server:
    env = {
        "discovery.type": "single-node",
        "DISABLE_SECURITY_PLUGIN": "true",
        "DISABLE_INSTALL_DEMO_CONFIG": "true",
        "OPENSEARCH_JAVA_OPTS": HEAP,
        "action.auto_create_index": "false",
        "cluster.routing.allocation.disk.threshold_enabled": "false",
    }
    container = docker.run(IMAGE, ports=[9200], env=env)
    url = f"http://{docker.address_of(container, 9200)}"
    docker.wait_until(lambda: bool(version_of(url)), container, what=NAME)
    return Server(NAME, version_of(url), "Docker", url, container=container)


def version_of(url: str) -> str:
    """Empty while it does not answer."""
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:
            return str(json.load(answer)["version"]["number"])
    except (OSError, KeyError, ValueError):
        return ""
