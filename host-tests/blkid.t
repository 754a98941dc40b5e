#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0
#
# Compares the results of fs/ with those of blkid and partx: for the trimmed images of real file
# systems, containers and partition tables in host-tests/corpus/probe, for some file systems made
# here, and for copies of all of them with one byte changed. @differ lists intended differences.

use strict;
use warnings;
use Test::More;

my $probe = "$ENV{TAP_BUILD}/asan/probe";
my $corpus = 'host-tests/corpus/probe';
my $mutants = 40; # per image

my %made = (
    'ext2 without features' => "mke2fs -O none -r 0",
    'ext3 with blocks of 4 KiB' => "mke2fs -t ext3 -b 4096 -L 'my  root'",
    'ext4 without a journal' => "mke2fs -t ext4 -O ^has_journal -L wur\xc3\xbcrzel",
    'ext4 of 2008' => "mke2fs -t ext4 -O ^metadata_csum,^64bit,^flex_bg",
);

# Intended differences: the images, the result of blkid and partx for a mutant, and that of fs/.
my $nothing = qr/^$/;
my @differ = (
    # No kernel mounts blocks above 64 KiB.
    [qr/^(ext|jbd)/, qr/^TYPE=(ext.|jbd)$/m, $nothing],
    # The flag test_fs marks an ext4dev, which no kernel since 2.6.29 supports; an ext2 with it has no type.
    [qr/^ext/, qr/^(TYPE=ext4dev\n|$)/, qr/^TYPE=ext.$/m],
    # The kernel requires the superblock's own offset in it.
    [qr/^btrfs/, qr/^TYPE=btrfs$/m, $nothing],
    # Other block sizes than powers of two, and other versions than 4, cannot be mounted.
    [qr/^reiserfs/, qr/^TYPE=reiserfs$/m, $nothing],
    [qr/^squashfs/, qr/^TYPE=squashfs$/m, $nothing],
    # blkid does not require 55 aa if the boot sector contains the text FAT12, FAT16 or FAT32.
    [qr/^vfat/, qr/^TYPE=vfat$/m, $nothing],
    # The kernel may also read a boot sector as a partition table.
    [qr/^(vfat|ntfs)/, qr/^TYPE=(vfat|ntfs)\n.*\n.*\n\z/, qr/^\d+ \d+ \d+ \w{8}-0[1-4] /m],
    # The GUID of ddf is binary, so root= cannot name it.
    [qr/^ddf/, qr/^TYPE=ddf_raid_member\nUUID=.*\nLABEL=\n\z/s, qr/^TYPE=ddf_raid_member\nUUID=\nLABEL=\n\z/],
    # The anchor of ddf suffices: a file system that can be read through a member is not mounted.
    [qr/^ddf/, $nothing, qr/^TYPE=ddf_raid_member$/m],
    # The kernel supports no other major version.
    [qr/^md-0/, qr/^TYPE=linux_raid_member$/m, $nothing],
    # The kernel requires that the protective partition begins at sector 1.
    [qr/^gpt/, qr/^1 64 64 /, $nothing],
    # The error of the mount describes other damage better than 'no root'.
    [qr/^xfs/, $nothing, qr/^TYPE=xfs$/m],
);

sub run {
    open(my $pipe, '-|', @_) or die "$_[0]: $!\n";
    local $/;
    return scalar <$pipe> // '';
}

sub decode {
    return $_[0] =~ s/\\x(..)/chr hex $1/ger;
}

# Sorts partitions by number: fs/ reports them in the order of the table.
sub in_order {
    my @lines = split /^/, $_[0];
    return join '', grep(/^\D/, @lines), sort { ($a =~ /(\d+)/)[0] <=> ($b =~ /(\d+)/)[0] } grep(/^\d/, @lines);
}

# Whether there is 55 aa, which both kinds of table have: partx supports others, too.
sub is_signed {
    open(my $file, '<:raw', $_[0]) or die "$_[0]: $!\n";
    seek($file, 510, 0);
    my $got = read($file, my $signature, 2);
    return $got == 2 && $signature eq "\x55\xaa";
}

