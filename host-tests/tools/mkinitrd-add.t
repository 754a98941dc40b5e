#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0
#
# mkinitrd --add, --busybox and --init: files, folders, programs and their libraries.

use strict;
use warnings;
use lib 'host-tests/tools';
use mkinitrd;
use File::Path qw(make_path remove_tree);
use POSIX ();
use Test::More;

# ---- --add -------------------------------------------------------------------------------------

subtest 'files and folders' => sub {
    write_file("$root/srv/tree/file", 'one', 04755);
    write_file("$root/srv/tree/deep/er/file", 'two');
    symlink('../file', "$root/srv/tree/deep/link");
    symlink('nowhere', "$root/srv/tree/deep/dangling");
    POSIX::mkfifo("$root/srv/tree/pipe", 0600);
    chmod(0711, "$root/srv/tree/deep");
    my $got = image('--busybox', 'none', '--add', '/srv/tree');
    is($got->{'srv/tree/file'}{mode}, '-rwsr-xr-x', 'modes are kept');
    is($got->{'srv/tree/deep'}{mode}, 'drwx--x--x', 'of folders too');
    is($got->{'srv/tree/deep/link'}{target}, '../file', 'links are kept');
    is($got->{'srv/tree/deep/dangling'}{target}, 'nowhere', 'those to nowhere too');
    is($got->{'srv/tree/pipe'}{mode}, 'prw-------', 'pipes are kept');
    is($got->{srv}{mode}, 'drwxr-xr-x', 'folders above are made');
    $got = image('--busybox', 'none', '--add', '/srv/tree:/');
    is($got->{'deep/er/file'}{size}, 3, 'a folder as the root');
    chdir($work);
    write_file("$work/mine: it", 'mine');
    $got = image('--busybox', 'none', '--add', 'mine: it:/etc/it', '--add', '/srv/tree/file:/etc/it');
    is(read_file(unpacked() . '/etc/it'), 'one', 'of two for one place the later wins');
    image('--busybox', 'none', '--add', '/srv/tree/file:/etc/it', '--add', 'mine: it:/etc/../etc//it');
    is(read_file(unpacked() . '/etc/it'), 'mine', 'whichever that is; a name may have colons');
    fails('no such file', qr{--add /srv/none: there is no \Q$root\E/srv/none}, '--add', '/srv/none');
    fails('a file of this machine, not the root', qr{--add \S*: there is no \Q$root\E\S*}, '--add', "$work/init");
    fails('no place', qr{--add here: a path that is not absolute needs a place .*}, '--add', 'here');
    fails('nothing', qr{--add :/x: what\? .*}, '--add', ':/x');
    fails('a folder where a file is', qr{/srv/tree/file/x: cannot lie in /srv/tree/file, .*},
        '--add', '/srv/tree', '--add', '/srv/tree/file:/srv/tree/file/x');
    fails('a file where a folder is', qr{/srv/tree: is wanted both as a folder and .*},
        '--add', '/srv/tree', '--add', '/srv/tree/file:/srv/tree');
    fails('two configurations', qr{/etc/gangway\.conf: comes with --add too; .*},
        '--add', '/srv/tree/file:/etc/gangway.conf');
};

subtest 'a tree with a merged /usr' => sub {
    make_path("$root/srv/merged/usr/bin", "$root/srv/merged/usr/lib");
    symlink('usr/bin', "$root/srv/merged/bin");
    symlink('usr/lib', "$root/srv/merged/lib");
    write_file("$root/srv/merged/usr/bin/sh", 'their shell', 0755);
    write_file("$root/srv/merged/init", 'their init', 0755);
    my $got = image('--add', '/srv/merged:/', '--modules', 'alone', '--busybox', "$work/init");
    is($got->{bin}{target}, 'usr/bin', 'its links stay');
    ok($got->{"usr/$kernel/crypto/alone.ko"}, 'and lead for what comes later');
    is($got->{'usr/bin/busybox'}{mode}, '-rwxr-xr-x', 'for busybox too');
    is($got->{'usr/bin/sh'}{target}, undef, 'what is there is not replaced');
    is($got->{init}{size}, -s "$work/init", 'but for /init');
    symlink('loop', "$root/srv/merged/loop");
    symlink('loop/x', "$root/srv/tree/loop");
    fails('a link to itself', qr{.*: Too many levels of symbolic links}, '--add', '/srv/merged:/',
        '--add', '/srv/tree/file:/loop/x/y');
};

