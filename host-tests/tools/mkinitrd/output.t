#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0
#
# mkinitrd: how an image replaces another, also if other programs or power cuts interfere, and that
# its bytes do not depend on the machine. Case T5: each test fails if the line that it tests is removed.

use strict;
use warnings;
use lib 'host-tests/tools';
use mkinitrd;
use Test::More;

my @plain = ('--rootdir', $root, '--init', "$work/init", '--busybox', 'none', '--modules', 'alone');

# ---- interference by another program ------------------------------------------------------------

subtest 'an image that appears meanwhile' => sub {
    empty_out();
    # the compressor is the last program that runs before the image is renamed
    write_file("$work/bin/xz", "#!/bin/sh\ncat\nprintf 'of another' >'$image'\n", 0755);
    local $ENV{PATH} = "$work/bin:$ENV{PATH}";
    my ($status, $out, $err) = run($mkinitrd, @plain, '--compress', 'xz', $image, $release);
    is("$status$err", "1mkinitrd: cannot rename the new image to $image: File exists\n", 'is an error');
    is(read_file($image), 'of another', 'and is left unchanged');
    is_deeply([map { s{.*/}{}r } glob("$work/out/*")], ['image'], 'nothing is next to it');
    unlink("$work/bin/xz");
};

# ---- power cuts ---------------------------------------------------------------------------------

write_file("$work/sync.c", <<'END');
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

static void note(const char *what, const char *path)
{
	FILE *log = fopen(getenv("SYNC_LOG"), "a");

	fprintf(log, "%s %s\n", what, path);
	fclose(log);
}

int fsync(int fd)
{
	static int count;
	char link[64], path[4096] = "";
	const char *fails = getenv("SYNC_FAILS");

	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	if (readlink(link, path, sizeof(path) - 1) > 0)
		note("sync", path);
	if (fails && ++count == atoi(fails)) {
		errno = EIO;
		return -1;
	}
	return syscall(SYS_fsync, fd);
}

int rename(const char *from, const char *to)
{
	note("rename", to);
	return syscall(SYS_renameat2, -100, from, -100, to, 0);
}

int renameat2(int from_dir, const char *from, int to_dir, const char *to, unsigned flags)
{
	note("rename", to);
	return syscall(SYS_renameat2, from_dir, from, to_dir, to, flags);
}
END
must("gcc -shared -fPIC -o '$work/sync.so' '$work/sync.c'");

# Exit status and errors of mkinitrd, and the files that it synced and renamed, in order.
sub synced {
    my ($fails, @options) = @_;
    unlink("$work/sync.log");
    my ($status, $out, $err) = run('env', "LD_PRELOAD=$work/sync.so", "SYNC_LOG=$work/sync.log",
        $fails ? "SYNC_FAILS=$fails" : (), $native, @plain, @options, $image, $release);
    my @log = grep { m{ \Q$work\E/out\b} } split /\n/, read_file("$work/sync.log") // '';
    return ("$status$err", map { s{\Q$work/out\E}{out}r =~ s{mkinitrd-\w{6}$}{new}r } @log);
}

subtest 'an image is synced before it is renamed' => sub {
    my @order = ('sync out/image.new', 'rename out/image', 'sync out');
    empty_out();
    is_deeply([synced(0)], ['0', @order], 'a new one: the file, the name, the directory');
    is_deeply([synced(0, '-f')], ['0', @order], 'one that replaces another');
    empty_out();
    write_file($image, 'old image');
    my ($result) = synced(1, '-f');
    is($result, "1mkinitrd: cannot write $image: Input/output error\n", 'the file cannot be synced');
    nothing_left('the file cannot be synced');
    ($result) = synced(2, '-f');
    is($result, "1mkinitrd: $image: written, but cannot sync its directory: Input/output error\n",
        'the directory cannot be synced');
    isnt(read_file($image), 'old image', 'the image was renamed');
};

# ---- the same bytes everywhere ------------------------------------------------------------------

subtest 'the number of processors' => sub {
    # incompressible, and large enough for several threads
    my $x = 1;
    my $text = join('', map { $x = ($x * 1103515245 + 12345) & 0x7fffffff; sprintf '%07x', $x >> 4 } 1 .. 900000);
    write_file("$root/srv/text", $text);
    my @what = ('--rootdir', $root, '--init', "$work/init", '--busybox', 'none', '--add', '/srv/text', '-f', $image, $release);
    run($native, '--compress', 'zstd', @what);
    my $bytes = read_file($image);
    run('taskset', '-c', '0', $native, '--compress', 'zstd', @what);
    ok($bytes eq read_file($image), 'zstd: the same bytes with one processor as with several');
    # Equal to the output of zstd(1) with any number of threads, but not without threads.
    my $of = sub { scalar `zstd -qdc '$image' | zstd -qc -9 --no-check $_[0]` };
    ok($bytes eq $of->($_), "the same as zstd $_") for '-T1', '-T3';
    ok($bytes ne $of->('--single-thread'), 'unlike zstd --single-thread');
    unlink("$root/srv/text");
};

done_testing();
