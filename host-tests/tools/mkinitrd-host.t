#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0
#
# mkinitrd --machine and --capture: the walk from a root to the buses, on machines that are folders
# here. What --host reads of this machine is read in the same way.

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

# Rows of a machine: "PATH -> TARGET" is a link, "PATH = TEXT" a file. Paths of devices and buses
# are long: P stands for sys/devices/pci0000:00, V for sys/devices/virtual/block. The targets of
# links are paths too, and become relative, as the kernel's are.
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

# A controller on PCI with a disk that has two partitions: 0000:00:0N.0, 8:N0 sdN, 8:N1 sdN1, ...
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

# A virtual disk on others; these are their paths.
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

# The names of gangway.modules, and all that was said.
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
    is($err, '', "$name: without a word on standard error");
    return $out;
}

sub stops {
    my ($name, $message, @options) = @_;
    fails($name, $message, '--busybox', 'none', '--machine', $machine, @options);
}

module('hba.ko', info => ['alias=pci:v0000AAAAd*'], exports => ['hba_symbol']);
module('disk-mod.ko', info => ['alias=scsi:t-0x00*']);
module('thing.ko', info => ['alias=fs-thing']);
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
    like($out, qr{^mkinitrd: hba \(drives 0000:00:01\.0: / on sd11\)$}m, 'why the controller is in');
    like($out, qr{^mkinitrd: disk_mod \(drives 1:0:0:0: / on sd11\)$}m, 'why the disk is');
    like($out, qr{^mkinitrd: thing \(the file system of /\)$}m, 'why the file system is');
    add('sys/bus/pci/drivers/hba-driver/module -> sys/module/renamed');
    asks('a module of another name is found by the device', 'hba,disk_mod,thing');
    unlink("$machine/sys/bus/pci/drivers/hba-driver/module");
    asks('so is one that is built in, or of which the bus does not tell', 'hba,disk_mod,thing');
    unlink("$machine/P/0000:00:01.0/modalias" =~ s{/P/}{/sys/devices/pci0000:00/}r);
    add('P/0000:00:01.0/uevent = DRIVER=hba-driver\nMODALIAS=pci:v0000AAAAd0\nSEQNUM=1');
    asks('the alias of an event does as well', 'hba,disk_mod,thing');
    unlink("$machine/P/0000:00:01.0/uevent" =~ s{/P/}{/sys/devices/pci0000:00/}r);
    asks('what is built in there is built in here, in the same kernel', 'disk_mod,thing');
    add('proc/sys/kernel/osrelease = 6.0-other');
    stops('of which nothing is known', qr{kernel \S*: has no module hba-driver \(drives 0000:00:01\.0: / on sd11\)});
    add('P/0000:00:01.0/driver -> sys/bus/pci/drivers/inside', 'P/0000:00:01.0/modalias = pci:v0000AAAAd0');
    asks('but the name of the driver may do', 'disk_mod,thing');
    add('P/0000:00:01.0/driver -> sys/bus/pci/drivers/hba');
    add('P/0000:00:01.0/modalias = pci:v0000BBBB', 'sys/bus/pci/drivers/hba/module -> sys/module/gone');
    stops('a module that the kernel lacks', qr{kernel \S*: has no module gone, pci:v0000BBBB \(drives 0000:00:01\.0: / on sd11\)});
};

subtest 'bridges, boards, and devices without a driver' => sub {
    usual('proc/sys/kernel/osrelease = 6.0-other', 'P/driver -> sys/bus/platform/drivers/host-bridge',
        'P/subsystem -> sys/bus/platform', 'P/modalias = of:NpcieT',
        'P/0000:00:01.0/host1/modalias = nobody:needs-it');
    asks('neither stands in the way', 'hba,disk_mod,thing');
    add('P/modalias = of:Nclock');
    asks('what the board has built in may be a module in another kernel', 'clock,hba,disk_mod,thing');
    add('P/driver -> sys/bus/pci/drivers/pcieport', 'P/subsystem -> sys/bus/pci');
    asks('nor what comes with the bus', 'hba,disk_mod,thing');
    usual();
    remove_tree("$machine/sys/bus", glob("$machine/sys/devices/pci0000:00/0000:00:01.0/{driver,modalias}"),
        glob("$machine/sys/devices/pci0000:00/*/*/*/*/driver"));
    stops('nothing has a driver', qr{/ on sd11: nothing in /sys/devices/\S*/sd1 tells its driver});
};

