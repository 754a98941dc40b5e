#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0
#
# mkinitrd --generic: which modules it takes, and why.

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
symvers(qw(__blk_mq_alloc_disk get_tree_bdev get_tree_nodev scsi_add_host_with_dma));
indexed();

my ($status, $said, $err) = mkinitrd('-fv', '--generic', '--busybox', 'none', $image, $release);
is($status, 0, '--generic makes an image') or diag($err);
my $got = contents($image);

sub why {
    my ($name) = @_;
    return $said =~ /^mkinitrd: \Q$name\E \((.*)\)$/m ? $1 : undef;
}

for (
    ['disk', 'drivers/ata/disk', 'storage: it lies in kernel/drivers/ata/*'],
    ['library', 'drivers/ata/library', 'disk needs it'],
    ['host', 'drivers/unheard-of/host', 'storage: it calls scsi_add_host_with_dma'],
    ['target', 'drivers/md/target', 'storage: it lies in kernel/drivers/md/*'],
    ['disk_fs', 'fs/disk/disk-fs', 'file system: it calls get_tree_bdev'],
    ['efivarfs', 'fs/efivarfs/efivarfs', 'file system: it lies in kernel/fs/efivarfs/*'],
    ['nls_one', 'fs/nls/nls_one', 'file system: it lies in kernel/fs/nls/*'],
    ['own_host', '../updates/own-host', 'storage: it calls __blk_mq_alloc_disk'],
    ['soft', 'crypto/soft', 'file system: it lies in kernel/crypto/*'],
) {
    my ($name, $file, $why) = @$_;
    is(why($name), $why, "$name is in: $why");
    ok($got->{"$kernel/$file.ko" =~ s{/kernel/\.\.}{}r}, "and so is its file");
}

for (
    ['drivers/ata/silent', 'nothing can ask for it'],
    ['drivers/unheard-of/sensor', 'it makes no such call'],
    ['drivers/gpu/screen', 'its folder is of no class'],
    ['drivers/net/card', 'the network is out'],
    ['drivers/scsi/over-card', 'it needs the network'],
    ['drivers/block/far', 'it calls the network'],
    ['fs/nowhere/nowhere-fs', 'it lies on no disk'],
    ['fs/cluster/cluster-fs', 'what it needs calls the network'],
    ['fs/cluster/node', 'nothing needs it'],
) {
    my ($file, $why) = @$_;
    ok(!$got->{"$kernel/$file.ko"}, "$file is out: $why");
}
like($said, qr/^mkinitrd: over_card: left out, for what it needs \(storage: .*\)$/m, 'which is said');

unlike(read_file(unpacked() . '/etc/gangway.conf'), qr/^gangway/m, '/init finds what the machine has');

mkinitrd('-f', '--generic', '--modules', 'alone', '--busybox', 'none', $image, $release);
like(read_file(unpacked() . '/etc/gangway.conf'), qr/^gangway\.modules=alone$/m, 'and loads what is asked for');

for (['root=gpt-auto rw', 1], ['root=LABEL=gpt', '']) {
    my ($text, $want) = @$_;
    write_file("$work/conf", $text);
    mkinitrd('-f', '--modules', 'disk', '--config', "$work/conf", '--busybox', 'none', $image, $release);
    is(exists contents($image)->{"$kernel/fs/efivarfs/efivarfs.ko"}, $want, "efivarfs, where the configuration says $text");
}

write_file("$modules/kernel/drivers/ata/disk.ko", 'not a module');
fails('a module that is none', qr{\S*/disk\.ko: damaged: not a module}, '--generic');

done_testing();
