#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0
#
# gangway.trial=: what mkinitrd adds and checks, and the helper's arguments. qemu-tests/test_trial.py
# has the disks.

use strict;
use warnings;
use lib 'host-tests/tools';
use mkinitrd;
use File::Spec;
use Test::More;

my @plain = ('--busybox', 'none', '--modules', 'alone');

sub build {
    my ($text) = @_;
    write_file("$work/conf", $text);
    return mkinitrd('-f', @plain, '--config', "$work/conf", $image, $release);
}

my ($status, $out, $err) = build("gangway.trial=LABEL=state:/tries\ngangway.fallback=LABEL=old\n");
is("$status$err", '0', 'a configuration with gangway.trial=');
is(contents($image)->{'lib/gangway/trial'}{mode}, '-rwxr-xr-x', 'the image gets the helper');
build("gangway.fallback=LABEL=old\n");
ok(!contents($image)->{'lib/gangway/trial'}, 'an image without gangway.trial= does not');

($status, $out, $err) = build("gangway.trial=LABEL=state:/tries\n");
is("$status$err", "0mkinitrd: gangway.trial= without gangway.fallback=: the boot stops when no tries are left\n",
    'without a fallback there is a warning');
for (['LABEL=state', 'gangway.trial=LABEL=state: expected DEVICE:/FILE'],
    ['LABEL=state:tries', 'gangway.trial=LABEL=state:tries: expected DEVICE:/FILE'],
    ['gpt-auto:/tries', 'gangway.trial=gpt-auto:/tries: gpt-auto and PARTNROFF are not supported'],
    ['/dev/nfs:/tries', 'cannot find gangway.trial=/dev/nfs: .*']) {
    my ($value, $message) = @$_;
    ($status, $out, $err) = build("gangway.trial=$value\ngangway.fallback=LABEL=old\n");
    like("$status$err", qr/^1mkinitrd: (?:.*: )?$message\n/, "gangway.trial=$value");
}

# ---- gangway.slots=gpt --------------------------------------------------------------------------

($status, $out, $err) = build("root=gpt-auto\ngangway.slots=gpt\n");
is("$status$err", '0', 'a configuration with gangway.slots=gpt');
is(contents($image)->{'lib/gangway/trial'}{mode}, '-rwxr-xr-x', 'the image gets the helper');
build("root=gpt-auto\ngangway.slots=no\n");
ok(!contents($image)->{'lib/gangway/trial'}, 'not with gangway.slots=no');
($status, $out, $err) = build("gangway.slots=gpt\n");
is("$status$err", '0', 'root=gpt-auto may be on the command line');
for (["root=LABEL=a\ngangway.slots=gpt\n", 'gangway.slots=gpt needs root=gpt-auto, not root=LABEL=a'],
    ["root=gpt-auto\ngangway.slots=gpt\ngangway.trial=LABEL=a:/b\ngangway.fallback=LABEL=c\n",
        'gangway.slots=gpt and gangway.trial=LABEL=a:/b exclude each other'],
    ["gangway.slots=yes\n", '/etc/gangway.conf: ignoring gangway.slots=yes: expected gpt or no']) {
    my ($text, $message) = @$_;
    ($status, $out, $err) = build($text);
    is($status, 1, "$message: no image");
    like($err, qr/^mkinitrd: \Q$message\E$/m, 'the reason');
}

# ---- the program --------------------------------------------------------------------------------

symlink(File::Spec->rel2abs('build/helpers/trial'), "$work/gangway-confirm") or die;
for ([['LABEL=state'], 2, 'LABEL=state: expected DEVICE:/FILE'],
    [['LABEL=state:/a', 'b'], 2, 'usage: gangway-confirm \[--status \| DEVICE:FILE\]'],
    [['gpt-auto:/a'], 2, 'gpt-auto: .*'],
    [['x' x 600], 3, 'x+: File name too long']) {
    my ($arguments, $expected, $message) = @$_;
    ($status, $out, $err) = run("$work/gangway-confirm", @$arguments);
    is($status, $expected, "gangway-confirm @$arguments: exit status");
    like($err, qr/^gangway-confirm: $message\n$/, "gangway-confirm @$arguments: message");
}
SKIP: {
    skip 'this machine has /run/gangway/trial', 2 if -e '/run/gangway/trial';
    ($status, $out, $err) = run("$work/gangway-confirm");
    is("$status$err", "1gangway-confirm: /run/gangway/trial: this boot is not a trial\n",
        'without a trial nothing is confirmed');
    ($status, $out, $err) = run("$work/gangway-confirm", '--status');
    is("$status$out$err", "1gangway-confirm: /run/gangway/trial: this boot is not a trial\n",
        'and --status says so');
}

done_testing();