subtest 'suppliers' => sub {
    my $soc = 'sys/devices/platform/soc';
    usual("P/0000:00:01.0/supplier:platform:clk -> $soc/link", "$soc/link/supplier -> $soc/clk",
        "$soc/clk/driver -> sys/bus/platform/drivers/clk", "$soc/clk/modalias = of:Nclock",
        "sys/bus/platform/drivers/clk/module -> sys/module/clock",
        "$soc/clk/supplier:pci -> $soc/back", "$soc/back/supplier -> P/0000:00:01.0");
    asks('a clock, and round again', 'clock,hba,disk_mod,thing');
    add('P/0000:00:01.0/iommu -> P/0000:00:02.0/iommu/one', 'P/0000:00:02.0/iommu/one/devices = ',
        'P/0000:00:02.0/driver -> sys/bus/pci/drivers/keys', 'sys/bus/pci/drivers/keys/module -> sys/module/keys');
    asks('and an IOMMU', 'keys,clock,hba,disk_mod,thing');
    add("$soc/clk/supplier:x -> $soc/link0", "$soc/link0/supplier -> $soc/clk1",
        map { ("$soc/clk$_/supplier:x -> $soc/link$_", "$soc/link$_/supplier -> $soc/clk" . ($_ + 1)) } 1 .. 60);
    stops('a chain without end', qr{/ on sd11: more than 32 devices that need one another});
};

# ---- layers ------------------------------------------------------------------------------------

my $sd = sub { "P/0000:00:0$_[0].0/host$_[0]/target$_[0]:0:0/$_[0]:0:0:0/block/sd$_[0]" };

# Programs that open containers, as far as mkinitrd looks.
write_file("$root/opener", "#!/bin/sh\n", 0755);
sub openers {
    return map { ('--add', "/opener:/lib/gangway/$_") } @_;
}

subtest 'layers of block devices' => sub {
    usual('V/dm-0/dm/uuid = CRYPT-LUKS2-00-name', 'V/dm-0/dm/name = root', 'V/md0/md/level = raid1',
        'V/md0/md/metadata_version = 1.2');
    disk(2);
    layer('md0', '9:0', $sd->(1) . '/sd11', $sd->(2) . '/sd21');
    layer('dm-0', '253:0', 'V/md0');
    root_on('253:0', 'thing', '/dev/mapper/root');
    my @both = openers(qw(crypto_LUKS linux_raid_member));
    my $out = asks('crypt on an array', 'dm_mod,dm_crypt,one,hba,disk_mod,thing', @both);
    like($out, qr{^mkinitrd: one \(an array: / on dm-0 on md0\)$}m, 'tells how it came there');
    stops('nobody opens the array', qr{--with md: there is no mdadm in .*; on Debian it is in the package mdadm},
        openers('crypto_LUKS'));
    stops('nor what is on it', qr{--with luks: there is no cryptsetup in .*});
    make_path("$root/usr/sbin");
    compile("$root/usr/sbin/mdadm", 'void _start(void) { for (;;) ; }', '-static');
    compile("$work/helpers/container", 'void _start(void) { for (;;) ; }', '-static');
    my $brought = asks('the array is opened by what the root has', 'dm_mod,dm_crypt,one,hba,disk_mod,thing',
        openers('crypto_LUKS'));
    like($brought, qr{^mkinitrd: --with md \(/ on dm-0 on md0\)$}m, 'says why');
    ok(contents($image)->{'lib/gangway/linux_raid_member'}, 'is in the image');
    unlink("$root/usr/sbin/mdadm");
    add('proc/crypto = name : xts(soft)\nrefcnt : 2\n\nname : alone\nrefcnt : 1\n\nname : broken\n\nrefcnt : 5');
    like(asks('ciphers that are in use', 'dm_mod,dm_crypt,one,hba,disk_mod,thing', @both),
        qr{crypto-xts: not found .*^mkinitrd: soft \(in use: / on dm-0\)}ms, 'go in where they are there');
    add('V/md0/md/level = raid9');
    stops('a level that the kernel lacks', qr{kernel \S*: has no module md-raid9 \(an array: / on dm-0 on md0\)}, @both);
    add('V/dm-0/dm/uuid = LVM-abc', 'V/dm-0/dm/name = vg-root_rimage_0', 'V/md0/md/level = raid1',
        'V/md0/md/metadata_version = external:/md127/0', 'V/md127/md/metadata_version = external:imsm');
    asks('raid of LVM on that of a firmware', 'dm_mod,dm_raid,one,hba,disk_mod,thing', openers(qw(LVM2_member isw_raid_member)));
    for (['V/md127/md/metadata_version = external:other', qr{/ on dm-0 on md0: an array whose members do not tell of it}],
        ['V/md0/md/metadata_version = none', qr{/ on dm-0 on md0: an array whose members do not tell of it}],
        ['V/dm-0/dm/uuid = mpath-3', qr{/ on dm-0: a mapping \(mpath-3\) of which nothing on the device tells}],
        ['V/dm-0/dm/uuid = CRYPT-PLAIN-x', qr{/ on dm-0: a mapping \(CRYPT-PLAIN-x\) of which nothing on the device tells}],
        ['V/dm-0/dm/uuid = ', qr{/ on dm-0: a mapping \(without a UUID\) of which nothing on the device tells}]) {
        add($_->[0]);
        stops($_->[0], $_->[1], openers(qw(LVM2_member isw_raid_member)));
    }
    add('V/dm-0/dm/uuid = LVM-abc', 'V/md0/md/metadata_version = 0.90');
    remove_tree("$machine/sys/devices/virtual/block/md0/slaves");
    add('V/md0/slaves/dm-0 -> V/dm-0');
    stops('a circle', qr{/( on dm-0 on md0){16} on dm-0: more than 32 devices on one another});
    remove_tree("$machine/sys/devices/virtual/block/md0/slaves");
    stops('of nothing', qr{/ on dm-0 on md0: it is made of no device});
};

