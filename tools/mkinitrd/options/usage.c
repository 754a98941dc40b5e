// SPDX-License-Identifier: GPL-2.0
#include "tools/mkinitrd/options/usage.h"

#include <stdio.h>

static const char help[] =
	"Usage: mkinitrd [options] IMAGE [KERNEL-RELEASE]\n"
	"       mkinitrd --list IMAGE\n"
	"       mkinitrd [--machine DIR] --capture DIR\n"
	"Build an initramfs image whose /init is gangway.\n"
	"\n"
	"  --host              add the drivers for this machine's root; the default\n"
	"  --machine DIR       the same for the machine captured in DIR\n"
	"  --generic           add all storage, bus, file system and keyboard drivers\n"
	"  --modules A,B,...   add kernel modules and their dependencies; may repeat\n"
	"  --learn FILE        add the modules that a boot loaded, from its boot.json\n"
	"  --no-hints          omit the index of drivers that are not in the image\n"
	"  --no-microcode      omit the microcode of x86 processors\n"
	"  --add SRC[:DST]     add a file, directory, or program with libraries; may repeat\n"
	"  --no-follow         omit libraries and interpreters of programs in added directories\n"
	"  --with luks,lvm,md,fsck,resume,verity,usr,overlay,loop,stub\n"
	"                      add the programs and drivers for LUKS, LVM, RAID or dm-verity, those that check\n"
	"                      file systems, or the helper for resume=, a separate /usr, gangway.overlay=, loop=\n"
	"                      or systemd-stub\n"
	"  --root-image FILE   FILE is the root: a file system that is added to the image\n"
	"  --stay              the image is the permanent root\n"
	"  --config FILE       add the parameters in FILE to /etc/gangway.conf\n"
	"  --owners FILE       set owners: lines of PATH UID GID [MODE] (default: root)\n"
	"  --init FILE         use this /init (default: the one next to this program, or\n"
	"                      /usr/lib/gangway/init)\n"
	"  --busybox FILE|none set the rescue shell (default: the system's)\n"
	"  --system-map FILE|auto|none|off\n"
	"                      add this System.map (default: auto, one that matches the\n"
	"                      kernel, unless CONFIG_KALLSYMS_ALL makes it unnecessary);\n"
	"                      off: do not install a map in the real root\n"
	"  --compress zstd|xz|gzip|lz4|none\n"
	"                      (default: the best that the kernel supports)\n"
	"  --compressed-modules yes|no\n"
	"                      leave modules compressed, for a kernel that decompresses them\n"
	"                      (default: yes with --generic if the kernel does, otherwise no)\n"
	"  --format cpio|ext2  ext2: an image for a RAM disk, for kernels before 7.0 (default: cpio)\n"
	"  --rootdir DIR       take modules, firmware and programs from DIR instead of /\n"
	"  --moduleroot DIR    take modules, firmware and the kernel's files from DIR, a root or\n"
	"                      the kernel's build directory\n"
	"  --test[=SECONDS]    boot the image in QEMU with a scratch root, and write it only if it gets\n"
	"                      to init\n"
	"  -f, --force         replace IMAGE, keep the old one as IMAGE.old\n"
	"  -v, --verbose       print what is included, and why\n"
	"  -q, --quiet         print errors only\n"
	"  --list              list the content of IMAGE\n"
	"  --capture DIR       save the data that --host reads, for --machine\n"
	"  --help, --version\n"
	"\n"
	"KERNEL-RELEASE defaults to that of the running kernel. See mkinitrd(8).\n";

void usage_print(void)
{
	fputs(help, stdout);
}
