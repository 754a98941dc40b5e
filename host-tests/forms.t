#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0
#
# docs/FORMS.md: each row of its tables names tests that exist, and each type of file system that is
# booted from, and each image that is compared with blkid, has a row.

use strict;
use warnings;
use lib 'host-tests';
use document;
use Test::More;

my $page = 'docs/FORMS.md';
my $corpus = 'host-tests/corpus/probe';

# Whether a file of tests has this row or function; for blkid.t, whether the image exists.
sub exists_in {
    my ($file, $name) = @_;
    return -f "$corpus/$name" if $file eq 'blkid.t';
    my ($found) = grep { -e } map({ "qemu-tests/$_/$file" } qw(. harness)), glob("host-tests/unit/*/$file"), "host-tests/$file";
    return defined $found && content($found) =~ /"\Q$name\E"|\b(def|void) \Q$name\E\(/;
}

# The pairs of a file and a test in a cell.
sub tests {
    my ($cell) = @_;
    my @tests;
    for (split /; */, $cell) {
        my ($file, $names) = /^`([\w.]+)` (.+)$/ or return;
        push @tests, map { [$file, $_] } split /, */, $names;
    }
    return @tests;
}

my %named;
for (grep { /^\|/ && !/^\|---/ && !/\| tested by \|$/ } split /\n/, content($page)) {
    my ($row, $cell) = /^\| (.*?) \|.*\| ([^|]+) \|$/ or die "$page: no row: $_\n";
    my @tests = tests($cell);
    my @missing = grep { !exists_in(@$_) } @tests;
    ok(@tests && !@missing, "$row: $cell")
        or diag('missing: ' . join(', ', map { "@$_" } @missing));
    $named{"@$_"} = 1 for @tests;
}

# fuzz-* are seeds of the fuzzer alone.
my @images = grep { !/^fuzz-/ } map { s,.*/,,r } glob("$corpus/*");
my @formats = content('qemu-tests/harness/formats.py') =~ /^    "(\w+)": Format\(/mg;
my @unnamed = grep { !$named{$_} } map({ "blkid.t $_" } @images), map { "formats.py $_" } @formats;
ok(@images && @formats, 'there are images and formats');
is("@unnamed", '', 'each of them has a row');
done_testing();
