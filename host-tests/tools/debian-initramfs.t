#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0
#
# What the Debian package gangway-initramfs runs in the place of initramfs-tools: update-initramfs, the
# hooks of kernel packages and the maintainer script. A script replaces mkinitrd.

use strict;
use warnings;
use lib 'host-tests/tools';
use debianroot;
use mkinitrd;
use File::Path qw(make_path remove_tree);
use Test::More;

my $r = '6.1.0-9-amd64';
my $older = '6.1.0-8-amd64';

install_kernels($r, $older);
symlink('update-gangway', "$top/opt/bin/update-initramfs");
must("cp -r packaging/debian/kernel '$top/etc'");
make_path("$top/etc/initramfs-tools");
my $image = "$top/boot/initrd.img-$r";
my $settings = "$top/etc/initramfs-tools/update-initramfs.conf";

sub images {
    return join(' ', map { s{.*/boot/}{}r } sort glob("$top/boot/initrd.img* $top/boot/gangway-*"));
}

sub building {
    return join('', map { "update-initramfs: building /boot/initrd.img-$_\n" } @_);
}

# Both kernels have an image of initramfs-tools.
sub start {
    unlink(glob("$top/boot/initrd.img*"), $settings);
    fresh();
    write_file("$top/boot/initrd.img-$_", 'theirs') for $r, $older;
}

# ---- create, update, delete ---------------------------------------------------------------------

start();
write_file("$top/boot/gangway-$r.img", 'next to it');
is(in_root("update-initramfs -c -k $r"), '0' . building($r), 'an image is created');
is(read_file($image), "--force --host /boot/initrd.img-$r $r\n", 'for this machine');
is(read_file("$top/boot/gangway-$r.img"), 'next to it', 'the other image of this kernel is not changed');
unlink("$top/boot/gangway-$r.img");
is(images(), "initrd.img-$older initrd.img-$r", 'no backup is the default');
is(in_root('update-initramfs -u'), '0' . building($r), 'an update is for the newest kernel');
is(in_root('update-initramfs -u -k all'), '0' . building($r, $older), 'or for all that have an image');
is(in_root('update-initramfs -u -t'), '0' . building($r), '-t is ignored');
unlink($image);
is(in_root('update-initramfs -u'), '0' . building($older), 'a kernel without an image');
is(in_root('update-initramfs -c -k all'), '0' . building($r, $older), '-c is for all');
write_file("$image.$_", '') for 'bak', 'old', 'mkinitrd-aB3dE9';
is(in_root("update-initramfs -d -k $r"), '0' . join('', map { "update-initramfs: deleting /boot/initrd.img-$r$_\n" } '', '.old', '.bak', '.mkinitrd-aB3dE9'), 'deleted');
is(images(), "initrd.img-$older", 'with the backup');
like(in_root('update-initramfs -d -k all'), qr/^0/, 'all are deleted');
is(in_root('update-initramfs -u'), '0', 'there is nothing to update');
make_path("$top/tmp/other");
in_root("update-initramfs -c -k $r -b /tmp/other");
ok(-e "$top/tmp/other/initrd.img-$r", 'another directory');
remove_tree("$top/tmp/other");

# Kernels that linux-version does not list.
chomp(my $running = `uname -r`);
start();
write_file("$top/boot/initrd.img-$_", '') for $running, 'custom';
unlink($image, "$top/boot/initrd.img-$older");
is(in_root('update-initramfs -u'), '0' . building($running), 'the running kernel');
symlink('boot/initrd.img-custom', "$top/initrd.img");
is(in_root('update-initramfs -u'), '0' . building('custom'), 'that of the link');
symlink('initrd.img-missing', "$top/boot/initrd.img");
is(in_root('update-initramfs -u'), '0' . building($running), 'not if it has no image');
unlink("$top/initrd.img", "$top/boot/initrd.img");

