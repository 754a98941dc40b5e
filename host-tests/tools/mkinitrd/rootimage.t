#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0
#
# mkinitrd --root-image: a root that is a file of the image, and the parameters that need its helper.
# qemu-tests/test_loop.py boots it.

use strict;
use warnings;
use lib 'host-tests/tools';
use mkinitrd;
use Test::More;

my $file = "$work/my root";
my @root = ('--busybox', 'none', '--root-image', $file);

module("drivers/block/loop.ko");
module("fs/$_/$_.ko", info => ["alias=fs-$_"]) for qw(squashfs erofs);
compile("$work/helpers/$_", 'void _start(void) { for (;;) ; }', '-static') for qw(loop shutdown mounts overlay);
config(@all_packs);
indexed();

sub superblock {
    my ($type) = @_;
    my %super = (
        squashfs => 'hsqs' . "\0" x 0x18 . pack('v', 4) . "\0" x 100,
        erofs => "\0" x 1024 . pack('V', 0xe0f5e1e2) . "\0" x 200,
        jfs => "\0" x 32768 . 'JFS1' . "\0" x 12 . pack('Vvv', 4096, 12, 3) . pack('Vv', 512, 9) . "\0" x 200,
        luks => "LUKS\xba\xbe\0\1",
        unknown => 'text',
    );
    return $super{$type} . "\0" x 8192;
}

subtest 'the image' => sub {
    write_file($file, superblock('erofs'));
    my $got = image(@root);
    is($got->{'root.erofs'}{size}, -s $file, 'has the file');
    is($got->{'lib/gangway/loop'}{mode}, '-rwxr-xr-x', 'and the helper');
    ok($got->{"$kernel/$_"}, "and $_") for qw(drivers/block/loop.ko fs/erofs/erofs.ko);
    my $at = index(read_file($image), superblock('erofs'));
    cmp_ok($at, '>', 0, 'it is not compressed');
    cmp_ok($at, '<', index(read_file($image), "TRAILER!!!\0"), 'in the archive in front');
    image(@root, '--compress', 'none');
    like(read_file(unpacked() . '/etc/gangway.conf'), qr{^gangway\.image=/root\.erofs$}m, 'the configuration names it');
    write_file("$work/conf", "gangway.overlay=tmpfs gangway.image=/other\n");
    write_file($file, superblock('squashfs'));
    my ($status, $out, $err) = mkinitrd('-f', @root, '--compress', 'none', '--config', "$work/conf", $image, $release);
    is("$status$err", "0mkinitrd: gangway.image=/other: not in the image\n", '--config overrides it');
    like(read_file(unpacked() . '/etc/gangway.conf'), qr{^gangway\.image=/root\.squashfs\ngangway\.overlay}m, 'and comes later');
    chmod(0600, $file);
    image(@root);
    is((stat $image)[2] & 0777, 0600, 'it is as private as the file');
    chmod(0644, $file);
};

subtest 'other parameters' => sub {
    write_file("$work/conf", "root=LABEL=live loop=/a.squashfs\n");
    my $got = image('--busybox', 'none', '--modules', 'alone', '--config', "$work/conf");
    ok($got->{"lib/gangway/$_"}, "loop= in --config: $_") for qw(loop shutdown);
    ok($got->{"$kernel/fs/squashfs/squashfs.ko"}, 'and the usual file systems');
};

subtest 'bad files' => sub {
    for (['unknown', 'contains no known file system'], ['luks', 'contains crypto_LUKS, not a file system'],
        ['jfs', 'the kernel has no module for jfs']) {
        my ($type, $message) = @$_;
        write_file($file, superblock($type));
        fails($type, qr{--root-image \Q$file\E: \Q$message\E}, @root);
    }
    unlink($file);
    fails('missing', qr{\Q$file\E: No such file or directory}, @root);
    fails('a directory', qr{\Q$work\E: not a regular file}, '--busybox', 'none', '--root-image', $work);
    for (['--stay', '--stay cannot be combined with --root-image'], ['--format=ext2', '--format ext2 cannot be combined with --root-image']) {
        my ($option, $message) = @$_;
        my ($status, $out, $err) = mkinitrd(@root, $option, $image, $release);
        is($status, 2, "$option: a usage error");
        like($err, qr/\Amkinitrd: \Q$message\E; /, 'with a reason');
    }
};

done_testing();
