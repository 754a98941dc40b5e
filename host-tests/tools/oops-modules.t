#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0
#
# sysmap oops and sysmap lookup: symbols of modules, from every kind of file that --modules accepts.

use strict;
use warnings;
use lib 'host-tests/tools';
use oops;
use sysmap;
use Test::More;

# A module: .text, then .text.unlikely, are where the kernel puts them.
my $source = spew('nic.s', <<'END');
.text
nic_helper: .skip 0x10
$d: nic_probe: .skip 0x40
nic_alias: nic_remove: .skip 0x20
.section .init.text, "ax"
nic_init: .skip 0x10
.section .text.unlikely, "ax"
nic_cold: .skip 0x8
.data
nic_data: .skip 0x40
.section .modinfo, "a"
.asciz "license=GPL"
.asciz "vermagic=6.1.0-1 SMP mod_unload "
END

mkdir "$dir/ko";
my $ko = "$dir/ko/nic.ko";
is(system("${\($ENV{CC} // 'gcc')} -c -o $ko $source"), 0, 'a module');

my @map = ('--map', $map64, '--offset', '0');
my @modules = ('--modules', $modules);

sub trace {
    my ($line, @words) = @_;
    my ($status, $out, $err) = oops("Call Trace:\n $line\n", @map, @words);
    my (undef, $last) = split /\n /, $out;
    $last //= ''; # an error
    chomp $last;
    return ($last, $err, $status);
}

sub translates {
    my ($line, $want, $name, @words) = @_;
    is((trace($line, @words))[0], "$line$want", $name);
}

# ---- addresses ----

translates('0xffffffffc0100018', ' ([nic]+0x18)', 'lines of /proc/modules', @modules);
translates('0xffffffffc0204000', '', 'beyond the end of a module', @modules);
translates('nic_open+0x5/0x20 [nic]', '', 'a name that is there', @modules);
translates('0xffffffffc0100018', ' (nic_probe+0x8/0x40 [nic])', 'lines of /proc/kallsyms', '--modules', $symbols);
translates('0xffffffffc0100058', ' (nic_remove+0x8/0x3fb0 [nic])', 'both', @modules, '--modules', $symbols);

# Since 6.4 the size of a module includes data that is elsewhere.
my $near = spew('near', "low 65536 0 - Live 0xffffffffc0100000\nhigh 4096 0 - Live 0xffffffffc0104000\n");
translates('0xffffffffc0104010', ' ([high]+0x10)', 'the nearest module', '--modules', $near);

# ---- the file of the module ----

my @file = (@modules, '--modules', $ko);
translates('0xffffffffc0100018', ' (nic_probe+0x8/0x40 [nic])', 'the file of a module', @file);
translates('0xffffffffc0100000', ' (nic_helper+0x0/0x10 [nic])', 'its first function', @file);
translates('0xffffffffc0100052', ' (nic_alias+0x2/0x20 [nic])', 'the first of two names', @file);
translates('0xffffffffc0100072', ' (nic_cold+0x2/0xf90 [nic])', 'its second text section, to the end of the page', @file);
translates('0xffffffffc0100100', ' ([nic]+0x100)', 'what is no text is not guessed', @file);
translates('0xffffffffc0100018', ' (nic_probe+0x8/0x40 [nic] .text+0x18)', '--addresses', @file, '--addresses');
translates('nic_probe+0x8/0x40 [nic]', ' (.text+0x18)', '--addresses, for a name', @file, '--addresses');
translates('nic_cold+0x2/0xf90 [nic 0123456789abcdef]', ' (.text.unlikely+0x2)', 'with a build-id', @file, '--addresses');
translates('0xffffffffc0100018', ' (nic_probe+0x8/0x40 [nic])', 'a directory', @modules, '--modules', "$dir/ko");

for my $pack (['xz', 'xz -k'], ['gz', 'gzip -k'], ['zst', 'zstd -qk']) {
    mkdir "$dir/$pack->[0]";
    is(system("$pack->[1] -c $ko >$dir/$pack->[0]/nic.ko.$pack->[0]"), 0, $pack->[1]);
    translates('0xffffffffc0100018', ' (nic_probe+0x8/0x40 [nic])', "compressed: $pack->[0]",
        @modules, '--modules', "$dir/$pack->[0]");
}

# ---- a file that does not belong to the log ----

my (undef, $err) = trace('0xffffffffc0100018', @file);
like($err, qr{^sysmap: the log has no frame of module nic: $ko is not verified$}m, 'no frames');
(undef, $err) = trace("nic_probe+0x1/0x40 [nic]\n 0xffffffffc0100018", @file);
unlike($err, qr/$ko/, 'a frame that agrees');
my ($line, $message) = trace("nic_probe+0x1/0x80 [nic]\n 0xffffffffc0100018", @file);
like($message, qr{^sysmap: $ko: not the module of this log: 1 of 1 frames differ:\nsysmap:   nic_probe: size 0x80 in the log, 0x40 in the file$}m,
    'another size');
