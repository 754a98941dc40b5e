#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0
#
# The records of device-mapper devices for the udev of the real system, and their links. What udev
# makes of them is tested in distro-tests/test_mapped.py.

use strict;
use warnings;
use lib 'host-tests/tools';
use mkinitrd;
use File::Copy qw(copy);
use File::Path qw(make_path);
use Test::More;

my $inside = "$work/inside";
# a user who is not root needs a namespace
my @enter = $> == 0 ? ('chroot', $inside) : ('unshare', '--map-root-user', "--root=$inside");
my $helper = "$inside/lib/gangway/LVM2_member";

make_path("$inside/lib/gangway", "$inside/run", "$inside/dev/mapper", "$inside/usr/sbin");
copy("$ENV{TAP_BUILD}/../helpers/container", $helper) or die "$helper: $!\n";
chmod(0755, $helper);

sub device {
    my ($name, $number, $mapper, $uuid) = @_;
    my $sys = "$inside/sys/class/block/$name";
    write_file("$sys/uevent", "MAJOR=253\nMINOR=$number\nDEVNAME=$name\nDEVTYPE=disk\n");
    write_file("$sys/size", "100\n");
    return if !defined $mapper;
    write_file("$sys/dm/name", "$mapper\n");
    write_file("$sys/dm/uuid", "$uuid\n");
    write_file("$inside/dev/mapper/$mapper", 'a device node');
}

my $volume = 'LVM-' . 'g' x 32 . 'v' x 31;
device('sda', 0);
device('dm-0', 0, 'vda2_crypt', 'CRYPT-LUKS2-6a6e-vda2_crypt');
device('dm-1', 1, 'debian--vg-root', "${volume}1");
device('dm-2', 2, 'debian--vg-root-real', "${volume}1-real");
device('dm-3', 3, 'debian--vg-data_rimage_0', "${volume}3");
device('dm-4', 4, 'debian--vg-before', "${volume}4");
device('dm-5', 5, 'debian--vg-before-cow', "${volume}4-cow");
device('dm-6', 6, 'temporary', 'CRYPT-TEMP-temporary');
device('dm-7', 7, 'bare', '');
make_path("$inside/sys/class/block/dm-4/slaves");
symlink('../../dm-5', "$inside/sys/class/block/dm-4/slaves/dm-5") or die "slaves: $!\n";

umask(022); # as PID 1 has it
# There is no lvm: other helpers have made the devices.
my ($status) = run('env', '-i', 'PATH=/usr/sbin:/usr/bin:/sbin:/bin', @enter, '/lib/gangway/LVM2_member', '/dev/sda');
is($status, 127, 'the exit status is that of the program');

my $usual = "E:DM_UDEV_PRIMARY_SOURCE_FLAG=1\nE:DM_UDEV_RULES=1\nE:DM_UDEV_RULES_VSN=2\n";
my $inner = join('', map { "E:DM_${_}_FLAG=1\n" } 'UDEV_DISABLE_SUBSYSTEM_RULES',
    'UDEV_DISABLE_DISK_RULES', 'UDEV_DISABLE_OTHER_RULES', 'COOKIE_DISABLE_OTHER_RULES');
my @cases = (
    [0, 'vda2_crypt', '', 'a LUKS volume'],
    [1, 'debian--vg-root', '', 'a logical volume'],
    [2, 'debian--vg-root-real', $inner, 'a layer of a volume'],
    [3, 'debian--vg-data_rimage_0', $inner, 'a leg of a volume'],
    [4, 'debian--vg-before', "E:DM_UDEV_LOW_PRIORITY_FLAG=1\n", 'a snapshot'],
    [5, 'debian--vg-before-cow', $inner, 'the data of a snapshot'],
    [6, 'temporary', $inner, 'a temporary device of cryptsetup'],
    [7, 'bare', '', 'a device without a UUID'],
);
for (@cases) {
    my ($number, $mapper, $flags, $name) = @$_;
    my $record = "$inside/run/udev/data/b253:$number";
    is(-e $record ? read_file($record) : 'none', "${usual}${flags}V:1\n", "$name: the record");
    is(sprintf('%o', (stat $record)[2] // 0), '101644', "$name: the mode of the record");
    is(readlink("$inside/dev/mapper/$mapper") // 'no link', "../dm-$number", "$name: the link");
}
is(join(' ', sort map { s{.*/}{}r } glob("$inside/run/udev/data/*")), join(' ', map { "b253:$_" } 0 .. 7),
    'no record of other devices');
is(scalar(() = glob("$inside/dev/mapper/{,.}*[a-z0-9]")), scalar @cases, 'no other file in /dev/mapper');
ok(!-e "$inside/run/initramfs", 'nothing is prepared for the shutdown, since no device was set up');
done_testing();
