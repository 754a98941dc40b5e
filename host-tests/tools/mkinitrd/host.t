#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0
#
# mkinitrd --machine and --capture: the walk from the root to the buses, on machines that are
# directories. --host reads this machine with the same code.

use strict;
use warnings;
use lib 'host-tests/tools';
use mkinitrd;
use Cwd qw(abs_path);
use File::Basename qw(dirname);
use File::Path qw(make_path remove_tree);
use POSIX ();
use Test::More;

# ---- machines ----------------------------------------------------------------------------------

my $machine = "$work/machine";

# Rows of a machine: "PATH -> TARGET" is a link, "PATH = TEXT" a file. P is short for
# sys/devices/pci0000:00, V for sys/devices/virtual/block. Targets of links are paths too, and are
# made relative, like the kernel's.
sub add {
    for (map { split /\n/ } @_) {
        my ($path, $kind, $value) = /^\s*(\S+) (->|=) ?(.*)$/ or next;
        s{^P/}{sys/devices/pci0000:00/}, s{^V/}{sys/devices/virtual/block/} for $path, $value;
        my $depth = () = $path =~ m{/}g;
        make_path(dirname("$machine/$path"));
        unlink("$machine/$path");
        write_file("$machine/$path", "$value\n" =~ s/\\n/\n/gr) if $kind eq '=';
        symlink('../' x $depth . $value, "$machine/$path") or die "$path: $!\n" if $kind eq '->';
    }
}

sub machine {
    remove_tree($machine);
    add(@_);
}

# A PCI controller with a disk that has two partitions: 0000:00:0N.0, 8:N0 sdN, 8:N1 sdN1, ...
sub disk {
    my ($n, %is) = @_;
    my $pci = "P/0000:00:0$n.0";
    my $scsi = "$pci/host$n/target$n:0:0/$n:0:0:0";
    add(<<END);
        $pci/driver -> sys/bus/pci/drivers/hba-driver
        $pci/modalias = pci:v0000AAAAd0000000${n}sv0sd0bc01sc00i00
        $pci/subsystem -> sys/bus/pci
        sys/bus/pci/drivers/hba-driver/module -> sys/module/hba
        $scsi/driver -> sys/bus/scsi/drivers/sd
        $scsi/modalias = scsi:t-0x00
        sys/bus/scsi/drivers/sd/module -> sys/module/disk_mod
        sys/dev/block/8:${n}0 -> $scsi/block/sd$n
        sys/class/block/sd$n -> $scsi/block/sd$n
        $scsi/block/sd$n/dev = 8:${n}0
END
    for (1, 2) {
        add(<<END);
            $scsi/block/sd$n/sd$n$_/partition = $_
            $scsi/block/sd$n/sd$n$_/dev = 8:$n$_
            sys/dev/block/8:$n$_ -> $scsi/block/sd$n/sd$n$_
            sys/class/block/sd$n$_ -> $scsi/block/sd$n/sd$n$_
END
    }
}

# A virtual disk on other disks, which are given by their paths.
sub layer {
    my ($name, $number, @slaves) = @_;
    add("sys/dev/block/$number -> V/$name", "sys/class/block/$name -> V/$name", "V/$name/dev = $number",
        map { "V/$name/slaves/" . s{.*/}{}r . " -> $_" } @slaves);
}

sub mounts {
    add('proc/self/mountinfo = ' . join('\n', map { $_ . '' } @_));
}

