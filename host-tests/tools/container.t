#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0
#
# The helper for LUKS: the commands that it runs, in a root whose cryptsetup prints its arguments.
# qemu-tests/test_containers.py uses the real programs.

use strict;
use warnings;
use lib 'host-tests/tools';
use mkinitrd;
use File::Copy qw(copy);
use File::Path qw(make_path);
use POSIX qw(:termios_h);
use Test::More;

my $inside = "$work/inside";
# a user who is not root needs a namespace
my @enter = $> == 0 ? ('chroot', $inside) : ('unshare', '--map-root-user', "--root=$inside");

make_path("$inside/etc", "$inside/proc", "$inside/usr/sbin", "$inside/lib/gangway");
copy("$ENV{TAP_BUILD}/../helpers/container", "$inside/lib/gangway/crypto_LUKS") or die "helper: $!\n";
chmod(0755, "$inside/lib/gangway/crypto_LUKS");
write_file("$work/echo.c", <<'END');
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Prints its arguments. The passphrase "right" and all key files but /bad.key are correct. */
int main(int count, char **arguments)
{
	char text[64] = "";
	int key = 0, token = 0;

	for (int i = 1; i < count; i++) {
		printf("%s ", arguments[i]);
		token = token || !strcmp(arguments[i], "--token-only");
		if (!strncmp(arguments[i], "--key-file=", 11))
			key = strcmp(arguments[i] + 11, "/bad.key") ? 1 : 2;
	}
	fflush(stdout);
	if (token) /* it has a PIN */
		return scanf("%63s", text) == 1 && !strcmp(text, "1234") ? 0 : 1;
	if (key)
		return key == 2 ? 2 : 0;
	if (read(0, text, sizeof(text) - 1) < 0)
		return 1;
	printf("<%.*s> ", (int)strcspn(text, "\n"), text);
	fflush(stdout);
	if (!strcmp(text, "slow\n")) /* until the test writes to it */
		fclose(fopen("/slow", "r"));
	return strcmp(text, "right\n") ? 2 : 0;
}
END
must('gcc', '-static', '-o', "$inside/usr/sbin/cryptsetup", "$work/echo.c");

# Input line by line, as from a terminal.
my $types = 'while read -r line; do echo "$line"; sleep 0.5; done <"$0" | "$@"';

my $device = '/dev/sda';

# Checks the exit status and the commands of the helper. @$variables is its environment from /init, $typed
# the input, @lines are crypttab.
sub runs {
    my ($name, $mode, $variables, $status, $commands, $typed, $cmdline, @lines) = @_;
    write_file("$inside/etc/crypttab", join('', map { "$_\n" } @lines));
    write_file("$inside/proc/cmdline", "$cmdline\n");
    write_file("$work/typed", $typed);
    my ($got, $out, $err) = run('sh', '-c', $types, "$work/typed", 'env', '-i',
        'PATH=/usr/sbin:/usr/bin:/sbin:/bin', @$variables, @enter, '/lib/gangway/crypto_LUKS', $device,
        @$mode);
    is("$got$out$err", "$status$commands", $name);
}

sub asks {
    my ($name, $variables, $commands, @lines) = @_;
    runs($name, ['ask'], $variables, 0, $commands, "right\n", '', @lines);
}

sub ranks {
    my ($name, $variables, $status, $cmdline, @lines) = @_;
    runs("case B11: $name", [], $variables, $status, '', '', $cmdline, @lines);
}

my @labels = ('one LABEL=Data', 'two LABEL=data');

my $for = 'Enter passphrase for';
asks('a UUID, in any case', ['ID_FS_UUID=ab-1'], "$for it (/dev/sda): \nopen --type=luks --readonly /dev/sda it <right> ", 'it UUID=AB-1 none read-only,luks');
asks('no line', ['ID_FS_UUID=ab-1'], "$for /dev/sda: \nopen --type=luks /dev/sda luks-ab-1 <right> ", '# UUID=ab-1', 'it UUID=');
asks('the label of the first line', ['ID_FS_LABEL=Data'], "$for one (/dev/sda): \nopen --type=luks /dev/sda one <right> ", @labels);
asks('the label of the second line', ['ID_FS_LABEL=data'], "$for two (/dev/sda): \nopen --type=luks /dev/sda two <right> ", @labels);
asks('a label without a line', ['ID_FS_LABEL=Home', 'ID_FS_UUID=ab-1'], "$for Home (/dev/sda): \nopen --type=luks /dev/sda luks-ab-1 <right> ", @labels);
asks('the maximum number of options', [], "$for it (/dev/sda): \nopen --type=luks " . '--key-slot= ' x 25 . '/dev/sda it <right> ',
    'it /dev/sda none ' . join(',', ('keyslot=') x 25));
