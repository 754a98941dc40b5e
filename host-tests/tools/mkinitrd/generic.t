#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0
#
# mkinitrd --generic: which modules are included, and why.

use strict;
use warnings;
use lib 'host-tests/tools';
use mkinitrd;
use Test::More;

my @pci = (info => ['alias=pci:v00001000d*']);

module('drivers/ata/disk.ko', @pci, needs => ['library_symbol']);
module('drivers/ata/library.ko', exports => ['library_symbol']);
module('drivers/ata/silent.ko');
module('drivers/unheard-of/host.ko', @pci, needs => ['scsi_add_host_with_dma']);
module('drivers/unheard-of/sensor.ko', @pci, needs => ['base_symbol']);
module('drivers/gpu/screen.ko', @pci, needs => ['scsi_add_host_with_dma']);
module('drivers/net/card.ko', @pci, needs => ['scsi_add_host_with_dma'], exports => ['card_symbol']);
module('drivers/scsi/over-card.ko', @pci, needs => ['card_symbol']);
module('drivers/block/far.ko', @pci, needs => ['sock_create_kern']);
module('drivers/md/target.ko');
module('fs/disk/disk-fs.ko', info => ['alias=fs-disk'], needs => ['get_tree_bdev']);
module('fs/nowhere/nowhere-fs.ko', info => ['alias=fs-nowhere'], needs => ['get_tree_nodev']);
module('fs/cluster/node.ko', needs => ['sock_create_kern'], exports => ['node_symbol']);
module('fs/cluster/cluster-fs.ko', info => ['alias=fs-cluster'], needs => ['get_tree_bdev', 'node_symbol']);
module('fs/efivarfs/efivarfs.ko', info => ['alias=fs-efivarfs'], needs => ['get_tree_nodev']);
module('fs/nls/nls_one.ko');
module('../updates/own-host.ko', @pci, needs => ['__blk_mq_alloc_disk']);
# Case B18: updates of the kernel's modules, in directories that do not show their class.
module('../updates/dkms/over-xfs.ko', info => ['alias=fs-overxfs']);
module('../updates/dkms/over-target.ko');
module('../extra/over-net.ko', @pci, needs => ['__blk_mq_alloc_disk']);
module('../extra/new-target.ko', needs => ['dm_register_target']);
module('../extra/new-fs.ko', info => ['alias=fs-new'], needs => ['get_tree_bdev']);
module('../extra/new-sensor.ko', @pci);
write_file("$modules/modules.order", read_file("$modules/modules.order") . join('', map { "kernel/$_.ko\n" }
    qw(drivers/mmc/host/over-xfs drivers/md/over-target net/over-net)));
symvers(qw(dm_register_target __blk_mq_alloc_disk get_tree_bdev get_tree_nodev scsi_add_host_with_dma));
indexed();

my ($status, $out, $err) = mkinitrd('-fv', '--generic', '--busybox', 'none', $image, $release);
is($status, 0, '--generic writes an image') or diag($err);
my $got = contents($image);

sub why {
    my ($name) = @_;
    return $out =~ /^mkinitrd: \Q$name\E \((.*)\)$/m ? $1 : undef;
}

for (
    ['disk', 'drivers/ata/disk', 'storage: in kernel/drivers/ata/*'],
    ['library', 'drivers/ata/library', 'dependency of disk'],
    ['host', 'drivers/unheard-of/host', 'storage: calls scsi_add_host_with_dma'],
    ['target', 'drivers/md/target', 'storage: in kernel/drivers/md/*'],
    ['disk_fs', 'fs/disk/disk-fs', 'file system: calls get_tree_bdev'],
    ['efivarfs', 'fs/efivarfs/efivarfs', 'file system: in kernel/fs/efivarfs/*'],
    ['nls_one', 'fs/nls/nls_one', 'file system: in kernel/fs/nls/*'],
    ['own_host', '../updates/own-host', 'storage: calls __blk_mq_alloc_disk'],
    ['over_xfs', '../updates/dkms/over-xfs', 'storage: in kernel/drivers/mmc/*'],
    ['over_target', '../updates/dkms/over-target', 'storage: in kernel/drivers/md/*'],
    ['new_target', '../extra/new-target', 'storage: calls dm_register_target'],
    ['new_fs', '../extra/new-fs', 'file system: calls get_tree_bdev'],
    ['soft', 'crypto/soft', 'file system: in kernel/crypto/*'],
) {
    my ($name, $file, $why) = @$_;
    is(why($name), $why, "$name is included: $why");
    ok($got->{"$kernel/$file.ko" =~ s{/kernel/\.\.}{}r}, "and so is its file");
}

