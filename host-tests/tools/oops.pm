# SPDX-License-Identifier: GPL-2.0
#
# Shared by the tests of sysmap oops: small maps, and runs of the command.

package oops;

use strict;
use warnings;
use Exporter qw(import);
use sysmap;

our @EXPORT = qw(oops $map64 $map32 $arm64 $old_arm64 $modules $symbols);

# Runs sysmap oops with `log` on a pipe; returns status, output and errors.
sub oops {
    my ($log, @words) = @_;
    spew('log', $log);
    my $words = join ' ', map { "'$_'" } @words;
    my $status = system("cat $dir/log | $sysmap oops $words >$dir/out 2>$dir/err");
    die "sysmap oops: killed by a signal" if $status & 127;
    return ($status >> 8, slurp("$dir/out"), slurp("$dir/err"));
}

our $map64 = spew('map64', <<'END');
0000000000000000 A __per_cpu_start
000000000001f000 d irq_stack
ffffffff81000000 T _text
ffffffff81000000 T startup_64
ffffffff81000100 T _stext
ffffffff81000100 T do_exit
ffffffff81000b10 t helper
ffffffff81000b50 T panic
ffffffff81000c00 t helper
ffffffff81000c10 t crash_here
ffffffff81000c80 T _etext
ffffffff82000000 D init_task
ffffffff82002000 B last
ffffffff82003000 B _end
END

our $map32 = spew('map32', <<'END');
c0008000 T _text
c0008000 T stext
c0008100 T do_exit
c0008200 t crash_here
c0008280 T panic
c0008300 T _etext
c0400000 D init_task
c0402000 B _end
END

our $modules = spew('modules', <<'END');
nic 16384 1 helper_mod, Live 0xffffffffc0100000 (OE)
wide 8192 0 - Live 0xffffffffc0200000
END
our $symbols = spew('symbols', <<"END");
ffffffffc0100010 t nic_probe\t[nic]
ffffffffc0100050 t nic_remove\t[nic]
END

# The maps of arm64: of 6.12, and of 4.4.
our $arm64 = spew('arm64', slurp($map64) =~ s/ffffffff8([12])/sprintf 'ffff80008%d', $1 - 1/ger
    =~ s/^0.*\n//mgr);
our $old_arm64 = spew('old_arm64', slurp($map64) =~ s/ffffffff81000/ffffff8008080/gr
    =~ s/ffffffff8200/ffffff800908/gr =~ s/^0.*\n//mgr);

1;
