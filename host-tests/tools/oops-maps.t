#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0
#
# sysmap oops: which map belongs to a log, and the KASLR offset.

use strict;
use warnings;
use lib 'host-tests/tools';
use oops;
use sysmap;
use Test::More;

# An earlier kernel: the same names with other addresses and sizes.
my $other64 = spew('other64', slurp($map64) =~ s/81000b50 T panic/81000b60 T panic/r
    =~ s/82002000 B/82002100 B/r);

# ---- which map ----

# The map with crash_here moved, which has no other effect: the sizes are the same.
my $moved64 = spew('moved64', slurp($map64) =~ s/81000c10 t crash/81000c20 t crash/r
    =~ s/81000c80 T _etext/81000c90 T _etext/r =~ s/(ffffffff81000c)00 t helper/${1}00 t added\n${1}10 t helper/r);

my $trace = "Call Trace:\n do_exit+0x1/0xa10\n panic+0x1/0xb0\n crash_here+0x1/0x70\n" .
    "Kernel Offset: disabled\n 0xffffffff81000b51\n";
my ($status, $out, $err) = oops($trace, '--map', $other64);
is($status, 1, "another kernel's map is refused");
is($out, $trace, 'the log is printed unchanged');
is($err, "sysmap: $other64: not the map of this kernel: 1 of 3 frames differ:\n" .
    "sysmap:   panic: size 0xb0 in the log, 0xa0 in the map\n", 'with the frames that differ');

($status, $out, $err) = oops($trace =~ s/helper|panic/vanished/r, '--map', $map64);
like($err, qr/vanished: size 0xb0 in the log, not in the map/, 'a symbol that the map lacks');

($status, $out, $err) = oops("Call Trace:\n" . join('', map { " f$_+0x1/0x10\n" } 1 .. 20),
    '--map', $map64);
like($err, qr/: 20 of 20 frames differ:/, 'all frames are counted');
is(scalar(() = $err =~ /in the log/g), 8, 'eight of them are reported');

# One of ten frames may be damaged.
my $damaged = $trace . join '', map { " do_exit+0x$_/0xa10\n helper+0x$_/0x40\n helper+0x$_/0x10\n" .
    " [<ffffffff8100010$_>] do_exit+0x$_/0xa10\n" } 1 .. 8;
is((oops($damaged . " panic+0x1/0x77\n", '--map', $map64))[0], 0, 'a damaged frame is tolerated');

# ---- names next to their addresses ----

my $pairs = "Call Trace:\n [<ffffffff91000c15>] crash_here+0x5/0x70\n [<ffffffff91000101>] do_exit+0x1/0xa10\n" .
    " [<ffffffff91000b51>]\n";
($status, $out, $err) = oops($pairs, '--map', $map64);
is($status, 0, 'names next to their addresses');
is($err, "sysmap: KASLR offset 0x10000000, from names next to their addresses\n", 'are the offset');
like($out, qr/b51>\] \(panic\+0x1\/0xb0\)$/m, 'which is used');

($status, $out, $err) = oops($pairs, '--map', $moved64);
is($status, 1, 'a map with the same sizes and other addresses is refused');
like($err, qr/: 1 of 4 frames differ:\n.*  crash_here\+0x5: ffffffff91000c15 in the log, ffffffff81000c25 in the map/,
    'with the address');
($status, $out, $err) = oops("Oops:\n [<ffffffff91000c15>] crash_here+0x5/0x70\n", '--map', $moved64);
is($status, 1, 'the offset is a multiple of the page size');

($status, $out, $err) = oops($pairs . "Kernel Offset: 0x10000000 from 0xffff800080000000\n",
    '--map', $map64);
is($status, 1, 'a map of another architecture is refused');
like($err, qr/not the map of this kernel, which was linked for ffff800080000000/, 'with the reason');

# Two lines: arm and i386 print the address and the name separately.
for my $case (["PC is at do_exit+0x4/0x100\nLR is at panic+0x1/0x80\npc : [<c0108104>]    lr : [<c0108281>]\n", 'arm'],
    ["EIP:    0060:[<c0108104>]    Not tainted\nEIP is at do_exit+0x4/0x100\n", 'i386'],
    ["      .text : 0xc0108000 - 0xc0108300   (   0 kB)\n", '.text']) {
    ($status, $out, $err) = oops("Oops\n$case->[0] c0108285\n", '--map', $map32);
    like($err, qr/KASLR offset 0x100000, from names next to/, "$case->[1]: on different lines");
    like($out, qr/c0108285 \(panic\+0x5\/0x80\)$/m, "$case->[1]: translated");
}

# ---- other origins of the offset ----