for (
    ['drivers/ata/silent', 'nothing can ask for it'],
    ['drivers/unheard-of/sensor', 'it makes no such call'],
    ['drivers/gpu/screen', 'its directory has no class'],
    ['drivers/net/card', 'the network is out'],
    ['drivers/scsi/over-card', 'it needs the network'],
    ['drivers/block/far', 'it calls the network'],
    ['fs/nowhere/nowhere-fs', 'it lies on no disk'],
    ['fs/cluster/cluster-fs', 'what it needs calls the network'],
    ['fs/cluster/node', 'nothing depends on it'],
    ['../extra/over-net', 'the module that it replaces is of the network'],
    ['../extra/new-sensor', 'it calls no function of a class'],
) {
    my ($file, $why) = @$_;
    ok(!$got->{"$kernel/$file.ko" =~ s{/kernel/\.\.}{}r}, "$file is not included: $why");
}
like($out, qr/^mkinitrd: over_card: excluded with its dependency \(storage: .*\)$/m, 'which is printed');

unlike(read_file(unpacked() . '/etc/gangway.conf'), qr/^gangway/m, '/init finds the devices of the machine');

mkinitrd('-f', '--generic', '--modules', 'alone', '--busybox', 'none', $image, $release);
like(read_file(unpacked() . '/etc/gangway.conf'), qr/^gangway\.modules=alone$/m, 'and loads requested modules');

for (['root=gpt-auto rw', 1], ['root=LABEL=gpt', '']) {
    my ($text, $want) = @$_;
    write_file("$work/conf", $text);
    mkinitrd('-f', '--modules', 'disk', '--config', "$work/conf", '--busybox', 'none', $image, $release);
    is(exists contents($image)->{"$kernel/fs/efivarfs/efivarfs.ko"}, $want, "efivarfs, if the configuration contains $text");
}

# Case B8: the file of a module that was not requested is missing, empty or damaged.
my $disk = "$modules/kernel/drivers/ata/disk.ko";
my $library = "$modules/kernel/drivers/ata/library.ko";
my ($whole, $needed) = (read_file($disk), read_file($library));
for (['is none', $disk, 'not a module'], ['is empty', $disk, ''], ['is torn', $disk, substr($whole, 0, length($whole) / 2)],
    ['is missing', $disk, undef], ['needs one that is torn', $library, substr($needed, 0, 700)]) {
    my ($name, $file, $data) = @$_;
    defined $data ? write_file($file, $data) : unlink($file);
    my ($status, $out, $err) = mkinitrd('-f', '--generic', '--busybox', 'none', $image, $release);
    is($status, 0, "a module that $name: the image is written");
    like($err, qr{\Amkinitrd: \Q$modules\E/\S*: .*\n\z}, 'with a warning');
    ok(!contents($image)->{"$kernel/drivers/ata/disk.ko"}, 'without it');
    ok(contents($image)->{"$kernel/drivers/unheard-of/host.ko"}, 'with the others');
    write_file($disk, $whole);
    write_file($library, $needed);
}
write_file($disk, 'not a module');
fails('a requested module is an error', qr{\S*/disk\.ko: damaged: not a module}, '--modules', 'disk');
write_file($disk, $whole);
{
    # a soft dependency
    write_file("$modules/kernel/crypto/soft.ko", '');
    my ($status, $out, $err) = mkinitrd('-f', '--modules', 'top_driver', '--busybox', 'none', $image, $release);
    is($status, 0, 'an empty soft dependency: the image is written') or diag($err);
    like($err, qr{^mkinitrd: module soft: omitted, since its file .* is missing or damaged \(soft dependency of top_driver\)$}m, 'with a warning');
}

done_testing();
