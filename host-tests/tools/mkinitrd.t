#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0
#
# mkinitrd: what is in an image, how it is packed, and that it is the same again.

use strict;
use warnings;
use lib 'host-tests/tools';
use mkinitrd;
use File::Path qw(make_path remove_tree);
use POSIX ();
use Test::More;

# ---- what is in an image -----------------------------------------------------------------------

subtest 'the skeleton' => sub {
    my $got = image('--stay', '--busybox', 'none');
    is_deeply([sort keys %$got], [sort qw(bin dev dev/console etc etc/gangway.conf init lib
        lib/modules proc root run sbin sbin/init sbin/modprobe sys tmp)], 'every image has these');
    is($got->{'dev/console'}{mode}, 'crw-------', 'the console is a device');
    like($got->{'dev/console'}{size}, qr/^5,\s+1$/, 'and the right one');
    is($got->{tmp}{mode}, 'drwxrwxrwt', '/tmp is for all');
    is($got->{init}{mode}, '-rwxr-xr-x', '/init may be executed');
    is($got->{'sbin/modprobe'}{target}, '/init', 'the kernel finds its modprobe');
    is(read_file(unpacked() . '/init'), read_file("$work/init"), '/init is the file given');
};

subtest 'the helper for System.map' => sub {
    my $helper = 'lib/gangway/sysmap';
    my @modules = ('--modules', 'fs_top', '--busybox', 'none');

    is(image(@modules)->{$helper}{size}, -s "$work/helpers/sysmap", 'is in each image');
    is(image(@modules, '--system-map', 'none')->{$helper}{mode}, '-rwxr-xr-x', 'also without a map');
    ok(!image(@modules, '--system-map', 'off')->{$helper}, 'but with off');
    ok(!image('--stay', '--busybox', 'none')->{$helper}, 'and with --stay');
    rename("$work/helpers/sysmap", "$work/away") or die;
    fails('no helper beside /init', qr{\Q$work\E/helpers/sysmap: No such file or directory}, @modules);
    rename("$work/away", "$work/helpers/sysmap") or die;
};

subtest 'modules' => sub {
    my $got = image('--modules', 'fs_top,alone', '--modules', 'in-zst', '--busybox', 'none');
    is_deeply([sort grep { /\.ko$/ } keys %$got], [sort map { "$kernel/$_" }
        qw(lib/base.ko drivers/top-driver.ko crypto/soft.ko crypto/after_it.ko crypto/alone.ko crypto/in-zst.ko)],
        'those asked for, those that they need, those that they work better with');
    is_deeply([sort map { m{/(modules\.[^/]*)$} ? $1 : () } keys %$got],
        [sort qw(modules.dep.bin modules.alias.bin modules.hints.bin modules.softdep modules.builtin.bin modules.builtin.alias.bin)],
        'and their index');
    my $to = unpacked();
    is(read_file("$to/$kernel/lib/base.ko"), read_file("$modules/kernel/lib/base.ko"), 'byte for byte');
    like(read_file("$to/etc/gangway.conf"), qr/^gangway\.modules=top_driver,alone,in_zst$/m,
        'the configuration names those asked for');
    unlike(read_file("$to/etc/gangway.conf"), qr/^gangway\.stay/m, 'and does not stay');
    my ($status, $out, $err) = run('/usr/sbin/modprobe', '-d', $to, '-S', $release,
        '--show-depends', '-C', '/nonexistent', 'pci:v00001000d0012');
    my %loads = map { $_ => 1 } $out =~ m{insmod \S*/(\S+)}g;
    is_deeply([sort keys %loads], [qw(after_it.ko base.ko soft.ko top-driver.ko)],
        'the index is one that modprobe reads') or diag($err);
};

subtest 'modules that are packed' => sub {
    # Debian's depmod knows no .ko.gz, others do: in the index one name is put for another.
    indexed();
    my $index = read_file("$modules/modules.dep.bin");
    write_file("$modules/modules.dep.bin", $index =~ s/in-gz\.ko\.xz/in-gz.ko.gz/r);
    write_file("$work/in-gz.ko", $plain{gz});
    must("gzip -c '$work/in-gz.ko' > '$modules/kernel/crypto/in-gz.ko.gz'");
    image('--modules', 'in-xz,in_gz,in-zst', '--busybox', 'none');
    my $to = unpacked();
    is(read_file("$to/$kernel/crypto/in-$_.ko"), $plain{$_}, "$_ is unpacked") for qw(xz gz zst);
    not_indexed();
};

