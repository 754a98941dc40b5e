#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0
#
# mkinitrd: each failure prints one line with the reason, and leaves no files.

use strict;
use warnings;
use lib 'host-tests/tools';
use mkinitrd;
use File::Path qw(make_path remove_tree);
use File::Spec;
use POSIX qw(WNOHANG);
use Test::More;

# Also if this test is run by nohup(1), or in the background.
$SIG{$_} = 'DEFAULT' for qw(INT TERM HUP);

# ---- errors ------------------------------------------------------------------------------------

subtest 'usage' => sub {
    for ([], ['--stay'], ['--stay', $image, 'a', 'b'], ['--stay', '--compress', 'best', $image],
        ['--stay', '--config', 'x', $image], ['--stay', $image, 'a/b'], ['--stay', $image, '..'],
        ['--format', 'ext3', $image], ['--modules'], ['-x', $image],
        ['--list'], ['--list', 'a', 'b'], ['--capture'], ['--capture', 'a', $image], ['--list', '--capture', 'a'],
        ['--modules', ',', $image], ['--stay', '']) {
        my ($status, $out, $err) = run($mkinitrd, @$_);
        is($status, 2, "exit status of: @$_");
        like($err, qr/\Amkinitrd: [^\n]*\n\z/, "one line on: @$_");
    }
    my ($status, $out, $err) = run($mkinitrd, '--help');
    is("$status$err", '0', '--help');
    like($out, qr/^Usage: mkinitrd .*--modules.*--list/s, 'lists the options');
    ($status, $out, $err) = run($mkinitrd, '--version');
    like("$status$out$err", qr/^0mkinitrd \(gangway\) [\d.]+\n$/, '--version');
    ($status, $out, $err) = mkinitrd('-fq', '--stay', $image, $release);
    is("$status$out$err", '0', '-q prints nothing');
};

subtest 'wrong modules' => sub {
    fails('unknown', qr/module top_drivr: not found in kernel \S*; did you mean top_driver\?/, '--modules', 'top_drivr');
    fails('unknown, no similar name', qr/module something-else: kernel \S* has no module of this name or alias/, '--modules', 'alone,something-else');
    my ($status, $out, $err) = mkinitrd('-f', '--modules', 'alone', $image, '9.9');
    is("$status$err", "1mkinitrd: kernel 9.9: no modules in $root/lib/modules; available: $release\n", 'another release');
    write_file("$work/none", '');
    fails('no root', qr{--rootdir \S*: No such file or directory}, '--modules', 'alone', '--rootdir', "$work/nowhere");
    fails('the root is a file', qr{--rootdir \S*: Not a directory}, '--modules', 'alone', '--rootdir', "$work/none");
};

