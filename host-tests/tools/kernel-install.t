#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0
#
# The plug-ins of kernel-install, installed by `make install`, with the kernel-install of this machine
# and the plug-ins of its systemd, in a separate root. A script replaces mkinitrd.

use strict;
use warnings;
use lib 'host-tests/tools';
use debianroot;
use mkinitrd;
use File::Path qw(make_path remove_tree);
use Test::More;

plan skip_all => 'no kernel-install' if !-x '/usr/bin/kernel-install' && !-x '/bin/kernel-install';

my $r = '6.1.0-9-amd64';
my $id = '0123456789abcdef0123456789abcdef';
my $entry = "$top/boot/$id/$r";
my $conf = "$top/boot/loader/entries/$id-$r.conf";
my $stage = '/tmp/stage';

install_kernels($r);
write_built();
must('make', '-s', '-o', 'all', "O=$work/build", "DESTDIR=$top", 'PREFIX=/opt', 'install');
my $plugin = '/etc/kernel/install.d/52-gangway.install';
like(read_file("$top$plugin"), qr{^mkinitrd=/opt/sbin/mkinitrd\nsysmap=/opt/bin/sysmap$}m, 'make install writes PREFIX');

# mkinitrd as `make install` names it, and what was called.
must("cp '$top/opt/bin/gangway-mkinitrd' '$top/opt/sbin/mkinitrd'");
write_file("$top/opt/bin/sysmap", "#!/bin/sh\necho \"sysmap \$*\"\nexit 1\n", 0755);
# Only systemd's own tools know whether this is a chroot.
write_file("$top/opt/bin/systemd-detect-virt", "#!/bin/sh\n[ ! -e /tmp/machine ]\n", 0755);
write_file("$top/etc/machine-id", "$id\n");
write_file("$top/etc/os-release", "ID=test\nPRETTY_NAME=Test\n");
write_file("$top/etc/passwd", "root:x:0:0::/:/bin/sh\n");
write_file("$top/etc/group", "root:x:0:\n");
write_file("$top/etc/kernel/cmdline", "root=/dev/x ro\n");

