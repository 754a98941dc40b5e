#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0
#
# The helper that installs System.map: it does nothing (case P19) on a root in memory, which loses the map
# at each boot; and it installs the map of the image. It runs in a separate root, without /proc.

use strict;
use warnings;
use File::Spec;
use File::Path qw(make_path);
use Test::More;

my $helper = "$ENV{TAP_BUILD}/../helpers/sysmap";
my $work = $ENV{TAP_DIR};
my @private = $> == 0 ? qw(unshare --mount) : qw(unshare --mount --map-root-user);
plan(skip_all => "no mount namespace: @private") if system("@private true 2>/dev/null") != 0;
my $refusal = qr{^<6>gangway: System\.map: not installed: the root may be in memory; gangway\.sysmap=all installs it$}m;

# What the helper logs and what it leaves in /lib/modules, after $mount has made the root.
sub logged {
    my ($mount, $mode) = @_;
    my $script = <<'END';
set -e
helper=$1 root=$2 mode=$3
mkdir -p "$root" "$root.upper" "$root.work" "$root.lower"
eval "$4"
mkdir -p "$root/dev" "$root/lib/modules/$(uname -r)"
: >"$root/dev/kmsg"
cp "$helper" "$root/helper"
chroot "$root" /helper "$mode" || :
cat "$root/dev/kmsg"
find "$root/lib/modules" -type f
END
    open(my $pipe, '-|', @private, 'sh', '-c', $script, 'sh', $helper, "$work/root", $mode, $mount) or die "unshare: $!";
    local $/;
    return scalar(<$pipe>) // '';
}

my %memory = (
    tmpfs => 'mount -t tmpfs none "$root"',
    overlay => 'mount -t tmpfs none "$root.work"; mkdir "$root.work/u" "$root.work/w";
        mount -t overlay -o "lowerdir=$root.lower,upperdir=$root.work/u,workdir=$root.work/w" none "$root"',
);
for my $type (sort keys %memory) {
    my $log = logged($memory{$type}, 'auto');
    like($log, $refusal, "auto, $type");
    unlike($log, qr{/lib/modules/}, 'no file is written');
}
my $log = logged($memory{tmpfs}, 'all');
unlike($log, $refusal, 'all, tmpfs');
like($log, qr/^<6>gangway: /, 'the helper tries');

my $type = `stat -f -c %T '$work'`;
SKIP: {
    skip("$work is in memory itself", 2) if $type =~ /tmpfs|ramfs|overlay/;
    $log = logged('', 'auto');
    unlike($log, $refusal, 'auto, on a disk');
    like($log, qr/^<6>gangway: /, 'the helper tries');
}

# ---- the map of the image, in a root whose kernel has a build ID and no /proc ----

my $release = `uname -r` =~ s/\n//r;
my $map = "ffffffff81000000 T _stext\nffffffff81002000 T _etext\nffffffff81003000 B _end\n";

sub spew {
    my ($path, $data) = @_;
    make_path($path =~ s{/[^/]*$}{}r);
    open(my $file, '>:raw', $path) or die "$path: $!";
    print $file $data;
    close($file) or die "$path: $!";
}

# FNV-1a, as in the manifest.
sub hash {
    use integer;
    no warnings 'portable';
    my $hash = 0xcbf29ce484222325;
    $hash = ($hash ^ ord) * 0x100000001b3 for split //, $_[0];
    return sprintf('%x', $hash);
}

# The exit status of the helper, started in the image with the real root as its root.
sub helper {
    my ($name, $id, $mode) = @_;
    my ($image, $root) = ("$work/$name.image", "$work/$name");
    spew("$image/lib/modules/$release/System.map", $map);
    spew("$image/lib/modules/$release/System.map.gangway",
        "version 1\nbuild-id $id\nright " . length($map) . ' 0 ' . hash($map) . " /System.map\n");
    spew("$root/sys/kernel/notes", pack('V3 a4 C4', 4, 4, 3, "GNU\0", 1, 2, 3, 4));
    spew("$root/boot/vmlinuz", '');
    spew("$root/dev/kmsg", '');
    make_path("$root/lib/modules/$release");
    system('cp', $helper, "$root/helper") == 0 or die;
    my $enter = 'chdir(shift) && chroot(shift) && exec("/helper", @ARGV); exit(99)';
    return system(@private, $^X, '-e', $enter, map({ File::Spec->rel2abs($_) } $image, $root), $mode) >> 8;
}

sub installed {
    my ($name) = @_;
    my $path = "$work/$name/boot/System.map-$release";
    open(my $file, '<:raw', $path) or return '';
    local $/;
    return sprintf('%o ', (stat($path))[2] & 07777) . <$file>;
}

is(helper('image', '01020304', 'all'), 0, 'the map of the image is for this kernel');
is(installed('image'), "600 $map", 'it is installed, readable by root only');
is(helper('other', '04030201', 'all'), 1, 'the map of the image is for another kernel');
is(installed('other'), '', 'it is not installed');
is(helper('usage', '01020304', 'off'), 2, 'an unknown mode');
is(installed('usage'), '', 'installs nothing');
done_testing();