# Two by two on one another: as many ways down as a tree has leaves. These would take hours.
subtest 'many ways' => sub {
    my $two = sub { map { "V/dm-$_" } 2 * $_[0], 2 * $_[0] + 1 };
    my $volume = sub { map { ("$_/dm/uuid = LVM-abc", "$_/dm/name = x") } @_ };
    usual();
    for my $level (0 .. 29) {
        layer("dm-$_", "253:$_", $level < 29 ? $two->($level + 1) : $sd->(1) . '/sd11') for 2 * $level, 2 * $level + 1;
        add($volume->($two->($level)));
    }
    root_on('253:0', 'thing', '/dev/mapper/root');
    asks('to the disk of the root', 'dm_mod,hba,disk_mod,thing', openers('LVM2_member'));

    usual('proc/cmdline = root=/dev/sd11 resume=/dev/dm-0');
    layer('dm-0', '253:0', $two->(0));
    layer('dm-1', '253:1', $two->(0));
    add($volume->($two->(0)));
    my ($status, $out, $err) = asked();
    like($err, qr{\A(mkinitrd: hibernation( on dm-[01]){33}: more than 32 devices on one another\n)+\z},
        'in circles, which stand in nobody\'s way');
};

subtest 'bcache, and paths of NVMe' => sub {
    usual();
    disk(2);
    layer('bcache0', '252:0', $sd->(1) . '/sd11');
    add('V/bcache0/bcache -> ' . $sd->(1) . '/sd11/bcache', $sd->(1) . '/sd11/bcache/set -> sys/fs/bcache/u-u-i-d',
        'sys/fs/bcache/u-u-i-d/cache0 -> ' . $sd->(2) . '/bcache', $sd->(2) . '/bcache/bucket_size = 1',
        'P/0000:00:02.0/driver -> sys/bus/pci/drivers/clk', 'sys/bus/pci/drivers/clk/module -> sys/module/clock');
    root_on('252:0', 'thing');
    asks('the cache is on another controller', 'bcache,hba,disk_mod,clock,thing', openers('bcache'));
    usual();
    my $subsystem = 'sys/devices/virtual/nvme-subsystem/nvme-subsys0';
    add("sys/dev/block/259:0 -> $subsystem/nvme0n1", "$subsystem/nvme0n1/dev = 259:0",
        "sys/class/block/nvme0n1 -> $subsystem/nvme0n1", 'proc/cmdline = root=/dev/nvme0n1',
        "$subsystem/nvme0 -> P/0000:00:01.0/nvme/nvme0");
    root_on('259:0', 'thing');
    asks('the controllers lie beside the disk', 'hba,thing');
    unlink("$machine/$subsystem/nvme0");
    stops('or are gone', qr{/ on nvme0n1: no controller leads to it});
};

subtest 'roots that cannot be opened' => sub {
    my $cannot = 'which gangway cannot open';
    for (['loop0', 'it is a file'], ['zram0', 'it is memory'], ['nbd0', 'it comes over the network'],
        ['other', 'it hangs on no hardware']) {
        usual();
        layer($_->[0], '7:0');
        root_on('7:0', 'thing');
        stops($_->[0], qr{/ on $_->[0]: $_->[1], $cannot});
    }
    usual('sys/dev/block/8:11 -> sys/devices/platform/host3/session1/target3:0:0/3:0:0:1/block/sdx');
    stops('iSCSI', qr{/ on sdx: it comes by iSCSI, $cannot});
    usual();
    for (['0:30', 'nfs4', 'server:/x'], ['0:31', 'zfs', 'tank'], ['8:11', 'fuseblk', '/dev/sd11']) {
        root_on(@$_);
        stops($_->[1], qr{/: $_->[1] $_->[2] is on no block device, and gangway opens no other});
    }
    root_on('8:77', 'thing');
    stops('no such number', qr{/: thing is on device 8:77, which is not in /sys/dev/block});
    root_on('8:11', 'unknown');
    stops('a file system that the kernel lacks', qr{kernel \S*: has no module fs-unknown, unknown \(the file system of /\)});
};

# ---- mounts ------------------------------------------------------------------------------------

