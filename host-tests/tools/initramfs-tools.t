#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0
#
# The hook of initramfs-tools, run on a directory as mkinitramfs leaves it to the last hook. A script
# that packs a directory replaces mkinitrd.

use strict;
use warnings;
use lib 'host-tests/tools';
use debianroot;
use mkinitrd;
use File::Path qw(make_path remove_tree);
use Test::More;

my $r = '6.1.0-9-amd64';
my $hooks = '/usr-share/initramfs-tools/hooks'; # /usr is that of this machine
my $image = "$top/tmp/image";
my $files = "$top/tmp/files";

plan skip_all => 'no cpio' if !-x '/usr/bin/cpio' && !-x '/bin/cpio';

my %programs = (
    'gangway-mkinitrd' => <<'END',
#!/bin/sh
[ "$1" != --list ] || { echo '-rwxr-xr-x 1 0 0 0 init'; exit; }
[ ! -e /tmp/fails ] || { echo 'mkinitrd: / on sda1 on iscsi: not supported' >&2; exit 1; }
echo "$*" >/tmp/arguments
[ ! -e /tmp/secret ] || echo "gangway-mkinitrd: mode 0600, since not all users may read $(cat /tmp/secret)"
while [ $# -gt 2 ]; do shift; done
cd /tmp/files && find . | sed 's,^\./,,' | cpio -o -H newc --quiet >"$1"
END
    'ischroot' => "#!/bin/sh\nexit 1\n",
    'systemd-detect-virt' => "#!/bin/sh\nexit 1\n",
    'modprobe' => "#!/bin/sh\nwhile [ \$# -gt 1 ]; do shift; done\n[ \$1 != missing ]\n",
);
write_file("$top/opt/bin/$_", $programs{$_}, 0755) for keys %programs;
must("cp packaging/debian/update-gangway '$top/opt/bin'");
make_path("$top$hooks", "$top/sys/dev/block", "$top/etc/gangway");
must("cp packaging/debian/initramfs-tools/gangway '$top$hooks'");
# As in 0.142, which copies at once and returns the status of the last module's firmware; or, with
# $__MODULES_TO_ADD, as in 0.151.
write_file("$top$hooks/../hook-functions", <<'END');
manual_add_modules() {
    echo "$*" >/tmp/modules
    [ -z "$__MODULES_TO_ADD" ] || { echo "$*" >>"$__MODULES_TO_ADD"; return; }
    for module; do
        grep -qsx "$module" /tmp/full || [ "$module" = ext4 ] || echo theirs >"$DESTDIR/lib/modules/6.1.0-9-amd64/kernel/$module.ko"
    done
    false
}
END
# The hook has its own PATH, as mkinitramfs has.
must(qq(sed -i 's,^PATH=,&/opt/bin:,' '$top$hooks/gangway'));

sub enable {
    write_file("$top/etc/gangway/mkinitrd.conf", read_file('packaging/debian/etc/mkinitrd.conf') . (shift // ''));
}

# An image with a merged /usr, and the files of gangway's image.
sub fresh_image {
    remove_tree("$top/tmp");
    make_path("$top/tmp", map { "$image/$_" } "usr/lib/modules/$r/kernel", 'etc', 'conf/conf.d',
        'scripts/init-top', 'scripts/local-top', 'cryptroot');
    symlink('usr/lib', "$image/lib");
    write_file("$image/init", "#!/bin/sh\n", 0755);
    write_file("$image/scripts/$_", '') for qw(functions local nfs);
    write_file("$image/scripts/init-top/$_", '') for qw(ORDER udev blacklist);
    write_file("$image/conf/initramfs.conf", "MODULES=most\nBOOT=\nRESUME=\n");
    write_file("$image/lib/modules/$r/kernel/ext4.ko", 'theirs');
    write_file("$image/etc/mdadm.conf", 'theirs');

    make_path(map { "$files/$_" } "lib/modules/$r/kernel", 'lib/gangway', 'etc', 'dev');
    write_file("$files/init", 'gangway', 0755);
    write_file("$files/lib/modules/$r/kernel/$_.ko", 'ours') for qw(ext4 virtio_blk dm-mod);
    make_path("$files/lib/firmware");
    write_file("$files/lib/firmware/blob", 'ours');
    write_file("$files/lib/gangway/container", 'ours', 0755);
    symlink('container', "$files/lib/gangway/crypto_LUKS");
    write_file("$files/etc/gangway.conf", "gangway.modules=virtio_blk\n");
    write_file("$files/etc/mdadm.conf", 'ours');
    write_file("$files/dev/console", '');
}

# mkinitramfs exports these; MODULES must not get into the settings of update-gangway.
sub hook {
    my ($before, $verbose) = @_;
    return in_root('export DESTDIR=/tmp/image version=' . $r . ' MODULES=most verbose=' . ($verbose // 'n') . "\n" .
        ($before // ':') . "\n$hooks/gangway");
}

sub listing {
    return qx(cd '$image' && find . -printf '%p %M %l\\n' | sort && find . -type f | sort | xargs cat);
}

# Nothing is changed, and the reason is reported.
sub refused {
    my ($reason, $name, $before) = @_;
    my $listing = listing();
    like(hook($before), qr/^0(?:mkinitrd.*\n|update-gangway: .*\n)*W: gangway: $reason; the image is left with the init of initramfs-tools\n$/, $name);
    is(listing(), $listing, 'the image is not changed');
    is(join(' ', glob("$top/tmp/gangway-*")), '', 'nothing is left');
}

# ---- whether it does anything ---------------------------------------------------------------------

fresh_image();
for my $setting ('', "INITRAMFS_TOOLS=no\n") {
    enable($setting);
    my $before = listing();
    is(hook(), '0', 'not enabled: no message');
    is(listing(), $before, 'the image is not changed');
}
unlink("$top/etc/gangway/mkinitrd.conf");
is(hook(), '0', 'no configuration');
ok(!-e "$top/tmp/arguments", 'no files of gangway are made');
enable("INITRAMFS_TOOLS=ja\n");
refused('/etc/gangway/mkinitrd.conf: INITRAMFS_TOOLS=ja: expected yes, no or force', 'an invalid setting');

# ---- what is added --------------------------------------------------------------------------------

enable("INITRAMFS_TOOLS=yes\n");
fresh_image();
write_file("$image/conf/modules", "# comment\n\nloop max_loop=3 max_part=1\nmissing\ndm-mod\n");
write_file("$image/conf/conf.d/root", "ROOT=LABEL=system\n");
is(hook(), '0', 'enabled');
is(read_file("$image/init"), 'gangway', '/init is gangway');
is(read_file("$image/init.initramfs-tools"), "#!/bin/sh\n", 'the other one is kept');
ok(-x "$image/init" && -x "$image/init.initramfs-tools", 'both can be executed');
is(read_file("$image/etc/gangway.conf"), <<'END', 'their modules, parameters and root; then those of gangway');
# from the configuration of initramfs-tools
root="LABEL=system"
loop.max_loop=3
loop.max_part=1
gangway.modules=loop,dm-mod
gangway.modules=virtio_blk
END
is(readlink("$image/lib"), 'usr/lib', 'a link to a directory is kept');
is(readlink("$image/usr/lib/gangway/crypto_LUKS"), 'container', 'files are added below it');
is(read_file("$image/etc/mdadm.conf"), 'theirs', 'a file that exists is kept');
is(read_file("$top/tmp/modules"), "dm-mod ext4 virtio_blk\n", 'modules are added by initramfs-tools');
is(read_file("$image/lib/modules/$r/kernel/ext4.ko"), 'theirs', 'and not replaced');
is(read_file("$image/lib/modules/$r/kernel/virtio_blk.ko"), "theirs\n", 'nor copied by the hook');
ok(!-e "$image/lib/firmware", 'nor is their firmware');
ok(!-e "$image/dev/console", 'without device nodes');
like(read_file("$top/tmp/arguments"), qr{^--force -v --host --compress none --no-microcode --no-hints --busybox none --system-map none /tmp/gangway-\w+/gangway-$r\.img $r$}, 'the options of mkinitrd');
is(join(' ', glob("$top/tmp/gangway-*")), '', 'nothing is left');

fresh_image();
enable("INITRAMFS_TOOLS=yes\n[ -e /nosuch ] && OPTIONS=x\n");
write_file("$image/conf/conf.d/last", "false\n[ -e /nosuch ] && ROOT=/dev/x\n");
is(hook(), '0', 'the status of a configuration file is ignored');
is(read_file("$image/init"), 'gangway', '/init is gangway');
enable("INITRAMFS_TOOLS=yes\n");
fresh_image();
like(hook(undef, 'y'), qr{^0update-gangway: building /tmp/}, 'verbose');
fresh_image();
enable("INITRAMFS_TOOLS=yes\nMODULES=generic\nOPTIONS='--add a'\n");
is(hook(), '0', 'the configuration of gangway applies');
like(read_file("$top/tmp/arguments"), qr{^--force -v --generic .*--add a --compress none}, 'to its files');
enable("INITRAMFS_TOOLS=yes\n");
fresh_image();
write_file("$image/conf/conf.d/zz-resume-auto", "RESUME=UUID=1\n");
is(hook(), "0W: gangway: does not resume a hibernated system from UUID=1 (RESUME=none: no warning)\n", 'hibernation');
is(read_file("$image/init"), 'gangway', 'is no reason to refuse');

# ---- what is refused ------------------------------------------------------------------------------

fresh_image();
write_file("$image/scripts/local-top/$_", '') for qw(iscsi cryptroot);
my $scripts = 'gangway does not run the boot scripts local-top/iscsi \(INITRAMFS_TOOLS=force in /etc/gangway/mkinitrd.conf ignores them\)';
refused($scripts, 'a boot script');
enable("INITRAMFS_TOOLS=force\n");
is(hook(), '0', 'that is ignored');
is(read_file("$image/init"), 'gangway', '/init is gangway');
enable("INITRAMFS_TOOLS=yes\n");
fresh_image();
write_file("$image/scripts/zfs", '');
refused($scripts =~ s{local-top/iscsi}{zfs}r, 'a script for another kind of root');
enable("INITRAMFS_TOOLS=force\n");
for my $case (
    ["$image/cryptroot/crypttab", "a UUID=1 none luks,discard\nb UUID=2 none luks,keyscript=/bin/x,header=/y\n",
        '/etc/crypttab: gangway does not support keyscript=/bin/x header=/y'],
    ["$image/conf/conf.d/boot", "BOOT=nfs\n", 'gangway does not support BOOT=nfs'],
    ["$top/etc/fstab", "UUID=1 / ext4 defaults 0 1\nUUID=2 /usr ext4 defaults 0 2\n", "/etc/fstab: /usr is separate, and gangway's files lack the helper for it; add --with usr to OPTIONS in /etc/gangway/mkinitrd.conf"],
    ["$top/tmp/fails", '', q(gangway's files could not be made)],
    ["$top/tmp/secret", '/etc/open', '/etc/open is secret, and all users can read the image; set UMASK=0077 in /etc/initramfs-tools/initramfs.conf'],
    ["$files/etc/key", '', '/etc/key is secret, and all users can read the image; set UMASK=0077 in /etc/initramfs-tools/initramfs.conf'],
) {
    my ($file, $text, $reason) = @$case;
    fresh_image();
    write_file($file, $text);
    chmod(0600, $file);
    refused($reason, $reason);
    unlink($file);
}
fresh_image();
write_file("$top/etc/fstab", "UUID=2 /usr ext4 defaults 0 2\n");
write_file("$files/lib/gangway/mounts", 'helper', 0755);
is(hook(), '0', 'a separate /usr, and the helper for it');
is(read_file("$image/usr/lib/gangway/mounts"), 'helper', 'which is added');
unlink("$top/etc/fstab");
fresh_image();
write_file("$top/tmp/full", "dm-mod\nvirtio_blk\n");
my $added = listing();
is(hook(), "0W: gangway: initramfs-tools did not add the modules dm-mod virtio_blk; the image is left with the init of initramfs-tools\n",
    'modules that could not be copied');
is(listing(), $added, 'the image is not changed');
is(hook('export __MODULES_TO_ADD=/tmp/list'), '0', 'since 0.146, they are copied later');
is(read_file("$top/tmp/list"), "dm-mod ext4 virtio_blk\n", 'by a list');
is(read_file("$image/init"), 'gangway', '/init is gangway');
fresh_image();
fresh_image();
make_path("$files/etc/keys");
write_file("$files/etc/keys/key", '');
chmod(0700, "$files/etc/keys");
refused('/etc/keys is secret, and all users can read the image; set UMASK=0077 in /etc/initramfs-tools/initramfs.conf', 'a secret directory');
fresh_image();
write_file("$files/etc/$_", '') for qw(crypttab key);
chmod(0600, map { "$files/etc/$_" } qw(crypttab key));
write_file("$top/tmp/secret", "/etc/open");
is(hook('umask 0077'), '0', 'a key, in an image that only root can read');
ok(-e "$image/etc/key", 'is added');
unlink("$image/init");
enable("INITRAMFS_TOOLS=yes\n");
refused('the image has no /init', 'an image without /init');

fresh_image();
write_file("$top/tmp/secret", "/etc/crypttab");
is(hook(), '0', 'crypttab is no secret');
is(read_file("$image/init"), 'gangway', '/init is gangway');
like(read_file('tools/mkinitrd/build.c'), qr/"mode 0600, since not all users may read %s"/, 'the message of mkinitrd');

# A failure in between is an error of update-initramfs, which keeps the old image.
fresh_image();
write_file("$top/opt/bin/tar", "#!/bin/sh\necho 'tar: No space left on device' >&2\nexit 2\n", 0755);
like(hook(), qr/^2tar: No space left on device\n/, 'a full disk is an error');
is(read_file("$image/init"), "#!/bin/sh\n", '/init is not replaced');
is(join(' ', glob("$top/tmp/gangway-*")), '', 'nothing is left');
unlink("$top/opt/bin/tar");

# ---- its order ------------------------------------------------------------------------------------

write_file("$top$hooks/$_", "#!/bin/sh\n", 0755) for qw(lvm2 zz-busybox);
write_file("$top$hooks/broken", "#!/bin/sh\nif\n", 0755);
write_file("$top$hooks/bad~", "#!/bin/sh\n", 0755);
write_file("$top$hooks/disabled", "#!/bin/sh\n", 0644);
is(in_root("$hooks/gangway prereqs"), "0lvm2\nzz-busybox\n", 'it runs after all other hooks that are run');

done_testing();
