#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0
#
# mkinitrd --system-map: which map an image includes, and how it is verified.

use strict;
use warnings;
use lib 'host-tests/tools';
use mkinitrd;
use Cwd qw(abs_path);
use File::Path qw(make_path remove_tree);
use POSIX ();
use Test::More;

my @stay = ('--stay', '--busybox', 'none');
my $sysmap = abs_path("$ENV{TAP_BUILD}/../sysmap");
my $in_image = "lib/modules/$release/System.map";
my $stub = "ffffffffffffffff B The real System.map is in the linux-image-<version>-dbg package\n";

# ---- a kernel and its map ----------------------------------------------------------------------

my $id = '00112233445566778899aabbccddeeff00112233';

sub row {
    my ($offset, $type, $name) = @_;
    return sprintf('ffffffff%08x %s %s', 0x81000000 + $offset, $type, $name);
}

my @text_rows = (row(0, 'T', '_stext'), (map { row($_ * 16, 't', "function_$_") } 1 .. 300), row(0x10000, 'T', '_etext'));
my @data_rows = (row(0x11000, 'D', 'data'), row(0x12000, 'R', 'linux_banner'), row(0x13000, 'B', '_end'));
my @rows = (@text_rows, @data_rows);
my $map = map_of(@rows);

sub map_of {
    return join('', map { "$_\n" } @_);
}

vmlinux("$work/vmlinux", "0x$id", @rows);
vmlinux("$work/vmlinux.text", "0x$id", @text_rows);
vmlinux("$work/vmlinux.no-id", 'none', @rows);
must("gzip -kn '$work/vmlinux'");

my $vmlinuz = "$root/boot/vmlinuz-$release";

sub use_kernel {
    write_file($vmlinuz, read_file($_[0]));
}

sub forget_maps {
    unlink(glob("$root/boot/System.map*"), "$modules/System.map");
    remove_tree("$root/usr");
}

# FNV-1a, 64 bits.
sub hash_of {
    use integer;
    no warnings 'portable';
    my $hash = 0xcbf29ce484222325 + 0;
    $hash = ($hash ^ $_) * 0x100000001b3 for unpack('C*', $_[0]);
    return sprintf('%016x', $hash);
}

# The manifest next to a map in the image, see sysmap/manifest.h.
sub manifest_of {
    my ($of, $build_id) = @_;
    return sprintf("version 1\nbuild-id %s\nright %u 0 %s /%s\n", $build_id, length($of), hash_of($of), $in_image);
}

# The map and the manifest in the image of these options.
sub included {
    image(@stay, @_);
    my $to = unpacked();
    return [read_file("$to/$in_image"), read_file("$to/$in_image.gangway")];
}

# The same for an image without a map, and the message of -v.
sub not_included {
    my ($name, $message, @arguments) = @_;
    empty_out();
    my ($status, $out, $err) = mkinitrd('-v', @stay, @arguments, $image, $release);
    is("$status$err", '0', "$name: is no error");
    like($out, qr/^mkinitrd: $message$/m, "$name: -v prints the reason");
    is_deeply([grep { /System\.map/ } keys %{contents($image)}], [], "$name: no map is included");
}

use_kernel("$work/vmlinux.gz");
write_file("$work/map", $map);

# ---- auto --------------------------------------------------------------------------------------

subtest 'auto: search paths' => sub {
    not_included('none there', qr/no System\.map: no verified map of \S+ in \Q$root\E/);
    for my $path ("boot/System.map-$release", "lib/modules/$release/System.map", "usr/lib/modules/$release/System.map",
        "usr/lib/debug/boot/System.map-$release", "usr/lib/debug/lib/modules/$release/System.map",
        "usr/lib/debug/usr/lib/modules/$release/System.map") {
        write_file("$root/$path", $map);
        is_deeply(included(), [$map, manifest_of($map, $id)], $path);
        forget_maps();
    }
    for my $path ("lib/modules/$release/vmlinuz", "usr/lib/modules/$release/vmlinuz") {
        make_path("$root/$path" =~ s{/[^/]*$}{}r);
        rename($vmlinuz, "$root/$path");
        write_file("$root/boot/System.map-$release", $map);
        is_deeply(included(), [$map, manifest_of($map, $id)], "the kernel in $path");
        rename("$root/$path", $vmlinuz);
        forget_maps();
    }
};

