#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0
#
# The documents against the source: parameters, options, steps, exit codes and limits are in the
# manual pages and in the tables alike; the files that documents name exist; documents and messages
# use the terms of docs/CONTRIBUTING.md (case U22).

use strict;
use warnings;
use lib 'host-tests';
use document;
use Test::More;

# The content of the braces of a table, without comments.
sub table {
    my ($path, $name) = @_;
    my ($rows) = content($path) =~ /\b\Q$name\E\[\w*\] = \{\n(.*?)\n\};/s
        or die "$path: no table $name\n";
    return $rows =~ s,/\*.*?\*/,,gsr;
}

# The first string of each row.
sub names {
    return table(@_) =~ /\{\s*"([^"]+)"/g;
}

# The value of a constant of the source.
sub constant {
    my ($path, $name) = @_;
    my ($value) = content($path) =~ /\b$name = (\d+)[,\s]/ or die "$path: no $name\n";
    return $value;
}

sub is_same {
    my ($got, $expected, $name) = @_;
    is(join(' ', sort @$got), join(' ', sort @$expected), $name);
}

# ---- manual pages ----

# A section, or all of a page.
sub section {
    my ($page, $title) = @_;
    my $text = content("docs/$page");
    return $text unless $title;
    my ($section) = $text =~ /^\.Sh \Q$title\E\n(.*?)(?=^\.Sh |\z)/ms or die "$page: no $title\n";
    return $section;
}

