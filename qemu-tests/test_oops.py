# SPDX-License-Identifier: GPL-2.0
"""sysmap oops on the logs of real kernels: their names and sizes show which map, and which file of a
module, is theirs; and while a kernel runs."""

import re
import subprocess

import pytest

from harness import crashmodule, guest, images, kernels, permanent
from harness.architectures import ARCHITECTURES
from harness.maps import SYSMAP, rows

# Reports the addresses of lkdtm's sections, and lets it crash.
LKDTM = """#!/bin/sh
b=/bin/busybox
exec 3>/dev/ttyS1
$b insmod /lkdtm.ko || exit
$b grep -r . /sys/module/lkdtm/sections >&3
echo end= >&3
$b mount -t debugfs none /sys/kernel/debug
echo EXCEPTION >/sys/kernel/debug/provoke-crash/DIRECT
"""

# sysmap follows the kernel's log while lkdtm crashes; the system continues.
FOLLOW = """#!/bin/sh
b=/bin/busybox
exec 3>/dev/ttyS1
$b syslogd -n -O /log &
until [ -S /dev/log ]; do $b sleep 1; done
/sysmap oops --follow --syslog --map /System.map &
/sysmap oops --follow --map /System.map --modules /lkdtm.ko >&3 2>&3 &
$b printf '\\303\\251\\nsecond line' >/dev/kmsg
$b insmod /lkdtm.ko
$b mount -t debugfs none /sys/kernel/debug
(echo EXCEPTION >/sys/kernel/debug/provoke-crash/DIRECT)
until $b grep -q 'end trace' /log; do $b sleep 1; done
read line
kill $!
echo log= >&3
$b tail -n 60 /log >&3
$b grep -r . /sys/module/lkdtm/sections >&3
echo end= >&3
read line
"""

# The same without kallsyms, then a panic. Without it, Linux up to 6.4 hides the addresses of modules in
# /proc/modules (kallsyms_show_value, include/linux/kallsyms.h, 6.1).
NO_KALLSYMS = """#!/bin/sh
b=/bin/busybox
exec 3>/dev/ttyS1
$b insmod /lkdtm.ko
echo 1 >/proc/sys/kernel/kptr_restrict
set -- $($b grep '^0xffffffffc' /proc/vmallocinfo)
echo "lkdtm $2 0 - Live ${1%-*}" >/modules
$b cat /modules >&3
/sysmap oops --follow --map /other.map >&3 2>&3
/sysmap oops --follow --map /System.map --modules /modules --modules /lkdtm.ko >&3 2>&3 &
$b mount -t debugfs none /sys/kernel/debug
(echo EXCEPTION >/sys/kernel/debug/provoke-crash/DIRECT)
read line
echo 1 >/proc/sys/kernel/panic_on_oops
echo EXCEPTION >/sys/kernel/debug/provoke-crash/DIRECT
"""

# arm64: reports the addresses of the module, and those of the symbols in the log of its crash, as
# /proc/kallsyms has them; then the same crash with a panic.
CRASH = """#!/bin/sh
b=/bin/busybox
exec 3>/dev/ttyS0
$b insmod /crash.ko || exit
$b grep -r . /sys/module/crash/sections >&3
(echo >/proc/crash)
echo names= >&3
echo msleep >/names
$b dmesg | $b grep -o '[A-Za-z_][A-Za-z0-9_.]*+0x[0-9a-f]*/0x' | $b sed 's/+.*//' >>/names
$b awk 'NR == FNR { names[$1] = 1; next } $3 in names' /names /proc/kallsyms >&3
echo end= >&3
echo 1 >/proc/sys/kernel/panic_on_oops
echo >/proc/crash
"""

SYSRQ = """#!/bin/sh
echo c >/proc/sysrq-trigger
"""


def oops(log, *words):
    """The result of sysmap oops, with text."""
    return subprocess.run([SYSMAP, "oops", *words], input=log, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, text=True)


def make_image(kernel, path, script, *files):
    """A permanent root with that script as its init."""
    init = path.with_suffix(".sh")
    init.write_text(script)
    init.chmod(0o755)
    images.mkinitrd(kernel, path, "--rootdir", "/", "--moduleroot", kernel.root, "--stay",
                    "--init", permanent.build_directory(kernel.architecture) / "init",
                    "--busybox", permanent.busybox(kernel.architecture),
                    "--add", f"{init}:/sbin/init", *(word for file in files
                                                     for word in ("--add", file)))
    return path