# Cases B22 and U15: configurations that /init's parser rejects.
subtest 'images that could not boot' => sub {
    my $config = "$work/gangway.conf";
    my @config = ('--busybox', 'none', '--modules', 'alone', '--config', $config);
    my $bad = sub {
        my ($text, $message) = @_;
        write_file($config, $text);
        fails($text =~ s/\n/ /gr, $message, @config);
    };
    $bad->("gangway.modulse=alone\n", qr{/etc/gangway\.conf: unknown parameter gangway\.modulse; did you mean gangway\.modules\?});
    $bad->("gangway.modules=alone,alnoe\n", qr{module alnoe: .*kernel.*});
    $bad->("# a\nroot=\"LABEL=root\nrw\n", qr{/etc/gangway\.conf, line 4: missing closing quote});
    $bad->("gangway.timeout=soon\n", qr{/etc/gangway\.conf: ignoring gangway\.timeout=soon: .*});
    $bad->("root=/dev/disk/by-path/x\n", qr{cannot find root=/dev/disk/by-path/x: .*});
    $bad->("gangway.fallback=/dev/nfs\n", qr{cannot find gangway\.fallback=/dev/nfs: .*});
    write_file($config, "# it's \"fine\nroot=\"LABEL=my root\" a.b=\"c d\" # \"so\nrootfstype=thing,ext4");
    image(@config);
    is(read_file(unpacked() . '/etc/gangway.conf') =~ s/^# written.*\n//r, "gangway.modules=alone\n" . read_file($config),
        'the configuration follows the requested modules');
    write_file($config, 'gangway.modules=top_driver');
    ok(image(@config)->{"$kernel/drivers/top-driver.ko"}, 'a module that it lists is in the image');

    my $init = 'none of /sbin/init, /etc/init, /bin/init and /bin/sh is a program; add one with --add';
    my $stay = sub {
        my ($tree) = @_;
        empty_out();
        return [run($mkinitrd, '--rootdir', $root, '--init', "$work/init", '--busybox', 'none', '--stay',
            '--add', File::Spec->abs2rel($tree) . ':/', $image, $release)];
    };
    my $tree = "$work/stays";
    make_path("$tree/sbin", "$tree/bin");
    is_deeply($stay->($tree), [1, '', "mkinitrd: gangway.stay: the image has no init: $init\n"], '--stay without an init');
    symlink('../bin/gone', "$tree/sbin/init");
    is($stay->($tree)->[0], 1, 'a dangling link');
    write_file("$tree/bin/gone", 'no', 0644);
    is($stay->($tree)->[0], 1, 'a file that cannot be executed');
    compile("$tree/bin/gone", 'void _start(void) { for (;;) ; }', '-static');
    is($stay->($tree)->[2], '', 'a program');

    my $warns = sub { my ($status, $out, $err) = mkinitrd('-f', '--busybox', 'none', @_, $image, $release); return "$status$err" };
    module('drivers/virtio/virtio_blk.ko');
    module('drivers/virtio/virtio_mmio.ko');
    indexed();
    is($warns->('--modules', 'virtio_blk'), "0mkinitrd: virtio_blk cannot find devices: the image has no driver of its bus; "
        . "add virtio_pci or virtio_mmio\n", 'a driver without its bus');
    is($warns->('--modules', 'virtio_blk,virtio_mmio'), '0', 'and with it');
    write_file($config, "gangway.modules=\nrootfstype=ext9\n");
    is($warns->('--modules', 'alone', '--config', $config),
        "0mkinitrd: rootfstype=ext9: not in the image and not built into the kernel\n", 'an unknown type');
    my $builtin = read_file("$modules/modules.builtin.modinfo");
    write_file("$modules/modules.builtin.modinfo", "inside.alias=fs-inside\0");
    indexed();
    is($warns->('--modules', 'alone'), "0mkinitrd: cannot mount any root: no file system is in the image or built into the kernel; "
        . "add the module of the root's file system\n", 'no file system');
    write_file("$modules/modules.builtin.modinfo", $builtin);
    remove_tree("$modules/kernel/drivers/virtio");
    not_indexed();
};

subtest 'a damaged module' => sub {
    my $packed = "$modules/kernel/crypto/in-xz.ko.xz";
    my $alone = "$modules/kernel/crypto/alone.ko";
    my ($whole, $plain) = (read_file($packed), read_file($alone));
    # the index is that of the undamaged files
    indexed();
    write_file($packed, substr($whole, 0, length($whole) / 2));
    fails('truncated', qr{\Q$packed\E: damaged: .*}, '--modules', 'in-xz');
    write_file($packed, substr($whole, 0, 200) . 'x' . substr($whole, 201));
    fails('changed', qr{\Q$packed\E: damaged: .*}, '--modules', 'in-xz');
    write_file($packed, 'not xz at all');
    fails('not compressed', qr{\Q$packed\E: damaged: .*}, '--modules', 'in-xz');
    write_file($packed, '');
    fails('empty', qr{\Q$packed\E: damaged: .*}, '--modules', 'in-xz');
    unlink($packed);
    fails('missing', qr{\Q$packed\E: listed in the index, but missing; .*}, '--modules', 'in-xz');
    write_file($packed, $whole);
    write_file($alone, 'not ELF');
    fails('not ELF', qr{\Q$alone\E: damaged: .*}, '--modules', 'alone');
    # e_phoff: where the program headers begin
    my $init = read_file("$work/init");
    write_file("$work/init-damaged", substr($init, 0, 32) . pack('Q<', length $init) . substr($init, 40), 0755);
    fails('a program', qr{\S*/init-damaged: damaged: its ELF headers point outside the file}, '--modules', 'base', '--init', "$work/init-damaged");
    write_file($alone, $plain);
    not_indexed();
    module('lead/sx/away.ko');
    indexed();
    my $index = read_file("$modules/modules.dep.bin");
    write_file("$modules/modules.dep.bin", $index =~ s{kernel/lead/sx/away}{../../../../../away}r);
    fails('an index with a path outside its directory', qr{module away: no file in \S*; run: .*}, '--modules', 'away');
    remove_tree("$modules/kernel/lead");
    not_indexed();
};

