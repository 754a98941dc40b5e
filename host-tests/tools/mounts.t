#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0
#
# The helper that mounts /usr, in an initramfs whose devices are files: which entries of fstab it takes, in
# which order, and why it stops. qemu-tests/test_mounts.py has what only a kernel can mount.

use strict;
use warnings;
use lib 'host-tests/tools';
use mkinitrd;
use File::Copy qw(copy);
use File::Path qw(make_path remove_tree);
use Test::More;

my $inside = "$work/inside";
# a user who is not root needs a namespace
my @enter = ('env', '-i', 'PATH=/usr/sbin:/usr/bin:/sbin:/bin', $> == 0 ? ('chroot', $inside) : ('unshare', '--map-root-user', "--root=$inside"));
my $nothing = 'mounts: no cause';

make_path("$inside/dev", "$inside/sys/class/block", "$inside/devices", "$inside/run", "$inside/lib/gangway",
    map { "$inside/root/$_" } qw(etc usr/local srv var/lib));
copy("$ENV{TAP_BUILD}/../helpers/mounts", "$inside/lib/gangway/mounts") or die "helper: $!\n";
chmod(0755, "$inside/lib/gangway/mounts");

sub device {
    my ($name, $label) = @_;
    make_path("$inside/devices/$name/queue");
    symlink("../../../devices/$name", "$inside/sys/class/block/$name") or die;
    write_file("$inside/devices/$name/uevent", "MAJOR=8\nMINOR=1\n");
    write_file("$inside/devices/$name/size", "2048\n");
    write_file("$inside/devices/$name/queue/logical_block_size", "512\n");
    must('truncate', '-s', '1M', "$inside/dev/$name");
    must('/sbin/mke2fs', '-q', '-F', '-t', 'ext2', '-L', $label, "$inside/dev/$name");
}

# A device is a file, which cannot be mounted.
device('sda', 'usr');
device('sdb', 'other');
my $refused = qr/Block device required|Operation not permitted/;

sub mounts {
    my ($fstab, $parameters, $cause, $log, $name) = @_;
    write_file("$inside/root/etc/fstab", $fstab) if defined $fstab;
    my ($status, $out, $err) = run(@enter, '/lib/gangway/mounts', @$parameters);
    my $got = -e "$inside/run/gangway/cause" ? read_file("$inside/run/gangway/cause") : $nothing;
    like($got, qr/\A$cause\z/, "$name: the cause");
    is($status, $got eq $nothing ? 0 : 1, "$name: the exit status");
    is($err, join('', map { "<6>gangway: $_\n" } @$log), "$name: the log");
}

# OVERLAY VOLATILE ROOTFSTYPE ROOTFLAGS DEVICE LAYER ROOT
my @no = ('') x 7;

mounts("# nothing\n", \@no, $nothing, [], 'an empty fstab');
unlink("$inside/root/etc/fstab");
mounts(undef, \@no, $nothing, [], 'no fstab');
mounts(<<'END', \@no, $nothing, [
LABEL=usr / ext2 x-initrd.mount 0 1
LABEL=usr /usr ext2 noauto 0 2
LABEL=usr /usrx ext2 defaults 0 2
LABEL=usr /usr/local ext2 defaults,x-initrd.mounts,ax-initrd.mount 0 2
LABEL=usr none swap x-initrd.mount 0 0
#LABEL=usr /usr ext2 defaults 0 2
END
    ], 'entries that are not for an initramfs');
mounts("LABEL=none /usr ext2 nofail\ntmpfs /srv tmpfs x-initrd.mount\n/usr.img /usr/ squashfs loop\nhost:/usr /usr nfs ro\n",
    \@no, $nothing, [
        '/srv (line 2 of /etc/fstab): tmpfs is not mounted: not a block device',
        '/usr/ (line 3 of /etc/fstab): /usr.img is not mounted: not a block device',
        '/usr (line 4 of /etc/fstab): host:/usr is not mounted: not a block device',
        '/usr (line 1 of /etc/fstab): LABEL=none is not mounted: nofail',
    ], 'entries that are not mounted');