asks('options for a passphrase', [],
    "$for it (/dev/sda): \nopen --type=luks --allow-discards --readonly --key-slot=3 --perf-no_read_workqueue --perf-no_write_workqueue /dev/sda it <right> ",
    'it /dev/sda none luks,discard,readonly,key-slot=3,no-read-workqueue,no-write-workqueue,tries=4,keyfile-offset=5,keyfile-size=6,discards,other');
my $once = 'open --type=luks /dev/sda it';
runs('case U13: several tries', ['ask'], [], 2, "$for it (/dev/sda): \n$once <wrong> " x 2, "wrong\n" x 3, '', 'it /dev/sda none tries=2');
runs('case U13: end of input', ['ask'], [], 1, "$for it (/dev/sda): \n", '', '', 'it /dev/sda none');
write_file("$inside/good.key", 'x');
write_file("$inside/bad.key", 'x');
runs('case B14: a key file, no prompt', [], [], 0, "open --type=luks --key-file=/good.key /dev/sda it ", '', '', 'it /dev/sda /good.key');
runs('options for a key file', [], [], 0, 'open --type=luks --tries=4 --keyfile-offset=5 --keyfile-size=6 --key-file=/good.key /dev/sda it ', '', '',
    'it /dev/sda /good.key tries=4,keyfile-offset=5,keyfile-size=6');
runs('case B14: a wrong key file: a passphrase is needed', [], [], 100, "open --type=luks --key-file=/bad.key /dev/sda it ", '', '', 'it /dev/sda /bad.key initramfs');
my $token = 'open --type=luks --token-only /dev/sda it ';
sub luks2 {
    my ($tokens, $blanks) = @_;
    make_path("$inside/dev");
    write_file("$inside/dev/sda", pack('a6 n x4088 a*', "LUKS\xba\xbe", 2, "{\"keyslots\":{},\"tokens\":{$tokens}," . ' ' x $blanks . '}') . "\0" x 16384);
}
luks2('"0":{"type":"systemd-tpm2","keyslots":["1"]}', 0);
runs('a token that needs a PIN: input is read only in mode ask', [], [], 100, $token, "1234\n", '', 'it /dev/sda none initramfs');
runs('a token with its PIN', ['ask'], [], 0, $token, "1234\n", '', 'it /dev/sda none');
runs('a token that fails, then a passphrase', ['ask'], [], 0, "$token$for it (/dev/sda): \n$once <right> ", "0000\nright\n", '', 'it /dev/sda none');
luks2('', 0);
runs('LUKS2 without a token: --token-only is not tried', ['ask'], [], 0, "$for it (/dev/sda): \n$once <right> ", "right\n", '', 'it /dev/sda none');
luks2('', 70000);
runs('LUKS2 with a long header: --token-only is tried', [], [], 100, $token, '', '', 'it /dev/sda none initramfs');
unlink("$inside/dev/sda");
my @lines = ('data UUID=d-1 none luks', 'root UUID=r-1 none luks,initramfs', 'swap UUID=s-1 none x-initrd.attach');
ranks('the first line for the initrd', ['ID_FS_UUID=r-1'], 101, '', @lines);
ranks('the second line for the initrd', ['ID_FS_UUID=s-1'], 102, '', @lines);
ranks('a line that is not for the initrd', ['ID_FS_UUID=d-1'], 130, '', @lines);
ranks('no line, although others have one', ['ID_FS_UUID=x-1'], 199, '', @lines);
ranks('no line at all', ['ID_FS_UUID=x-1'], 100, '');
ranks('rd.luks.uuid=', ['ID_FS_UUID=x-1'], 100, 'quiet rd.luks.uuid=luks-X-1', @lines);
ranks('never 127, which means that the helper cannot be run', ['ID_FS_UUID=r-1'], 125, '', (map { "a$_ UUID=a-$_ none initramfs" } 1 .. 40), @lines);
runs('rd.luks.name= sets the name', ['ask'], ['ID_FS_UUID=x-1'], 0, "$for top (/dev/sda): \nopen --type=luks /dev/sda top <right> ", "right\n", 'rd.luks.name=x-1=top');

# Case B3: all forms of root=, as in docs/FORMS.md.
write_file("$inside/sys/class/block/dm-3/$_->[0]", "$_->[1]\n")
    for ['uevent', "MAJOR=253\nMINOR=3\nDEVNAME=dm-3\nDEVTYPE=disk"], ['size', '100'], ['dm/name', 'my--vg-crypt'];
