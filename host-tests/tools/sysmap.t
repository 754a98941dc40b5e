#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0
#
# build/sysmap on generated files: kernels in all formats and compressions, with a small ELF file
# instead of vmlinux; damaged ones; maps and stubs. Real kernels are in qemu-tests.

use strict;
use warnings;
use lib 'host-tests/tools';
use sysmap;
use File::Spec;
use POSIX qw(mkfifo);
use Test::More;

# A private mount namespace.
my $namespace = $> == 0 ? 'unshare -m' : 'unshare -rm';

sub refused {
    my ($words, $why, $name) = @_;
    my ($status, $out, $err) = run(@$words);
    is($status, 1, "$name: refused");
    like($err, $why, "$name: with the reason");
}

# ---- the command line ----

for my $words ([], ['nosuch'], ['info'], ['info', 'a', 'b'], ['lookup'], ['lookup', '--map', 'x'],
    ['place', '--nosuch'], ['place', '--mode', '999'], ['remove'], ['remove', 'a/b'], ['remove', '.'],
    ['remove', '..'], ['remove', ''],
    ['from-kernel', '--offset', 'x']) {
    my ($status, $out, $err) = run(@$words);
    is($status, 2, "sysmap @$words: usage");
    like($err, qr/^usage: sysmap/m, "sysmap @$words: on standard error");
}
like((run('nosuch'))[2], qr/\Asysmap: unknown command: nosuch$/m, 'an unknown command: with the reason');
is((run('--help'))[0], 0, '--help is no error');

# ---- a vmlinux ----

my $source = spew('vmlinux.s', <<'END');
.text
.globl _start, _text, _stext, _etext, _end, global_data, absolute, __crc_f, weak
_start: _text: _stext: .string "code"
local_function: .byte 0
f: .byte 0
.type f, @function
.weak weak
weak: .byte 0
__kstrtab_f: .byte 0
__pi_$x: .byte 0
f_veneer: .byte 0
.Llocal: .byte 0
kept_pi_: .byte 0
_etext:
.data
global_data: .quad 0
.weak weak_object
.type weak_object, @object
weak_object: .quad 0
__UNIQUE_ID_modinfo12: .quad 0
__UNIQUE_ID_modinfo12x: .quad 0
.section .rodata
read_only: .quad 0
.ascii "Linux version 7.2.0-t (me) #1 SMP\\n"
.section .odd, "w"
odd: .quad 0
.bss
zeros: .skip 8
_end:
.set absolute, 0x1234
.set local_absolute, 0x12
.set __crc_f, 0x99
.section .notes, "a", @note
.long 4, 4, 3
.asciz "GNU"
.byte 0xde, 0xad, 0xbe, 0xef
END
my $vmlinux = "$dir/vmlinux";
system("gcc -nostdlib -static -no-pie -Wl,--build-id=none -o $vmlinux $source") == 0 or die 'gcc';

# The expected map is made with nm and grep, as in a kernel's build.
my $want = `LC_ALL=C nm -n $vmlinux | grep -v -e ' [aNUw] ' -e ' \\\$' -e ' \\.L' -e ' __crc_' \\
    -e ' __kstrtab_' -e ' __pi_\\\$' -e '_veneer\$' -e ' __UNIQUE_ID_modinfo[0-9]*\$'`;
my ($status, $out, $err) = run('from-vmlinux', $vmlinux);
is($status, 0, 'a map is written from a vmlinux');
is($out, $want, 'the same as by nm and mksysmap');
like($out, qr/ V weak_object\n/, 'weak objects are V');
my $map = spew('map', $out);

system("strip -o $dir/stripped $vmlinux") == 0 or die 'strip';
refused(['from-vmlinux', "$dir/stripped"], qr/no symbols/, 'a stripped vmlinux');
refused(['from-vmlinux', $source], qr/not an ELF file/, 'a text file');
refused(['from-vmlinux', "$dir/nosuch"], qr/No such file/, 'a missing file');
refused(['from-vmlinuz', $vmlinux], qr/no kallsyms/, 'a kernel without kallsyms');

