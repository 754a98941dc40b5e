# SPDX-License-Identifier: GPL-2.0
#
# A root with this machine's programs and its own /boot, /etc, /lib/modules, /opt and dpkg, for tests
# of scripts that use absolute paths. It needs mount namespaces, but no root rights.

package debianroot;

use strict;
use warnings;
use Exporter qw(import);
use File::Path qw(make_path);
use Test::More;
use mkinitrd qw($work run write_file);

our @EXPORT = qw($top in_root);

our $top = "$work/top";

my @needed = grep { !-x "/usr/bin/$_" } qw(dpkg dpkg-deb dpkg-divert run-parts);
plan skip_all => "no @needed" if @needed;
my $namespace = $> == 0 ? 'unshare -m' : 'unshare -rm';
plan skip_all => 'no mount namespaces for this user' if system("$namespace true 2>/dev/null") != 0;

make_path(map { "$top/$_" } qw(usr dev proc boot lib etc opt/bin tmp lib/modules var/lib/dpkg/info var/lib/dpkg/updates));
-l "/$_" and symlink(readlink "/$_", "$top/$_") for qw(bin sbin lib64);
write_file("$top/var/lib/dpkg/status", '');
my $mounts = <<"END";
set -e
for d in /usr /dev /proc; do mount --rbind \$d $top\$d; done
for d in /lib/*-linux-*/ \$(test -L /lib64 || echo /lib64); do mkdir -p $top\$d; mount --bind \$d $top\$d; done
END

# Runs a shell command in that root: exit status and output. /opt/bin is first in PATH.
sub in_root {
    my ($command) = @_;
    write_file("$top/tmp/command", $command);
    write_file("$work/in-root", "${mounts}exec /usr/sbin/chroot $top /bin/sh /tmp/command 2>&1\n");
    my ($status, $out) = run('sh', '-c', "PATH=/opt/bin:/usr/sbin:/usr/bin:/sbin:/bin TMPDIR=/tmp exec $namespace sh $work/in-root");
    return wantarray ? ($status, $out) : "$status$out";
}

1;
