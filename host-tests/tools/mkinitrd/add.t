#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0
#
# mkinitrd --add, --busybox and --init: files, directories, programs and their libraries.

use strict;
use warnings;
use lib 'host-tests/tools';
use mkinitrd;
use File::Path qw(make_path remove_tree);
use POSIX ();
use Test::More;

# ---- --add -------------------------------------------------------------------------------------

subtest 'files and directories' => sub {
    write_file("$root/srv/tree/file", 'one', 04755);
    write_file("$root/srv/tree/deep/er/file", 'two');
    symlink('../file', "$root/srv/tree/deep/link");
    symlink('nowhere', "$root/srv/tree/deep/dangling");
    POSIX::mkfifo("$root/srv/tree/pipe", 0600);
    chmod(0711, "$root/srv/tree/deep");
    my $got = image('--busybox', 'none', '--add', '/srv/tree');
    is($got->{'srv/tree/file'}{mode}, '-rwsr-xr-x', 'modes are kept');
    is($got->{'srv/tree/deep'}{mode}, 'drwx--x--x', 'those of directories too');
    is($got->{'srv/tree/deep/link'}{target}, '../file', 'links are kept');
    is($got->{'srv/tree/deep/dangling'}{target}, 'nowhere', 'dangling ones too');
    is($got->{'srv/tree/pipe'}{mode}, 'prw-------', 'FIFOs are kept');
    is($got->{srv}{mode}, 'drwxr-xr-x', 'parent directories are created');
    $got = image('--busybox', 'none', '--add', '/srv/tree:/');
    is($got->{'deep/er/file'}{size}, 3, 'a directory as the root');
    chdir($work);
    write_file("$work/mine: it", 'mine');
    $got = image('--busybox', 'none', '--add', 'mine: it:/etc/it', '--add', '/srv/tree/file:/etc/it');
    is(read_file(unpacked() . '/etc/it'), 'one', 'of two with the same path the last one is used');
    image('--busybox', 'none', '--add', '/srv/tree/file:/etc/it', '--add', 'mine: it:/etc/../etc//it');
    is(read_file(unpacked() . '/etc/it'), 'mine', 'also if the order is reversed; names may contain colons');
    chdir('/proc');
    image('--busybox', 'none', '--add', 'version:/etc/version', '--add', 'self/mountinfo:/etc/mountinfo');
    chdir($work);
    is(read_file(unpacked() . '/etc/version'), read_file('/proc/version'), 'a file of /proc, which has no size');
    fails('no such file', qr{--add /srv/none: \Q$root\E/srv/none: No such file or directory}, '--add', '/srv/none');
    fails('a file of this machine, not the root', qr{--add \S*: \Q$root\E\S*: No such file or directory}, '--add', "$work/init");
    fails('no DST', qr{--add here: relative path without DST; .*}, '--add', 'here');
    fails('no SRC', qr{--add :/x: missing SRC; .*}, '--add', ':/x');
    fails('a file below a file', qr{cannot add /srv/tree/file/x: /srv/tree/file: Not a directory},
        '--add', '/srv/tree', '--add', '/srv/tree/file:/srv/tree/file/x');
    fails('a file at the path of a directory', qr{/srv/tree: requested both as a directory and .*},
        '--add', '/srv/tree', '--add', '/srv/tree/file:/srv/tree');
    fails('two configurations', qr{/etc/gangway\.conf: also added by --add; .*},
        '--add', '/srv/tree/file:/etc/gangway.conf');
};

# Case B2.
subtest 'hard links' => sub {
    write_file("$root/srv/links/bin/busybox", 'x' x 100000, 0755);
    write_file("$root/srv/links/alone", 'x' x 10);
    link("$root/srv/links/bin/busybox", "$root/srv/links/bin/tool$_") or die for 1 .. 100;
    link("$root/srv/links/bin/busybox", "$root/srv/links/zz") or die;
    my $got = image('--busybox', 'none', '--compress', 'none', '--add', '/srv/links');
    cmp_ok(-s $image, '<', 200000, 'their data is in the image once');
    my $to = unpacked();
    my @stat = stat("$to/srv/links/bin/busybox");
    is((stat "$to/srv/links/$_")[1], $stat[1], "$_ is the same file") for qw(bin/tool1 bin/tool100 zz);
    is($stat[3], 102, 'with all its names');
    is($stat[7], 100000, 'and its size');
    is(read_file("$to/srv/links/alone"), 'x' x 10, 'another file is separate');
    ok($got->{'srv/links/bin/tool57'}, '--list shows them all');
    # a file with one link in the image
    $got = image('--busybox', 'none', '--add', '/srv/links/zz:/zz');
    is($got->{zz}{size}, 100000, 'a single one of them');
    write_file("$work/owners", "/srv/links/zz 5 6\n");
    image('--busybox', 'none', '--compress', 'none', '--add', '/srv/links', '--owners', "$work/owners");
    $to = unpacked();
    is((stat "$to/srv/links/zz")[3], 1, 'a name with another owner is another file');
    is((stat "$to/srv/links/zz")[7], 100000, 'with the same bytes');
    remove_tree("$root/srv/links");
};

