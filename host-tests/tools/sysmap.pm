# SPDX-License-Identifier: GPL-2.0
#
# Shared by the tests of build/sysmap: files in the test's directory, and runs of the program.

package sysmap;

use strict;
use warnings;
use Exporter qw(import);

our @EXPORT = qw($sysmap $dir spew slurp run);

our $sysmap = 'timeout 60 build/sysmap';
our $dir = $ENV{TAP_DIR} // '.';

sub spew {
    my ($name, $data) = @_;
    open my $out, '>:raw', "$dir/$name" or die "$name: $!";
    print $out $data;
    close $out or die "$name: $!";
    return "$dir/$name";
}

sub slurp {
    my ($path) = @_;
    local $/;
    open my $in, '<:raw', $path or die "$path: $!";
    return scalar <$in>;
}

# Runs sysmap; returns status, standard output and standard error.
sub run {
    my @words = map { s/'/'\\''/gr } @_;
    my $status = system("$sysmap " . join(' ', map { "'$_'" } @words) . " >$dir/out 2>$dir/err");
    die "sysmap @_: killed by a signal" if $status & 127;
    return ($status >> 8, slurp("$dir/out"), slurp("$dir/err"));
}

1;
