#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0
#
# mkinitrd: content, compression and reproducibility of an image.

use strict;
use warnings;
use lib 'host-tests/tools';
use mkinitrd;
use File::Path qw(make_path remove_tree);
use POSIX ();
use Test::More;

# ---- content of an image -----------------------------------------------------------------------

subtest 'the skeleton' => sub {
    my $got = image('--stay', '--busybox', 'none');
    is_deeply([sort keys %$got], [sort qw(bin dev dev/console etc etc/gangway.conf init lib
        lib/modules proc root run sbin sbin/init sbin/modprobe sys tmp)], 'every image contains these');
    is($got->{'dev/console'}{mode}, 'crw-------', 'the console is a device');
    like($got->{'dev/console'}{size}, qr/^5,\s+1$/, 'and the right one');
    is($got->{tmp}{mode}, 'drwxrwxrwt', '/tmp is world-writable');
    is($got->{init}{mode}, '-rwxr-xr-x', '/init is executable');
    is($got->{'sbin/modprobe'}{target}, '/init', 'the kernel finds /sbin/modprobe');
    is(read_file(unpacked() . '/init'), read_file("$work/init"), '/init is the given file');
};

subtest 'the helper for System.map' => sub {
    my $helper = 'lib/gangway/sysmap';
    my @modules = ('--modules', 'fs_top', '--busybox', 'none');

    is(image(@modules)->{$helper}{size}, -s "$work/helpers/sysmap", 'is in every image');
    is(image(@modules, '--system-map', 'none')->{$helper}{mode}, '-rwxr-xr-x', 'also without a map');
    ok(!image(@modules, '--system-map', 'off')->{$helper}, 'not with off');
    ok(!image('--stay', '--busybox', 'none')->{$helper}, 'nor with --stay');
    rename("$work/helpers/sysmap", "$work/away") or die;
    fails('no helper next to /init', qr{\Q$work\E/helpers/sysmap: No such file or directory}, @modules);
    rename("$work/away", "$work/helpers/sysmap") or die;
};

subtest 'the default /init' => sub {
    my $prefix = "$work/prefix";
    write_file("$prefix/sbin/init", "#!/bin/sh\n# the init of the system\n", 0755);
    make_path("$prefix/lib/gangway");
    must("cp '$native' '$prefix/sbin/mkinitrd' && cp -r '$work/init' '$work/helpers' '$prefix/lib/gangway'");
    empty_out();
    my @run = ("$prefix/sbin/mkinitrd", '--rootdir', $root, '--modules', 'fs_top', '--busybox', 'none', '-q');
    is_deeply([run(@run, $image, $release)], [0, '', ''], 'mkinitrd is installed next to the init of a system');
    is(read_file(unpacked() . '/init'), read_file("$work/init"), 'its own /init is in the image');
    must("mv '$prefix/lib/gangway' '$prefix/lib/away'");
    like((run(@run, '-f', $image, $release))[2], qr{/usr/lib/gangway/init: }, 'without it, not that of the system')
        if !-e '/usr/lib/gangway/init';
};

subtest 'modules' => sub {
    my $got = image('--modules', 'fs_top,alone', '--modules', 'in-zst', '--busybox', 'none');
    is_deeply([sort grep { /\.ko$/ } keys %$got], [sort map { "$kernel/$_" }
        qw(lib/base.ko drivers/top-driver.ko crypto/soft.ko crypto/after_it.ko crypto/alone.ko crypto/in-zst.ko)],
        'requested modules, dependencies, soft dependencies');
    is_deeply([sort map { m{/(modules\.[^/]*)$} ? $1 : () } keys %$got],
        [sort qw(modules.dep.bin modules.alias.bin modules.hints.bin modules.softdep modules.builtin.bin modules.builtin.alias.bin)],
        'and their index');
    my $to = unpacked();
    is(read_file("$to/$kernel/lib/base.ko"), read_file("$modules/kernel/lib/base.ko"), 'unchanged');
    like(read_file("$to/etc/gangway.conf"), qr/^gangway\.modules=top_driver,alone,in_zst$/m,
        'the configuration lists the requested ones');
    unlike(read_file("$to/etc/gangway.conf"), qr/^gangway\.stay/m, 'without gangway.stay');
    my ($status, $out, $err) = run('/usr/sbin/modprobe', '-d', $to, '-S', $release,
        '--show-depends', '-C', '/nonexistent', 'pci:v00001000d0012');
    my %loads = map { $_ => 1 } $out =~ m{insmod \S*/(\S+)}g;
    is_deeply([sort keys %loads], [qw(after_it.ko base.ko soft.ko top-driver.ko)],
        'modprobe reads the index') or diag($err);
};