subtest 'auto: the first verified map' => sub {
    write_file("$root/boot/System.map-$release", $stub);
    write_file("$modules/System.map", $map =~ s/function_7/another_7/r);
    write_file("$root/usr/lib/debug/boot/System.map-$release", $map);
    my $got = image(@stay);
    is($got->{$in_image}{mode}, '-rw-------', 'only root may read it');
    is($got->{$in_image}{size}, length $map, 'it is the correct one');
    is((stat $image)[2] & 07777, 0600, 'nor may others read the image');
    chmod(0644, $image);
    my ($status, $out, $err) = mkinitrd('-fv', @stay, $image, $release);
    is((stat $image)[2] & 07777, 0600, 'even if they could read the old one');
    like($out, qr{^mkinitrd: \Q$root/boot/System.map-$release\E: not included: it is a stub: .*$}m, 'the stub is reported');
    like($out, qr{^mkinitrd: \Q$modules/System.map\E: not included: its symbols differ from those of \Q$vmlinuz\E$}m,
        'and the one of another kernel');
    like($out, qr{^mkinitrd: /\Q$in_image\E \(\Q$root\E/usr\S*: its symbols match those of \Q$vmlinuz\E\)$}m, 'and the correct map');
    unlink("$root/usr/lib/debug/boot/System.map-$release");
    not_included('only wrong ones', qr/no System\.map: .*/);
    forget_maps();
    symlink("$work/map", "$root/boot/System.map-$release");
    not_included('a link that leads out of the root', qr/no System\.map: .*/);
    POSIX::mkfifo("$modules/System.map", 0600);
    not_included('a FIFO', qr/\S*: not included: not a regular file/);
    forget_maps();
};

subtest 'auto: only if the kernel does not provide it' => sub {
    write_file("$root/boot/System.map-$release", $map);
    config(@all_packs, 'KALLSYMS_ALL');
    not_included('KALLSYMS_ALL', qr/no System\.map: the kernel provides it \(CONFIG_KALLSYMS_ALL\)/);
    not_included('KALLSYMS_ALL, auto', qr/no System\.map: the kernel provides it .*/, '--system-map', 'auto');
    is_deeply(included('--system-map', "$work/map"), [$map, manifest_of($map, $id)], 'unless it is requested');
    unlink("$root/boot/config-$release");
    is_deeply(included(), [$map, manifest_of($map, $id)], 'included if the configuration is unknown');
    config(@all_packs, 'MODPROBE_PATH="/sbin/modprobe"');
    is_deeply(included('--system-map', 'none'), [undef, undef], 'none');
    is_deeply(included('--system-map', 'off'), [undef, undef], 'off');
    is_deeply(included('--system-map', 'auto'), [$map, manifest_of($map, $id)], 'auto');
    forget_maps();
};

subtest 'auto: kernels that verify no map' => sub {
    my $packed = read_file("$work/vmlinux.gz");
    write_file("$root/boot/System.map-$release", $map);
    for (['truncated', substr($packed, 0, length($packed) / 2), qr/cannot decompress the kernel: .*/],
        ['no kernel', "not a kernel\n", 'not a kernel'], ['empty', '', 'empty file'],
        ['a program', read_file("$work/init"), 'not a Linux kernel: .*']) {
        my ($name, $bytes, $why) = @$_;
        write_file($vmlinuz, $bytes);
        not_included($name, qr{\S*: not included: \Q$vmlinuz\E: $why});
    }
    unlink($vmlinuz);
    not_included('missing', qr/\S*: not included: no vmlinuz-\Q$release\E in \Q$root\E/);
    POSIX::mkfifo($vmlinuz, 0600);
    not_included('a FIFO', qr/\S*: not included: \Q$vmlinuz\E: not a regular file/);
    unlink($vmlinuz);
    use_kernel("$work/vmlinux.gz");
    forget_maps();
};

