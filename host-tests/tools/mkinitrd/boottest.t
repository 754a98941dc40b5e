#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0
#
# mkinitrd --test: the machine that it chooses, what it reports, and which image is there afterwards. QEMU
# is a script.

use strict;
use warnings;
use lib 'host-tests/tools';
use mkinitrd;
use Test::More;

my $qemu = "$work/qemu/qemu-system-x86_64";
my $reached = "[    1.0] gangway: starting /sbin/init\r\n[    1.1] reboot: Restarting system\r\n";
my $tools = 'PATH=$PATH:/usr/sbin:/sbin';

# As QEMU that prints this on its console; without KVM, which not all machines have.
sub qemu {
    my ($console, $more) = (@_, '');
    write_file("$work/console", $console);
    write_file($qemu, "#!/bin/sh\ncase \"\$*\" in *accel=kvm*) exit 1 ;; esac\necho \"\$*\" >$work/arguments\n"
        . "cat /proc/self/fd/0 >$work/disk\ncat $work/console\n$more\n", 0755);
}

# (exit status, standard output, standard error, image) of a test over an old image.
sub tested {
    empty_out();
    write_file($image, 'old image');
    unlink("$work/arguments");
    my ($status, $out, $err) = mkinitrd('-f', '--busybox', 'none', grep({ /^--test/ } @_) ? () : '--test', @_, $image, $release);
    is_deeply([glob("$work/tmp/* $work/out/*mkinitrd*")], [], 'no temporary files are left');
    return ($status, $out, $err, read_file($image) eq 'old image' ? 'old' : 'new');
}

sub arguments {
    return read_file("$work/arguments") // 'not started';
}

my @drivers = qw(nvme ahci sd_mod ata_piix virtio_pci virtio_blk virtio_scsi megaraid_sas vmw_pvscsi sym53c8xx xhci_pci usb_storage);
module("drivers/disk/$_.ko") for @drivers;
module('fs/ext4.ko');
module('fs/ext2.ko');
indexed();
compile("$work/helpers/shutdown", 'void _start(void) { for (;;) ; }', '-static');
system("cp $work/helpers/shutdown $work/helpers/$_") for qw(mounts overlay trial verity);
write_file("$root/boot/vmlinuz-$release", 'a kernel');
$ENV{PATH} = "$work/qemu:$ENV{PATH}";
my @good = ('--modules', 'virtio_pci,virtio_blk,ext4');

subtest 'an image that gets to init' => sub {
    qemu($reached);
    my ($status, $out, $err, $is) = tested(@good);
    is("$status $err$is", '0 new', 'is written');
    like($out, qr/^mkinitrd: \Q$image\E: got to init in QEMU, with ext4 on virtio_blk$/m, 'the result');
    my $got = arguments();
    like($got, qr/ -machine q35,accel=tcg /, 'the board');
    like($got, qr{ -kernel \Q$root\E/boot/vmlinuz-$release -initrd \Q$image\E\.mkinitrd-\w{6} }, 'the kernel and the new image');
    like($got, qr{ -append console=ttyS0 .*panic=-1 noresume gangway\.trial= gangway\.slots=no gangway\.image= loop= gangway\.overlay= systemd\.volatile=no gangway\.fallback= rootflags= rootfstype=ext4 init=/sbin/init gangway\.root=LABEL=gangway-test }, 'the parameters');
    like($got, qr/ -no-reboot .* -device virtio-blk-pci,drive=root$/, 'the disk');
    is(qx($tools e2fsck -fn $work/disk >/dev/null 2>&1; echo \$?), "0\n", 'the scratch root is a file system');
    like(qx($tools dumpe2fs -h $work/disk 2>/dev/null), qr/^Filesystem volume name: +gangway-test$/m, 'with that label');
    ok(qx($tools debugfs -R 'cat /sbin/init' $work/disk 2>/dev/null) eq read_file("$work/helpers/shutdown"), 'and the helper as init');
    like(qx($tools debugfs -R 'ls -p /' $work/disk 2>/dev/null), qr{/dev/.*/proc/.*/run/.*/sys/}s, 'and the mount points');
    ($status) = mkinitrd('-f', @good, $image, $release);
    is($status, 0, 'without --test');
};