def module_symbols(path, kinds):
    """The symbols of these types of a module: pairs of a name and the address in its section."""
    lines = subprocess.run(["nm", path], check=True, stdout=subprocess.PIPE, text=True).stdout
    return {(name, int(address, 16)) for address, kind, name in
            (line.split() for line in lines.splitlines() if not line.startswith(" "))
            if kind in kinds}


def check_tables(text, module, sections):
    """The addresses in the data of lkdtm have the name of its table."""
    data = int(re.search(r"/\.data:(0x\w+)$", sections, re.M).group(1), 16)
    tables = {data + address for name, address in module_symbols(module, "d")
              if name == "crashtypes"}
    found = re.findall(r"\b(ffffffff\w{8}) \(crashtypes\+(0x\w+)/0x\w+ \[lkdtm\]\)", text)
    assert found and all(int(address, 16) - int(added, 16) in tables for address, added in found)


def test_module_file(any_kernel, tmp_path):
    """The kernel prints names and sizes: the file of the module agrees, and gives names to its data."""
    kernel = any_kernel("small")
    module = next(kernel.root.rglob("lkdtm.ko"))
    image = make_image(kernel, tmp_path / "image", LKDTM, f"{module}:/lkdtm.ko")
    with guest.Guest(kernel, image, "oops=panic panic=-1") as machine:
        machine.wait_console("relocation range:")
        assert machine.wait_end() == "guest-reset"
        log, sections = machine.console.text, machine.port.text
    system_map = tmp_path / "System.map"
    system_map.write_bytes(kernel.true_map)
    addresses = tmp_path / "sections"
    addresses.write_text(sections)
    words = ("--map", system_map, "--modules", addresses, "--modules", module)

    result = oops(log, *words)
    assert result.returncode == 0
    assert "lkdtm" not in result.stderr  # neither rejected nor not verified
    check_tables(result.stdout, module, sections)

    # The same functions in the file, for addr2line.
    result = oops(log, *words, "--addresses")
    name, added, value = re.search(
        r"RIP: 0010:(lkdtm_EXCEPTION)\+(0x\w+)/0x\w+ \[lkdtm\] \(\.text\+(0x\w+)\)",
        result.stdout).groups()
    assert (name, int(value, 16) - int(added, 16)) in module_symbols(module, "tT")

    # The file of another build is refused, with the functions that differ.
    other = tmp_path / "lkdtm.ko"
    other.write_bytes(next(path for path in kernel.root.rglob("virtio_blk.ko")).read_bytes())
    result = oops(log, *words[:-1], other)
    assert f"{other}: not the module of this log: " in result.stderr
    assert "crashtypes+" not in result.stdout


def test_follow(any_kernel, tmp_path):
    """--follow translates the log of a running kernel, for standard output and for syslog."""
    kernel = any_kernel("small")
    module = next(kernel.root.rglob("lkdtm.ko"))
    system_map = tmp_path / "System.map"
    system_map.write_bytes(kernel.true_map)
    image = make_image(kernel, tmp_path / "image", FOLLOW, f"{module}:/lkdtm.ko",
                       f"{SYSMAP}:/sysmap", f"{system_map}:/System.map")
    with guest.Guest(kernel, image, "quiet panic=-1") as machine:
        machine.wait(lambda: "crashtypes+" in machine.port.text, "a symbol in the followed log")
        machine.type("\n")
        machine.wait(lambda: "\nend=" in machine.port.text, "the end of the report")
        followed, _, rest = machine.port.text.partition("log=\n")

    check_tables(followed, module, rest)
    assert re.search(r"^\[ *\d+\.\d{6}\] é\n\[ *\d+\.\d{6}\] second line$", followed, re.M)
    assert "user.alert kernel: BUG: kernel NULL pointer dereference" in rest
    assert re.search(r"user\.warn kernel: .*ffffffff\w{8} \(\[lkdtm\]\+0x\w+\)$", rest, re.M)
    assert "second line" not in rest  # a program wrote it


BACKTRACE = ["full_proxy_write", "vfs_write", "ksys_write", "do_syscall_64",
             "entry_SYSCALL_64_after_hwframe"]