# Files that are no kernels are reported, including ELF files.
for my $command ('info', 'payload', 'from-vmlinuz') {
    refused([$command, '/bin/ls'], qr{^sysmap: /bin/ls: not a Linux kernel: ELF file without the text "Linux version"$}m,
        "$command /bin/ls");
    is((run($command, '/bin/ls'))[1], '', "$command /bin/ls: no output");
}

# Files of /proc report no size.
for my $command ('info', 'from-vmlinuz') {
    refused([$command, '/proc/version'], qr{/proc/version: not a kernel$}m, "$command /proc/version");
}
SKIP: {
    skip 'no /sys/kernel/notes', 2 if !-e '/sys/kernel/notes';
    refused(['info', '/sys/kernel/notes'], qr{/sys/kernel/notes: (not a kernel|empty file)$}m, 'a file of /sys');
}
refused(['from-vmlinux', '/proc/version'], qr{/proc/version: not an ELF file$}m, 'from-vmlinux /proc/version');
is((run('info', '/proc/self/exe'))[0], 1, 'a link of /proc');
refused(['info', '/proc/1/environ'], qr{/proc/1/environ: (empty file|not a kernel|Permission denied)$}m, 'a file of /proc that may be empty');

# case S12: the message quotes the input and gives the reason.
my $empty = spew('empty', '');
for my $command ('from-vmlinux', 'from-vmlinuz', 'info') {
    refused([$command, $empty], qr/empty: empty file/, "$command: an empty file");
    refused([$command, $dir], qr/\Q$dir\E: not a regular file/, "$command: a directory");
}

# case S10: each kernel's map is filtered as in its own build; the banner contains the release.
my $labels = spew('labels.s', <<'END');
.text
.globl _start
_start: .byte 0
__efistub_x: .byte 0
f_veneer: .byte 0
a__crc_b: .byte 0
$x: .byte 0
L0x: .byte 0
END
for (['5.10', qr/__crc_|L0x/, '__efistub_x', 'f_veneer', '$x'],
    ['6.1', qr/\$x/, 'L0x', '__efistub_x', 'a__crc_b', 'f_veneer'],
    ['7.2', qr/__efistub_|_veneer|\$x/, 'L0x', 'a__crc_b']) {
    my ($release, $out_of, @in) = @$_;
    spew('banner.s', ".section .rodata\n.asciz \"Linux version $release.0-test (me)\\n\"\n");
    system("gcc -nostdlib -static -no-pie -o $dir/labels $labels $dir/banner.s") == 0 or die 'gcc';
    my $rows = (run('from-vmlinux', "$dir/labels"))[1];
    unlike($rows, $out_of, "$release: symbols that its mksysmap omits");
    like((run('from-vmlinux', '--mksysmap', $release, $vmlinux))[1], qr/ T _stext\n/, "$release: --mksysmap");
    like($rows, qr/ \Q$_\E\n/, "$release: $_ is included") for @in;
}
refused(['from-vmlinux', '--mksysmap', 'new', $vmlinux], qr/invalid kernel release: new/, 'an invalid release');

# ---- a vmlinuz ----

my $kernel = slurp($vmlinux);
my $version = '6.1.0-t (me) #1 SMP';

# A bzImage with 2 sectors of set-up code (boot.rst); `size` is the number after the payload.
sub bzimage {
    my ($payload, $size, %change) = @_;
    $payload .= pack('V', $size) if defined $size;
    my $setup = "\0" x 1024;
    my %field = (0x1f1 => pack('C', 1), 0x1fe => "\x55\xaa", 0x202 => 'HdrS',
        0x206 => pack('v', 0x20f), 0x20e => pack('v', 0x100), 0x248 => pack('V', 16),
        0x24c => pack('V', length $payload), 0x300 => "$version\0", %change);
    substr($setup, $_, length $field{$_}) = $field{$_} for keys %field;
    return $setup . "\0" x 16 . $payload . "\0" x 32;
}

# gzip stores the size at its end.
my %packer = (gzip => 'gzip -9nc', bzip2 => 'bzip2 -9c', lzma => 'lzma -9c',
    xz => 'xz --check=crc32 --lzma2=dict=1MiB -c', zstd => 'zstd -19 -qc', lz4 => 'lz4 -lc',
    lzo => 'lzop -9c');