start();
my $time = time;
utime($time, $time, $image);
like(in_root("update-initramfs -u -s " . ($time - 1)), qr{^0update-initramfs: /boot/initrd.img-\Q$r\E was updated after }, '-s: an image that is newer');
is(read_file($image), 'theirs', 'is not updated');
is(in_root("update-initramfs -u -s $time"), '0' . building($r), 'one that is not, is');
is(in_root("update-initramfs -u -s ''"), '0' . building($r), 'no time');
is(in_root('update-initramfs -u -s now'), "1update-initramfs: -s now: expected seconds since 1970\n", 'an invalid one');

is((in_root("update-initramfs $_"))[0], 2, "update-initramfs $_: a usage error")
    for '', '-c', '-d', '-x', '-u more', '-u -O --host', '--verbose';
is(in_root('update-initramfs -u -b /nowhere'), "1update-initramfs: /nowhere: not a directory\n", 'no such directory');
like(in_root("update-initramfs $_"), qr/^0usage: update-initramfs -c\|-u\|-d (?!.*-O)/s, $_) for '-h', '--help';
is(in_root('update-initramfs --version'), "0gangway 9.9\n", 'its version');

# ---- settings -----------------------------------------------------------------------------------

start();
write_file($settings, "update_initramfs=no\n");
is(in_root('update-initramfs -u -k all'), "0update-initramfs: not updating: update_initramfs=no\n", 'no updates');
is(in_root("update-initramfs -c -k $r"), '0' . building($r), 'but images of new kernels');
write_file($settings, "update_initramfs=all\n");
is(in_root('update-initramfs -u'), '0' . building($r, $older), 'updates of all kernels');
is(in_root("update-initramfs -u -k $older"), '0' . building($older), 'if none is named');
is((in_root('update-initramfs -d'))[0], 2, 'but no deletion');

start();
write_file($settings, "backup_initramfs=yes\n");
in_root('update-initramfs -u');
is(read_file("$image.bak"), 'theirs', 'a backup');
is(images(), "initrd.img-$older initrd.img-$r initrd.img-$r.bak", 'is the only other file');
write_file($settings, "backup_initramfs=no\n");
in_root('update-initramfs -u');
is(read_file("$image.bak"), 'theirs', 'without, an existing one is not changed');

start();
write_file($settings, "backup_initramfs=yes\n");
link($image, "$image.bak") or die;
is(in_root('update-initramfs -u'), '0' . building($r), 'a backup that is the image itself');
is(read_file("$image.bak"), 'theirs', 'is kept');
is(images(), "initrd.img-$older initrd.img-$r initrd.img-$r.bak", 'and no other file');

start();
write_file("$image.bak", 'older');
write_file("$top/tmp/damage", "damaged\n");
like(in_root('update-initramfs -u'), qr/^1.*the new image is damaged; it was removed$/s, 'a damaged image');
is(read_file($image) . read_file("$image.bak"), 'theirsolder', 'is replaced by the previous one');
is(in_root("mount --bind /boot /boot; mount -o remount,bind,ro /boot; update-initramfs -u"),
    "0W: update-initramfs: not updating: /boot is mounted read-only\n", '/boot is read-only');

# ---- hooks and triggers -------------------------------------------------------------------------

