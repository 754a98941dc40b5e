# SPDX-License-Identifier: GPL-2.0
#
# Shared by the tests of mkinitrd: mkinitrd with sanitizers, and a root with modules that are
# compiled here, valid except for their code. Needs neither root privileges nor a kernel package.

package mkinitrd;

use strict;
use warnings;
use Cwd qw(abs_path);
use Exporter qw(import);
use File::Spec;
use File::Path qw(make_path remove_tree);
use POSIX qw(:sys_wait_h);
use Test::More;

our @EXPORT = qw($mkinitrd $native $work $release $root $modules $image $kernel %plain %magic @all_packs
    write_file read_file must run mkinitrd image contents list_in_little_memory unpacked fails empty_out nothing_left
    run_as_user an_init compile module vmlinux symvers config indexed not_indexed);

our $mkinitrd = abs_path("$ENV{TAP_BUILD}/mkinitrd");
# The same without sanitizers, for memory limits and preloaded libraries.
our $native = abs_path("$ENV{TAP_BUILD}/../mkinitrd");
our $work = abs_path($ENV{TAP_DIR});
our $release = '6.1.0-test';
our $root = "$work/root";
our $modules = "$root/lib/modules/$release";

delete @ENV{qw(SOURCE_DATE_EPOCH XZ_OPT XZ_DEFAULTS)};
# A user's PATH, without sbin, which contains depmod.
$ENV{PATH} = '/usr/local/bin:/usr/bin:/bin';
$ENV{TMPDIR} = "$work/tmp";
$ENV{XDG_CACHE_HOME} = "$work/cache";
umask 022;

# ---- helpers -----------------------------------------------------------------------------------

sub write_file {
    my ($path, $data, $mode) = @_;
    make_path($path =~ s{/[^/]*$}{}r);
    open(my $file, '>:raw', $path) or die "$path: $!\n";
    print $file $data;
    close($file) or die "$path: $!\n";
    chmod($mode, $path) if defined $mode;
}

sub read_file {
    my ($path) = @_;
    open(my $file, '<:raw', $path) or return undef;
    local $/;
    return scalar <$file>;
}

sub must {
    system(@_) == 0 or die "@_: failed\n";
}

# Runs a program: (exit status or 128 + signal, standard output, standard error).
sub run {
    my $pid = fork() // die "fork: $!\n";
    if (!$pid) {
        open(STDOUT, '>', "$work/stdout") && open(STDERR, '>', "$work/stderr") or die;
        exec(@_) or die "$_[0]: $!\n";
    }
    waitpid($pid, 0);
    my $status = WIFSIGNALED($?) ? 128 + WTERMSIG($?) : WEXITSTATUS($?);
    return ($status, read_file("$work/stdout"), read_file("$work/stderr"));
}

# A permanent root needs an init. Files that the test adds come later and replace it.
sub an_init {
    return ('--add', File::Spec->abs2rel("$work/init") . ':/sbin/init');
}

sub mkinitrd {
    return run($mkinitrd, '--rootdir', $root, '--init', "$work/init", (grep { $_ eq '--stay' } @_) ? an_init() : (), @_);
}

our $image = "$work/out/image";

# Makes an image of the usual root; returns its list as { path => fields }.
sub image {
    empty_out();
    my ($status, $out, $err) = mkinitrd(@_, $image, $release);
    is($err, '', "makes an image: @_") if $err ne '' || $status != 0;
    return contents($image);
}

sub contents {
    my %contents;
    my ($status, $out, $err) = run($mkinitrd, '--list', $_[0]);
    return { error => $err } if $status != 0;
    for (split /\n/, $out) {
        my ($mode, $size, $path) =
            /^(\S+)\s+\d+\s+\d+\s+\d+\s+(\d+|\d+,\s+\d+) \d{4}-\d\d-\d\d \d\d:\d\d (.*)$/
            or die "--list: $_\n";
        my $target = $path =~ s/ -> (.*)//s ? $1 : undef;
        $contents{$path} = { mode => $mode, size => $size, target => $target };
    }
    return \%contents;
}

sub list_in_little_memory {
    return run('sh', '-c', 'ulimit -v 160000; exec "$@"', 'sh', $native, '--list', $image);
}

# The content of the image, unpacked by another program; devices need root and are omitted.
sub unpacked {
    my $to = "$work/unpacked";
    system('chmod', '-R', 'u+rwX', $to) if -d $to;
    remove_tree($to);
    make_path($to);
    my %pack = ("\x1f\x8b" => 'gzip -dc', "\xfd7" => 'xz -dc', "(\xb5" => 'zstd -qdc',
        "\x02\x21" => 'lz4 -qdc', '07' => 'cat');
    my $unpack = $pack{substr(read_file($image), 0, 2)} // die "no image\n";
    must("cd '$to' && $unpack < '$image' | cpio -id --quiet --no-preserve-owner -f dev/console");
    return $to;
}