# Case B20.
subtest 'who may read an image' => sub {
    my @any = ('--busybox', 'none');
    my $mode = sub {
        image(@any, @_);
        return sprintf('%04o', (stat $image)[2] & 07777);
    };
    write_file("$root/srv/open/file", 'open');
    write_file("$root/srv/secret/group", 'group', 0640);
    write_file("$root/srv/closed/deep/file", 'closed', 0644);
    write_file("$root/srv/closed/deep/other", 'closed', 0644);
    chmod(0700, "$root/srv/closed");
    is($mode->('--add', '/srv/open'), '0644', 'world-readable files');
    is($mode->('--add', '/srv/secret/group:/x'), '0600', 'a file that others may not read');
    is($mode->('--add', '/srv/closed'), '0600', 'a file in a directory that others may not enter');
    is($mode->('--add', '/srv/closed/deep/file:/x'), '0600', 'also if the directory itself is not in the image');
    symlink('/srv/closed/deep/file', "$root/srv/open/link");
    is($mode->('--add', '/srv/open/link:/x'), '0600', 'also through a link');
    unlink("$root/srv/open/link");
    make_path("$work/private");
    write_file("$work/private/key", 'key');
    chmod(0700, "$work/private");
    chdir("$work/private");
    is($mode->('--add', 'key:/key'), '0600', 'a path from the working directory');
    chdir($work);
    remove_tree("$work/private");
    write_file("$work/conf", "root=LABEL=x\n", 0640);
    is($mode->('--modules', 'alone', '--config', "$work/conf"), '0600', '--config');
    write_file("$root/etc/modprobe.d/key.conf", "options alone key=secret\n", 0600);
    is($mode->('--modules', 'alone'), '0600', 'modprobe.d');
    remove_tree("$root/etc/modprobe.d");
    write_file("$work/owners", "/srv/open/file 0 0 0600\n");
    is($mode->('--add', '/srv/open', '--owners', "$work/owners"), '0600', 'a mode of --owners');
    remove_tree("$root/srv/open", "$root/srv/secret", "$root/srv/closed");
};

