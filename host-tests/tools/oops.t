#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0
#
# sysmap oops, on small maps and sample logs in all formats of kernels from 2.4 to 7.x. Real logs
# are in qemu-tests.

use strict;
use warnings;
use lib 'host-tests/tools';
use sysmap;
use Test::More;

# Runs sysmap oops with `log` on a pipe; returns status, output and errors.
sub oops {
    my ($log, @words) = @_;
    spew('log', $log);
    my $words = join ' ', map { "'$_'" } @words;
    my $status = system("cat $dir/log | $sysmap oops $words >$dir/out 2>$dir/err");
    die "sysmap oops: killed by a signal" if $status & 127;
    return ($status >> 8, slurp("$dir/out"), slurp("$dir/err"));
}

my $map64 = spew('map64', <<'END');
0000000000000000 A __per_cpu_start
000000000001f000 d irq_stack
ffffffff81000000 T _text
ffffffff81000000 T startup_64
ffffffff81000100 T _stext
ffffffff81000100 T do_exit
ffffffff81000b10 t helper
ffffffff81000b50 T panic
ffffffff81000c00 t helper
ffffffff81000c10 t crash_here
ffffffff81000c80 T _etext
ffffffff82000000 D init_task
ffffffff82002000 B last
ffffffff82003000 B _end
END

# An earlier kernel: the same names with other addresses and sizes.
my $other64 = spew('other64', slurp($map64) =~ s/81000b50 T panic/81000b60 T panic/r
    =~ s/82002000 B/82002100 B/r);

my $map32 = spew('map32', <<'END');
c0008000 T _text
c0008000 T stext
c0008100 T do_exit
c0008200 t crash_here
c0008280 T panic
c0008300 T _etext
c0400000 D init_task
c0402000 B _end
END

my $modules = spew('modules', <<'END');
nic 16384 1 helper_mod, Live 0xffffffffc0100000 (OE)
wide 8192 0 - Live 0xffffffffc0200000
END
my $symbols = spew('symbols', <<"END");
ffffffffc0100010 t nic_probe\t[nic]
ffffffffc0100050 t nic_remove\t[nic]
END

