#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0
#
# What the Debian package runs: update-gangway and the hooks of kernel packages, in a root where a
# script replaces mkinitrd.

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
must("cp -r packaging/debian/kernel '$top/etc'");
write_file("$top/boot/initrd.img-$r", 'theirs');
my $image = "$top/boot/gangway-$r.img";

sub images {
    return join(' ', map { s{.*/gangway-}{}r } sort glob("$top/boot/gangway-*"));
}

# ---- what is built ------------------------------------------------------------------------------

fresh();
is(in_root('update-gangway -u'), '0', 'an update without images does nothing');
is(in_root("update-gangway -c -k $r"), "0update-gangway: building /boot/gangway-$r.img\n", 'an image is created');
is(read_file($image), "--force --host /boot/gangway-$r.img $r\n", 'for this machine');
is(in_root('update-gangway -c -k all'), "0update-gangway: building /boot/gangway-$r.img\nupdate-gangway: building /boot/gangway-$older.img\n",
    'all are created, the newest first');
is(images(), "$older.img $r.img $r.img.old", 'the previous image is kept');
is(in_root('update-gangway -u'), "0update-gangway: building /boot/gangway-$r.img\n", 'an update is for the newest kernel');
like(in_root('update-gangway -u -k all'), qr/$r.*$older/s, 'or for all that have an image');
is(in_root("update-gangway -u -s " . (time + 99)), "0update-gangway: building /boot/gangway-$r.img\n", 'not newer than the time of -s');
like(in_root('update-gangway -u -s 1'), qr{^0update-gangway: /boot/gangway-\Q$r\E.img was updated after .*\n$}, 'newer, so it is skipped');
like(in_root("update-gangway -d -k $older"), qr/^0/, 'deleted');
is(images(), "$r.img $r.img.old", 'with the image that was kept');
is(read_file("$top/boot/initrd.img-$r"), 'theirs', 'the image of another program is not changed');

fresh();
unlink("$top/tmp/machine");
like(in_root("update-gangway -c -k $r"), qr/^0update-gangway: .*\nupdate-gangway: not on the machine itself: building a generic image\n$/, 'in a chroot');
like(read_file($image), qr/^--force --generic (?!.*luks)/, 'the image is generic');
write_file("$top/etc/crypttab", "# comment\nroot UUID=1 none\n");
in_root("update-gangway -c -k $r");
like(read_file($image), qr/--with luks/, 'with LUKS if crypttab has a line') if -x '/sbin/cryptsetup';
unlink("$top/etc/crypttab");

fresh();
write_file("$top/etc/gangway/mkinitrd.conf", "MODULES=generic\nOPTIONS='--add a:/b --no-hints'\n");
write_file("$top/etc/gangway/gangway.conf", "quiet\n");
in_root("update-gangway -v -c -k $r");
like(read_file($image), qr{^--force -v --generic .*--config /etc/gangway/gangway.conf --add a:/b --no-hints /boot}, 'the configuration');
write_file("$top/etc/gangway/mkinitrd.conf", "MODULES=most\n");
is(in_root("update-gangway -c -k $r"), "1update-gangway: building /boot/gangway-$r.img\nupdate-gangway: /etc/gangway/mkinitrd.conf: MODULES=most: expected host or generic\n",
    'an invalid one');
for (qw(mkinitrd.conf gangway.conf)) {
    write_file("$top/etc/gangway/$_", read_file("packaging/debian/etc/$_"));
}
in_root("update-gangway -c -k $r");
is(read_file($image), "--force --host --config /etc/gangway/gangway.conf /boot/gangway-$r.img $r\n", 'that of the package is the default');
make_path("$top/tmp/other");
in_root("update-gangway -c -k $r -b /tmp/other/");
ok(-e "$top/tmp/other/gangway-$r.img", 'another directory');
remove_tree("$top/tmp/other");

is((in_root("update-gangway $_"))[0], 2, "update-gangway $_: a usage error")
    for '', '-c', '-c -u -k all', '-x', '-d', '-u --version', "-c -k $r more", '-c -k ../x';
like(in_root('update-gangway -c -k all -b /nowhere'), qr{^1.*/nowhere: not a directory}, 'no such directory');

# ---- failures: the image is the old or the new one -----------------------------------------------

fresh();
write_file($image, "good\n");
write_file("$top/tmp/fails", '');
like(in_root("update-gangway -c -k $r"), qr/^1.*No space left on device\n.*not built; an earlier image was kept$/s, 'a full disk is an error');
is(read_file($image), "good\n", 'the old image is there');
unlink("$top/tmp/fails");
for my $damage (qw(damaged empty)) {
    write_file("$top/tmp/damage", "$damage\n");
    like(in_root("update-gangway -u -k $r"), qr/^1.*the new image is damaged; it was removed$/s, "an image that is $damage");
    is(images() . read_file($image), "$r.img" . "good\n", 'is replaced by the previous one');
}
unlink($image);
like(in_root("update-gangway -c -k $r"), qr/^1/, 'a damaged image without a previous one');
is(images(), '', 'is removed');