subtest 'the path of the image' => sub {
    my @stay = ('--stay', '--busybox', 'none');
    empty_out();
    write_file($image, 'old image');
    my ($status, $out, $err) = mkinitrd(@stay, $image, $release);
    is("$status$err", "1mkinitrd: $image: File exists; use -f to replace it and keep it as $image.old\n", 'it exists');
    nothing_left('without -f');
    ($status, $out, $err) = mkinitrd('-f', @stay, $image, $release);
    is("$status$err", '0', 'with -f it is replaced');
    is(read_file("$image.old"), 'old image', 'and kept');
    my $first = read_file($image);
    ($status, $out, $err) = mkinitrd('-f', @stay, '--compress', 'none', $image, $release);
    ok($first eq read_file("$image.old"), 'one old image is kept, not two');
    like($out, qr/^mkinitrd: \Q$image.old\E: the replaced image$/m, 'which is printed');
    unlink("$image.old");

    unlink($image);
    symlink("real image", $image);
    write_file("$work/out/real image", 'old image');
    ($status, $out, $err) = mkinitrd('-f', @stay, $image, $release);
    is("$status$err", '0', 'a link');
    is(readlink($image), 'real image', 'remains a link');
    is(read_file("$work/out/real image.old"), 'old image', 'its target is replaced');
    unlink($image, glob("$work/out/real?image*"));
    symlink('nowhere', $image);
    ($status, $out, $err) = mkinitrd('-f', @stay, $image, $release);
    like("$status$err", qr/^1mkinitrd: \S*: dangling link: .*\n$/, 'a dangling link');
    is_deeply([glob("$work/out/*")], [$image], 'creates nothing');
    unlink($image);

    umask(077);
    image(@stay);
    umask(022);
    is((stat $image)[2] & 07777, 0600, 'the umask is used');
    chown(12, 34, $image) if $> == 0;
    my @owner = (stat $image)[4, 5];
    chmod(0640, $image);
    mkinitrd('-f', @stay, $image, $release);
    is((stat $image)[2] & 07777, 0640, 'an image that replaces another has its mode');
    is_deeply([(stat $image)[4, 5]], \@owner, 'and its owner');
    unlink("$image.old");

    ($status, $out, $err) = mkinitrd('-f', @stay, "$work/out", $release);
    is("$status$err", "1mkinitrd: $work/out: Is a directory; specify a file in it\n", 'a directory');
    ($status, $out, $err) = mkinitrd('-f', @stay, '/dev/full', $release);
    is("$status$err", "1mkinitrd: /dev/full: not a regular file\n", 'a device');
    ($status, $out, $err) = mkinitrd('-f', @stay, "$work/nowhere/image", $release);
    is("$status$err", "1mkinitrd: cannot write $work/nowhere/image: No such file or directory\n", 'no directory');
};

# Case U20: an image older than this boot may have been booted; a newer one never was.
subtest 'an image that may have been booted is not lost' => sub {
    my @stay = ('-f', '--stay', '--busybox', 'none');
    empty_out();
    write_file($image, 'booted');
    utime(1, 1, $image);
    mkinitrd(@stay, $image, $release);
    is(read_file("$image.old"), 'booted', 'it is kept');
    my ($status, $out, $err) = mkinitrd(@stay, '--compress', 'none', $image, $release);
    is(read_file("$image.old"), 'booted', 'and not replaced by one that was never booted');
    like($out, qr/^mkinitrd: \Q$image.old\E: left unchanged; the replaced image was never booted$/m, 'which is printed');
    is(substr(read_file($image), 0, 6), '070701', 'the new image is written');
    utime(2, 2, $image);
    mkinitrd(@stay, $image, $release);
    is(substr(read_file("$image.old"), 0, 6), '070701', 'of two that may have been booted, the later is kept');
    is_deeply([sort map { s{.*/}{}r } glob("$work/out/*")], ['image', 'image.old'], 'nothing else is left');
};