subtest 'modules that are links' => sub {
    indexed();
    rename("$modules/kernel/crypto/alone.ko", "$root/lib/modules/alone.ko");
    symlink('/lib/modules/alone.ko', "$modules/kernel/crypto/alone.ko");
    image('--modules', 'alone', '--busybox', 'none');
    is(read_file(unpacked() . "/$kernel/crypto/alone.ko"), read_file("$root/lib/modules/alone.ko"),
        'lead within the root');
    unlink("$modules/kernel/crypto/alone.ko");
    rename("$root/lib/modules/alone.ko", "$modules/kernel/crypto/alone.ko");
    not_indexed();
};

subtest 'modules that are built in' => sub {
    my ($status, $out, $err) = mkinitrd('-fv', '--modules', 'inside,alone', $image, $release);
    is($status, 0, 'they are no error');
    like($out, qr/inside: built into the kernel/, 'said with -v');
    like(read_file(unpacked() . '/etc/gangway.conf'), qr/^gangway\.modules=alone$/m, 'need no loading');
    my $got = image('--modules', 'fs-inside', '--busybox', 'none');
    is_deeply([grep { /\.ko$/ } keys %$got], [], 'an alias of one is one');
    unlike(read_file(unpacked() . '/etc/gangway.conf'), qr/^gangway\.modules/m, 'no empty list');
    ok($got->{"lib/modules/$release/modules.builtin.bin"}, '/init can see that it is built in');
};

subtest 'soft dependencies' => sub {
    my ($status, $out, $err) = mkinitrd('-fv', '--modules', 'top-driver', $image, $release);
    is($status, 0, 'one that does not exist is no error');
    like($out, qr/^mkinitrd: nowhere-to-find: not there \(top_driver works better with it\)$/m, 'said with -v');
    write_file("$root/etc/modprobe.d/soft.conf", "softdep alone post: soft\n");
    my $got = image('--modules', 'alone', '--busybox', 'none');
    ok($got->{"$kernel/crypto/soft.ko"}, 'modprobe.d has a word in it');
    remove_tree("$root/etc/modprobe.d");
};

subtest 'weak dependencies' => sub {
    indexed();
    write_file("$modules/modules.weakdep", "# made by depmod\nweakdep alone after_it nowhere soft\nweakdep other in_gz\n");
    my ($status, $out, $err) = mkinitrd('-fv', '--modules', 'alone', '--busybox', 'none', $image, $release);
    is($status, 0, 'one that does not exist is no error');
    like($out, qr/^mkinitrd: after_it \(alone may ask for it\)$/m, 'those that do are in');
    like($out, qr/^mkinitrd: nowhere: not there \(alone may ask for it\)$/m, 'said with -v');
    unlike($out, qr/in_gz/, 'another module has its own');
    like(read_file(unpacked() . '/etc/gangway.conf'), qr/^gangway\.modules=alone$/m, '/init loads none of them');
    not_indexed();
};

subtest 'modprobe.d' => sub {
    write_file("$root/etc/modprobe.d/both.conf", "options alone from=etc\n");
    write_file("$root/lib/modprobe.d/both.conf", "options alone from=lib\n");
    write_file("$root/lib/modprobe.d/lib.conf", "options alone other=1\n");
    write_file("$root/lib/modprobe.d/readme", "not for modprobe\n");
    image('--modules', 'alone', '--busybox', 'none');
    my $to = unpacked();
    is(read_file("$to/etc/modprobe.d/both.conf"), "options alone from=etc\n", '/etc is before /lib');
    is(read_file("$to/etc/modprobe.d/lib.conf"), "options alone other=1\n", '/lib goes to /etc too');
    ok(!-e "$to/etc/modprobe.d/readme", 'only *.conf');
    unlink("$root/etc/modprobe.d/both.conf");
    symlink('/dev/null', "$root/etc/modprobe.d/both.conf");
    write_file("$root/usr/share/far.conf", "options alone far=1\n");
    symlink('/usr/share/far.conf', "$root/etc/modprobe.d/far.conf");
    image('--modules', 'alone', '--busybox', 'none');
    $to = unpacked();
    ok(!-e "$to/etc/modprobe.d/both.conf", 'a link to /dev/null masks');
    is(read_file("$to/etc/modprobe.d/far.conf"), "options alone far=1\n", 'other links lead, in the root');
    my $got = image('--stay', '--busybox', 'none');
    ok(!$got->{'etc/modprobe.d'}, 'without modules there is nothing to say of them');
    remove_tree("$root/etc/modprobe.d", "$root/lib/modprobe.d");
};

