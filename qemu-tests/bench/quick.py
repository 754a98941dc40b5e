#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""`make bench-quick`: the two main rows, printed. The exit status is 1 if a limit is exceeded."""

import sys

from harness import guest, images, kernels
from harness.contest import CONTESTS, RUNS, make_contest, make_disk, measure

MAIN = ("virtio-blk", "lsi")


def main():
    directory = images.BUILD / "bench"
    directory.mkdir(parents=True, exist_ok=True)
    kernel = kernels.kernel("6.1")
    make_disk(directory / "disk.img")
    contests = [make_contest(kernel, name, CONTESTS[name], directory) for name in MAIN]
    for contest in contests:
        measure(kernel, contest, directory / "disk.img")
    print(f"\nDebian {kernel.release}: the least of {RUNS} boots, guest seconds from \"Run /init\"\n")
    for contest in contests:
        figures = "   ".join(f"{name} {min(times):.3f}" for name, times in contest.seconds.items())
        print(f"{contest.name:11} {figures}   gangway / floor {contest.ratio(min):.3f}, "
              f"at most {contest.terms.limit:.2f}")
    return any(contest.ratio(min) > contest.terms.limit for contest in contests)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (kernels.KernelError, images.ImageError, guest.GuestError) as error:
        sys.exit(f"bench: {error}")