# Case B29: a disk without space for the image, the old one and the new one.
subtest 'space for an image' => sub {
    write_file("$work/full.c", <<'END');
#define _GNU_SOURCE
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

ssize_t write(int fd, const void *data, size_t len)
{
	struct stat st, of_image;

	if (fd > 2 && stat(getenv("FULL_WHILE"), &st) == 0 &&
	    fstat(fd, &of_image) == 0 && of_image.st_nlink == 1) {
		errno = ENOSPC;
		return -1;
	}
	return syscall(SYS_write, fd, data, len);
}
END
    must("gcc -shared -fPIC -o '$work/full.so' '$work/full.c'");
    my @make = ('env', "LD_PRELOAD=$work/full.so", "FULL_WHILE=$image.old", $native,
        '--rootdir', $root, '--init', "$work/init", '-f', '--stay', an_init(), '--busybox', 'none', $image, $release);
    empty_out();
    write_file($image, 'image');
    write_file("$image.old", 'old');
    my ($status, $out, $err) = run(@make);
    is("$status$err", "0mkinitrd: $image.old: removed because the disk is full\n", 'the old image is removed');
    is(read_file("$image.old"), 'image', 'and replaced by the previous one');
    utime(1, 1, "$image.old");
    my $before = read_file($image);
    ($status, $out, $err) = run(@make);
    is("$status$err", "1mkinitrd: cannot write $image: No space left on device; keeping $image.old, which may have been booted\n",
        'unless only it may have been booted');
    is(read_file("$image.old"), 'image', 'it is kept');
    ok($before eq read_file($image), 'and so is the image');
    is_deeply([sort map { s{.*/}{}r } glob("$work/out/*")], ['image', 'image.old'], 'nothing else is left');
};

# Case B30.
subtest 'leftovers of a killed run' => sub {
    write_file("$work/bin/depmod", "#!/bin/sh\n: >'$work/started'\nexec sleep 60\n", 0755);
    empty_out();
    write_file("$image.mkinitrd-backup.txt", 'mine');
    write_file("$image.backup", 'mine');
    {
        local $ENV{PATH} = "$work/bin:$ENV{PATH}";
        for (1 .. 2) {
            unlink("$work/started");
            my $pid = fork() // die "fork: $!\n";
            if (!$pid) {
                exec('setsid', $mkinitrd, '--rootdir', $root, '--init', "$work/init", '--modules', 'alone', $image, $release);
                die;
            }
            for (1 .. 1000) {
                last if -e "$work/started";
                select(undef, undef, undef, 0.01);
            }
            # the second run finds the files of the first
            is(scalar(() = glob("$work/tmp/gangway-mkinitrd.*")), 1, "run $_: one directory");
            is(scalar(() = glob("$image.mkinitrd-??????")), 1, "run $_: one temporary image");
            kill('KILL', -$pid);
            waitpid($pid, 0);
        }
    }
    unlink("$work/bin/depmod");
    # the file of a running process is kept
    write_file("$image.mkinitrd-abcdef", 'held');
    open(my $held, '<', "$image.mkinitrd-abcdef") or die;
    flock($held, 2) or die;
    my ($status, $out, $err) = mkinitrd('--stay', '--busybox', 'none', $image, $release);
    is("$status$err", '0', 'another run');
    is_deeply([sort map { s{.*/}{}r } glob("$work/out/*")], [qw(image image.backup image.mkinitrd-abcdef image.mkinitrd-backup.txt)],
        'removes unlocked leftovers only');
    mkinitrd('-f', '--modules', 'alone', '--busybox', 'none', $image, $release);
    is_deeply([glob("$work/tmp/*")], [], 'its temporary directories too');
    close($held);
    empty_out();
};

subtest 'the path of the old image' => sub {
    empty_out();
    write_file($image, 'old image');
    make_path("$image.old");
    my ($status, $out, $err) = mkinitrd('-f', '--stay', '--busybox', 'none', $image, $release);
    is("$status$err", "1mkinitrd: cannot keep the old image as $image.old: Is a directory\n", 'is a directory');
    rmdir("$image.old");
    nothing_left('is a directory');
    POSIX::mkfifo("$image.old", 0600);
    ($status, $out, $err) = mkinitrd('-f', '--stay', '--busybox', 'none', $image, $release);
    is("$status$err", "1mkinitrd: $image.old: not a regular file\n", 'is a FIFO');
    unlink("$image.old");
    nothing_left('is a FIFO');
};