sub root_on {
    my ($number, $type, $source, $options) = @_;
    mounts("22 1 0:21 / /proc rw - proc proc rw",
        "27 1 $number / / rw,relatime shared:1 - $type " . ($source // '/dev/root') . ' ' . ($options // 'rw'));
}

sub usual {
    machine();
    disk(1);
    root_on('8:11', 'thing');
    add("proc/cmdline = root=/dev/sd11 ro", "proc/sys/kernel/osrelease = $release", 'proc/swaps = Filename Type',
        @_);
}

# The value of gangway.modules, and the output.
sub asked {
    my ($status, $out, $err) = mkinitrd('-fv', '--busybox', 'none', '--machine', $machine, @_, $image, $release);
    return ("status $status", $out, $err) if $status != 0;
    my ($names) = read_file(unpacked() . '/etc/gangway.conf') =~ /^gangway\.modules=(.*)$/m;
    return ($names // '', $out, $err);
}

sub asks {
    my ($name, $names, @options) = @_;
    my ($got, $out, $err) = asked(@options);
    is($got, $names, $name) or diag($err);
    is($err, '', "$name: nothing on standard error");
    return $out;
}

sub stops {
    my ($name, $message, @options) = @_;
    fails($name, $message, '--busybox', 'none', '--machine', $machine, @options);
}

module('hba.ko', info => ['alias=pci:v0000AAAAd*'], exports => ['hba_symbol']);
module('disk-mod.ko', info => ['alias=scsi:t-0x00*']);
module('thing.ko', info => ['alias=fs-thing']);
module('other.ko', info => ['alias=fs-other']);
module('nls_utf8.ko');
module('dm-mod.ko', exports => ['dm_symbol']);
module('dm-crypt.ko', needs => ['dm_symbol']);
module('dm-raid.ko', needs => ['dm_symbol']);
module('one.ko', info => ['alias=md-raid1']);
module('bcache.ko');
module('clock.ko', info => ['alias=of:Nclock*']);
module('keys.ko', info => ['alias=serio:ty06*']);
indexed();

# ---- hardware ----------------------------------------------------------------------------------

subtest 'from the root to the bus' => sub {
    usual();
    my $out = asks('controllers first', 'hba,disk_mod,thing');
    like($out, qr{^mkinitrd: hba \(drives 0000:00:01\.0: / on sd11\)$}m, 'the reason for the controller');
    like($out, qr{^mkinitrd: disk_mod \(drives 1:0:0:0: / on sd11\)$}m, 'the reason for the disk');
    like($out, qr{^mkinitrd: thing \(file system of /\)$}m, 'the reason for the file system');
    add('sys/bus/pci/drivers/hba-driver/module -> sys/module/renamed');
    asks('a renamed module is found by the alias of the device', 'hba,disk_mod,thing');
    unlink("$machine/sys/bus/pci/drivers/hba-driver/module");
    asks('also if the driver is built in, or the bus has no link to the module', 'hba,disk_mod,thing');
    unlink("$machine/P/0000:00:01.0/modalias" =~ s{/P/}{/sys/devices/pci0000:00/}r);
    add('P/0000:00:01.0/uevent = DRIVER=hba-driver\nMODALIAS=pci:v0000AAAAd0\nSEQNUM=1');
    asks('the alias may be in uevent', 'hba,disk_mod,thing');
    unlink("$machine/P/0000:00:01.0/uevent" =~ s{/P/}{/sys/devices/pci0000:00/}r);
    asks('a driver that is built into the same kernel is not needed', 'disk_mod,thing');
    add('proc/sys/kernel/osrelease = 6.0-other');
    stops('another kernel without the driver', qr{kernel \S* has no module hba-driver \(drives 0000:00:01\.0: / on sd11\)});
    add('P/0000:00:01.0/driver -> sys/bus/pci/drivers/inside', 'P/0000:00:01.0/modalias = pci:v0000AAAAd0');
    asks('a built-in module with the name of the driver', 'disk_mod,thing');
    add('P/0000:00:01.0/driver -> sys/bus/pci/drivers/hba');
    add('P/0000:00:01.0/modalias = pci:v0000BBBB', 'sys/bus/pci/drivers/hba/module -> sys/module/gone');
    stops('a module that the kernel lacks', qr{kernel \S* has no module gone, pci:v0000BBBB \(drives 0000:00:01\.0: / on sd11\)});
};

subtest 'bridges, boards, and devices without a driver' => sub {
    usual('proc/sys/kernel/osrelease = 6.0-other', 'P/driver -> sys/bus/platform/drivers/host-bridge',
        'P/subsystem -> sys/bus/platform', 'P/modalias = of:NpcieT',
        'P/0000:00:01.0/host1/modalias = no:module');
    asks('neither is an error', 'hba,disk_mod,thing');
    add('P/modalias = of:Nclock');
    asks('a driver of the board may be a module in another kernel', 'clock,hba,disk_mod,thing');
    add('P/driver -> sys/bus/pci/drivers/pcieport', 'P/subsystem -> sys/bus/pci');
    asks('a driver that is part of the bus is ignored', 'hba,disk_mod,thing');
    usual();
    remove_tree("$machine/sys/bus", glob("$machine/sys/devices/pci0000:00/0000:00:01.0/{driver,modalias}"),
        glob("$machine/sys/devices/pci0000:00/*/*/*/*/driver"));
    stops('nothing has a driver', qr{/ on sd11: no driver found in /sys/devices/\S*/sd1});
};

subtest 'suppliers' => sub {
    my $soc = 'sys/devices/platform/soc';
    usual("P/0000:00:01.0/supplier:platform:clk -> $soc/link", "$soc/link/supplier -> $soc/clk",
        "$soc/clk/driver -> sys/bus/platform/drivers/clk", "$soc/clk/modalias = of:Nclock",
        "sys/bus/platform/drivers/clk/module -> sys/module/clock",
        "$soc/clk/supplier:pci -> $soc/back", "$soc/back/supplier -> P/0000:00:01.0");
    asks('a clock, and a circular link', 'clock,hba,disk_mod,thing');
    add('P/0000:00:01.0/iommu -> P/0000:00:02.0/iommu/one', 'P/0000:00:02.0/iommu/one/devices = ',
        'P/0000:00:02.0/driver -> sys/bus/pci/drivers/keys', 'sys/bus/pci/drivers/keys/module -> sys/module/keys');
    asks('an IOMMU', 'keys,clock,hba,disk_mod,thing');
    add("$soc/clk/supplier:x -> $soc/link0", "$soc/link0/supplier -> $soc/clk1",
        map { ("$soc/clk$_/supplier:x -> $soc/link$_", "$soc/link$_/supplier -> $soc/clk" . ($_ + 1)) } 1 .. 60);
    stops('too many suppliers', qr{/ on sd11: more than 32 nested devices and suppliers});
};

# ---- layers ------------------------------------------------------------------------------------

my $sd = sub { "P/0000:00:0$_[0].0/host$_[0]/target$_[0]:0:0/$_[0]:0:0:0/block/sd$_[0]" };

# Helpers for containers; mkinitrd does not check their content.
write_file("$root/helper", "#!/bin/sh\n", 0755);
sub helpers {
    return map { ('--add', "/helper:/lib/gangway/$_") } @_;
}

subtest 'layers of block devices' => sub {
    usual('V/dm-0/dm/uuid = CRYPT-LUKS2-00-name', 'V/dm-0/dm/name = root', 'V/md0/md/level = raid1',
        'V/md0/md/metadata_version = 1.2');
    disk(2);
    layer('md0', '9:0', $sd->(1) . '/sd11', $sd->(2) . '/sd21');
    layer('dm-0', '253:0', 'V/md0');
    root_on('253:0', 'thing', '/dev/mapper/root');
    my @both = helpers(qw(crypto_LUKS linux_raid_member));
    my $out = asks('LUKS on an array', 'dm_mod,dm_crypt,one,hba,disk_mod,thing', @both);
    like($out, qr{^mkinitrd: one \(RAID array: / on dm-0 on md0\)$}m, 'the reason');
    stops('no helper for the array', qr{--with md: no mdadm in .*; on Debian it is in the package mdadm},
        helpers('crypto_LUKS'));
    stops('no helper for the LUKS volume', qr{--with luks: no cryptsetup in .*});
    make_path("$root/usr/sbin");
    compile("$root/usr/sbin/mdadm", 'void _start(void) { for (;;) ; }', '-static');
    compile("$work/helpers/$_", 'void _start(void) { for (;;) ; }', '-static') for qw(container shutdown);
    my $brought = asks('the helper uses the program of the root', 'dm_mod,dm_crypt,one,hba,disk_mod,thing',
        helpers('crypto_LUKS'));
    like($brought, qr{^mkinitrd: --with md \(/ on dm-0 on md0\)$}m, 'the reason');
    ok(contents($image)->{'lib/gangway/linux_raid_member'}, 'is in the image');
    unlink("$root/usr/sbin/mdadm");
    add('proc/crypto = name : xts(soft)\nrefcnt : 2\n\nname : alone\nrefcnt : 1\n\nname : broken\n\nrefcnt : 5');
    my $ciphers = asks('ciphers in use', 'dm_mod,dm_crypt,one,hba,disk_mod,thing', @both);
    like($ciphers, qr{crypto-xts: not found .*^mkinitrd: soft \(in use: / on dm-0\)}ms, 'are included if the kernel has them');
    unlike($ciphers, qr{crypto-(alone|broken)}, 'others are not');
    add('V/md0/md/level = raid9');
    stops('a level that the kernel lacks', qr{kernel \S* has no module md-raid9 \(RAID array: / on dm-0 on md0\)}, @both);
    add('V/dm-0/dm/uuid = LVM-abc', 'V/dm-0/dm/name = vg-root_rimage_0', 'V/md0/md/level = raid1',
        'V/md0/md/metadata_version = external:/md127/0', 'V/md127/md/metadata_version = external:imsm');
    unlike(asks('LVM RAID on firmware RAID', 'dm_mod,dm_raid,one,hba,disk_mod,thing', helpers(qw(LVM2_member isw_raid_member))),
        qr{: in use}, 'needs no ciphers');
    for (['V/md127/md/metadata_version = external:other', qr{/ on dm-0 on md0: RAID array with unsupported metadata}],
        ['V/md0/md/metadata_version = none', qr{/ on dm-0 on md0: RAID array with unsupported metadata}],
        ['V/dm-0/dm/uuid = mpath-3', qr{/ on dm-0: unsupported device-mapper device \(mpath-3\)}],
        ['V/dm-0/dm/uuid = CRYPT-PLAIN-x', qr{/ on dm-0: unsupported device-mapper device \(CRYPT-PLAIN-x\)}],
        ['V/dm-0/dm/uuid = ', qr{/ on dm-0: unsupported device-mapper device \(no UUID\)}]) {
        add($_->[0]);
        stops($_->[0], $_->[1], helpers(qw(LVM2_member isw_raid_member)));
    }
    add('V/md0/md/metadata_version = 0.90');
    for (['LVM-1-real', 'x', 'dm_snapshot'], ['LVM-1-cow', 'x', 'dm_snapshot'], ['LVM-1-tpool', 'x', 'dm_thin_pool'],
        ['LVM-1-vpool', 'x', 'dm_vdo'], ['LVM-1', 'vg-x_rmimage_0_mimage_1', 'dm_mirror'], ['LVM-1', 'vg-x_imeta', 'dm_integrity'],
        ['LVM-1', 'vg-x_corig', 'dm_cache'], ['LVM-1', 'vg-x_wcorig', 'dm_writecache']) {
        my ($uuid, $name, $module) = @$_;
        add("V/dm-0/dm/uuid = $uuid", "V/dm-0/dm/name = $name");
        stops("$uuid $name", qr{kernel \S* has no module $module \(($uuid|$name): / on dm-0\)}, helpers(qw(LVM2_member isw_raid_member)));
    }
    add('V/dm-0/dm/uuid = LVM-abc');
    remove_tree("$machine/sys/devices/virtual/block/md0/slaves");
    add('V/md0/slaves/dm-0 -> V/dm-0');
    stops('a loop of devices', qr{/( on dm-0 on md0){16} on dm-0: more than 32 nested devices});
    remove_tree("$machine/sys/devices/virtual/block/md0/slaves");
    stops('an array without members', qr{/ on dm-0 on md0: no underlying device});
};

# Layers of two disks each: walking all 2^30 paths would take hours.
subtest 'many paths to one disk' => sub {
    compile("$work/helpers/resume", 'void _start(void) { for (;;) ; }', '-static');
    my $two = sub { map { "V/dm-$_" } 2 * $_[0], 2 * $_[0] + 1 };
    my $volume = sub { map { ("$_/dm/uuid = LVM-abc", "$_/dm/name = x") } @_ };
    usual();
    for my $level (0 .. 29) {
        layer("dm-$_", "253:$_", $level < 29 ? $two->($level + 1) : $sd->(1) . '/sd11') for 2 * $level, 2 * $level + 1;
        add($volume->($two->($level)));
    }
    root_on('253:0', 'thing', '/dev/mapper/root');
    asks('each device is walked once', 'dm_mod,hba,disk_mod,thing', helpers('LVM2_member'));

    usual('proc/cmdline = root=/dev/sd11 resume=/dev/dm-0');
    layer('dm-0', '253:0', $two->(0));
    layer('dm-1', '253:1', $two->(0));
    add($volume->($two->(0)));
    my ($status, $out, $err) = asked();
    like($err, qr{\A(mkinitrd: hibernation( on dm-[01]){33}: more than 32 nested devices\n)+\z},
        'a loop of devices for hibernation is a warning');
};

subtest 'bcache and multipath NVMe' => sub {
    usual();
    disk(2);
    layer('bcache0', '252:0', $sd->(1) . '/sd11');
    add('V/bcache0/bcache -> ' . $sd->(1) . '/sd11/bcache', $sd->(1) . '/sd11/bcache/set -> sys/fs/bcache/u-u-i-d',
        'sys/fs/bcache/u-u-i-d/cache0 -> ' . $sd->(2) . '/bcache', $sd->(2) . '/bcache/bucket_size = 1',
        'P/0000:00:02.0/driver -> sys/bus/pci/drivers/clk', 'sys/bus/pci/drivers/clk/module -> sys/module/clock');
    root_on('252:0', 'thing');
    asks('the cache is on another controller', 'bcache,hba,disk_mod,clock,thing', helpers('bcache'));
    usual();
    my $subsystem = 'sys/devices/virtual/nvme-subsystem/nvme-subsys0';
    add("sys/dev/block/259:0 -> $subsystem/nvme0n1", "$subsystem/nvme0n1/dev = 259:0",
        "sys/class/block/nvme0n1 -> $subsystem/nvme0n1", 'proc/cmdline = root=/dev/nvme0n1',
        "$subsystem/nvme0 -> P/0000:00:01.0/nvme/nvme0");
    root_on('259:0', 'thing');
    asks('the controllers are next to the disk', 'hba,thing');
    unlink("$machine/$subsystem/nvme0");
    stops('no controller', qr{/ on nvme0n1: no NVMe controller found});
};

subtest 'unsupported roots' => sub {
    my $cannot = 'are not supported';
    for (['loop0', 'loop devices'], ['zram0', 'zram devices'], ['nbd0', 'network block devices'],
        ['other', 'virtual devices']) {
        usual();
        layer($_->[0], '7:0');
        root_on('7:0', 'thing');
        stops($_->[0], qr{/ on $_->[0]: $_->[1] $cannot});
    }
    usual('sys/dev/block/8:11 -> sys/devices/platform/host3/session1/target3:0:0/3:0:0:1/block/sdx');
    stops('iSCSI', qr{/ on sdx: iSCSI disks $cannot});
    usual();
    for (['0:30', 'nfs4', 'server:/x'], ['0:31', 'zfs', 'tank'], ['8:11', 'fuseblk', '/dev/sd11']) {
        root_on(@$_);
        stops($_->[1], qr{/: $_->[1] $_->[2] is not on a block device and therefore not supported});
    }
    root_on('8:77', 'thing');
    stops('an unknown device number', qr{/: thing is on device 8:77, which is not in /sys/dev/block});
    root_on('8:11', 'unknown');
    stops('a file system that the kernel lacks', qr{kernel \S* has no module fs-unknown, unknown \(file system of /\)});
};

# ---- mounts ------------------------------------------------------------------------------------

subtest 'file systems' => sub {
    usual();
    root_on('8:11', 'inside');
    asks('a built-in file system', 'hba,disk_mod');
    root_on('8:11', 'thing', '/dev/sd11', 'rw,codepage=850,iocharset=utf8');
    like(asks('character sets', 'hba,disk_mod,thing'),
        qr{: nls_cp850: not found .*^mkinitrd: nls_utf8 \(iocharset=utf8: /\)$}ms, 'are included if the kernel has them');
    disk(2);
    add('P/0000:00:02.0/driver -> sys/bus/pci/drivers/clk', 'sys/bus/pci/drivers/clk/module -> sys/module/clock');
    root_on('8:11', 'thing', '/dev/sd11', 'rw,logdev=/dev/sd22');
    asks('a log on another disk', 'hba,disk_mod,clock,thing');
    root_on('8:11', 'thing', '/dev/sd11', 'rw,logdev=/dev/sd9');
    stops('a missing log device', qr{/: cannot find logdev=/dev/sd9});
    mounts('27 1 0:1 / / rw - rootfs rootfs rw', '28 1 8:77 / / rw - thing x rw',
        '29 28 8:11 / / rw - thing /dev/sd11 rw', '30 29 8:21 / /usr rw - thing /dev/sd21 rw');
    like(asks('/usr is another file system', 'hba,disk_mod,thing,clock'), qr{clock \(drives 0000:00:02\.0: /usr on sd21\)}, '-v prints the reason');
    mounts('29 28 8:11 / / rw - thing /dev/sd11 rw', 'not a mount', '30 29', '30 29 8:21 / /usr rw - thing /dev/sd21 rw');
    asks('invalid lines are skipped', 'hba,disk_mod,thing,clock');
    # case T5: /usr is needed like the root
    mounts('29 28 8:11 / / rw - thing /dev/sd11 rw', '30 29 8:77 / /usr rw - thing /dev/sd77 rw');
    stops('/usr is on a missing device', qr{/usr: thing is on device 8:77, which is not in /sys/dev/block});
    mounts('broken', '27 1 8:11', '', '27 1 8:11 / /a\\040b rw - thing x rw');
    stops('invalid lines', qr{/: no device in /proc/self/mountinfo or /etc/fstab; .*});
};

subtest 'btrfs' => sub {
    usual();
    disk(2);
    add('P/0000:00:02.0/driver -> sys/bus/pci/drivers/clk', 'sys/bus/pci/drivers/clk/module -> sys/module/clock');
    module('btrfs.ko', info => ['alias=fs-btrfs']);
    indexed();
    root_on('0:26', 'btrfs', '/dev/sd11');
    asks('one device', 'hba,disk_mod,btrfs');
    add('sys/fs/btrfs/aa-bb/devices/sd21 -> ' . $sd->(2) . '/sd21', 'sys/fs/btrfs/aa-bb/devices/sd11 -> ' . $sd->(1) . '/sd11',
        'sys/fs/btrfs/features/raid56 = 0');
    asks('two devices', 'hba,disk_mod,clock,btrfs');
    # case B10: the kernel itself mounted the root
    root_on('0:26', 'btrfs', '/dev/root');
    asks('the source is /dev/root', 'hba,disk_mod,clock,btrfs');
    root_on('0:26', 'btrfs', '/dev/sd9');
    stops('a missing device', qr{/: cannot find device /dev/sd9});
};

# case B10
subtest 'bcachefs' => sub {
    module('bcachefs.ko', info => ['alias=fs-bcachefs']);
    indexed();
    usual();
    for my $source ('/dev/sd11', '/dev/root') {
        root_on('0:41', 'bcachefs', $source);
        asks("one device, $source", 'hba,disk_mod,bcachefs');
    }
    root_on('0:41', 'bcachefs', '/dev/sd11:/dev/sd12');
    stops('two devices', qr{/: bcachefs on several devices \(/dev/sd11:/dev/sd12\), but root= can name only one});
    root_on('0:41', 'bcachefs', '/dev/sd77');
    stops('a missing device', qr{/: bcachefs /dev/sd77 is not on a block device and therefore not supported});
};

subtest 'overlay' => sub {
    module('overlay.ko', info => ['alias=fs-overlay']);
    indexed();
    usual();
    my $overlay = '27 1 0:30 / / rw - overlay overlay rw,lowerdir=/media/low/a:/media/low/b,upperdir=/media/up/x,workdir=/w';
    mounts($overlay, '28 27 8:11 / /media/low rw - thing /dev/sd11 rw', '29 27 0:31 / /media/up rw - tmpfs tmpfs rw');
    asks('the layers below', 'hba,disk_mod,thing,overlay');
    mounts($overlay);
    stops('invisible layers', qr{/: overlay of /media/low/a, which is not visible here; .*});
    mounts('27 1 0:30 / / rw - overlay o rw,lowerdir=/b', '28 1 0:31 / /b rw - overlay o rw,lowerdir=/c/d', '29 1 0:32 / /c rw - overlay o rw,lowerdir=/b');
    stops('a loop of overlays', qr{/: more than 32 nested mounts});
    my $over = sub { my ($dir, @low) = @_; "27 1 0:30 / $dir rw - overlay o rw,lowerdir=" . join(':', @low) };
    mounts($over->('/', '/a0', '/b0'), (map { my $n = $_ + 1; $over->("/a$_", "/a$n", "/b$n"), $over->("/b$_", "/b$n", "/a$n") } 0 .. 28),
        map { "27 1 8:11 / /${_}29 rw - thing /dev/sd11 rw" } 'a', 'b');
    asks('many paths to the disk', 'hba,disk_mod,thing,overlay');
};

subtest 'fstab' => sub {
    usual('etc/fstab = # comment\n/dev/sd12 /other thing defaults 0 0\nUUID=1234 / thing ro 0 1',
        'dev/disk/by-uuid/1234 -> dev/sd11', 'dev/sd11 = instead of a device node');
    mounts('27 1 0:1 / / rw - rootfs rootfs rw');
    asks('used if / is in memory', 'hba,disk_mod,thing');
    # case B25
    for ('UUID="1234"', "LABEL='root'", 'LABEL=root', 'PARTUUID="aa-01"', '/dev/disk/by-label/root') {
        add("etc/fstab = # by blkid -o export\\n$_ / thing defaults,noatime 0 1\\n/swapfile none swap sw 0 0",
            'dev/disk/by-label/root -> dev/sd11', 'dev/disk/by-partuuid/aa-01 -> dev/sd11');
        asks("a source in libmount's syntax: $_", 'hba,disk_mod,thing');
    }
    add('etc/fstab = not a line\n\n"\n/dev/sd11 / thing');
    asks('invalid lines are ignored', 'hba,disk_mod,thing');
    add("etc/fstab = LABEL=m\\040/\xc3\xbc / thing ro", "dev/disk/by-label/m\\x20\\x2f\xc3\xbc -> dev/sd11");
    asks('a label with a blank', 'hba,disk_mod,thing');
    add('etc/fstab = UUID=1234 / thing ro');
    unlink("$machine/dev/disk/by-uuid/1234");
    stops('an unknown UUID', qr{/: cannot find device UUID=1234 of /etc/fstab});
    add('etc/fstab = /dev/mapper/a-b / thing ro', 'V/dm-0/dm/name = a-b', 'V/dm-0/dm/uuid = LVM-1');
    layer('dm-0', '253:0', $sd->(1) . '/sd11');
    asks('a device-mapper name', 'dm_mod,hba,disk_mod,thing', helpers('LVM2_member'));
    add('etc/fstab = /dev/sd11 / auto ro');
    stops('an unknown type', qr{/: no file system type in /etc/fstab});
    unlink("$machine/etc/fstab");
    stops('no fstab', qr{/: no device in /proc/self/mountinfo or /etc/fstab; .*});
};

# What /lib/gangway/mounts mounts: its drivers are needed, and the helper.
subtest 'fstab: file systems below the root' => sub {
    my $usual = sub {
        my ($fstab, @mounts) = @_;
        usual("etc/fstab = /dev/sd11 / thing ro 0 1\\n$fstab");
        disk(2);
        add('P/0000:00:02.0/driver -> sys/bus/pci/drivers/clk', 'sys/bus/pci/drivers/clk/module -> sys/module/clock');
        mounts('29 28 8:11 / / rw - thing /dev/sd11 rw', @mounts);
    };
    my $has = sub { return exists contents($image)->{"lib/gangway/$_[0]"} };
    compile("$work/helpers/$_", 'void _start(void) { for (;;) ; }', '-static') for qw(mounts overlay);
    $usual->('/dev/sd21 /usr other ro 0 2', '30 29 8:21 / /usr rw - other /dev/sd21 rw');
    like(asks('/usr', 'hba,disk_mod,thing,clock,other'), qr{^mkinitrd: --with usr \(/usr\)$}m, '/usr: -v prints the reason');
    ok($has->('mounts') && !$has->('overlay'), '/usr: the helper');
    $usual->('/dev/sd21 /usr other ro 0 2');
    asks('/usr is not mounted', 'hba,disk_mod,thing,clock,other');
    ok($has->('mounts'), '/usr is not mounted: the helper');
    $usual->('/dev/sd21 /var other x-initrd.mount 0 2', '30 29 8:21 / /var rw - other /dev/sd21 rw');
    asks('x-initrd.mount', 'hba,disk_mod,thing,clock,other');
    ok($has->('mounts'), 'x-initrd.mount: the helper');
    $usual->('/dev/sd77 /var other x-initrd.mount 0 2');
    stops('x-initrd.mount, a missing device', qr{/var: cannot find device /dev/sd77 of /etc/fstab});
    $usual->('/dev/sd77 /var other x-initrd.mount,nofail 0 2');
    my ($names, $out, $err) = asked();
    is($names, 'hba,disk_mod,thing', 'nofail, a missing device');
    is($err, "mkinitrd: /var: cannot find device /dev/sd77 of /etc/fstab\n", 'nofail, a missing device: a warning');
    for ('/dev/sd21 /var other x-initrd.mount,noauto', '/dev/sd21 /var other rw', 'tmpfs /var tmpfs x-initrd.mount',
        '/other /usr none bind') {
        $usual->($_);
        asks("not for the image: $_", 'hba,disk_mod,thing');
        ok(!$has->('mounts'), "$_: no helper");
    }
    $usual->('');
    add('proc/cmdline = root=/dev/sd11 mount.usr=/dev/sd21', 'run/udev/data/b8:21 = E:ID_FS_TYPE=other');
    asks('mount.usr=', 'hba,disk_mod,thing,clock,other');
    ok($has->('mounts'), 'mount.usr=: the helper');
    module('overlay.ko');
    add('proc/cmdline = root=/dev/sd11 gangway.overlay=/dev/sd21');
    asks('gangway.overlay=', 'hba,disk_mod,thing,clock,other');
    ok($has->($_), "gangway.overlay=: the helper $_") for qw(mounts overlay);
    ok(contents($image)->{"lib/modules/$release/kernel/overlay.ko"}, 'gangway.overlay=: the module');
    add('proc/cmdline = root=/dev/sd11 systemd.volatile=overlay');
    asks('systemd.volatile=overlay', 'hba,disk_mod,thing');
    ok($has->('overlay'), 'systemd.volatile=overlay: the helper');
};

subtest 'fstab: checks' => sub {
    compile("$work/helpers/fsck", 'void _start(void) { for (;;) ; }', '-static');
    compile("$root/usr/sbin/fsck.ext4", 'void _start(void) { for (;;) ; }', '-static');
    for (['/ ext4 ro 0 1', 1], ['/ auto ro 0 1', 1], ['/ ext4 ro 0 0', 0], ['/ ext4 ro', 0], ['/ xfs ro 0 1', 0],
        ['/home ext4 defaults 0 2', 0], ['/usr ext4 noauto 0 2', 0]) {
        my ($fstab, $wanted) = @$_;
        usual("etc/fstab = /dev/sd11 $fstab");
        asks($fstab, 'hba,disk_mod,thing');
        is(!!contents($image)->{'lib/gangway/fsck'}, !!$wanted, "$fstab: the helper");
    }
    unlink("$root/usr/sbin/fsck.ext4", "$work/helpers/fsck");
};

# ---- optional devices --------------------------------------------------------------------------

subtest 'hibernation' => sub {
    my @swap = ('P/0000:00:02.0/driver -> sys/bus/pci/drivers/clk', 'sys/bus/pci/drivers/clk/module -> sys/module/clock');
    usual(@swap);
    disk(2);
    add(@swap, 'proc/swaps = Filename Type Size\n/dev/zram0 partition 1\n/swap file 2\n/dev/sd21   partition 3');
    my $resumes = sub {
        my ($content) = split(/\n/, read_file(unpacked() . '/etc/gangway.conf') =~ s/\A.*?(?=^resume=|\z)//msr);
        return (contents($image)->{'lib/gangway/resume'} ? 'helper' : 'no helper') . ($content ? ", $content" : '');
    };
    my $out = asks('a swap in use', 'hba,disk_mod,thing,clock');
    is($resumes->(), 'no helper', 'without resume=, nothing is resumed');
    like($out, qr{^mkinitrd: clock \(drives 0000:00:02\.0: hibernation on sd21\)$}m, '-v prints the reason');
    add('proc/swaps = ', 'proc/cmdline = root=/dev/sd11 resume=/dev/sd1 resume=8:22');
    asks('the last resume=', 'hba,disk_mod,thing,clock');
    is($resumes->(), 'helper', 'with it, the image has the helper');
    add('proc/cmdline = root=/dev/sd11', 'etc/initramfs-tools/conf.d/resume = OTHER=/dev/nowhere\nRESUME=/dev/sd22');
    asks('the setting of initramfs-tools', 'hba,disk_mod,thing,clock');
    is($resumes->(), 'helper, resume="/dev/sd22"', 'is in the configuration of the image');
    for ('none', 'auto') {
        add("etc/initramfs-tools/conf.d/resume = RESUME=$_");
        asks("the setting $_", 'hba,disk_mod,thing');
    }
    add('etc/initramfs-tools/conf.d/resume = RESUME=UUID=gone');
    my ($got, undef, $err) = asked();
    is($got, 'hba,disk_mod,thing', 'a missing device is not an error');
    is($err, "mkinitrd: hibernation: cannot find device UUID=gone\n", 'but a warning');
    is($resumes->(), 'no helper', 'and the boot does not wait for it');
    usual('V/dm-3/dm/uuid = CRYPT-PLAIN-swap', 'V/dm-3/dm/name = swap', 'proc/swaps = Filename Type\n/dev/dm-3 partition 1');
    layer('dm-3', '253:3', $sd->(1) . '/sd12');
    for ('swap /dev/sd12 /dev/urandom swap,cipher=aes-xts-plain64', "# a comment\\nswapper x - \\nswap\t/dev/sd12\t/dev/random", 'swap /dev/sd12 /etc/key plain,swap') {
        add("etc/crypttab = $_");
        asks("a swap that is made anew at each boot: $_", 'hba,disk_mod,thing');
    }
    for ('swap /dev/sd12 /etc/key plain,noswap', 'other /dev/sd12 /dev/urandom swap', 'swap /dev/sd12', 'swap') {
        add("etc/crypttab = $_");
        (undef, undef, $err) = asked();
        is($err, "mkinitrd: hibernation on dm-3: unsupported device-mapper device (CRYPT-PLAIN-swap)\n", "another swap: $_");
    }
};

subtest 'keyboards' => sub {
    my $input = 'sys/devices/platform/i8042/serio0/input/input3';
    usual("sys/class/input/input3 -> $input", "$input/capabilities/key = 402000000 3803078f800d001 feffffdfffefffff fffffffffffffffe",
        "$input/name = AT keyboard", 'sys/devices/platform/i8042/serio0/driver -> sys/bus/serio/drivers/keys',
        'sys/bus/serio/drivers/keys/module -> sys/module/keys');
    like(asks('a keyboard is included, but not loaded', 'hba,disk_mod,thing'), qr{^mkinitrd: keys \(drives serio0: AT keyboard\)$}m, '-v prints the reason');
    add("$input/capabilities/key = 10000000000000 0");
    unlike(asks('a power button', 'hba,disk_mod,thing'), qr{: keys}, 'is not a keyboard');
    add("$input/capabilities/key = fffffffffffffffe", 'sys/bus/serio/drivers/keys/module -> sys/module/gone');
    like(asks('a keyboard without a driver', 'hba,disk_mod,thing'), qr{: gone, keys: not found|: gone: not found}, 'is not an error');
};

subtest 'the command line of the machine' => sub {
    usual('proc/cmdline = quiet -- root=no');
    my (undef, undef, $err) = asked();
    is($err, "mkinitrd: this machine's command line has no root=; the image will need one\n", 'no root=');
};

# Case B1: the command line, checked with /init's own parsers.
subtest 'checks of the command line' => sub {
    my $line = sub { usual(@_[1 .. $#_]); add("proc/cmdline = $_[0]") };
    my @links = ('dev/disk/by-label/root -> dev/sd11', 'dev/disk/by-uuid/1234-ABCD -> dev/sd11');
    for ('LABEL=root', 'LABEL="root"', 'UUID=1234-abcd', '/dev/disk/by-uuid/1234-ABCD', '/dev/sd11', '8:11', 'gpt-auto') {
        $line->("root=$_", @links);
        asks("root=$_", 'hba,disk_mod,thing');
    }
    # Only warnings: the machine may run with another command line, for example of a live system.
    for (map({ [$_, qr{cannot find root=\Q$_\E: .+}] } '/dev/disk/by-path/pci-1', '/dev/disk/by-id/ata-X',
            'ZFS=tank/root', 'live:LABEL=x', 'dhcp', '/dev/nfs', 'zfs:tank'),
        map({ [$_, qr{root=\Q$_\E: no such device on this machine}] }
            'LABEL=nowhere', 'UUID=1234', 'PARTUUID=1', '/dev/sd99', '/dev/mapper/gone', '/dev/vg/gone', '8:99')) {
        $line->("quiet root=$_->[0]", @links);
        my ($got, undef, $err) = asked();
        is($got, 'hba,disk_mod,thing', "root=$_->[0]: an image is written");
        like($err, qr{\Amkinitrd: $_->[1]\n\z}, "root=$_->[0]: the warning");
    }
    my @volume = ('V/dm-0/dm/name = my--vg-root', 'V/dm-0/dm/uuid = LVM-1', 'sys/class/block/dm-0 -> V/dm-0');
    for ('/dev/my-vg/root', '/dev/mapper/my--vg-root') {
        $line->("root=$_", @volume);
        layer('dm-0', '253:0', $sd->(1) . '/sd11');
        root_on('253:0', 'thing');
        asks("root=$_", 'dm_mod,hba,disk_mod,thing', helpers('LVM2_member'));
    }
    my $warns = sub {
        my ($name, $text, @warnings) = @_;
        $line->($text);
        my ($got, undef, $err) = asked();
        is($got, 'hba,disk_mod,thing', "$name: an image is written");
        is($err, join('', map { "mkinitrd: $_\n" } @warnings), "$name: what is printed");
    };
    $warns->('no udev', 'root=LABEL=nowhere', 'cannot check root=LABEL=nowhere: this machine has no /dev/disk');
    $warns->("other initrds' parameters", 'root=/dev/sd11 cryptdevice=UUID=1:x luks.name=1=x rd.luks.name=1=x -- nfsroot=no',
        map { "command line: gangway ignores $_=: LUKS volumes are configured in /etc/crypttab" } 'cryptdevice', 'luks.name');
    $warns->('a typo', 'root=/dev/sd11 gangway.modulse=a gangway.modules=thing,nowhere',
        'command line: unknown parameter gangway.modulse; did you mean gangway.modules?',
        'gangway.modules: nowhere is not in the image');
    my $slots = 'root=gpt-auto gangway.slots=gpt';
    $warns->('slots', "$slots -- gpt", 'gangway.slots=gpt: add gpt to the command line; without it, the kernel finds no partitions '
        . 'if the power fails while the first GPT is written');
    $warns->('slots and gpt', "$slots gpt");
    $warns->('slots of another root', 'root=/dev/sd11 gangway.slots=gpt gpt', 'gangway.slots=gpt needs root=gpt-auto, not root=/dev/sd11');
    $warns->('fallbacks', 'root=/dev/sd11 gangway.fallback=/dev/old,/dev/sd11,/dev/nfs',
        'gangway.fallback=/dev/old: no such device on this machine', 'cannot find gangway.fallback=/dev/nfs: only block devices are supported');
    $warns->('types', 'root=/dev/sd11 rootfstype=ext9,thang',
        'rootfstype=ext9,thang: not in the image and not built into the kernel');
    $line->('root=/dev/sd11');
    write_file("$work/conf", "gangway.modules=thing\nroot=/dev/sd99\n");
    my ($got, undef, $err) = asked('--config', "$work/conf");
    is($err, '', 'the command line overrides --config');
    $line->('quiet');
    (undef, undef, $err) = asked('--config', "$work/conf");
    is($err, "mkinitrd: root=/dev/sd99: no such device on this machine\n",
        'a missing root in --config is a warning: the disk may be added later');
    write_file("$work/conf", "root=dhcp\n");
    stops('an unsupported root in --config is an error', qr{cannot find root=dhcp: .+}, '--config', "$work/conf");
    for ('thing', 'ext9,inside', 'auto') {
        $line->("root=/dev/sd11 rootfstype=$_");
        asks("rootfstype=$_", 'hba,disk_mod,thing');
    }
};

# Case B1: the next boot uses the device of root=, even if another is mounted now.
subtest 'root= is not the mounted root' => sub {
    my @other = ('P/0000:00:02.0/driver -> sys/bus/pci/drivers/clk', 'sys/bus/pci/drivers/clk/module -> sys/module/clock');
    usual('proc/cmdline = root=/dev/sd21');
    disk(2);
    add(@other);
    my ($got, undef, $err) = asked();
    is($got, 'hba,disk_mod,thing,clock', 'its drivers are loaded too');
    is($err, "mkinitrd: root=/dev/sd21: / is on another device, and the file system type of this one is unknown; add its module with --modules\n",
        'without its file system, which is reported');
    mounts('27 1 8:11 / / rw - thing /dev/sd11 rw', '28 27 8:21 / /mnt rw - inside /dev/sd21 rw');
    asks('and its file system, if it is mounted elsewhere', 'hba,disk_mod,thing,clock');
    usual('proc/cmdline = root=UUID=1234-abcd', 'dev/disk/by-uuid/1234-ABCD -> dev/sd21', 'run/udev/data/b8:21 = N:sd21\nE:ID_FS_TYPE=other');
    disk(2);
    add(@other);
    asks('a UUID in the other case, and the type that udev knows', 'hba,disk_mod,thing,clock,other');
    for ('PARTUUID=AA-01', 'PARTUUID=aa-02/PARTNROFF=-1', 'LABEL="the other"', '/dev/block/8:21', '815') {
        add("proc/cmdline = root=$_", 'dev/disk/by-partuuid/aa-01 -> dev/sd21', 'dev/disk/by-partuuid/aa-02 -> dev/sd22',
            'dev/disk/by-label/the\x20other -> dev/sd21');
        asks("root=$_", 'hba,disk_mod,thing,clock,other');
    }
};

# What /init may mount has to be in the image.
subtest 'fallbacks' => sub {
    my @other = ('P/0000:00:02.0/driver -> sys/bus/pci/drivers/clk', 'sys/bus/pci/drivers/clk/module -> sys/module/clock');
    my $second = sub {
        usual(@_, 'run/udev/data/b253:5 = E:ID_FS_TYPE=other', 'V/dm-5/dm/name = vg-old', 'V/dm-5/dm/uuid = LVM-1');
        disk(2);
        layer('dm-5', '253:5', $sd->(2) . '/sd21');
        add(@other);
    };
    my @lvm = helpers('LVM2_member');
    $second->('proc/cmdline = root=/dev/sd11 gangway.fallback=/dev/sd12,/dev/vg/old', 'run/udev/data/b8:12 = E:ID_FS_TYPE=thing');
    asks('their drivers, layers and file systems', 'hba,disk_mod,thing,dm_mod,clock,other', @lvm);
    compile("$root/usr/sbin/lvm", 'void _start(void) { for (;;) ; }', '-static');
    compile("$work/helpers/$_", 'void _start(void) { for (;;) ; }', '-static') for qw(container shutdown);
    like(asks('their helpers', 'hba,disk_mod,thing,dm_mod,clock,other'),
        qr{^mkinitrd: --with lvm \(gangway\.fallback=/dev/vg/old on dm-5\)$}m, '-v prints the reason');
    ok(contents($image)->{'lib/gangway/LVM2_member'}, 'are in the image');
    unlink("$root/usr/sbin/lvm");
    $second->('proc/cmdline = root=/dev/sd11');
    write_file("$work/conf", "gangway.fallback=/dev/vg/old\n");
    asks('also in --config', 'hba,disk_mod,thing,dm_mod,clock,other', @lvm, '--config', "$work/conf");
    asks('which is not the machine\'s', 'hba,disk_mod,thing');
    $second->('proc/cmdline = root=/dev/sd11 gangway.fallback=/dev/vg/old', 'run/udev/data/b253:5 = E:ID_FS_TYPE=nowhere');
    add('run/udev/data/b253:5 = E:ID_FS_TYPE=nowhere', 'sys/bus/pci/drivers/clk/module -> sys/module/gone',
        'P/0000:00:02.0/modalias = pci:v0000BBBB');
    my ($got, undef, $err) = asked(@lvm);
    is($got, 'hba,disk_mod,thing,dm_mod', 'what is missing is not an error');
    like($err, qr{\A(mkinitrd: kernel \S* has no module (gone, pci:v0000BBBB|fs-nowhere, nowhere) \(.*gangway\.fallback=/dev/vg/old.*\)\n){2}\z},
        'but a warning');
    $second->('proc/cmdline = root=/dev/sd11 gangway.fallback=/dev/bcache0');
    layer('bcache0', '252:0', $sd->(2) . '/sd22');
    add('V/bcache0/bcache -> ' . $sd->(2) . '/sd22/bcache', 'run/udev/data/b252:0 = E:ID_FS_TYPE=thing');
    ($got, undef, $err) = asked();
    is($got, 'hba,disk_mod,thing,bcache,clock', 'a container without a helper is not an error');
    is($err, "mkinitrd: gangway.fallback=/dev/bcache0 on bcache0: the image has no helper /lib/gangway/bcache\n", 'but a warning');
};

# Case B24
subtest 'containers and chroots' => sub {
    my $instead = 'use --generic, or --machine with a directory that --capture wrote outside of it';
    usual();
    remove_tree("$machine/sys");
    stops('no /sys', qr{no block devices in /sys: it is not mounted, or this is a container; mount it, or $instead});
    usual();
    remove_tree("$machine/proc/self");
    stops('no /proc and no fstab', qr{/: no device in /proc/self/mountinfo or /etc/fstab; in a chroot, $instead});
    add('etc/fstab = /dev/sd11 / thing ro 0 1');
    asks('a chroot with an fstab', 'hba,disk_mod,thing');
    mounts('700 600 0:55 / / rw - overlay overlay rw,lowerdir=/var/lib/containers/l/A:/var/lib/containers/l/B,upperdir=/var/u,workdir=/var/w');
    stops('podman', qr{/: overlay of /var/lib/containers/l/A, which is not visible here; in a container, $instead});
};

# Case B4: Debian's mdadm.conf lists no arrays.
subtest 'active arrays' => sub {
    my $conf = sub {
        my ($names, undef, $err) = asked(helpers('linux_raid_member'), '--with', 'md');
        is($err, '', 'nothing is printed') or return '';
        return read_file("$work/unpacked/etc/mdadm/mdadm.conf");
    };
    compile("$root/usr/sbin/mdadm", 'void _start(void) { for (;;) ; }', '-static');
    compile("$work/helpers/$_", 'void _start(void) { for (;;) ; }', '-static') for qw(container shutdown);
    write_file("$root/etc/mdadm/mdadm.conf", "HOMEHOST <system>\nMAILADDR root\n");
    usual('V/md0/md/level = raid1', 'V/md0/md/metadata_version = 1.2', 'V/md0/md/uuid = 00112233-4455-6677-8899-aabbccddeeff',
        'V/md1/md/metadata_version = 0.90', 'V/md1/md/uuid = 00112233-4455-6677-8899-aabbccddeeff',
        'V/md127/md/metadata_version = external:imsm', 'V/md127/md/uuid = 00000000-0000-0000-0000-000000000000',
        'proc/sys/kernel/hostname = box');
    layer('md0', '9:0', $sd->(1) . '/sd11');
    layer("md$_", "9:$_") for 1, 127;
    root_on('9:0', 'thing');
    add('proc/cmdline = root=/dev/md0');
    is($conf->(), "HOMEHOST box\nHOMEHOST <system>\nMAILADDR root\n\nARRAY /dev/md0 metadata=1.2 UUID=00112233:44556677:8899aabb:ccddeeff\n"
        . "ARRAY /dev/md1 metadata=0.90 UUID=33221100:77665544:bbaa9988:ffeeddcc\n", 'from /sys, with UUIDs in the format of mdadm');
    for ('localhost', '(none)') {
        add("proc/sys/kernel/hostname = $_");
        unlike($conf->(), qr{^HOMEHOST $_}m, "$_ is no name");
    }
    add('run/mdadm/map = md0 1.2 00112233:44556677:8899aabb:ccddeeff /dev/md/root\nmd127 imsm 1:2:3:4 /dev/md/imsm0', 'etc/hostname = # static\n  host.example.org');
    my $text = "HOMEHOST host.example.org\nHOMEHOST <system>\nMAILADDR root\n\nARRAY /dev/md/root metadata=1.2 UUID=00112233:44556677:8899aabb:ccddeeff\n"
        . "ARRAY /dev/md/imsm0 metadata=imsm UUID=1:2:3:4\nARRAY /dev/md1 metadata=0.90 UUID=33221100:77665544:bbaa9988:ffeeddcc\n";
    is($conf->(), $text, 'from the map, with their names');
    my $to = "$work/arrays";
    is_deeply([run($mkinitrd, '--machine', $machine, '--capture', $to)], [0, '', ''], 'a capture');
    rename($machine, "$machine.away");
    rename($to, $machine);
    is($conf->(), $text, 'the capture gives the same mdadm.conf');
    remove_tree($machine, "$root/etc/mdadm");
    unlink("$root/usr/sbin/mdadm");
};

# Cases B3 and B21: the lines of crypttab that the root needs, even without options for the initrd.
subtest 'volumes of the root' => sub {
    my $uuid = '00112233-4455-6677-8899-aabbccddeeff';
    my $got = sub {
        my ($name, $table, $want, $message) = @_;
        unlink("$root/etc/crypttab");
        write_file("$root/etc/crypttab", "$table\n") if defined $table;
        my (undef, undef, $err) = asked('--with', 'luks');
        is($err, $message ? "mkinitrd: /etc/crypttab: $message\n" : '', "$name: what is printed");
        is(read_file("$work/unpacked/etc/crypttab") // '', $want, "$name: crypttab in the image");
        return contents($image);
    };
    compile("$root/usr/sbin/cryptsetup", 'void _start(void) { for (;;) ; }', '-static');
    compile("$work/helpers/$_", 'void _start(void) { for (;;) ; }', '-static') for qw(container shutdown);
    write_file("$root/etc/keys/root.key", 'key', 0600);
    usual("V/dm-0/dm/uuid = CRYPT-LUKS2-" . ($uuid =~ s/-//gr) . '-cryptroot', 'V/dm-0/dm/name = cryptroot');
    layer('dm-0', '253:0', $sd->(1) . '/sd11');
    root_on('253:0', 'thing');
    add('proc/cmdline = root=/dev/mapper/cryptroot');
    $got->('no crypttab', undef, "cryptroot UUID=$uuid none luks,initramfs\n");
    for ("cryptroot UUID=$uuid none luks,discard", "other UUID=\U$uuid\E none luks", "cryptroot \"UUID=$uuid\" none luks",
        'cryptroot /dev/mapper/vg-crypt none luks', 'cryptroot /dev/vg/crypt none luks', 'cryptroot PARTUUID=aa-01 - luks') {
        $got->("a line: $_", $_, "$_\n");
    }
    for ('/dev/disk/by-id/nvme-X_1-part3', 'ID=scsi-x') {
        $got->("only udev knows $_", "# a\ncryptroot $_ none luks,discard", "cryptroot UUID=$uuid none luks,discard\n# a\ncryptroot $_ none luks,discard\n");
    }
    $got->('another disk\'s UUID', 'cryptroot UUID=1-2 none luks', "cryptroot UUID=$uuid none luks,initramfs\ncryptroot UUID=1-2 none luks\n");
    $got->('data by-id', "cryptroot UUID=$uuid none luks\ndata /dev/disk/by-id/x none luks,initramfs", "cryptroot UUID=$uuid none luks\ndata /dev/disk/by-id/x none luks,initramfs\n",
        'data: the image cannot find its source /dev/disk/by-id/x: only udev knows this name; try root=UUID= as printed by blkid');
    my $line = "cryptroot UUID=$uuid /etc/keys/root.key luks,discard,key-slot=1";
    my $image = $got->('a key without the option', $line, "$line\n",
        'cryptroot: key /etc/keys/root.key is not included, so the image asks for a passphrase; add the option initramfs to include it');
    ok(!$image->{'etc/keys/root.key'}, 'its key is not included');
    write_file("$root/etc/cryptsetup-initramfs/conf-hook", "# KEYFILE_PATTERN=/no\n#KEYFILE_PATTERN=\nKEYFILE_PATTERN=\"/etc/luks/*.keyfile /etc/keys/*.key\"\n");
    ok($got->('KEYFILE_PATTERN', $line, "$line\n")->{'etc/keys/root.key'}, 'its key is included');
    $got->("the root's $_", "cryptroot UUID=$uuid none luks,$_", "cryptroot UUID=$uuid none luks,$_\n", "cryptroot: the image does not support the option $_")
        for 'keyscript=/lib/cryptsetup/scripts/decrypt_keyctl', 'tpm2-device=auto', 'header=/boot/h';
    unlink("$root/etc/crypttab", "$root/usr/sbin/cryptsetup");
    remove_tree("$root/etc/keys", "$root/etc/cryptsetup-initramfs");
};

# ---- untrusted directories ---------------------------------------------------------------------

subtest 'links stay in the directory' => sub {
    usual();
    for my $out ('/sys/dev/block', '../../../../../../../../etc', '/') {
        unlink("$machine/sys/dev/block/8:11");
        symlink($out, "$machine/sys/dev/block/8:11") or die;
        stops("a device at $out", qr{/ on \S*: \S* is not a device});
    }
    usual();
    make_path("$machine/elsewhere");
    rename("$machine/sys/bus", "$machine/elsewhere/bus");
    symlink('/elsewhere/bus', "$machine/sys/bus");
    asks('an absolute link is relative to the directory', 'hba,disk_mod,thing');
    for my $file ("$machine/proc/self/mountinfo", "$machine/etc/fstab") {
        unlink($file);
        make_path(dirname($file));
        POSIX::mkfifo($file, 0600) or die;
    }
    stops('pipes', qr{/: no device in /proc/self/mountinfo or /etc/fstab; .*});
    usual();
    write_file("$machine/proc/self/mountinfo", "\0" x 100);
    stops('not text', qr{/: no device in /proc/self/mountinfo or /etc/fstab; .*});
    fails('no such directory', qr{--machine \S*: No such file or directory}, '--machine', "$work/nowhere");
};

# ---- --capture ---------------------------------------------------------------------------------

subtest 'capture' => sub {
    my $to = "$work/captured";
    my $capture = sub { run($mkinitrd, '--machine', $machine, '--capture', $to) };
    my $of = sub {
        my ($dir) = @_;
        my ($status, $out, $err) = mkinitrd('-fq', '--machine', $dir, helpers(qw(crypto_LUKS linux_raid_member)), $image, $release);
        return $status == 0 ? read_file($image) : $err;
    };
    usual('V/dm-0/dm/uuid = CRYPT-LUKS2-00-name', 'V/dm-0/dm/name = root', 'V/md0/md/level = raid1',
        'V/md0/md/metadata_version = 1.0', 'proc/crypto = name : soft\nrefcnt : 2', 'P/0000:00:01.0/vendor = 0xaaaa', 'etc/shadow = secret', 'proc/kcore = secret',
        "sys/class/input/input0 -> P/input0", "P/input0/capabilities/key = fffffffe");
    disk(2);
    layer('md0', '9:0', $sd->(1) . '/sd11', $sd->(2) . '/sd21');
    layer('dm-0', '253:0', 'V/md0');
    root_on('253:0', 'thing', '/dev/mapper/root');
    is_deeply([$capture->()], [0, '', ''], 'a machine that is a directory');
    is_deeply([split /\n/, `cd '$to' && find . -name shadow -o -name kcore -o -name vendor`], [], 'contains only the files that are read');
    ok($of->($to) eq $of->($machine), 'and gives the same image');
    my ($status, $out, $err) = $capture->();
    is("$status$err", "1mkinitrd: --capture $to: Directory not empty\n", 'a directory that is not empty');
    is_deeply([glob("$work/captured*")], [$to], 'is unchanged, and no temporary directory is left');
    remove_tree($to);
    make_path($to);
    is_deeply([$capture->()], [0, '', ''], 'an empty directory is filled');
    remove_tree($to);
    # case B27
    make_path($to);
    my $list = sub { join(' ', sort map { s{.*/}{}r } glob("$to/{*,.??*}")) };
    is_deeply([run('sh', '-c', 'cd "$0" && "$1" --machine "$2" --capture . && test -d sys', $to, $mkinitrd, $machine)], [0, '', ''],
        'the working directory is filled, not replaced');
    is($list->(), 'proc sys', 'nothing else is in it');
    ok($of->($to) eq $of->($machine), 'it gives the same image');
    remove_tree($to);
    for (['--capture', $to, '--generic'], ['--capture', $to, '-f'], ['--rootdir', '/', '--capture', $to], ['--list', '--stay', $image]) {
        my ($status, undef, $err) = run($mkinitrd, @$_);
        is($status, 2, "@$_: a usage error");
        like($err, qr{\Amkinitrd: --(capture|list) writes no image and cannot be combined with --}, 'the message');
    }
    ok(!-e $to, 'nothing is written');
    add('proc/crypto = ' . 'x' x 5000);
    my $limited = sub { run('sh', '-c', 'ulimit -f 2 && exec "$0" --machine "$1" --capture "$2"', $mkinitrd, $machine, $to) };
    like(join('', $limited->()), qr{^1mkinitrd: cannot write \S*crypto: File too large\n$}, 'a write error');
    is_deeply([glob("$work/captured*")], [], 'leaves nothing');
    make_path($to);
    like(join('', $limited->()), qr{^1mkinitrd: cannot write \S*crypto: File too large\n$}, 'in an existing directory');
    is_deeply([glob("$to/{*,.??*}")], [], 'too');
    add('proc/crypto = ');
    rmdir($to);
    add('V/md0/slaves/nbd0 -> V/nbd0');
    ($status, $out, $err) = $capture->();
    is("$status$err", "1mkinitrd: / on dm-0 on md0 on nbd0: network block devices are not supported\n",
        'an unsupported machine');
    is($of->($to), $err =~ s/^1//r, 'is captured up to the error');
    remove_tree($to);
    ($status, $out, $err) = run($mkinitrd, '--machine', $machine, '--capture', "$work/nowhere/x");
    like("$status$err", qr{^1(.*\n)?mkinitrd: --capture \S*: No such file or directory\n$}, 'no parent directory');
};

# The result for the capture of this machine is the same as for the machine, supported or not.
subtest 'this machine' => sub {
    my ($to, $again) = ("$work/this", "$work/again");
    my ($status, $out, $err) = run($mkinitrd, '--capture', "$to/");
    ok(-f "$to/proc/self/mountinfo", 'is captured') or diag($err);
    is_deeply([run($mkinitrd, '--machine', $to, '--capture', $again)], [$status, $out, $err], 'a capture of the capture');
    is(`diff -r --no-dereference '$to' '$again'`, '', 'is equal');
};

done_testing();
