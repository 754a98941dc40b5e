#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Rules of the source: dependencies between components, the functions that freestanding code may
# call, the format of the C files, the manual pages.

# A component or one of its directories, and those whose headers it may include besides its own.
components='
lib
fs              lib
drivers-load    lib
drivers-load/catalog lib
drivers-load/devices drivers-load/catalog lib
sysmap          lib
init            lib fs drivers-load
init/base       lib drivers-load
init/devices    init/base lib fs
init/config     init/base init/devices lib fs drivers-load
init/boot       init/base init/devices init/config lib fs drivers-load
init/root       init/base init/devices init/config init/boot lib fs drivers-load
init/switch     init/base init/devices init/config init/boot init/root lib fs drivers-load
init/rescue     init/base init/devices init/config init/boot init/root lib fs drivers-load
helpers/await   lib fs drivers-load
helpers/container lib fs
helpers/fsck    lib helpers/mounts
helpers/loop    lib fs helpers/container helpers/mounts
helpers/mounts  lib fs helpers/await
helpers/overlay lib fs helpers/mounts helpers/await
helpers/stub    lib fs helpers/mounts helpers/resume
helpers/sysmap  lib sysmap
helpers/shutdown lib helpers/container
helpers/trial   lib fs drivers-load helpers/await
helpers/verity  lib fs drivers-load helpers/await helpers/container helpers/mounts
'

# The functions of the C library that components may use: memory, strings, and formatting into a
# buffer. Others are system calls, which belong in lib/sys.c, or differ between klibc and glibc.
calls='mem[a-z]*|str(len|cmp|ncmp|chr|rchr|str|pbrk|spn|cspn|lcpy|nlen)|v?snprintf|qsort|bsearch'

count=0

find_sources() { # PATTERN...
    for pattern; do
        find . -path ./build -prune -o -path ./.git -prune -o -type f -name "$pattern" -print
    done
}

# ok NAME: passes if $wrong, which lists the violations, is empty.
ok() {
    count=$((count + 1))
    if [ -z "$wrong" ]; then
        echo "ok $count - $1"
    else
        echo "not ok $count - $1"
        echo "$wrong" | sed 's/^/# /'
    fi
}

skip() {
    count=$((count + 1))
    echo "ok $count - $1 # SKIP $2"
}

includes() { # COMPONENT ALLOWED...: quoted includes of other components
    allowed=$(echo "$*" | tr ' ' '|')
    find "$1" -name '*.[ch]' -exec grep -HE '^ *# *include "' {} + | grep -vE "include \"($allowed)/"
}

undefined() { # COMPONENT: undefined symbols of its objects that no component defines
    for object in $(find build/klibc/"$1" -name "*.o" 2>/dev/null); do
        [ "${object#build/klibc/lib/sys}" = "$object" ] || continue
        source=${object#build/klibc/}
        [ -e "${source%.o}.c" ] || continue # of a file that was removed
        nm -u "$object" | awk -v object="$object" '{ print $2, object }'
    done | grep -vE "^($calls|gangway_syscall) " | while read -r symbol object; do
        echo "$ours" | grep -qx "$symbol" || echo "$object: $symbol"
    done
}

headers() { # DIR PATTERN: "A B" for each file A below it that includes the header of B
    find "$1" -name "$2" -exec grep -HoE "^#include \"$1/[^\"]+" {} + |
        sed -E 's/^(.*)\.[ch]:#include "(.*)\.h$/\1 \2/'
}

functions() { # DIR: "A B" for each file A below it that uses functions or data of B
    find "$1" -name '*.c' | while read -r source; do
        object=${source%.c}.o
        for way in host klibc; do
            [ ! -e "build/$way/$object" ] || (cd "build/$way" && nm -A -g "$object")
        done
    done | sed -E 's/\.o: */ /' | awk '
        NF == 3 { needs[NR] = $1 " " $3 }
        NF == 4 { has[$4] = $1 }
        END { for (i in needs) { split(needs[i], n, " "); if (n[2] in has) print n[1], has[n[2]] } }'
}

ours=$(find build/klibc -path '*/host-tests/*' -prune -o -path '*/qemu-tests/*' -prune -o \
    -name '*.o' -exec nm --defined-only {} + 2>/dev/null | awk 'NF == 3 { print $3 }')

while read -r component allowed; do
    [ "$component" ] || continue
    wrong=$(includes "$component" $allowed)
    ok "$component/ knows only itself${allowed:+ and $allowed}"
    wrong=$(undefined "$component")
    ok "$component/ calls nothing that it may not"
done <<END
$components
END

# main.c has the table of steps; other files use nothing of it.
wrong=$(nm --defined-only build/klibc/init/main.o | awk '$2 ~ /[A-Z]/ && $3 != "main"')
ok "init/main.c exports only main"

# Headers do not show which functions are called; the objects do. In a component, headers are separate
# nodes: struct boot contains the types of others.
graph() { # DIR
    functions "$1"
    case $1 in
    tools/*) headers "$1" '*.[ch]' ;;
    *) headers "$1" '*.h' | sed -E 's/[^ ]+/&.h/g' ;;
    esac
}

circles() { # prints the nodes of the circles in a graph
    tsort 2>&1 >/dev/null | sort -u
}

for dir in $(echo "$components" | cut -d' ' -f1) $(find tools -mindepth 1 -maxdepth 1 -type d); do
    wrong=$(graph "$dir" | circles)
    ok "no circle between the files of $dir/"
done
for dir in fs drivers-load sysmap init tools/mkinitrd tools/sysmap; do
    wrong=$(graph "$dir" | sed -E "s,($dir/[^/ ]+)/[^ ]+,\1,g" | circles)
    ok "no circle between the directories of $dir/"
done

wrong=$(grep -LE '^(// |/\* |# )SPDX-License-Identifier: GPL-2.0( \*/)?$' \
    $(find_sources '*.[chS]' '*.py' '*.sh' '*.t' '*.mk' Makefile))
ok "every source file has a license"

# lib/format.h lists the conversions; the compiler accepts more of them. "10%" and "%/" are no messages.
wrong=$(grep -noE '"([^"\\]|\\.)*"' $(find lib init fs drivers-load sysmap helpers -name '*.c') |
    sed -E 's/%(%|0?([0-9]+|\*)?(\.([0-9]+|\*))?(ll?|z)?[duxXs])//g' | grep '%[^"/]')
ok "messages use only conversions of lib/format.h"

# Tests in other directories are not built.
wrong=$(find host-tests -name 'test_*.c' ! -path 'host-tests/unit/*' -print \
    -o -name 'fuzz_*.c' ! -path 'host-tests/fuzz/*' -print)
ok "every test in C is in unit/ or fuzz/"

if command -v clang-format >/dev/null; then
    wrong=$(clang-format --dry-run -Werror $(find_sources '*.[ch]') 2>&1 | grep error:)
    ok "every C file is formatted"
else
    skip "every C file is formatted" "no clang-format"
fi

if command -v mandoc >/dev/null; then
    wrong=$(find docs -name '*.[0-9]' -exec mandoc -T lint -W warning {} + 2>&1)
    ok "the manual pages are free of warnings"
else
    skip "the manual pages are free of warnings" "no mandoc"
fi

echo "1..$count"
