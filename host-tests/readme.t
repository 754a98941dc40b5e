#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0
#
# The commands of README.md and the packages of each target: that they fit together (cases U12, U21).

use strict;
use warnings;
use lib 'host-tests';
use document;
use Test::More;

my @commands = grep { /^    [a-z(]/ } split /^/, content('README.md');

my (%made, %used);
for (@commands) {
    # a word without a directory, or in one that a command makes
    for my $word (/(?<![\w\/.=-])((?:[\w-]+\.(?:img|cpio\.gz))|tree(?=[\/: ]))/g) {
        $used{$word}++;
        next if $made{$word};
        $made{$word} = 1;
        like($_, qr/mkdir.*\b$word\b|mke2fs.*\b$word\b|mkinitrd\b.*\b$word\b|>\Q$word\E/, "README.md makes $word before it uses it");
    }
}
cmp_ok(scalar(keys %made), '>=', 6, 'outputs are found in it');
my %times;
/mkinitrd\b.* ([\w-]+\.img) / and $times{$1}++ for @commands;
is_deeply([grep { $times{$_} > 1 } keys %times], [], 'no image is made twice: the second would be refused');
SKIP: {
    skip 'not a clone', 1 if system('git rev-parse --git-dir >/dev/null 2>&1') != 0;
    for (sort keys %made) {
        my $path = $_ eq 'tree' ? 'tree/' : $_;
        is(system('git', 'check-ignore', '-q', $path), 0, "git ignores $_");
    }
}

my %list = map { my $target = $_; $target => { map { (split ' ')[0] => 1 } `qemu-tests/packages.sh --list $target` } } qw(build boot check deb bench);
ok($list{build}{'libklibc-dev'} && $list{build}{gcc}, 'a build has its compilers');
ok($list{boot}{'qemu-system-x86'} && $list{boot}{gcc}, 'a boot has the machine, and what builds');
is_deeply([grep { $list{boot}{$_} } qw(lvm2 mdadm ovmf cryptsetup-bin debootstrap python3-pytest)], [], 'and nothing that it does not need');
ok($list{check}{mdadm} && !$list{check}{debootstrap} && $list{bench}{debootstrap}, 'check and bench have theirs');
ok($list{deb}{debhelper} && $list{deb}{gcc} && !$list{deb}{python3}, 'packages have debhelper, and what builds');
my $all = `qemu-tests/packages.sh --list`;
is(scalar(() = $all =~ /^/mg), scalar(keys %{$list{bench}}), 'without a target it is all of them');
is(system('qemu-tests/packages.sh --list everything 2>/dev/null') >> 8, 2, 'a target that there is not');
like(do { local (@ARGV, $/) = 'qemu-tests/packages.sh'; <> }, qr/apt-get install -y --no-upgrade/, 'nothing that is there is upgraded');

done_testing();