subtest 'file systems' => sub {
    usual();
    root_on('8:11', 'inside');
    asks('one that is built in', 'hba,disk_mod');
    root_on('8:11', 'thing', '/dev/sd11', 'rw,codepage=850,iocharset=utf8');
    like(asks('tables of characters', 'hba,disk_mod,thing'),
        qr{: nls_cp850: not found .*^mkinitrd: nls_utf8 \(iocharset=utf8: /\)$}ms, 'go in where they are there');
    disk(2);
    add('P/0000:00:02.0/driver -> sys/bus/pci/drivers/clk', 'sys/bus/pci/drivers/clk/module -> sys/module/clock');
    root_on('8:11', 'thing', '/dev/sd11', 'rw,logdev=/dev/sd22');
    asks('a log on another disk', 'hba,disk_mod,clock,thing');
    root_on('8:11', 'thing', '/dev/sd11', 'rw,logdev=/dev/sd9');
    stops('a log that is nowhere', qr{/: its logdev=/dev/sd9 cannot be found});
    mounts('27 1 0:1 / / rw - rootfs rootfs rw', '28 1 8:77 / / rw - thing x rw',
        '29 28 8:11 / / rw - thing /dev/sd11 rw', '30 29 8:21 / /usr rw - thing /dev/sd21 rw');
    like(asks('/usr is another', 'hba,disk_mod,thing,clock'), qr{clock \(drives 0000:00:02\.0: /usr on sd21\)}, 'as -v tells');
    # case T5: /usr counts as much as the root
    mounts('29 28 8:11 / / rw - thing /dev/sd11 rw', '30 29 8:77 / /usr rw - thing /dev/sd77 rw');
    stops('/usr is on a device that is not there', qr{/usr: thing is on device 8:77, which is not in /sys/dev/block});
    mounts('broken', '27 1 8:11', '', '27 1 8:11 / /a\\040b rw - thing x rw');
    stops('lines that are none', qr{/: no mount of a file system and no row of /etc/fstab tells what it is on; .*});
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
    stops('of which the kernel does not know', qr{/: a btrfs on 2 devices, which rootflags=device= has to name});
    add('proc/cmdline = root=/dev/sd11 rootflags=subvol=a,device=/dev/sd11,device=/dev/sd21');
    asks('two', 'hba,disk_mod,clock,btrfs');
    # case B10: the kernel mounted it by itself
    root_on('0:26', 'btrfs', '/dev/root');
    asks('named as the kernel names the root', 'hba,disk_mod,clock,btrfs');
    root_on('0:26', 'btrfs', '/dev/sd9');
    stops('none', qr{/: its device /dev/sd9 cannot be found});
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
    stops('two', qr{/: a bcachefs on several devices \(/dev/sd11:/dev/sd12\), and root= names one});
    root_on('0:41', 'bcachefs', '/dev/sd77');
    stops('none', qr{/: bcachefs /dev/sd77 is on no block device, and gangway opens no other});
};

subtest 'overlay' => sub {
    module('overlay.ko', info => ['alias=fs-overlay']);
    indexed();
    usual();
    my $overlay = '27 1 0:30 / / rw - overlay overlay rw,lowerdir=/media/low/a:/media/low/b,upperdir=/media/up/x,workdir=/w';
    mounts($overlay, '28 27 8:11 / /media/low rw - thing /dev/sd11 rw', '29 27 0:31 / /media/up rw - tmpfs tmpfs rw');
    asks('the layers below', 'hba,disk_mod,thing,overlay');
    mounts($overlay);
    stops('layers that are out of sight', qr{/: an overlay of /media/low/a, which cannot be seen from in here; .*});
    mounts('27 1 0:30 / / rw - overlay o rw,lowerdir=/b', '28 1 0:31 / /b rw - overlay o rw,lowerdir=/c/d', '29 1 0:32 / /c rw - overlay o rw,lowerdir=/b');
    stops('a circle', qr{/: more than 32 mounts on one another});
    my $over = sub { my ($place, @low) = @_; "27 1 0:30 / $place rw - overlay o rw,lowerdir=" . join(':', @low) };
    mounts($over->('/', '/a0', '/b0'), (map { my $n = $_ + 1; $over->("/a$_", "/a$n", "/b$n"), $over->("/b$_", "/b$n", "/a$n") } 0 .. 28),
        map { "27 1 8:11 / /${_}29 rw - thing /dev/sd11 rw" } 'a', 'b');
    asks('many ways to the disk', 'hba,disk_mod,thing,overlay');
};