my ($status, $out, $message2) = oops("CPU: 0 Comm: x Not tainted 6.1.0-2 #1\nCall Trace:\n 0xffffffffc0100018\n", @map, @file);
like($message2, qr{$ko: built for Linux 6.1.0-1, but the log is that of 6.1.0-2$}m, 'another release');
like($out, qr/\(\[nic\]\+0x18\)/, 'only the address is used');
($status, $out) = oops("CPU: 0 Comm: x Not tainted 6.1.0-1 #1\nCall Trace:\n 0xffffffffc0100018\n", @map, @file);
like($out, qr/nic_probe/, 'the right release');

# ---- sections ----

system("mkdir -p $dir/sys/nic/sections $dir/sys/built_in") == 0 or die;
spew("sys/nic/sections/$_->[0]", "0x$_->[1]\n")
    for ['.text', 'ffffffffc0100100'], ['.data', 'ffffffffc0300000'], ['.init.text', 'ffffffffc0500000'];
my @sections = ('--modules', "$dir/sys", '--modules', $ko);
translates('0xffffffffc0100118', ' (nic_probe+0x8/0x40 [nic])', 'a directory like /sys/module', @sections);
translates('0xffffffffc0300008', ' (nic_data+0x8/0x40 [nic])', 'data', @sections);
translates('0xffffffffc0500004', ' (nic_init+0x4/0x10 [nic])', 'text of the initialization', @sections);
translates('0xffffffffc0500014', '', 'beyond a section', @sections);
my $saved = spew('saved', "$dir/sys/nic/sections/.data:0xffffffffc0300000\n");
translates('0xffffffffc0300008', ' (nic_data+0x8/0x40 [nic])', 'the output of grep', '--modules', $saved, '--modules', $ko);

# ---- invalid files ----

mkdir "$dir/empty";
for my $bad (['nosuch', qr/nosuch: No such file or directory/], ['map64', qr/map64: no addresses of modules/],
    ['empty', qr/empty: no modules \(\*\.ko\)/]) {
    my (undef, $err, $status) = trace('0xffffffffc0100018', @modules, '--modules', "$dir/$bad->[0]");
    is($status, 3, "--modules $bad->[0]");
    like($err, $bad->[1], 'the reason');
}
for my $bad (['truncated', substr(slurp($ko), 0, 200), qr/nic.ko: (?!not a module)/],
    ['text', "no ELF file\n", qr/nic.ko: not a module$/m]) {
    spew('ko/nic.ko', $bad->[1]);
    my ($line, $err, $status) = trace('0xffffffffc0100018', @file);
    is($line, '0xffffffffc0100018 ([nic]+0x18)', "$bad->[0]: only the address is used");
    like($err, $bad->[2], 'the reason');
}
is(system("${\($ENV{CC} // 'gcc')} -c -o $ko $source"), 0, 'the module again');

# ---- sysmap lookup ----

for my $case (
    ['ffffffffc0100018', 'ffffffffc0100018 t nic_probe+0x8 [nic]'],
    ['0xffffffffc0100100', 'ffffffffc0100100 [nic]+0x100'],
    ['nic_probe+0x8/0x40 [nic]', 'ffffffffc0100018 t nic_probe+0x8 [nic]'],
    ['nic_probe [nic]', 'ffffffffc0100010 t nic_probe [nic]'],
    ['do_exit+0x2b/0xa10', 'ffffffff8100012b T do_exit+0x2b'],
    ['do_exit+43', 'ffffffff8100012b T do_exit+0x2b'],
    ['helper+0x1/0x10', 'ffffffff81000c01 t helper+0x1']) {
    is((run('lookup', '--map', $map64, @file, $case->[0]))[1], "$case->[1]\n", "lookup '$case->[0]'");
}
is((run('lookup', '--map', $map64, 'helper'))[1], "ffffffff81000b10 t helper\nffffffff81000c00 t helper\n",
    'lookup: all symbols of a name');
is((run('lookup', '--offset', '10000000', '--map', $map64, 'panic+1', 'ffffffff91000b51'))[1],
    "ffffffff91000b51 T panic+0x1\nffffffff91000b51 T panic+0x1\n", 'lookup: with an offset, both ways');
is((run('lookup', '--map', $map64, '--modules', $symbols, 'nic_probe+1'))[1],
    "ffffffffc0100011 t nic_probe+0x1 [nic]\n", 'lookup: a name in a table of symbols');
my $unsorted = spew('unsorted', "ffffffffc0300000 t later\t[two]\n" . slurp($symbols));
is((run('lookup', '--map', $map64, '--modules', $unsorted, 'later'))[1], "ffffffffc0300000 t later [two]\n",
    'lookup: a table in another order, as /proc/kallsyms');
for my $case (['panic+0xb0', qr/panic\+0xb0: beyond the end of panic/], ['panic+0x1/0x7', qr{panic\+0x1/0x7: not found}],
    ['nic_probe+0x40 [nic]', qr/beyond the end of nic_probe/], ['nosuch [nic]', qr/nosuch \[nic\]: not found/],
    ['nic_init [nic]', qr/not found/]) {
    my ($status, $out, $err) = run('lookup', '--map', $map64, @file, $case->[0]);
    is("$status$out", '1', "lookup '$case->[0]'");
    like($err, $case->[1], 'the reason');
}
for my $bad ('panic+', 'panic+0x', 'panic+1/', '+1', '', 'a b', 'a [b') {
    is((run('lookup', '--map', $map64, $bad))[0], 2, "lookup '$bad': usage");
}

done_testing();