subtest 'firmware' => sub {
    write_file("$root/lib/firmware/plain.bin", 'plain firmware');
    write_file("$root/lib/firmware/$release/sub/packed.bin", 'packed firmware');
    must('xz', '--check=crc32', "$root/lib/firmware/$release/sub/packed.bin");
    write_file("$root/usr/lib/firmware/many/one.fw", 'one');
    write_file("$root/lib/firmware/many/two.fw", 'two');
    must('zstd', '-q', '--rm', "$root/lib/firmware/many/two.fw");
    write_file("$root/lib/firmware/many/three", 'three');
    my ($status, $out, $err) = mkinitrd('-fv', '--modules', 'base', $image, $release);
    is($status, 0, 'what is missing is no error') or diag($err);
    like($err, qr{^mkinitrd: /lib/firmware/missing\.bin: No such file or directory \(firmware of base, which the boot needs\); its devices may not work$}m,
        'case B26: but a warning, if the module is loaded at boot');
    my $to = unpacked();
    is(read_file("$to/lib/firmware/plain.bin"), 'plain firmware', 'plain');
    is(read_file("$to/lib/firmware/sub/packed.bin"), 'packed firmware', 'packed, in the folder of the release');
    is_deeply([map { s{.*/}{}r } sort glob("$to/lib/firmware/many/*")], [qw(one.fw two.fw)], 'and by a pattern');
    is(read_file("$to/lib/firmware/many/two.fw"), 'two', 'packed there too');
    # case T5: the kernel's order (fw_path[], drivers/base/firmware_loader/main.c, 6.1)
    for my $dir ('', "$release/", 'updates/', "updates/$release/") {
        write_file("$root/lib/firmware/${dir}plain.bin", "of '$dir'");
        write_file("$root/usr/lib/firmware/${dir}plain.bin", "of usr '$dir'");
        mkinitrd('-fq', '--modules', 'base', '--busybox', 'none', $image, $release); # others are missing
        is(read_file(unpacked() . '/lib/firmware/plain.bin'), "of '$dir'", "firmware/$dir is before those so far");
    }
    unlink("$root/lib/firmware/${_}plain.bin") for "$release/", 'updates/', "updates/$release/";
    write_file("$root/lib/firmware/plain.bin.xz", 'not xz');
    unlink("$root/lib/firmware/plain.bin");
    fails('damaged firmware', qr{\S*/plain\.bin\.xz: damaged: .*}, '--modules', 'base');
    remove_tree("$root/lib/firmware", "$root/usr");
};

subtest 'the tree of modules is only read' => sub {
    my $look = sub { join("\n", sort split /\n/, `find '$root' -printf '%p %T@ %C@ %l\\n'`) };
    my $before = $look->();
    image('--modules', 'top_driver', '--busybox', 'none');
    is($look->(), $before, 'without an index');
    indexed();
    $before = $look->();
    my $got = image('--modules', 'top_driver', '--busybox', 'none');
    is($look->(), $before, 'with one');
    ok($got->{"$kernel/lib/base.ko"}, 'which is used');
    write_file("$modules/modules.dep.bin", 'not an index');
    fails('an index that is damaged', qr/\S*: its index files are damaged; run: depmod \S*/, '--modules', 'alone');
    not_indexed();
};