# The words of each item of a list, without macros.
sub items {
    my ($text) = @_;
    return map { s/\b(?:Cm|Fl|Ns|Ar|Op|Oo|Oc)\b|\\&|"//gr } $text =~ /^\.It (.*)/mg;
}

sub parameters {
    my ($text) = @_;
    my @found;
    for (grep { /^ *[a-z]/ } items($text)) {
        push @found, grep { /^[a-z][a-z_.]+$/ } split /[ =,]+/, s/=.*//r;
    }
    return @found;
}

my @kernel = parameters(section('gangway.7', 'KERNEL PARAMETERS'));
my @own = grep { /\./ || $_ eq 'break' } parameters(section('gangway.7', 'GANGWAY PARAMETERS'));
my @params = names('init/config/settings.c', 'params');
cmp_ok(scalar(@params), '>=', 25, 'the table of parameters is found');
# Those of the helper for dm-verity.
my ($verity) = content('init/config/settings.c') =~ /^bool settings_is_verity\(.*?\n\{\n(.*?)\n\}/ms;
my @verity = ($verity =~ /text_equal\(name, "(\w+)"\)/g, content('helpers/verity/parameters.c') =~ /"(systemd\.verity_\w+_\w+)"/g);
is(scalar(@verity), 8, 'those for dm-verity are found');
my @systemd = parameters(section('gangway.7', 'PARAMETERS OF SYSTEMD'));
my ($usr) = content('helpers/mounts/main.c') =~ /\bnames\[VALUES\] = \{(.*?)\}/s;
my @usr = $usr =~ /"(mount\.\w+)"/g;
is(scalar(@usr), 3, 'those for /usr are found');
my @fsck = content('helpers/fsck/main.c') =~ /text_equal\(name, "([\w.]+)"\)/g;
is(scalar(@fsck), 4, 'those for fsck are found');
is_same([@kernel, @own, @systemd], [@params, @verity, @usr, @fsck, 'quiet'], 'gangway(7) describes the parameters of the table');
my $synopsis = section('gangway.7', 'SYNOPSIS');
is(join(' ', grep { $synopsis !~ /(?<![\w.])\Q$_\E(?![\w.])/ } @params), '', 'and its synopsis has them');
my $breaks = section('gangway.7', 'GANGWAY PARAMETERS');
is(join(' ', grep { $breaks !~ /[ ,]\Q$_\E[,\n]/ } names('init/config/values.c', 'steps_elsewhere')), '',
    'and the names of steps of other programs');

sub options {
    my ($text) = @_;
    my @items = map { s/\\-/--/gr } grep { /\\-/ } items($text =~ s/(?<=\w)\\-/-/gr);
    return map { /^ *(?:\w *, *)?--([\w-]+)/ } @items;
}

my @options = names('tools/mkinitrd/options/names.c', 'long_options');
is_same([options(section('mkinitrd.8'))], \@options, 'mkinitrd(8) describes the options of the table');
my ($help) = content('tools/mkinitrd/options/usage.c') =~ /help\[\] =\n(.*?);\n/s;
is(join(' ', grep { $help !~ /--$_\b/ } @options), '', 'and --help has them');
my $mkinitrd = section('mkinitrd.8', 'SYNOPSIS');
is(join(' ', grep { !/^(force|verbose|quiet)$/ && $mkinitrd !~ /\\-\Q$_\E\n|\\-\Q$_\E / }
        map { s/-/\\-/gr } @options), '', 'and the synopsis');

my @commands = names('tools/sysmap/main.c', 'commands');
my $sysmap = section('sysmap.1', 'SYNOPSIS');
is_same([$sysmap =~ /^\.Cm (\S+)/mg], \@commands, 'the synopsis of sysmap(1) has all commands');
my %uses = map { $_ => 1 } table('tools/sysmap/main.c', 'commands') =~ /--([\w-]+)/g;
my %described = map { $_ => 1 } options(section('sysmap.1'));
is_same([keys %described], [keys %uses], 'and the page describes their options');

is_same([grep { !/^(help|usage|version)$/ } options(section('gangway-plot.1'))],
    [names('tools/plot/main.c', 'option_list')], 'gangway-plot(1) describes its options');

my @steps = names('init/main.c', 'steps');
is(join(' ', map { s/^ *//r } items(section('gangway-init.8', 'STEPS'))), "@steps",
    'gangway-init(8) describes the steps in their order');
my ($path) = content('README.md') =~ /^    kernel  .*\n((?:    .*\n)+)/m;
is(join(' ', $path =~ /^    (\w+) /mg), "@steps", 'README.md shows them');
is(join(' ', content('docs/DESIGN.md') =~ /^\| (\w+) \| `init\//mg), "@steps", 'DESIGN.md has them');

my ($codes) = content('tools/sysmap/message.h') =~ /enum \{([^}]*EXIT_UNKNOWN[^}]*)\}/
    or die "no exit codes of sysmap\n";
is_same([map { s/ //gr } items(section('sysmap.1', 'EXIT STATUS'))], [$codes =~ /= (\d+)/g],
    'sysmap(1) describes its exit codes');
is_same([items(section('mkinitrd.8', 'EXIT STATUS'))], [0 .. 3], 'mkinitrd(8) describes its exit codes');
my $containers = section('gangway-init.8', 'CONTAINERS');
for (qw(LACKS_DEVICES ASK_FIRST ASK_LAST NOT_RUN)) {
    my $status = constant('init/boot/helper.h', "HELPER_$_");
    like($containers, qr/\b$status\b/, "gangway-init(8) has a helper's status $status");
}

my $limits = section('gangway-init.8', 'LIMITS');
for (['init/config/config.h', 'CONFIG_FILE_SIZE', -1], ['init/config/config.h', 'CONFIG_LINE_SIZE', -1],
    ['init/config/config.h', 'CONFIG_LISTS', 0], ['init/config/candidates.h', 'CANDIDATES', 0],
    ['drivers-load/graph.h', 'GRAPH_MODULES', 0], ['drivers-load/graph.h', 'GRAPH_DEPS', 0]) {
    my ($file, $name, $less) = @$_;
    my $limit = constant($file, $name) + $less;
    like($limits, qr/\b$limit\b/, "gangway-init(8) has the limit $limit");
}

# ---- files that documents name ----

# Paths in the tree, or in one of the directories of tests. Names in capital letters are placeholders;
# `*` stands for anything.
sub is_in_tree {
    my ($name) = @_;
    return 1 if $name =~ /(?<![A-Z])[A-Z]{3,}/ && !-e $name;
    return 1 if $name =~ m,^build/|^~,;
    return scalar(my @found = glob("$name docs/$name distro-tests/$name qemu-tests/$name qemu-tests/*/$name host-tests/$name host-tests/*/$name host-tests/*/*/$name"))
        && grep { -e } @found;
}

my @documents = ('README.md', glob('docs/*.md'));
my $count = 0;
for my $document (@documents) {
    my $text = content($document);
    my @named = $text =~ /`([\w*.\/-]+\/[\w*.\/-]*|[\w*-]+\.(?:[chS]|py|sh|t|mk|md|json))`/g;
    push @named, map { s/#.*//r } $text =~ /\]\(([^)]*)\)/g;
    @named = grep { m,^(?:init|fs|lib|drivers-load|sysmap|helpers|tools|ramfs-skel|host-tests|qemu-tests|docs|packaging)/|\.(?:[chS]|py|sh|t|mk|md)$,
    } grep { !/^https?:|\.json$/ } @named;
    $count += @named;
    is(join(' ', grep { !is_in_tree($_) } @named), '', "$document: every file that it names exists");
}
cmp_ok($count, '>', 150, 'files are named');

# ---- terms ----

# Terms that docs/CONTRIBUTING.md replaces.
my $private = qr/\bfolders?\b|\bis\ said\b|\bare\ said\b|\bdid\ not\ come\b|\bneeds\ itself\b|\bis\ left\ out\b|
    \bare\ left\ out\b|\bleft\ as\ it\ is\b|\bis\ no\ word\b|\bgives?\ way\b|\bthe\ way\ back\b|\bhand-over\b|
    \bnone\ to\ mount\b|\bmake\ do\b|\bway\ to\ hear\b|\bleads\ nowhere\b|\bwhich\ IMAGE\b|\bsomebody|\bnobody|
    \bnot\ to\ be\ had\b|\bread-only\ alone\b|\bpassed\ over\b|\bgiven\ back\b|\bof\ its\ own\ accord\b|\bbeside\b|
    \bwanted:|\bsays\ so\b|\bfor\ ever\b/xi;

for my $document (@documents, glob('docs/*.[178] packaging/debian/*.8')) {
    my $text = content($document);
    $text =~ s/^\| not \|.*?\n\n//ms; # the table of terms
    my @found = grep { /$private/ } split /\n/, $text;
    is(join("\n", @found), '', "$document: plain terms");
}

# Strings that contain a blank.
sub messages {
    my ($file) = @_;
    my $text = content($file) =~ s,^\s*/\*.*?\*/|//[^\n]*,,gmsr;
    return grep { / / } $text =~ /"((?:[^"\\\n]|\\.)*)"/g;
}

my @sources = split /\n/, `find init fs lib drivers-load sysmap helpers tools host-tests -name '*.c'`;
my @found = map { my $file = $_; map { "$file: $_" } grep { /$private/ } messages($file) } @sources;
is(join("\n", @found), '', 'messages and names of tests: plain terms');
my ($make) = content('Makefile') =~ /^define HELP\n(.*?)^endef/ms;
unlike($make, $private, 'make help: plain terms');

done_testing();
