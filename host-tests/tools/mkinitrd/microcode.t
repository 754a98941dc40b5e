#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0
#
# mkinitrd: microcode in a separate archive before the image.

use strict;
use warnings;
use lib 'host-tests/tools';
use mkinitrd;
use File::Path qw(make_path remove_tree);
use Test::More;

my @any = ('--generic', '--busybox', 'none');
my $amd = 'kernel/x86/microcode/AuthenticAMD.bin';
my $intel = 'kernel/x86/microcode/GenuineIntel.bin';
my @both = ($amd, $intel);

write_file("$root/lib/firmware/amd-ucode/microcode_amd_fam17h.bin", 'second');
write_file("$root/lib/firmware/amd-ucode/microcode_amd.bin", 'first');
must('xz', '--check=crc32', "$root/lib/firmware/amd-ucode/microcode_amd.bin");
write_file("$root/lib/firmware/amd-ucode/README", 'not microcode');
write_file("$root/lib/firmware/intel-ucode/06-8e-0a", 'intel');
# Case B6: updates for this archive only.
write_file("$root/lib/firmware/intel-ucode/06-4f-01.initramfs", 'debian');
write_file("$root/lib/firmware/intel-ucode/06-55-04.early", 'suse');
write_file("$root/lib/firmware/intel-ucode/06-8e-0a.old", 'not microcode');
config(@all_packs, 'MICROCODE');
indexed();

sub microcode_in {
    return [grep { m{^kernel/x86/.*bin$} } sort keys %{image(@_)}];
}

for my $pack (sort keys %magic) {
    is_deeply(microcode_in(@any, '--compress', $pack), \@both, "$pack: both vendors are included");
    ok(contents($image)->{"$kernel/crypto/soft.ko"}, "$pack: the image follows");
}

# The archive that a kernel reads first.
image(@any);
make_path("$work/early");
must("cd '$work/early' && cpio -id --quiet < '$image' 2>/dev/null");
is(read_file("$work/early/$amd"), 'firstsecond', 'all files of one vendor, in order, decompressed');
is(read_file("$work/early/$intel"), 'debiansuseintel', 'and of the other vendor');
ok(!-e "$work/early/init", 'in a separate archive');
my $first = read_file($image);
image(@any);
ok($first eq read_file($image), 'reproducible');
my ($at) = (index($first, 'TRAILER!!!') + 11);
$at++ while substr($first, $at, 1) eq "\0";
is($at % 4, 0, 'the image is aligned as the kernel expects');
like(substr($first, $at), $magic{zstd}, 'and it is compressed');

# A machine with a root and a processor.
my $machine = "$work/machine";
my $device = "$machine/sys/devices/pci0000:00/0000:00:01.0";
write_file("$machine/proc/self/mountinfo", "1 0 8:0 / / rw - top /dev/sda rw\n");
write_file("$machine/proc/cmdline", "root=/dev/sda\n");
write_file("$device/modalias", "pci:v00001000d00000001\n");
write_file("$device/block/sda/dev", "8:0\n");
make_path("$machine/sys/bus/pci/drivers/top-driver", "$machine/sys/class/block", "$machine/sys/dev/block");
symlink('../../../bus/pci', "$device/subsystem");
symlink('../../../bus/pci/drivers/top-driver', "$device/driver");
symlink('../../../../../class/block', "$device/block/sda/subsystem");
symlink('../../devices/pci0000:00/0000:00:01.0/block/sda', "$machine/sys/dev/block/8:0");
symlink('../../devices/pci0000:00/0000:00:01.0/block/sda', "$machine/sys/class/block/sda");
my @host = ('--machine', $machine, '--busybox', 'none');
is_deeply(microcode_in(@host), \@both, 'an unknown processor');
for (['0000', $intel], ['0002', $amd], ['0005']) {
    my ($vendor, @file) = @$_;
    write_file("$machine/sys/devices/system/cpu/modalias", "cpu:type:x86,ven${vendor}fam0006mod008E:feature:,0000\n");
    is_deeply(microcode_in(@host), \@file, "a processor of vendor $vendor");
    remove_tree("$work/captured");
    run($mkinitrd, '--machine', $machine, '--capture', "$work/captured");
    is(read_file("$work/captured/sys/devices/system/cpu/modalias"),
        read_file("$machine/sys/devices/system/cpu/modalias"), 'which --capture keeps');
}

is_deeply(microcode_in(@any, '--no-microcode'), [], '--no-microcode');
is_deeply(microcode_in('--modules', 'alone', '--busybox', 'none'), [], 'not with --modules');
config(@all_packs);
is_deeply(microcode_in(@any), [], 'not for a kernel without early microcode');
config(@all_packs, 'MICROCODE');
remove_tree("$root/lib/firmware/amd-ucode");
is_deeply(microcode_in(@any), [$intel], 'only one vendor installed');
remove_tree("$root/lib/firmware");
is_deeply(microcode_in(@any), [], 'no archive without microcode');

# Case U9: several compressed archives one after another, as the kernel unpacks them.
my %part;
for (keys %magic) {
    image('--stay', '--busybox', 'none', '--compress', $_);
    $part{$_} = read_file($image);
}
my $lines = keys %{contents($image)};
for (['gzip', 'gzip'], ['zstd', 'gzip'], ['gzip', 'xz', 'none'], ['xz', 'lz4', 'zstd'], ['none', 'zstd', 'xz'], ['lz4', 'zstd'], ['none', 'none', 'gzip', 'zstd', 'xz', 'lz4']) {
    for my $between ('', "\0\0\0", "\0" x 512) {
        write_file($image, join($between, map { $part{$_} } @$_));
        my ($status, $out, $err) = run($mkinitrd, '--list', $image);
        is("$status$err", '0', "archives in @$_, @{[length $between]} bytes between");
        is(scalar(() = $out =~ /^/mg), @$_ * $lines, 'all of them are listed');
    }
}
# Incompressible data is stored unchanged, even if it looks like the start of an archive.
srand(1);
my $noise = join('', map { chr(int(rand(256))) } 1 .. 3000);
write_file("$root/srv/noise", join($noise, "\x1f\x8b\x08", '070701', "\x28\xb5\x2f\xfd", "\xfd7zXZ\0", "\x02\x21\x4c\x18"));
my %noisy;
for (keys %magic) {
    image('--busybox', 'none', '--add', '/srv/noise', '--compress', $_);
    $noisy{$_} = read_file($image);
    ok(contents($image)->{'srv/noise'}, "$_: data that looks like another archive");
}
for (['gzip', 'zstd', 'gzip'], ['zstd', 'xz', 'lz4'], ['lz4', 'gzip', 'none'], ['xz', 'zstd']) {
    write_file($image, join('', map { $noisy{$_} } @$_));
    my ($status, $out, $err) = run($mkinitrd, '--list', $image);
    is("$status$err", '0', "such archives in @$_");
    is(scalar(() = $out =~ / srv\/noise$/mg), scalar(@$_), 'are all listed');
}
unlink("$root/srv/noise");
write_file($image, $part{zstd} . substr($part{gzip}, 0, -20));
is((run($mkinitrd, '--list', $image))[0], 1, 'a truncated archive');

# --list of foreign archives.
write_file($image, substr($first, 0, $at) . 'rubbish');
my ($status, $out, $err) = run($mkinitrd, '--list', $image);
is($status, 1, 'garbage after an archive');
like($out, qr/GenuineIntel/, 'is an error after the valid archives are listed');
write_file($image, substr($first, 0, $at));
is_deeply([grep { /bin$/ } sort keys %{contents($image)}], \@both, 'nothing after an archive');

done_testing();
