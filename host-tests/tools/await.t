#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0
#
# The helper that waits for a block device, in a root whose devices are files. qemu-tests/test_embedded.py
# has a device that appears late.

use strict;
use warnings;
use lib 'host-tests/tools';
use mkinitrd;
use File::Copy qw(copy);
use File::Path qw(make_path);
use Test::More;

my $inside = "$work/inside";
# a user who is not root needs a namespace
my @enter = ('env', '-i', 'PATH=/usr/sbin:/usr/bin:/sbin:/bin', $> == 0 ? ('chroot', $inside) :
    ('unshare', '--map-root-user', "--root=$inside"));

make_path("$inside/dev", "$inside/sys/class/block", "$inside/devices");
copy("$ENV{TAP_BUILD}/../helpers/await", "$inside/await") or die "helper: $!\n";
chmod(0755, "$inside/await");

# A device; $disk: it is the second partition of that one.
sub device {
    my ($name, $disk, @uevent) = @_;
    my $directory = $disk ? "devices/$disk/$name" : "devices/$name";
    make_path("$inside/$directory/queue");
    symlink("../../../$directory", "$inside/sys/class/block/$name") or die;
    write_file("$inside/$directory/uevent", join("\n", 'MAJOR=8', 'MINOR=1', ('PARTN=2') x !!$disk, @uevent, ''));
    write_file("$inside/$directory/size", "2048\n");
    write_file("$inside/$directory/queue/logical_block_size", "512\n");
    must('truncate', '-s', '1M', "$inside/dev/$name");
}

sub ext2 {
    my ($name, $label) = @_;
    must('/sbin/mke2fs', '-q', '-F', '-t', 'ext2', '-L', $label, '-U', '00000000-0000-4000-8000-000000000001', "$inside/dev/$name");
}

sub awaits {
    my ($arguments, $status, $output, $name) = @_;
    my ($got, $out, $err) = run(@enter, '/await', @$arguments);
    is("$got $out$err", "$status $output\n", $name);
}

device('sda');
device('sda2', 'sda');
ext2('sda2', 'data');
awaits(['LABEL=data'], 0, '/dev/sda2 ext2', 'a partition, by its label');
awaits(['UUID=00000000-0000-4000-8000-000000000001'], 0, '/dev/sda2 ext2', 'by its UUID');
awaits(['/dev/sda2'], 0, '/dev/sda2 ext2', 'by its name');
awaits(['LABEL=dat', '0'], 1, 'await: LABEL=dat: did not appear', 'another label');
awaits(['/dev/sda', '0'], 1, 'await: /dev/sda: did not appear', 'a disk without a file system');
my $began = time;
awaits(['LABEL=none', '2'], 1, 'await: LABEL=none: did not appear', 'a device that does not exist');
cmp_ok(time - $began, '>=', 1, 'is awaited');

# The kernel reports no PARTUUID before 6.13; the table has it.
write_file("$inside/table", "label: dos\nlabel-id: 0x1a2b3c4d\n2 : start=34, size=100, type=83\n");
must('sh', '-c', "/sbin/sfdisk -q --no-reread --no-tell-kernel '$inside/dev/sda' <'$inside/table' 2>&1");
awaits(['PARTUUID=1a2b3c4d-02'], 0, '/dev/sda2 ext2', 'a partition, by its UUID');

# Disks on which it would be wrong.
write_file("$inside/dev/sda", "LUKS\xba\xbe\0\1" . "\0" x 1048568);
awaits(['LABEL=data', '0'], 1, 'await: LABEL=data: did not appear', 'a partition on a container');
unlink("$inside/dev/sda");
awaits(['LABEL=data', '0'], 1, 'await: LABEL=data: did not appear', 'a partition whose disk cannot be read');
device('sdb');
ext2('sdb', 'data');
awaits(['LABEL=data'], 0, '/dev/sdb ext2', 'a disk without a partition table');
make_path("$inside/devices/sdb/holders/md0");
awaits(['LABEL=data', '0'], 1, 'await: LABEL=data: did not appear', 'a disk that another device holds');
device('dm-0');
make_path("$inside/devices/dm-0/dm");
write_file("$inside/devices/dm-0/dm/name", "vg-snap\n");
write_file("$inside/devices/dm-0/dm/uuid", 'LVM-' . 'a' x 64 . "\n");
ext2('dm-0', 'data');
awaits(['LABEL=data'], 0, '/dev/dm-0 ext2', 'a logical volume');
make_path("$inside/devices/dm-0/slaves/dm-1/dm");
write_file("$inside/devices/dm-0/slaves/dm-1/dm/uuid", 'LVM-' . 'a' x 64 . "-cow\n");
awaits(['LABEL=data', '0'], 1, 'await: LABEL=data: did not appear', 'a snapshot');

# The first by name, in whatever order they respond.
for my $name (qw(sdz sdc sdn)) {
    device($name);
    ext2($name, 'twice');
}
awaits(['LABEL=twice'], 0, '/dev/sdc ext2', 'three devices of the same name');

my $pid = fork() // die "fork: $!\n";
if (!$pid) {
    open(STDERR, '>', '/dev/null');
    exec(@enter, '/await', 'LABEL=none', '86400');
}
sleep(1);
kill('TERM', $pid);
waitpid($pid, 0);
is($? >> 8, 1, 'a signal ends the wait');

my $usage = 'await: usage: await DEVICE [SECONDS]';
awaits([], 2, $usage, 'no argument');
awaits(['LABEL=data', '1', '2'], 2, $usage, 'too many arguments');
awaits(['LABEL=data', 'soon'], 2, 'await: soon: not a number of seconds', 'not a number');
awaits(['data'], 2, 'await: data: Invalid argument', 'not a device');
awaits(['gpt-auto'], 2, 'await: gpt-auto: Operation not supported', 'a form that it does not support');

done_testing();