for my $packing (sort keys %packer) {
    my ($program) = split ' ', $packer{$packing};
  SKIP: {
        skip "$packing: no $program", 4 if system("command -v $program >/dev/null") != 0;
        my $payload = `$packer{$packing} <$vmlinux`;
        my $size = $packing eq 'gzip' ? undef : length $kernel;
        my $image = spew("bzimage.$packing", bzimage($payload, $size));
        my (undef, $info) = run('info', $image);

        is((run('payload', $image))[1], $kernel, "$packing: decompressed");
        my $packed = length $payload;
        my $unpacked = length $kernel;
        is($info, <<"END", "$packing: info");
kind       x86 bzImage
protocol   2.15
release    6.1.0-t
version    $version
packing    $packing
packed     $packed
unpacked   $unpacked
holds      ELF file
build-id   deadbeef
END
        my $short = spew('short', substr(bzimage($payload, $size), 0, 1040 + $packed - 8));
        refused(['info', $short], qr/truncated/, "$packing, a truncated file");
        my $cut = spew('cut', bzimage(substr($payload, 0, -8), length $kernel));
        isnt((run('payload', $cut))[0], 0, "$packing, a truncated payload: refused");
    }
}

my $plain = spew('plain', bzimage($kernel));
is((run('payload', $plain))[1], $kernel, 'an uncompressed payload is not followed by its size');
like((run('info', $plain))[1], qr/^packing +not packed\npacked +(\d+)\nunpacked +\1$/m, 'and is the kernel');

my $xz = `xz -c <$vmlinux`;
refused(['info', spew('size', bzimage($xz, 1 + length $kernel))], qr/ instead of /, 'a wrong size');
refused(['info', spew('huge', bzimage($xz, 0xfffffff0))], qr/uncompressed size of 4294967280/,
    'a payload of 4 GB');
my $bomb = `head -c 600M /dev/zero | zstd -qc`;
refused(['payload', spew('bomb', bzimage($bomb, 4096))], qr/larger than 512 MiB/,
    'a decompression bomb');
refused(['info', spew('old', bzimage($xz, 1, 0x206 => pack('v', 0x207)))],
    qr/boot protocol 2\.07 is too old/, 'case S11: a boot protocol before 2.08');
refused(['info', spew('memdisk', bzimage('', undef, 0x24c => "\0" x 4))],
    qr/not a Linux kernel: an x86 bzImage without a payload/, 'case S11: memdisk');
refused(['info', spew('beyond', bzimage($xz, 1, 0x248 => pack('V', 0xffffffff)))],
    qr/truncated or damaged/, 'a payload beyond the end');
refused(['info', spew('endless', bzimage($xz, 1, 0x20e => pack('v', 0x1f0), 0x3f0 => 'v' x 16))],
    qr/truncated or damaged/, 'an unterminated version');
my $inner = `echo no kernel | xz -c`;
refused(['payload', spew('inner', bzimage($inner, 10))], qr/is not a kernel/, 'a payload of text');
refused(['info', $source], qr/not a kernel/, 'text');

my $gzip = `gzip -9nc <$vmlinux`;
my $zboot = 'MZ' . "\0\0" . 'zimg' . pack('VV', 64, length $gzip) . "\0" x 8 . "gzip\0";
$zboot .= "\0" x (64 - length $zboot) . $gzip;
is((run('payload', spew('zboot', $zboot)))[1], $kernel, 'an EFI zboot image');
refused(['info', spew('zcut', substr $zboot, 0, -1)], qr/truncated/, 'a truncated one');

my $arm64 = "\0" x 56 . "ARM\x64" . "\0" x 100
    . "Linux version %s\n" . "Linux version 6.1.0-arm (me) #1 SMP\n\0";