# Of such a module, the kernel checks the signature, and tests the algorithm.
subtest 'soft dependencies on algorithms' => sub {
    my @rule = ('softdep=pre: crypto-sum base post: crypto-sum');
    module('crypto/sum.ko', info => ['alias=crypto-sum']);
    module('fs/caller.ko', needs => ['crypto_alloc_shash'], exports => ['journal'], info => [@rule]);
    module('fs/above.ko', needs => ['journal'], info => ['depends=caller', @rule]);
    module('fs/library.ko', needs => ['sum'], info => [@rule]);
    symvers(qw(printk crypto_alloc_shash sum));
    indexed();
    for (['caller', 1, 'calls the crypto API'], ['above', 1, 'needs a module that does'], ['library', 0, 'calls a library function']) {
        my ($name, $needs, $what) = @$_;
        my $got = image('--modules', $name, '--busybox', 'none');
        is(!!$got->{"$kernel/crypto/sum.ko"}, !!$needs, "a module that $what");
        ok($got->{"$kernel/lib/base.ko"}, 'other soft dependencies are included');
    }
    image('--modules', 'library,sum', '--busybox', 'none');
    is(read_file(unpacked() . "/$kernel/../modules.softdep") =~ /^softdep library (.*)/m ? $1 : '', 'pre: base post:',
        'nor is the algorithm loaded if it is in the image for another module');
    unlink(map { "$modules/kernel/$_.ko" } qw(crypto/sum fs/caller fs/above fs/library));
    symvers('printk');
    indexed();
};

subtest 'compressed modules' => sub {
    # Debian's depmod does not support .ko.gz, others do: the name in the index is replaced.
    indexed();
    my $index = read_file("$modules/modules.dep.bin");
    write_file("$modules/modules.dep.bin", $index =~ s/in-gz\.ko\.xz/in-gz.ko.gz/r);
    write_file("$work/in-gz.ko", $plain{gz});
    must("gzip -c '$work/in-gz.ko' > '$modules/kernel/crypto/in-gz.ko.gz'");
    image('--modules', 'in-xz,in_gz,in-zst', '--busybox', 'none');
    my $to = unpacked();
    is(read_file("$to/$kernel/crypto/in-$_.ko"), $plain{$_}, "$_ is decompressed") for qw(xz gz zst);
    not_indexed();
};

subtest 'modules as links' => sub {
    indexed();
    rename("$modules/kernel/crypto/alone.ko", "$root/lib/modules/alone.ko");
    symlink('/lib/modules/alone.ko', "$modules/kernel/crypto/alone.ko");
    image('--modules', 'alone', '--busybox', 'none');
    is(read_file(unpacked() . "/$kernel/crypto/alone.ko"), read_file("$root/lib/modules/alone.ko"),
        'are resolved in the root');
    unlink("$modules/kernel/crypto/alone.ko");
    rename("$root/lib/modules/alone.ko", "$modules/kernel/crypto/alone.ko");
    not_indexed();
};

subtest 'built-in modules' => sub {
    my ($status, $out, $err) = mkinitrd('-fv', '--modules', 'inside,alone', $image, $release);
    is($status, 0, 'are no error');
    like($out, qr/inside: built into the kernel/, 'printed with -v');
    like(read_file(unpacked() . '/etc/gangway.conf'), qr/^gangway\.modules=alone$/m, 'are not loaded');
    my $got = image('--modules', 'fs-inside', '--busybox', 'none');
    is_deeply([grep { /\.ko$/ } keys %$got], [], 'an alias of one adds no module');
    unlike(read_file(unpacked() . '/etc/gangway.conf'), qr/^gangway\.modules/m, 'no empty list');
    ok($got->{"lib/modules/$release/modules.builtin.bin"}, '/init finds that it is built in');
};