my $bare = "Call Trace:\n 0xffffffff81000b51\n";
for my $case (
    [$bare . "Kernel Offset: disabled\n", '0x0, from the line "Kernel Offset"'],
    ["Command line: root=/dev/sda nokaslr\n$bare", '0x0, from the log: KASLR is disabled'],
    ["KASLR disabled due to lack of seed\n$bare", '0x0, from the log: KASLR is disabled'],
    ["Pid: 9113, comm: x Not tainted 3.9.3 #1\n$bare", '0x0, from the release: .* 3.14'],
    ["Linux version 2.6.32-5 (me)\n$bare", '0x0, from the release: .* 3.14']) {
    ($status, $out, $err) = oops($case->[0], '--map', $map64);
    like($err, qr/KASLR offset $case->[1]/, "offset $case->[1]");
    like($out, qr/b51 \(panic/, 'is used');
}
($status, $out, $err) = oops($bare =~ s/81/91/r, '--map', $map64, '--offset', '10000000');
like($err, qr/KASLR offset 0x10000000, from --offset/, '--offset is hexadecimal');
like($out, qr/b51 \(panic/, 'is used');
($status, $out, $err) = oops("CPU: 0 PID: 1 Comm: x Not tainted 5.10.0 #1\n$bare", '--map', $map64);
is($status, 1, 'without an offset, addresses are not translated');
unlike($out, qr/b51 \(/, 'instead of wrong names');
like($err, qr/--offset N/, 'the message names the option');

# Numbers of another width are no addresses of the kernel.
($status, $out, $err) = oops("Oops: 0\n*pgd=80000000c0008104 00000000c0008104 c0008104\n", '--map', $map32);
is($out, "Oops: 0\n*pgd=80000000c0008104 00000000c0008104 c0008104 (do_exit+0x4/0x100)\n",
    'physical addresses of 32-bit kernels are not translated');

# A return address may be beyond the end of a function that calls panic(), as the kernel prints it.
for my $case (['[  1.0]  0xffffffff81000c10', 'helper+0x10/0x10'], [' ? 0xffffffff81000c10', 'helper+0x10/0x10'],
    ['<4> [<ffffffff81000c10>]', 'helper+0x10/0x10'], ['host kernel:  0xffffffff81000c10', 'helper+0x10/0x10'],
    ['RIP: 0010:0xffffffff81000c10', 'crash_here+0x0/0x70'], ['lr : 0xffffffff81000c10', 'crash_here+0x0/0x70'],
    ['Workqueue: events 0xffffffff81000c10', 'crash_here+0x0/0x70'],
    [' ffffffff81000c10 0000000000000000', 'crash_here+0x0/0x70'],
    ['  0xffffffff81000000', 'startup_64+0x0/0x100']) {
    ($status, $out, $err) = oops("Call Trace:\n$case->[0]\n", '--map', $map64, '--offset', '0');
    like($out, qr/ \(\Q$case->[1]\E\)/, "$case->[0]: $case->[1]");
}

# ---- symbols that the kernel does not know ----

my $lto = spew('lto', slurp($map64) =~ s/crash_here/crash_here.llvm.12345/r
    =~ s/(ffffffff81000b50 T panic)/$1\nffffffff81000b60 t \$x\nffffffff81000b70 t panic_veneer/r);
($status, $out, $err) = oops($trace, '--map', $lto);
is($status, 0, 'suffixes of LTO, mapping symbols and veneers');

# ---- several maps ----

mkdir "$dir/maps";
spew("maps/System.map-$_->[0]", slurp($_->[1]))
    for ['a', $other64], ['6.1.0-1', $map64], ['c', $map32];
spew('maps/System.map-d', "ffffffffffffffff B The real System.map is in another package\n");
($status, $out, $err) = oops($trace, '--map', "$dir/maps");
is($status, 0, 'the correct one of several maps is found');
like($out, qr/^ 0xffffffff81000b51 \(panic\+0x1\/0xb0\)$/m, 'and used');
like($err, qr{^sysmap: using $dir/maps/System.map-6.1.0-1: 3 of 3 frames agree$}m, 'and reported');

($status, $out, $err) = oops($trace =~ s/a10/a11/r =~ s/0x70/0x71/r, '--map', "$dir/maps");
is($status, 1, 'none of several maps');
like($err, qr/none of 4 maps is .*\n.*System.map-6.1.0-1: not the map .* 2 of 3 frames differ:/,
    'the one with the fewest differences is reported');

($status, $out, $err) = oops($bare . "Kernel Offset: disabled\n", '--map', "$dir/maps");
is($status, 1, 'several maps and no frames');
like($err, qr/use --map FILE/, 'which is reported');

($status, $out, $err) = oops("CPU: 0 Comm: x Not tainted 6.1.0-1 #1\n${bare}Kernel Offset: disabled\n",
    '--map', "$dir/maps");
is($status, 0, 'the map of the release in the log');
like($err, qr{System.map-6.1.0-1 is not verified}, 'is not verified without frames');

mkdir "$dir/tree";
mkdir "$dir/tree/$_" for '6.1.0-1', '6.1.0-2';
spew('tree/6.1.0-1/System.map', slurp($map64));
spew('tree/6.1.0-2/System.map', slurp($moved64));
($status, $out, $err) = oops($trace, '--map', "$dir/tree");
is($status, 1, 'two maps that agree, and differ');
like($err, qr{6.1.0-1/System.map and .*6.1.0-2/System.map differ, but both agree}, 'are reported');
($status, $out, $err) = oops("CPU: 0 Comm: x Not tainted 6.1.0-2 #1\n$trace", '--map', "$dir/tree");
is($status, 0, 'the release in the log decides');
like($err, qr{using .*/6.1.0-2/System.map}, 'between them');

# Two boots in one log, of two kernels, each with its own offset.
($status, $out, $err) = oops(
    "[0.0] Linux version 6.1\n" . $trace . "[0.0] Linux version 6.2\nCall Trace:\n" .
    " panic+0x1/0xa0\n 0xffffffff91000b61\nKernel Offset: 0x10000000 from 0xffffffff81000000\n",
    '--map', "$dir/maps");
is($status, 0, 'two boots in one log');
like($out, qr/^ 0xffffffff81000b51 \(panic\+0x1\/0xb0\)\n(?s:.*)^ 0xffffffff91000b61 \(panic\+0x1\/0xa0\)$/m,
    'each is translated by its own map and offset');

# A log without an oops needs no matching map.
($status, $out, $err) = oops("BIOS-e820: [mem 0x0000000000000000-0x00000000ffffffff] usable\n",
    '--map', "$dir/maps");
is($status, 0, 'a log without an oops');
is($err, '', 'prints no message');

done_testing();
