#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0
#
# mkinitrd: the proof that the modules of an image can be loaded, and who tells what the kernel has.

use strict;
use warnings;
use lib 'host-tests/tools';
use mkinitrd;
use File::Path qw(make_path remove_tree);
use Test::More;

my @any = ('--busybox', 'none');
my $vmlinuz = "$root/boot/vmlinuz-$release";
my $cache = "$work/cache/gangway/exports-$release";

module('lib/other.ko', exports => ['other_symbol']);
module('lib/user.ko', needs => ['kernel_symbol', 'other_symbol'], weak => ['weak_symbol']);
module('lib/broken.ko', needs => ['kernel_symbol', 'gone_symbol']);
module('lib/foreign.ko', info => ['vermagic=6.1.0-other SMP preempt mod_unload']);
module('lib/native.ko', info => ["vermagic=$release SMP preempt mod_unload"]);
indexed();

sub kernel_with {
    my @rows = ('ffffffff81000000 T _stext');
    push(@rows, map { sprintf('ffffffff%08x t function_%d', 0x81000000 + 16 * $_, $_) } 1 .. 300);
    push(@rows, 'ffffffff81010000 T _etext');
    push(@rows, map { "ffffffff81030000 r __ksymtab_$_" } @_);
    vmlinux("$work/vmlinux", 'none', @rows);
    write_file($vmlinuz, read_file("$work/vmlinux"));
}

sub gap {
    my ($source) = @_;
    return qr{kernel/lib/broken\.ko: needs the symbol gone_symbol, which neither the kernel \(\S*$source\) nor another module here has};
}

# ---- the proof ---------------------------------------------------------------------------------

symvers('kernel_symbol');
ok(image('--modules', 'user', @any)->{"$kernel/lib/user.ko"}, 'symbols of the kernel, of a module, and weak ones');
fails('a symbol that nobody has', gap('symvers\.gz'), '--modules', 'broken', @any);
ok(image('--modules', 'native', @any)->{"$kernel/lib/native.ko"}, 'a module of this release');
fails('a module of another release', qr{kernel/lib/foreign\.ko: is built for kernel 6\.1\.0-other, not for \Q$release\E},
    '--modules', 'foreign', @any);

# ---- who tells ---------------------------------------------------------------------------------

write_file("$modules/symvers", "0x0\tkernel_symbol\tvmlinux\tEXPORT_SYMBOL\n0x0\tgone_symbol\tlib/gone\tEXPORT_SYMBOL\n");
must("gzip -nf '$modules/symvers'");
fails('a symbol of a module that is not in', gap('symvers\.gz'), '--modules', 'broken', @any);

kernel_with('kernel_symbol');
fails('the vmlinuz is asked first', gap("vmlinuz-\Q$release\E"), '--modules', 'broken', @any);
unlink("$modules/symvers.gz");
image('--modules', 'user', @any);
like(read_file($cache), qr{\A\Q$vmlinuz\E .*\nkernel_symbol\n\.\n\z}, 'what it told is kept');

my $kept = read_file($cache);
write_file($cache, $kept =~ s/\.\n\z/gone_symbol\n.\n/r);
ok(image('--modules', 'broken', @any)->{"$kernel/lib/broken.ko"}, 'and used');
write_file($cache, substr($kept, 0, -length("symbol\n.\n")));
ok(image('--modules', 'user', @any)->{"$kernel/lib/user.ko"}, 'but no half of it');
is(read_file($cache), $kept, 'which is made whole');
kernel_with('kernel_symbol');
fails('but not of another file', gap("vmlinuz-\Q$release\E"), '--modules', 'broken', @any);
kernel_with('kernel_symbol', 'gone_symbol');
ok(image('--modules', 'broken', @any)->{"$kernel/lib/broken.ko"}, 'a kernel that has it');
{
    remove_tree("$work/cache");
    write_file("$work/cache", 'not a folder');
    my ($status, $out, $err) = mkinitrd('-f', '--modules', 'user', @any, $image, $release);
    is("$status$err", '0', 'a cache that cannot be written is no error');
    unlink("$work/cache");
}

unlink($vmlinuz);
write_file("$root/usr/src/nowhere/Module.symvers", "0x0\tkernel_symbol\tvmlinux\tEXPORT_SYMBOL\n");
fails('its build', gap('Module\.symvers'), '--modules', 'broken', @any);
remove_tree("$root/usr");

write_file($vmlinuz, 'not a kernel');
my ($status, $out, $err) = mkinitrd('-f', '--modules', 'broken', @any, $image, $release);
is($status, 0, 'where nobody tells, it is no error');
like($err, qr/\Amkinitrd: kernel \Q$release\E: neither a vmlinuz nor a Module\.symvers tells what it has for modules, so that they are not proved\n\z/,
    'but said');

done_testing();