# ---- FILE --------------------------------------------------------------------------------------

subtest 'refused files' => sub {
    my @wrong = (
        ['a stub', $stub, qr/it is a stub: text instead of symbols/],
        ['empty', '', qr/it is empty/],
        ['garbage', "\0\1\2", qr/not a System\.map: line 1: .*/],
        ['a garbage line', $map =~ s/^.*function_9$/junk/mr, qr/not a System\.map: line 10: not a symbol/],
        ['truncated', substr($map, 0, -5), qr/not a System\.map: line 305: cut short/],
        ['out of order', map_of(reverse @rows), qr/not a System\.map: line 2: out of order/],
        ['no kernel', map_of($rows[1]), qr/incomplete: .*/],
        ['text only', map_of(@text_rows), qr/incomplete: .*/],
        ['another name', $map =~ s/function_7/another_7/r, qr/its symbols differ from those of \S*/],
        ['another type', $map =~ s/ t function_7/ W function_7/r, qr/its symbols differ from those of \S*/],
        ['another address', $map =~ s/0 t function_7$/8 t function_7/mr, qr/its symbols differ from those of \S*/],
        ['another address of data', $map =~ s/0 D data/8 D data/r, qr/its symbols differ from those of \S*/],
        ['one less', $map =~ s/^.* data\n//mr, qr/its symbols differ from those of \S*/],
        ['moved', $map =~ s/^ffffffff81/ffffffff91/gmr, qr/the addresses include a KASLR offset/],
    );
    for (@wrong) {
        my ($name, $data, $message) = @$_;
        write_file("$work/wrong", $data);
        fails($name, qr/--system-map \S*: $message/, @stay, '--system-map', "$work/wrong");
    }
    fails('not there', qr/--system-map \S*: No such file or directory/, @stay, '--system-map', "$work/nowhere");
    fails('a directory', qr/--system-map \S*: not a regular file/, @stay, '--system-map', $work);
    fails('no name', qr/--system-map : No such file or directory/, @stay, '--system-map', '');
};

subtest 'a verified file' => sub {
    is_deeply(included('--system-map', "$work/map"), [$map, manifest_of($map, $id)], 'by all symbols');
    use_kernel("$work/vmlinux.text");
    is_deeply(included('--system-map', "$work/map"), [$map, manifest_of($map, $id)], 'by text symbols, if the kernel has no others');
    use_kernel("$work/vmlinux.no-id");
    is_deeply(included('--system-map', "$work/map"), [$map, undef], 'by a kernel that has no build-id');
    use_kernel("$work/vmlinux.gz");
    make_path("$work/tree/usr/lib/modules/$release");
    symlink('usr/lib', "$work/tree/lib");
    write_file("$work/tree/$in_image", 'an older map');
    chdir($work);
    my $got = image(@stay, '--system-map', 'map', '--add', 'tree:/');
    is($got->{"usr/$in_image"}{size}, length $map, 'links are followed, and an added file is replaced');
    is($got->{"usr/$in_image.gangway"}{size}, length(manifest_of($map, $id)), 'and so is its manifest');
};

subtest 'a file that cannot be verified' => sub {
    unlink($vmlinuz);
    my @what = ('-f', @stay, '--system-map', "$work/map");
    my ($status, $out, $err) = mkinitrd(@what, $image, $release);
    is($status, 0, 'is no error');
    like($err, qr/\Amkinitrd: --system-map \S*: included unverified: no vmlinuz-\S* in \S*\n\z/, 'one line warns');
    is_deeply([map { -e unpacked() . "/$_" ? 1 : 0 } $in_image, "$in_image.gangway"], [1, 0], 'no manifest');
    ($status, $out, $err) = mkinitrd('-q', @what, $image, $release);
    is("$status$out$err", '0', '-q does not');
    write_file("$work/wrong", $stub);
    fails('a stub is refused', qr/--system-map \S*: it is a stub: .*/, @stay, '--system-map', "$work/wrong");
    use_kernel("$work/vmlinux.gz");
};

# ---- the running kernel ----------------------------------------------------------------------

# The running kernel's build-id, from its ELF notes; '' if it has none.
sub running_id {
    my $notes = read_file('/sys/kernel/notes') // '';
    while (length($notes) >= 12) {
        my ($name_len, $len, $type) = unpack('V3', $notes);
        my ($name, $id) = unpack('x12 a' . ($name_len + 3 & ~3) . " a$len", $notes);
        return unpack('H*', $id) if $type == 3 && $name eq "GNU\0";
        $notes = substr($notes, 12 + ($name_len + 3 & ~3) + ($len + 3 & ~3));
    }
    return '';
}

# mkinitrd treats a map according to the result of sysmap check.
sub as_checked {
    my ($name) = @_;
    my ($result, $out) = run($sysmap, 'check', "$work/running");
    my ($status, undef, $err) = run($mkinitrd, '-f', '--init', "$work/init", an_init(), @stay, '--system-map', "$work/running", $image);
    is($status, $result == 1 ? 1 : 0, "$name: as sysmap reports, " . $out =~ s/.*: //sr =~ s/\n//r) or diag($err);
    like($err, $result == 3 ? qr/included unverified/ : $result == 1 ? qr/compared with the running kernel/ : qr/\A\z/,
        "$name: messages");
    my @manifests = $status == 0 ? grep { /gangway$/ } keys %{contents($image)} : ();
    is(scalar @manifests, $result == 0 && running_id() ? 1 : 0, "$name: a manifest if it is verified");
}

subtest 'the running kernel' => sub {
    my $running = (POSIX::uname())[2];
    my @core = grep { !/\t/ } split(/\n/, read_file('/proc/kallsyms') // '');
    plan skip_all => 'no /proc/kallsyms to build a map from' if !@core;
    plan skip_all => '/proc/kallsyms hides its addresses' if $core[-1] =~ /^0+ /;
    plan skip_all => "the map would be compared with the vmlinuz of $running"
        if grep { -e } "/boot/vmlinuz-$running", "/lib/modules/$running/vmlinuz";
    push(@core, $core[-1] =~ s/ .*/ B _end/r) if !grep { / _end$/ } @core;
    write_file("$work/running", map_of(@core));
    as_checked('its own symbols');
    write_file("$work/running", map_of(@core) =~ s/ t (\w+)$/ t another_$1/mr);
    as_checked('one is another');
};

# ---- real kernels ------------------------------------------------------------------------------

my $cache = $ENV{GANGWAY_CACHE} // "$ENV{HOME}/.cache/gangway";

subtest 'a real kernel and its map' => sub {
    my ($small) = glob("$cache/kernels/small-*/System.map");
    plan skip_all => 'the small kernel is not built yet (qemu-tests/smallkernel/smallkernel.sh)' if !$small;
    my $dir = $small =~ s{/[^/]*$}{}r;
    write_file($vmlinuz, read_file("$dir/vmlinuz"));
    my ($status, $output) = run($sysmap, 'info', $vmlinuz);
    my ($build_id) = $output =~ /^build-id +(\w+)$/m;
    my $real = read_file($small);
    is_deeply(included('--system-map', $small), [$real, manifest_of($real, $build_id)], 'is verified');
    write_file("$work/wrong", $real =~ s/ t (\w+)$/ t another_$1/mr);
    fails('one symbol differs', qr/--system-map \S*: its symbols differ from those of \S*/, @stay, '--system-map', "$work/wrong");
};

subtest 'the map in Debian\'s package' => sub {
    my ($shipped) = glob("$cache/kernels/6.1_*/boot/System.map-*");
    plan skip_all => 'Debian\'s kernel is not downloaded yet (make boot)' if !$shipped;
    fails('its map', qr/--system-map \S*: it is a stub: .*/, @stay, '--system-map', $shipped);
};

done_testing();
