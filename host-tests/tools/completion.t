#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0
#
# The completion of commands in bash and zsh: its tables against the options of the programs, and what
# the shells propose.

use strict;
use warnings;
use lib 'host-tests/tools';
use mkinitrd;
use Cwd qw(abs_path);
use File::Path qw(make_path);
use Test::More;

my $script = abs_path('packaging/completion/gangway');
my $build = abs_path("$ENV{TAP_BUILD}/..");
my @commands = qw(mkinitrd gangway-mkinitrd sysmap gangway-plot gangway-entry update-gangway);

sub bash {
    my ($status, $out, $err) = run('bash', '-c', "complete() { echo \"\$@\"; }; . $script >/dev/null; $_[0]");
    is("$status$err", '0', "bash: $_[0]");
    return $out;
}

# (options with their arguments, operands) of a command; and those of a usage or --help.
sub table {
    my @items = split ' ', bash("_gangway_table @_");
    return (join(' ', sort grep { /^-/ } @items), join(' ', grep { !/^-/ } @items));
}

sub usage {
    my ($text) = @_;
    $text =~ s/\[:DST\]|\[\+OFFSET\]//g;
    $text =~ s/\bluks,lvm,md,fsck,resume,verity,usr,overlay,loop,stub\b/luks|lvm|md|fsck|resume|verity|usr|overlay|loop|stub/g;
    $text =~ s/\bA,B,\.\.\./NAMES/g;
    my %options;
    # The first time that an option is named, its argument follows it. In mkinitrd's, two blanks precede
    # the description of an option without one.
    while ($text =~ /(?<![\w-])(--?[a-zA-Z][a-z-]*)(?:[ =]([A-Z][A-Z|a-z0-9]*|[a-z0-9]+(?:\|[a-z0-9]+)+))?/g) {
        $options{$1} //= defined $2 ? "$1=$2" : $1;
    }
    return join(' ', sort values %options);
}

sub output {
    my ($status, $out) = run(@_);
    is($status, 0, "@_");
    return $out;
}

# ---- the tables ------------------------------------------------------------------------------------

