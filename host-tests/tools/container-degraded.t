#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0
#
# The helpers for LVM and md: what they run, and that only what may provide the root is started
# degraded. They run in a root whose mdadm and lvm print their arguments and change its /sys.

use strict;
use warnings;
use lib 'host-tests/tools';
use mkinitrd;
use File::Copy qw(copy);
use File::Path qw(make_path remove_tree);
use Test::More;

my $inside = "$work/inside";
# a user who is not root needs a namespace
my @enter = $> == 0 ? ('chroot', $inside) : ('unshare', '--map-root-user', "--root=$inside");

make_path("$inside/lib/gangway", "$inside/usr/sbin");
for (qw(linux_raid_member isw_raid_member LVM2_member)) {
    copy("$ENV{TAP_BUILD}/../helpers/container", "$inside/lib/gangway/$_") or die "$_: $!\n";
    chmod(0755, "$inside/lib/gangway/$_");
}

# /effects has a line for each effect: a word of the command line, what is done, a path and a text.
write_file("$work/fake.c", <<'END');
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int effect(const char *what, const char *path, const char *text)
{
	FILE *file;

	if (!strcmp(what, "mkdir"))
		return mkdir(path, 0755);
	if (!strcmp(what, "rmdir"))
		return rmdir(path);
	if (!strcmp(what, "print"))
		return printf("%s", text);
	if (!strcmp(what, "exit"))
		exit(atoi(path));
	file = fopen(path, "w");
	return file ? fprintf(file, "%s\n", text) + fclose(file) : -1;
}

int main(int count, char **arguments)
{
	char start[8] = "", line[512], word[64], what[16], path[128], text[128];
	FILE *file = fopen("/sys/module/md_mod/parameters/start_ro", "r");
	FILE *log = fopen("/log", "a"), *effects = fopen("/effects", "r");

	if (file && fgets(start, sizeof(start), file) && *start == '1')
		fprintf(log, "read-only ");
	for (int i = 0; i < count; i++)
		if (!strchr(arguments[i], '{'))
			fprintf(log, "%s%s", i ? " " : "", arguments[i]);
	fprintf(log, "\n");
	fclose(log);
	while (effects && fgets(line, sizeof(line), effects)) {
		*text = '\0';
		if (sscanf(line, "%63s %15s %127s %127[^\n]", word, what, path, text) < 3)
			continue;
		for (int i = 1; i < count; i++)
			if (!strcmp(arguments[i], word))
				effect(what, path, text), i = count;
	}
	return 0;
}
END
must('gcc', '-static', '-w', '-o', "$inside/usr/sbin/mdadm", "$work/fake.c");
copy("$inside/usr/sbin/mdadm", "$inside/usr/sbin/lvm") or die "lvm: $!\n";
chmod(0755, "$inside/usr/sbin/lvm");

my $sys = "$inside/sys/class/block";
my $start = "$inside/sys/module/md_mod/parameters/start_ro";
my $uuid = 'ID_FS_UUID=01234567-89ab-cdef-0123-456789abcdef';

# A member sda of the inactive array md127, on which there is a file system with the label root.
sub an_array {
    my ($holder) = @_;
    remove_tree("$inside/sys", "$inside/dev", "$inside/etc");
    write_file("$start", "0\n");
    write_file("$sys/sda/uevent", "MAJOR=8\nMINOR=0\nDEVNAME=sda\nDEVTYPE=disk\n");
    write_file("$sys/sda/size", "100\n");
    make_path("$sys/sda/holders" . ($holder ? "/$holder" : ''));
    write_file("$sys/md127/uevent", "MAJOR=9\nMINOR=127\nDEVNAME=md127\nDEVTYPE=disk\n");
    write_file("$sys/md127/size", "4096\n");
    write_file("$sys/md127/queue/logical_block_size", "512\n");
    write_file("$sys/md127/md/array_state", "inactive\n");
    make_path("$sys/md127/slaves/sda");
    # an ext2 superblock
    my $super = "\0" x 1024;
    substr($super, 0x38, 2) = "\x53\xef";
    substr($super, 0x78, 4) = 'root';
    write_file("$inside/dev/md127", "\0" x 1024 . $super . "\0" x (2 << 20));
}

