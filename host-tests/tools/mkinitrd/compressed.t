#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0
#
# mkinitrd --compressed-modules: modules that stay compressed, in an archive in front of the others.

use strict;
use warnings;
use lib 'host-tests/tools';
use mkinitrd;
use Test::More;

my @xz = ('MODULE_DECOMPRESS', 'MODULE_COMPRESS_XZ');
my @request = ('--modules', 'in-xz,in-zst,alone', '--busybox', 'none');
my $dir = "$kernel/crypto";

# The paths of the archive in front, which ends at its trailer, and where the next one begins.
sub front {
    my ($bytes) = @_;
    my $end = index($bytes, "TRAILER!!!\0");
    write_file("$work/front", substr($bytes, 0, $end + 12) . "\0" x 512);
    my @names = split /\n/, `cpio -t --quiet <'$work/front'`;
    my ($padding) = substr($bytes, $end + 11) =~ /\A(\0*)/;
    return (\@names, $end + 11 + length $padding);
}

subtest 'stay compressed' => sub {
    config(@all_packs, @xz);
    indexed();
    my $got = image(@request, '--compressed-modules', 'yes');
    my ($names, $next) = front(read_file($image));
    is_deeply([grep { m{^\Q$dir\E/} } sort keys %$got], [map { "$dir/$_" } qw(after_it.ko alone.ko in-xz.ko.xz in-zst.ko soft.ko)],
        'the format of the kernel stays, another does not');
    is_deeply([grep { !$got->{$_}{target} && $got->{$_}{mode} !~ /^d/ } @$names],
        ["$dir/in-xz.ko.xz"], 'only such files are in the archive in front');
    is_deeply([grep { $got->{$_}{mode} =~ /^d/ } sort @$names], [grep { $got->{$_}{mode} =~ /^d/ } sort keys %$got],
        'and all directories');
    is($next % 4, 0, 'the next archive is aligned');
    my $bytes = read_file($image);
    like(substr($bytes, $next), $magic{zstd}, 'which is compressed');
    write_file("$work/rest", substr($bytes, $next));
    my @rest = split /\n/, `zstd -qdc '$work/rest' | cpio -t --quiet`;
    my %times;
    $times{$_}++ for @$names, @rest;
    is_deeply([grep { $times{$_} != 1 } keys %times], [], 'each path is in one of them');
    is_deeply([sort keys %times], [sort keys %$got], 'and --list prints those of both');
    system("cd '$work' && rm -rf both && mkdir both && cd both && cpio -id --quiet <'$work/front' && zstd -qdc '$work/rest' | cpio -id --quiet -f dev/console");
    is(read_file("$work/both/$dir/in-xz.ko.xz"), read_file("$modules/kernel/crypto/in-xz.ko.xz"), 'the file is that of the root');
    my $loads = `/usr/sbin/modprobe -d '$work/both' -S $release --show-depends in-xz`;
    like($loads, qr{insmod \S+/in-xz\.ko\.xz}, 'the index has its name');
    like($loads, qr{insmod \S+/top-driver\.ko}, 'and its dependencies');
};

subtest 'one archive without compression' => sub {
    config(@all_packs, @xz);
    my $got = image(@request, '--compressed-modules', 'yes', '--compress', 'none');
    my ($names) = front(read_file($image));
    is_deeply([sort @$names], [sort keys %$got], 'all files are in it, for cpio');
    ok($got->{"$dir/in-xz.ko.xz"}, 'with compressed modules');
};

subtest 'by default' => sub {
    for (['--generic', [@xz], 1], ['--generic', [], 0], ['--stay', [@xz], 0]) {
        my ($kind, $has, $kept) = @$_;
        config(@all_packs, @$has);
        my $got = image($kind, @request);
        is(scalar(grep { /in-xz\.ko\.xz$/ } keys %$got), $kept, "$kind, @$has");
        ok($got->{"$dir/in-xz.ko"}, 'otherwise decompressed') if !$kept;
    }
    config(@all_packs, @xz);
    ok(image('--generic', @request, '--compressed-modules', 'no')->{"$dir/in-xz.ko"}, 'no');
    config(@all_packs, 'MODULE_DECOMPRESS', 'MODULE_COMPRESS_ZSTD');
    ok(image(@request, '--compressed-modules', 'yes')->{"$dir/in-zst.ko.zst"}, 'zstd');
};

subtest 'errors' => sub {
    my $config = "$root/boot/config-$release";
    config(@all_packs, 'MODULE_COMPRESS_XZ');
    fails('not by this kernel', qr/--compressed-modules yes: the kernel does not decompress modules; CONFIG_MODULE_DECOMPRESS is not set in \Q$config\E/,
        @request, '--compressed-modules', 'yes');
    unlink($config);
    fails('not known', qr/--compressed-modules yes: the kernel does not decompress modules, as far as is known without its configuration/,
        @request, '--compressed-modules', 'yes');
    for (['maybe', qr/invalid argument of --compressed-modules \(expected yes or no\): maybe/],
        ['yes', qr/--format ext2 cannot be combined with --compressed-modules yes/, '--format', 'ext2']) {
        my ($choice, $message, @more) = @$_;
        my ($status, $out, $err) = mkinitrd('--compressed-modules', $choice, @more, $image, $release);
        is($status, 2, "$choice @more: exit status");
        like($err, qr/\Amkinitrd: $message; try 'mkinitrd --help'\n\z/, 'message');
    }
};

done_testing();