subtest 'soft dependencies' => sub {
    my ($status, $out, $err) = mkinitrd('-fv', '--modules', 'top-driver', $image, $release);
    is($status, 0, 'a missing one is no error');
    like($out, qr/^mkinitrd: nowhere-to-find: not found \(soft dependency of top_driver\)$/m, 'printed with -v');
    write_file("$root/etc/modprobe.d/soft.conf", "softdep alone post: soft\n");
    my $got = image('--modules', 'alone', '--busybox', 'none');
    ok($got->{"$kernel/crypto/soft.ko"}, 'modprobe.d adds soft dependencies');
    remove_tree("$root/etc/modprobe.d");
};

subtest 'weak dependencies' => sub {
    indexed();
    write_file("$modules/modules.weakdep", "# made by depmod\nweakdep alone after_it nowhere soft\nweakdep other in_gz\n");
    my ($status, $out, $err) = mkinitrd('-fv', '--modules', 'alone', '--busybox', 'none', $image, $release);
    is($status, 0, 'a missing one is no error');
    like($out, qr/^mkinitrd: after_it \(alone may request it\)$/m, 'existing ones are included');
    like($out, qr/^mkinitrd: nowhere: not found \(alone may request it\)$/m, 'printed with -v');
    unlike($out, qr/in_gz/, 'those of other modules are not');
    like(read_file(unpacked() . '/etc/gangway.conf'), qr/^gangway\.modules=alone$/m, '/init loads none of them');
    not_indexed();
};

