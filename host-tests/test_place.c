// SPDX-License-Identifier: GPL-2.0
/* Placing, in a system that is a folder, for a machine that is another. */
#include "sysmap/place.h"

#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#include "host-tests/fakemachine.h"
#include "host-tests/tap.h"
#include "lib/file.h"
#include "lib/sys.h"
#include "sysmap/atomic.h"

#define R     "6.1.0-test"
#define BOOT  "/boot/System.map-" R
#define LIB   "/lib/modules/" R "/System.map"
#define STAMP LIB ".gangway"

static const char stub[] = "ffffffffffffffff B The real System.map is in another package\n";
static const char foreign[] =
	"ffffffff81000000 T _stext\nffffffff81002000 T _etext\nffffffff81003000 B _end\n";
static char root[1024];
static struct place_room room;
static struct place_policy policy;
static char said[2048];
static char map[4096]; /* the right one */

static void remember(void *context, const char *path, const char *what)
{
	size_t len = strlen(said);

	(void)context;
	snprintf(said + len, sizeof(said) - len, "%s: %s\n", path, what);
}

static const char *in_root(const char *path)
{
	static char full[1200];

	snprintf(full, sizeof(full), "%s%s", root, path);
	return full;
}

static void write_text(const char *path, const char *text)
{
	fake_write(in_root(path), text, strlen(text));
}

/* What is at a path: its text, where a link leads, or "". */
static const char *there(const char *path)
{
	static char text[4096];
	ssize_t len = sys_readlink(SYS_CWD, in_root(path), text, sizeof(text) - 1);

	if (len < 0)
		len = file_read(in_root(path), text, sizeof(text));
	text[len > 0 ? len : 0] = '\0';
	return text;
}

/* The kernel's build-id, of 4 bytes. */
static void set_id(const char *id)
{
	unsigned char notes[64];

	fake_write(fake_path("/sys/kernel/notes"), notes, fake_note(notes, "GNU", id, 4));
}

/* A system with nothing in it but folders. */
static void new_system(const char *name)
{
	static const char *const folders[] = {"",     "/boot",        "/etc",
					      "/lib", "/lib/modules", "/lib/modules/" R};

	snprintf(root, sizeof(root), "%s", tap_path(name));
	for (unsigned i = 0; i < sizeof(folders) / sizeof(folders[0]); i++)
		sys_mkdir(in_root(folders[i]), 0700);
	memset(&room, 0, sizeof(room));
	policy = (struct place_policy){.root = root,
				       .machine = fake_machine,
				       .release = R,
				       .mode = 0600,
				       .carried = -1,
				       .say = remember};
}

static int run(void)
{
	said[0] = '\0';
	room.match.kernel.asked = false;
	return place_run(&policy, &room);
}

static void first_time(void)
{
	struct sys_stat st;

	new_system("first");
	tap_ok(!place_is_done(&policy, &room), "an empty system is not done");
	tap_num(run(), 0, "it is placed in");
	tap_str(said, BOOT ": placed\n" LIB ": placed\n", "at both places, which is said");
	tap_str(there(BOOT), map, "the map in /boot");
	tap_str(there(LIB), map, "the map in /lib/modules");
	sys_stat(SYS_CWD, in_root(BOOT), 0, &st);
	tap_num(st.mode & 07777, 0600, "for root alone");
	tap_ok(place_is_done(&policy, &room), "then it is done");
	tap_num(run(), 0, "doing it again");
	tap_str(said, "", "does nothing");

	write_text(BOOT, stub);
	tap_ok(!place_is_done(&policy, &room), "a package brings its stub back: not done");
	run();
	tap_str(said, BOOT ": placed\n", "the stub gives way");
	tap_str(there(BOOT), map, "to the map");
}