def kernel_names(text):
    """Addresses in call traces, their symbols, and the offsets in these."""
    found = re.findall(r" \? 0x(ffffffff\w{8}) \((\w+)\+(0x\w+)/0x\w+\)$", text, re.M)
    return [(int(address, 16), name, int(added, 16)) for address, name, added in found]


def has_backtrace(text):
    names = [name for _, name, _ in kernel_names(text)]
    return [name for name in names if name in BACKTRACE][:len(BACKTRACE)] == BACKTRACE


def test_no_kallsyms(any_kernel, tmp_path):
    """A panic of a kernel without kallsyms, moved by KASLR: all names are from the map and the module."""
    kernel = any_kernel("bare")
    module = next(kernel.root.rglob("lkdtm.ko"))
    maps = tmp_path / "maps"
    maps.mkdir()
    system_map, other_map = (maps / f"System.map-{any_kernel(name).release}"
                             for name in ("bare", "small"))
    system_map.write_bytes(kernel.true_map)
    other_map.write_bytes(any_kernel("small").true_map)
    image = make_image(kernel, tmp_path / "image", NO_KALLSYMS, f"{module}:/lkdtm.ko",
                       f"{SYSMAP}:/sysmap", f"{system_map}:/System.map", f"{other_map}:/other.map")
    with guest.Guest(kernel, image, "panic=-1") as machine:
        machine.wait(lambda: has_backtrace(machine.port.text), "names in the followed log")
        machine.type("\n")
        machine.wait_console("relocation range:")
        assert machine.wait_end() == "guest-reset"
        log, report = machine.console.text, machine.port.text
    assert "sysmap: no map of the running kernel found" in report
    assert "sysmap: /System.map: not verified" in report
    modules = tmp_path / "modules"
    modules.write_text(report.splitlines()[0] + "\n")
    words = ("--modules", modules, "--modules", module)

    result = oops(log, "--map", system_map, *words)
    assert result.returncode == 0 and f"{system_map} is not verified" in result.stderr
    offset = int(re.search(r"Kernel Offset: (0x\w+) from", log).group(1), 16)
    assert f"KASLR offset {offset:#x}, " in result.stderr
    symbols = {(name, int(address, 16)) for address, _, name in rows(kernel.true_map)}
    assert has_backtrace(result.stdout)
    assert all((name, address - offset - added) in symbols
               for address, name, added in kernel_names(result.stdout))
    base = int(modules.read_text().split()[-1], 16)
    address, name, added = re.search(
        r"RIP: 0010:0x(\w+) \((lkdtm_EXCEPTION)\+(0x\w+)/0x\w+ \[lkdtm\]\)", result.stdout).groups()
    assert (name, int(address, 16) - base - int(added, 16)) in module_symbols(module, "tT")

    # Another map has other names at these addresses. The release in the log selects the right one.
    assert not has_backtrace(oops(log, "--map", other_map, *words).stdout)
    assert oops(log, "--map", maps, *words).stdout == result.stdout


@pytest.fixture(scope="module")
def all_maps(vmlinuz_map, neighbour, tmp_path_factory):
    """A directory with the maps of both kernels, and of the build before one of them."""
    directory = tmp_path_factory.mktemp("maps")
    for name in kernels.KERNELS:
        target = directory / f"System.map-{kernels.kernel(name).release}"
        target.write_bytes(vmlinuz_map(name).read_bytes())
    (directory / "System.map-neighbour").write_bytes(neighbour.read_bytes())
    return directory


def test_which_map(kernel, all_maps, tmp_path):
    """The log of a panic shows which of several maps is that of the kernel."""
    image = make_image(kernel, tmp_path / "image", SYSRQ)
    with guest.Guest(kernel, image, "panic=-1") as machine:
        machine.wait_console("relocation range:")
        assert machine.wait_end() == "guest-reset"
        log = machine.console.text
    right = all_maps / f"System.map-{kernel.release}"
    other = next(path for path in all_maps.iterdir()
                 if path != right and not path.name.endswith("neighbour"))

    result = oops(log, "--map", all_maps)
    count = int(re.search(rf"using {re.escape(str(right))}: (\d+) of \1 frames agree",
                          result.stderr).group(1))
    assert result.returncode == 0 and count >= 5
    assert result.stdout == log  # the kernel has printed the names

    result = oops(log, "--map", other)
    assert result.returncode == 1 and result.stdout == log
    assert f"{other}: not the map of this kernel: " in result.stderr
    assert re.search(r"^sysmap:   \w+: size 0x\w+ in the log, (0x\w+|not) in the map$",
                     result.stderr, re.M)

    # Addresses as linked, which the map confirms.
    result = oops(log, "--map", right, "--addresses")
    symbols = {(name, int(address, 16)) for address, _, name in rows(right.read_bytes())}
    linked = re.findall(r"(\S+)\+0x([0-9a-f]+)/0x[0-9a-f]+ \(([0-9a-f]{16})\)", result.stdout)
    assert len(linked) >= 5
    assert all((name, int(address, 16) - int(added, 16)) in symbols
               for name, added, address in linked)


