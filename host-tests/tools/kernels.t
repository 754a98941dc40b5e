#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Debian's kernels, downloaded for the tests in QEMU: looks up their modules and aliases, and
# compares with libkmod (host-tests/kmod/against.c). Missing kernels are skipped; `make kernels`
# downloads them.

cache=${GANGWAY_CACHE:-$HOME/.cache/gangway}/kernels
count=0

for name in 6.1 newest; do
    count=$((count + 1))
    dir=$(sed -n 's/.*"directory": "\([^"]*\)".*/\1/p' "$cache/$name.json" 2>/dev/null)
    if [ -z "$dir" ]; then
        echo "ok $count - the modules of $name # SKIP it is not in $cache"
        continue
    fi
    release=$(ls "$cache/$dir/lib/modules")
    if "$TAP_BUILD/against-kmod" "$cache/$dir" "$release" >"$TAP_DIR/output"; then
        echo "ok $count - the modules of $release"
    else
        echo "not ok $count - the modules of $release"
    fi
    sed 's/^/# /' "$TAP_DIR/output"
done

# check NAME COMMAND: passes if the command succeeds.
check() {
    count=$((count + 1))
    title=$1
    shift
    if "$@" >"$TAP_DIR/output" 2>&1; then
        echo "ok $count - $title"
    else
        echo "not ok $count - $title"
    fi
    sed 's/^/# /' "$TAP_DIR/output"
}

sysmap=$TAP_BUILD/../sysmap
root=$TAP_DIR/system

# case S5: the map of a kernel that is not running; case S3: without absolute per-cpu variables.
place_and_remove() {
    mkdir -p "$root/boot" "$root/lib/modules/$release"
    cp "$vmlinuz" "$root/boot/vmlinuz-$release"
    "$sysmap" from-vmlinuz "$vmlinuz" >"$TAP_DIR/map" &&
        "$sysmap" place --root "$root" --kernel "$release" &&
        cmp "$TAP_DIR/map" "$root/boot/System.map-$release" &&
        cmp "$TAP_DIR/map" "$root/lib/modules/$release/System.map" &&
        ! grep -q '^0000.* A ' "$TAP_DIR/map" &&
        [ -z "$("$sysmap" place --root "$root" --kernel "$release")" ] &&
        "$sysmap" remove --root "$root" "$release" &&
        [ "$(find "$root" -type f)" = "$root/boot/vmlinuz-$release" ]
    result=$?
    rm -rf "$root"
    return $result
}

has_build_id() {
    "$sysmap" info "$vmlinuz" | grep '^build-id   [0-9a-f]\{40\}$'
}

for name in 6.1 newest arm64-6.1 arm64-newest; do
    dir=$(sed -n 's/.*"directory": "\([^"]*\)".*/\1/p' "$cache/$name.json" 2>/dev/null)
    if [ -z "$dir" ]; then
        count=$((count + 1))
        echo "ok $count - the map of $name # SKIP it is not in $cache"
        continue
    fi
    vmlinuz=$(find "$cache/$dir" -name 'vmlinuz*' | head -n 1)
    release=$(basename "${vmlinuz%/vmlinuz}")
    release=${release#vmlinuz-}
    check "case S8: the build-id of $release" has_build_id
    [ "$name" = arm64-6.1 ] || check "cases S3, S5: the map of $release" place_and_remove
done
echo "1..$count"
