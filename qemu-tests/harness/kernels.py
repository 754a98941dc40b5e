#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""Debian's kernels for the tests: downloaded and unpacked, never installed.

    kernels.py NAME...      download missing kernels, print each release and its directory

NAME is a row of KERNELS, FOREIGN or FILES. The packages are downloaded from the mirror of
this machine's apt, with a private apt state, so that its sources and lists are not changed. Unpacked
packages are kept in ${GANGWAY_CACHE:-~/.cache/gangway}/kernels: a second clone downloads nothing and
needs no network. Each directory is a small root: boot/ or usr/lib/modules/R/ with the vmlinuz, and
lib/modules/R with depmod's indexes; for FILES it has only the vmlinuz and its configuration, as for
FOREIGN, which only the tests of other architectures download completely.
"""

import contextlib
import fcntl
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

CACHE = Path(os.environ.get("GANGWAY_CACHE") or Path.home() / ".cache/gangway") / "kernels"
KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg"
LOOK_AGAIN = 7 * 24 * 3600  # seconds: kernels are looked up once a week

FILE = re.compile(r"/boot/(vmlinu[xz]|config)-[^/]+$|/modules/[^/]+/(vmlinuz|config)$")


@dataclass(frozen=True)
class Source:
    """A kernel: that of the suite's package linux-image-FLAVOUR."""
    suite: str
    architecture: str = "amd64"
    flavour: str = ""  # as the architecture, if empty

    @property
    def kind(self):
        return self.flavour or self.architecture

    @property
    def package(self):
        return f"linux-image-{self.kind}"

    @property
    def home(self):
        """The directory of the private apt for this source."""
        return "-".join((self.suite, *({self.architecture} - {"amd64"})))


# The kernels for boots, by the names that tests use.
KERNELS = {
    "6.1": Source("bookworm"),
    "newest": Source("sid"),
}
# The kernels of other architectures. Debian 12 has the last one for i386.
FOREIGN = {
    "arm64-6.1": Source("bookworm", "arm64"),
    "arm64-newest": Source("sid", "arm64"),
    "i386-6.1": Source("bookworm", "i386", "686-pae"),
    "armhf-6.1": Source("bookworm", "armhf", "armmp"),
    "armhf-newest": Source("sid", "armhf", "armmp"),
    "riscv64-6.12": Source("trixie", "riscv64"),
    "riscv64-newest": Source("sid", "riscv64"),
}
# Kernels that are not booted: only the vmlinuz and the configuration are read.
FILES = {
    "6.12": Source("trixie"),
}
SOURCES = {**KERNELS, **FOREIGN, **FILES}


@dataclass(frozen=True)
class Kernel:
    name: str
    release: str
    root: Path

    @property
    def architecture(self):
        return SOURCES[self.name].architecture if self.name in SOURCES else "amd64"

    def file(self, *names):
        """Debian's 7.x keeps these files with the modules, earlier versions in /boot."""
        paths = [path for name in names for path in
                  (f"boot/{name}-{self.release}", f"usr/lib/modules/{self.release}/{name}")]
        return next(self.root / path for path in paths if (self.root / path).exists())

    @property
    def vmlinuz(self):
        return self.file("vmlinuz", "vmlinux")

    @property
    def modules(self):
        return self.root / "lib/modules" / self.release

    @property
    def is_whole(self):
        return (self.modules / "modules.dep.bin").exists()


class KernelError(Exception):
    pass


def modules_in_order(kernel, names):
    """The files that modprobe would load for these modules, in its order."""
    files = {}
    for name in names:
        steps = subprocess.run(["/sbin/modprobe", "-d", kernel.root, "-S", kernel.release,
                                "--show-depends", name], check=True, capture_output=True, text=True)
        files.update(dict.fromkeys(re.findall(r"^insmod (\S+)", steps.stdout, re.MULTILINE)))
    return [Path(file) for file in files]


def say(text):
    print(f"kernels: {text}", file=sys.stderr, flush=True)


# ---- a private apt ---------------------------------------------------------------------------

