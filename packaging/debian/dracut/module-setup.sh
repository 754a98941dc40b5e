#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Module of dracut: with add_dracutmodules+=" gangway " in /etc/dracut.conf.d, gangway becomes the /init
# of its images. The files of gangway's own image are added, but replace none; dracut's init is kept as
# /init.dracut. If gangway cannot boot this system, the image is not changed.
#
# dracut includes modules in the order of their names (59, 112: dracut.sh, "source our modules"), and
# /init comes from 00systemd or 99base: the directory is 99gangway, to be after these. Everything is
# done when the kernel's modules are included, since without them gangway boots nothing.

check() {
    require_binaries update-gangway cpio || return 1
    return 255 # only on request
}

depends() {
    return 0
}

gangway_not_changed() {
    dwarn "gangway: $1; the image is left with dracut's init"
}

# The image that update-gangway would build, without what this one has anyway, as files in `tree`.
gangway_build() {
    local options='--compress none --no-microcode --no-hints --busybox none --system-map none'

    [[ $hostonly ]] || options+=' --generic'
    mkdir -p "$1/tree"
    # shellcheck disable=SC2154 # kernel: by dracut
    update-gangway -c -k "$kernel" -b "$1" -v -O "$options" >"$1/output" 2>&1 &&
        (cd "$1/tree" &&
            cpio --extract --make-directories --quiet --nonmatching 'dev/*' <"$1/gangway-$kernel.img")
}

# The parameters that dracut's init would read in the image (getcmdline() of dracut-lib.sh), in that order.
# --kernel-cmdline becomes 01-default.conf only after all modules. gangway.conf overrides them. dracut writes
# the options of the running system's root; of these, ro and rw are not the last (059:
# 98dracut-systemd/dracut-cmdline.sh appends those of the command line).
# shellcheck disable=SC2154 # kernel_cmdline, initdir: by dracut
gangway_configure() {
    local file

    mkdir -p etc
    touch etc/gangway.conf
    {
        echo "# from dracut's configuration"
        echo "$kernel_cmdline"
        for file in "$initdir"/etc/cmdline.d/*.conf "$initdir/etc/cmdline"; do
            [[ ! -f $file ]] || { cat "$file" && echo; }
        done | sed -E ':next; s/((^|[[:space:]])rootflags=([^[:space:]]*,)?)r[ow](,|[[:space:]]|$)/\1\4/; t next'
        cat etc/gangway.conf
    } >../conf && mv ../conf etc/gangway.conf
}

gangway_module_names() {
    find "$1" -name '*.ko*' 2>/dev/null | sed 's,.*/,,; s/\.ko\(\.[a-z0-9]*\)\{0,1\}$//' | sort
}

# By dracut's own function, which includes their dependencies and firmware. With hostonly, it would leave
# out modules that are not loaded now.
gangway_missing_modules() {
    local names

    names=$(gangway_module_names lib/modules)
    # shellcheck disable=SC2086 # names
    [[ -z $names ]] || hostonly='' instmods $names
    echo "$names" | grep -vxF "$(gangway_module_names "$initdir/lib/modules/")" | tr '\n' ' '
}

gangway_replace() {
    tar --create --file=../files --exclude=./init --exclude=./lib/modules --exclude=./lib/firmware . &&
        tar --extract --file=../files --directory="$initdir" --skip-old-files --keep-directory-symlink &&
        mv "$initdir/init" "$initdir/init.dracut" &&
        cp -p init "$initdir/init"
}

installkernel() (
    work=$DRACUT_TMPDIR/gangway
    mkdir -p "$work"

    if ! [[ -e $initdir/init || -L $initdir/init ]]; then
        gangway_not_changed "the image has no /init"
    elif dracut_module_included squash || dracut_module_included squash-lib; then
        gangway_not_changed "gangway is not found in an image of dracut's module squash"
    elif ! gangway_build "$work"; then
        while read -r line; do dwarn "gangway: $line"; done <"$work/output"
        gangway_not_changed "gangway's files could not be made"
    elif ! [[ -e $work/tree/lib/gangway/mounts ]] && # mkinitrd --host adds it; --generic does not know the fstab
        grep -qE '^[[:space:]]*[^#[:space:]]+[[:space:]]+/usr[[:space:]]' /etc/fstab; then
        gangway_not_changed "/etc/fstab: /usr is separate, and gangway's files lack the helper for it; add --with usr to OPTIONS in /etc/gangway/mkinitrd.conf"
    else
        cd "$work/tree" || return 1
        missing=$(gangway_missing_modules)
        if [[ $missing ]]; then
            gangway_not_changed "dracut did not add the modules ${missing% }"
            return 0
        fi
        gangway_configure && gangway_replace
    fi
)