# NAME, the map, more options, the log, and the expected output.
my @forms = (
    ['x86-64 without kallsyms, KASLR offset from the panic', $map64, [], <<'END', <<'END'],
[   57.658354] BUG: kernel NULL pointer dereference, address: 0000000000000000
[   57.658354] RIP: 0010:0xffffffff91000c15
[   57.658354] Code: 0f 1f 44 00 00 <48> 8b 05 ffffffff91000c15
[   57.658354] RAX: ffffffff92000010 RBX: 0000000000000000 RCX: ffffffff93000000
[   57.658354] Call Trace:
[   57.658354]  <TASK>
[   57.658354]  ? 0xffffffff9100012b
[   57.658354]  0xffffffff91000b50
[   57.658354] RIP: 0033:0x7f0102030405
[   57.658354] Kernel Offset: 0x10000000 from 0xffffffff81000000 (relocation range: 0xffffffff80000000-0xffffffffbfffffff)
END
[   57.658354] BUG: kernel NULL pointer dereference, address: 0000000000000000
[   57.658354] RIP: 0010:0xffffffff91000c15 (crash_here+0x5/0x70)
[   57.658354] Code: 0f 1f 44 00 00 <48> 8b 05 ffffffff91000c15
[   57.658354] RAX: ffffffff92000010 (init_task+0x10/0x2000) RBX: 0000000000000000 RCX: ffffffff93000000
[   57.658354] Call Trace:
[   57.658354]  <TASK>
[   57.658354]  ? 0xffffffff9100012b (do_exit+0x2b/0xa10)
[   57.658354]  0xffffffff91000b50 (panic+0x0/0xb0)
[   57.658354] RIP: 0033:0x7f0102030405
[   57.658354] Kernel Offset: 0x10000000 from 0xffffffff81000000 (relocation range: 0xffffffff80000000-0xffffffffbfffffff)
END
    ['x86-64 with kallsyms: names are kept, registers are translated', $map64, [], <<'END', <<'END'],
<4>[    1.0][  T650] Oops: Oops: 0002 [#1] SMP NOPTI
<4>[    1.0][  T650] RIP: 0010:crash_here+0x5/0x70
<4>[    1.0][  T650] RDX: ffffffff82000000 RSI: 0000000000000008
<4>[    1.0][  T650]  do_exit+0x2b/0xa10
<4>[    1.0][  T650] Kernel Offset: disabled
END
<4>[    1.0][  T650] Oops: Oops: 0002 [#1] SMP NOPTI
<4>[    1.0][  T650] RIP: 0010:crash_here+0x5/0x70
<4>[    1.0][  T650] RDX: ffffffff82000000 (init_task+0x0/0x2000) RSI: 0000000000000008
<4>[    1.0][  T650]  do_exit+0x2b/0xa10
<4>[    1.0][  T650] Kernel Offset: disabled
END
    ['3.x: offset from an address next to its name', $map64, [], <<'END', <<'END'],
Oops: 0002 [#1] PREEMPT SMP
RIP: e030:[<ffffffff81100c15>]  [<ffffffff81100c15>] crash_here+0x5/0x70
 [<ffffffff8110012b>] ? do_exit+0x2b/0xa10
 [<ffffffff81100b51>]
RBP: ffffffff82100000 R08: 1
END
Oops: 0002 [#1] PREEMPT SMP
RIP: e030:[<ffffffff81100c15>]  [<ffffffff81100c15>] crash_here+0x5/0x70
 [<ffffffff8110012b>] ? do_exit+0x2b/0xa10
 [<ffffffff81100b51>] (panic+0x1/0xb0)
RBP: ffffffff82100000 (init_task+0x0/0x2000) R08: 1
END
    ['no offset from an ambiguous name', $map64, ['--offset', '0'], <<'END', <<'END'],
WARNING: CPU: 3 PID: 381 at kernel/x.c:1 helper+0x4/0x40
 0xffffffff81000c01
END
WARNING: CPU: 3 PID: 381 at kernel/x.c:1 helper+0x4/0x40
 0xffffffff81000c01 (helper+0x1/0x10)
END
    ['2.4 i386', $map32, [], <<'END', <<'END'],
Oops: 0002
EIP:    0010:[<c0008205>]    Not tainted
EFLAGS: 00010246
eax: 00000000   ebx: c0400000   ecx: 00000000   edx: c0400010
Call Trace:    [<c0008101>] [<c0008281>]
Code: c7 05 00 00 00 00 c0008205
END
Oops: 0002
EIP:    0010:[<c0008205>] (crash_here+0x5/0x80)    Not tainted
EFLAGS: 00010246
eax: 00000000   ebx: c0400000 (init_task+0x0/0x2000)   ecx: 00000000   edx: c0400010 (init_task+0x10/0x2000)
Call Trace:    [<c0008101>] (do_exit+0x1/0x100) [<c0008281>] (panic+0x1/0x80)
Code: c7 05 00 00 00 00 c0008205
END
    ['arm', $map32, [], <<'END', <<'END'],
Internal error: Oops: 5 [#1] SMP ARM
PC is at crash_here+0x4/0x80
pc : [<c0008204>]    lr : [<c0008105>]    psr: 60000013
[<c0008204>] (crash_here) from [<c0008285>] (panic+0x5/0x80)
Function entered at [<c0008100>] from [<c0008280>]
Code: e5933000 e3a02000 (e5823000) c0008204
END
Internal error: Oops: 5 [#1] SMP ARM
PC is at crash_here+0x4/0x80
pc : [<c0008204>] (crash_here+0x4/0x80)    lr : [<c0008105>] (do_exit+0x5/0x100)    psr: 60000013
[<c0008204>] (crash_here) from [<c0008285>] (panic+0x5/0x80)
Function entered at [<c0008100>] (do_exit+0x0/0x100) from [<c0008280>] (panic+0x0/0x80)
Code: e5933000 e3a02000 (e5823000) c0008204
END
    ['arm64', $map64, [], <<'END', <<'END'],
Internal error: Oops: 0000000096000044 [#1] SMP
pc : crash_here+0x4/0x70
lr : 0xffffffff91000101
x29: ffffffff92000000 x28: 0000000000000000 x27: ffffffff92002000
Call trace:
 crash_here+0x4/0x70 (P)
 0xffffffff91000b54 (L)
Kernel Offset: 0x10000000 from 0xffff800080000000
END
Internal error: Oops: 0000000096000044 [#1] SMP
pc : crash_here+0x4/0x70
lr : 0xffffffff91000101 (do_exit+0x1/0xa10)
x29: ffffffff92000000 (init_task+0x0/0x2000) x28: 0000000000000000 x27: ffffffff92002000 (last+0x0/0x1000)
Call trace:
 crash_here+0x4/0x70 (P)
 0xffffffff91000b54 (panic+0x4/0xb0) (L)
Kernel Offset: 0x10000000 from 0xffff800080000000
END
    ['modules by their addresses', $map64, ['--modules', $modules, '--offset', '0'],
     <<'END', <<'END'],
Call Trace:
 0xffffffffc0100018
 nic_open+0x5/0x20 [nic]
 0xffffffffc0204000
END
Call Trace:
 0xffffffffc0100018 ([nic]+0x18)
 nic_open+0x5/0x20 [nic]
 0xffffffffc0204000
END
    ['modules by their symbols', $map64, ['--modules', $symbols, '--offset', '0'],
     <<'END', <<'END'],
Call Trace:
 0xffffffffc0100018
END
Call Trace:
 0xffffffffc0100018 (nic_probe+0x8/0x40 [nic])
END
    ['modules from the log itself', $map64, ['--offset', '0x0'], <<'END', <<'END'],
<4> 1276.7: <1> Modules linked in:
[    2.000000] nic 16384 1 helper_mod, Live 0xffffffffc0100000 (OE)
[    2.000000] Call Trace:
[    2.000000]  0xffffffffc0100018
END
<4> 1276.7: <1> Modules linked in:
[    2.000000] nic 16384 1 helper_mod, Live 0xffffffffc0100000 ([nic]+0x0) (OE)
[    2.000000] Call Trace:
[    2.000000]  0xffffffffc0100018 ([nic]+0x18)
END
    ['link addresses for gdb', $map64, ['--addresses', '--offset', '0'], <<'END', <<'END'],
Call Trace:
 do_exit+0x2b/0xa10
 helper+0x4/0x40
 helper+0x4/0x10
 nic_open+0x5/0x20 [nic]
END
Call Trace:
 do_exit+0x2b/0xa10 (ffffffff8100012b)
 helper+0x4/0x40 (ffffffff81000b14)
 helper+0x4/0x10 (ffffffff81000c04)
 nic_open+0x5/0x20 [nic]
END
    ['journald, trailing blanks, NUL and other bytes', $map64, [],
     "Nov 29 01:02:03 host kernel: Call Trace:   \nNov 29 01:02:03 host kernel:  do_exit+0x1/0xa10\0\xff\r\n" .
     "Kernel Offset: disabled\n 0xffffffff81000101 \t",
     "Nov 29 01:02:03 host kernel: Call Trace:   \nNov 29 01:02:03 host kernel:  do_exit+0x1/0xa10\0\xff\r\n" .
     "Kernel Offset: disabled\n 0xffffffff81000101 (do_exit+0x1/0xa10) \t"],
);

for my $form (@forms) {
    my ($name, $map, $options, $log, $want) = @$form;
    my ($status, $out, $err) = oops($log, '--map', $map, @$options);
    is($out, $want, $name);
    is($status, 0, "$name: status");
}

# ---- which map ----

my $trace = "Call Trace:\n do_exit+0x1/0xa10\n panic+0x1/0xb0\n crash_here+0x1/0x70\n" .
    "Kernel Offset: disabled\n 0xffffffff81000b51\n";
my ($status, $out, $err) = oops($trace, '--map', $other64);
is($status, 1, "another kernel's map is refused");
is($out, $trace, 'the log is printed unchanged');
like($err, qr/\Q$other64\E: not the map of this kernel: 1 of 3 frames differ; the size of panic in the log is 0xb0, in the map 0xa0/,
    'with a frame that differs');

mkdir "$dir/maps";
spew("maps/System.map-$_->[0]", slurp($_->[1]))
    for ['a', $other64], ['b', $map64], ['c', $map32];
spew('maps/System.map-d', "ffffffffffffffff B The real System.map is in another package\n");
($status, $out, $err) = oops($trace, '--map', "$dir/maps");
is($status, 0, 'the correct one of several maps is found');
like($out, qr/^ 0xffffffff81000b51 \(panic\+0x1\/0xb0\)$/m, 'and used');

($status, $out, $err) = oops("Call Trace:\n 0xffffffff81000b51\nKernel Offset: disabled\n",
    '--map', "$dir/maps");
is($status, 1, 'several maps and no frames');
like($err, qr/use --map FILE/, 'which is reported');

($status, $out, $err) = oops($trace =~ s/Kernel.*\n//r, '--map', $map64);
is($status, 1, 'without an offset, addresses are not translated');
unlike($out, qr/b51 \(/, 'instead of wrong names');
like($err, qr/--offset N/, 'the message names the option');

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

# ---- files ----

my @parts = map { spew("dmesg-erst-$_->[0]", $_->[1]) }
    ['1', "Panic#1 Part1\n 0xffffffff81000b51\nKernel Offset: disabled\n"],
    ['2', "Panic#1 Part2\nCall Trace:\n do_exit+0x1/0xa10\n"];
my $words = join ' ', @parts;
is(system("$sysmap oops --map $map64 $words >$dir/out 2>$dir/err"), 0, 'the parts in pstore');
is(slurp("$dir/out"), "Panic#1 Part2\nCall Trace:\n do_exit+0x1/0xa10\n" .
    "Panic#1 Part1\n 0xffffffff81000b51 (panic+0x1/0xb0)\nKernel Offset: disabled\n",
    'are sorted in the order of logging');

for my $bad (['--offset', 'x'], ['--nosuch'], ['--syslog'], ['--follow', 'log'], ['--map']) {
    ($status, $out, $err) = oops('', @$bad);
    is($status, 2, "sysmap oops @$bad: usage");
}
is(system("$sysmap oops --map $map64 $dir/nosuch 2>$dir/err") >> 8, 3, 'a missing log');
like(slurp("$dir/err"), qr{nosuch: No such file or directory}, 'is named');
is(system("$sysmap oops --map $dir/err $parts[1] 2>$dir/err2 >$dir/out") >> 8, 1, 'an invalid map');
is(slurp("$dir/out"), slurp($parts[1]), 'the log is printed completely');

done_testing();
