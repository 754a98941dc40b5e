#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# klcc.sh KLCC DIRECTORY PREFIX
#
# Prints a klcc that uses the klibc in DIRECTORY, and the compiler with that prefix. KLCC is the klcc of
# that klibc, a Perl script that expects to be installed.
#
# klibc is compiled with -mregparm=3 on i386, and so are the calls of functions such as __ctzdi2 that
# the compiler makes. libgcc has another calling convention and is not linked there: a function that
# neither klibc nor lib/arch has is an error of the linker, not of the program.
set -eu

sed -e "s|^\$prefix = .*|\$prefix = '$2';|" \
    -e "s|^@CC = .*|@CC = ('$3gcc');|" \
    -e "s|^@LD = .*|@LD = ('$3ld');|" \
    -e "s|^@STRIP = .*|@STRIP = ('$3strip');|" \
    -e 's|^ *chomp \$libgcc;|&\n    $libgcc = $staticlib[0] if grep(/regparm/, @REQFLAGS);|' "$1"