subtest 'fstab' => sub {
    usual('etc/fstab = # comment\n/dev/sd12 /other thing defaults 0 0\nUUID=1234 / thing ro 0 1',
        'dev/disk/by-uuid/1234 -> dev/sd11', 'dev/sd11 = in the place of a node');
    mounts('27 1 0:1 / / rw - rootfs rootfs rw');
    asks('where / is memory', 'hba,disk_mod,thing');
    # case B25
    for ('UUID="1234"', "LABEL='root'", 'LABEL=root', 'PARTUUID="aa-01"', '/dev/disk/by-label/root') {
        add("etc/fstab = # by blkid -o export\\n$_ / thing defaults,noatime 0 1\\n/swapfile none swap sw 0 0",
            'dev/disk/by-label/root -> dev/sd11', 'dev/disk/by-partuuid/aa-01 -> dev/sd11');
        asks("as libmount reads $_", 'hba,disk_mod,thing');
    }
    add('etc/fstab = not a line\n\n"\n/dev/sd11 / thing');
    asks('lines that are none are ignored', 'hba,disk_mod,thing');
    add("etc/fstab = LABEL=m\\040/\xc3\xbc / thing ro", "dev/disk/by-label/m\\x20\\x2f\xc3\xbc -> dev/sd11");
    asks('a label with a blank', 'hba,disk_mod,thing');
    add('etc/fstab = UUID=1234 / thing ro');
    unlink("$machine/dev/disk/by-uuid/1234");
    stops('a name that nothing tells', qr{/: /etc/fstab has it on UUID=1234, which is no block device here});
    add('etc/fstab = /dev/mapper/a-b / thing ro', 'V/dm-0/dm/name = a-b', 'V/dm-0/dm/uuid = LVM-1');
    layer('dm-0', '253:0', $sd->(1) . '/sd11');
    asks('a name of the device mapper', 'dm_mod,hba,disk_mod,thing', openers('LVM2_member'));
    add('etc/fstab = /dev/sd11 / auto ro');
    stops('a type that nothing tells', qr{/: /etc/fstab has no type for it});
    unlink("$machine/etc/fstab");
    stops('none', qr{/: no mount of a file system and no row of /etc/fstab tells what it is on; .*});
};

# ---- what is of use, and stops nothing ---------------------------------------------------------

subtest 'hibernation' => sub {
    my @swap = ('P/0000:00:02.0/driver -> sys/bus/pci/drivers/clk', 'sys/bus/pci/drivers/clk/module -> sys/module/clock');
    usual(@swap);
    disk(2);
    add(@swap, 'proc/swaps = Filename Type Size\n/dev/zram0 partition 1\n/swap file 2\n/dev/sd21   partition 3');
    my $out = asks('a swap in use', 'hba,disk_mod,thing,clock');
    like($out, qr{^mkinitrd: clock \(drives 0000:00:02\.0: hibernation on sd21\)$}m, 'as -v tells');
    add('proc/swaps = ', 'proc/cmdline = root=/dev/sd11 resume=/dev/sd1 resume=8:22');
    asks('resume=, the last', 'hba,disk_mod,thing,clock');
    add('proc/cmdline = root=/dev/sd11', 'etc/initramfs-tools/conf.d/resume = RESUME=/dev/sd22');
    asks('a setting of another initrd', 'hba,disk_mod,thing,clock');
    add('etc/initramfs-tools/conf.d/resume = RESUME=UUID=gone');
    my ($got, undef, $err) = asked();
    is($got, 'hba,disk_mod,thing', 'one that is gone stops nothing');
    is($err, "mkinitrd: hibernation: UUID=gone is no block device here\n", 'and is told');
};

subtest 'keyboards' => sub {
    my $input = 'sys/devices/platform/i8042/serio0/input/input3';
    usual("sys/class/input/input3 -> $input", "$input/capabilities/key = 402000000 3803078f800d001 feffffdfffefffff fffffffffffffffe",
        "$input/name = AT keyboard", 'sys/devices/platform/i8042/serio0/driver -> sys/bus/serio/drivers/keys',
        'sys/bus/serio/drivers/keys/module -> sys/module/keys');
    like(asks('is in, and not loaded', 'hba,disk_mod,thing'), qr{^mkinitrd: keys \(drives serio0: AT keyboard\)$}m, 'as -v tells');
    add("$input/capabilities/key = 10000000000000 0");
    unlike(asks('a power button', 'hba,disk_mod,thing'), qr{: keys}, 'is none');
    add("$input/capabilities/key = fffffffffffffffe", 'sys/bus/serio/drivers/keys/module -> sys/module/gone');
    like(asks('one without a driver', 'hba,disk_mod,thing'), qr{: gone, keys: not found|: gone: not found}, 'stops nothing');
};

subtest 'the command line of the machine' => sub {
    usual('proc/cmdline = quiet -- root=no');
    my (undef, undef, $err) = asked();
    is($err, "mkinitrd: this machine's command line has no root=; the image will need one\n", 'has no root=');
};