# Case B20: mkinitrd must not add privileges to set-user-ID programs.
subtest 'owners' => sub {
    my $of = sub {
        my ($path) = @_;
        my ($line) = grep { m{ \Q$path\E$} } split /\n/, (run($mkinitrd, '--list', $image))[1];
        return $line ? join(' ', (split ' ', $line)[0, 2, 3]) : 'none';
    };
    my @any = ('-f', '--busybox', 'none', '--add', '/srv/own:/', $image, $release);
    write_file("$root/srv/own/suid", 'x', 04755);
    write_file("$root/srv/own/home/me/file", 'x');
    write_file("$root/srv/own/homes", 'x');
    make_path("$root/srv/own/dir");
    my ($uid, $gid) = (stat "$root/srv/own/suid")[4, 5];
    mkinitrd(@any);
    is($of->('suid'), '-rwsr-xr-x 0 0', 'a setuid file of the user becomes root\'s');
    SKIP: {
        skip 'only root can give files away', 2 if $> != 0;
        chown(1000, 1001, "$root/srv/own/suid", "$root/srv/own/home/me/file");
        chmod(04755, "$root/srv/own/suid");
        mkinitrd(@any);
        is($of->('suid'), '-rwsr-xr-x 1000 1001', 'a setuid file of another keeps its owner');
        is($of->('home/me/file'), '-rw-r--r-- 0 0', 'root owns all other files');
    }
    write_file("$work/owners", "# who owns what\n\n/suid 0 7 4711 # numbers\n/home/me/ 1000\t100\n/dir 3 4 1777\n");
    mkinitrd('--owners', "$work/owners", @any);
    is($of->('suid'), '-rws--x--x 0 7', '--owners: a mode');
    is($of->('home/me'), 'drwxr-xr-x 1000 100', 'a directory');
    is($of->('home/me/file'), '-rw-r--r-- 1000 100', 'with its content');
    is($of->('homes'), '-rw-r--r-- 0 0', 'and nothing else');
    is($of->('dir'), 'drwxrwxrwt 3 4', 'a directory alone');
    write_file("$work/owners", "/ 12 13\n");
    mkinitrd('--owners', "$work/owners", @any);
    is($of->('home/me/file') . ' ' . $of->('init'), '-rw-r--r-- 12 13 -rwxr-xr-x 12 13', 'all entries');
    for ('/suid 0', '/suid 0 0 0 0', 'suid 0 0', '/suid x 0', '/suid 0 -1', '/suid 0 4294967295', '/suid 0 0 0999', '/suid 0 0 17777') {
        write_file("$work/owners", "\n$_\n");
        fails("an invalid line: $_", qr{--owners \S*, line 2: expected PATH UID GID \[MODE\], .*}, '--stay', '--busybox', 'none',
            '--add', '/srv/own:/', '--owners', "$work/owners");
    }
    write_file("$work/owners", "/nowhere 0 0\n");
    fails('a path that does not exist', qr{--owners \S*, line 1: /nowhere is not in the image}, '--stay', '--busybox', 'none',
        '--owners', "$work/owners");
    symlink('loop', "$root/srv/own/loop");
    write_file("$work/owners", "/loop/x 0 0\n");
    fails('a circular link', qr{/loop/x: Too many levels of symbolic links}, '--stay', '--busybox', 'none', '--add', '/srv/own:/',
        '--owners', "$work/owners");
    unlink("$root/srv/own/loop");
    SKIP: {
        skip 'file capabilities need root', 1 if $> != 0 || !-x '/usr/sbin/setcap' && !-x '/sbin/setcap';
        skip 'file capabilities are not supported', 1 if system("PATH=\$PATH:/usr/sbin:/sbin setcap cap_net_raw+ep '$root/srv/own/homes' 2>/dev/null") != 0;
        my ($status, $out, $err) = mkinitrd(@any);
        is("$status$err", "0mkinitrd: $root/srv/own/homes: an image cannot store its file capabilities; it runs without them\n",
            'file capabilities are a warning');
    }
    remove_tree("$root/srv/own");
};

# Case B31.
subtest 'large files' => sub {
    write_file("$root/srv/large", '');
    truncate("$root/srv/large", 150 << 20);
    my ($status, $out, $err) = run('sh', '-c', 'ulimit -v 160000; exec "$@"', 'sh', $native, '--rootdir', $root,
        '--init', "$work/init", '-f', '--busybox', 'none', '--compress', 'gzip', '--add', '/srv/large', $image, $release);
    is("$status$err", '0', 'a file is not read into memory');
    is(contents($image)->{'srv/large'}{size}, 150 << 20, 'and is complete');
    truncate("$root/srv/large", 4 << 30);
    fails('a file that cpio cannot hold', qr{\Q$root\E/srv/large: 4294967296 bytes; files in an initramfs must be smaller than 4 GiB},
        '--busybox', 'none', '--add', '/srv/large');
    unlink("$root/srv/large");
};

subtest 'a tree with a merged /usr' => sub {
    make_path("$root/srv/merged/usr/bin", "$root/srv/merged/usr/lib");
    symlink('usr/bin', "$root/srv/merged/bin");
    symlink('usr/lib', "$root/srv/merged/lib");
    write_file("$root/srv/merged/usr/bin/sh", 'their shell', 0755);
    write_file("$root/srv/merged/init", 'their init', 0755);
    my $got = image('--add', '/srv/merged:/', '--modules', 'alone', '--busybox', "$work/init");
    is($got->{bin}{target}, 'usr/bin', 'its links are kept');
    ok($got->{"usr/$kernel/crypto/alone.ko"}, 'and are followed by later entries');
    is($got->{'usr/bin/busybox'}{mode}, '-rwxr-xr-x', 'for busybox too');
    is($got->{'usr/bin/sh'}{target}, undef, 'existing files are not replaced');
    is($got->{init}{size}, -s "$work/init", 'except /init');
    symlink('loop', "$root/srv/merged/loop");
    symlink('loop/x', "$root/srv/tree/loop");
    fails('a link to itself', qr{.*: Too many levels of symbolic links}, '--add', '/srv/merged:/',
        '--add', '/srv/tree/file:/loop/x/y');
};