is((run('payload', spew('arm64', $arm64)))[1], $arm64, 'the payload of an arm64 Image is the Image');
my $arm64_gz = spew('arm64.gz', `gzip -c <$dir/arm64`);
is((run('payload', $arm64_gz))[1], $arm64, 'an Image.gz');
like((run('info', $arm64_gz))[1], qr/^release    6\.1\.0-arm\n.*^holds      arm64 Image$/ms,
    'the release from its banner');

# case S8: the notes of the vDSOs precede that of the kernel.
sub build_note { return pack('VVVA4', 4, 20, 3, "GNU\0") . chr($_[0]) x 20 }
my $noted = $arm64 . "\0" x (-length($arm64) % 4) . build_note(1) . "\0" x 8 . build_note(2) . build_note(3) . "\0" x 9;
like((run('info', spew('noted', $noted)))[1], qr/^build-id   (?:03){20}$/m, 'the build-id of an Image');

# case S6: a kernel's file that is compressed again, and one in a PE file.
my $bzimage = bzimage(scalar `xz -c <$vmlinux`, length $kernel);
is((run('payload', spew('twice.gz', do { spew("once", $bzimage); scalar `gzip -c <$dir/once` })))[1], $kernel,
    'a compressed vmlinuz');
my @layers = spew('layer0', $bzimage);
push(@layers, spew('layer' . @layers, scalar `$_ -c <$layers[-1]`)) for qw(gzip xz gzip xz);
is((run('payload', $layers[3]))[1], $kernel, 'a file that is compressed four times');
refused(['payload', $layers[4]], qr/layer4: compressed more than 4 times$/m, 'five times');
my $pe = "MZ" . "\0" x 58 . pack('V', 64) . "PE\0\0" . pack('vv', 0, 2) . "\0" x 12 . pack('v', 8) . "\0\0" . "\0" x 8
    . pack('a8VVVV', '.osrel', 1, 0, 1, 64) . "\0" x 16 . pack('a8VVVV', '.linux', length $bzimage, 0, length($bzimage) + 9, 512) . "\0" x 16;
my $uki = $pe . "\0" x (512 - length $pe) . $bzimage . "\0" x 9;
is((run('payload', spew('uki', $uki)))[1], $kernel, 'a unified kernel image');
like((run('info', "$dir/uki"))[1], qr/^kind       unified kernel image$/m, 'is recognized');
refused(['info', spew('ukicut', substr $uki, 0, 600)], qr/unified kernel image, truncated/, 'a truncated one');

my $banner = "Linux version 6.1.0-t (me) #1 SMP\n";

# case S9: unsupported formats are reported.
for (["\0" x 0x24 . "\x18\x28\x6f\x01", 'ARM zImage'], ["\0" x 0x10008 . 'S390EP', 's390 kernel image'],
    ["\x27\x05\x19\x56", 'U-Boot image'], ["\xd0\x0d\xfe\xed", 'flattened image tree']) {
    refused(['info', spew('foreign', $_->[0] . "\0" x 64)], qr/: $_->[1]: not supported/, $_->[1]);
}
like((run('info', spew('riscv', "\0" x 0x38 . "RSC\x05" . "\0" x 64 . $banner)))[1], qr/^kind       RISC-V Image$/m, 'RISC-V Image');
like((run('info', spew('loong', "MZ" . "\0" x 0x36 . "\xcd\x23\x82\x81" . "\0" x 64 . $banner)))[1], qr/^kind       LoongArch Image$/m, 'LoongArch Image');

# ---- maps ----

my $stub = spew('stub', "ffffffffffffffff B The real System.map is in another package\n");
($status, $out) = run('check', $stub);
is($status, 1, 'a stub is not the map');
is($out, "$stub: no: not a valid map, line 1: a stub: text instead of symbols\n", 'with the reason');
($status, $out) = run('check', spew('junk', "c0100000 T _stext\n" . '1' x 100000 . "\n"));
is($status, 1, 'junk is not the map');
like($out, qr/no: not a valid map, line 2: not a symbol$/, 'with its line');
is((run('check', "$dir/nosuch"))[0], 3, 'a missing map: unknown');
is((run('check', $dir))[0], 3, 'a directory: unknown');
is((run('check', $map))[0], 1, "another kernel's map");

