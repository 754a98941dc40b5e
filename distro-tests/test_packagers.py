# SPDX-License-Identifier: GPL-2.0
"""The files for packagers of other distributions: the steps of the APKBUILD and the PKGBUILD are run, and what they
install is compared; so are the commands of the Buildroot package. None of these distributions is installed."""

import os
import re
import subprocess
from pathlib import Path

import pytest

import system
from harness import kernels

VERSION = re.search(r"^VERSION\s*:= (\S+)", Path("Makefile").read_text(), re.MULTILINE).group(1)
PACKAGING = Path("packaging").resolve()
# As for LIBC=musl in the Makefile; a distribution with musl has this as its compiler.
MUSL = "musl-gcc -idirafter /usr/include -idirafter /usr/include/x86_64-linux-gnu"
INSTALLED = {"lib/gangway/init", "lib/gangway/helpers/sysmap", "bin/sysmap", "bin/gangway-plot",
             "share/man/man8/mkinitrd.8", "share/bash-completion/completions/mkinitrd"}


def run(*command, **options):
    done = subprocess.run([*map(str, command)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **options)
    assert done.returncode == 0, done.stdout[-4000:]
    return done.stdout


def source(directory):
    """The archive of `make dist`."""
    archive = directory / f"gangway-{VERSION}.tar.gz"
    run("cp", f"build/deb/gangway_{VERSION}.orig.tar.gz", archive)
    return archive


def files(tree):
    return {str(path.relative_to(tree)) for path in tree.rglob("*") if not path.is_dir() or path.is_symlink()}


def is_static(path):
    return "INTERP" not in run("readelf", "--program-headers", path)


@pytest.mark.parametrize("path", ("alpine/APKBUILD", "alpine/gangway.hook", "arch/PKGBUILD", "arch/gangway-alpm",
                                  "buildroot/board/post-image.sh"))
def test_scripts(path):
    run("shellcheck", PACKAGING / path)
    if path.endswith("BUILD"):
        assert f"\npkgver={VERSION}\n" in (PACKAGING / path).read_text()


# ---- Arch ----------------------------------------------------------------------------------------

@pytest.fixture(scope="module")
def arch(tmp_path_factory):
    """The content of the package that makepkg builds, which refuses to run as root."""
    work = tmp_path_factory.mktemp("arch")
    source(work)
    for path in (PACKAGING / "arch").iterdir():
        run("cp", path, work)
    environment = {**os.environ, "HOME": str(work), "PKGEXT": ".pkg.tar", "PACKAGER": "gangway"}
    makepkg = ("makepkg", "--nodeps", "--nocolor")
    if os.geteuid() == 0:
        # Its files are below a directory that only root may enter.
        run("chown", "-R", "nobody:nogroup", work)
        inside = 'mount --bind "$0" /mnt && cd /mnt && HOME=/mnt exec setpriv --reuid=nobody --regid=nogroup --clear-groups "$@"'
        makepkg = ("unshare", "-m", "sh", "-c", inside, work, *makepkg)
    run(*makepkg, cwd=work, env=environment)
    root = work / "root"
    root.mkdir()
    package, = work.glob("gangway-*-x86_64.pkg.tar")
    run("tar", "-xf", package, "-C", root)
    return root


def test_arch(arch):
    found = {name.removesuffix(".gz") for name in files(arch)}
    expected = {f"usr/{name}" for name in INSTALLED} | {"usr/bin/mkinitrd", "usr/bin/gangway-confirm"}
    assert expected <= found, expected - found
    assert {name.split("/")[0] for name in found if not name.startswith(".")} == {"usr"}
    assert not any(name.startswith(("usr/sbin", "usr/local")) for name in found), found
    assert is_static(arch / "usr/lib/gangway/init")
    plugin = (arch / "usr/lib/kernel/install.d/52-gangway.install").read_text()
    assert "\nmkinitrd=/usr/bin/mkinitrd\n" in plugin and "86-gangway" not in " ".join(found)
    assert VERSION in run(arch / "usr/bin/mkinitrd", "--version")


# Programs that print what they are called with.
STUBS = r"""
[ -d /usr/lib/modules ] || trap 'umount /usr/lib/modules; rmdir /usr/lib/modules' EXIT
mkdir -p /usr/lib/modules
mount -t tmpfs tmpfs /boot && mount -t tmpfs tmpfs /usr/lib/modules && mount -t tmpfs tmpfs /mnt || exit 9
mkdir /mnt/bin
echo 'echo "mkinitrd $*"; [ ! "$FAIL" ] || exit 1; echo "$3" >"$2"' >/mnt/bin/mkinitrd
echo 'echo "sysmap $*"' >/mnt/bin/sysmap
chmod +x /mnt/bin/*
PATH=/mnt/bin:$PATH
"""
ARCH_HOOK = r"""
add() { mkdir -p /usr/lib/modules/$1; echo "$2" >/usr/lib/modules/$1/pkgbase; touch /usr/lib/modules/$1/vmlinuz; }
hook() { sh "$1/usr/share/libalpm/scripts/gangway"; echo status=$?; }
add 6.1 linux; add 6.2 linux-lts; mkdir /usr/lib/modules/6.3
echo usr/lib/modules/6.1/vmlinuz | hook "$1"
echo installed: $(ls /boot)
printf '%s\n' usr/lib/modules/6.1/vmlinuz usr/lib/gangway/init | hook "$1"
echo updated: $(ls /boot)
rm -r /usr/lib/modules/6.1; add 6.1.1 linux
printf '%s\n' usr/lib/modules/6.1/vmlinuz usr/lib/modules/6.1.1/vmlinuz | hook "$1"
echo upgraded: $(cat /boot/gangway-linux.img)
rm -r /usr/lib/modules/6.1.1
echo usr/lib/modules/6.1.1/vmlinuz | hook "$1"
echo removed: $(ls /boot)
export FAIL=yes
echo usr/lib/modules/6.2/vmlinuz | hook "$1"
"""


def test_arch_hook(arch):
    """Images are named by the kernel's package; that of a removed one is deleted."""
    done = system.as_root("unshare", "-m", "sh", "-c", STUBS + ARCH_HOOK, "sh", arch)
    assert done.stdout == """\
mkinitrd --force /boot/gangway-linux.img 6.1
status=0
installed: gangway-linux.img
mkinitrd --force /boot/gangway-linux.img 6.1
mkinitrd --force /boot/gangway-linux-lts.img 6.2
status=0
updated: gangway-linux-lts.img gangway-linux.img
mkinitrd --force /boot/gangway-linux.img 6.1.1
sysmap remove --quiet 6.1
status=0
upgraded: 6.1.1
sysmap remove --quiet 6.1.1
status=0
removed: gangway-linux-lts.img
mkinitrd --force /boot/gangway-linux-lts.img 6.2
status=1
"""


# ---- Alpine --------------------------------------------------------------------------------------

# What abuild does; the library of makedepends' argp-standalone is empty, since glibc contains it.
ABUILD = r"""
set -e
cd "$1"
tar -xzf gangway-*.tar.gz
ar rc libargp.a
. ./APKBUILD
srcdir=$1 builddir=$1/gangway-$pkgver pkgdir=$1/root LDFLAGS=-L$1
export CC LDFLAGS
for step in build package; do
    (cd "$builddir" && $step)
done
"""


def test_alpine(tmp_path):
    """With musl's compiler for /init. The libraries of mkinitrd and sysmap are those of this machine."""
    source(tmp_path)
    for path in (PACKAGING / "alpine").iterdir():
        run("cp", path, tmp_path)
    run("sh", "-c", ABUILD, "sh", tmp_path, env={**os.environ, "CC": MUSL})
    root = tmp_path / "root"
    found = files(root)
    expected = {f"usr/{name}" for name in INSTALLED} | {"usr/sbin/mkinitrd", "etc/kernel-hooks.d/gangway.hook"}
    assert expected <= found, expected - found
    assert not any(name.startswith(("etc/kernel/", "usr/lib/kernel", "usr/local")) for name in found), found
    assert is_static(root / "usr/lib/gangway/init")


ALPINE_HOOK = r"""
hook() { sh packaging/alpine/gangway.hook "$@"; echo status=$?; }
hook lts 6.1.1-r0 ''
echo installed: $(ls /boot)
hook lts 6.1.2-r0 6.1.1-r0
echo upgraded: $(cat /boot/gangway-lts.img)
FAIL=yes hook lts 6.1.3-r0 6.1.2-r0
hook lts '' 6.1.3-r0
echo removed: $(ls /boot)
"""


def test_alpine_hook():
    done = system.as_root("unshare", "-m", "sh", "-c", STUBS + ALPINE_HOOK)
    assert done.stdout == """\
mkinitrd --force /boot/gangway-lts.img 6.1.1-r0-lts
status=0
installed: gangway-lts.img
mkinitrd --force /boot/gangway-lts.img 6.1.2-r0-lts
sysmap remove --quiet 6.1.1-r0-lts
status=0
upgraded: 6.1.2-r0-lts
mkinitrd --force /boot/gangway-lts.img 6.1.3-r0-lts
status=1
sysmap remove --quiet 6.1.3-r0-lts
status=0
removed:
"""


# In musl's headers since 1.2.5 and 1.2.6; Debian 12 has 1.2.3.
LATER = ("-DEM_LOONGARCH=258", "-DRENAME_NOREPLACE=1", "-Drenameat2(dir,from,todir,to,flags)=renameat(dir,from,todir,to)")


def test_tools_with_musl():
    """mkinitrd and sysmap call no function that musl's headers do not declare. gangway-plot needs argp.h."""
    sources = [path for path in Path("tools").rglob("*.c") if path != Path("tools/plot/main.c")]
    assert len(sources) > 80
    for path in sources:
        run(*MUSL.split(), "-fsyntax-only", "-std=gnu11", "-Werror=implicit-function-declaration", "-D_GNU_SOURCE",
            "-D_FILE_OFFSET_BITS=64", '-DGANGWAY_VERSION=""', *LATER, "-I.", path)


# ---- Buildroot -----------------------------------------------------------------------------------

# The variables of Buildroot that the package uses, and its commands in Buildroot's order.
BUILDROOT = r"""
BR2_EXTERNAL_GANGWAY_PATH := {packaging}/buildroot
BR2_PACKAGE_GANGWAY_PERMANENT := y
ARCH := x86_64
TARGET_CC := {cc}
INSTALL := install
HOSTCC := gcc
HOST_CFLAGS := -O2
TARGET_DIR := {work}/target
STAGING_DIR := {work}/staging
HOST_DIR := {work}/host
include $(BR2_EXTERNAL_GANGWAY_PATH)/package/gangway/gangway.mk
all: {work}/gangway-{version}/.stamp {work}/host-gangway-{version}/.stamp
{work}/gangway-{version}/.stamp:
	$(GANGWAY_BUILD_CMDS)
	$(GANGWAY_INSTALL_STAGING_CMDS)
	$(GANGWAY_INSTALL_TARGET_CMDS)
	$(foreach hook,$(GANGWAY_POST_INSTALL_TARGET_HOOKS),$($(hook)))
{work}/host-gangway-{version}/.stamp:
	$(HOST_GANGWAY_BUILD_CMDS)
	$(HOST_GANGWAY_INSTALL_CMDS)
"""


def test_buildroot(tmp_path):
    """The package's commands, and the script that makes an image of the target's modules."""
    archive = source(tmp_path)
    for name in ("gangway", "host-gangway"):
        (tmp_path / f"{name}-{VERSION}").mkdir()
        run("tar", "-xzf", archive, "-C", tmp_path / f"{name}-{VERSION}", "--strip-components=1")
    makefile = tmp_path / "Makefile"
    makefile.write_text(BUILDROOT.format(packaging=PACKAGING, work=tmp_path, version=VERSION, cc=MUSL))
    package = (PACKAGING / "buildroot/package/gangway/gangway.mk").read_text()
    assert f"\nGANGWAY_VERSION = {VERSION}\n" in package
    run("make", "-f", makefile)
    target = tmp_path / "target"
    assert files(target) == {"init", "lib/gangway/await", "etc/gangway.conf"}
    assert is_static(target / "init") and is_static(target / "lib/gangway/await")
    assert (target / "etc/gangway.conf").read_text() == "gangway.stay\n"
    helpers = {path.name for path in Path("build/helpers").iterdir()}
    assert files(tmp_path / "staging") == {"usr/lib/gangway/init"} | {f"usr/lib/gangway/helpers/{name}" for name in helpers}

    kernel = kernels.kernel("6.1")
    (target / "lib/modules").mkdir()
    run("cp", "-a", "--reflink=auto", kernel.modules, target / "lib/modules")
    directories = {f"{name.upper()}_DIR": str(tmp_path / name) for name in ("host", "target", "staging")}
    run(PACKAGING / "buildroot/board/post-image.sh", env={**os.environ, **directories, "BINARIES_DIR": str(tmp_path)})
    names = run(tmp_path / "host/sbin/mkinitrd", "--list", tmp_path / "gangway.img")
    assert " init\n" in names and f"lib/modules/{kernel.release}/kernel/drivers/block/virtio_blk.ko\n" in names