my ($all) = read_file('tools/mkinitrd/options/names.c') =~ /long_options\[\] = \{(.*?)^\};/ms;
my %takes = $all =~ /\{"([\w-]+)", (\w+),/g;
my ($options, $operands) = table('mkinitrd');
is(join(' ', sort map { s/^--//r } grep { /^--/ } map { s/=.*//r } split ' ', $options), join(' ', sort keys %takes), 'mkinitrd: all options of the source');
is(join(' ', sort map { /^--([\w-]+)=/ ? $1 : () } split ' ', $options), join(' ', sort grep { $takes{$_} eq 'required_argument' } keys %takes), 'those with an argument');
my $help = output("$build/mkinitrd", '--help') =~ s/^Usage.*?\n\n//sr;
is($options, usage($help), 'the arguments are those of --help');
is($operands, 'FILE RELEASE', 'the operands');
is_deeply([table('gangway-mkinitrd')], [$options, $operands], 'gangway-mkinitrd is mkinitrd');

$help = output("$build/sysmap", '--help');
my @subcommands = $help =~ /^(?:usage:)? +sysmap (\S+) /mg;
is((table('sysmap'))[1], join('|', @subcommands), 'sysmap: all commands');
for my $command (@subcommands) {
    my ($line) = $help =~ /^(?:usage:)? +sysmap \Q$command\E (.*)$/m;
    ($options, $operands) = table('sysmap', $command);
    is($options, usage($line), "sysmap $command");
    my ($last) = $line =~ /(?:^|\s)\[?(FILE|RELEASE|ADDRESS\|NAME)(?!\|DIR)[^\s\]|]*(?: \||\]?\S*$)/;
    is($operands, $last // '', 'its operands');
}

is((table('gangway-plot'))[0], usage(output("$build/gangway-plot", '--help')) =~ s/-o\b/-o=FILE/r, 'gangway-plot');
for (['gangway-entry', 'grub|systemd-boot|extlinux'], ['update-gangway', '']) {
    my ($name, $expected) = @$_;
    ($options, $operands) = table($name);
    my $found = usage(output("packaging/debian/$name", '-h') =~ s/\Q$expected\E//gr);
    my $help_options = $name eq 'update-gangway' ? ' -h' : ' -h --help';
    is($options, join(' ', sort split ' ', $found . $help_options), $name);
    is($operands, $expected, 'its operands');
}

# ---- bash ------------------------------------------------------------------------------------------

write_file("$work/files/System.map-1", '');
make_path("$work/files/some dir");

sub complete {
    my $words = join(' ', map { "'$_'" } @_);
    my $out = bash("cd $work/files; COMP_WORDS=($words); COMP_CWORD=\$((\${#COMP_WORDS[\@]} - 1)); _gangway_words; printf '%s\\n' \"\${COMPREPLY[\@]}\"");
    return $out =~ s/\n$//r;
}

is(complete('mkinitrd', '--mod'), "--modules\n--moduleroot", 'an option');
is(complete('mkinitrd', '--compress', 'z'), 'zstd', 'its argument');
is(complete('/sbin/mkinitrd', '--compress', '=', ''), "zstd\nxz\ngzip\nlz4\nnone", 'or after =');
is(complete('mkinitrd', '--rootdir', ''), 'some dir', 'a directory');
is(complete('mkinitrd', '--busybox', 'no'), 'none', 'a file or a name');
is(complete('sysmap', 'from-vmlinu'), "from-vmlinuz\nfrom-vmlinux", 'a command of sysmap');
is(complete('sysmap', 'check', '-'), '--text', 'its option');
is(complete('sysmap', 'check', 'Sys'), 'System.map-1', 'its operand');
is(complete('sysmap', 'place', 'Sys'), '', 'none');
is(complete('gangway-entry', '--write', 's'), 'systemd-boot', 'a boot loader');
is(complete('update-gangway', '-k', 'a'), 'all', 'all kernels');
my ($registered) = read_file($script) =~ /^complete .* -F _gangway_words (.*)$/m;
is($registered, "@commands", 'bash completes all commands');

# ---- zsh -------------------------------------------------------------------------------------------

is((read_file('packaging/completion/_gangway') =~ /\A#compdef (.*)$/m)[0], "@commands", 'and so does zsh');

# Installed, as make install does, in directories that a shell at a terminal uses.
sub zsh {
    my ($typed) = @_;
    write_file("$work/zsh", <<"END");
zmodload zsh/zpty
zpty shell zsh -f -i
zpty -w shell 'PS1= PS2= fpath=($work/share/zsh/site-functions \$fpath); cd $work/files; autoload compinit; compinit -u -D; setopt no_list_beep; zstyle ":completion:*" list-rows-first true; bindkey "^I" expand-or-complete; print re\$((0))ady'
while zpty -r shell line; do [[ \$line != *re0ady* ]] || break; done
zpty -w -n shell '$typed'\$'\\t'
zpty -w -n shell \$'\\x01: \\x05; print e\$((0))nd\\n'
while zpty -r shell line; do print -r -- "\$line"; [[ \$line != *e0nd* ]] || break; done
zpty -d shell
END
    my ($status, $out) = run('zsh', '-f', "$work/zsh");
    return $out;
}

SKIP: {
    skip('no zsh', 3) if !-x '/usr/bin/zsh' && !-x '/bin/zsh';
    make_path("$work/share/zsh/site-functions", "$work/share/bash-completion/completions");
    must("cp packaging/completion/_gangway '$work/share/zsh/site-functions'; cp '$script' '$work/share/bash-completion/completions'");
    like(zsh('mkinitrd --hos'), qr/mkinitrd --host\b/, 'zsh: an option');
    like(zsh('mkinitrd --compress zs'), qr/--compress zstd\b/, 'its argument');
    like(zsh('sysmap check Sys'), qr/System\.map-1/, 'a file');
}

done_testing();