# Case B1: the command line that will be used, by /init's own parsers.
subtest 'what the command line asks for' => sub {
    my $line = sub { usual(@_[1 .. $#_]); add("proc/cmdline = $_[0]") };
    my @links = ('dev/disk/by-label/root -> dev/sd11', 'dev/disk/by-uuid/1234-ABCD -> dev/sd11');
    for ('LABEL=root', 'LABEL="root"', 'UUID=1234-abcd', '/dev/disk/by-uuid/1234-ABCD', '/dev/sd11', '8:11', 'gpt-auto') {
        $line->("root=$_", @links);
        asks("root=$_", 'hba,disk_mod,thing');
    }
    # The machine may have been booted by another command line, from a live system for one.
    for (map({ [$_, qr{cannot find root=\Q$_\E: .+}] } '/dev/disk/by-path/pci-1', '/dev/disk/by-id/ata-X',
            'ZFS=tank/root', 'live:LABEL=x', 'dhcp', '/dev/nfs', 'zfs:tank'),
        map({ [$_, qr{root=\Q$_\E: no device of this machine has this name}] }
            'LABEL=nowhere', 'UUID=1234', 'PARTUUID=1', '/dev/sd99', '/dev/mapper/gone', '/dev/vg/gone', '8:99')) {
        $line->("quiet root=$_->[0]", @links);
        my ($got, undef, $err) = asked();
        is($got, 'hba,disk_mod,thing', "root=$_->[0]: makes an image");
        like($err, qr{\Amkinitrd: $_->[1]\n\z}, "root=$_->[0]: is told");
    }
    my @volume = ('V/dm-0/dm/name = my--vg-root', 'V/dm-0/dm/uuid = LVM-1', 'sys/class/block/dm-0 -> V/dm-0');
    for ('/dev/my-vg/root', '/dev/mapper/my--vg-root') {
        $line->("root=$_", @volume);
        layer('dm-0', '253:0', $sd->(1) . '/sd11');
        root_on('253:0', 'thing');
        asks("root=$_", 'dm_mod,hba,disk_mod,thing', openers('LVM2_member'));
    }
    my $warns = sub {
        my ($name, $text, @warnings) = @_;
        $line->($text);
        my ($got, undef, $err) = asked();
        is($got, 'hba,disk_mod,thing', "$name: makes an image");
        is($err, join('', map { "mkinitrd: $_\n" } @warnings), "$name: what is printed");
    };
    $warns->('no udev', 'root=LABEL=nowhere', 'root=LABEL=nowhere: cannot be checked, since this machine has no /dev/disk');
    $warns->("other initrds' parameters", 'root=/dev/sd11 cryptdevice=UUID=1:x luks.name=1=x rd.luks.name=1=x -- nfsroot=no',
        map { "command line: gangway ignores $_=: volumes are named by /etc/crypttab" } 'cryptdevice', 'luks.name');
    $warns->('a typo', 'root=/dev/sd11 gangway.modulse=a gangway.modules=thing,nowhere',
        'command line: unknown parameter gangway.modulse; did you mean gangway.modules?',
        'gangway.modules: nowhere is not in the image');
    $warns->('fallbacks', 'root=/dev/sd11 gangway.fallback=/dev/old,/dev/sd11,/dev/nfs',
        'gangway.fallback=/dev/old: no device of this machine has this name', 'cannot find gangway.fallback=/dev/nfs: only block devices are supported');
    $warns->('types', 'root=/dev/sd11 rootfstype=ext9,thang',
        'rootfstype=ext9,thang: the image has no module for it, and the kernel none built in');
    $line->('root=/dev/sd11');
    write_file("$work/conf", "gangway.modules=thing\nroot=/dev/sd99\n");
    my ($got, undef, $err) = asked('--config', "$work/conf");
    is($err, '', 'the command line wins over --config');
    $line->('quiet');
    (undef, undef, $err) = asked('--config', "$work/conf");
    is($err, "mkinitrd: root=/dev/sd99: no device of this machine has this name\n",
        'the root of --config, whose disk may be elsewhere now');
    write_file("$work/conf", "root=dhcp\n");
    stops('a root that --config names and nobody can find', qr{cannot find root=dhcp: .+}, '--config', "$work/conf");
    for ('thing', 'ext9,inside', 'auto') {
        $line->("root=/dev/sd11 rootfstype=$_");
        asks("rootfstype=$_", 'hba,disk_mod,thing');
    }
};

# Case B1: the next boot wants the device of root=, whatever is mounted now.
subtest 'root= is not what is mounted' => sub {
    my @other = ('P/0000:00:02.0/driver -> sys/bus/pci/drivers/clk', 'sys/bus/pci/drivers/clk/module -> sys/module/clock');
    usual('proc/cmdline = root=/dev/sd21');
    disk(2);
    add(@other);
    my ($got, undef, $err) = asked();
    is($got, 'hba,disk_mod,thing,clock', 'its drivers are loaded too');
    is($err, "mkinitrd: root=/dev/sd21: / is on another device, and the type of the file system is not known; add its module with --modules\n",
        'as far as they are known');
    mounts('27 1 8:11 / / rw - thing /dev/sd11 rw', '28 27 8:21 / /mnt rw - inside /dev/sd21 rw');
    asks('and its file system, if it is mounted elsewhere', 'hba,disk_mod,thing,clock');
};

# Case B24
subtest 'what cannot be seen from inside' => sub {
    my $instead = 'use --generic, or --machine with what --capture wrote outside of it';
    usual();
    remove_tree("$machine/sys");
    stops('no /sys', qr{/sys tells of no block devices: it is not mounted, or this is a container; mount it, or $instead});
    usual();
    remove_tree("$machine/proc/self");
    stops('no /proc and no fstab', qr{/: no mount of a file system and no row of /etc/fstab tells what it is on; in a chroot, $instead});
    add('etc/fstab = /dev/sd11 / thing ro 0 1');
    asks('a chroot with an fstab', 'hba,disk_mod,thing');
    mounts('700 600 0:55 / / rw - overlay overlay rw,lowerdir=/var/lib/containers/l/A:/var/lib/containers/l/B,upperdir=/var/u,workdir=/var/w');
    stops('podman', qr{/: an overlay of /var/lib/containers/l/A, which cannot be seen from in here; in a container, $instead});
};

# Case B4: Debian's mdadm.conf names no array.
subtest 'arrays that run' => sub {
    my $conf = sub {
        my ($names, undef, $err) = asked(openers('linux_raid_member'), '--with', 'md');
        is($err, '', 'nothing is printed') or return '';
        return read_file("$work/unpacked/etc/mdadm/mdadm.conf");
    };
    compile("$root/usr/sbin/mdadm", 'void _start(void) { for (;;) ; }', '-static');
    compile("$work/helpers/container", 'void _start(void) { for (;;) ; }', '-static');
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
        . "ARRAY /dev/md1 metadata=0.90 UUID=33221100:77665544:bbaa9988:ffeeddcc\n", 'by /sys, as mdadm writes their UUIDs');
    add('run/mdadm/map = md0 1.2 00112233:44556677:8899aabb:ccddeeff /dev/md/root\nmd127 imsm 1:2:3:4 /dev/md/imsm0', 'etc/hostname = # static\n  host.example.org');
    my $text = "HOMEHOST host.example.org\nHOMEHOST <system>\nMAILADDR root\n\nARRAY /dev/md/root metadata=1.2 UUID=00112233:44556677:8899aabb:ccddeeff\n"
        . "ARRAY /dev/md/imsm0 metadata=imsm UUID=1:2:3:4\nARRAY /dev/md1 metadata=0.90 UUID=33221100:77665544:bbaa9988:ffeeddcc\n";
    is($conf->(), $text, 'by the map, with their names');
    my $to = "$work/arrays";
    is_deeply([run($mkinitrd, '--machine', $machine, '--capture', $to)], [0, '', ''], 'is captured');
    rename($machine, "$machine.away");
    rename($to, $machine);
    is($conf->(), $text, 'and the same elsewhere');
    remove_tree($machine, "$root/etc/mdadm");
    unlink("$root/usr/sbin/mdadm");
};

# Cases B3 and B21: the lines of crypttab that the root needs, whatever their options.
subtest 'volumes of the root' => sub {
    my $uuid = '00112233-4455-6677-8899-aabbccddeeff';
    my $got = sub {
        my ($name, $table, $want, $message) = @_;
        unlink("$root/etc/crypttab");
        write_file("$root/etc/crypttab", "$table\n") if defined $table;
        my (undef, undef, $err) = asked('--with', 'luks');
        is($err, $message ? "mkinitrd: /etc/crypttab: $message\n" : '', "$name: what is printed");
        is(read_file("$work/unpacked/etc/crypttab") // '', $want, "$name: what /init's helper reads");
        return contents($image);
    };
    compile("$root/usr/sbin/cryptsetup", 'void _start(void) { for (;;) ; }', '-static');
    compile("$work/helpers/container", 'void _start(void) { for (;;) ; }', '-static');
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
        'cryptroot: its key /etc/keys/root.key is not included, and the image asks for a passphrase; the option initramfs includes it');
    ok(!$image->{'etc/keys/root.key'}, 'is not included');
    write_file("$root/etc/cryptsetup-initramfs/conf-hook", "# KEYFILE_PATTERN=/no\n#KEYFILE_PATTERN=\nKEYFILE_PATTERN=\"/etc/luks/*.keyfile /etc/keys/*.key\"\n");
    ok($got->('KEYFILE_PATTERN', $line, "$line\n")->{'etc/keys/root.key'}, 'includes it');
    $got->("the root's $_", "cryptroot UUID=$uuid none luks,$_", "cryptroot UUID=$uuid none luks,$_\n", "cryptroot: the image does not support the option $_")
        for 'keyscript=/lib/cryptsetup/scripts/decrypt_keyctl', 'tpm2-device=auto', 'header=/boot/h';
    unlink("$root/etc/crypttab", "$root/usr/sbin/cryptsetup");
    remove_tree("$root/etc/keys", "$root/etc/cryptsetup-initramfs");
};

# ---- folders of others -------------------------------------------------------------------------

subtest 'links lead nowhere but into the folder' => sub {
    usual();
    for my $out ('/sys/dev/block', '../../../../../../../../etc', '/') {
        unlink("$machine/sys/dev/block/8:11");
        symlink($out, "$machine/sys/dev/block/8:11") or die;
        stops("a device at $out", qr{/ on \S*: \S* is no device});
    }
    usual();
    make_path("$machine/elsewhere");
    rename("$machine/sys/bus", "$machine/elsewhere/bus");
    symlink('/elsewhere/bus', "$machine/sys/bus");
    asks('an absolute link is of the folder', 'hba,disk_mod,thing');
    for my $file ("$machine/proc/self/mountinfo", "$machine/etc/fstab") {
        unlink($file);
        make_path(dirname($file));
        POSIX::mkfifo($file, 0600) or die;
    }
    stops('pipes', qr{/: no mount of a file system and no row of /etc/fstab tells what it is on; .*});
    usual();
    write_file("$machine/proc/self/mountinfo", "\0" x 100);
    stops('not text', qr{/: no mount of a file system and no row of /etc/fstab tells what it is on; .*});
    fails('no folder', qr{--machine \S*: No such file or directory}, '--machine', "$work/nowhere");
};

# ---- --capture ---------------------------------------------------------------------------------

subtest 'capture' => sub {
    my $to = "$work/captured";
    my $capture = sub { run($mkinitrd, '--machine', $machine, '--capture', $to) };
    my $of = sub {
        my ($folder) = @_;
        my ($status, $out, $err) = mkinitrd('-fq', '--machine', $folder, openers(qw(crypto_LUKS linux_raid_member)), $image, $release);
        return $status == 0 ? read_file($image) : $err;
    };
    usual('V/dm-0/dm/uuid = CRYPT-LUKS2-00-name', 'V/dm-0/dm/name = root', 'V/md0/md/level = raid1',
        'V/md0/md/metadata_version = 1.0', 'proc/crypto = name : soft\nrefcnt : 2', 'P/0000:00:01.0/vendor = 0xaaaa', 'etc/shadow = secret', 'proc/kcore = secret',
        "sys/class/input/input0 -> P/input0", "P/input0/capabilities/key = fffffffe");
    disk(2);
    layer('md0', '9:0', $sd->(1) . '/sd11', $sd->(2) . '/sd21');
    layer('dm-0', '253:0', 'V/md0');
    root_on('253:0', 'thing', '/dev/mapper/root');
    is_deeply([$capture->()], [0, '', ''], 'of a machine that is a folder itself');
    is_deeply([split /\n/, `cd '$to' && find . -name shadow -o -name kcore -o -name vendor`], [], 'has what is read alone');
    ok($of->($to) eq $of->($machine), 'and makes the same image');
    my ($status, $out, $err) = $capture->();
    is("$status$err", "1mkinitrd: --capture $to: Directory not empty\n", 'a folder that is in use is not');
    is_deeply([glob("$work/captured*")], [$to], 'touched, and nothing is left beside it');
    remove_tree($to);
    make_path($to);
    is_deeply([$capture->()], [0, '', ''], 'an empty one is filled');
    remove_tree($to);
    # case B27
    make_path($to);
    my $list = sub { join(' ', sort map { s{.*/}{}r } glob("$to/{*,.??*}")) };
    is_deeply([run('sh', '-c', 'cd "$0" && "$1" --machine "$2" --capture . && test -d sys', $to, $mkinitrd, $machine)], [0, '', ''],
        'so is the working directory, which stays what it is');
    is($list->(), 'proc sys', 'with nothing else in it');
    ok($of->($to) eq $of->($machine), 'which gives the same image');
    remove_tree($to);
    for (['--capture', $to, '--generic'], ['--capture', $to, '-f'], ['--rootdir', '/', '--capture', $to], ['--list', '--stay', $image]) {
        my ($status, undef, $err) = run($mkinitrd, @$_);
        is($status, 2, "@$_: a usage error");
        like($err, qr{\Amkinitrd: --(capture|list) writes no image and cannot be combined with --}, 'with the reason');
    }
    ok(!-e $to, 'and nothing is written');
    add('V/md0/slaves/nbd0 -> V/nbd0');
    ($status, $out, $err) = $capture->();
    is("$status$err", "1mkinitrd: / on dm-0 on md0 on nbd0: it comes over the network, which gangway cannot open\n",
        'a machine that cannot be opened');
    is($of->($to), $err =~ s/^1//r, 'is captured as far as it was read');
    remove_tree($to);
    ($status, $out, $err) = run($mkinitrd, '--machine', $machine, '--capture', "$work/nowhere/x");
    like("$status$err", qr{^1(.*\n)?mkinitrd: --capture \S*: No such file or directory\n$}, 'a place that is none');
};

# Whatever this machine is: if it can be opened, so can its capture; if not, for the same reason.
subtest 'this machine' => sub {
    my ($to, $again) = ("$work/this", "$work/again");
    my ($status, $out, $err) = run($mkinitrd, '--capture', "$to/");
    ok(-f "$to/proc/self/mountinfo", 'captures itself') or diag($err);
    is_deeply([run($mkinitrd, '--machine', $to, '--capture', $again)], [$status, $out, $err], 'and that once more');
    is(`diff -r --no-dereference '$to' '$again'`, '', 'which gives the same');
};

done_testing();