mkfifo("$dir/fifo", 0600) or die "fifo: $!";
for my $words (['check', "$dir/fifo"], ['lookup', '--map', "$dir/fifo", 'f']) {
    ($status, $out, $err) = run(@$words);
    is($status, 3, "sysmap $words->[0]: a FIFO: unknown");
    like($err, qr/fifo: not a regular file$/, 'with the reason');
}

my ($begin) = slurp($map) =~ /^(\S+) t local_function$/m;
my $inside = sprintf '%016x', hex($begin);
is((run('lookup', '--map', $map, 'local_function'))[1], "$begin t local_function\n", 'by name');
# case S4: addresses outside the kernel have no name.
for my $address ("ffffffff81000000", "0x40000000") {
    ($status, $out, $err) = run('lookup', '--map', $map, $address);
    is("$status$out", '1', "lookup: $address is outside the kernel");
    like($err, qr/$address: not an address of this kernel; .*--offset/, 'with the reason');
}
is((run('lookup', '--map', $map, '--offset', '0x17000000', sprintf '0x%x', hex($begin) + 0x17000000))[1],
    sprintf("%016x t local_function+0x0\n", hex($begin) + 0x17000000), 'lookup: an address moved by KASLR');
is((run('lookup', '--map', $map, $inside))[1], "$inside t local_function+0x0\n", 'by address');
($status, $out, $err) = run('lookup', '--map', $map, 'nosuch', 'f');
is($status, 1, 'a name is not found');
like($out, qr/ t f\n$/, 'the others are');
like($err, qr/nosuch: not found$/, 'the missing one is reported');
is((run('lookup', '--map', $stub, 'f'))[0], 3, 'a stub has no symbols');

is(system("$sysmap from-vmlinux $vmlinux >/dev/full 2>$dir/err") >> 8, 1, 'a full disk is an error');

# ---- a kernel without KALLSYMS_ALL (case S7) ----

# Runs sysmap with another file as /proc/kallsyms; returns status, output and errors.
sub run_with_kallsyms {
    my ($kallsyms, @words) = @_;
    my $status = system("$namespace sh -c 'mount --bind $kallsyms /proc/kallsyms && $sysmap @words' >$dir/out 2>$dir/err");
    return ($status >> 8, slurp("$dir/out"), slurp("$dir/err"));
}

