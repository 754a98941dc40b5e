#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0
#
# What fs/ says of a device against what blkid says: for real file systems, made here, and for
# copies of them with one byte changed. %differ tells where we differ on purpose.

use strict;
use warnings;
use Test::More;

my $probe = "$ENV{TAP_BUILD}/asan/probe";
my $uuid = '01234567-89ab-cdef-0123-456789abcdef';

my %made = (
    'ext2' => "mke2fs -t ext2 -L root",
    'ext2 without features' => "mke2fs -O none -r 0",
    'ext3' => "mke2fs -t ext3 -L 'my  root'",
    'ext3 with blocks of 4 KiB' => "mke2fs -t ext3 -b 4096",
    'ext3 with an external journal' => "mke2fs -t ext3 -O journal_dev",
    'ext4' => "mke2fs -t ext4 -L wur\xc3\xbcrzel",
    'ext4 without a journal' => "mke2fs -t ext4 -O ^has_journal",
    'ext4 of 2008' => "mke2fs -t ext4 -O ^metadata_csum,^64bit,^flex_bg",
);

# Bytes of the mutants: the fields that ext.c reads, and their neighbours.
my @bytes = map { 1024 + $_ } 0x18 .. 0x1b, 0x38, 0x39, 0x4c .. 0x4f, 0x5c .. 0x88, 0x160 .. 0x163;

# Where we differ: what we may say instead when this byte was changed.
my %differ = (
    # No kernel mounts blocks above 64 KiB.
    (map { 1024 + $_ => qr/^\n$/ } 0x18 .. 0x1b),
    # The flag test_fs makes it ext4dev to blkid, which no kernel has since 2.6.29.
    (map { 1024 + $_ => qr/^TYPE=ext[234]$/m } 0x160),
);

sub run {
    open(my $pipe, '-|', @_) or die "$_[0]: $!\n";
    local $/;
    return scalar <$pipe> // '';
}

# "TYPE=…\nUUID=…\nLABEL=…\n" by blkid; a newline alone for nothing.
sub blkid {
    my %got = run('blkid', '-p', '-o', 'udev', $_[0]) =~ /^ID_FS_(\w+)=(.*)$/mg;
    return "\n" unless $got{TYPE};
    my $label = $got{LABEL_ENC} // '';
    $label =~ s/\\x(..)/chr hex $1/ge;
    return "TYPE=$got{TYPE}\nUUID=@{[$got{UUID} // '']}\nLABEL=$label\n";
}

# The same by us, for all images at once.
sub ours {
    return map { s/\n\n\z/\n/r } run($probe, @_) =~ /\G(\n|T.*?\n\n)/gs;
}

sub write_file {
    my ($path, $data) = @_;
    open(my $file, '>:raw', $path) or die "$path: $!\n";
    print $file $data;
    close($file) or die "$path: $!\n";
}

sub make {
    my ($name) = @_;
    my $path = "$ENV{TAP_FOLDER}/" . $name =~ s/\W/-/gr;
    truncate($path, 0) if -e $path;
    write_file($path, '');
    truncate($path, 8 << 20);
    system("$made{$name} -q -F -U $uuid '$path' >&2") == 0 or die "$made{$name}: failed\n";
    return $path;
}

# One mutant for each byte and each of two changes; a row is path, byte.
sub mutants {
    my ($path) = @_;
    open(my $file, '<:raw', $path) or die "$path: $!\n";
    read($file, my $front, 8192);
    my @rows;
    for my $byte (@bytes) {
        for my $change (0x04, 0xff) {
            my $mutant = $front;
            substr($mutant, $byte, 1) ^= chr $change;
            push @rows, ["$path.$byte.$change", $byte];
            write_file($rows[-1][0], $mutant);
        }
    }
    return @rows;
}

sub same {
    my ($ours, $blkid, $byte) = @_;
    return $ours eq $blkid || ($differ{$byte} && $ours =~ $differ{$byte});
}

for my $name (sort keys %made) {
    my $path = make($name);
    my ($ours) = ours($path);
    is($ours, blkid($path), $name);
    my @rows = mutants($path);
    my @answers = ours(map { $_->[0] } @rows);
    my @wrong;
    for my $i (0 .. $#rows) {
        my ($mutant, $byte) = @{$rows[$i]};
        my $blkid = blkid($mutant);
        push @wrong, "$mutant: we say\n$answers[$i]blkid says\n$blkid"
            unless same($answers[$i], $blkid, $byte);
        unlink($mutant);
    }
    is(scalar @answers, scalar @rows, "$name: its mutants have an answer each");
    is(join('', @wrong), '', "$name: its mutants");
}
done_testing();