def debian_sites():
    """The URIs of Debian's archive and of its security archive, as this machine's apt has them."""
    targets = subprocess.run(
        ["apt-get", "indextargets", "--format", "$(ORIGIN)|$(IDENTIFIER)|$(CODENAME)|$(REPO_URI)"],
        check=True, capture_output=True, text=True).stdout
    sites = {}
    for line in targets.splitlines():
        origin, identifier, codename, uri = line.split("|")
        if origin == "Debian" and identifier == "Packages":
            sites.setdefault("-security" if codename.endswith("-security") else "", uri)
    if "" not in sites:
        raise KernelError("this machine's apt knows no Debian mirror (apt-get update helps)")
    return sites


def sources_list(suite, security):
    """deb lines for one suite: with security updates, if there are any and apt knows a mirror."""
    wanted = {"": suite}
    if security and suite != "sid":
        wanted["-security"] = f"{suite}-security"
    sites = debian_sites()
    return "".join(f"deb [signed-by={KEYRING}] {sites[kind]} {name} main\n"
                   for kind, name in wanted.items() if kind in sites)


class Apt:
    """apt-get and apt-cache with lists, sources and cache in a private directory."""

    def __init__(self, source):
        self.source = source
        self.home = home = CACHE / f"apt-{source.home}"
        for part in ("lists/partial", "cache/archives/partial"):
            (home / part).mkdir(parents=True, exist_ok=True)
        self.write_sources(security=True)
        (home / "status").write_text("")  # ignore packages installed on this machine
        self.options = [part for key, value in {
            "Dir::Etc::sourcelist": home / "sources.list",
            "Dir::Etc::sourceparts": "/dev/null",
            "Dir::Etc::preferences": "/dev/null",
            "Dir::Etc::preferencesparts": "/dev/null",
            "Dir::State::lists": home / "lists",
            "Dir::State::status": home / "status",
            "Dir::Cache": home / "cache",
            "Acquire::Languages": "none",
            # Signatures are still checked; an outdated mirror is acceptable for tests.
            "Acquire::Check-Valid-Until": "false",
            "APT::Architecture": source.architecture,
            "APT::Architectures": source.architecture,
            "APT::Sandbox::User": "root",
            "APT::Update::Error-Mode": "any",
        }.items() for part in ("-o", f"{key}={value}")]

    def write_sources(self, security):
        (self.home / "sources.list").write_text(sources_list(self.source.suite, security))

    def update(self):
        """A mirror of security updates may be incomplete for an architecture; they are optional."""
        try:
            self.get("-q", "update")
        except subprocess.CalledProcessError:
            say(f"retrying without the security updates of {self.source.suite}")
            self.write_sources(security=False)
            self.get("-q", "update")

    def get(self, *words, cwd=None):
        # Standard output is for the result of this program; apt's progress goes to standard error.
        subprocess.run(["apt-get", *self.options, *words], check=True, cwd=cwd, stdout=sys.stderr)

    def field(self, package, name):
        record = subprocess.run(
            ["apt-cache", *self.options, "show", "--no-all-versions", package],
            check=True, capture_output=True, text=True).stdout
        found = re.search(rf"^{name}: (.*)$", record, re.MULTILINE)
        return found.group(1) if found else ""

    def kernel_packages(self, package):
        """The packages that a kernel consists of: linux-*-amd64, by their Depends fields."""
        depends = re.findall(rf"(?:^|[,|] *)(linux-[^ ,|(]*-{self.source.kind})",
                             self.field(package, "Depends"))
        return {package}.union(*(self.kernel_packages(name) for name in depends))


# ---- the cache -----------------------------------------------------------------------------------

