# SPDX-License-Identifier: GPL-2.0
"""The plug-ins of kernel-install in the Debian package, with the systemd of Debian 12 and of sid: an
entry with gangway's initrd, a failure, a unified kernel image, and their removal. The tests continue each
other."""

import re
import subprocess

import pytest

import system
from harness import images, kernels

# All that gangway's packages depend on, systemd, and what makes a unified kernel image.
SID = ("systemd", "kmod", "cpio", "linux-base", "busybox-static", "zstd", "libarchive13t64", "libelf1t64",
       "libcom-err2", "libext2fs2t64", "libjson-c5", "libkmod2", "libmount1", "systemd-ukify",
       "systemd-boot-efi")
TOKEN = "0123456789abcdef0123456789abcdef"
CONFIG = "etc/gangway/mkinitrd.conf"
CMDLINE = "root=/dev/vda ro panic=-1"


class Chroot:
    """A Debian with gangway's packages and the files of a kernel, but without an entry for it."""

    def __init__(self, directory, suite, debs):
        self.suite, self.root = suite, directory / "root"
        self.kernel = kernels.kernel("newest" if suite == "sid" else "6.1")
        source = system.debian("sid-tools", suite, SID) if suite == "sid" else system.base()
        system.must("cp", "-a", "--reflink=auto", source, self.root)
        system.must("cp", *debs, self.root / "root")
        self.must("dpkg --force-unsafe-io -i /root/gangway*.deb")
        self.must(f"mkdir -p /boot/{TOKEN} /boot/loader/entries /usr/lib/modules /etc/kernel")
        release = self.kernel.release
        system.must("cp", "-a", "--reflink=auto", self.kernel.modules, self.root / "usr/lib/modules")
        for name in ("vmlinuz", "config"):
            system.must("cp", self.kernel.file(name), self.root / f"boot/{name}-{release}")
        self.write(f"boot/initrd.img-{release}", "of initramfs-tools\n")
        self.write("etc/machine-id", f"{TOKEN}\n")
        self.write("etc/kernel/cmdline", f"{CMDLINE}\n")
        self.write("etc/kernel/entry-token", f"{TOKEN}\n")

    def write(self, path, text):
        system.as_root("tee", self.root / path, input=text, check=True)

    def run(self, script):
        """A script in the chroot, with /proc, which kernel-install needs: its exit status and output."""
        done = system.as_root("unshare", "-m", "sh", "-c", 'mount -t proc proc "$0/proc" && exec chroot "$0" "$@"',
                              self.root, *system.ENVIRONMENT, "sh", "-c", script)
        return done.returncode, done.stdout

    def must(self, script):
        status, output = self.run(script)
        assert status == 0, output[-4000:]
        return output

    def configure(self, layout):
        self.write("etc/kernel/install.conf", f"layout={layout}\nBOOT_ROOT=/boot\ninitrd_generator=gangway\n")

    @property
    def add(self):
        return f"kernel-install add {self.kernel.release} /boot/vmlinuz-{self.kernel.release}"

    def files(self):
        """Those of all entries."""
        return self.must(f"cd /boot; find {TOKEN} loader EFI -type f 2>/dev/null; true").split()


@pytest.fixture(scope="module", params=("bookworm", "sid"))
def chroot(request, tmp_path_factory, debs):
    made = Chroot(tmp_path_factory.mktemp(request.param), request.param, debs)
    yield made
    system.must("rm", "-rf", made.root)


def listing(path):
    done = subprocess.run([images.BUILD / "mkinitrd", "--list", path], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def entry_files(chroot):
    release = chroot.kernel.release
    return {f"{TOKEN}/{release}/{name}" for name in ("linux", "initrd")} | {f"loader/entries/{TOKEN}-{release}.conf"}


def test_entry(chroot):
    """The only initrd of the entry is gangway's, for any machine, as this is a chroot."""
    chroot.configure("bls")
    assert "building a generic image" in chroot.must(chroot.add)
    assert set(chroot.files()) == entry_files(chroot)
    directory = chroot.root / "boot" / TOKEN / chroot.kernel.release
    names = listing(directory / "initrd")
    assert " init\n" in names and re.search(r"/virtio_blk\.ko(\.xz)?\n", names)
    entry = (chroot.root / f"boot/loader/entries/{TOKEN}-{chroot.kernel.release}.conf").read_text()
    assert [line.split()[1].rsplit("/", 1)[1] for line in entry.splitlines() if line.startswith("initrd")] == ["initrd"]


def test_failure(chroot):
    """If gangway-mkinitrd fails, so does kernel-install, and the entry is not changed."""
    path = chroot.root / "boot" / TOKEN / chroot.kernel.release / "initrd"
    before = path.stat()
    chroot.write(CONFIG, "OPTIONS='--add /nosuch'\n")
    status, output = chroot.run(chroot.add)
    assert status != 0 and "/nosuch: No such file or directory\n" in output
    assert "52-gangway.install: cannot build the initrd of " in output
    assert path.stat().st_mtime_ns == before.st_mtime_ns and set(chroot.files()) == entry_files(chroot)
    chroot.write(CONFIG, "")


def test_image_of_initramfs_tools(chroot):
    """What the hook of systemd-boot runs when initramfs-tools has built an image."""
    chroot.must(f"{chroot.add} /boot/initrd.img-{chroot.kernel.release}")
    assert set(chroot.files()) == entry_files(chroot)


def test_former_image(chroot):
    """An entry for the backup that gangway-initramfs keeps, next to gangway's (docs/install-debian.md)."""
    release = chroot.kernel.release
    chroot.must(f"cp /boot/initrd.img-{release} /boot/initrd.img-{release}.bak")
    chroot.must(f"kernel-install add {release}~former /boot/vmlinuz-{release} /boot/initrd.img-{release}.bak")
    added = set(chroot.files()) - entry_files(chroot)
    image = f"{TOKEN}/{release}~former/initrd.img-{release}.bak"
    assert added == {f"{TOKEN}/{release}~former/linux", image, f"loader/entries/{TOKEN}-{release}~former.conf"}
    assert (chroot.root / "boot" / image).read_text() == "of initramfs-tools\n"
    chroot.must(f"kernel-install remove {release}~former")
    assert set(chroot.files()) == entry_files(chroot)


def test_removed(chroot):
    chroot.must(f"kernel-install remove {chroot.kernel.release}")
    assert not chroot.files()


def section(path, name, to):
    """The content of a section of an EFI program."""
    subprocess.run(["objcopy", "--dump-section", f"{name}={to}", path, to.with_suffix(".copy")], check=True)
    return to


def test_unified(chroot, tmp_path):
    """ukify finds gangway's initrd. Only systemd 253 and later have it."""
    if chroot.suite == "bookworm":
        assert chroot.run("ls /usr/lib/kernel/install.d/60-ukify.install")[0] != 0
        return
    chroot.configure("uki")
    chroot.must(chroot.add)
    name = f"EFI/Linux/{TOKEN}-{chroot.kernel.release}.efi"
    assert chroot.files() == [name]
    assert " init\n" in listing(section(chroot.root / "boot" / name, ".initrd", tmp_path / "initrd"))
    assert section(chroot.root / "boot" / name, ".cmdline", tmp_path / "cmdline").read_text().startswith(CMDLINE)
    chroot.must(f"kernel-install remove {chroot.kernel.release}")
    assert not chroot.files()
