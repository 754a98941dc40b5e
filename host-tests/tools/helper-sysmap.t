#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0
#
# When the helper that installs System.map does nothing (case P19): a root in memory loses the map
# at each boot. The helper runs in a root of its own, without /proc, and so never gets a map.

use strict;
use warnings;
use Test::More;

my $helper = "$ENV{TAP_BUILD}/../helpers/sysmap";
my $work = $ENV{TAP_FOLDER};
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
done_testing();