# As on FAT, which has no hard links; then the disk fails.
subtest 'the old image is restored' => sub {
    write_file("$work/fat.c", <<'END');
#define _GNU_SOURCE
#include <errno.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

int link(const char *from, const char *to)
{
	(void)from, (void)to;
	errno = EPERM;
	return -1;
}

int rename(const char *from, const char *to)
{
	if (strstr(from, ".old") || strstr(to, ".old"))
		return syscall(SYS_renameat2, -100, from, -100, to, 0);
	errno = EIO;
	return -1;
}
END
    must("gcc -shared -fPIC -o '$work/fat.so' '$work/fat.c'");
    empty_out();
    write_file($image, 'old image');
    my @arguments = ('--rootdir', $root, '--init', "$work/init", '-f', '--stay', an_init(), '--busybox', 'none', $image, $release);
    my ($status, $out, $err) = run('env', "LD_PRELOAD=$work/fat.so", $native, @arguments);
    is("$status$err", "1mkinitrd: cannot rename the new image to $image: Input/output error\n", 'is reported');
    nothing_left('the disk fails');
};

subtest 'a directory without write permission' => sub {
    my $dir = "$work/out/closed";
    make_path($dir);
    chmod(0555, $dir);
    my $status = run_as_user($mkinitrd, '--stay', '--init', "$work/init", "$dir/image");
    my @left = glob("$dir/*");
    rmdir($dir);
    plan skip_all => 'another user cannot access this directory' if $status == 255;
    is($status, 1, 'exit status');
    is_deeply(\@left, [], 'nothing is left');
};

subtest 'a full disk' => sub {
    # ulimit -f causes EFBIG instead of ENOSPC: the same code path, without root
    empty_out();
    write_file($image, 'old image');
    chdir($work);
    open(my $random, '<:raw', '/dev/urandom') or die;
    read($random, my $rubbish, 1000000);
    write_file("$work/rubbish", $rubbish);
    for my $pack ('none', 'xz') {
        my ($status, $out, $err) = run('sh', '-c', 'ulimit -f 200; exec "$@"', 'sh', $mkinitrd, '-f', '--rootdir',
            $root, '--init', "$work/init", '--busybox', 'none',
            '--add', 'rubbish:/rubbish', '--compress', $pack, $image, $release);
        is($status, 1, "$pack: exit status");
        like($err, qr/\Amkinitrd: cannot write \S*: File too large\n\z/, "$pack: one line with the reason");
        nothing_left($pack);
    }
};

subtest 'a temporary directory that is full' => sub {
    empty_out();
    write_file($image, 'old image');
    module('crypto/large.ko', info => ['text=' . 'x' x 60000]);
    must('xz', '--check=crc32', "$modules/kernel/crypto/large.ko");
    for (['in-xz', 2], ['large', 32]) {
        my ($name, $limit) = @$_;
        my ($status, $out, $err) = run('sh', '-c', "ulimit -f $limit && exec \"\$@\"", 'sh', $mkinitrd, '--rootdir', $root, '--init', "$work/init",
            '-f', '--modules', $name, '--busybox', 'none', $image, $release);
        like("$status$err", qr{\A1mkinitrd: cannot write \S*/$name\.ko: File too large\n\z}, "an error: $name");
        nothing_left('an error');
    }
    unlink("$modules/kernel/crypto/large.ko.xz");
};