for (['/usr', 'usr'], ["/usr\\057", 'usr'], ['//usr', undef], ['/usr/', 'usr']) {
    my ($target, $wanted) = @$_;
    my $cause = qr{/+usr/? \(line 1 of /etc/fstab\): cannot mount /dev/sda as ext2: $refused};
    mounts("LABEL=usr $target ext2", \@no, $wanted ? $cause : $nothing, [], "the target $target");
}
mounts("LABEL=other /usr/local ext2 x-initrd.mount\nLABEL=other /srv/ ext2 x-initrd.mount\nLABEL=usr /usr auto\n", \@no,
    qr{/srv/ \(line 2 of /etc/fstab\): cannot mount /dev/sdb as ext2: $refused}, [],
    'first those with the shortest path');
mounts("LABEL=usr /usr xfs,ext2", \@no, qr{.*: cannot mount /dev/sda: unknown type .*|.* as (?:xfs|ext2): $refused}, [], 'types');
mounts("LABEL=\"usr\" /usr ext2", \@no, qr{.*: cannot mount /dev/sda as .*}, [], 'a quoted label');

my $point = 'line 1 of /etc/fstab\): the mount point';
for (['/usr/../etc', 'Invalid argument'], ['/none/x', 'No such file or directory'],
    ['/etc/fstab', 'Not a directory, or a symbolic link']) {
    my ($target, $why) = @$_;
    mounts("LABEL=usr $target ext2 x-initrd.mount", \@no, qr{\Q$target\E \($point: $why}, [], "the target $target");
}
for my $link ('etc', '/etc', '../../..', 'usr') {
    remove_tree("$inside/root/usr");
    symlink($link, "$inside/root/usr") or die;
    mounts("LABEL=usr /usr ext2", \@no, qr{/usr \($point: Not a directory, or a symbolic link}, [], "/usr -> $link");
    mounts("LABEL=usr /usr/lib ext2 x-initrd.mount", \@no, qr{/usr/lib \($point: Not a directory, or a symbolic link}, [],
        "/usr/lib below /usr -> $link");
    unlink("$inside/root/usr");
}
make_path("$inside/root/usr");

my $unknown = 'not a name of a device that gangway knows; use UUID=';
for ('/dev/disk/by-id/x', 'gpt-auto=1', 'PARTUUID=1a2b3c4d-01/PARTNROFF=1', 'UUID=') {
    mounts("$_ /usr ext2", \@no, qr{/usr \(line 1 of /etc/fstab\): \Q$_: $unknown\E|.*: Operation not supported}, [], "the source $_");
}
mounts("$_ /usr ext2 nofail", \@no, $nothing, ["/usr (line 1 of /etc/fstab): $_ is not mounted: nofail"], "nofail: $_")
    for '/dev/disk/by-id/x', '/dev/sdz';
device('sdc', 'usr');
mounts('LABEL=usr /usr ext2', \@no, qr{.*: LABEL=usr: more than one device has this name; use UUID=}, [], 'two devices');
remove_tree("$inside/devices/sdc");

# fstab is the root's, and links in it do not lead out of it.
write_file("$inside/outside", "LABEL=usr /usr ext2\n");
unlink("$inside/root/etc/fstab");
symlink('/outside', "$inside/root/etc/fstab") or die;
mounts(undef, \@no, $nothing, [], 'a link to a file outside of the root');
write_file("$inside/root/outside", "\nLABEL=usr /usr ext2\n");
mounts(undef, \@no, qr{/usr \(line 2 of .*}, [], 'a link to a file in the root');
unlink("$inside/root/etc/fstab");
must('mkfifo', "$inside/root/etc/fstab");
mounts(undef, \@no, qr{/etc/fstab of the root: Invalid argument}, [], 'a pipe');
unlink("$inside/root/etc/fstab");
write_file("$inside/root/etc/fstab", "LABEL=usr /usr ext2 nofail\n");
my ($bad_status, undef, $bad_log) = run(@enter, '/lib/gangway/mounts', @no);
like("$bad_status $bad_log", qr{\A0 <2>gangway: /usr \(line 1 of /etc/fstab\): cannot mount /dev/sda as ext2: (?:$refused)\n<6>gangway: /usr \(line 1 of /etc/fstab\): LABEL=usr is not mounted: nofail\n\z},
    'nofail: a device that cannot be mounted is logged');
my $deep = '/d' x 17;
my $long = 'LABEL=usr /usr ext2 ' . 'x' x 4096;
write_file("$inside/root/etc/fstab", "LABEL=usr $deep ext2 x-initrd.mount\n\n$long\n");
my ($deep_status, undef, $deep_log) = run(@enter, '/lib/gangway/mounts', @no);
is("$deep_status $deep_log", "0 <2>gangway: $deep (line 1 of /etc/fstab) is not mounted: more than 16 directories\n"
    . "<2>gangway: line 3 of /etc/fstab is ignored: too long\n", 'a deep path and a long line are logged');
mounts("#" x 70000, \@no, qr{/etc/fstab of the root: File too large}, [], 'a large file');

# ---- parameters -----------------------------------------------------------------------------------

my $from = "LABEL=other /usr ext2\n";
mounts($from, [@no, 'mount.usr', 'LABEL=usr'], qr{/usr \(mount.usr=\): cannot mount /dev/sda as ext2: $refused}, [], 'mount.usr=');
mounts($from, [@no, 'mount.usr', '', 'mount.usr', 'LABEL=none'], qr{/usr \(line 1 .*}, [], 'an empty one, which is first');
mounts($from, [@no, 'mount.usr', 'LABEL=usr', 'mount.usrfstype', 'ext3'],
    qr{/usr \(mount.usr=\): cannot mount /dev/sda.* ext3.*}, [], 'mount.usrfstype=');
mounts($from, ['', '', 'ext3', ('') x 4, 'mount.usr', 'LABEL=usr'], qr{/usr \(mount.usr=\): cannot mount /dev/sda.* ext3.*}, [], 'its default is rootfstype=');
mounts($from, [@no, 'mount.usrflags', 'ro'], qr{/usr \(mount.usr=\): : $unknown}, [], 'mount.usrflags= without a known root');
mounts($from, [('') x 4, '/dev/sda', '', '', 'mount.usrflags', 'ro'], qr{/usr \(mount.usr=\): cannot mount /dev/sda as ext2: $refused}, [],
    'mount.usrflags= alone: the device of the root');

mounts("# nothing\n", ['', $_, ('') x 5],
    qr{systemd.volatile=$_: not supported; use systemd.volatile=overlay}, [], "systemd.volatile=$_") for qw(yes true);
mounts("# nothing\n", ['', 'overlay', ('') x 5],
    qr{/lib/gangway/overlay: No such file or directory}, [], 'an overlay without its helper');
mounts("# nothing\n", [('') x 4, $_, '', 'gpt-auto'], $nothing, [], "gpt-auto, and no partition: $_")
    for '', '/dev/sda', '/dev/none', '/dev/mapper/root';
is((run(@enter, '/lib/gangway/mounts', @$_))[0], 2, 'a wrong number of arguments') for [], [@no, 'mount.usr'];

# ---- the wait -------------------------------------------------------------------------------------

{
    write_file("$inside/root/etc/fstab", "LABEL=later /usr ext2\n");
    my $pid = fork() // die "fork: $!\n";
    if (!$pid) {
        open(STDERR, '>', "$work/log");
        exec(@enter, '/lib/gangway/mounts', @no);
    }
    sleep(4);
    kill('TERM', $pid);
    waitpid($pid, 0);
    is($? >> 8, 1, 'SIGTERM ends the wait');
    is(read_file("$work/log"), "<6>gangway: waiting for /usr (line 1 of /etc/fstab): LABEL=later\n", 'which was logged');
    is(read_file("$inside/run/gangway/cause"), '/usr (line 1 of /etc/fstab): LABEL=later: did not appear', 'the cause');
}

done_testing();
