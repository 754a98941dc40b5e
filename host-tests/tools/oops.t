#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0
#
# sysmap oops on sample logs of kernels from 2.4 to 7.x, in all forms of lines; on files, and invalid
# options. A real log is in qemu-tests/test_oops.py.

use strict;
use warnings;
use lib 'host-tests/tools';
use oops;
use sysmap;
use Test::More;

# The samples, in host-tests/corpus/oops, and their translations in host-tests/expected/oops: the
# name, the map and more options.
my @samples = (
    ['2.4-i386', $map32],
    ['2.4-redhat', $map32],
    ['2.6-arm', $map32],
    ['2.6-i386', $map32],
    ['2.6-x86-64', $map64],
    ['3.10-x86-64', $map64],
    ['3.18-arm', $map32],
    ['4.4-arm64', $old_arm64],
    ['4.19-x86-64', $map64],
    ['5.10-i386', $map32],
    ['6.1-x86-64-nosyms', $map64],
    ['6.6-arm', $map32],
    ['6.6-x86-64-caller', $map64],
    ['6.12-arm64', $arm64],
    ['7.2-warning', $map64, '--offset', '0', '--modules', $modules],
    ['7.2-x86-64', $map64, '--addresses'],
    ['hung-task', $map64],
    ['journald', $map64],
    ['modules-in-log', $map64],
);

for my $sample (@samples) {
    my ($name, @words) = @$sample;
    my $log = slurp("host-tests/corpus/oops/$name");
    my ($status, $out, $err) = oops($log, '--map', @words);
    is($out, slurp("host-tests/expected/oops/$name"), $name);
    is($status, 0, "$name: status");
}
opendir my $corpus, 'host-tests/corpus/oops' or die;
my %listed = map { $_->[0] => 1 } @samples;
is_deeply([grep { !/^\./ && !$listed{$_} && !/^(crash|oom|slow|timeout|leak)-/ } readdir $corpus], [],
    'every sample is tested');

# ---- files ----

my @parts = map { spew("dmesg-erst-$_->[0]", $_->[1]) }
    ['1', "Panic#1 Part1\n 0xffffffff81000b51\nKernel Offset: disabled\n"],
    ['2', "Panic#1 Part2\nCall Trace:\n do_exit+0x1/0xa10\n"];
my $words = join ' ', @parts;
is(system("$sysmap oops --map $map64 $words >$dir/out 2>$dir/err"), 0, 'the parts in pstore');
is(slurp("$dir/out"), "Panic#1 Part2\nCall Trace:\n do_exit+0x1/0xa10\n" .
    "Panic#1 Part1\n 0xffffffff81000b51 (panic+0x1/0xb0)\nKernel Offset: disabled\n",
    'are sorted in the order of logging');

# Of two events, the earlier one first; they are not parts with another file among them.
my @events = map { spew("dmesg-efi-$_->[0]", "$_->[1]\n$_->[0]\n") }
    ['1', 'Panic#2 Part1'], ['2', 'Panic#2 Part2'], ['3', 'Oops#1 Part1'], ['4', 'Oops#1 Part12'], ['5', 'Oops#1 Part2'];
system("$sysmap oops --map $map64 @events >$dir/out 2>$dir/err");
is(join('', slurp("$dir/out") =~ /^(\d)$/mg), '45321', 'parts of two events');
system("$sysmap oops --map $map64 @events $dir/err >$dir/out");
is(join('', slurp("$dir/out") =~ /^(\d)$/mg), '12345', 'other files are not sorted');

for my $bad (['--offset', 'x'], ['--nosuch'], ['--syslog'], ['--follow', 'log'], ['--map']) {
    my ($status) = oops('', @$bad);
    is($status, 2, "sysmap oops @$bad: usage");
}
is(system("$sysmap oops --map $map64 $dir/nosuch 2>$dir/err") >> 8, 3, 'a missing log');
like(slurp("$dir/err"), qr{nosuch: No such file or directory}, 'is named');
is(system("$sysmap oops --map $dir/err $parts[1] 2>$dir/err2 >$dir/out") >> 8, 1, 'an invalid map');
is(slurp("$dir/out"), slurp($parts[1]), 'the log is printed completely');

done_testing();