subtest 'the hash of module signatures' => sub {
    my $rule = 'etc/modprobe.d/gangway-signatures.conf';
    my $signed = sub { config(@all_packs, 'MODULE_SIG', qq{MODULE_SIG_HASH="$_[0]"}) };
    $signed->('soft');
    my ($status, $out, $err) = mkinitrd('-fv', '--modules', 'alone', '--busybox', 'none', $image, $release);
    is($status, 0, 'a module implements it');
    like($out, qr/^mkinitrd: soft \(the kernel checks the signatures/m, 'printed with -v');
    my $to = unpacked();
    like(read_file("$to/$rule"), qr/^softdep \* pre: crypto-soft$/m, 'it is loaded before the others');
    like(read_file("$to/etc/gangway.conf"), qr/^gangway\.modules=alone$/m, 'but not requested');
    image('--modules', 'alone,soft', '--busybox', 'none');
    ok(-e unpacked() . "/$rule", 'also if it was requested');
    write_file("$root/etc/modprobe.d/gangway-signatures.conf", "# none\n");
    image('--modules', 'alone', '--busybox', 'none');
    is(read_file(unpacked() . "/$rule"), "# none\n", "the system's own file of that name is left as it is");
    remove_tree("$root/etc/modprobe.d");
    for ('inside', 'nowhere') {
        $signed->($_);
        my $got = image('--modules', 'alone', '--busybox', 'none');
        ok(!$got->{$rule} && !$got->{"$kernel/crypto/soft.ko"}, "crypto-$_ is no module");
    }
    config(@all_packs, 'MODULE_SIG_HASH="soft"');
    ok(!image('--modules', 'alone', '--busybox', 'none')->{$rule}, 'a kernel that checks no signatures');
    $signed->('soft');
    ok(!image('--modules', 'inside', '--busybox', 'none')->{$rule}, 'no module at all');
    config(@all_packs, 'MODPROBE_PATH="/sbin/modprobe"');
};

subtest 'modprobe.d' => sub {
    write_file("$root/etc/modprobe.d/both.conf", "options alone from=etc\n");
    write_file("$root/lib/modprobe.d/both.conf", "options alone from=lib\n");
    write_file("$root/lib/modprobe.d/lib.conf", "options alone other=1\n");
    write_file("$root/lib/modprobe.d/readme", "not for modprobe\n");
    image('--modules', 'alone', '--busybox', 'none');
    my $to = unpacked();
    is(read_file("$to/etc/modprobe.d/both.conf"), "options alone from=etc\n", '/etc has priority over /lib');
    is(read_file("$to/etc/modprobe.d/lib.conf"), "options alone other=1\n", 'files of /lib are added to /etc');
    ok(!-e "$to/etc/modprobe.d/readme", 'only *.conf');
    unlink("$root/etc/modprobe.d/both.conf");
    symlink('/dev/null', "$root/etc/modprobe.d/both.conf");
    write_file("$root/usr/share/far.conf", "options alone far=1\n");
    symlink('/usr/share/far.conf', "$root/etc/modprobe.d/far.conf");
    image('--modules', 'alone', '--busybox', 'none');
    $to = unpacked();
    ok(!-e "$to/etc/modprobe.d/both.conf", 'a link to /dev/null masks');
    is(read_file("$to/etc/modprobe.d/far.conf"), "options alone far=1\n", 'other links are followed in the root');
    make_path("$root/dev/null");
    image('--modules', 'alone', '--busybox', 'none');
    ok(!-e unpacked() . '/etc/modprobe.d/both.conf', 'also if it is in the root');
    my $got = image('--stay', '--busybox', 'none');
    ok(!$got->{'etc/modprobe.d'}, 'not added without modules');
    remove_tree("$root/etc/modprobe.d", "$root/lib/modprobe.d", "$root/dev");
};

subtest 'firmware' => sub {
    write_file("$root/lib/firmware/plain.bin", 'plain firmware');
    write_file("$root/lib/firmware/$release/sub/packed.bin", 'packed firmware');
    must('xz', '--check=crc32', "$root/lib/firmware/$release/sub/packed.bin");
    write_file("$root/usr/lib/firmware/many/one.fw", 'one');
    write_file("$root/lib/firmware/many/two.fw", 'two');
    must('zstd', '-q', '--rm', "$root/lib/firmware/many/two.fw");
    write_file("$root/lib/firmware/many/three", 'three');
    make_path("$root/lib/firmware/missing.bin");
    my ($status, $out, $err) = mkinitrd('-fv', '--modules', 'base', $image, $release);
    is($status, 0, 'a missing file is no error') or diag($err);
    like($err, qr{^mkinitrd: /lib/firmware/missing\.bin: No such file or directory \(firmware of base, which the boot needs\); its devices may not work$}m,
        'case B26: but a warning, if the module is loaded at boot');
    my $to = unpacked();
    is(read_file("$to/lib/firmware/plain.bin"), 'plain firmware', 'uncompressed');
    is(read_file("$to/lib/firmware/sub/packed.bin"), 'packed firmware', 'compressed, in the directory of the release');
    is_deeply([map { s{.*/}{}r } sort glob("$to/lib/firmware/many/*")], [qw(one.fw two.fw)], 'a pattern');
    is(read_file("$to/lib/firmware/many/two.fw"), 'two', 'compressed and matched by a pattern');
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

subtest 'the module tree is not changed' => sub {
    my $look = sub { join("\n", sort split /\n/, `find '$root' -printf '%p %T@ %C@ %l\\n'`) };
    my $before = $look->();
    image('--modules', 'top_driver', '--busybox', 'none');
    is($look->(), $before, 'without an index');
    indexed();
    $before = $look->();
    my $got = image('--modules', 'top_driver', '--busybox', 'none');
    is($look->(), $before, 'with an index');
    ok($got->{"$kernel/lib/base.ko"}, 'which is used');
    write_file("$modules/modules.dep.bin", 'not an index');
    fails('a damaged index', qr/\S*: its index files are damaged; run: depmod \S*/, '--modules', 'alone');
    not_indexed();
};

# Cases B9 and B32.
subtest 'the order of modules' => sub {
    my @order = qw(z_first a_second m_third);
    my $kept = read_file("$modules/modules.order");
    module("crypto/$_.ko", info => ['alias=shared-alias']) for @order;
    write_file("$modules/modules.order", $kept . join('', map { "kernel/crypto/$_.ko\n" } @order));
    image('--modules', 'shared-alias', '--busybox', 'none');
    my $to = unpacked();
    like(read_file("$to/etc/gangway.conf"), qr{^gangway\.modules=z_first,a_second,m_third$}m, 'for one alias, it is that of the build');
    is(`/usr/sbin/modprobe -d '$to' -S $release -R shared-alias`, join('', map { "$_\n" } @order), 'also in the image');
    write_file("$modules/modules.order", $kept);
    unlink(map { "$modules/kernel/crypto/$_.ko" } @order);
};

subtest 'a tree without lists of the kernel' => sub {
    my @any = ('--busybox', 'none', $image);
    indexed();
    for (['modules.builtin', 'modules.builtin.bin', 'modules.builtin.alias.bin', 'modules.builtin.modinfo'], ['modules.order']) {
        my %kept = map { $_ => read_file("$modules/$_") } @$_;
        unlink(map { "$modules/$_" } @$_);
        empty_out();
        my ($status, $out, $err) = mkinitrd('--modules', 'alone', @any, $release);
        is("$status$err", '0', "without $_->[0]");
        ok(contents($image)->{"lib/modules/$release/modules.builtin.bin"}, 'the image has an index for /init');
        write_file("$modules/$_", $kept{$_}) for grep { defined $kept{$_} } keys %kept;
    }
    not_indexed();
    for my $what ('build', 'vmlinuz') {
        make_path("$root/lib/modules/9.9");
        $what eq 'build' ? symlink('/usr/src/x', "$root/lib/modules/9.9/build") : write_file("$root/lib/modules/9.9/vmlinuz", 'x');
        my ($status, $out, $err) = mkinitrd('-f', '--modules', 'alone', @any, '9.9');
        is($status, 1, "a directory with only $what");
        is($err, "mkinitrd: $root/lib/modules/9.9: no modules\nmkinitrd: module alone: kernel 9.9 has no module of this name or alias\n", 'is reported');
        remove_tree("$root/lib/modules/9.9");
    }
};

# Case U14.
subtest 'a kernel without modules' => sub {
    write_file("$root/boot/config-9.9", "CONFIG_BLK_DEV_INITRD=y\nCONFIG_RD_GZIP=y\n# CONFIG_MODULES is not set\n");
    my ($status, $out, $err) = mkinitrd('-f', '--generic', '--busybox', 'none', $image, '9.9');
    is("$status$err", '0', 'needs none');
    ok(contents($image)->{init}, 'an image is written');
    ($status, $out, $err) = mkinitrd('-f', '--modules', 'ext4', '--busybox', 'none', $image, '9.9');
    is("$status$err", "1mkinitrd: module ext4: kernel 9.9 has no module of this name or alias\n", 'a requested one is an error');
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
    ok(-e "$to/$kernel/crypto/alone.ko" && -e "$to/bin/busybox", 'modules of the one, programs of the other root');
    is(read_file("$to/etc/modprobe.d/own.conf"), "options alone x=1\n", 'the configuration of the system');
    is(read_file("$to/lib/firmware/plain.bin"), 'of the kernel', 'firmware of the kernel first');
    is(read_file("$to/lib/firmware/sub/packed.bin"), 'of the system', 'then that of the system');
    remove_tree("$root/lib/firmware");

    # make modules_install INSTALL_MOD_PATH=, with the link that it creates
    my $link = readlink("$modules/build");
    my $config = read_file("$root/boot/config-$release");
    unlink("$modules/build", "$root/boot/config-$release");
    symlink($build, "$modules/build");
    write_file("$build/include/config/kernel.release", "$release\n");
    write_file("$build/.config", "CONFIG_BLK_DEV_INITRD=y\nCONFIG_RD_LZ4=y\nCONFIG_MODULES=y\n");
    ($status, $out, $err) = run($mkinitrd, @any, '--moduleroot', $root, '--modules', 'alone', $image, $release);
    is("$status$err", '0', 'modules installed from a build directory');
    like(read_file($image), $magic{lz4}, 'its .config is used');
    write_file("$build/include/config/kernel.release", "6.2.0\n");
    ($status, $out, $err) = run($mkinitrd, @any, '--moduleroot', $root, '--modules', 'alone', $image, $release);
    like(read_file($image), $magic{gzip}, 'unless another kernel was built there since');
    unlink("$modules/build");
    symlink($link, "$modules/build");
    write_file("$root/boot/config-$release", $config);

    # the build directory itself, of a kernel without modules
    write_file("$build/.config", "CONFIG_BLK_DEV_INITRD=y\nCONFIG_RD_XZ=y\n# CONFIG_MODULES is not set\n");
    ($status, $out, $err) = run($mkinitrd, @any, '--moduleroot', $build, '--generic', $image);
    is("$status$err", '0', 'a build directory');
    like($out, qr/, xz, 0 modules for 6\.2\.0$/m, 'its release and configuration');
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
    ok($got->{"$kernel/crypto/alone.ko"}, 'an absolute link /lib is resolved in the root');
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
    is(read_file(unpacked() . '/etc/gangway.conf'), "$header$text", '--config follows the modules, unchanged');
    write_file("$work/conf", '#' x (16383 - length $header));
    image('--modules', 'alone', '--config', "$work/conf", '--busybox', 'none');
    write_file("$work/conf", '#' x (16384 - length $header));
    fails('more than /init reads', qr{/etc/gangway\.conf: 16384 bytes; /init reads at most 16383},
        '--modules', 'alone', '--config', "$work/conf");
    write_file("$work/conf", "gangway.timeout=5\0");
    fails('a binary --config', qr/--config \S*conf: not a text file/, '--modules', 'alone',
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
            "$name: another program decompresses it");
    }
};

subtest 'compressions that the kernel supports' => sub {
    for ([zstd => @all_packs], [xz => qw(BLK_DEV_INITRD RD_XZ RD_GZIP RD_LZ4)],
        [gzip => qw(BLK_DEV_INITRD RD_GZIP)], [lz4 => qw(BLK_DEV_INITRD RD_LZ4)],
        [none => qw(BLK_DEV_INITRD RD_ZSTD=m RD_GZIPPER)]) {
        my ($best, @config) = @$_;
        config(@config);
        image('--stay', '--busybox', 'none');
        like(read_file($image), $magic{$best}, "$best is the best of @config");
    }
    config(qw(BLK_DEV_INITRD RD_GZIP));
    fails('not supported',
        qr/--compress zstd: the kernel cannot decompress it \(CONFIG_RD_ZSTD is not set in \S*\); use gzip/,
        '--stay', '--compress', 'zstd');
    config(qw(RD_GZIP));
    fails('a kernel without initrd support', qr/\S*: this kernel does not support an initrd \(CONFIG_BLK_DEV_INITRD\)/, '--stay');
    rename("$root/boot/config-$release", "$modules/config");
    fails('its configuration is in the module directory', qr/\S*: this kernel does not support an initrd \S*/, '--stay');
    unlink("$modules/config");
    image('--stay', '--busybox', 'none');
    like(read_file($image), $magic{gzip}, 'gzip without a configuration');
    image('--stay', '--busybox', 'none', '--compress', 'zstd');
    like(read_file($image), $magic{zstd}, 'and any requested one');
    config(@all_packs, 'MODPROBE_PATH="/usr/bin/load"');
    is(image('--stay', '--busybox', 'none')->{'usr/bin/load'}{target}, '/init', 'CONFIG_MODPROBE_PATH');
    config(@all_packs, 'MODPROBE_PATH=""');
    is_deeply([grep { $_->{target} } values %{image('--stay', '--busybox', 'none')}], [],
        'a kernel that runs no modprobe');
    config(@all_packs, 'MODPROBE_PATH="/sbin/modprobe"');
};

subtest 'compression programs' => sub {
    write_file("$work/bin/xz", "#!/bin/sh\ncat\nexit 3\n", 0755);
    local $ENV{PATH} = "$work/bin:$ENV{PATH}";
    fails('a program that fails', qr/cannot write \S*: .*xz .*/, '--stay', '--busybox', 'none', '--compress', 'xz');
    $ENV{PATH} = '/nonexistent';
    fails('a program that is missing', qr/cannot write \S*: .*lz4 .*/, '--stay', '--busybox', 'none', '--compress', 'lz4');
};

# ---- reproducibility ----------------------------------------------------------------------------

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
        local @ENV{'XZ_DEFAULTS', 'XZ_OPT'} = ('--block-size=4096') x 2;
        umask(077);
        image(@what, '--compress', $pack);
        umask(022);
        ok($first eq read_file($image), "$pack: the same bytes");
    }
    local $ENV{SOURCE_DATE_EPOCH} = 1700000000;
    image(@what);
    my ($status, $out) = run($mkinitrd, '--list', $image);
    is_deeply([grep { !/ 2023-11-14 22:13 / } split /\n/, $out], [], 'SOURCE_DATE_EPOCH is the time of all entries');
    for ('', '-1', '1x', '4294967296') {
        local $ENV{SOURCE_DATE_EPOCH} = $_;
        fails("SOURCE_DATE_EPOCH=$_", qr/SOURCE_DATE_EPOCH=\Q$_\E: not a number of seconds .*/, '--stay', '--busybox', 'none');
    }
    image(@what, '--compress', 'none');
    my @inodes = map { hex } read_file($image) =~ /070701([0-9A-Fa-f]{8})/g;
    pop @inodes;
    is_deeply(\@inodes, [1 .. @inodes], 'inodes are numbered from 1');
    is((-s $image) % 512, 0, 'an uncompressed archive is padded as by GNU cpio (case B34)');
    remove_tree("$root/etc");
};

done_testing();
