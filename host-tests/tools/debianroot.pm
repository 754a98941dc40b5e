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
use mkinitrd qw($work must run write_file);

our @EXPORT = qw($top in_root write_built install_kernels fresh);

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

# ---- what the Debian package runs ---------------------------------------------------------------

# An image is a list of mkinitrd's arguments, and what is in /tmp/damage.
my %programs = (
    'gangway-mkinitrd' => <<'END',
#!/bin/sh
[ "$1" != --version ] || { echo 'mkinitrd (gangway) 9.9'; exit; }
if [ "$1" = --list ]; then
    ! grep -q damaged "$2" || exit 1
    grep -q empty "$2" || echo '-rwxr-xr-x 1 0 0 0 init'
    exit
fi
[ ! -e /tmp/slow ] || { echo started >>/tmp/log; sleep "$(cat /tmp/slow)" 9<&-; }
[ ! -e /tmp/fails ] || { echo 'mkinitrd: No space left on device' >&2; exit 1; }
echo ended >>/tmp/log
arguments=$*
while [ $# -gt 2 ]; do shift; done
[ ! -e "$1" ] || mv "$1" "$1.old"
echo "$arguments" >"$1"
[ ! -e /tmp/damage ] || cat /tmp/damage >>"$1"
END
    'linux-version' => <<'END',
#!/bin/sh
case $1 in
list) for each in /lib/modules/*; do echo "${each##*/}"; done ;;
sort) sort -rV ;;
esac
END
    'ischroot' => "#!/bin/sh\n[ ! -e /tmp/machine ]\n",
    'systemd-detect-virt' => "#!/bin/sh\nexit 1\n",
);
# For `make -o all O=$work/build install`: what the build makes, as empty files but for %content.
sub write_built {
    my (%content) = @_;
    my @helpers = map { s{.*/}{helpers/}r } glob("$ENV{TAP_BUILD}/../helpers/*");
    write_file("$work/build/$_", $content{$_} // '') for qw(init mkinitrd sysmap gangway-plot), @helpers;
    delete $ENV{MAKEFLAGS}; # of a `make -j` that runs the tests
}

# Kernels of these releases, and the programs of the package.
sub install_kernels {
    write_file("$top/opt/bin/$_", $programs{$_}, 0755) for keys %programs;
    must("cp packaging/debian/update-gangway packaging/debian/gangway-entry '$top/opt/bin'");
    make_path("$top/sys/dev/block", map { "$top/lib/modules/$_" } @_);
    write_file("$top/boot/vmlinuz-$_", "kernel $_") for @_;
}

# No image, on the machine itself.
sub fresh {
    unlink(glob("$top/boot/gangway-* $top/tmp/*"));
    write_file("$top/tmp/machine", '');
}

1;
