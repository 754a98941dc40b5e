#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0
#
# gangway-entry: the entries of boot loaders, printed and written, and kept up to date by
# update-gangway. A script replaces mkinitrd.

use strict;
use warnings;
use lib 'host-tests/tools';
use debianroot;
use mkinitrd;
use File::Path qw(make_path);
use Test::More;

my $r = '6.1.0-9-amd64';
my $older = '6.1.0-8-amd64';
my $image = "$top/boot/gangway-$r.img";
install_kernels($r, $older);
make_path("$top/etc/kernel", "$top/etc/gangway");

fresh();
write_file("$top/etc/os-release", qq{PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\n});
write_file("$top/etc/fstab", "# /dev/x / ext4\nUUID=11-22 / ext4 errors=remount-ro 0 1\nUUID=33 /home ext4 defaults 0 2\n");
unlink("$top/tmp/machine");
in_root("update-gangway -c -k all");
my $append = 'root=UUID=11-22 ro';
sub extlinux {
    my ($release, $parameters) = @_;
    return <<"END";
label gangway-$release
	menu label Debian GNU/Linux 12 (bookworm), with Linux $release and gangway
	linux /boot/vmlinuz-$release
	initrd /boot/gangway-$release.img
	append $parameters
END
}
is(in_root('gangway-entry extlinux'), '0' . extlinux($r, $append) . extlinux($older, $append), 'extlinux, in a chroot: root from fstab');
write_file("$top/etc/kernel/cmdline", "quiet systemd.unit=root=x\n");
like(in_root("gangway-entry $_"), qr{^1gangway-entry: unknown root: .*/etc/kernel/cmdline\n$}, "$_: no entry without a root")
    for qw(grub systemd-boot extlinux);
write_file("$top/etc/kernel/cmdline", qq{root=LABEL="my root" initrd=x BOOT_IMAGE=/y rdinit=/z ro quiet a.b="c d"\n});
my $cmdline = q{root=LABEL="my root" ro quiet a.b="c d"};
is(in_root("gangway-entry -k $older extlinux"), '0' . extlinux($older, $cmdline), 'of one kernel, with /etc/kernel/cmdline');
like(in_root('gangway-entry systemd-boot'), qr{^version    $r\nlinux      /vmlinuz-$r\ninitrd     /gangway-$r\.img\noptions    \Q$cmdline\E$}m, 'systemd-boot');

