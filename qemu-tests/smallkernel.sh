#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# smallkernel.sh [FRAGMENT]
#
# Builds the tests' own kernel: Debian's linux-source-6.1 as `make tinyconfig`, small.config and,
# where given, one more FRAGMENT of configuration, which is laid over both. It is built once and
# kept in ${GANGWAY_CACHE:-~/.cache/gangway}/kernels/small-VERSION-CONFIGHASH, with vmlinuz,
# vmlinux, System.map, config and modules (a tree that holds lib/modules/RELEASE). Prints that
# folder; what is done meanwhile goes to standard error.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
cache=${GANGWAY_CACHE:-$HOME/.cache/gangway}
package=linux-source-6.1

say() {
	echo "smallkernel: $*" >&2
}

as_root() {
	if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

# What the build needs beside what the project itself does.
need_packages() {
	missing=$(dpkg-query -W -f '${Package} ${db:Status-Status}\n' \
		bc bison flex gcc kmod libelf-dev make xz-utils 2>&1 |
		sed -n -e 's/ \(not-installed\|config-files\)$//p' \
			-e 's/.* no packages found matching //p')
	[ -z "$missing" ] && return
	say "installing" $missing
	as_root apt-get install -qq -y --no-install-recommends $missing >&2
}

configure() {
	make -s -C "$1" O="$2" tinyconfig >/dev/null
	# Without -m it would choose alldefconfig, which is the rule for make itself here.
	"$1/scripts/kconfig/merge_config.sh" -m -O "$2" "$2/.config" $fragments >/dev/null
	make -s -C "$1" O="$2" olddefconfig
	cat $fragments | grep '^CONFIG_\|^# CONFIG_' | while read -r line; do
		grep -qxF "$line" "$2/.config" || { say "dropped by Kconfig: $line"; exit 1; }
	done
}

version=$(apt-cache show --no-all-versions $package | sed -n 's/^Version: //p')
[ -n "$version" ] || { say "apt knows no $package"; exit 1; }
fragments="$here/small.config ${1:-}"
hash=$(cat $fragments | sha256sum | cut -c1-12)
result=$cache/kernels/small-$version-$hash
if [ -d "$result" ]; then
	echo "$result"
	exit
fi

need_packages
mkdir -p "$cache/kernels"
work=$(mktemp -d "$cache/kernels/.small.XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM

say "downloading $package $version"
(cd "$work" && apt-get download "$package=$version" >&2)
dpkg-deb --fsys-tarfile "$work"/*.deb | tar -xO ./usr/src/$package.tar.xz | tar -xJ -C "$work"

say "building, which takes some minutes (log: $work.log)"
export KBUILD_BUILD_USER=gangway KBUILD_BUILD_HOST=gangway KBUILD_BUILD_TIMESTAMP=@1700000000
mkdir "$work/build" "$work/result"
configure "$work/$package" "$work/build"
make=$(echo nice -n 19 make -s -C "$work/build" -j2)
$make bzImage modules >"$work.log" 2>&1 || { tail "$work.log" >&2; exit 1; }
$make modules_install INSTALL_MOD_PATH="$work/result/modules" >>"$work.log" 2>&1
cp "$work/build/arch/x86/boot/bzImage" "$work/result/vmlinuz"
cp "$work/build/vmlinux" "$work/build/System.map" "$work/result/"
cp "$work/build/.config" "$work/result/config"
rm -f "$work"/result/modules/lib/modules/*/build "$work"/result/modules/lib/modules/*/source
rm -f "$work.log"

# Two that build at once both end here: one wins, and the results are alike.
mv -T "$work/result" "$result" 2>/dev/null || [ -d "$result" ]
echo "$result"