# Programs that are not executed: there is no ld.so for them.
subtest 'programs and their libraries' => sub {
    my $lib = sub {
        my ($name, @flags) = @_;
        compile("$root/$name", 'int f(void) { return 1; }', '-shared', '-fPIC',
            '-Wl,-soname,' . $name =~ s{.*/}{}r, @flags);
    };
    my $program = sub {
        my ($name, @flags) = @_;
        compile("$root/$name", 'void _start(void) { }', '-Wl,--no-as-needed',
            '-Wl,--dynamic-linker=/lib64/ld-test.so.1', '-Wl,--allow-shlib-undefined', @flags);
    };
    my @none = ('--busybox', 'none');

    make_path("$root/usr/lib/multi", "$root/usr/lib64");
    symlink('usr/lib64', "$root/lib64");
    $lib->('usr/lib/multi/ld-test.so.1');
    symlink('/usr/lib/multi/ld-test.so.1', "$root/usr/lib64/ld-test.so.1");
    $lib->('usr/lib/multi/libdeep.so.1.2');
    symlink('libdeep.so.1.2', "$root/usr/lib/multi/libdeep.so.1");
    $lib->('opt/conf/libconf.so');
    $lib->('opt/app/lib/libflat.so', "$root/usr/lib/multi/ld-test.so.1");
    $lib->('opt/app/lib/libdeep.so.1');
    compile("$root/usr/lib/multi/libmid.so", 'int g(void) { return 1; }', '-shared', '-fPIC',
        '-Wl,--no-as-needed', '-Wl,-soname,libmid.so', "-L$root/usr/lib/multi", '-l:libdeep.so.1.2');
    # the name in DT_NEEDED of libmid.so
    must("cd '$root/usr/lib/multi' && rm libdeep.so.1 && ln -s libdeep.so.1.2 libdeep.so.1");

    $program->('usr/bin/simple', "$root/usr/lib/multi/libmid.so", "-Wl,-rpath-link,$root/usr/lib/multi");
    my $got = image(@none, '--add', '/usr/bin/simple');
    is_deeply([sort grep { /\.so/ } keys %$got], [sort qw(lib64/ld-test.so.1 usr/lib/multi/ld-test.so.1
        usr/lib/multi/libdeep.so.1.2 usr/lib/multi/libmid.so)],
        'its interpreter, its library, and the dependency of that');
    is($got->{'lib64/ld-test.so.1'}{target}, '/usr/lib/multi/ld-test.so.1', 'links are kept');

    $program->('opt/app/bin/origin', "$root/opt/app/lib/libflat.so", "-Wl,-rpath-link,$root/usr/lib/multi",
        '-Wl,-rpath,/nowhere:$ORIGIN/../lib');
    symlink('/opt/app/bin/origin', "$root/usr/bin/origin");
    $got = image(@none, '--add', '/usr/bin/origin');
    is_deeply([sort grep { m{^opt/|^usr/bin/} } keys %$got], [sort qw(opt/app opt/app/bin opt/app/bin/origin
        opt/app/lib opt/app/lib/libflat.so usr/bin/origin)], '$ORIGIN is the directory of the program, not of the link');

    # /lib and /usr/lib are different directories in this root.
    $lib->('lib/multi/libtop.so');
    $program->('usr/bin/top', "$root/lib/multi/libtop.so");
    ok(image(@none, '--add', '/usr/bin/top')->{'lib/multi/libtop.so'}, 'the directory of ld.so, without /usr');
    $lib->($_) for 'lib/plain/ld-plain.so.1', 'usr/lib/plain/libtwin.so';
    $program->('usr/bin/twin', "$root/usr/lib/plain/libtwin.so", '-Wl,--dynamic-linker=/lib/plain/ld-plain.so.1');
    ok(image(@none, '--add', '/usr/bin/twin')->{'usr/lib/plain/libtwin.so'}, 'and with /usr');
    remove_tree("$root/lib/multi", "$root/lib/plain", "$root/usr/lib/plain");

    # case T5: DT_RPATH is inherited from the objects that loaded a library, DT_RUNPATH is not.
    $lib->('opt/far/libleaf.so');
    compile("$root/opt/far/libbranch.so", 'int g(void) { return 1; }', '-shared', '-fPIC', '-Wl,--no-as-needed',
        '-Wl,-soname,libbranch.so', "$root/opt/far/libleaf.so");
    my @branch = ("$root/opt/far/libbranch.so", '-Wl,-rpath,/opt/far');
    $program->('usr/bin/rpath', @branch, '-Wl,--disable-new-dtags');
    ok(image(@none, '--add', '/usr/bin/rpath')->{'opt/far/libleaf.so'}, 'the RPATH of a program is for what its libraries need');
    $program->('usr/bin/runpath', @branch, '-Wl,--enable-new-dtags');
    fails('its RUNPATH is not', qr{/opt/far/libbranch\.so: needs library libleaf\.so, .*}, @none, '--add', '/usr/bin/runpath');

    write_file("$root/etc/ld.so.conf", "# directories\nhwcap 1 nosegneg\n/usr/lib/multi\ninclude ld.so.conf.d/*.conf\n");
    write_file("$root/etc/ld.so.conf.d/opt.conf", "  /opt/conf  # one\n");
    write_file("$root/etc/ld.so.conf.d/loop.conf", "include /etc/ld.so.conf\n");
    write_file("$root/etc/ld.so.cache", 'cache');
    $program->('usr/bin/conf', "$root/opt/conf/libconf.so");
    $got = image(@none, '--add', '/usr/bin/conf');
    ok($got->{'opt/conf/libconf.so'}, 'found through ld.so.conf');
    ok($got->{'etc/ld.so.cache'}, 'with ld.so.cache');
    $got = image(@none, '--add', '/usr/bin/simple');
    ok(!$got->{'etc/ld.so.cache'}, 'not added for directories built into ld.so');

    my ($status, $out, $err) = mkinitrd('-fv', @none, '--add', '/usr/bin/simple:/bin/other', $image, $release);
    like($out, qr{^mkinitrd: /usr/lib/multi/libmid\.so \(needed by /bin/other\)$}m, '-v prints the reason') or diag($err);

    rename("$root/usr/lib/multi/libmid.so", "$work/libmid.so");
    fails('a missing library', qr{/usr/bin/simple: needs library libmid\.so, .*},
        '--add', '/usr/bin/simple');
    # of another architecture: e_machine
    my $other = read_file("$work/libmid.so");
    substr($other, 18, 2) = pack('v', 0xf00d);
    write_file("$root/usr/lib/multi/libmid.so", $other);
    fails('a library of another architecture', qr{/usr/bin/simple: needs library libmid\.so, .*},
        '--add', '/usr/bin/simple');
    rename("$root/usr/lib64/ld-test.so.1", "$work/ld");
    fails('no interpreter', qr{\S*ld-test\.so\.1: No such file or directory}, '--add', '/usr/bin/conf');
    rename("$work/ld", "$root/usr/lib64/ld-test.so.1");
    rename("$work/libmid.so", "$root/usr/lib/multi/libmid.so");

    # Truncated programs cause an error or are added, but never crash mkinitrd.
    my $whole = read_file("$root/usr/bin/simple");
    my %seen;
    for (my $len = 4; $len < length $whole; $len += 97) {
        write_file("$root/usr/bin/cut", substr($whole, 0, $len));
        my ($status) = mkinitrd('-fq', @none, '--add', '/usr/bin/cut', $image, $release);
        $seen{$status}++;
    }
    is_deeply([sort keys %seen], [0, 1], 'truncated programs');
};

