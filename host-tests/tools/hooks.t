#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0
#
# The scripts that kernel packages run (case S13), installed by `make install`, with the
# package of a small kernel, dpkg, and a separate root.

use strict;
use warnings;
use lib 'host-tests/tools';
use debianroot;
use mkinitrd;
use Cwd qw(abs_path);
use File::Path qw(make_path remove_tree);
use Test::More;

my $sysmap = abs_path("$ENV{TAP_BUILD}/../sysmap");

# make install builds nothing; only sysmap is run.
write_built(sysmap => read_file($sysmap));
my @make = ('make', '-s', '-o', 'all', "O=$work/build", "DESTDIR=$top", 'PREFIX=/opt');
my ($status, $out, $err) = run(@make, 'install');
is("$status$err", '0', 'make install') or BAIL_OUT('nothing to test');
ok(-x "$top/etc/kernel/$_.d/gangway-sysmap", "a hook in $_.d") for qw(postinst postrm);
like(read_file("$top/etc/kernel/postrm.d/gangway-sysmap"), qr{^sysmap=/opt/bin/sysmap }m, 'with PREFIX');

# ---- a kernel's package -------------------------------------------------------------------------

my $stub = "ffffffffffffffff B The real System.map is in the linux-image-<version>-dbg package\n";
my $map = "boot/System.map-$release";
my $dir = "lib/modules/$release";
my @rows = ('ffffffff81000000 T _stext', (map { sprintf('ffffffff%08x t function_%d', 0x81000000 + 16 * $_, $_) } 1 .. 300),
    'ffffffff81010000 T _etext', 'ffffffff81020000 B _end');
vmlinux("$work/vmlinux", '0x00112233445566778899aabbccddeeff00112233', @rows);
my $whole = join('', map { "$_\n" } @rows);

# Like the maintainer scripts of Debian's linux-image.
sub package_of {
    my ($version, $system_map) = @_;
    my $tree = "$work/package";
    remove_tree($tree);
    write_file("$tree/$map", $system_map);
    write_file("$tree/boot/vmlinuz-$release", read_file("$work/vmlinux"));
    write_file("$tree/$dir/kernel/a.ko", 'module');
    write_file("$tree/DEBIAN/control", <<"END");
Package: linux-image-test
Version: $version
Architecture: all
Maintainer: me <me\@example.org>
Description: a kernel
END
    write_file("$tree/DEBIAN/$_", <<"END", 0755) for qw(postinst postrm);
#!/bin/sh
set -e
DEB_MAINT_PARAMS="\$*" run-parts --exit-on-error --arg=$release --arg=/boot/vmlinuz-$release /etc/kernel/$_.d
END
    must("dpkg-deb --root-owner-group -Znone -b '$tree' '$top/tmp/$version.deb' >/dev/null");
}

sub install_maps {
    return in_root("/opt/bin/sysmap place --kernel $release");
}

package_of($_, $stub) for 1, 2;
package_of(3, $whole);

# ---- without the hooks, with them ---------------------------------------------------------------

my $verify = 'dpkg --verify linux-image-test';
my $install = 'dpkg --force-unsafe-io --install /tmp';
rename("$top/etc/kernel/postinst.d", "$top/etc/kernel/away") && make_path("$top/etc/kernel/postinst.d");
like(in_root("$install/1.deb"), qr/^0/, 'a kernel is installed');
is(install_maps(), "0/$map: installed\n/$dir/System.map: installed\n", 'its stub is replaced');
like(in_root($verify), qr{^\d?..5......   /\Q$map\E$}m, 'which dpkg reports');
rmdir("$top/etc/kernel/postinst.d") && rename("$top/etc/kernel/away", "$top/etc/kernel/postinst.d");

like(in_root("$install/2.deb"), qr/^0/, 'an upgrade');
is(read_file("$top/$map"), undef, 'diverts the stub');
is(read_file("$top/$map.stub"), $stub, 'to another name');
ok(read_file("$top/$dir/System.map") eq $whole, 'and leaves the other installed files');
is(install_maps(), "0/$map: installed\n", 'the map is installed');
is(in_root($verify), '0', 'dpkg reports nothing');
like(in_root("$install/2.deb"), qr/^0/, 'installed once more');
ok(read_file("$top/$map") eq $whole, 'the map is kept');
is(in_root($verify), '0', 'and dpkg reports nothing');