# Without /etc/kernel/cmdline, the command line is that of the running system, but parameters for one
# boot are not meant for the entries.
rename("$top/etc/kernel/cmdline", "$top/etc/kernel/away");
write_file("$top/tmp/machine", '');
sub with_cmdline {
    my ($current) = @_;
    write_file("$top/tmp/cmdline", "$current\n");
    return in_root("mount --bind /tmp/cmdline /proc/cmdline && gangway-entry -k $older extlinux");
}
is(with_cmdline('BOOT_IMAGE=/x root=/dev/x ro quiet sing=le x.init=/bin/sh'), '0' . extlinux($older, 'root=/dev/x ro quiet sing=le x.init=/bin/sh'), 'the running system');
for (qw(single s S 1 -s -b emergency rescue systemd.unit=rescue.target rd.systemd.unit=x systemd.run="a" systemd.debug_shell init=/bin/sh
    gangway.break gangway.break=root rd.break break=mount)) {
    like(with_cmdline("root=/dev/x $_ ro quiet"), qr{^0gangway-entry: warning: omitting \Q$_\E, .* /etc/kernel/cmdline\n\Q@{[extlinux($older, 'root=/dev/x ro quiet')]}\E$}, "not for one boot: $_");
}
is(with_cmdline('root=/dev/x rdinit=/bin/sh'), '0' . extlinux($older, 'root=/dev/x'), 'rdinit is always omitted');
is(with_cmdline('single'), '0' . extlinux($older, $append), 'no root: that of fstab');
unlink("$top/tmp/machine");
rename("$top/etc/kernel/away", "$top/etc/kernel/cmdline");
write_file("$top/etc/kernel/cmdline", read_file("$top/etc/kernel/cmdline") =~ s/$/ single/r);
is(in_root("gangway-entry -k $older extlinux"), '0' . extlinux($older, "$cmdline single"), '/etc/kernel/cmdline is used as it is');
write_file("$top/etc/kernel/cmdline", read_file("$top/etc/kernel/cmdline") =~ s/ single//r);

like(in_root('gangway-entry grub'), qr{^1gangway-entry: /usr/share/grub/grub-mkconfig_lib: No such file}, 'no GRUB') if !-e '/usr/share/grub/grub-mkconfig_lib';

write_file("$top/opt/bin/update-grub", "#!/bin/sh\necho updated\n", 0755);
like(in_root('gangway-entry --write grub'), qr{^1gangway-entry: /etc/grub\.d: }, 'no GRUB to write to');
make_path("$top/etc/grub.d");
sub explained {
    my ($loader, $key) = @_;
    return qr{^0(?:updated\n)?gangway-entry: the menu of $loader has entries for gangway's images; its default entry is unchanged\nTo try gangway, .*, $key while the machine starts\.\nIf it does not boot, reboot and choose the default entry\.\n$};
}
like(in_root('gangway-entry --write grub'), explained('grub', qr/press Esc .*/), 'written, and the return is explained');
ok(-x "$top/etc/grub.d/42_gangway", 'the script is executable');
is(in_root('/etc/grub.d/42_gangway'), '0', 'and does no harm if gangway was removed');
is(in_root('gangway-entry --remove grub'), "0updated\n", 'removed');
ok(!-e "$top/etc/grub.d/42_gangway", 'is gone');
is(in_root('gangway-entry --remove grub'), '0', 'there is nothing more to remove');
write_file("$top/etc/grub.d/42_gangway", "mine\n");
like(in_root('gangway-entry --write grub'), qr/^1.*not replaced/, 'a foreign script is not replaced');
is(in_root('gangway-entry --remove grub'), '0', 'and not removed');
is(read_file("$top/etc/grub.d/42_gangway"), "mine\n", 'it is unchanged');

# systemd-boot: /esp is a separate file system, with copies of the files.
my $esp = "$top/esp";
make_path("$esp/loader/entries");
write_file("$top/opt/bin/bootctl", "#!/bin/sh\n[ -d /esp ] || { echo 'not found' >&2; exit 1; }\necho /esp\n", 0755);
write_file("$esp/loader/entries/debian.conf", "title Debian\n");
# The file system of the root in this namespace; its content is copied back.
sub with_esp {
    my ($command) = @_;
    return in_root("mkdir -p /tmp/esp; cp -r /esp/. /tmp/esp; mount -t tmpfs -o size=\${SIZE:-1m} tmpfs /esp; cp -r /tmp/esp/. /esp; $command\nstatus=\$?; rm -r /tmp/esp; cp -r /esp /tmp/esp; umount /esp; rm -rf /esp/*; cp -r /tmp/esp/. /esp; exit \$status");
}
sub on_esp {
    return join(' ', map { s{^\Q$esp\E/}{}r } sort grep { -f } glob("$esp/*/* $esp/*/*/*"));
}
fresh();
in_root("update-gangway -c -k all");
my $kept = 'loader/entries/debian.conf';
like(with_esp('gangway-entry --write systemd-boot'), qr{^1gangway-entry: /esp/loader/loader\.conf: has no default, and debian\.conf no sort-key, .*: default debian\.conf\n$},
    'an entry that might become the default is not written');
is(on_esp(), $kept, 'nothing is written');
write_file("$esp/$kept", "title Debian\nsort-key debian\n");
like(with_esp('gangway-entry --write systemd-boot'), explained('systemd-boot', 'hold the space bar'), 'written for systemd-boot');
my @both = map { ("gangway/$_/initrd", "gangway/$_/linux") } $older, $r;
is(on_esp(), join(' ', @both, $kept, map { "loader/entries/gangway-$_.conf" } $older, $r), 'with copies of the files');
is(read_file("$esp/gangway/$r/linux") . read_file("$esp/gangway/$r/initrd"), "kernel $r" . read_file($image), 'of this kernel');
is(read_file("$esp/loader/entries/gangway-$r.conf"), <<"END", 'the entry has their paths');
# Written by gangway-entry --write; gangway-entry --remove removes it.
title      Debian GNU/Linux 12 (bookworm), with Linux $r and gangway
version    $r
linux      /gangway/$r/linux
initrd     /gangway/$r/initrd
options    $cmdline
END
write_file("$top/etc/gangway/mkinitrd.conf", "OPTIONS=--changed\n");
write_file("$esp/loader/entries/other.conf", "title Other\n");
like(with_esp("update-gangway -u"), qr/^0.*\ngangway-entry: warning: .*other\.conf no sort-key, so gangway might become the default; add, .*\n$/,
    'an update of the image, although another package has added an entry without sort-key');
unlink(map { "$_/loader/entries/other.conf" } $esp, "$top/tmp/esp");
is(read_file("$esp/gangway/$r/initrd"), read_file($image), 'updates its copy');
like(read_file($image), qr/--changed/, 'which has changed');
like(with_esp("update-gangway -d -k $older"), qr/^0/, 'the images of a kernel are deleted');
is(on_esp(), join(' ', @both[2, 3], $kept, "loader/entries/gangway-$r.conf"), 'with its entry and copies');
my $good = read_file("$esp/gangway/$r/initrd");
write_file("$top/etc/gangway/mkinitrd.conf", 'OPTIONS=' . 'x' x 9999 . "\n");
like(with_esp("dd if=/dev/zero of=/esp/full bs=4096 2>/dev/null; update-gangway -u; status=\$?; rm /esp/full; (exit \$status)"),
    qr{^1.*No space left on device\ngangway-entry: /esp/gangway/\Q$r\E/initrd: not written; an earlier file was kept$}s, 'a full boot partition is an error');
is(read_file("$esp/gangway/$r/initrd"), $good, 'the old copy is there');
is(on_esp(), join(' ', @both[2, 3], $kept, "loader/entries/gangway-$r.conf"), 'nothing is left');
write_file("$top/etc/gangway/mkinitrd.conf", '');
with_esp('update-gangway -u');
$good = read_file("$esp/gangway/$r/initrd");
my $large = 'x' x 9999;
like(with_esp("dd if=/dev/zero of=/esp/full bs=4096 2>/dev/null; truncate -s -12288 /esp/full; update-gangway -c -k $older -O $large; status=\$?; rm /esp/full; (exit \$status)"),
    qr{^1.*gangway-entry: /esp/gangway/\Q$older\E/initrd: not written}s, 'for a new image, too');
is(on_esp(), join(' ', @both[2, 3], $kept, "loader/entries/gangway-$r.conf"), 'nothing is left');
with_esp("update-gangway -d -k $older");

# An image with a key.
chmod(0600, $image);
write_file($image, 'key');
write_file("$top/opt/bin/stat", "#!/bin/sh\ncase \$* in *%a*.new) echo 755 ;; *) exec /usr/bin/stat \"\$@\" ;; esac\n", 0755);
like(with_esp('gangway-entry --refresh'), qr{^1gangway-entry: /esp/gangway/\Q$r\E/initrd: not written: /boot/gangway-\Q$r\E\.img is secret, and all users could read the copy; },
    'a secret image is not copied to a file system that is readable by all');
is(read_file("$esp/gangway/$r/initrd"), $good, 'the old copy is there');
unlink("$top/opt/bin/stat");
is(with_esp('gangway-entry --refresh'), '0', 'otherwise it is copied');
is(read_file("$esp/gangway/$r/initrd"), 'key', 'as it is');
is((stat("$esp/gangway/$r/initrd"))[2] & 077, 0, 'and only root can read it');

# Entries of another system on the same partition.
my $id = '0123456789abcdef0123456789abcdef';
my $entry = "$esp/loader/entries/gangway-$r.conf";
write_file("$top/etc/machine-id", "$id\n");
is(with_esp('gangway-entry --refresh'), '0', 'with an identifier of the system');
like(read_file($entry), qr/^version    $r\nmachine-id $id\nlinux /m, 'the entry has it');
write_file("$top/etc/machine-id", reverse($id) . "\n");
is(with_esp('gangway-entry --refresh'), '0', 'a clone has the same root');
my $cloned = read_file($entry);
like($cloned, qr/^machine-id fedc/m, 'its entry is replaced');
write_file($entry, $cloned =~ s/machine-id f/machine-id 0/r =~ s/my root/theirs/r);
like(with_esp('gangway-entry --refresh'), qr/^1.*gangway-$r\.conf: not replaced: not written by gangway-entry on this system$/, 'an entry of another system is not replaced');
is(with_esp('gangway-entry --remove systemd-boot'), '0', 'and not removed');
is(on_esp(), join(' ', @both[2, 3], $kept, "loader/entries/gangway-$r.conf"), 'nor its files');
write_file($entry, $cloned);
make_path("$top/etc/gangway/entries");
write_file("$top/etc/gangway/entries/systemd-boot", '');
unlink("$top/etc/machine-id");
is(with_esp('gangway-entry --remove systemd-boot'), '0', 'removed');
is(on_esp(), $kept, 'only the other entry is left');
ok(!-e "$top/etc/gangway/entries", 'nothing is written from now on');
is(with_esp('gangway-entry --remove systemd-boot'), '0', 'there is nothing more to remove');
write_file("$esp/loader/entries/gangway-$r.conf", "mine\nsort-key x\n");
like(with_esp('gangway-entry --write systemd-boot'), qr/^1.*gangway-$r\.conf: not replaced: not written by gangway-entry on this system$/, 'a foreign entry is not replaced');
in_root('mount --bind /boot /esp && gangway-entry --write systemd-boot');
like(read_file("$top/boot/loader/entries/gangway-$r.conf"), qr{^linux      /vmlinuz-$r\ninitrd     /gangway-$r\.img$}m, 'a boot partition that is /boot needs no copies');
is(in_root('mount --bind /boot /esp && gangway-entry --remove systemd-boot'), '0', 'removed there');
is(join(' ', glob("$top/boot/loader/entries/* $top/boot/gangway/*")), '', 'nothing is left');
must("rm -r '$esp' '$top/boot/loader'");
like(in_root('gangway-entry --write systemd-boot'), qr{^1not found\ngangway-entry: cannot find the boot partition: .*\n$}, 'no boot partition');

# extlinux: lines in its menu.
my $menu = "$top/boot/extlinux/extlinux.conf";
my $others = "default l0\nlabel l0\n\tlinux /vmlinuz\n";
like(in_root('gangway-entry --write extlinux'), qr{^1gangway-entry: /boot/extlinux/extlinux.conf: No such file or directory$}, 'no extlinux');
make_path("$top/boot/extlinux");
write_file($menu, $others);
like(in_root('gangway-entry --write extlinux'), explained('extlinux', qr/hold Shift .*/), 'written for extlinux') for 1, 2;
is(read_file($menu), "$others# Begin of the entries of gangway-entry --write; gangway-entry --remove removes them.\n" .
    extlinux($r, $cmdline) . "# End of the entries of gangway-entry.\n", 'once, after the others');
in_root("update-gangway -c -k $older");
like(read_file($menu), qr/^label gangway-$r\n.*^label gangway-$older\n/ms, 'a new image is added');
in_root('update-gangway -d -k all');
is(read_file($menu), $others, 'without an image, only the others are left');
in_root('update-gangway -c -k all');
is(in_root('gangway-entry --remove extlinux'), '0', 'removed');
is(read_file($menu), $others, 'the menu is as before');
in_root('gangway-entry --write extlinux');
unlink($menu);
like(in_root('gangway-entry --refresh'), qr{^1gangway-entry: /boot/extlinux/extlinux.conf: No such file}, 'a missing menu is an error');
is(in_root('gangway-entry --remove extlinux'), '0', 'but not for --remove');
ok(!-e "$top/etc/gangway/entries", 'nothing is written from now on');
for (["# Begin of the entries of gangway-entry --write; gangway-entry --remove removes them.\nmore\n", 'no line '], ["# use u-boot-update\n", 'u-boot-update writes this file']) {
    write_file($menu, "$others$_->[0]");
    like(in_root('gangway-entry --write extlinux'), qr{^1gangway-entry: .*extlinux.conf: not changed: $_->[1]}, "not changed: $_->[1]");
    is(read_file($menu), "$others$_->[0]", 'it is as before');
}

# Removal of the package: what cannot be removed is reported, and is no error.
must("cp packaging/debian/gangway.prerm '$top/opt'");
must("cp -r packaging/kernel/postrm.d '$top/etc/kernel'");
write_file($menu, $others);
in_root('gangway-entry --write extlinux; touch /etc/gangway/entries/systemd-boot');
like(in_root('sh /opt/gangway.prerm remove'), qr/^0not found\n.*\ngangway: entries of systemd-boot may be left\n/, 'the package is removed');
is(read_file($menu), $others, 'with its entries');
ok(!-e "$top/etc/gangway/entries", 'nothing is written from now on');

unlink(glob("$top/boot/gangway-*"));
is(in_root('gangway-entry extlinux'), "1gangway-entry: /boot: no kernel has an image; run: update-gangway -c -k all\n", 'no image');
is((in_root("gangway-entry $_"))[0], 2, "gangway-entry $_: a usage error") for '', 'lilo', '--write', '--write lilo', '--refresh grub', '--write --remove grub', '-k x --write grub', '--wirte grub', 'grub extlinux';

done_testing();