# Case B7: libraries opened at run time, which no ELF header lists.
subtest 'plug-ins' => sub {
    my $dir = "$root/usr/lib/multi";
    my $lib = sub {
        my ($name, @flags) = @_;
        compile("$dir/$name", 'int f(void) { return 1; }', '-shared', '-fPIC', '-Wl,-soname,' . $name =~ s{.*/}{}r, @flags);
    };
    $lib->($_) for qw(ld-plug.so.1 libgcc_s.so.1 ossl-modules/legacy.so libnss_files.so.2 libzstd-test.so.1 libtpm-test.so.0);
    $lib->('libc.so.6');
    $lib->('libcrypto.so.3');
    # systemd.io/ELF_DLOPEN_METADATA
    my $json = '[{"feature":"z","priority":"recommended","soname":["libzstd-test.so.2","libzstd-test.so.1"]},{"soname":["libtpm-test.so.0"],"priority":"suggested"},{"soname":7},5]';
    my $c = $json =~ s/"/\\"/gr;
    compile("$dir/libnote.so", qq{__attribute__((section(".note.dlopen"), used, aligned(4))) static const struct { unsigned n, d, t; char owner[4]; char text[sizeof("$c")]; } note = { 4, sizeof("$c"), 0x407c0c0a, "FDO", "$c" };},
        '-shared', '-fPIC', '-Wl,-soname,libnote.so');
    compile("$root/usr/bin/plug", 'void _start(void) { }', '-Wl,--no-as-needed', '-Wl,--dynamic-linker=/usr/lib/multi/ld-plug.so.1',
        '-Wl,--allow-shlib-undefined', map { "$dir/$_" } qw(libc.so.6 libcrypto.so.3 libnote.so));
    my $got = image('--busybox', 'none', '--add', '/usr/bin/plug');
    is_deeply([sort map { m{^usr/lib/multi/(.*\.so.*)} } keys %$got], [sort qw(ld-plug.so.1 libc.so.6 libcrypto.so.3 libgcc_s.so.1
        libnote.so libnss_files.so.2 libzstd-test.so.1 ossl-modules/legacy.so)], 'known ones, and those in .note.dlopen');
    unlink(map { "$dir/$_" } qw(libgcc_s.so.1 ossl-modules/legacy.so libnss_files.so.2 libzstd-test.so.1));
    $got = image('--busybox', 'none', '--add', '/usr/bin/plug');
    ok($got->{'usr/lib/multi/libcrypto.so.3'}, 'missing ones are no error');
};