# A system with systemd-boot, no entry, and on the machine itself.
sub fresh_boot {
    my ($generator, $layout) = @_;
    fresh();
    remove_tree("$top/boot/$id", "$top/boot/loader", "$top/boot/EFI");
    make_path("$top/boot/loader/entries", "$top/boot/$id");
    write_file("$top/etc/kernel/install.conf", "layout=" . ($layout // 'bls') . "\n" . ($generator ? "initrd_generator=$generator\n" : ''));
}

# With the Debian package or without its program.
sub use_package {
    my ($is_used) = @_;
    my ($shown, $hidden) = ("$top/opt/bin/update-gangway", "$top/opt/hidden");
    ($shown, $hidden) = ($hidden, $shown) if $is_used;
    rename($shown, $hidden) or die "$shown: $!\n";
}

sub initrds {
    return join(' ', (read_file($conf) // '') =~ m{^initrd\s+\S*/(\S+)$}mg);
}

my $add = "kernel-install add $r /boot/vmlinuz-$r";
my $remove = "kernel-install remove $r";

# ---- an entry --------------------------------------------------------------------------------------

write_file("$top/boot/initrd.img-$r", 'of initramfs-tools');
fresh_boot('gangway');
my ($status, $out) = in_root($add);
is($status, 0, 'an entry is added') or diag($out);
is(initrds(), 'initrd', 'with one initrd, not that of initramfs-tools');
like(read_file("$entry/initrd"), qr{^--force --host /\S+/gangway-$r\.img $r$}, 'which update-gangway has built');
is(read_file("$entry/linux"), "kernel $r", 'the kernel is there');
like(read_file($conf), qr{^linux\s+\S*/linux$}m, 'and in the entry');
ok(!-e "$top/boot/gangway-$r.img" && -e "$top/boot/initrd.img-$r", 'the images in /boot are not changed');

in_root("update-gangway -c -k $r");
write_file("$entry/initrd", 'old');
like(in_root("update-gangway -c -k $r"), qr/^0/, 'update-gangway -c, which kernel packages run');
is(read_file("$entry/initrd"), 'old', 'does not change the entry');
like(in_root('update-gangway -u'), qr/^0/, 'update-gangway -u');
like(read_file("$entry/initrd"), qr{^--force --host }, 'updates it');
write_file("$top/etc/kernel/install.conf", "layout=bls\n");
write_file("$entry/initrd", 'theirs');
in_root('update-gangway -u');
is(read_file("$entry/initrd"), 'theirs', 'but not that of another generator');
write_file("$top/etc/kernel/install.conf", "layout=bls\ninitrd_generator=gangway\n");
is((in_root($add))[0], 0, 'it is added again');
unlink(glob("$top/boot/gangway-*"));

write_file("$top/tmp/fails", '');
($status, $out) = in_root($add);
isnt($status, 0, 'mkinitrd fails: kernel-install reports it');
like($out, qr{No space left on device\n.*52-gangway\.install: cannot build the initrd of $r$}ms, 'with the reason');
like(read_file("$entry/initrd"), qr{^--force --host }, 'the previous initrd is there');
is(initrds(), 'initrd', 'and its entry');
unlink("$top/tmp/fails");

is((in_root($remove))[0], 0, 'the entry is removed');
ok(!-e $entry && !-e $conf, 'with all its files');

for my $generator ('', 'dracut') {
    fresh_boot($generator);
    is((in_root($add))[0], 0, "another initrd generator: '$generator'");
    unlike(initrds(), qr/^initrd\b(?!\.)/, 'no initrd of gangway');
}
write_file("$top/boot/mine", 'mine');
fresh_boot('gangway');
is((in_root("$add /boot/mine"))[0], 0, 'a given initrd');
is(initrds(), 'mine', 'is the only one');

# What Debian's hook of systemd-boot runs when initramfs-tools has built an image.
fresh_boot('gangway');
is((in_root("$add /boot/initrd.img-$r"))[0], 0, 'an image of initramfs-tools');
is(initrds(), 'initrd', 'is replaced');
write_file("$top/tmp/fails", '');
isnt((in_root("$add /boot/initrd.img-$r"))[0], 0, 'the failure of mkinitrd is reported, too');
fresh_boot();
is((in_root("$add /boot/initrd.img-$r"))[0], 0, 'without a generator');
is(initrds(), "initrd.img-$r", 'it is not');
unlink("$top/boot/initrd.img-$r");

# ---- a secret --------------------------------------------------------------------------------------

fresh_boot('gangway');
($status, $out) = in_root("umask 077; $add");
isnt($status, 0, 'an image with a secret, which all users could read');
like($out, qr{the initrd contains a secret, .*: chmod go-x /boot$}m, 'is refused');
ok(!-e "$entry/initrd" && !-e $conf, 'nothing is copied');
($status, $out) = in_root("umask 077; chmod 700 /boot; $add; s=\$?; chmod 755 /boot; exit \$s");
is($status, 0, 'on a private file system');
is(initrds(), 'initrd', 'it is added');

# ---- without the Debian package --------------------------------------------------------------------

use_package(0);
fresh_boot('gangway');
is((in_root($add))[0], 0, 'without update-gangway');
like(read_file("$entry/initrd"), qr{^--host /\S+/initrd $r$}, 'mkinitrd is run, for this machine');
unlink("$top/tmp/machine");
is((in_root($add))[0], 0, 'in a chroot');
like(read_file("$entry/initrd"), qr{^--generic /\S+/initrd $r$}, 'the image is generic');
write_file("$top/tmp/fails", '');
isnt((in_root($add))[0], 0, 'mkinitrd fails');

like(in_root($remove), qr{^0sysmap remove --quiet $r$}m, 'System.map is removed with the kernel; a failure of sysmap is none of the removal');
unlike(in_root("DPKG_MAINTSCRIPT_PACKAGE=linux $remove"), qr/^0.*sysmap/s, 'but not by Debian\'s kernel packages');
use_package(1);

# ---- a unified kernel image ------------------------------------------------------------------------

# A later plug-in finds the initrd in the staging area; an image that is unified has one.
write_file("$top/etc/kernel/install.d/60-ukify.install", "#!/bin/sh\ncp \$KERNEL_INSTALL_STAGING_AREA/initrd* /tmp/staged\n", 0755);
fresh_boot('gangway', 'uki');
is((in_root($add))[0], 0, 'layout uki');
like(read_file("$top/tmp/staged"), qr{^--force --host .*--with stub .*$r$}, 'the plug-in that makes the image finds the initrd, with the helper');
unlink("$top/etc/kernel/install.d/60-ukify.install");
my $environment = "KERNEL_INSTALL_INITRD_GENERATOR=gangway KERNEL_INSTALL_STAGING_AREA=$stage";
is(in_root("mkdir $stage; $environment KERNEL_INSTALL_IMAGE_TYPE=uki $plugin add $r /boot/x /boot/vmlinuz-$r; ls $stage; rmdir $stage"), '0', 'a unified kernel image gets no initrd');

must('make', '-s', "O=$work/build", "DESTDIR=$top", 'PREFIX=/opt', 'uninstall');
is_deeply([glob("$top/etc/kernel/install.d/*")], [], 'make uninstall removes the plug-ins');
must('make', '-s', '-o', 'all', "O=$work/build", "DESTDIR=$work/usr", 'PREFIX=/usr', 'install');
is(join(' ', map { s{.*/}{}r } glob("$work/usr/usr/lib/kernel/install.d/*")), '52-gangway.install 86-gangway-only.install', 'PREFIX=/usr: the directory of packages');

done_testing();