# Cases B9 and B32.
subtest 'a tree that lacks lists of the kernel' => sub {
    my @any = ('--busybox', 'none', $image);
    indexed();
    for (['modules.builtin', 'modules.builtin.bin', 'modules.builtin.alias.bin', 'modules.builtin.modinfo'], ['modules.order']) {
        my %kept = map { $_ => read_file("$modules/$_") } @$_;
        unlink(map { "$modules/$_" } @$_);
        empty_place();
        my ($status, $out, $err) = mkinitrd('--modules', 'alone', @any, $release);
        is("$status$err", '0', "without $_->[0]");
        ok(contents($image)->{"lib/modules/$release/modules.builtin.bin"}, 'the image has an index that /init can read');
        write_file("$modules/$_", $kept{$_}) for grep { defined $kept{$_} } keys %kept;
    }
    not_indexed();
    for my $what ('build', 'vmlinuz') {
        make_path("$root/lib/modules/9.9");
        $what eq 'build' ? symlink('/usr/src/x', "$root/lib/modules/9.9/build") : write_file("$root/lib/modules/9.9/vmlinuz", 'x');
        my ($status, $out, $err) = mkinitrd('-f', '--modules', 'alone', @any, '9.9');
        is($status, 1, "a directory with only $what");
        is($err, "mkinitrd: $root/lib/modules/9.9: has no modules\nmkinitrd: alone: kernel 9.9 has no module of this name or alias\n", 'says so');
        remove_tree("$root/lib/modules/9.9");
    }
};

# Case U14.
subtest 'a kernel without modules' => sub {
    write_file("$root/boot/config-9.9", "CONFIG_BLK_DEV_INITRD=y\nCONFIG_RD_GZIP=y\n# CONFIG_MODULES is not set\n");
    my ($status, $out, $err) = mkinitrd('-f', '--generic', '--busybox', 'none', $image, '9.9');
    is("$status$err", '0', 'needs none');
    ok(contents($image)->{init}, 'and has an image');
    ($status, $out, $err) = mkinitrd('-f', '--modules', 'ext4', '--busybox', 'none', $image, '9.9');
    is("$status$err", "1mkinitrd: ext4: kernel 9.9 has no module of this name or alias\n", 'one that is asked for is an error');
    unlink("$root/boot/config-9.9");
};

# Case U14.
subtest 'kernel files in one root, programs in another' => sub {
    my $system = "$work/system";
    my $build = "$work/linux";
    compile("$system/bin/busybox", 'void _start(void) { for (;;) ; }', '-static');
    write_file("$system/etc/modprobe.d/own.conf", "options alone x=1\n");
    write_file("$system/lib/firmware/plain.bin", 'of the system');
    write_file("$root/lib/firmware/plain.bin", 'of the kernel');
    write_file("$system/lib/firmware/$_", 'of the system') for 'sub/packed.bin', 'missing.bin';
    my @any = ('--init', "$work/init", '-f', '--rootdir', $system);
    my ($status, $out, $err) = run($mkinitrd, @any, '--moduleroot', $root, '--modules', 'base,alone', $image, $release);
    is("$status$err", '0', '--moduleroot');
    my $to = unpacked();
    ok(-e "$to/$kernel/crypto/alone.ko" && -e "$to/bin/busybox", 'modules of the one, programs of the other');
    is(read_file("$to/etc/modprobe.d/own.conf"), "options alone x=1\n", 'the configuration of the system');
    is(read_file("$to/lib/firmware/plain.bin"), 'of the kernel', 'firmware of the kernel first');
    is(read_file("$to/lib/firmware/sub/packed.bin"), 'of the system', 'then that of the system');
    remove_tree("$root/lib/firmware");

    # make modules_install INSTALL_MOD_PATH=, with the link that it leaves
    my $link = readlink("$modules/build");
    my $config = read_file("$root/boot/config-$release");
    unlink("$modules/build", "$root/boot/config-$release");
    symlink($build, "$modules/build");
    write_file("$build/include/config/kernel.release", "$release\n");
    write_file("$build/.config", "CONFIG_BLK_DEV_INITRD=y\nCONFIG_RD_LZ4=y\nCONFIG_MODULES=y\n");
    ($status, $out, $err) = run($mkinitrd, @any, '--moduleroot', $root, '--modules', 'alone', $image, $release);
    is("$status$err", '0', 'modules that were installed from a build');
    like(read_file($image), $magic{lz4}, 'its .config counts');
    write_file("$build/include/config/kernel.release", "6.2.0\n");
    ($status, $out, $err) = run($mkinitrd, @any, '--moduleroot', $root, '--modules', 'alone', $image, $release);
    like(read_file($image), $magic{gzip}, 'but not if another kernel was built there since');
    unlink("$modules/build");
    symlink($link, "$modules/build");
    write_file("$root/boot/config-$release", $config);

    # the build itself, of a kernel without modules
    write_file("$build/.config", "CONFIG_BLK_DEV_INITRD=y\nCONFIG_RD_XZ=y\n# CONFIG_MODULES is not set\n");
    ($status, $out, $err) = run($mkinitrd, @any, '--moduleroot', $build, '--generic', $image);
    is("$status$err", '0', 'a directory in which a kernel was built');
    like($out, qr/, xz, 0 modules for 6\.2\.0$/m, 'its release and its configuration');
    ($status, $out, $err) = run($mkinitrd, @any, '--moduleroot', "$work/nowhere", '--stay', $image);
    is("$status$err", "1mkinitrd: --moduleroot $work/nowhere: No such file or directory\n", 'no such directory');
};