static void what_is_there(void)
{
	new_system("stubs");
	write_text(BOOT, stub);
	write_text(LIB, "");
	run();
	tap_str(said, BOOT ": placed\n" LIB ": placed\n", "a stub and an empty file give way");

	new_system("foreign");
	write_text(BOOT, foreign);
	write_text(LIB, map);
	tap_num(run(), 1, "a wrong map and a right one");
	tap_str(said, BOOT ": left as it is: its symbols are another kernel's\n",
		"the wrong one is told of");
	tap_str(there(BOOT), foreign, "and stays");
	tap_ok(place_is_done(&policy, &room), "the next time nothing is to do");
	tap_num(run(), 1, "doing it all the same");
	tap_str(said, BOOT ": left as it is: its symbols are another kernel's\n",
		"tells of the wrong one again");
	write_text(BOOT, "my own\n");
	run();
	tap_str(said, BOOT ": left as it is: it is no map\n", "somebody's text");
	place_remove(&policy, &room);
	tap_str(there(LIB), map, "remove leaves what is not ours");

	new_system("odd");
	sys_symlink("nowhere", in_root(BOOT));
	sys_mkdir(in_root(LIB), 0700);
	run();
	tap_str(said, BOOT ": left as it is: not a file\n" LIB ": left as it is: not a file\n",
		"a dangling link and a folder stay");

	new_system("copy");
	write_text(LIB, map);
	fake_symbols(in_root(LIB), 0, -1,
		     "ffffffff81005000 B _end\nffffffff81006000 r kallsyms_theirs\n");
	run();
	tap_ok(strstr(there(BOOT), "kallsyms_theirs"), "a right map of somebody's is copied");
}

/* Another kernel with the same release: the map that we placed for the first is wrong now. */
static void another_build(void)
{
	new_system("build");
	run();
	set_id("\2\2\2\2");
	fake_symbols(fake_path("/proc/kallsyms"), FAKE_MOVED, 3, "ffffffff98005000 B _end\n");
	tap_ok(!place_is_done(&policy, &room), "another build of the release is not done");
	tap_num(run(), 0, "it is placed");
	tap_str(said, BOOT ": placed\n" LIB ": placed\n", "our own files give way");
	tap_ok(strstr(there(BOOT), "ffffffff81000801 T two\n"), "to the new map");
	fake_symbols(fake_path("/proc/kallsyms"), FAKE_MOVED, -1, "ffffffff98005000 B _end\n");
	set_id("\1\1\1\1");
}

static void links(void)
{
	new_system("links");
	policy.all = true;
	sys_mkdir(in_root("/usr"), 0700);
	sys_mkdir(in_root("/usr/src"), 0700);
	sys_mkdir(in_root("/usr/src/linux"), 0700);
	write_text("/System.map", "mine\n");
	tap_num(run(), 1, "with links");
	tap_ok(strstr(said, "\n/System.map: left as it is: it is no map\n"),
	       "what somebody has in the place of one is told of");
	tap_str(there("/boot/System.map"), "System.map-" R, "/boot/System.map");
	tap_str(there("/usr/src/linux/System.map"), LIB, "/usr/src/linux/System.map");
	tap_str(there("/System.map"), "mine\n", "somebody's /System.map stays");
	tap_ok(place_is_done(&policy, &room), "then it is done");
	run();
	tap_str(said, "/System.map: left as it is: it is no map\n",
		"a link that is right is not made anew");

	sys_mkdir(in_root("/lib/modules/7.2"), 0700);
	policy.release = "7.2";
	tap_num(run(), 1, "for another release");
	tap_str(there("/boot/System.map"), "System.map-7.2", "our link leads to it now");
	policy.release = R;
	place_remove(&policy, &room);
	tap_str(there("/boot/System.map"), "System.map-7.2", "the first one's end leaves it");
	policy.release = "7.2";
	place_remove(&policy, &room);
	tap_str(there("/boot/System.map"), "", "the second one's takes it away");
	tap_str(there("/System.map"), "mine\n", "and nothing else");

	new_system("wronglink");
	policy.all = true;
	write_text(BOOT, "my own\n");
	run();
	tap_str(there("/boot/System.map"), "", "no link leads to a wrong map");
	tap_ok(place_is_done(&policy, &room), "which is nothing to do at the next boot");

	new_system("rightlink");
	policy.all = true;
	write_text("/System.map", map);
	tap_num(run(), 0, "a right map of somebody's is as good as a link");
	tap_str(there("/System.map"), map, "and stays");
}

static void boot_kernel(const char *release, bool all)
{
	policy.release = release;
	policy.all = all;
	said[0] = '\0';
	if (!place_is_done(&policy, &room))
		run();
}

