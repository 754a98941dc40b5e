#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0
#
# mkinitrd: verification that the kernel can load the modules, and the sources of its exports.

use strict;
use warnings;
use lib 'host-tests/tools';
use mkinitrd;
use File::Path qw(make_path remove_tree);
use POSIX ();
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

# The file of a kernel at `base`.
sub kernel_at {
    my ($base, @exports) = @_;
    my @rows = ("${base}000000 T _stext");
    push(@rows, map { sprintf('%s%06x t function_%d', $base, 4 * $_, $_) } 1 .. 300);
    push(@rows, "${base}001000 T _etext");
    push(@rows, map { "${base}001100 r __ksymtab_$_" } @exports);
    vmlinux("$work/vmlinux", 'none', @rows);
    return read_file("$work/vmlinux");
}

sub kernel_with {
    write_file($vmlinuz, kernel_at('ffffffff81', @_));
}

sub gap {
    my ($source) = @_;
    return qr{kernel/lib/broken\.ko: unknown symbol gone_symbol: neither the kernel \(\S*$source\) nor another module exports it};
}

# ---- verification --------------------------------------------------------------------------------

symvers('kernel_symbol');
ok(image('--modules', 'user', @any)->{"$kernel/lib/user.ko"}, 'symbols of the kernel, of a module, and weak symbols');
fails('an unknown symbol', gap('symvers\.gz'), '--modules', 'broken', @any);
ok(image('--modules', 'native', @any)->{"$kernel/lib/native.ko"}, 'a module of this release');
fails('a module of another release', qr{kernel/lib/foreign\.ko: built for kernel 6\.1\.0-other, not for \Q$release\E},
    '--modules', 'foreign', @any);

# ---- sources of the exports ----------------------------------------------------------------------

write_file("$modules/symvers", "0x0\tkernel_symbol\tvmlinux\tEXPORT_SYMBOL\n0x0\tgone_symbol\tlib/gone\tEXPORT_SYMBOL\n");
must("gzip -nf '$modules/symvers'");
fails('a symbol of a module that is not included', gap('symvers\.gz'), '--modules', 'broken', @any);

kernel_with('kernel_symbol');
fails('the vmlinuz is read first', gap("vmlinuz-\Q$release\E"), '--modules', 'broken', @any);
# Images have their own header instead of that of ELF, and one segment.
for (['RISC-V', 'ffffffff80', "\0" x 0x38 . "RSC\x05" . "\0" x 4],
    ['LoongArch', '9000000001', 'MZ' . "\0" x 22 . pack('Q<', 0x1000000) . "\0" x 24 . "\xcd\x23\x82\x81" . "\0" x 4]) {
    my ($name, $base, $header) = @$_;
    write_file($vmlinuz, $header . substr(kernel_at($base, 'kernel_symbol'), 64));
    fails("a kernel of $name", gap("vmlinuz-\Q$release\E"), '--modules', 'broken', @any);
}
kernel_with('kernel_symbol');
unlink("$modules/symvers.gz");
image('--modules', 'user', @any);
like(read_file($cache), qr{\A\Q$vmlinuz\E .*\nkernel_symbol\n\.\n\z}, 'its exports are cached');

my $kept = read_file($cache);
write_file($cache, $kept =~ s/\.\n\z/gone_symbol\n.\n/r);
ok(image('--modules', 'broken', @any)->{"$kernel/lib/broken.ko"}, 'the cache is used');
write_file($cache, substr($kept, 0, -length("symbol\n.\n")));
ok(image('--modules', 'user', @any)->{"$kernel/lib/user.ko"}, 'unless it is incomplete');
is(read_file($cache), $kept, 'then it is written again');
kernel_with('kernel_symbol');
fails('or of another file', gap("vmlinuz-\Q$release\E"), '--modules', 'broken', @any);
{
    # case T5: a file that is changed in place, and whose time is restored, is another file
    kernel_with('kernel_symbol', 'made_symbol');
    utime(1000000000, 1000000000, $vmlinuz); # without a fraction
    image('--modules', 'user', @any);
    my @before = stat $vmlinuz;
    my $kept = read_file($cache);
    sleep 1; # some file systems have a resolution of one second
    my $bytes = read_file($vmlinuz) =~ s/made_symbol/gone_symbol/r;
    open(my $file, '+<:raw', $vmlinuz) or die;
    print $file $bytes;
    close $file or die;
    utime(@before[8, 9], $vmlinuz);
    is(join(' ', (stat $vmlinuz)[1, 7, 9]), join(' ', @before[1, 7, 9]), 'a file with the same size and time');
    ok(image('--modules', 'broken', @any)->{"$kernel/lib/broken.ko"}, 'is read again');
    isnt(read_file($cache), $kept, 'and its symbols are cached');
}
kernel_with('kernel_symbol', 'gone_symbol');
ok(image('--modules', 'broken', @any)->{"$kernel/lib/broken.ko"}, 'a kernel that exports it');
{
    remove_tree("$work/cache");
    write_file("$work/cache", 'not a directory');
    my ($status, $out, $err) = mkinitrd('-f', '--modules', 'user', @any, $image, $release);
    is("$status$err", '0', 'a cache that cannot be written is no error');
    unlink("$work/cache");
}