subtest 'modules of a merged /usr' => sub {
    rename("$root/lib", "$root/lib.away");
    make_path("$root/usr/lib");
    rename("$root/lib.away/modules", "$root/usr/lib/modules");
    my $got = image('--modules', 'alone', '--busybox', 'none');
    ok($got->{"$kernel/crypto/alone.ko"}, 'usr/lib/modules without /lib');
    symlink('/usr/lib', "$root/lib");
    $got = image('--modules', 'alone', '--busybox', 'none');
    ok($got->{"$kernel/crypto/alone.ko"}, 'a link /lib that is absolute stays in the root');
    unlink("$root/lib");
    make_path("$root/lib");
    rename("$root/usr/lib/modules", "$root/lib/modules");
};

# ---- configuration -----------------------------------------------------------------------------

subtest 'gangway.conf' => sub {
    image('--stay', '--busybox', 'none');
    like(read_file(unpacked() . '/etc/gangway.conf'), qr/^gangway\.stay$/m, '--stay');
    my $text = "gangway.timeout=5 # no newline at the end";
    write_file("$work/conf", $text);
    image('--modules', 'alone', '--config', "$work/conf", '--busybox', 'none');
    my $header = "# written by mkinitrd; see gangway(7)\ngangway.modules=alone\n";
    is(read_file(unpacked() . '/etc/gangway.conf'), "$header$text", '--config comes behind the modules, as it is');
    write_file("$work/conf", '#' x (16383 - length $header));
    image('--modules', 'alone', '--config', "$work/conf", '--busybox', 'none');
    write_file("$work/conf", '#' x (16384 - length $header));
    fails('more than /init reads', qr{/etc/gangway\.conf: 16384 bytes, which is more than the 16383 that /init reads},
        '--modules', 'alone', '--config', "$work/conf");
    write_file("$work/conf", "gangway.timeout=5\0");
    fails('a --config that is not text', qr/--config \S*conf: not a text file/, '--modules', 'alone',
        '--config', "$work/conf");
    fails('no such --config', qr/\S*: No such file or directory/, '--modules', 'alone', '--config', "$work/none");
};

# ---- compression -------------------------------------------------------------------------------

subtest 'compressions' => sub {
    my $same = image('--modules', 'fs-top', '--busybox', 'none', '--compress', 'none');
    for my $name (sort keys %magic) {
        my $got = image('--modules', 'fs-top', '--busybox', 'none', '--compress', $name);
        like(read_file($image), $magic{$name}, "$name: has its magic");
        is_deeply($got, $same, "$name: --list shows the same");
        is(read_file(unpacked() . "/$kernel/lib/base.ko"), read_file("$modules/kernel/lib/base.ko"),
            "$name: another program unpacks it");
    }
};