write_file("$top/$dir/System.map.gangway.new", 'what a power cut left');
like(in_root('dpkg --remove linux-image-test'), qr/^0/, 'the kernel is removed');
is_deeply([glob("$top/boot/* $top/$dir/*")], [], 'with all files that were installed for it');
is(in_root("dpkg-divert --listpackage /$map"), '0', 'the diversion too');
like(in_root('dpkg --purge linux-image-test'), qr/^0/, 'it is purged');
ok(!-e "$top/$dir", 'nothing is left of it');

# ---- maps that are not stubs, and foreign files ---------------------------------------------------

like(in_root("$install/3.deb"), qr/^0/, 'a kernel that brings its map');
ok(read_file("$top/$map") eq $whole, 'which is not diverted');
is(install_maps(), "0/$dir/System.map: installed\n", 'and serves');
write_file("$top/$dir/System.map", "mine\n");
$out = in_root('dpkg --purge linux-image-test');
like($out, qr{^0.*^/\Q$dir\E/System\.map: not removed: it was changed$}ms, 'what has changed is printed');
is_deeply([map { s{.*/}{}r } glob("$top/$dir/*")], ['System.map'], 'and kept; the files of gangway are removed');
unlink("$top/$dir/System.map");

# A kernel without files of gangway, and one that lost its manifest to a power cut.
my $hook = '/etc/kernel/postrm.d/gangway-sysmap';
is(in_root("$hook $release"), '0', 'a kernel for which nothing is installed');
write_file("$top/$dir/System.map.gangway.gangway.new", 'half a manifest');
is(in_root("$hook $release"), '0', 'half of a manifest');
is_deeply([glob("$top/$dir/*")], [], 'is removed');
is(in_root("DEB_MAINT_PARAMS=\"upgrade 2\" $hook $release"), '0', 'an upgrade');
is(in_root($hook), '0', 'no release');

# gangway is removed, but not the kernel.
package_of(4, $stub);
like(in_root("$install/4.deb"), qr/^0/, 'a kernel with a stub');
is(install_maps(), "0/$map: installed\n/$dir/System.map: installed\n", 'has a map');
is(in_root("$hook $release"), '0', 'the hook without a kernel package');
is(read_file("$top/$map"), $stub, 'restores the stub');
is(in_root($verify), '0', 'and dpkg reports nothing');
is(in_root("/etc/kernel/postinst.d/gangway-sysmap $release"), '0', 'the stub is diverted again');
write_file("$top/$map", "mine\n");
is(in_root("$hook $release"), '0', 'a file of the administrator');
is(read_file("$top/$map"), "mine\n", 'is not replaced by the stub');
ok(!-e "$top/$map.stub", 'which is not left under the other name');
in_root('dpkg --purge linux-image-test');

# The administrator's own diversions of the same file.
for my $other ("/$map.distrib", '/opt/System.map') {
    is(in_root("dpkg-divert --quiet --local --rename --divert $other --add /$map && $install/4.deb >/dev/null"), '0',
        "a diversion to $other");
    is(read_file("$top$other"), $stub, 'is not changed by the installation of a kernel');
    is(in_root("$hook $release"), '0', 'the hook');
    is(in_root("dpkg-divert --truename /$map"), "0$other\n", 'keeps the diversion');
    is(read_file("$top$other"), $stub, 'and the stub');
    in_root('dpkg --purge linux-image-test');
    is(in_root("dpkg-divert --truename /$map"), "0$other\n", 'as does the removal of the kernel');
    in_root("dpkg-divert --quiet --local --no-rename --remove /$map");
}

unlink("$top/opt/bin/sysmap");
is(in_root("$hook $release"), '0', 'gangway itself was removed');

($status, $out, $err) = run(@make, 'uninstall');
is_deeply([glob("$top/etc/kernel/*/*")], [], 'make uninstall removes the hooks');

done_testing();
