#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# smallkernel.sh NAME
#
# Builds the tests' own kernels from Debian's linux-source-6.1: `small` with `make tinyconfig` and
# small.config, each other NAME with small-NAME.config as well. If that kernel is missing, all missing
# ones are built in one tree, in an order in which few files are compiled twice. Each is built once and
# kept in ${GANGWAY_CACHE:-~/.cache/gangway}/kernels/small-VERSION-CONFIGHASH, with vmlinuz, vmlinux,
# System.map, config and modules (a tree that contains lib/modules/RELEASE). Prints the directory of
# NAME; progress is printed to standard error.
#
# The tree of the last one, `embedded`, is kept as well, in its directory `tree` (a link): embed.sh
# links this kernel with an initramfs. Only files that the build has read are left of the source.
set -eu
export LC_ALL=C

here=$(cd "$(dirname "$0")" && pwd)
cache=${GANGWAY_CACHE:-$HOME/.cache/gangway}/kernels
package=linux-source-6.1
names='bare text small embedded'

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

fragments() { # NAME
	echo "$here/small.config"
	[ "$1" = small ] || echo "$here/small-$1.config"
}

directory() { # NAME
	echo "$cache/small-$version-$(cat $(fragments "$1") | sha256sum | cut -c1-12)"
}

configure() { # NAME
	$make tinyconfig >/dev/null
	# Without -m it would choose alldefconfig, which is the rule for make itself here.
	"$source/scripts/kconfig/merge_config.sh" -m -O "$work/build" "$work/build/.config" \
		$(fragments "$1") >/dev/null
	$make olddefconfig
	wanted "$1" | while read -r line; do
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
wanted() { # NAME
	awk -F '[= ]' '/^CONFIG_/ { line[$1] = $0 }
		/^# CONFIG_/ { line[$2] = $0 }
		END { for (name in line) print line[name] }' $(fragments "$1")
}

# Downloads the source, once for all builds.
unpack() {
	need_packages
	rm -rf "$work"
	mkdir -p "$work/build"
	say "downloading $package $version"
	(cd "$work" && apt-get download "$package=$version" >&2)
	dpkg-deb --fsys-tarfile "$work"/*.deb | tar -xO ./usr/src/$package.tar.xz | tar -xJ -C "$work"
	rm "$work"/*.deb
}

build() { # NAME
	say "building $1, which takes some minutes (log: $work/log)"
	rm -rf "$work/result" "$(directory "$1")"
	mkdir "$work/result"
	configure "$1"
	$make bzImage modules >"$work/log" 2>&1 || { tail "$work/log" >&2; exit 1; }
	$make modules_install INSTALL_MOD_PATH="$work/result/modules" >>"$work/log" 2>&1
	cp "$work/build/arch/x86/boot/bzImage" "$work/result/vmlinuz"
	cp "$work/build/vmlinux" "$work/build/System.map" "$work/result/"
	cp "$work/build/.config" "$work/result/config"
	rm -f "$work"/result/modules/lib/modules/*/build "$work"/result/modules/lib/modules/*/source
	[ "$1" = embedded ] || mv "$work/result" "$(directory "$1")"
}

# Deletes most of the source: code and documents that no command of the build has read.
reduce() {
	find "$work/build" -name '.*.cmd' -exec cat {} + | tr -s '[:space:]' '\n' |
		grep "^$source/" | xargs -d '\n' realpath -qes | sort -u >"$work/used"
	find "$source" -type f -regex '.*\.\([chS]\|dtsi?\|json\|rst\|txt\|yaml\)' \
		! -path "$source/arch/x86/*" ! -path "$source/include/*" ! -path "$source/scripts/*" \
		! -path "$source/tools/[abilo]*" | sort | comm -23 - "$work/used" | xargs -d '\n' rm
	find "$work/build" -name '*.ko' -delete
}

# reduce() writes `used`: the tree may have been deleted, or be that of an interrupted build.
is_built() { # NAME
	[ -d "$(directory "$1")" ] && { [ "$1" != embedded ] || [ -e "$(directory "$1")/tree/used" ]; }
}

build_all() {
	# The path of the tree that is kept is part of its files, so it is not moved.
	work=$(directory embedded)-tree
	is_built embedded && work=$cache/small-scratch
	source=$work/$package
	make="nice -n 19 make -s -C $source O=$work/build -j2"
	export KBUILD_BUILD_USER=gangway KBUILD_BUILD_HOST=gangway KBUILD_BUILD_TIMESTAMP=@1700000000
	unpack
	for name in $names; do
		is_built "$name" || build "$name"
	done
	if [ -d "$work/result" ]; then
		reduce
		ln -s "$work" "$work/result/tree"
		mv "$work/result" "$(directory embedded)"
	else
		rm -rf "$work"
	fi
}

version=$(apt-cache show --no-all-versions $package | sed -n 's/^Version: //p')
[ -n "$version" ] || { say "apt knows no $package"; exit 1; }

if ! is_built "$1"; then
	# One run builds at a time; others wait, and find the results.
	mkdir -p "$cache"
	exec 9>"$cache/small.lock"
	flock 9
	is_built "$1" || build_all
fi
directory "$1"