# mkinitrd must fail with this message, leave the old image unchanged, and no other files.
sub fails {
    my ($name, $message, @arguments) = @_;
    empty_out();
    write_file($image, 'old image');
    my ($status, $out, $err) = mkinitrd('-f', @arguments, $image, $release);
    is($status, 1, "$name: exit status");
    like($err, qr/\Amkinitrd: $message\n\z/, "$name: one line with the reason");
    nothing_left($name);
}

sub empty_out {
    unlink(glob("$work/out/*"));
}

sub nothing_left {
    my ($name) = @_;
    ok(read_file($image) eq 'old image', "$name: the old image is untouched");
    is_deeply([map { s{.*/}{}r } glob("$work/out/*")], ['image'], "$name: nothing next to it");
    is_deeply([glob("$work/tmp/*")], [], "$name: no temporary files are left");
}

# The exit status of a program that runs as a user, even if the test runs as root; 255: exec failed.
sub run_as_user {
    my $pid = fork() // die "fork: $!\n";
    if (!$pid) {
        open(STDOUT, '>', '/dev/null') && open(STDERR, '>', '/dev/null') or die;
        if ($> == 0) {
            POSIX::setgid(65534);
            POSIX::setuid(65534);
        }
        { exec(@_) }
        POSIX::_exit(255);
    }
    waitpid($pid, 0);
    return $? >> 8;
}

sub compile {
    my ($to, $source, @flags) = @_;
    write_file("$work/source.c", $source);
    make_path($to =~ s{/[^/]*$}{}r);
    must('gcc', '-o', $to, '-O1', '-nostdlib', @flags, "$work/source.c");
}