@contextlib.contextmanager
def locked():
    """One run downloads at a time; others wait and then find the files."""
    CACHE.mkdir(parents=True, exist_ok=True)
    with open(CACHE / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def unpack_whole(deb, root):
    subprocess.run(["dpkg-deb", "-x", deb, root], check=True)


def unpack_files(deb, root):
    with subprocess.Popen(["dpkg-deb", "--fsys-tarfile", deb], stdout=subprocess.PIPE) as tar:
        with tarfile.open(fileobj=tar.stdout, mode="r|") as archive:
            archive.extractall(root, (file for file in archive if FILE.search(file.name)))


def index(root):
    """lib/modules, at the path that depmod -b and a merged /usr expect, with depmod's indexes."""
    if not (root / "lib").exists():
        (root / "lib").symlink_to("usr/lib")
    subprocess.run(["depmod", "-b", root, release_of(root)], check=True)


def unpack(apt, packages, directory, whole=True):
    """Downloads and unpacks into a temporary directory, renamed when it is complete."""
    scratch = Path(tempfile.mkdtemp(prefix="unpack-", dir=CACHE))
    try:
        root = scratch / "root"
        root.mkdir()
        apt.get("download", *sorted(packages), cwd=scratch)
        for deb in scratch.glob("*.deb"):
            (unpack_whole if whole else unpack_files)(deb, root)
        if whole:
            index(root)
        root.rename(directory)
    finally:
        shutil.rmtree(scratch)


def release_of(root):
    releases = {path.name for path in root.glob("lib/modules/*")}
    releases |= {path.name.partition("-")[2] for path in root.glob("boot/vmlinu[xz]-*")}
    releases |= {path.parent.name for path in root.glob("usr/lib/modules/*/vmlinuz")}
    if len(releases) != 1:
        raise KernelError(f"{root}: one kernel was expected, these are there: {releases}")
    return releases.pop()


def look_up(name, whole):
    """Queries the mirror, downloads new packages, and records the directory in the stamp file."""
    source = SOURCES[name]
    apt = Apt(source)
    say(f"looking up Debian's kernel {name} (suite {source.suite}, {source.architecture})")
    apt.update()
    packages = apt.kernel_packages(source.package)
    if not whole:
        packages = {package for package in packages if not package.startswith("linux-modules-")}
    version = apt.field(source.package, "Version")
    directory = CACHE / f"{name}_{version.replace(':', '_')}"
    if whole and directory.exists() and not Kernel(name, release_of(directory), directory).is_whole:
        shutil.rmtree(directory)
    if not directory.exists():
        say(f"fetching {' '.join(sorted(packages))}")
        unpack(apt, packages, directory, whole)
    stamp = CACHE / f"{name}.json"
    draft = stamp.with_suffix(".new")
    draft.write_text(json.dumps({"directory": directory.name, "looked": int(time.time())}) + "\n")
    draft.rename(stamp)


def error_text(error):
    """Names the failed command, which printed the reason, without its options."""
    if isinstance(error, subprocess.CalledProcessError):
        return f"{error.cmd[0]} failed, see above"
    return str(error)


def cached(name):
    """The kernel in the stamp file, and the age of that file; None without a usable one."""
    try:
        stamp = json.loads((CACHE / f"{name}.json").read_text())
        root = CACHE / stamp["directory"]
        return Kernel(name, release_of(root), root), time.time() - stamp["looked"]
    except (FileNotFoundError, KeyError):
        return None, 0


def kernel(name, whole=None):
    """The kernel of that row, downloaded if necessary; whole: with its modules."""
    whole = name in KERNELS if whole is None else whole
    with locked():
        known, age = cached(name)
        if known and whole and not known.is_whole:
            known = None
        if known and age < LOOK_AGAIN:
            return known
        try:
            look_up(name, whole)
        except (subprocess.CalledProcessError, KernelError) as error:
            if not known:
                raise KernelError(f"{name} cannot be fetched: {error_text(error)}") from error
            say(f"{name} cannot be looked up now; using the cached {known.release}")
            return known
        return cached(name)[0]


def main(names):
    unknown = [name for name in names if name not in SOURCES]
    if unknown or not names:
        sys.exit(f"usage: kernels.py {'|'.join(SOURCES)}...")
    try:
        for name in names:
            found = kernel(name)
            print(found.release, found.root)
    except KernelError as error:
        sys.exit(f"kernels: {error}")


if __name__ == "__main__":
    main(sys.argv[1:])