# Case B33.
{
    image('--modules', 'broken', @any);
    write_file("$work/cache/gangway/exports-old.$_", 'x') && utime($_, $_, "$work/cache/gangway/exports-old.$_") for 1 .. 20;
    write_file("$work/cache/gangway/mine", 'x');
    unlink($cache);
    image('--modules', 'broken', @any);
    ok(-e $cache, 'the exports are cached');
    is(scalar(() = glob("$work/cache/gangway/exports-*")), 8, 'among the eight newest');
    ok(-e "$work/cache/gangway/exports-old.20" && !-e "$work/cache/gangway/exports-old.1", 'the oldest are removed');
    ok(-e "$work/cache/gangway/mine", 'and nothing else');
    remove_tree("$work/cache");
    image('--modules', 'broken', @any);
    ok(-e $cache, 'the parent directory is created');
    chmod(0755, $work);
    for (['a user without ~/.cache', "$work/home", "$work/home/.cache/gangway"], ['a user without a home', '/nonexistent', '/var/tmp/gangway-' . ($> || 65534)]) {
        my ($name, $home, $dir) = @$_;
        make_path("$work/home");
        chown(65534, 65534, "$work/home") if $> == 0;
        my $had = -d $dir;
        local $ENV{HOME} = $home;
        local $ENV{TMPDIR} = '/tmp';
        delete local $ENV{XDG_CACHE_HOME};
        my $status = run_as_user($native, '-f', '--rootdir', $root, '--init', "$work/init", '--modules', 'broken', @any, "$work/home/image", $release);
        is($status, 0, "$name: an image") if $status != 255;
        SKIP: {
            skip 'another user cannot access this directory', 1 if $status == 255;
            ok(-e "$dir/exports-$release", "$name: has a cache");
        }
        $had ? unlink("$dir/exports-$release") : remove_tree($dir);
    }
    SKIP: {
        my $dir = '/var/tmp/gangway-65534';
        skip 'only root can make the directory of another user', 2 if $> != 0 || -e $dir;
        mkdir($dir) && chmod(0777, $dir) or die "$dir: $!\n";
        local @ENV{'HOME', 'TMPDIR'} = ('/nonexistent', '/tmp');
        delete local $ENV{XDG_CACHE_HOME};
        my $status = run_as_user($native, '-f', '--rootdir', $root, '--init', "$work/init", '--modules', 'broken', @any, "$work/home/image", $release);
        my @used = glob("$dir/*");
        remove_tree($dir);
        skip 'another user cannot access this directory', 2 if $status == 255;
        is($status, 0, 'a user whose cache belongs to another: an image');
        is_deeply(\@used, [], 'and the directory is not used');
    }
}

unlink($vmlinuz);
write_file("$root/usr/src/nowhere/Module.symvers", "0x0\tkernel_symbol\tvmlinux\tEXPORT_SYMBOL\n");
fails('its build', gap('Module\.symvers'), '--modules', 'broken', @any);
remove_tree("$root/usr");
for ("usr/src/linux-headers-$release/Module.symvers", "lib/modules/$release/symvers.xz", "usr/lib/modules/$release/symvers.gz",
    "usr/lib/modules/$release/symvers.xz", "boot/symvers-$release.gz", "boot/symvers-$release.xz") {
    my ($plain, $suffix) = /^(.*?)(?:\.([gx]z))?$/;
    write_file("$root/$plain", "0x0\tkernel_symbol\tvmlinux\tEXPORT_SYMBOL\n");
    must(($suffix eq 'gz' ? 'gzip' : 'xz'), "$root/$plain") if $suffix;
    fails($_, gap("/\Q$_\E"), '--modules', 'broken', @any);
    unlink("$root/$_");
}
remove_tree("$root/usr");

write_file($vmlinuz, 'not a kernel');
my ($status, $out, $err) = mkinitrd('-f', '--modules', 'broken', @any, $image, $release);
is($status, 0, 'without a source it is no error');
like($err, qr/\Amkinitrd: cannot verify the modules of kernel \Q$release\E: \S*vmlinuz-\S*: .*\n\z/,
    'but a warning');