subtest 'the disk' => sub {
    qemu($reached);
    for (['nvme' => 'nvme,serial=scratch,drive=root'],
        ['ahci,sd_mod' => 'ahci,id=bus -device ide-hd,bus=bus.0,drive=root'],
        ['virtio_scsi,virtio_pci,sd_mod' => 'virtio-scsi-pci -device scsi-hd,drive=root'],
        ['megaraid_sas,sd_mod' => 'megasas -device scsi-hd,drive=root'],
        ['vmw_pvscsi,sd_mod' => 'pvscsi -device scsi-hd,drive=root'],
        ['sym53c8xx,sd_mod' => 'lsi53c895a -device scsi-hd,drive=root'],
        ['ata_piix,sd_mod' => 'piix3-ide,id=bus -device ide-hd,bus=bus.0,drive=root'],
        ['usb_storage,xhci_pci,sd_mod' => 'qemu-xhci -device usb-storage,drive=root']) {
        my ($modules, $device) = @$_;
        tested('--modules', "$modules,ext4");
        like(arguments(), qr/file=\S+ -device \Q$device\E$/, $modules);
    }
    write_file("$modules/modules.builtin", "kernel/fs/inside.ko\nkernel/drivers/nvme.ko\nkernel/drivers/virtio_pci.ko\n");
    rename("$modules/kernel/drivers/disk/$_.ko", "$work/$_.ko") for qw(nvme virtio_pci);
    indexed();
    tested('--modules', 'virtio_blk,ext2');
    like(arguments(), qr/rootfstype=ext2 .*-device virtio-blk-pci/, 'a driver in the image rather than one that is built in');
    tested('--modules', 'ext4');
    like(arguments(), qr/-device nvme/, 'a built-in one');
    rename("$work/$_.ko", "$modules/kernel/drivers/disk/$_.ko") for qw(nvme virtio_pci);
    write_file("$modules/modules.builtin", "kernel/fs/inside.ko\n");
    indexed();
};