# Runs the helper for /dev/sda: its exit status, a newline and the commands.
sub helper {
    my ($type, $mode, $environment, @effects) = @_;
    write_file("$inside/effects", join('', map { "$_\n" } @effects));
    unlink("$inside/log");
    my ($status, $out, $err) = run('env', '-i', 'PATH=/usr/sbin:/usr/bin:/sbin:/bin', @$environment, @enter, "/lib/gangway/$type",
        '/dev/sda', $mode ? $mode : ());
    return "$status\n" . (read_file("$inside/log") // '') . "$out$err";
}

sub md { return helper('linux_raid_member', @_) }

# ---- md: members -------------------------------------------------------------------------------

my $add = "mdadm --incremental /dev/sda\n";
my $holder = '--incremental mkdir /sys/class/block/sda/holders/md127';
my $state = '/sys/class/block/md127/md/array_state';
an_array();
is(md('', [], $holder, "--incremental write $state active"), "0\n$add", 'md: the last member starts the array');
an_array();
is(md('', [], $holder), "75\n$add", 'md: members are missing');
an_array();
is(md('', [], '--incremental exit 2'), "2\n$add", 'md: a member that mdadm refuses');
for (['inactive', 75], ['clear', 75], ['clean', 0], ['read-auto', 0]) {
    an_array('md127');
    write_file("$inside$state", "$_->[0]\n");
    is(md('', []), "$_->[1]\n", "md: a member is not added again: $_->[0]");
}
an_array('dm-0');
is(md('', []), "0\n$add", 'md: a holder that is no array does not make it a member');
is(md('degraded', ['GANGWAY_ROOT=LABEL=root']), "75\n", 'md: nor is it started');
an_array('md126');
make_path("$sys/sda/holders/md127");
write_file("$sys/md126/md/array_state", "inactive\n");
write_file("$inside$state", "active\n");
is(helper('isw_raid_member', '', []), "0\n", 'md: a container of a firmware RAID is never active, its array is');

# ---- md: degraded ------------------------------------------------------------------------------

my $run = "read-only mdadm --run /dev/md127\n";
my $stop = "read-only mdadm --quiet --stop /dev/md127\n";
my $active = "--run write $state active";
my @raid = ('ID_FS_TYPE=linux_raid_member', $uuid);

sub degraded {
    my ($root, $want, $name, $conf) = @_;
    an_array('md127');
    write_file("$inside/etc/mdadm/mdadm.conf", $conf) if defined $conf;
    is(md('degraded', [@raid, "GANGWAY_ROOT=$root"], $active, '--stop rmdir /sys/class/block/sda/holders/md127'), $want, "case P4: md: $name");
    is(read_file($start), "0\n", 'md: later arrays start as before');
}

my $started = "0\n$run";
my $stopped = "75\n$run${stop}read-only $add";
degraded('LABEL=root', $started, 'an array with the root');
degraded('LABEL=other', $stopped, 'an array without it is stopped, and may still be completed');
degraded('/dev/md127', $started, 'an array that root= names');
degraded('/dev/md127p1', $stopped, 'one without the partition that root= names');
degraded('/dev/md1', "75\n", 'root= names another array');
degraded('/dev/md12', "75\n", 'root= names an array whose name begins alike');
degraded('/dev/md1270', "75\n", 'or one whose name is longer');
degraded('/dev/sdb1', "75\n", 'root= names a disk');
degraded('/dev/mapper/vg-root', $stopped, 'root= names a volume, and there is no group on the array');
degraded('/dev/vg/root', $stopped, 'the same by the group');
degraded('/dev/dm-0', $stopped, 'the same by the number');
degraded('LABEL=root', "75\n", 'mdadm.conf lists other arrays only', "ARRAY /dev/md0 UUID=fedcba98:76543210:fedcba98:76543210\n");
degraded('LABEL=root', $started, 'mdadm.conf lists this one', "ARRAY /dev/md0 UUID=fedcba98:76543210:fedcba98:76543210\narray /dev/md1 name=x:1\n  uuid=01234567:89ABCDEF:01234567:89abcdef\n");
degraded('LABEL=root', $started, 'a line without a UUID may be this one', "ARRAY /dev/md0 $_\n") for qw(NAME=box:0 devices=/dev/sda super-minor=0 container=imsm);
degraded('LABEL=root', $started, 'mdadm.conf lists none', "MAILADDR root\n#ARRAY /dev/md0 UUID=f:e:d:c\nHOMEHOST array\n");
degraded('LABEL=root', "75\n", 'a UUID that is longer', "ARR /dev/md0 UUID=01234567:89abcdef:01234567:89abcdef0\n");
degraded('LABEL=root', "75\n", 'a commented UUID', "ARRAY /dev/md0 # UUID=01234567:89abcdef:01234567:89abcdef\n");

an_array('md127');
write_file("$inside/etc/mdadm.conf", "ARRAY /dev/md0 UUID=fedcba98:76543210:fedcba98:76543210\n");
is(md('degraded', [@raid, 'GANGWAY_ROOT=LABEL=root'], $active), "75\n", 'case P4: md: the other name of mdadm.conf');
is(helper('isw_raid_member', 'degraded', ['ID_FS_TYPE=isw_raid_member', 'GANGWAY_ROOT=LABEL=root'], $active), $started,
    'case P4: md: mdadm.conf has no UUID for a firmware RAID');
an_array('md127');
write_file("$inside$state", "active\n");
is(md('degraded', [@raid, 'GANGWAY_ROOT=LABEL=root']), "0\n", 'case P4: md: a complete array is left unchanged');
an_array();
is(md('degraded', [@raid, 'GANGWAY_ROOT=LABEL=root']), "75\n", 'case P4: md: no array');
an_array('md127');
unlink($start);
is(md('degraded', [@raid, 'GANGWAY_ROOT=LABEL=root'], $active), "75\n", 'case P4: md: never started where md would write at once');
an_array('md127');
is(md('degraded', [@raid, 'GANGWAY_ROOT=LABEL=root'], '--run exit 3'), "3\n$run", 'case P4: md: an array that cannot be started');
is(md('degraded', [@raid, 'GANGWAY_ROOT='], $active), "75\n", 'case P4: md: no root=');
an_array('md127');
write_file("$inside/dev/md127", "LUKS\xba\xbe\0\2" . "\0" x (1 << 20));
is(md('degraded', [@raid, 'GANGWAY_ROOT=LABEL=root'], $active), $started, 'case P4: md: a container on the array may hold the root');

# ---- LVM ---------------------------------------------------------------------------------------

sub lvm { return helper('LVM2_member', @_) }

my $scan = "lvm pvscan --cache -aay --config /dev/sda\n";
my $held = '/sys/class/block/sda/holders/dm-0';
an_array();
is(lvm('', [], "pvscan mkdir $held"), "0\n$scan", 'LVM: the last physical volume activates the group');
an_array();
is(lvm('', []), "75\n$scan", 'LVM: physical volumes are missing');
an_array();
is(lvm('', [], 'pvscan exit 5'), "5\n$scan", 'LVM: lvm fails');
an_array('dm-0');
is(lvm('', []), "0\n", 'LVM: a group that is active is left unchanged');
is(lvm('degraded', ['GANGWAY_ROOT=LABEL=x']), "0\n", 'case P4: LVM: the same at half of the time');

my $complete = "lvm pvs --noheadings -o vg_name --config /dev/sda\n"
    . "lvm vgchange -aay --sysinit --activationmode complete --config vg\n";
my $query = "lvm lvs --noheadings -o lv_full_name --select lv_health_status=partial && segtype=~\"^(raid|mirror)\" && lv_active=\"\" --config\n";
sub activated { return "lvm lvchange -aay --sysinit --activationmode degraded --config $_[0]\n" }
sub named { return "lvm lvs --noheadings --config $_[0]\n" }
my $group = 'pvs print -   vg';

sub volumes {
    my ($name, $root, $want, @effects) = @_;
    an_array();
    is(lvm('degraded', ["GANGWAY_ROOT=$root"], $group, @effects), $want, "case P4: LVM: $name");
}

volumes('the only incomplete volume', 'LABEL=x', "0\n$complete$query" . activated('vg/root'), '--select print -   vg/root', "lvchange mkdir $held");
volumes('one of two is not chosen', 'LABEL=x', "75\n$complete$query", '--select print -   vg/root vg/data');
volumes('none is incomplete', 'LABEL=x', "75\n$complete$query");
volumes('lvm fails', 'LABEL=x', "75\n$complete$query", '--select print -   vg/root', '--select exit 5');
volumes('complete volumes are there', 'LABEL=x', "0\n$complete$query", "vgchange mkdir $held");
volumes("the root's own: $_", $_, "75\n$complete" . named($_) . activated($_), "lvs print -   root vg -wi")
    for '/dev/mapper/vg-root', '/dev/vg/root';
volumes('a name that is no volume', '/dev/mapper/luks', "75\n$complete" . named('/dev/mapper/luks') . $query, '/dev/mapper/luks exit 5');
an_array();
is(lvm('degraded', ['GANGWAY_ROOT=LABEL=x'], 'pvs exit 5'), "75\nlvm pvs --noheadings -o vg_name --config /dev/sda\n$query",
    'case P4: LVM: a physical volume without a group');

done_testing();
