#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0
#
# The helpers for LUKS, LVM and md: what they run, in a root whose programs print what they are told. What cryptsetup makes of that, qemu-tests/test_containers.py tells.

use strict;
use warnings;
use lib 'host-tests/tools';
use mkinitrd;
use File::Copy qw(copy);
use File::Path qw(make_path);
use Test::More;

my $inside = "$work/inside";
# whoever is not root needs a namespace to be it in
my @enter = $> == 0 ? ('chroot', $inside) : ('unshare', '--map-root-user', "--root=$inside");

make_path("$inside/etc", "$inside/usr/sbin", "$inside/lib/gangway");
copy("$ENV{TAP_BUILD}/../opener", "$inside/lib/gangway/crypto_LUKS") or die "opener: $!\n";
chmod(0755, "$inside/lib/gangway/crypto_LUKS");
write_file("$work/echo.c", <<'END');
#include <stdio.h>

int main(int count, char **arguments)
{
	for (int i = 1; i < count; i++)
		printf("%s ", arguments[i]);
}
END
must('gcc', '-static', '-o', "$inside/usr/sbin/cryptsetup", "$work/echo.c");

# What it runs for a device of which /init tells this, by these lines.
sub runs {
    my ($name, $told, $commands, @lines) = @_;
    write_file("$inside/etc/crypttab", join('', map { "$_\n" } @lines));
    my ($status, $out, $err) = run('env', '-i', 'PATH=/usr/sbin:/usr/bin:/sbin:/bin', @$told, @enter,
        '/lib/gangway/crypto_LUKS', '/dev/sda', 'ask');
    is("$status$out$err", "0$commands", $name);
}

my @labels = ('one LABEL=Data', 'two LABEL=data');

runs('a UUID, in any case', ['ID_FS_UUID=ab-1'], 'open --type=luks --readonly /dev/sda it ', 'it UUID=AB-1 none read-only,luks');
runs('no line', ['ID_FS_UUID=ab-1'], 'open --type=luks /dev/sda luks-ab-1 ', '# UUID=ab-1', 'it UUID=');
runs('a label', ['ID_FS_LABEL=Data'], 'open --type=luks /dev/sda one ', @labels);
runs('and another', ['ID_FS_LABEL=data'], 'open --type=luks /dev/sda two ', @labels);
runs('as many options as a line has room for', [], 'open --type=luks ' . '--tries= ' x 36 . '/dev/sda it ',
    'it /dev/sda none ' . join(',', ('tries=') x 36));

done_testing();
