#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0
#
# mkinitrd --format ext2: images for a RAM disk. e2fsck(8) and debugfs(8) read them.

use strict;
use warnings;
use lib 'host-tests/tools';
use mkinitrd;
use File::Spec;
use Test::More;

my @kernel = (@all_packs, 'BLK_DEV_RAM', 'EXT2_FS');
my @ext2 = ('--format', 'ext2', '--busybox', 'none', '--modules', 'alone');
my $raw = "$work/raw";
my $tools = 'PATH=$PATH:/usr/sbin:/sbin';

sub debugfs {
    my ($command) = @_;
    return scalar qx($tools debugfs -R '$command' $raw 2>/dev/null);
}

# Decompresses the image; returns what e2fsck finds wrong, and its blocks, used and in all.
sub check {
    must("zstd -qdcf < '$image' > '$raw'");
    my $found = qx($tools e2fsck -fn $raw 2>&1);
    return ($? ? $found : '', $found =~ m{(\d+)/(\d+) blocks});
}

config(@kernel);

# ---- the content --------------------------------------------------------------------------------

# Direct, indirect and double indirect blocks; a directory of several blocks; long names and links.
my $big = join('', map { pack('N', $_ * 2654435761 % 4294967296) } 1 .. 200_000);
my $long = 'x' x 200;
write_file("$work/tree/big", $big, 0640);
write_file("$work/tree/many/$_-$long", $_) for 1 .. 100;
write_file("$work/tree/empty", '');
link("$work/tree/big", "$work/tree/same") or die;
symlink('big', "$work/tree/short");
symlink($long, "$work/tree/long");
must("mkfifo '$work/tree/fifo'");
write_file("$work/owners", "/tree/empty 70000 80000 4711\n");
my @tree = ('--add', File::Spec->abs2rel("$work/tree") . ":/tree", '--owners', "$work/owners");

my $cpio = image(@tree, '--busybox', 'none', '--modules', 'alone');
my ($status, $out, $err);
empty_out();
($status, $out, $err) = mkinitrd(@ext2, @tree, $image, $release);
is("$status$err", '0', 'an image is made');
my ($errors, $used, $blocks) = check();
is($errors, '', 'e2fsck finds no error');
like($out, qr/^mkinitrd: add ramdisk_size=$blocks to the kernel command line$/m, 'the size of the RAM disk is printed');
is($blocks % 4, 0, 'a multiple of 4 KiB');
cmp_ok($blocks - $used, '>=', 64, 'there is free space');
cmp_ok($blocks - $used, '<', 160 + $blocks / 32, 'but not much');

my $listed = contents($image);
is_deeply([sort grep { !$cpio->{$_} } keys %$listed], [qw(linuxrc lost+found sbin/init)],
    'it has the same entries as an initramfs, and two links');
# the archive has the size of hard links at the last name
$cpio->{'tree/big'}{size} = $cpio->{'tree/same'}{size};
is_deeply({ map { $_ => $listed->{$_} } keys %$cpio }, $cpio, 'with the same types, modes, sizes and targets');
is($listed->{linuxrc}{target}, '/init', '/linuxrc');
is($listed->{'sbin/init'}{target}, '/linuxrc', '/sbin/init');

debugfs("dump /tree/big $work/dumped");
ok(read_file("$work/dumped") eq $big, 'a file of several levels of blocks');
is(debugfs("cat /tree/many/77-$long"), '77', 'a file of a large directory');
is(debugfs('stat /tree/same') =~ s/.*^Inode: (\d+).*Links: (\d+).*/$2/smr, 2, 'a hard link');
like(debugfs('stat /tree/empty'), qr/User: 70000 +Group: 80000/, 'owners');
like(debugfs('stat /dev/console'), qr/character special.*Mode: +0600.*number: 05:01/s, 'a device');
like(debugfs('stat /'), qr/Mode: +0755.*User: +0 +Group: +0/s, 'the root directory belongs to root');
is($listed->{'tree/long'}{target}, $long, 'a long link');

# ---- the bytes ----------------------------------------------------------------------------------