# A symbol in the log of a kernel, and one that sysmap has inserted after a bare address.
FRAME = re.compile(r"\b([A-Za-z_][\w.]*)\+(0x[0-9a-f]+)/0x[0-9a-f]+(?: \[\w+\])?")
INSERTED = re.compile(r"\b0xffff[0-9a-f]{12} \(([^()]*)\)")
BACKTRACE_ARM64 = ["crash_here", "crash_write", "proc_reg_write", "vfs_write", "ksys_write",
                   "__arm64_sys_write"]


def bare(log, addresses):
    """The log with addresses in place of symbols, as a kernel without kallsyms prints them
    (__sprint_symbol, kernel/kallsyms.c, 6.1)."""
    return FRAME.sub(lambda frame: f"0x{addresses[frame[1]] + int(frame[2], 16):x}", log)


def check_registers(text, addresses):
    """In both crashes, those that the module sets."""
    for register, name, added in (("x19", "msleep", 8), ("x20", "crash_here", 0), ("x21", "crash_table", 12)):
        found = re.findall(rf"\b{register}: (\w+) \({name}\+(0x\w+)/", text)
        assert found == [(f"{addresses[name] + added:x}", f"{added:#x}")] * 2


def test_arm64(vmlinuz_map, tmp_path):
    """Of bare addresses, moved by KASLR, sysmap makes the symbols that the kernel itself has printed."""
    kernel = kernels.kernel("arm64-6.1")
    module = crashmodule.build(kernel, tmp_path / "module")
    image = make_image(kernel, tmp_path / "image", CRASH, f"{module}:/crash.ko")
    with guest.Guest(kernel, image, "panic=-1", clock=ARCHITECTURES["arm64"].clock) as machine:
        machine.wait_console("PHYS_OFFSET:")
        assert machine.wait_end() == "guest-reset"
        log, report = machine.console.text, machine.port.text
    sections, _, names = report.partition("names=\n")
    (tmp_path / "sections").write_text(sections)
    symbols = [line.split() for line in names.splitlines()[:-1]]
    addresses = {name: int(address, 16) for address, _, name, *_ in symbols}
    assert len(symbols) == len(addresses)  # no name has two addresses
    right, other = vmlinuz_map("arm64-6.1"), vmlinuz_map("arm64-newest")
    words = ("--modules", tmp_path / "sections", "--modules", module)

    bare_log = bare(log, addresses)
    result = oops(bare_log, "--map", right, *words)
    offset = int(re.search(r"Kernel Offset: (0x\w+) from", log).group(1), 16)
    assert result.returncode == 0 and offset > 0
    assert f"KASLR offset {offset:#x}, " in result.stderr
    pairs = zip(log.splitlines(), INSERTED.sub(r"\1", result.stdout).splitlines(), strict=True)
    frames = [(printed, restored) for printed, restored in pairs if FRAME.search(printed)]
    assert all(printed == restored for printed, restored in frames), frames
    trace = [FRAME.search(printed)[1] for printed, _ in frames if " : " not in printed]
    assert trace[:len(BACKTRACE_ARM64)] == BACKTRACE_ARM64

    data = int(re.search(r"/\.data:(0x\w+)$", sections, re.M)[1], 16)
    addresses |= {name: data + value for name, value in module_symbols(module, "d") if name == "crash_table"}
    check_registers(result.stdout, addresses)

    # The log with symbols shows that the module is theirs, and which map.
    result = oops(log, "--map", right, *words)
    assert result.returncode == 0 and "verified" not in result.stderr
    check_registers(result.stdout, addresses)
    assert f"{other}: not the map of this kernel: " in oops(log, "--map", other, *words).stderr
    assert f"{other}: not the map of this kernel, which was linked for " in oops(
        bare_log, "--map", other, *words).stderr