subtest 'signals' => sub {
    # a depmod that never ends
    write_file("$work/bin/depmod", "#!/bin/sh\n: >'$work/started'\nexec sleep 60\n", 0755);
    local $ENV{PATH} = "$work/bin:$ENV{PATH}";
    for my $signal (qw(INT TERM HUP)) {
        unlink("$work/started");
        empty_out();
        write_file($image, 'old image');
        my $pid = fork() // die "fork: $!\n";
        if (!$pid) {
            open(STDERR, '>', "$work/stderr") or die;
            exec($mkinitrd, '-f', '--rootdir', $root, '--init', "$work/init", '--modules', 'alone', $image, $release);
            die;
        }
        for (1 .. 1000) {
            last if -e "$work/started";
            select(undef, undef, undef, 0.01);
        }
        kill($signal, $pid);
        waitpid($pid, 0);
        is($? & 127, $signal eq 'INT' ? 2 : $signal eq 'TERM' ? 15 : 1, "$signal: killed by it, as a shell's loop expects (case B28)");
        like(read_file("$work/stderr"), qr/\Amkinitrd: interrupted by signal: \w+\n\z/, "$signal: reported");
        nothing_left($signal);
    }
    unlink("$work/bin/depmod");
};

# A background job that nohup(1) started.
subtest 'a signal that is ignored' => sub {
    write_file("$work/bin/depmod", "#!/bin/sh\nkill -HUP \$PPID\nexec /sbin/depmod \"\$@\"\n", 0755);
    local $ENV{PATH} = "$work/bin:$ENV{PATH}";
    local $SIG{HUP} = 'IGNORE';
    empty_out();
    my ($status, $out, $err) = mkinitrd('--modules', 'alone', '--busybox', 'none', $image, $release);
    is("$status$err", '0', 'does not interrupt it');
    unlink("$work/bin/depmod");
};