my $first = read_file($image);
mkinitrd('-f', @ext2, @tree, $image, $release);
ok(read_file($image) eq $first, 'an image is reproducible');
{
    local $ENV{SOURCE_DATE_EPOCH} = 1700000000;
    mkinitrd('-f', @ext2, @tree, $image, $release);
    check();
    like(debugfs('stat /tree/big'), qr/mtime: 0x6553f100/, 'its times are SOURCE_DATE_EPOCH');
}
for my $method (qw(zstd gzip none)) {
    ($status, $out, $err) = mkinitrd('-f', @ext2, '--compress', $method, $image, $release);
    is("$status$err", '0', "--compress $method");
    is(contents($image)->{linuxrc}{target}, '/init', "--compress $method: it is listed");
}
is(substr(read_file($image), 1080, 2), "\x53\xef", '--compress none: it is the file system itself');

# ---- what is refused ----------------------------------------------------------------------------

for (['7.0.0-test', @kernel, 'kernel 7.0.0-test has no /linuxrc, which was removed in 7.0'],
    [$release, @all_packs, 'EXT2_FS', 'RAM disks are not built into the kernel \(CONFIG_BLK_DEV_RAM is not y in .*\)'],
    [$release, @all_packs, 'EXT2_FS', 'BLK_DEV_RAM=m', 'RAM disks are not built into the kernel \(CONFIG_BLK_DEV_RAM is not y in .*\)'],
    [$release, @all_packs, 'BLK_DEV_RAM', 'EXT4_FS', 'ext2 is not built into the kernel \(CONFIG_EXT2_FS is not y in .*\)']) {
    my ($of, @options) = @$_;
    my $message = pop @options;
    config(@options);
    ($status, $out, $err) = mkinitrd('-f', @ext2, $image, $of);
    like("$status$err", qr/^1mkinitrd: --format ext2: $message; use --format cpio\n$/, $message);
}
config(@all_packs, qw(BLK_DEV_RAM EXT4_FS EXT4_USE_FOR_EXT2));
($status, $out, $err) = mkinitrd('-f', @ext2, $image, $release);
is("$status$err", '0', 'ext4 for ext2 is accepted');
unlink("$root/boot/config-$release");
($status, $out, $err) = mkinitrd('-f', @ext2, $image, $release);
is("$status$err", "0mkinitrd: no configuration of kernel $release: RAM disks and ext2 must be built in\n",
    'without a configuration there is a warning');
config(@kernel);

write_file("$work/slots", "root=gpt-auto\ngangway.slots=gpt\n");
($status, $out, $err) = mkinitrd('-f', @ext2, '--config', "$work/slots", $image, $release);
is("$status$err", "1mkinitrd: gangway.slots=gpt is not supported with --format ext2\n", 'slots are not supported');

for (['--format', 'ext3', 'invalid argument of --format (expected cpio or ext2): ext3'],
    ['--format', 'ext2', '--stay', '--format ext2 cannot be combined with --stay'],
    ['--format', 'ext2', '--with', 'lvm', '--format ext2 cannot be combined with --with']) {
    my @options = @$_;
    my $message = pop @options;
    ($status, $out, $err) = run($mkinitrd, @options, $image);
    is("$status$err", "2mkinitrd: $message; try 'mkinitrd --help'\n", $message);
}

# A truncated image, and one whose root directory contains itself.
write_file($image, substr($first, 0, 5000));
like(contents($image)->{error}, qr/^mkinitrd: \Q$image\E: /, 'a truncated image is not listed');
write_file($image, $first);
check();
system("$tools debugfs -w -R 'ln <2> loop' $raw 2>/dev/null >/dev/null");
is(scalar(grep { m{^(loop/)*loop$} } keys %{contents($raw)}), 64, 'a loop of directories ends');

write_file("$root/srv/large", '');
truncate("$root/srv/large", 200 << 20);
image(@ext2, '--compress', 'none', '--add', '/srv/large');
($status, $out, $err) = list_in_little_memory();
is("$status$err", '0', 'a large image is not read into memory');
like($out, qr{ 209715200 .* srv/large$}m, 'it is listed');
unlink("$root/srv/large");

# Bytes 1080 and 1081 of a cpio archive may be ext2's magic number.
write_file("$work/magic/file", "\x53\xef" x 2048);
must("cd '$work/magic' && echo file | cpio -o --quiet -H newc > '$image'");
is(substr(read_file($image), 1080, 2), "\x53\xef", 'an archive with the bytes of the magic number');
is(join(' ', keys %{contents($image)}), 'file', 'it is listed as an archive');

done_testing();