SKIP: {
    skip 'no mount namespaces for this user', 17 if system("$namespace true 2>/dev/null") != 0;
    no warnings 'portable'; # addresses have 64 bits
    my $moved = 0x2000000;
    my $rows = sub {
        my ($by, @rows) = @_;
        join '', map { sprintf "%016x %s\n", 0xffffffff81000000 + $_->[0] + $by, $_->[1] } @rows;
    };
    my @text = ([0, 'T _stext'], [0, 'T _text'], [0x40, 't f'], [0x1000, 'T _etext']);
    my @all = (@text, [0x3000, 'D datum'], [0x4000, 'B _end']);
    my $text_kernel = spew('kallsyms.text', $rows->($moved, @text) . "ffffffffc0000000 t g\t[ext4]\n");
    my $all_kernel = spew('kallsyms.all', $rows->($moved, @all));
    my $text_map = spew('map.text', $rows->(0, @text));
    my $map = spew('map.all', $rows->(0, @all));
    my $only = "the kernel has text symbols only \\(no KALLSYMS_ALL\\); use --text to write a map of these";

    for my $offset ([], ['--offset', '2000000']) {
        my ($status, $out, $err) = run_with_kallsyms($text_kernel, 'from-kernel', @$offset);
        is("$status$out", '1', "from-kernel @$offset: refused before the first row");
        like($err, qr/\Asysmap: $only\n\z/, 'with the reason only');
    }
    is_deeply([run_with_kallsyms($text_kernel, 'from-kernel', '--text', '--offset', '2000000')],
        [0, slurp($text_map), ''], 'from-kernel --text: a map of text symbols');
    is_deeply([run_with_kallsyms($all_kernel, 'from-kernel', '--offset', '2000000')],
        [0, slurp($map), ''], 'a kernel with all symbols');
    my $yes = "all text symbols match the kernel, which knows no others";
    my $half = "the map has only text symbols; they match the kernel";
    my $whole = "incomplete: _stext, _etext or _end is missing, as in a map of text symbols only";
    spew('map.other', $rows->(0, map { [$_->[0] == 0x40 ? 0x48 : $_->[0], $_->[1]] } @text));
    for ([$text_kernel, 'map.all', [], 0, "yes: $yes"], [$text_kernel, 'map.all', ['--text'], 0, "yes: $yes"],
        [$text_kernel, 'map.text', [], 1, "no: $half"], [$text_kernel, 'map.text', ['--text'], 0, "yes: $half"],
        [$all_kernel, 'map.text', ['--text'], 0, "yes: $half"], [$all_kernel, 'map.all', [], 0, "yes: all symbols match the kernel"],
        [$text_kernel, 'map.other', ['--text'], 1, "no: $whole"]) {
        my ($kernel, $file, $text, $want, $says) = @$_;
        is_deeply([run_with_kallsyms($kernel, 'check', @$text, "$dir/$file")], [$want, "$dir/$file: $says\n", ''],
            "check @$text $file: $says");
    }
    my $empty_kernel = spew('kallsyms.none', '');
    ($status, $out, $err) = run_with_kallsyms($empty_kernel, 'from-kernel', '--text', '--offset', '0');
    is("$status$out", '1', 'from-kernel --text: an empty /proc/kallsyms');
    my $real = slurp('/proc/kallsyms');
    skip '/proc/kallsyms hides its addresses, or is one of text symbols', 3 if $real !~ /^(?!0+ )\w+ \w _end$/m;
    # The symbols of a kernel without KALLSYMS_ALL (symbol_valid(), scripts/kallsyms.c, 6.1).
    my %border = map { $_ => $real =~ /^(\w+) \w $_$/m } qw(_stext _etext _sinittext _einittext);
    my @kept = grep {
        my ($at, undef, $name) = split ' ';
        !/\t/ && (($at ge $border{_stext} && $at lt $border{_etext}) || ($at ge $border{_sinittext} && $at lt $border{_einittext}) || exists $border{$name})
    } split /^/, $real;
    spew('kallsyms.real', join '', @kept);
    is_deeply([(run_with_kallsyms("$dir/kallsyms.real", 'from-kernel', '--offset', '0'))[0, 1]], [1, ''], 'a real kernel, its text only');
    ($status, $out) = run_with_kallsyms("$dir/kallsyms.real", 'from-kernel', '--text', '--offset', '0');
    is($status, 0, 'its map of text symbols');
    is(($out =~ tr/\n//), scalar @kept, 'is complete');
}

# ---- the directory of another system ----

# case P5: links in it are not followed, whatever their target.
my $theirs = "$dir/theirs";
mkdir $_ or die "$_: $!" for $theirs, "$dir/outside", "$theirs/lib", "$theirs/mnt";
for my $link (File::Spec->rel2abs("$dir/outside"), '../outside', 'mnt') {
    symlink($link, "$theirs/boot") or die "boot: $!";
    ($status, $out, $err) = run('place', '--root', $theirs);
    is($status, 1, "place: boot -> $link");
    like($out, qr/boot\/System.map-\S+: not installed: its directory is reached through a symbolic link\n/, 'is printed');
    is((run('remove', '--root', $theirs, '6.1'))[0], 1, "remove: boot -> $link");
    is_deeply([glob "$dir/outside/* $theirs/mnt/*"], [], 'nothing is installed there');
    unlink "$theirs/boot";
}
refused(['remove', '--root', "$dir/nosuch", '6.1'], qr/nosuch: No such file/, 'a missing directory');

# ---- speed ----

# Printed, not asserted: machines differ.
my $row = 'ffffffff81000000 t ' . 'x' x 25 . "\n";
my $large = spew('large', $row x 200000);
my @before = times;
run('lookup', '--map', $large, 'nosuch');
my @after = times;
note sprintf '9 MB are read in %.3f s of CPU time', $after[2] - $before[2];

done_testing();