# Programs that could run, were there a processor and an ld.so for them: never executed here.
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
    # the name by which libmid.so needs it
    must("cd '$root/usr/lib/multi' && rm libdeep.so.1 && ln -s libdeep.so.1.2 libdeep.so.1");

    $program->('usr/bin/simple', "$root/usr/lib/multi/libmid.so", "-Wl,-rpath-link,$root/usr/lib/multi");
    my $got = image(@none, '--add', '/usr/bin/simple');
    is_deeply([sort grep { /\.so/ } keys %$got], [sort qw(lib64/ld-test.so.1 usr/lib/multi/ld-test.so.1
        usr/lib/multi/libdeep.so.1.2 usr/lib/multi/libmid.so)],
        'its interpreter, its library, and the library of that');
    is($got->{'lib64/ld-test.so.1'}{target}, '/usr/lib/multi/ld-test.so.1', 'links are kept');

    $program->('opt/app/bin/origin', "$root/opt/app/lib/libflat.so", "-Wl,-rpath-link,$root/usr/lib/multi",
        '-Wl,-rpath,/nowhere:$ORIGIN/../lib');
    symlink('/opt/app/bin/origin', "$root/usr/bin/origin");
    $got = image(@none, '--add', '/usr/bin/origin');
    is_deeply([sort grep { m{^opt/|^usr/bin/} } keys %$got], [sort qw(opt/app opt/app/bin opt/app/bin/origin
        opt/app/lib opt/app/lib/libflat.so usr/bin/origin)], '$ORIGIN is where the program itself lies');

    write_file("$root/etc/ld.so.conf", "# folders\nhwcap 1 nosegneg\n/usr/lib/multi\ninclude ld.so.conf.d/*.conf\n");
    write_file("$root/etc/ld.so.conf.d/opt.conf", "  /opt/conf  # one\n");
    write_file("$root/etc/ld.so.conf.d/loop.conf", "include /etc/ld.so.conf\n");
    write_file("$root/etc/ld.so.cache", 'cache');
    $program->('usr/bin/conf', "$root/opt/conf/libconf.so");
    $got = image(@none, '--add', '/usr/bin/conf');
    ok($got->{'opt/conf/libconf.so'}, 'ld.so.conf leads to it');
    ok($got->{'etc/ld.so.cache'}, 'and its cache leads ld.so there');
    $got = image(@none, '--add', '/usr/bin/simple');
    ok(!$got->{'etc/ld.so.cache'}, 'which it does not need for its own folders');

    my ($status, $out, $err) = mkinitrd('-fv', @none, '--add', '/usr/bin/simple:/bin/other', $image, $release);
    like($out, qr{^mkinitrd: /usr/lib/multi/libmid\.so \(/bin/other needs it\)$}m, '-v says why') or diag($err);

    rename("$root/usr/lib/multi/libmid.so", "$work/libmid.so");
    fails('a library that is missing', qr{/usr/bin/simple: needs the library libmid\.so, .*},
        '--add', '/usr/bin/simple');
    # of another architecture: e_machine
    my $other = read_file("$work/libmid.so");
    substr($other, 18, 2) = pack('v', 0xf00d);
    write_file("$root/usr/lib/multi/libmid.so", $other);
    fails('a library of another architecture', qr{/usr/bin/simple: needs the library libmid\.so, .*},
        '--add', '/usr/bin/simple');
    rename("$root/usr/lib64/ld-test.so.1", "$work/ld");
    fails('no interpreter', qr{\S*ld-test\.so\.1: No such file or directory}, '--add', '/usr/bin/conf');
    rename("$work/ld", "$root/usr/lib64/ld-test.so.1");
    rename("$work/libmid.so", "$root/usr/lib/multi/libmid.so");

    # Whatever is cut off, it is an error or an image, and never a crash.
    my $whole = read_file("$root/usr/bin/simple");
    my %seen;
    for (my $len = 4; $len < length $whole; $len += 97) {
        write_file("$root/usr/bin/cut", substr($whole, 0, $len));
        my ($status) = mkinitrd('-fq', @none, '--add', '/usr/bin/cut', $image, $release);
        $seen{$status}++;
    }
    is_deeply([sort keys %seen], [0, 1], 'programs that were cut off end in order');
};