# Case B17.
subtest 'programs of added directories' => sub {
    my $dir = "$root/usr/lib/multi";
    my $lib = sub {
        my ($to, $name, @flags) = @_;
        compile("$to/$name", 'int f(void) { return 1; }', '-shared', '-fPIC', "-Wl,-soname,$name", @flags);
    };
    my $program = sub {
        my ($name, @libraries) = @_;
        compile($name, 'void _start(void) { }', '-Wl,--no-as-needed', '-Wl,--dynamic-linker=/usr/lib/multi/ld-own.so.1',
            '-Wl,--allow-shlib-undefined', @libraries);
        chmod(0755, $name);
    };
    my $tree = "$root/srv/prog";
    $lib->($dir, $_) for qw(ld-own.so.1 libown.so libtheirs.so);
    $lib->($dir, 'libdeep.so', "$dir/libtheirs.so", '-Wl,--no-as-needed');
    $program->("$tree/usr/bin/tool", "$dir/libown.so", "$dir/libdeep.so");
    $lib->("$tree/opt/own", 'libtheirs.so', '-Wl,--defsym,theirs=1');
    $program->("$root/usr/bin/interpreter", "$dir/libown.so");
    write_file("$tree/etc/init.d/script", "#! /usr/bin/interpreter -x\n", 0755);
    write_file("$tree/etc/init.d/by-env", "#!/usr/bin/env -S A=1 thing -x\n", 0755);
    write_file("$root/usr/bin/thing", "#!/bin/sh\n", 0755);
    $program->("$root/usr/bin/env");
    write_file("$tree/etc/init.d/shell", "#!/bin/sh\n", 0755);
    write_file("$tree/etc/init.d/not-a-program", "#!/usr/bin/nothing\n", 0644);
    my @any = ('-f', '--busybox', "$work/init", '--add', '/srv/prog:/', $image, $release);
    my ($status, $out, $err) = mkinitrd(@any);
    is("$status$err", '0', 'an image');
    my $got = contents($image);
    ok($got->{$_}, "$_ is included") for qw(usr/lib/multi/ld-own.so.1 usr/lib/multi/libown.so usr/lib/multi/libdeep.so usr/bin/interpreter usr/bin/thing usr/bin/env);
    ok(!$got->{'usr/lib/multi/libtheirs.so'}, 'a library in the tree is not added from the root');
    is($got->{'bin/sh'}{target}, 'busybox', 'nor is the shell that is in the image');
    mkinitrd('--no-follow', @any);
    $got = contents($image);
    is_deeply([grep { /multi|interpreter|thing/ } keys %$got], [], '--no-follow');
    unlink("$dir/libown.so");
    write_file("$tree/etc/init.d/script", "#!/usr/bin/gone\n", 0755);
    ($status, $out, $err) = mkinitrd(@any);
    is($status, 0, 'a missing file is no error');
    like($err, qr{^mkinitrd: /etc/init\.d/script: needs /usr/bin/gone, which is neither in the image nor in \Q$root\E$}m, 'but a warning: an interpreter');
    like($err, qr{^mkinitrd: /usr/bin/tool: needs library libown\.so, which is not in \Q$root\E$}m, 'and a library');
    remove_tree($tree);
};