unlink($vmlinuz);
($status, $out, $err) = mkinitrd('-f', '--modules', 'broken', @any, $image, $release);
like($err, qr/: neither a vmlinuz nor a Module\.symvers was found\n\z/, 'also if no source exists');
SKIP: {
    skip 'root reads every file', 1 if $> == 0;
    write_file($vmlinuz, 'x', 0000);
    ($status, $out, $err) = mkinitrd('-f', '--modules', 'broken', @any, $image, $release);
    like($err, qr/vmlinuz-\S*: Permission denied\n\z/, 'and why it cannot be read (case B12)');
}

# ---- the running kernel --------------------------------------------------------------------------

# case T5: the exports of modules in /proc/kallsyms are not those of the kernel. In a root with this
# machine's programs, and a separate /lib/modules and /proc/kallsyms.
SKIP: {
    my $namespace = $> == 0 ? 'unshare -m' : 'unshare -rm';
    skip 'no mount namespaces for this user', 3 if system("$namespace true 2>/dev/null") != 0;
    my $running = (POSIX::uname())[2];
    my $top = "$work/machine";
    make_path(map { "$top$_" } qw(/usr /dev /proc /lib/modules), $work);
    -l $_ and symlink(readlink, "$top$_") for qw(/bin /sbin /lib64);
    my $mounts = <<"END";
set -e
for d in /usr /dev /proc; do mount --rbind \$d $top\$d; done
for d in /lib/*-linux-*/ \$(test -L /lib64 || echo /lib64); do mkdir -p $top\$d; mount --bind \$d $top\$d; done
mount --bind $work $top$work
mount --bind $root/lib/modules $top/lib/modules
mount --bind $work/kallsyms $top/proc/kallsyms
END
    rename($modules, "$root/lib/modules/$running") or die;
    my $with = sub {
        write_file("$work/kallsyms", join('', map { "ffffffff81030000 r __ksymtab_$_\n" } @_));
        write_file("$work/in-machine", "${mounts}exec /usr/sbin/chroot $top $work/mkinitrd -f --init $work/init --modules broken --busybox none $image\n");
        return run('sh', '-c', "exec $namespace sh $work/in-machine");
    };
    must('cp', $native, "$work/mkinitrd");
    my ($status, $out, $err) = $with->('kernel_symbol', 'gone_symbol');
    is("$status$err", '0', '/proc/kallsyms has the exports of the kernel');
    ($status, $out, $err) = $with->('kernel_symbol', "gone_symbol\t[gone]");
    is($status, 1, 'those of modules are ignored');
    like($err, qr{unknown symbol gone_symbol: neither the kernel \(/proc/kallsyms\) nor another module exports it}, 'the message contains the source');
    rename("$root/lib/modules/$running", $modules) or die;
}

# ---- modules that the kernel refuses (case B23) ---------------------------------------------------

sub symvers_are {
    write_file("$modules/symvers", join('', map { join("\t", @$_) . "\n" } @_));
    must("gzip -nf '$modules/symvers'");
}

my $magic = "vermagic=$release SMP preempt mod_unload modversions ";
config(@all_packs, qw(MODULES MODVERSIONS));
module('lib/maker.ko', exports => ['made'], crcs => { made => 0x1111 }, info => [$magic]);
module('lib/fits.ko', needs => [qw(made core)], versions => { made => 0x1111, core => 0xc0 }, info => [$magic]);
module('lib/flipped.ko', needs => ['made'], versions => { made => 0x1112 }, info => [$magic]);
module('lib/old.ko', needs => ['core'], versions => { core => 0xc1 }, info => [$magic]);
module('lib/plain.ko', needs => ['made'], info => [$magic]);
module('lib/closed.ko', needs => ['core_gpl'], license => 'Proprietary', info => [$magic]);
module('lib/gplmaker.ko', exports => ['kept'], gpl => ['kept'], info => [$magic]);
module('lib/flagmaker.ko', exports => ['flagged'], flags => ['flagged'], info => [$magic]);
module('lib/closed2.ko', needs => ['kept'], license => 'Proprietary', info => [$magic]);
module('lib/closed3.ko', needs => ['flagged'], license => 'Proprietary', info => [$magic]);
module('lib/closed4.ko', needs => ['made'], license => 'Proprietary', info => [$magic]);
module('lib/dual.ko', needs => ['kept', 'flagged', 'core_gpl'], license => 'Dual BSD/GPL', info => [$magic]);
module('lib/spaced.ko', exports => ['inner'], space => { inner => 'MAKER' }, info => [$magic]);
module('lib/outsider.ko', needs => ['inner'], info => [$magic]);
module('lib/insider.ko', needs => ['inner'], info => [$magic, 'import_ns=MAKER']);
module('lib/named.ko', exports => ['friends'], space => { friends => 'module:other-one,fr*' }, info => [$magic]);
module('lib/friend.ko', needs => ['friends'], info => [$magic]);
module('lib/foe.ko', needs => ['friends'], info => [$magic]);
module('lib/core-outsider.ko', needs => ['core_ns'], info => [$magic]);
module('lib/rt.ko', info => ["vermagic=$release SMP preempt_rt mod_unload modversions "]);
module('lib/weak-update.ko', needs => ['core'], versions => { core => 0xc0 },
    info => ['vermagic=6.1.0-other SMP preempt mod_unload modversions ']);