# TYPE, UUID and LABEL, one per line, if blkid recognizes it, then one line for each partition.
sub theirs {
    my ($path) = @_;
    my %got = run('blkid', '-p', '-o', 'udev', $path) =~ /^ID_FS_(\w+)=(.*)$/mg;
    my $result = '';
    $result = "TYPE=$got{TYPE}\nUUID=@{[decode($got{UUID_ENC} // '')]}\nLABEL=@{[decode($got{LABEL_ENC} // '')]}\n"
        if $got{TYPE};
    return $result unless is_signed($path);
    my $columns = 'NR,START,SECTORS,UUID,TYPE,FLAGS,NAME';
    for (split /\n/, run('sh', '-c', 'exec partx -P -o "$1" "$2" 2>/dev/null', 'sh', $columns, $path)) {
        my %part = /(\w+)="([^"]*)"/g;
        # Extended partitions only contain others; the kernel reports no PARTUUID for them.
        next if $part{TYPE} =~ /^0x(5|f|85)$/;
        $part{FLAGS} = 0 if $part{TYPE} =~ s/^0x(.)$/0$1/ || $part{TYPE} =~ s/^0x//;
        $result .= "@part{qw(NR START SECTORS UUID TYPE)} "
            . ($part{FLAGS} eq '0x0' ? 0 : $part{FLAGS}) . ' ' . decode($part{NAME}) . "\n";
    }
    return in_order($result);
}

# The same from fs/, for all images at once.
sub ours {
    return map { in_order($_) } split /^--\n/m, run($probe, @_), -1;
}

sub write_pieces {
    my ($path, $size, @pieces) = @_;
    open(my $file, '>:raw', $path) or die "$path: $!\n";
    truncate($file, $size) or die "$path: $!\n";
    for (@pieces) {
        seek($file, $_->[0], 0);
        print $file $_->[1];
    }
    close($file) or die "$path: $!\n";
}

# The size and the pieces of a trimmed image.
sub read_image {
    my ($path) = @_;
    open(my $file, '<:raw', $path) or die "$path: $!\n";
    local $/;
    my ($size, $rest) = unpack('Q< a*', <$file>);
    my @pieces;
    while (length $rest) {
        (my $at, my $data, $rest) = unpack('Q< L</a* a*', $rest);
        push @pieces, [$at, $data];
    }
    return ($size, @pieces);
}

sub make {
    my ($name) = @_;
    my $path = "$ENV{TAP_DIR}/made";
    my $size = 8 << 20;
    write_pieces($path, $size);
    system("$made{$name} -q -F '$path' >&2") == 0 or die "$made{$name}: failed\n";
    open(my $file, '<:raw', $path) or die "$path: $!\n";
    seek($file, 1024, 0);
    read($file, my $super, 1024);
    return ($size, [1024, $super]);
}

# Copies with one byte changed, spread over all pieces: the position, and the pieces.
sub mutate {
    my @pieces = @_;
    my @bytes = map { my $piece = $_; map { [$piece, $_] } 0 .. length($pieces[$piece][1]) - 1 }
        0 .. $#pieces;
    my $step = @bytes / $mutants;
    $step = 1 if $step < 1;
    my @copies;
    for (my $i = 0; $i < @bytes; $i += $step) {
        my ($piece, $byte) = @{$bytes[$i]};
        my @copy = map { [@$_] } @pieces;
        substr($copy[$piece][1], $byte, 1) ^= chr(@copies % 2 ? 0xff : 0x04);
        push @copies, [sprintf('byte %#x', $copy[$piece][0] + $byte), @copy];
    }
    return @copies;
}

sub agreed {
    my ($name, $ours, $theirs) = @_;
    return 1 if $ours eq $theirs;
    for (@differ) {
        my ($images, $they, $we) = @$_;
        return 1 if $name =~ $images && $theirs =~ $they && $ours =~ $we;
    }
    return 0;
}

sub compare {
    my ($name, $size, @pieces) = @_;
    my @all = (['unchanged', @pieces], mutate(@pieces));
    my @paths = map { "$ENV{TAP_DIR}/$_" } 0 .. $#all;
    write_pieces($paths[$_], $size, @{$all[$_]}[1 .. @pieces]) for 0 .. $#all;
    my @ours = ours(@paths);
    my $first = theirs($paths[0]);
    my $wrong = '';
    ok($first ne '', "$name: blkid or partx recognizes it");
    ok(agreed($name, $ours[0], $first), "$name: the same") or diag("fs/:\n$ours[0]blkid, partx:\n$first");
    is(scalar @ours, @all + 1, "$name: one result for each mutant");
    for my $i (1 .. $#all) {
        my $theirs = theirs($paths[$i]);
        $wrong .= "$all[$i][0] changed\nfs/:\n$ours[$i]blkid, partx:\n$theirs" unless agreed($name, $ours[$i], $theirs);
    }
    is($wrong, '', "$name: " . (@all - 1) . ' mutants');
    unlink(@paths);
}

opendir(my $dir, $corpus) or die "$corpus: $!\n";
compare($_, read_image("$corpus/$_")) for sort grep { -f "$corpus/$_" && !/^fuzz-/ } readdir($dir); # fuzz-* are for the fuzzer only
compare($_, make($_)) for sort keys %made;
done_testing();