/* Links that were made for one kernel, when another is booted. */
static void stale_links(void)
{
	new_system("stale");
	sys_mkdir(in_root("/lib/modules/7.2"), 0700);
	boot_kernel(R, true);
	boot_kernel("7.2", false);
	tap_str(said,
		"/boot/System.map-7.2: placed\n/lib/modules/7.2/System.map: placed\n"
		"/boot/System.map: removed: it led to another kernel's map\n"
		"/System.map: removed: it led to another kernel's map\n",
		"where links are not wanted any more, those that lead astray go");
	boot_kernel("7.2", false);
	tap_str(said, "", "which is done once");
	boot_kernel(R, false);
	boot_kernel(R, false);
	tap_ok(place_is_done(&policy, &room), "the first kernel misses nothing");

	boot_kernel(R, true);
	boot_kernel("7.2", true);
	tap_str(there("/boot/System.map"), "System.map-7.2", "they follow the kernel");
	boot_kernel(R, false);
	tap_str(there("/boot/System.map"), "", "they go where the stamp says that all is right");

	sys_symlink("System.map-5.0", in_root("/boot/System.map"));
	boot_kernel(R, false);
	tap_str(there("/boot/System.map"), "System.map-5.0", "somebody's link stays");
	tap_ok(place_is_done(&policy, &room), "and is nothing to do");

	new_system("staysright");
	boot_kernel(R, true);
	boot_kernel(R, false);
	tap_str(there("/boot/System.map"), "System.map-" R, "a link that is right stays");
	write_text(BOOT, "my own\n");
	boot_kernel(R, false);
	tap_str(there("/boot/System.map"), "", "it goes when what it leads to is not");
}

/* ---- others who are at work ---- */

static void replace_boot(void *context, const char *path, const char *what)
{
	remember(context, path, what);
	write_text(BOOT, "came meanwhile\n");
}

/* The stub in /boot has been judged when something is said of the other place. */
static void changed_meanwhile(void)
{
	new_system("meanwhile");
	write_text(BOOT, stub);
	write_text(LIB, "my own\n");
	policy.say = replace_boot;
	tap_num(run(), -EAGAIN, "what was judged is there no more");
	tap_str(said,
		LIB ": left as it is: it is no map\n" BOOT
		    ": not placed: it has changed meanwhile\n",
		"which is told");
	tap_str(there(BOOT), "came meanwhile\n", "and what came stays");
	tap_str(there(BOOT ".gangway.new"), "", "nothing lies beside it");
	policy.say = remember;
	tap_ok(!place_is_done(&policy, &room), "it is looked at again");
}

static void one_at_a_time(void)
{
	int lock, status = -1;
	pid_t pid;

	new_system("locked");
	lock = sys_open(SYS_CWD, root, O_RDONLY | O_DIRECTORY);
	sys_lock(lock);
	pid = sys_fork();
	if (pid == 0) {
		sys_close(lock);
		sys_exit(run() != 0);
	}
	sys_poll(NULL, 0, 300000);
	tap_str(there(BOOT), "", "while somebody else places, nothing is placed");
	sys_close(lock);
	sys_wait_for(pid, &status);
	tap_num(status, 0, "then it is");
	tap_str(there(BOOT), map, "the map");
}

static void removing(void)
{
	struct digest digest;
	char strange[80];

	new_system("remove");
	tap_num(place_remove(&policy, &room), -ENOENT, "nothing to remove");
	run();
	write_text(LIB, "changed since\n");
	said[0] = '\0';
	tap_num(place_remove(&policy, &room), 0, "what is ours goes");
	tap_str(said, BOOT ": removed\n" LIB ": left as it is: it has changed\n", "and no more");
	tap_str(there(BOOT), "", "the map is gone");
	tap_num(place_remove(&policy, &room), -ENOENT, "so is the stamp");

	new_system("strange");
	write_text("/outside", "theirs");
	digest_path(in_root("/outside"), &digest);
	snprintf(strange, sizeof(strange), "version 1\nours 6 0 %llx /boot/../outside\n",
		 (unsigned long long)digest.hash);
	write_text(STAMP, strange);
	tap_num(place_remove(&policy, &room), 0, "a stamp that names what is no place");
	tap_str(there("/outside"), "theirs", "removes nothing there");
}

/* By its own stamp, which is believed: the map would be refused by its symbols. */
static bool takes_carried(const char *path, const struct stamp *stamp, const char *system)
{
	bool taken;

	new_system(system);
	policy.carried = sys_open(SYS_CWD, path, O_RDONLY);
	policy.carried_stamp = stamp;
	run();
	taken = strstr(there(BOOT), "kallsyms_carried");
	sys_close(policy.carried);
	return taken;
}

