# SPDX-License-Identifier: GPL-2.0
"""The part of `make bench` for boots: every image on every machine and kernel, in guest instructions."""

from dataclasses import asdict, dataclass, replace

from harness import kernels, maps
from harness.contest import CONTESTS, RUNS, Terms, boot

import peers
from cost import say
from initrds import HOST, LISTED, OURS, UNSIGNED

MEMORY = ("-m", "1024")
REPEATED = (*LISTED, UNSIGNED, HOST, "tiny-initramfs")  # those whose differences are small


@dataclass(frozen=True)
class Case:
    kernel: str
    terms: Terms
    others: tuple = ()
    shown: bool = True  # in the plot


EVERY = (UNSIGNED, *OURS, *peers.PEERS)
FEW = (*OURS, "initramfs-tools, list", "dracut, minimal")

CASES = {
    "Debian 6.1, virtio-blk": Case("6.1", CONTESTS["virtio-blk"], EVERY),
    "Debian 6.1, LSI SCSI": Case("6.1", CONTESTS["lsi"], EVERY),
    "Debian 6.1, virtio-blk, -cpu max": Case("6.1", CONTESTS["virtio-blk, -cpu max"], (HOST,), False),
    "Debian 6.1, virtio-blk, console not quiet":
        Case("6.1", Terms("virtio-blk", words="loglevel=7"), (HOST,), False),
    "Debian 6.1, NVMe": Case("6.1", Terms("nvme"), FEW),
    "Debian 6.1, USB": Case("6.1", Terms("xhci"), FEW),
    "Debian 6.12, virtio-blk": Case("6.12", Terms("virtio-blk"), FEW),
    "Debian newest, virtio-blk": Case("newest", Terms("virtio-blk"), EVERY),
    "Debian newest, virtio-blk, cryptomgr.notests=1":
        Case("newest", Terms("virtio-blk", words="cryptomgr.notests=1"), OURS, False),
    "small kernel, virtio-blk": Case("small", Terms("virtio-blk"), (), False),
}


def find_kernel(name):
    if name == "small":
        return maps.small_kernel(name, maps.build_small(name))
    return kernels.kernel(name, whole=True)


def figures(boot):
    found = {"init": boot.init, "total": boot.total, "left": boot.left}
    if boot.record:
        found["record"] = {key: boot.record[key] for key in ("steps", "modules", "real")}
    return found


def exists(kernel, name):
    peer = peers.PEERS.get(name)
    return not peer or peers.available() and peers.SUITES[kernel.name] in peer.suites


def measure(name, case, initrds, disk):
    """The rows of a case, again after each boot, so that an interruption leaves those before it. The images
    boot in turn, so that other load on the host affects all."""
    kernel = find_kernel(case.kernel)
    terms = replace(case.terms, options=(*case.terms.options, *MEMORY))
    names = [other for other in (*LISTED, *case.others) if exists(kernel, other)]
    rows = {}
    for turn in range(RUNS):
        for other in names:
            if turn and other not in REPEATED:
                continue
            image = initrds.get(kernel, other, terms)
            made = boot(kernel, other, image.path, terms, disk)
            say(f"{name}, {other}: {made.init:.3f} {made.total:.3f}")
            row = rows.setdefault(other, {"bytes": image.path.stat().st_size, "boots": [],
                                          "cost": image.cost and asdict(image.cost)})
            row["boots"].append(figures(made))
            yield {"kernel": kernel.release, "rows": rows}