subtest 'the kernel decides' => sub {
    for ([zstd => @all_packs], [xz => qw(BLK_DEV_INITRD RD_XZ RD_GZIP RD_LZ4)],
        [gzip => qw(BLK_DEV_INITRD RD_GZIP)], [lz4 => qw(BLK_DEV_INITRD RD_LZ4)],
        [none => qw(BLK_DEV_INITRD RD_ZSTD=m RD_GZIPPER)]) {
        my ($best, @config) = @$_;
        config(@config);
        image('--stay', '--busybox', 'none');
        like(read_file($image), $magic{$best}, "$best is the best of @config");
    }
    config(qw(BLK_DEV_INITRD RD_GZIP));
    fails('the kernel cannot unpack it',
        qr/--compress zstd: the kernel cannot unpack it \(CONFIG_RD_ZSTD is not set in \S*\); use gzip/,
        '--stay', '--compress', 'zstd');
    config(qw(RD_GZIP));
    fails('the kernel takes no initrd', qr/\S*: this kernel takes no initrd \(CONFIG_BLK_DEV_INITRD\)/, '--stay');
    rename("$root/boot/config-$release", "$modules/config");
    fails('its configuration lies beside the modules', qr/\S*: this kernel takes no initrd \S*/, '--stay');
    unlink("$modules/config");
    image('--stay', '--busybox', 'none');
    like(read_file($image), $magic{gzip}, 'gzip where nothing is known');
    image('--stay', '--busybox', 'none', '--compress', 'zstd');
    like(read_file($image), $magic{zstd}, 'and whatever is asked for');
    config(@all_packs, 'MODPROBE_PATH="/usr/bin/load"');
    is(image('--stay', '--busybox', 'none')->{'usr/bin/load'}{target}, '/init', 'CONFIG_MODPROBE_PATH');
    config(@all_packs, 'MODPROBE_PATH=""');
    is_deeply([grep { $_->{target} } values %{image('--stay', '--busybox', 'none')}], [],
        'a kernel that calls no modprobe');
    config(@all_packs, 'MODPROBE_PATH="/sbin/modprobe"');
};

subtest 'programs that pack' => sub {
    write_file("$work/bin/xz", "#!/bin/sh\ncat\nexit 3\n", 0755);
    local $ENV{PATH} = "$work/bin:$ENV{PATH}";
    fails('a program that fails', qr/\S*: cannot be written: .*xz .*/, '--stay', '--busybox', 'none', '--compress', 'xz');
    $ENV{PATH} = '/nonexistent';
    fails('a program that is missing', qr/\S*: cannot be written: .*lz4 .*/, '--stay', '--busybox', 'none', '--compress', 'lz4');
};

# ---- the same again ----------------------------------------------------------------------------

subtest 'reproducible' => sub {
    my @what = ('--modules', 'fs-top,in-xz', '--busybox', 'none', '--add', '/etc');
    write_file("$root/etc/some file", 'text', 0640);
    write_file("$root/etc/\xff", '');
    for my $pack (sort keys %magic) {
        image(@what, '--compress', $pack);
        my $first = read_file($image);
        utime(1, 1, "$root/etc/some file", "$modules/kernel/lib/base.ko");
        chdir($work);
        local $ENV{TMPDIR} = '.';
        local $ENV{LC_ALL} = 'C.UTF-8';
        local $ENV{TZ} = 'Asia/Tokyo';
        local $ENV{XZ_DEFAULTS} = '-0';
        umask(077);
        image(@what, '--compress', $pack);
        umask(022);
        ok($first eq read_file($image), "$pack: the same bytes");
    }
    local $ENV{SOURCE_DATE_EPOCH} = 1700000000;
    image(@what);
    my ($status, $out) = run($mkinitrd, '--list', $image);
    is_deeply([grep { !/ 2023-11-14 22:13 / } split /\n/, $out], [], 'SOURCE_DATE_EPOCH is the time of all');
    for ('', '-1', '1x', '4294967296') {
        local $ENV{SOURCE_DATE_EPOCH} = $_;
        fails("SOURCE_DATE_EPOCH=$_", qr/SOURCE_DATE_EPOCH=\Q$_\E: not a number of seconds .*/, '--stay', '--busybox', 'none');
    }
    image(@what, '--compress', 'none');
    my @inodes = map { hex } read_file($image) =~ /070701([0-9A-Fa-f]{8})/g;
    pop @inodes;
    is_deeply(\@inodes, [1 .. @inodes], 'inodes are counted');
    is((-s $image) % 512, 0, 'a plain archive is padded as GNU cpio pads it (case B34)');
    remove_tree("$root/etc");
};

done_testing();
