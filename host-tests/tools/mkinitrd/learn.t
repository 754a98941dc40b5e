#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0
#
# mkinitrd --learn: the modules of a previous boot.

use strict;
use warnings;
use lib 'host-tests/tools';
use mkinitrd;
use Test::More;

my @any = ('--busybox', 'none', '--learn', "$work/boot.json");

sub boot_json {
    my ($release, @modules) = @_;
    my $list = join(",\n", map { qq({"name":"$_->[0]","state":"$_->[1]","began":1}) } @modules);
    write_file("$work/boot.json", qq({"release":"$release","root":"LABEL=x","steps":[],"modules":[$list],"devices":[]}\n));
}

indexed();

boot_json($release, ['soft', 'live'], ['top_driver', 'live'], ['base', 'failed'], ['in_xz', 'waiting'],
    ['inside', 'live'], ['alone', 'live']);
my $got = image(@any);
ok($got->{"$kernel/$_.ko"}, "$_ is included") for qw(crypto/soft drivers/top-driver lib/base crypto/alone);
ok(!$got->{"$kernel/crypto/in-xz.ko"}, 'modules that were not loaded are not');
like(read_file(unpacked() . '/etc/gangway.conf'), qr/^gangway\.modules=soft,top_driver,alone$/m,
    'and /init loads it, in the same order');

image(@any, '--modules', 'in-zst');
like(read_file(unpacked() . '/etc/gangway.conf'), qr/^gangway\.modules=in_zst,soft,top_driver,alone$/m,
    'after the requested modules');

sub warns {
    my ($name, $message) = @_;
    my ($status, $out, $err) = mkinitrd('-f', @any, $image, $release);
    is($status, 0, "$name: is no error");
    like($err, qr/\Amkinitrd: --learn: $message\n\z/, "$name: a warning");
}

boot_json('6.0.0-old', ['alone', 'live']);
warns('another kernel', "the boot used kernel 6\\.0\\.0-old, but the image is for kernel \Q$release\E");
boot_json($release, ['alone', 'live'], ['gone_driver', 'live']);
warns('a missing module', "ignoring module gone_driver: kernel \Q$release\E has no module of this name");

boot_json($release);
is_deeply([grep { /\.ko$/ } keys %{image(@any)}], [], 'a boot that loaded no module');

# Untrusted content: members of other types, invalid names.
boot_json("6.1\e[2J", ["alone\e[2J", 'live'], ['alone,base', 'live'], ['../alone', 'live'], ['', 'live']);
is_deeply([grep { /\.ko$/ } keys %{image(@any)}], [], 'invalid names');
write_file("$work/boot.json", '{"release":[],"modules":[null,1,"alone",[],{"name":["alone"],"state":"live"},{"name":"alone","state":1}]}');
is_deeply([grep { /\.ko$/ } keys %{image(@any)}], [], 'members of other types');

my $none = qr{\S*/boot\.json: not a boot\.json.*};
for ('', '{', 'null', '[]', '"text"', '{"modules":{}}', '{"modules":[', '{"modules":[{"name":"alone"', ('[' x 99999),
    "{\"modules\":[]\0", '{"modules":' . ('[' x 20) . (']' x 20) . '}') {
    write_file("$work/boot.json", $_);
    fails('no boot.json: ' . substr($_, 0, 20), $none, @any);
}
write_file("$work/boot.json", ' ' x ((16 << 20) + 1));
fails('a file that is too large', qr{\S*/boot\.json: too large for a boot\.json}, @any);
unlink("$work/boot.json");
fails('no such file', qr{\S*/boot\.json: No such file or directory}, @any);

done_testing();
