#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# host-tests/modules.sh DIR: write a small module tree to DIR, for a kernel of release 1.0,
# with depmod's index files and a modprobe.d. The modules contain the data that depmod reads: names
# of exported symbols, undefined symbols, and .modinfo.
set -e
dir=$1
modules=$dir/lib/modules/1.0
PATH=$PATH:/usr/sbin:/sbin

# module PATH EXPORTS NEEDS MODINFO...
module()
{
	mkdir -p "$modules/$(dirname "$1")"
	echo "$1" >>"$modules/modules.order"
	path=$1 exports=$2 needs=$3
	shift 3
	{
		for symbol in $exports; do
			echo "__asm__(\".section __ksymtab_strings,\\\"a\\\"; .asciz \\\"$symbol\\\"\");"
		done
		for symbol in $needs; do
			echo "extern int $symbol; int *need_$symbol = &$symbol;"
		done
		for info in "license=GPL" "$@"; do
			echo "__asm__(\".section .modinfo,\\\"a\\\"; .asciz \\\"$info\\\"\");"
		done
	} | ${CC:-gcc} -x c -c -o "$modules/$path" -
}

rm -rf "$dir"
module kernel/drivers/scsi/scsi_mod.ko scsi_add_host ""
module kernel/drivers/scsi/scsi-spi.ko spi_attach scsi_add_host
module kernel/drivers/scsi/lsi.ko "" "scsi_add_host spi_attach" \
	"alias=pci:v00001000d00000012sv*sd*bc*sc*i*" "alias=pci:v00001000d0000000[1-6]sv*sd*bc*sc*i*"
module kernel/drivers/scsi/sd_mod.ko "" scsi_add_host "alias=scsi:t-0x00*" "alias=scsi:t-0x0e*"
module kernel/drivers/ata/piix.ko "" "scsi_add_host" "alias=pci:v00008086d00007010sv*sd*bc*sc*i*"
module kernel/drivers/ata/generic-ide.ko "" "scsi_add_host" "alias=pci:v*d*sv*sd*bc01sc01i*"
module kernel/drivers/net/nic.ko "" "" "alias=pci:v00001AF4d00001000sv*sd*bc*sc*i*" \
	"softdep=pre: absent nic-firmware post: nic-late"
module kernel/drivers/net/nic-late.ko "" ""
module kernel/lib/nic-firmware.ko "" ""
module kernel/fs/jbd/jbd.ko journal_start ""
module kernel/fs/mbcache.ko mb_find ""
module kernel/fs/ext4/ext4.ko "" "journal_start mb_find" "alias=fs-ext4" "alias=fs-ext3" \
	"softdep=pre: crypto-crc32c" "softdep=pre: crypto-sha"
module kernel/crypto/crc32c-generic.ko "" "" "alias=crypto-crc32c"
module kernel/crypto/crc32c-fast.ko "" "" "alias=crypto-crc32c" \
	"alias=cpu:type:x86,ven*fam*mod*:feature:*0094*"
module kernel/crypto/sha.ko "" "" "alias=crypto-sha"
module kernel/crypto/hash-base.ko hash_block "" "alias=crypto-hash" "softdep=pre: crypto-hash"
module kernel/crypto/hash-fast.ko "" hash_block "alias=crypto-hash" \
	"alias=cpu:type:x86,ven*fam*mod*:feature:*0094*" "softdep=pre: crypto-hash"
module kernel/fs/signed.ko "" hash_block "softdep=pre: crypto-hash"
module kernel/fs/circle-a.ko "" "" "softdep=pre: circle-b"
module kernel/fs/circle-b.ko "" "" "softdep=pre: circle-c"
module kernel/fs/circle-c.ko "" "" "softdep=pre: circle-a"
module kernel/fs/forbidden.ko forbidden_symbol "" "alias=fs-forbidden"
module kernel/fs/needy.ko "" forbidden_symbol
module kernel/fs/packed.ko "" ""
xz --check=crc32 "$modules/kernel/fs/packed.ko"
sed 's,packed.ko,packed.ko.xz,' "$modules/modules.order" >"$modules/order"
mv "$modules/order" "$modules/modules.order"

echo kernel/fs/ext2/ext2.ko >"$modules/modules.builtin"
printf 'ext2.license=GPL\0ext2.alias=fs-ext2\0' >"$modules/modules.builtin.modinfo"
depmod -b "$dir" 1.0

# The hints: the aliases of a kernel with one more module.
image=$modules modules=$dir/whole/lib/modules/1.0
module kernel/drivers/scsi/far-away.ko "" "" "alias=pci:v0000ABCDd*sv*sd*bc*sc*i*"
module kernel/drivers/scsi/lsi.ko "" "" "alias=pci:v00001000d00000012sv*sd*bc*sc*i*"
touch "$modules/modules.builtin" "$modules/modules.builtin.modinfo"
depmod -b "$dir/whole" 1.0
mv "$modules/modules.alias.bin" "$image/modules.hints.bin"

mkdir -p "$dir/etc/modprobe.d" "$dir/lib/modprobe.d" "$dir/run/modprobe.d"
cat >"$dir/etc/modprobe.d/b.conf" <<'END'
# this file is used; /lib has one of the same name
options lsi tags=\
4,8
alias my-* nic
alias wrong nowhere
END
cat >"$dir/lib/modprobe.d/b.conf" <<'END'
options lsi overridden=1
END
cat >"$dir/lib/modprobe.d/a.conf" <<'END'
options lsi first=1
options scsi-spi async_probe=0
options my-nic quick=1
options my-* slow=1
options nic speed=2
options fs-ext4 by_alias=1
install forbidden /bin/false
blacklist generic-ide
install sha /sbin/modprobe --ignore-install sha && echo loaded
END
ln -s /dev/null "$dir/run/modprobe.d/c.conf"
echo "options lsi masked=1" >"$dir/lib/modprobe.d/c.conf"
echo "options lsi no_conf=1" >"$dir/etc/modprobe.d/README"