subtest 'an image that does not' => sub {
    qemu(join('', map { "line $_\r\n" } 1 .. 100) . "[ 2.0] Kernel panic - not syncing: x\r\n[ 2.1] a trace\r\n");
    my ($status, $out, $err, $is) = tested(@good);
    is("$status $is", '1 old', 'is not written');
    is($err, "mkinitrd: $image: not written: in QEMU, with ext4 on virtio_blk, it did not get to init; the console:\n"
        . join('', map { "line $_\n" } 78 .. 100) . "[ 2.0] Kernel panic - not syncing: x\n", 'the console up to the panic');
    qemu("one \e[31mline\n", 'exec sleep 600');
    ($status, $out, $err, $is) = tested(@good, '--test=1');
    is("$status $is", '1 old', 'one that hangs');
    like($err, qr/ did not get to init within 1 s; the console:\none \[31mline\n\z/, 'the limit, and the console without control characters');
    qemu('', 'exec sleep 600');
    ($status, $out, $err, $is) = tested(@good, '--test=1');
    is("$status $is", '1 old', 'a machine that prints nothing');
};

subtest 'a signal' => sub {
    qemu('', "echo \$\$ >$work/pid.new; mv $work/pid.new $work/pid; exec sleep 600");
    empty_out();
    write_file($image, 'old image');
    my $pid = fork() // die "fork: $!\n";
    if (!$pid) {
        open(STDERR, '>', '/dev/null');
        exec($mkinitrd, '-fq', '--rootdir', $root, '--init', "$work/init", '--busybox', 'none', '--test', @good, $image, $release);
    }
    select(undef, undef, undef, 0.1) until -e "$work/pid";
    kill('TERM', $pid);
    waitpid($pid, 0);
    is($? & 127, 15, 'mkinitrd ends by it');
    ok(!kill(0, 0 + read_file("$work/pid")), 'after QEMU');
    nothing_left('it');
};

subtest 'what cannot be tested' => sub {
    my $refused = sub {
        my ($why, @arguments) = @_;
        my ($status, $out, $err, $is) = tested(@arguments);
        is("$status $is", '3 old', "exit status: $why");
        like($err, qr/^mkinitrd: \Q$image\E: not written: it cannot be tested: $why\n\z/m, 'the reason');
    };
    qemu('', "echo \"qemu-system-x86_64: no such device\" >&2\nexit 1");
    $refused->('qemu-system-x86_64: no such device', @good);
    qemu('', "echo crashed >&2\nkill -SEGV \$\$");
    $refused->('crashed', @good);
    unlink($qemu, "$work/arguments");
    {
        local $ENV{PATH} = "$work/qemu";
        $refused->('cannot run qemu-system-x86_64: No such file or directory; install the package qemu-system-x86', @good);
    }
    qemu($reached);
    $refused->('neither the image nor the kernel has the driver of a disk of QEMU: nvme, ahci, .*', '--modules', 'virtio_blk,sd_mod,ext4');
    $refused->('neither the image nor the kernel has the driver of a disk of QEMU: .*', an_init());
    $refused->('neither the image nor the kernel has a driver for ext4 or ext2', '--modules', 'nvme');
    for (["gangway.stay\n", 'it is a permanent root'],
        ["root=/dev/sda1\ngangway.final\n", 'its configuration has a final root'],
        ["gangway.root=/dev/sda1\ngangway.final=gangway.root\n", 'its configuration has a final root'],
        ["init=/bin/sh\ngangway.final=init\n", 'its configuration has a final init'],
        map({ ["$_\ngangway.final=" . s/=.*//r . "\n", 'its configuration has final parameters of the root'] }
            'rootfstype=xfs', 'rootflags=subvol=@', 'gangway.trial=LABEL=state:/tries', 'gangway.slots=gpt', 'gangway.overlay=tmpfs', 'systemd.volatile=overlay'),
        map({ ["$_\n", 'its configuration has roothash= or mount.usr='] }
            'mount.usr=LABEL=usr', 'roothash=' . '01' x 32)) {
        my ($config, $why) = @$_;
        write_file("$work/conf", $config);
        $refused->($why, @good, '--config', "$work/conf", an_init());
    }
    is(arguments(), 'not started', 'QEMU is not run');
    write_file("$work/conf", "root=/dev/sda1 init=/bin/sh gangway.root=/dev/sda2 rootfstype=xfs rootflags=subvol=@ gangway.fallback=/dev/sda3 gangway.trial=LABEL=state:/tries gangway.overlay=tmpfs systemd.volatile=overlay\n");
    is((tested(@good, '--config', "$work/conf"))[3], 'new', 'the parameters of the test override the configuration');
    unlink("$root/boot/vmlinuz-$release");
    $refused->("there is no vmlinuz-$release", @good);
    write_file("$root/boot/vmlinuz-$release", 'a kernel');
    unlink("$work/helpers/shutdown");
    is(join(' ', (tested(@good))[0, 3]), '1 old', 'without the helper');
};

subtest 'usage' => sub {
    for (['--test=0'], ['--test=x'], ['--test='], ['--test=86401']) {
        my ($status, $out, $err) = run($mkinitrd, @$_, @good, $image);
        is("$status$err", "2mkinitrd: invalid option or argument: @$_; try 'mkinitrd --help'\n", "@$_");
    }
    for (['--stay'], ['--format', 'ext2']) {
        my ($status, $out, $err) = run($mkinitrd, '--test', @$_, $image);
        is("$status$err", "2mkinitrd: --test cannot be combined with @$_; try 'mkinitrd --help'\n", "@$_");
    }
    for (['--list', $image], ['--capture', "$work/captured"]) {
        is((run($mkinitrd, '--test', @$_))[0], 2, "@$_");
    }
};

done_testing();