static void carried_with_stamp(const char *path)
{
	static struct stamp stamp = {.id = "01010101", .count = 1};

	digest_path(path, &stamp.entry[0].digest);
	tap_ok(takes_carried(path, &stamp, "stamped"), "a map that its stamp tells of is taken");
	stamp.entry[0].digest.hash++;
	tap_ok(!takes_carried(path, &stamp, "otherhash"), "not where it is another map");
	stamp.entry[0].digest.hash--;
	stamp.entry[0].digest.size++;
	tap_ok(!takes_carried(path, &stamp, "othersize"), "nor of another size");
	stamp.entry[0].digest.size--;
	stamp.count = 0;
	tap_ok(!takes_carried(path, &stamp, "nomap"), "nor where the stamp tells of none");
	stamp.count = 1;
	stamp.id[0] = 'f';
	tap_ok(!takes_carried(path, &stamp, "otherid"), "nor where the kernel is another");
}

static void carried(void)
{
	const char *path = tap_path("carried.map");

	new_system("carried");
	fake_symbols(path, 0, -1, "ffffffff81005000 B _end\nffffffff81006000 r kallsyms_carried\n");
	policy.carried = sys_open(SYS_CWD, path, O_RDONLY);
	run();
	tap_ok(strstr(there(BOOT), "kallsyms_carried") && strstr(there(LIB), "kallsyms_carried"),
	       "a carried map that is proved is taken");
	sys_close(policy.carried);

	new_system("wrongcarried");
	fake_symbols(path, 0, 3, "ffffffff81005000 B _end\nffffffff81006000 r kallsyms_carried\n");
	policy.carried = sys_open(SYS_CWD, path, O_RDONLY);
	run();
	tap_str(there(BOOT), map, "a wrong one is not");
	sys_close(policy.carried);
	carried_with_stamp(path);
}

static void failures(void)
{
	new_system("hidden");
	fake_hidden();
	tap_num(run(), -EPERM, "hidden addresses");
	tap_str(said,
		BOOT ": the kernel hides its addresses\n" LIB ": the kernel hides its addresses\n",
		"are told of");
	tap_str(there(BOOT), "", "and nothing is placed");
	fake_symbols(fake_path("/proc/kallsyms"), FAKE_MOVED, -1, "ffffffff98005000 B _end\n");
	tap_ok(!place_is_done(&policy, &room), "it is not done");
	write_text(BOOT, map);
	run();
	place_remove(&policy, &room);
	tap_str(there(BOOT), map, "what came meanwhile is not ours");

	new_system("stubagain");
	run();
	write_text(BOOT, stub);
	fake_hidden();
	sys_unlink(SYS_CWD, in_root(LIB), 0);
	tap_num(run(), -EPERM, "a stub in the place of ours, and hidden addresses");
	fake_symbols(fake_path("/proc/kallsyms"), FAKE_MOVED, -1, "ffffffff98005000 B _end\n");
	place_remove(&policy, &room);
	tap_str(there(BOOT), stub, "the stub has not become ours");

	new_system("nomodules");
	sys_unlink(SYS_CWD, in_root("/lib/modules/" R), AT_REMOVEDIR);
	tap_num(run(), 0, "no folder for the stamp");
	tap_str(said, BOOT ": placed\n", "one place is enough");
	tap_ok(!place_is_done(&policy, &room), "each boot looks anew");
	tap_num(run(), 0, "which finds the right map");
	tap_str(said, "", "and says nothing");

	new_system("noboot");
	sys_unlink(SYS_CWD, in_root("/boot"), AT_REMOVEDIR);
	tap_num(run(), 0, "no /boot");
	tap_str(said, LIB ": placed\n", "one place is enough");
	tap_ok(place_is_done(&policy, &room), "and done");

	new_system("unmounted");
	write_text("/etc/fstab", "# boot\n/dev/sda1 /boot/ ext2 defaults 0 2\n");
	tap_num(run(), -EROFS, "a /boot that is not mounted");
	tap_str(said, LIB ": placed\n" BOOT ": not placed: its folder is not mounted\n",
		"waits for nobody without patience");
	tap_str(there(BOOT), "", "nothing is placed below it");
	write_text("/etc/fstab", "#/dev/sda1 /boot ext2\nLABEL=x /boot2 ext2\n");
	tap_num(run(), 0, "no /boot in the fstab");
	tap_str(said, BOOT ": placed\n", "is none of its own");

	new_system("noauto");
	write_text("/etc/fstab", "/dev/sda1 /boot ext2 nodev,noauto,nosuid 0 2\n");
	tap_num(run(), 0, "a /boot that is mounted by hand");
	tap_str(said, BOOT ": placed\n" LIB ": placed\n", "is not waited for");
	new_system("nearauto");
	write_text("/etc/fstab", "/dev/sda1 /boot ext2 noautomatic,xnoauto\n");
	tap_num(run(), -EROFS, "other options are not noauto");
}