subtest 'a program of this machine' => sub {
    my ($ldd) = grep { -x } '/usr/bin/ldd', '/bin/ldd';
    plan skip_all => 'there is no ldd here to compare with' unless $ldd;
    my ($status, $out, $err) = run($mkinitrd, '-f', '--init', "$work/init", '--busybox', 'none', '--add', $^X, $image);
    is($status, 0, "--add $^X") or diag($err);
    my $to = unpacked();
    my @wanted = `$ldd '$^X'` =~ m{=> (/\S+)}g;
    is_deeply([map { s{.*/}{}r } grep { !-e "$to$_" && !-e $to . s{^/usr}{}r && !-e "$to/usr$_" } @wanted], [],
        'brings all that ldd names');
};

# ---- busybox and /init -------------------------------------------------------------------------

subtest 'busybox' => sub {
    my $got = image('--stay', '--busybox', "$work/init");
    is($got->{'bin/busybox'}{size}, -s "$work/init", 'is the file given');
    is($got->{'bin/sh'}{target}, 'busybox', 'and the shell');
    make_path("$root/bin");
    must('cp', "$root/usr/bin/simple", "$root/bin/busybox");
    empty_place();
    my ($status, $out, $err) = mkinitrd('--stay', $image, $release);
    like("$status$err", qr/^0mkinitrd: no static busybox in \S*: the image has no rescue shell; .*\n\z/,
        'a dynamic one is a warning');
    ok(!contents($image)->{'bin/busybox'}, "the system's is left alone where it is dynamic");
    fails('busybox is dynamic', qr{\S*: not a static program, .*}, '--stay', '--busybox', "$root/bin/busybox");
    must('cp', "$work/init", "$root/usr/bin/busybox");
    ok(image('--stay')->{'bin/busybox'}, 'and taken where it is static');
    ok(!image('--stay', '--busybox', 'none')->{'bin/sh'}, '--busybox none');
    fails('busybox is no program', qr{\S*: not a program}, '--stay', '--busybox', "$root/etc/ld.so.conf");
    fails('no such busybox', qr{\S*: No such file or directory}, '--stay', '--busybox', "$work/none");
    unlink("$root/bin/busybox", "$root/usr/bin/busybox");
};

subtest '/init' => sub {
    fails('/init is dynamic', qr{\S*: not a static program, .*}, '--stay', '--init', "$root/usr/bin/simple");
    fails('no such /init', qr{\S*: No such file or directory}, '--stay', '--init', "$work/none");
    make_path("$work/bin");
    must('cp', $mkinitrd, "$work/init", "$work/bin");
    my ($status, $out, $err) = run("$work/bin/mkinitrd", '-f', '--stay', '--rootdir', $root, $image, $release);
    is($status, 0, 'without --init') or diag($err);
    is(read_file(unpacked() . '/init'), read_file("$work/init"), 'the one beside mkinitrd is taken');
};

done_testing();