start();
my $hooks = "$top/etc/initramfs/post-update.d";
make_path($hooks);
write_file("$hooks/loader", qq{#!/bin/sh\necho "\$* \$(head -c 7 "\$2")"\n}, 0755);
is(in_root('update-initramfs -u'), '0' . building($r) . "$r /boot/initrd.img-$r --force\n", 'a hook of a boot loader');
unlike(in_root("update-initramfs -d -k $r"), qr/^$r/m, 'is not run after a deletion');
write_file("$hooks/loader", "#!/bin/sh\nexit 3\n", 0755);
like(in_root("update-initramfs -c -k $r"), qr{^1.*\nupdate-initramfs: /boot/initrd.img-\Q$r\E: built, but a hook in /etc/initramfs/post-update.d failed$}s, 'its failure');
unlike(in_root("update-gangway -c -k $r"), qr/hook/, 'update-gangway runs none');
remove_tree("$top/etc/initramfs");

start();
write_file("$top/opt/bin/dpkg-trigger", "#!/bin/sh\necho trigger \"\$@\"\n[ ! -e /tmp/refused ]\n", 0755);
is(in_root('DPKG_MAINTSCRIPT_PACKAGE=x update-initramfs -u'), "0trigger --no-await update-initramfs\nupdate-initramfs: the update follows (trigger)\n", 'an update in a maintainer script');
is(read_file($image), 'theirs', 'is done later');
is(in_root("DPKG_MAINTSCRIPT_PACKAGE=x update-initramfs -u -k $r"), '0' . building($r), 'but not that of one kernel');
write_file("$top/tmp/refused", '');
like(in_root('DPKG_MAINTSCRIPT_PACKAGE=x update-initramfs -u'), qr/building/, 'nor without triggers');

my ($install, $remove) = map { "/etc/kernel/$_.d/gangway $r /boot/vmlinuz-$r" } 'postinst', 'postrm';
start();
is(in_root("DEB_MAINT_PARAMS=configure $install"), '0' . building($r), 'a kernel is installed');
is(in_root("INITRD=No DEB_MAINT_PARAMS=configure $install"), '0', 'INITRD=No');
is(images(), "initrd.img-$older initrd.img-$r", 'only one image is built');
my $theirs = "$top/etc/kernel/postinst.d/initramfs-tools";
write_file($theirs, "update-initramfs -c -k \"\$1\"\n", 0755);
is(in_root($install), '0', 'if the hook of initramfs-tools 0.142 is left, it builds the image');
write_file($theirs, "test \"\$(update-initramfs --version | cut -d ' ' -f 1)\" = initramfs-tools || exit 0\n", 0755);
is(in_root($install), '0' . building($r), 'that of 0.147 and later does not');
like(in_root("DEB_MAINT_PARAMS=remove $remove"), qr/^0/, 'the kernel is removed');
is(images(), "initrd.img-$older", 'with its image');
unlink("$top/opt/bin/update-initramfs");
write_file("$top/opt/bin/update-initramfs", "#!/bin/sh\necho 'initramfs-tools 0.151'\n", 0755);
like(in_root($install), qr{^0update-gangway: building /boot/gangway-}, 'if that is of initramfs-tools, the images are next to its own');
unlink("$top/opt/bin/update-initramfs");
symlink('update-gangway', "$top/opt/bin/update-initramfs");

# ---- the maintainer scripts ---------------------------------------------------------------------

start();
must("cp packaging/debian/gangway-initramfs.postinst packaging/debian/gangway.postinst '$top/opt'");
must("cp -r packaging/kernel/postinst.d '$top/etc/kernel'");
write_file("$top/opt/bin/sysmap", "#!/bin/sh\n", 0755);
write_file("$top/boot/gangway-$r.img", 'next to it');
write_file("$top/boot/initrd.img-$older.bak", 'backup');
my $postinst = 'DPKG_MAINTSCRIPT_PACKAGE=gangway-initramfs sh /opt/gangway-initramfs.postinst';
like(in_root("$postinst configure ''"), qr/^0.*the update follows/s, 'the package is installed');
is(images(), join(' ', map { "initrd.img-$_ initrd.img-$_.bak" } $older, $r), 'there are backups, and no other images of gangway');
is(in_root("$postinst triggered update-initramfs"), '0' . building($r), 'the trigger');
is(read_file("$image.bak") . read_file("$top/boot/initrd.img-$older.bak"), 'theirsbackup', 'the images of initramfs-tools are the backups');
unlink(glob("$top/boot/initrd.img*"));
write_file("$top/boot/gangway-$r.img", 'next to it');
like(in_root("$postinst configure ''"), qr/^0/, 'a kernel whose only image is gangway-RELEASE.img');
is(images(), "initrd.img-$r", 'gets its image before the other one is deleted');
write_file("$top/boot/initrd.img-$older", 'theirs');
write_file("$top/boot/initrd.img-$older.bak", 'backup');
like(in_root("$postinst configure 1.0"), qr/^0.*the update follows/s, 'an upgrade');
ok(!-e "$image.bak", 'makes no backups');
in_root("sh /opt/gangway.postinst configure ''");
is(images(), "initrd.img-$older initrd.img-$older.bak initrd.img-$r", 'the package gangway builds no other images');

done_testing();