/* What a writer that was cut off has left is in the way, and may be a trap. */
static void left_behind(void)
{
	struct sys_stat st = {0};

	new_system("left");
	write_text("/victim", "mine\n");
	sys_symlink("../victim", in_root(BOOT ".gangway.new"));
	sys_close(sys_create(in_root(LIB ".gangway.new"), 0666));
	write_text(STAMP ".gangway.new", "junk that is longer than a line of the stamp\n");
	tap_num(run(), 0, "what is left at our own names is in nobody's way");
	tap_str(there("/victim"), "mine\n", "a link there is not written through");
	tap_str(there(BOOT), map, "the map is a file");
	sys_stat(SYS_CWD, in_root(LIB), 0, &st);
	tap_num(st.mode & 07777, 0600, "a loose mode is not kept");
	tap_ok(place_is_done(&policy, &room), "the stamp is whole");

	write_text(BOOT ".gangway.new", "half a map");
	write_text(BOOT ".gangway.old", "somebody's");
	sys_unlink(SYS_CWD, in_root(LIB), 0);
	run();
	tap_str(there(BOOT ".gangway.new"), "", "it is swept away where nothing is written, too");
	write_text(LIB ".gangway.new", "half a map");
	write_text(STAMP ".gangway.new", "half a stamp");
	place_remove(&policy, &room);
	tap_str(there(LIB ".gangway.new"), "", "and when all is removed");
	tap_str(there(STAMP ".gangway.new"), "", "from beside the stamp as well");
	tap_str(there(BOOT ".gangway.old"), "somebody's", "but not what is not ours");
}

/* A stamp as a power cut leaves it: BOOT is `state`, with the digest of `text`. */
static void write_stamp_of(const char *state, const char *text, const char *more)
{
	struct digest digest = DIGEST_EMPTY;
	char stamp[512];

	digest_add(&digest, text, strlen(text));
	snprintf(stamp, sizeof(stamp), "version 1\n%s %llu 0 %llx " BOOT "\n%s", state,
		 (unsigned long long)digest.size, (unsigned long long)digest.hash, more);
	write_text(STAMP, stamp);
}

/* A placing that was cut off: the stamp tells what was pending. */
static void cut_off(void)
{
	new_system("cut");
	write_stamp_of("pending", map, "");
	write_text(BOOT, "ffffffff81000000 T _stext\nffffffff81000010 T ");
	tap_num(run(), 0, "what was cut off is done again");
	tap_str(said, BOOT ": placed\n" LIB ": placed\n", "at both places");
	tap_str(there(BOOT), map, "the map is whole");
	place_remove(&policy, &room);
	tap_str(there(BOOT), "", "and it is known as ours");

	new_system("cutright");
	write_stamp_of("pending", map, "");
	write_text(BOOT, map);
	run();
	tap_str(said, LIB ": placed\n", "what was put there before the cut is right");
	place_remove(&policy, &room);
	tap_str(there(BOOT), "", "and ours");

	new_system("cutforeign");
	write_stamp_of("pending", map, "");
	write_text(BOOT, foreign);
	tap_num(run(), 1, "what came after the cut");
	tap_str(said, BOOT ": left as it is: its symbols are another kernel's\n" LIB ": placed\n",
		"is somebody's");
	tap_str(there(BOOT), foreign, "and stays");

	new_system("cutbefore");
	write_stamp_of("ours", foreign, "pending 1 0 1 " BOOT "\n");
	write_text(BOOT, foreign);
	tap_num(run(), 0, "what was ours before it");
	tap_str(there(BOOT), map, "gives way");
}

/* The same, and nothing is placed any more before it is to be removed. */
static void removed_after_cut(void)
{
	new_system("cutremove");
	write_stamp_of("pending", map, "");
	write_text(BOOT, map);
	tap_num(place_remove(&policy, &room), 0, "what was pending is removed");
	tap_str(there(BOOT), "", "where it had come to its place");
	write_stamp_of("pending", map, "");
	write_text(BOOT, stub);
	said[0] = '\0';
	tap_num(place_remove(&policy, &room), 0, "where it had not");
	tap_str(said, "", "nothing is said");
	tap_str(there(BOOT), stub, "of what is there still");
	write_stamp_of("ours", foreign, "pending 1 0 1 " BOOT "\n");
	write_text(BOOT, foreign);
	place_remove(&policy, &room);
	tap_str(there(BOOT), "", "unless that was ours, too");
	tap_str(there(STAMP), "", "the stamp is gone");
}

