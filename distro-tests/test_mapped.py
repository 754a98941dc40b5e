# SPDX-License-Identifier: GPL-2.0
"""Debian with systemd on LUKS, LVM and a RAID1: the udev of the real system takes over the devices that
the helpers have set up, and nothing waits for one of them."""

import re

import pytest

import mapped

# The suite, its kernel here, the layout, and the program that builds the image.
CASES = (
    ("bookworm", "6.1", "luks-lvm", "mkinitrd"),
    ("bookworm", "6.1", "lvm", "mkinitrd"),
    ("bookworm", "6.1", "luks", "mkinitrd"),
    ("bookworm", "6.1", "md", "mkinitrd"),
    ("bookworm", "6.1", "luks-lvm", "initramfs-tools"),
    ("trixie", "6.1", "luks-lvm", "mkinitrd"),
    ("sid", "newest", "luks-lvm", "mkinitrd"),
)
VOLUMES = {"debian--vg-root": "/", "debian--vg-home": "/home", "debian--vg-swap_1": "[SWAP]"}


@pytest.fixture
def machine(tmp_path, request, debs):
    suite, kernel, layout, builder = request.param
    made = mapped.Mapped(tmp_path / "machine", suite, layout, kernel,
                         debs if builder == "initramfs-tools" else ())
    yield made
    made.delete()


def properties(facts, mapper):
    """What udev knows of a device in /dev/mapper."""
    link = next(line.split()[1] for line in facts["link"] if line.split()[0] == f"/dev/mapper/{mapper}")
    return dict(line.split("=", 1) for line in facts[f"udev-{link.removeprefix('../')}"])


def check_mapper(facts, names):
    """Each is known to the device mapper and udev, and its names are links."""
    assert names <= {line.split()[0] for line in facts["dm"]}
    for name in names:
        known = properties(facts, name)
        assert known["DM_NAME"] == name
        assert known.get("SYSTEMD_READY") != "0" and "DM_UDEV_DISABLE_OTHER_RULES_FLAG" not in known
        assert f"/dev/mapper/{name}" in known["DEVLINKS"].split()


def check_volumes(facts):
    links = dict(line.split() for line in facts["link"])
    for name, place in VOLUMES.items():
        volume = name.replace("debian--vg-", "/dev/debian-vg/")
        assert links[volume] == links[f"/dev/mapper/{name}"]
        assert any(line.startswith(f"{name} lvm ") and line.endswith(place) for line in facts["lsblk"])
    assert len(facts["swap"]) == 1
    assert any(line.startswith("/home /dev/mapper/debian--vg-home ") for line in facts["mount"])


@pytest.mark.parametrize("machine", CASES, indirect=True, ids="-".join)
def test_takes_over(machine):
    layout = machine.layout
    facts, console, reason = machine.boot()
    log = "\n".join(facts["log"])
    assert (facts["state"], facts.get("failed"), facts.get("job")) == (["running"], None, None)
    mounts = "\n".join(facts["mount"])
    assert re.search(f"^/ {layout.device} ext4 rw,", mounts, re.MULTILINE), mounts
    assert re.search("^/boot /dev/vd[ab]1 ", mounts, re.MULTILINE), mounts
    assert " (initrd) " in facts["analyze"][0]
    assert any(line.startswith("/run tmpfs tmpfs rw,nosuid,nodev,noexec,") for line in facts["mount"])
    assert not re.search("[Tt]imed out|dependency failed|90s|1min 30s", log), log

    names = {mapped.CRYPT} if layout.is_encrypted else set()
    if layout.has_volumes:
        names |= set(VOLUMES)
        check_volumes(facts)
    if names:
        check_mapper(facts, names)
    else:
        array = next(key for key in facts if key.startswith("udev-md"))
        known = dict(line.split("=", 1) for line in facts[array])
        assert known["MD_LEVEL"] == "raid1" and "SYSTEMD_READY" not in known

    assert reason == "guest-shutdown"
    end = console.text[console.text.index("Unmounting file systems"):]
    assert "All filesystems unmounted" in end
    stopped = re.findall("gangway: shutdown: ((?:dm-|md)[0-9]+): (.*)", end)
    # systemd stops those that nothing of the root is on
    assert len(stopped) == max(1, layout.is_encrypted + layout.has_volumes), stopped
    assert {what.strip() for _, what in stopped} == {"stopped"}, stopped
    if not (layout.is_encrypted and layout.has_volumes):
        return
    facts, console, reason = machine.boot()
    assert facts["state"] == ["running"]
    assert not re.search("EXT4-fs.*recover", "\n".join(facts["log"])), "the shutdown was clean"
