#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0
#
# The commands of README.md, and the packages of each target (cases U12, U21).

use strict;
use warnings;
use lib 'host-tests';
use document;
use Test::More;

my @commands = grep { /^    [a-z(]/ } split /^/, content('README.md');

my (%made, %used);
for (@commands) {
    # a name without a directory, or in one that a command creates
    for my $word (/(?<![\w\/.=-])((?:[\w-]+\.(?:img|cpio\.gz))|tree(?=[\/: ]))/g) {
        $used{$word}++;
        next if $made{$word};
        $made{$word} = 1;
        like($_, qr/mkdir.*\b$word\b|mke2fs.*\b$word\b|mkinitrd\b.*\b$word\b|>\Q$word\E/, "README.md makes $word before it uses it");
    }
}
cmp_ok(scalar(keys %made), '>=', 6, 'outputs are found');
my %times;
/mkinitrd\b.* ([\w-]+\.img) / and $times{$1}++ for @commands;
is_deeply([grep { $times{$_} > 1 } keys %times], [], 'no image is built twice, which mkinitrd refuses');
SKIP: {
    skip 'not a clone', 1 if system('git rev-parse --git-dir >/dev/null 2>&1') != 0;
    for (sort keys %made) {
        my $path = $_ eq 'tree' ? 'tree/' : $_;
        is(system('git', 'check-ignore', '-q', $path), 0, "git ignores $_");
    }
}

my %list = map { my $target = $_; $target => { map { (split ' ')[0] => 1 } `qemu-tests/packages.sh --list $target` } } qw(build boot check deb distro bench);
ok($list{build}{'libklibc-dev'} && $list{build}{gcc}, 'build includes the compilers');
ok($list{boot}{'qemu-system-x86'} && $list{boot}{gcc}, 'boot includes QEMU and the compilers');
is_deeply([grep { $list{boot}{$_} } qw(lvm2 mdadm ovmf cryptsetup-bin debootstrap python3-pytest)], [], 'and no unnecessary packages');
ok($list{check}{mdadm} && !$list{check}{debootstrap} && $list{bench}{debootstrap}, 'check and bench include theirs');
ok($list{deb}{debhelper} && $list{deb}{gcc} && !$list{deb}{python3}, 'deb includes debhelper and the compilers');
ok($list{distro}{$_}, "check-distro has $_") for qw(debootstrap debhelper lintian qemu-system-x86 python3-pytest);
my $all = `qemu-tests/packages.sh --list`;
is(scalar(() = $all =~ /^/mg), scalar(keys %{$list{bench}}), 'all packages without a target');
is(system('qemu-tests/packages.sh --list everything 2>/dev/null') >> 8, 2, 'an unknown target');
like(do { local (@ARGV, $/) = 'qemu-tests/packages.sh'; <> }, qr/apt-get install -y --no-upgrade/, 'installed packages are not upgraded');

# The figures are those of docs/BENCH.md.
my ($readme, $bench) = map { content($_) } 'README.md', 'docs/BENCH.md';

# A column of an image's row in a section; in "Making the images", of Debian 6.1.
sub figure {
    my ($section, $image, $column) = @_;
    my ($text) = $bench =~ /^#+ \Q$section\E\n(.*?)(?=^#|\z)/ms or die "no $section\n";
    for (split /\n/, $text) {
        my @cells = split / *\| */;
        return $cells[$column] =~ tr/,//dr if ($cells[1] // '') eq $image && ($section !~ /^Making/ || $cells[3] =~ /^6\.1\./);
    }
    die "$section: no $image\n";
}

my @seconds = map { my $machine = $_; map { sprintf('%.2f', figure("Debian 6.1, $machine", $_, 3)) } qw(gangway floor) } 'LSI SCSI', 'virtio-blk';
my ($fast) = $readme =~ /^- \*\*Fast\.\*\*(.*?)(?=^- )/ms;
is_deeply([$fast =~ /(\d\.\d\d) s/g], \@seconds, 'the seconds of README are those of docs/BENCH.md');
for (['generic image, Debian 6.1', 7, 1e6, 'MB'], ['processor time to build it', 4, 1, 's']) {
    my ($row, $column, $unit, $name) = @$_;
    my ($cells) = $readme =~ /^\| \Q$row\E \|(.*)\|$/m;
    is_deeply([map { s/^ +| +$//gr } split /\|/, $cells], [map { $_ && sprintf("%.1f $name", figure('Making the images', $_, $column) / $unit) }
        'gangway --generic', '', 'dracut, generic', 'initramfs-tools, most'], "$row, too");
}

done_testing();