/* The time of ours moves with the clock on FAT; and the size alone proves nothing. */
static void known_by_content(void)
{
	static char edited[sizeof(map)];
	char stamp[256];
	struct sys_stat st = {0};

	new_system("content");
	run();
	memcpy(edited, map, sizeof(map));
	*strstr(edited, "two") = 'T';
	write_text(BOOT, edited);
	said[0] = '\0';
	place_remove(&policy, &room);
	tap_str(said, BOOT ": left as it is: it has changed\n" LIB ": removed\n",
		"another of the same size is not ours");

	new_system("rotten");
	write_text(LIB, edited);
	sys_stat(SYS_CWD, in_root(LIB), 0, &st);
	snprintf(stamp, sizeof(stamp), "version 1\nbuild-id 01010101\nright %llu %lld 1 " LIB "\n",
		 (unsigned long long)st.size, (long long)st.mtime);
	write_text(STAMP, stamp);
	run();
	tap_str(said, BOOT ": placed\n", "what is as the stamp says is not judged again");
	tap_str(there(BOOT), map, "but nor is it copied, when its content is another");
}

#define V "version 1\n"

static void broken_stamps(void)
{
	static const char *const texts[] = {
		"",
		V "junk\n",
		V "build-id\n",
		"ours 1 2 3 /boot\n",
		"version 2\nours 1 2 3 /boot\n",
		"version 1",
		V "ours 1 2 /boot\n",
		V "ours 1 2 3\n",
		V "ours 1 2 3 boot\n",
		V "ours -1 2 3 /boot\n",
		V "ours 1 2 g /boot\n",
		V "ours 1 2 3 /boot more\n",
		V "ours 99999999999999999999 2 3 /boot\n",
		V "ours 1 2 10000000000000000 /boot\n",
		V "right 1 2 3 /a\nright 1 2 3 /b\nright 1 2 3 /c\nright 1 2 3 /d\nright 1 2 3 "
		  "/e\nright 1 2 3 /f\nright 1 2 3 /g\nright 1 2 3 /h\nright 1 2 3 /i\n",
	};
	struct stamp stamp;

	new_system("stamps");
	for (unsigned i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		write_text(STAMP, texts[i]);
		stamp_read(root, R, &stamp);
		tap_num(stamp.count, 0, "broken stamp %u is empty", i);
	}
	tap_num(run(), 0, "a broken stamp is none");
	tap_str(said, BOOT ": placed\n" LIB ": placed\n", "all is judged anew");
}

/* fsync(2) fails with EINVAL, as it does for folders on 9p, CIFS and others; in a child. */
static int link_without_sync(void)
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_fsync, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EINVAL),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog program = {.len = sizeof(code) / sizeof(code[0]), .filter = code};
	struct atomic file;
	int status = -1;
	pid_t pid = sys_fork();

	if (pid == 0) {
		if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) ||
		    prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, (unsigned long)&program, 0, 0))
			sys_exit(2);
		sys_exit(atomic_link(&file, in_root("/link"), "there") || atomic_place(&file));
	}
	sys_wait_for(pid, &status);
	return status;
}

static void unsynced(void)
{
	new_system("unsynced");
	tap_num(link_without_sync(), 0, "a folder that cannot be synced is no failure");
	tap_str(there("/link"), "there", "what was renamed is in its place");
}

int main(void)
{
	fake_begin();
	set_id("\1\1\1\1");
	fake_symbols(fake_path("/proc/kallsyms"), FAKE_MOVED, -1, "ffffffff98005000 B _end\n");
	fake_core(fake_info(FAKE_CORE_NAMES, "KERNELOFFSET=17000000\n"), -1, 0);
	fake_symbols(tap_path("right"), 0, -1, "ffffffff81005000 B _end\n");
	file_read(tap_path("right"), map, sizeof(map));

	first_time();
	what_is_there();
	another_build();
	links();
	stale_links();
	changed_meanwhile();
	one_at_a_time();
	removing();
	carried();
	failures();
	left_behind();
	cut_off();
	removed_after_cut();
	known_by_content();
	unsynced();
	broken_stamps();
	return tap_done();
}