# Case B16.
subtest 'machines' => sub {
    my $foreign = sub {
        my ($to, $from, $number, $class) = @_;
        my $data = read_file($from);
        substr($data, 18, 2) = pack('v', $number);
        substr($data, 4, 1) = chr($class) if $class;
        write_file($to, $data, 0755);
    };
    my ($x86, $arm64) = (62, 183);
    plan skip_all => 'not on x86-64' if unpack('v', substr(read_file("$work/init"), 18, 2)) != $x86;
    $foreign->("$work/init-arm64", "$work/init", $arm64);
    $foreign->("$work/init-i386", "$work/init", 3, 1);
    my @any = ('--modules', 'alone', '--busybox', 'none');
    my $is = qr/is for arm64, 64 bits, but \S*alone\.ko is for x86-64, 64 bits/;
    fails('/init and the modules', qr{/init $is}, @any, '--init', "$work/init-arm64");
    # it cannot run on this machine; mkinitrd only reads it
    fails('busybox', qr{/bin/busybox $is}, '--modules', 'alone', '--busybox', "$work/init-arm64");
    my ($status, $out, $err) = mkinitrd('-f', @any, '--busybox', "$work/init-i386", $image, $release);
    is("$status$err", '0', 'a kernel of 64 bits runs i386');
    write_file("$root/srv/arm/sbin/init", read_file("$work/init-arm64"), 0755);
    fails('the tree of a permanent root', qr{/sbin/init is for arm64, 64 bits, but /init is for x86-64, 64 bits},
        '--stay', '--busybox', 'none', '--add', '/srv/arm:/');
    for (['ARM64', 'arm64', 183], ['X86_32', 'i386', 3], ['ARM', 'arm', 40], ['PPC64', 'ppc64', 21], ['PPC32', 'ppc', 20], ['S390', 's390', 22],
        ['RISCV', 'riscv', 243], ['MIPS', 'mips', 8], ['LOONGARCH', 'loongarch', 258]) {
        my ($option, $name, $number) = @$_;
        config(@all_packs, $option);
        fails("the configuration of a kernel: CONFIG_$option", qr{/init is for x86-64, 64 bits, but the kernel of \S*config-\S* is for $name},
            '--stay', '--busybox', 'none');
        $foreign->("$work/init-other", "$work/init", $number);
        is(join('', mkinitrd('-fq', '--stay', '--busybox', 'none', '--init', "$work/init-other", '--add', File::Spec->abs2rel("$work/init-other") . ':/sbin/init', $image, $release)),
            '0', "an image for $name");
    }
    for (['ARM64', 40], ['PPC64', 20]) {
        config(@all_packs, $_->[0]);
        $foreign->("$work/init-other", "$work/init", $_->[1]);
        is((mkinitrd('-fq', '--stay', '--busybox', 'none', '--init', "$work/init-other", '--add', File::Spec->abs2rel("$work/init-other") . ':/sbin/init', $image, $release))[0],
            0, "a kernel of $_->[0] runs 32 bits");
    }
    config(@all_packs);
    rename("$modules/kernel/crypto/alone.ko", "$work/alone.ko");
    $foreign->("$modules/kernel/crypto/alone.ko", "$work/alone.ko", $arm64);
    fails('two modules', qr{\S*\.ko is for (?:arm64|x86-64), 64 bits, but \S*\.ko is for (?:arm64|x86-64), 64 bits}, '-q', '--modules', 'alone,base', '--busybox', 'none');
    rename("$work/alone.ko", "$modules/kernel/crypto/alone.ko");
    remove_tree("$root/srv/arm");
};

