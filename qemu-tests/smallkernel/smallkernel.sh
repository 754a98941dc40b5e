#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# smallkernel.sh [FRAGMENT...]
#
# Builds the tests' own kernel from Debian's linux-source-6.1: `make tinyconfig` and small.config;
# and another one for each FRAGMENT of configuration, which is merged last. These are quick, since
# they are built in the tree of the first. Each is built once and kept in
# ${GANGWAY_CACHE:-~/.cache/gangway}/kernels/small-VERSION-CONFIGHASH, with vmlinuz, vmlinux,
# System.map, config and modules (a tree that contains lib/modules/RELEASE). Prints their
# directories, one per line; progress is printed to standard error.
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

# Packages that the kernel build needs, in addition to those of the project.
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
	$make tinyconfig >/dev/null
	# Without -m it would choose alldefconfig, which is the rule for make itself here.
	"$tree/scripts/kconfig/merge_config.sh" -m -O "$work/build" "$work/build/.config" \
		$fragments >/dev/null
	$make olddefconfig
	wanted | while read -r line; do
		has "$line" || { say "dropped by Kconfig: $line"; exit 1; }
	done
}

# Kconfig omits the line of an unset option if its dependencies are missing.
has() {
	case $1 in
	'# '*) ! grep -q "^$(echo "$1" | cut -d ' ' -f 2)=" "$work/build/.config" ;;
	*) grep -qxF "$1" "$work/build/.config" ;;
	esac
}

# The options of all fragments; the last one of each name.
wanted() {
	awk -F '[= ]' '/^CONFIG_/ { line[$1] = $0 }
		/^# CONFIG_/ { line[$2] = $0 }
		END { for (name in line) print line[name] }' $fragments
}

# Downloads the source, once for all builds.
unpack() {
	need_packages
	mkdir -p "$cache/kernels"
	work=$(mktemp -d "$cache/kernels/.small.XXXXXX")
	trap 'rm -rf "$work"' EXIT
	trap 'exit 1' HUP INT TERM
	tree=$work/$package
	mkdir "$work/build"
	make="nice -n 19 make -s -C $tree O=$work/build -j2"
	export KBUILD_BUILD_USER=gangway KBUILD_BUILD_HOST=gangway KBUILD_BUILD_TIMESTAMP=@1700000000

	say "downloading $package $version"
	(cd "$work" && apt-get download "$package=$version" >&2)
	dpkg-deb --fsys-tarfile "$work"/*.deb | tar -xO ./usr/src/$package.tar.xz | tar -xJ -C "$work"
}

# Builds into the directory $1.
build() {
	say "building, which takes some minutes (log: $work.log)"
	rm -rf "$work/result"
	mkdir "$work/result"
	configure
	$make bzImage modules >"$work.log" 2>&1 || { tail "$work.log" >&2; exit 1; }
	$make modules_install INSTALL_MOD_PATH="$work/result/modules" >>"$work.log" 2>&1
	cp "$work/build/arch/x86/boot/bzImage" "$work/result/vmlinuz"
	cp "$work/build/vmlinux" "$work/build/System.map" "$work/result/"
	cp "$work/build/.config" "$work/result/config"
	rm -f "$work"/result/modules/lib/modules/*/build "$work"/result/modules/lib/modules/*/source
	rm -f "$work.log"
	# Of two simultaneous builds one wins; the results are equal.
	mv -T "$work/result" "$1" 2>/dev/null || [ -d "$1" ]
}

version=$(apt-cache show --no-all-versions $package | sed -n 's/^Version: //p')
[ -n "$version" ] || { say "apt knows no $package"; exit 1; }
work=
for extra in "" "$@"; do
	fragments="$here/small.config $extra"
	hash=$(cat $fragments | sha256sum | cut -c1-12)
	result=$cache/kernels/small-$version-$hash
	if [ ! -d "$result" ]; then
		[ "$work" ] || unpack
		build "$result"
	fi
	echo "$result"
done