$device = '/dev/dm-3';
my @names = ('ID_FS_UUID=ab-1', 'ID_FS_LABEL=the disk', 'ID_PART_ENTRY_UUID=cd-02', 'ID_PART_ENTRY_NAME=part');
for my $source (qw(/dev/dm-3 /dev/mapper/my--vg-crypt /dev/my-vg/crypt /dev/disk/by-id/dm-name-my--vg-crypt 253:3 /dev/block/253:3 fd03
        UUID=AB-1 /dev/disk/by-uuid/ab-1 /dev/disk/by-label/the\x20disk PARTUUID=CD-02 /dev/disk/by-partuuid/cd-02
        PARTLABEL=part /dev/disk/by-partlabel/part "UUID=ab-1" UUID="ab-1")) {
    asks("case B3: $source", \@names, "$for it (/dev/dm-3): \nopen --type=luks --readonly /dev/dm-3 it <right> ", "it $source none readonly");
}
for my $source (qw(/dev/mapper/my-vg-crypt /dev/my/vg-crypt 253:4 /dev/disk/by-id/ata-X PARTUUID= /dev/dm-33)) {
    asks("case B3: not $source", \@names, "$for the disk (/dev/dm-3): \nopen --type=luks /dev/dm-3 luks-ab-1 <right> ", "it $source none readonly");
}

# ---- on a terminal -----------------------------------------------------------------------------

# ioctls of Linux on x86 and Arm
use constant { TIOCSPTLCK => 0x40045431, TIOCGPTN => 0x80045430, FIONREAD => 0x541b };

# Both ends of a new pseudo-terminal.
sub terminal {
    my ($number, $ends) = (pack('i', 0));
    open(my $master, '+<', '/dev/ptmx') or die "/dev/ptmx: $!\n";
    ioctl($master, TIOCSPTLCK, $number) && ioctl($master, TIOCGPTN, $number) or die "pseudo-terminal: $!\n";
    my $path = '/dev/pts/' . unpack('i', $number);
    open(my $slave, '+<', $path) or die "$path: $!\n";
    return ($master, $slave);
}

sub echoes {
    my ($slave) = @_;
    my $settings = POSIX::Termios->new;
    $settings->getattr(fileno($slave)) or die "tcgetattr: $!\n";
    return $settings->getlflag & ECHO ? 1 : 0;
}

my ($master, $slave) = terminal();
my $screen = '';

# Reads the screen until it ends with that text.
sub wait_screen {
    my ($text) = @_;
    while (substr($screen, -length $text) ne $text) {
        sysread($master, $screen, 4096, length $screen) or die "$text: not seen, but $screen\n";
    }
}

sub type {
    syswrite($master, $_[0]) == length $_[0] or die "cannot type: $!\n";
}

# Until the terminal has processed the input, and so has echoed it or not.
sub wait_processed {
    my ($count) = @_;
    my $pending = pack('i', 0);
    do {
        select(undef, undef, undef, 0.01);
        ioctl($slave, FIONREAD, $pending) or die "FIONREAD: $!\n";
    } while (unpack('i', $pending) < $count);
}

# Case U13: cryptsetup takes its time with a wrong passphrase, and the user types on.
write_file("$inside/etc/crypttab", "it /dev/dm-3 none\n");
must('mkfifo', "$inside/slow");
alarm(120);
my $pid = fork() // die "fork: $!\n";
if (!$pid) {
    open(STDIN, '<&', $slave) && open(STDOUT, '>&', $slave) && open(STDERR, '>&', $slave) or die;
    exec('env', '-i', 'PATH=/usr/sbin:/usr/bin:/sbin:/bin', @enter, '/lib/gangway/crypto_LUKS', $device, 'ask') or die "env: $!\n";
}
wait_screen(': ');
type("slow\n");
wait_screen('<slow> ');
type("typed too early\n");
wait_processed(16);
write_file("$inside/slow", '');
wait_screen(': ');
type("right\n");
waitpid($pid, 0);
type("visible\n");
wait_screen("visible\r\n");
is($?, 0, 'case U13: a second passphrase on a terminal');
is($screen, join('', map { "$for it ($device): \r\nopen --type=luks $device it <$_> " } 'slow', 'right') . "visible\r\n",
    'case U13: no input is echoed at the prompts and between them, and the early input is discarded');
ok(echoes($slave), 'case U13: the echo is enabled afterwards');
done_testing();