subtest 'a signal at any moment' => sub {
    write_file("$work/signal.c", <<'END');
#define _GNU_SOURCE
#include <signal.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

static int left;

/* Not in the programs that mkinitrd runs. */
__attribute__((constructor)) static void init(void)
{
	left = atoi(getenv("SIGNAL_AT"));
	unsetenv("LD_PRELOAD");
}

static void count(void)
{
	if (--left == 0)
		raise(SIGTERM);
}

#define CALL(name, number, list, ...) int name list { count(); return syscall(number, __VA_ARGS__); }
CALL(close, SYS_close, (int fd), fd)
CALL(fsync, SYS_fsync, (int fd), fd)
CALL(unlink, SYS_unlinkat, (const char *path), -100, path, 0)
CALL(link, SYS_linkat, (const char *from, const char *to), -100, from, -100, to, 0)
CALL(rename, SYS_renameat2, (const char *from, const char *to), -100, from, -100, to, 0)

ssize_t write(int fd, const void *buf, size_t len)
{
	count();
	return syscall(SYS_write, fd, buf, len);
}
END
    must("gcc -shared -fPIC -o '$work/signal.so' '$work/signal.c'");
    my @build = ($native, '-f', '--rootdir', $root, '--init', "$work/init", '--busybox', 'none', '--modules', 'alone', $image, $release);
    empty_out();
    run(@build);
    my $new = read_file($image);
    my (%seen, @wrong);
    for (my $at = 1; !$seen{'0 new'}; $at++) {
        empty_out();
        write_file($image, 'old image');
        my ($status) = run('env', "LD_PRELOAD=$work/signal.so", "SIGNAL_AT=$at", @build);
        my $found = read_file($image) // 'nothing';
        my $what = $found eq 'old image' ? 'old' : $found eq $new ? 'new' : 'torn';
        my @left = map { s{.*/}{}r } grep { !/image(\.old)?$/ } glob("$work/out/* $work/tmp/*");
        my $kept = $what eq 'old' || (read_file("$image.old") // '') eq 'old image';
        $seen{"$status $what"}++;
        push(@wrong, "$at: $status, $what, @left") if $what eq 'torn' || @left || !$kept;
    }
    is_deeply(\@wrong, [], 'leaves the old image or the new one, and nothing else');
    is_deeply([sort keys %seen], ['0 new', '143 new', '143 old'], 'and it ends by the signal');
    cmp_ok($seen{'143 old'}, '>', 20, 'at many moments');
};

subtest 'depmod' => sub {
    write_file("$work/bin/depmod", "#!/bin/sh\nexit 1\n", 0755);
    local $ENV{PATH} = "$work/bin:$ENV{PATH}";
    fails('fails', qr/depmod failed for kernel \Q$release\E/, '--modules', 'alone');
    # Case B12: messages do not name the temporary directory, which is removed.
    write_file("$work/bin/depmod", "#!/bin/sh\necho \"depmod: ERROR: bad file \$2/usr/lib/modules/x\" >&2\nexit 1\n", 0755);
    fails('prints the reason', qr{depmod: ERROR: bad file /usr/lib/modules/x\nmkinitrd: depmod failed for kernel \Q$release\E}, '--modules', 'alone');
    unlink("$work/bin/depmod");
    local $ENV{TMPDIR} = "$work/nowhere";
    fails('has no temporary directory', qr{\S*: cannot create a temporary directory: .*}, '--modules', 'alone');
};

# ---- --list ------------------------------------------------------------------------------------

# Case B12.
subtest 'standard output is full' => sub {
    image('--stay', '--busybox', 'none');
    for ("--list '$image'", '--help', '--version') {
        my ($status, $out, $err) = run('sh', '-c', "exec '$mkinitrd' $_ >/dev/full");
        is("$status$err", "1mkinitrd: cannot write standard output: No space left on device\n", $_);
    }
};

subtest '--list' => sub {
    image('--modules', 'alone', '--compress', 'none', '--busybox', 'none');
    my $whole = read_file($image);
    my %seen;
    my $end = rindex($whole, 'TRAILER!!!'); # only padding follows
    for (my $len = 0; $len < $end; $len += 331) {
        write_file("$work/cut", substr($whole, 0, $len));
        my ($status, $out, $err) = run($mkinitrd, '--list', "$work/cut");
        $seen{$status}++;
        like($err, qr/\Amkinitrd: [^\n]*\n\z/, "one line on an image of $len bytes") if $status != 1;
    }
    is_deeply([keys %seen], [1], 'a truncated image is an error, whatever its length');
    for my $pack (qw(zstd xz gzip)) {
        image('--modules', 'alone', '--compress', $pack, '--busybox', 'none');
        my $bytes = read_file($image);
        write_file("$work/cut", substr($bytes, 0, length($bytes) - 20));
        is((run($mkinitrd, '--list', "$work/cut"))[0], 1, "$pack: truncated");
    }
    write_file("$work/cut", "not an image\n");
    is((run($mkinitrd, '--list', "$work/cut"))[0], 1, 'not an image');
    is((run($mkinitrd, '--list', "$work/nowhere"))[0], 1, 'no such file');
    is((run($mkinitrd, '--list', $work))[0], 1, 'a directory');
    # case T5: each of these bytes, in names and in the targets of links
    write_file("$root/srv/steer\e[2J\n", '');
    write_file("$root/srv/del\x7fback\\slash", '');
    symlink("\e]0;title\a", "$root/srv/link");
    image('--add', '/srv', '--busybox', 'none');
    my ($status, $out) = run($mkinitrd, '--list', $image);
    like($out, qr/srv\/steer\\033\[2J\\012$/m, 'control characters are escaped');
    like($out, qr/srv\/del\\177back\\134slash$/m, 'and the backslash');
    like($out, qr/srv\/link -> \\033\]0;title\\007$/m, 'also in the target of a link');
};

subtest '--list of a large image' => sub {
    write_file("$root/srv/large", '');
    truncate("$root/srv/large", 200 << 20);
    image('--add', '/srv/large', '--busybox', 'none', '--compress', 'none');
    my ($status, $out, $err) = list_in_little_memory();
    is("$status$err", '0', 'it is not read into memory');
    like($out, qr{ 209715200 .* srv/large$}m, 'it is listed');
    unlink("$root/srv/large");
};

subtest '--list and signals' => sub {
    # more than a pipe holds
    write_file("$root/srv/many/" . 'x' x 90 . $_, '') for 1 .. 1000;
    image('--add', '/srv/many', '--busybox', 'none');
    for my $signal (qw(INT TERM HUP)) {
        my $pid = open(my $list, '-|', $mkinitrd, '--list', $image) // die "fork: $!\n";
        sysread($list, my $start, 1) or die;
        kill($signal, $pid);
        my $ended = 0;
        for (1 .. 1000) {
            $ended = waitpid($pid, WNOHANG);
            last if $ended;
            select(undef, undef, undef, 0.01);
        }
        is($? & 127, { INT => 2, TERM => 15, HUP => 1 }->{$signal}, "$signal ends it at once");
        kill('KILL', $pid) if !$ended;
        close($list);
    }
    remove_tree("$root/srv/many");
};

done_testing();