fresh();
write_file($image, "good\n");
write_file("$top/tmp/slow", '3');
my ($status) = in_root(<<"END");
update-gangway -c -k $r & pid=\$!
until [ -e /tmp/log ]; do sleep 0.1; done
kill \$pid
wait \$pid
status=\$?
flock --nonblock /boot true || exit 99
exit \$status
END
is($status, 143, 'SIGTERM ends it, and is reported; the lock is free');
is(read_file("$top/tmp/log") . read_file($image), "started\ngood\n", 'mkinitrd was stopped, the old image is there');

fresh();
write_file("$top/tmp/slow", '1');
is((in_root("update-gangway -c -k $r & update-gangway -c -k $older || exit; wait \$!"))[0], 0, 'two at once');
is(read_file("$top/tmp/log"), "started\nended\n" x 2, 'run one after the other');

# ---- hooks of kernel packages -------------------------------------------------------------------

my $install = "/etc/kernel/postinst.d/gangway";
my $remove = "/etc/kernel/postrm.d/gangway";
my $path = "/boot/vmlinuz-$r";
for ('', 'DEB_MAINT_PARAMS=configure', 'DEB_MAINT_PARAMS="configure 6.1.4-1"', q{DEB_MAINT_PARAMS="'configure' ''"}) {
    fresh();
    like(in_root("$_ run-parts --exit-on-error --arg=$r --arg=$path /etc/kernel/postinst.d"), qr/^0/, "a kernel is installed: $_");
    is(images(), "$r.img", 'an image is built');
}
for ('INITRD=No', 'DEB_MAINT_PARAMS="abort-upgrade 1"') {
    fresh();
    is(in_root("$_ $install $r $path"), '0', $_);
    is(images(), '', 'no image is built');
}
is(in_root($install), '0', 'no release');
is((in_root("DEB_MAINT_PARAMS=configure $install $r >/tmp/out 2>/dev/null; cat /tmp/out"))[1], '', 'nothing on the standard output, which is debconf\'s');
write_file("$top/tmp/fails", '');
is((in_root("$install $r $path"))[0], 1, 'the kernel package receives the failure');

fresh();
in_root("$install $r $path; $install $older $path; $install $r $path");
is(in_root("DEB_MAINT_PARAMS=\"upgrade 2\" $remove $r $path"), '0', 'an upgrade');
is(images(), "$older.img $r.img $r.img.old", 'deletes nothing');
like(in_root("DEB_MAINT_PARAMS=remove run-parts --arg=$r --arg=$path /etc/kernel/postrm.d"), qr/^0/, 'a kernel is removed');
is(images(), "$older.img", 'with its images');
rename("$top/opt/bin/update-gangway", "$top/opt/bin/away");
is(in_root("$_ $r $path"), '0', 'gangway was removed, but not purged') for $install, $remove;
rename("$top/opt/bin/away", "$top/opt/bin/update-gangway");

# ---- removal of the package ---------------------------------------------------------------------

# What update-gangway has made for an installed kernel is deleted; other files with such names are
# not, nor is the image of a kernel that was deleted by hand.
must("cp -r packaging/kernel/postrm.d '$top/etc/kernel'");
my @foreign = ('rescue.img', 'rescue.img.old', '5.10.0-1-amd64.img', "$r.img.bak", "$r.img.old.old", "$r.img.mkinitrd-1");
fresh();
in_root("$install $r $path; $install $r $path; $install $older $path");
rename("$top/boot/gangway-$older.img", "$top/boot/gangway-$older.img.old");
write_file("$top/boot/gangway-$_", 'mine') for @foreign;
write_file("$top/boot/gangway-$r.img.mkinitrd-$_", 'left by a power failure') for qw(aB3dE9 000000);
must("cp packaging/debian/gangway.prerm '$top/tmp'");
is(in_root('sh /tmp/gangway.prerm upgrade 2'), '0', 'an upgrade of gangway');
my $deleted = join('', map { "update-gangway: deleting /boot/gangway-$_\n" } "$r.img", "$r.img.old",
    "$r.img.mkinitrd-000000", "$r.img.mkinitrd-aB3dE9", "$older.img.old");
is(images(), join(' ', sort @foreign, $deleted =~ /gangway-(\d.*)/g), 'deletes no image');
is(in_root('sh /tmp/gangway.prerm remove'), "0$deleted", 'its removal');
is(images(), join(' ', sort @foreign), 'deletes the images of installed kernels, and no others');
is(in_root('sh /tmp/gangway.prerm remove'), '0', 'nothing to delete');

done_testing();
