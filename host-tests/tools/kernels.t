#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Whole kernels of Debian, as the boots in QEMU have fetched them: their modules and aliases are
# looked up here and by libkmod (host-tests/kmod/against.c). Where no kernel has been fetched yet,
# that is said: `make kernels` fetches them.

cache=${GANGWAY_CACHE:-$HOME/.cache/gangway}/kernels
count=0

for name in 6.1 newest; do
    count=$((count + 1))
    folder=$(sed -n 's/.*"folder": "\([^"]*\)".*/\1/p' "$cache/$name.json" 2>/dev/null)
    if [ -z "$folder" ]; then
        echo "ok $count - the modules of $name # SKIP it is not in $cache"
        continue
    fi
    release=$(ls "$cache/$folder/lib/modules")
    if "$TAP_BUILD/against-kmod" "$cache/$folder" "$release" >"$TAP_FOLDER/said"; then
        echo "ok $count - the modules of $release"
    else
        echo "not ok $count - the modules of $release"
    fi
    sed 's/^/# /' "$TAP_FOLDER/said"
done
echo "1..$count"
