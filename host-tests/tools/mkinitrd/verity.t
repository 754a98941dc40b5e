#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0
#
# Roots that dm-verity verifies: what mkinitrd adds and checks, and the parameters that the helper
# refuses. qemu-tests/test_verity.py has the disks.

use strict;
use warnings;
use lib 'host-tests/tools';
use mkinitrd;
use File::Copy qw(copy);
use File::Path qw(make_path);
use Test::More;

my @plain = ('--busybox', 'none', '--modules', 'alone');
my $hash = '0123456789abcdef' x 4;

module("drivers/md/$_.ko") for qw(dm-mod dm-verity);
module('crypto/sha256_generic.ko', info => ['alias=crypto-sha256']);
compile("$work/helpers/$_", 'void _start(void) { for (;;) ; }', '-static') for qw(verity shutdown);

my $got = image(@plain, '--with', 'verity');
is($got->{'lib/gangway/verity'}{mode}, '-rwxr-xr-x', 'the image gets the helper');
is($got->{'lib/gangway/DM_verity_hash'}{target}, 'verity', 'a link for the type');
ok($got->{'lib/gangway/shutdown'}, 'and the program that stops the device at shutdown');
ok($got->{"$kernel/drivers/md/dm-verity.ko"} && $got->{"$kernel/crypto/sha256_generic.ko"}, 'and the modules');
like(read_file(unpacked() . '/etc/gangway.conf'), qr/^gangway\.modules=alone,dm_verity$/m, 'of which /init loads one');

sub build {
    my ($text) = @_;
    write_file("$work/conf", $text);
    return mkinitrd('-f', @plain, '--config', "$work/conf", $image, $release);
}

my ($status, $out, $err) = build("roothash=$hash\nsystemd.verity_root_options=panic-on-corruption\n");
is("$status$err", '0', 'a configuration with roothash=');
ok(contents($image)->{'lib/gangway/verity'}, 'has the same effect');
build("root=LABEL=root\n");
ok(!contents($image)->{'lib/gangway/verity'}, 'one without it has not');
for (['roothash=12', 'roothash=12: expected 32 to 128 hexadecimal digits'],
    ["roothash=$hash systemd.verity_root_options=hash-offset=4096,fec-roots=2",
        'systemd.verity_root_options=: option fec-roots=2: not supported'],
    ["root=gpt-auto gangway.slots=gpt roothash=$hash", 'gangway.slots=gpt and roothash= exclude each other']) {
    my ($text, $message) = @$_;
    ($status, $out, $err) = build("$text\n");
    is("$status$err", "1mkinitrd: $message\n", $text);
}

# ---- the helper --------------------------------------------------------------------------------

my $inside = "$work/inside";
# a user who is not root needs a namespace
my @enter = $> == 0 ? ('/usr/sbin/chroot', $inside) : ('unshare', '--map-root-user', "--root=$inside");

make_path("$inside/run", "$inside/lib/gangway");
for (qw(verity DM_verity_hash)) {
    copy("$ENV{TAP_BUILD}/../helpers/verity", "$inside/lib/gangway/$_") or die "helper: $!\n";
    chmod(0755, "$inside/lib/gangway/$_");
}

sub reports {
    my ($report, @parameters) = @_;
    unlink("$inside/run/gangway/cause");
    my ($got, $text, $error) = run('timeout', '-s', 'TERM', '1', @enter, '/lib/gangway/verity', @parameters);
    is("$text$error", '', "@parameters: no output");
    is(read_file("$inside/run/gangway/cause"), "roothash=$report", "@parameters: the report");
}

my @hash = ('roothash', $hash);
my $options = 'systemd.verity_root_options';
reports('1234: expected 32 to 128 hexadecimal digits', 'roothash', '1234', @hash);
reports(': expected 32 to 128 hexadecimal digits', 'roothash', '');
reports(': systemd.verity_root_*= without roothash=', 'systemd.verity_root_data', '/dev/sda1');
reports(': usrhash= is not supported', @hash, 'usrhash', $hash);
reports(': systemd.verity_usr_data= is not supported', @hash, 'systemd.verity_usr_data', '/dev/sda1');
reports(": $options=: option fec-device=/dev/sda1: not supported", @hash, $options, 'fec-device=/dev/sda1');
reports(": $options=: option " . 'x' x 40 . ': too long', @hash, $options, 'x' x 100);
reports(": $options=: option panic-on-corruptoin: unknown", @hash, 'systemd.verity-root-options', 'panic-on-corruptoin');
reports(': cannot use systemd.verity_root_data=gpt-auto: Operation not supported', @hash,
    'systemd.verity_root_data', 'gpt-auto');
reports(': cannot use systemd.verity_root_hash=WHAT=1: Invalid argument', @hash, 'systemd.verity_root_hash', 'WHAT=1');
# of /usr
sub reports_usr {
    my ($report, @parameters) = @_;
    unlink("$inside/run/gangway/cause");
    run('timeout', '-s', 'TERM', '1', @enter, '/lib/gangway/verity', @parameters);
    is(read_file("$inside/run/gangway/cause"), "usrhash=$report", "@parameters: the report");
}

my @usr = ('usrhash', $hash);
reports_usr('1234: expected 32 to 128 hexadecimal digits', 'usrhash', '1234');
reports_usr(': systemd.verity_usr_*= without usrhash=', 'systemd.verity-usr-data', '/dev/sda1');
reports_usr(': roothash= is not supported', @usr, @hash);
reports_usr(': systemd.verity_root_data= is not supported', @usr, 'systemd.verity_root_data', '/dev/sda1');
reports_usr(': systemd.verity_usr_options=: option panic-on-corruptoin: unknown', @usr, 'systemd.verity_usr_options', 'panic-on-corruptoin');
reports_usr(': the data device PARTUUID=01234567-89ab-cdef-0123-456789abcdef and the hash device /dev/sda2 did not appear',
    @usr, 'systemd.verity_usr_hash', '/dev/sda2');
# what it waits for
reports(': the data device PARTUUID=01234567-89ab-cdef-0123-456789abcdef and the hash device /dev/sda2 did not appear',
    @hash, 'systemd.verity_root_hash', '/dev/sda2');
my ($ended, $said) = run(@enter, '/lib/gangway/DM_verity_hash', '/dev/sda2');
is("$ended$said", '0', 'for a hash tree, it does nothing');

done_testing();