subtest 'a program of this machine' => sub {
    my ($ldd) = grep { -x } '/usr/bin/ldd', '/bin/ldd';
    plan skip_all => 'no ldd to compare with' unless $ldd;
    my ($status, $out, $err) = run($mkinitrd, '-f', '--init', "$work/init", '--busybox', 'none', '--add', $^X, $image);
    is($status, 0, "--add $^X") or diag($err);
    my $to = unpacked();
    my @wanted = `$ldd '$^X'` =~ m{=> (/\S+)}g;
    is_deeply([map { s{.*/}{}r } grep { !-e "$to$_" && !-e $to . s{^/usr}{}r && !-e "$to/usr$_" } @wanted], [],
        'adds all libraries that ldd lists');
};

# ---- busybox and /init -------------------------------------------------------------------------

subtest 'busybox' => sub {
    my $got = image('--stay', '--busybox', "$work/init");
    is($got->{'bin/busybox'}{size}, -s "$work/init", 'is the given file');
    is($got->{'bin/sh'}{target}, 'busybox', 'and the shell');
    make_path("$root/bin");
    must('cp', "$root/usr/bin/simple", "$root/bin/busybox");
    empty_out();
    $got = image('--stay');
    is($got->{'bin/busybox'}{size}, -s "$root/usr/bin/simple", "the system's is added if it is dynamic");
    ok($got->{'usr/lib/multi/libmid.so'} && $got->{'lib64/ld-test.so.1'}, 'with its libraries');
    write_file("$root/bin/busybox", read_file("$root/usr/bin/simple") . "x\0[\0[[\0init\0ls\0modprobe\0mount\0sh\0xz\0\0zz\0", 0755);
    $got = image('--stay', '--add', '/bin/busybox:/usr/sbin/mount');
    is_deeply([sort map { ($got->{$_}{target} // '') eq 'busybox' ? $_ : () } keys %$got], [map { "bin/$_" } qw([ [[ ls sh xz)],
        'with a link for each command that the image lacks');
    ok(image('--stay', '--busybox', "$work/init")->{'bin/sh'} && !contents($image)->{'bin/ls'}, 'a static one needs none');
    must('cp', "$work/init", "$root/srv/shell");
    $got = image('--stay', '--add', '/srv/shell:/bin/sh');
    ok(!$got->{'usr/lib/multi/libmid.so'}, 'but not next to another shell');
    fails('busybox is dynamic', qr{\S*: not a static program, .*}, '--stay', '--busybox', "$root/bin/busybox");
    must('cp', "$work/init", "$root/usr/bin/busybox");
    ok(image('--stay')->{'bin/busybox'}, 'and used if it is static');
    ok(!image('--stay', '--busybox', 'none')->{'bin/sh'}, '--busybox none');
    fails('busybox is no program', qr{\S*: not a program}, '--stay', '--busybox', "$root/etc/ld.so.conf");
    fails('no such busybox', qr{\S*: No such file or directory}, '--stay', '--busybox', "$work/none");
    unlink("$root/bin/busybox", "$root/usr/bin/busybox");
    empty_out();
    my ($status, $out, $err) = mkinitrd('--stay', $image, $release);
    like("$status$err", qr/^0mkinitrd: no usable busybox in \S*: the image has no rescue shell; install the package busybox-static, .*\n\z/,
        'without one there is a warning');
    must('cp', "$root/usr/bin/simple", "$root/bin/busybox");
    rename("$root/usr/lib/multi/libmid.so", "$work/libmid.so");
    empty_out();
    ($status, $out, $err) = mkinitrd('--stay', $image, $release);
    like("$status$err", qr/^0mkinitrd: \S*: needs library libmid.so, which is not in .*\nmkinitrd: no usable busybox in /,
        'one without a library is not added');
    ok(!contents($image)->{'bin/sh'}, 'and not the shell');
    rename("$work/libmid.so", "$root/usr/lib/multi/libmid.so");
    unlink("$root/bin/busybox");
};

subtest '/init' => sub {
    fails('/init is dynamic', qr{\S*: not a static program, .*}, '--stay', '--init', "$root/usr/bin/simple");
    fails('no such /init', qr{\S*: No such file or directory}, '--stay', '--init', "$work/none");
    make_path("$work/bin/helpers");
    must('cp', $mkinitrd, "$work/init", "$work/bin");
    my ($status, $out, $err) = run("$work/bin/mkinitrd", '-f', '--stay', an_init(), '--rootdir', $root, $image, $release);
    is($status, 0, 'without --init') or diag($err);
    is(read_file(unpacked() . '/init'), read_file("$work/init"), 'the one next to mkinitrd is used');
};

done_testing();