# A kernel module as depmod and libkmod read it: exported and undefined symbols, and .modinfo.
sub module {
    my ($path, %is) = @_;
    my $source = '';
    $source .= "extern int $_; int *use_$_ = &$_;\n" for @{$is{needs} // []};
    $source .= "extern int $_ __attribute__((weak)); int *use_$_ = &$_;\n" for @{$is{weak} // []};
    $source .= "int $_;\n" for @{$is{exports} // []};
    $source .= sprintf(qq{static const char exported[] __attribute__((used, section("__ksymtab_strings"))) = "%s";\n},
        join('\0', @{$is{exports}})) if $is{exports};
    # versions: of undefined symbols; crcs, gpl and space: of exported symbols
    my %versions = %{$is{versions} // {}};
    $source .= 'static const struct { unsigned long crc; char name[64 - sizeof(long)]; } versions[] __attribute__((used, section("__versions"))) = {'
        . join(', ', map { "{ $versions{$_}, \"$_\" }" } sort keys %versions) . "};\n" if %versions;
    my $local = sub { qq{asm(".section $_[0],\\"a\\"\\n$_[1]: $_[2]\\n.previous");\n} };
    $source .= $local->('__kcrctab', "__crc_$_", ".long $is{crcs}{$_}") for sort keys %{$is{crcs} // {}};
    $source .= $local->('__ksymtab_gpl', "__ksymtab_$_", '.long 0') for @{$is{gpl} // []};
    $source .= $local->('__kflagstab', "__flags_$_", '.byte 1') for @{$is{flags} // []};
    $source .= $local->('__ksymtab_strings', "__kstrtabns_$_", qq{.asciz \\"$is{space}{$_}\\"}) for sort keys %{$is{space} // {}};
    my $info = join('', map { "$_\\0" } 'license=' . ($is{license} // 'GPL'), @{$is{info} // []});
    $source .= qq{static const char info[] __attribute__((used, section(".modinfo"))) = "$info";\n};
    compile("$modules/kernel/$path", $source, '-c', '-xc');
}

# Writes symvers.gz: the symbols that the kernel exports.
sub symvers {
    write_file("$modules/symvers", join('', map { "0x00000000\t$_\tvmlinux\tEXPORT_SYMBOL\t\n" } @_));
    must("gzip -nf '$modules/symvers'");
}

# ---- the root ----------------------------------------------------------------------------------

make_path("$work/tmp", "$work/out", "$work/cache", "$work/helpers");
compile("$work/$_", 'void _start(void) { for (;;) ; }', '-static') for qw(init helpers/sysmap helpers/trial);

module('lib/base.ko', exports => ['base_symbol'],
    info => ['firmware=plain.bin', 'firmware=sub/packed.bin', 'firmware=missing.bin', 'firmware=many/*.fw']);
module('drivers/top-driver.ko', needs => ['base_symbol'], exports => ['top_symbol'],
    info => ['alias=fs-top', 'alias=pci:v00001000d*', 'softdep=pre: soft-alias post: nowhere-to-find after_it']);
module('crypto/soft.ko', info => ['alias=crypto-soft', 'alias=soft-alias', 'softdep=pre: top_driver']);
module('crypto/after_it.ko');
module('crypto/in-xz.ko', needs => ['top_symbol']);
module('crypto/in-gz.ko');
module('crypto/in-zst.ko');
module('crypto/alone.ko');
symvers('printk');
write_file("$modules/modules.order", join('', map { "kernel/$_\n" }
    qw(lib/base.ko drivers/top-driver.ko crypto/soft.ko crypto/alone.ko)));
write_file("$modules/modules.builtin", "kernel/fs/inside.ko\n");
write_file("$modules/modules.builtin.modinfo", "inside.alias=fs-inside\0inside.alias=fs-ext4\0inside.alias=crypto-inside\0inside.license=GPL\0");
symlink('/usr/src/nowhere', "$modules/build");

# Uncompressed, to compare with.
our %plain = map { $_ => read_file("$modules/kernel/crypto/in-$_.ko") } qw(xz gz zst);
must('xz', '--check=crc32', "$modules/kernel/crypto/in-xz.ko");
must('xz', '--check=crc32', "$modules/kernel/crypto/in-gz.ko");
must('zstd', '-q', '--rm', "$modules/kernel/crypto/in-zst.ko");

sub config {
    write_file("$root/boot/config-$release", join('', map { /=/ ? "CONFIG_$_\n" : "CONFIG_$_=y\n" } @_));
}

# The tree after the package was installed, and as it was before.
sub indexed {
    must('/usr/sbin/depmod', '-b', $root, $release);
}

sub not_indexed {
    unlink(grep { !/(order|builtin|builtin\.modinfo)$/ } glob("$modules/modules.*"));
}

our @all_packs = qw(BLK_DEV_INITRD RD_GZIP RD_XZ RD_LZ4 RD_ZSTD);
config(@all_packs, 'MODPROBE_PATH="/sbin/modprobe"');

# A kernel with the tables of kallsyms in the layout of 6.4 and later (see sysmap/kallsyms.h),
# without compression, and the build-id of ld's --build-id. Each symbol is a row of its System.map.
sub vmlinux {
    my ($to, $build_id, @rows) = @_;
    my ($names, $offsets, @markers) = ('', '');
    my ($base) = map { '0x' . substr($_, 0, 13) . '000' } @rows;
    for my $i (0 .. $#rows) {
        my ($address, $symbol) = $rows[$i] =~ /^(\S+) (.*)$/;
        push(@markers, length $names) if $i % 256 == 0;
        $symbol =~ s/ //;
        $names .= pack('C/a', $symbol);
        $offsets .= ".long 0x$address - $base\n";
    }
    # each token represents its own character
    my @tokens = map { $_ > 32 && $_ < 127 ? chr : '' } 0 .. 255;
    my ($at, @index) = (0);
    for (@tokens) {
        push(@index, $at);
        $at += 1 + length;
    }
    my $bytes = sub { join('', map { ".byte $_\n" } unpack('C*', $_[0])) };
    compile($to, join("\n", '.section .rodata', '.globl _start', '_start: .balign 8',
        '.long ' . @rows, '.balign 8', $bytes->($names),
        '.balign 8', (map { ".long $_" } @markers),
        '.balign 8', $bytes->(join('', map { "$_\0" } @tokens)),
        '.balign 8', (map { ".short $_" } @index),
        '.balign 8', $offsets, '.balign 8', ".quad $base", '.balign 8',
        qq{.ascii "Linux version $release (me) #1\\n"}, ''),
        '-static', '-xassembler', "-Wl,--build-id=$build_id", "-Wl,-Ttext-segment=$base");
}

our $kernel = "lib/modules/$release/kernel";

# The first bytes of an image.
our %magic = (
    zstd => qr/\A\x28\xb5\x2f\xfd/,
    # the check type, after the magic of six bytes and a NUL, is CRC32
    xz => qr/\A\xfd7zXZ\0\0\x01/,
    # no name, no time
    gzip => qr/\A\x1f\x8b\x08\0\0\0\0\0/,
    # the legacy frame, the only one that the kernel reads
    lz4 => qr/\A\x02\x21\x4c\x18/,
    none => qr/\A070701/,
);

1;