symvers_are(['0xc0', 'core', 'vmlinux', 'EXPORT_SYMBOL', ''], ['0xc2', 'core_gpl', 'vmlinux', 'EXPORT_SYMBOL_GPL', ''],
    ['0xc3', 'core_ns', 'vmlinux', 'EXPORT_SYMBOL', 'CORE'], ['0x1112', 'made', 'lib/maker', 'EXPORT_SYMBOL', '']);
indexed();

sub loads {
    my ($name, @modules) = @_;
    empty_out();
    my ($status, $out, $err) = mkinitrd('--modules', join(',', @modules), @any, $image, $release);
    is("$status$err", '0', $name);
}

loads('matching versions', 'fits');
loads('no versions', 'plain');
loads('a license compatible with the GPL', 'dual');
loads('a symbol for all', 'closed4');
loads('an imported namespace', 'insider');
loads('a module that the namespace lists', 'friend');
loads('a module of another release with matching versions', 'weak-update');
my $of = qr{kernel/lib/};
fails('another version of the symbol of a module', qr{${of}flipped\.ko: built for another version of the symbol made than that of ${of}maker\.ko},
    '--modules', 'flipped', @any);
fails('another version of the symbol of the kernel', qr{${of}old\.ko: built for another version of the symbol core than that of \S*symvers\.gz},
    '--modules', 'old', @any);
fails('a license', qr{${of}closed\.ko: license 'Proprietary', but the symbol core_gpl of \S*symvers\.gz is for GPL modules only},
    '--modules', 'closed', @any);
fails('a license, by the section', qr{${of}closed2\.ko: license 'Proprietary', but the symbol kept of ${of}gplmaker\.ko is .*},
    '--modules', 'closed2', @any);
fails('a license, by the flags of 7.2', qr{${of}closed3\.ko: license 'Proprietary', but the symbol flagged of ${of}flagmaker\.ko is .*},
    '--modules', 'closed3', @any);
fails('a namespace', qr{${of}outsider\.ko: does not import the namespace MAKER of the symbol inner of ${of}spaced\.ko}, '--modules', 'outsider', @any);
fails('a namespace of the kernel', qr{${of}core-outsider\.ko: does not import the namespace CORE of the symbol core_ns of \S*},
    '--modules', 'core-outsider', @any);
fails('a module that the namespace does not list', qr{${of}foe\.ko: does not import the namespace module:other-one,fr\* of the symbol friends of .*},
    '--modules', 'foe', @any);
fails('a vermagic that differs after the release', qr{${of}rt\.ko: vermagic '.* preempt_rt .*' differs from that of ${of}\S*, '.* preempt .*'; the kernel accepts only one},
    '--modules', 'rt,maker,fits', @any);
config(@all_packs, qw(MODULES MODVERSIONS MODULE_ALLOW_MISSING_NAMESPACE_IMPORTS));
loads('a kernel that allows missing imports', 'outsider');
config(@all_packs, qw(MODULES));
loads('a kernel without versions', 'flipped');
config(@all_packs, qw(MODULES MODVERSIONS));
{
    symvers_are(['0xdd', 'core', 'vmlinux', 'EXPORT_SYMBOL', ''], ['0xc2', 'core_gpl', 'vmlinux', 'EXPORT_SYMBOL_GPL', '']);
    my ($status, $out, $err) = mkinitrd('-f', '--modules', 'weak-update,old', @any, $image, $release);
    like("$status$err", qr{^0mkinitrd: ignoring \S*symvers\.gz: not of this kernel: 2 of 2 modules have other versions .*\n},
        'a Module.symvers of another build is ignored');
    unlink("$modules/symvers.gz");
    ($status, $out, $err) = mkinitrd('-f', '--modules', 'weak-update', @any, $image, $release);
    like("$status$err", qr{^0mkinitrd: ${of}weak-update\.ko: built for kernel 6\.1\.0-other; without a Module\.symvers of \S* its symbol versions cannot be verified\n},
        'without one, a module of another release causes a warning');
}
config(@all_packs);

done_testing();
