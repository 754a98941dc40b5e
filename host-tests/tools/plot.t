#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0
#
# gangway-plot: the image is well-formed XML with a bar for each step and module, whatever the names
# contain, and an input that is not a boot.json is refused with the reason.

use strict;
use warnings;
use lib 'host-tests/tools';
use sysmap qw($dir spew slurp);
use Test::More;

# Returns status, standard output and standard error.
sub plot {
    my ($words) = @_;
    my $status = system("timeout 60 build/gangway-plot $words >$dir/out 2>$dir/err");
    die "gangway-plot $words: killed by a signal" if $status & 127;
    return ($status >> 8, slurp("$dir/out"), slurp("$dir/err"));
}

# The texts of an image, with Python's XML parser; dies if it is not well-formed.
sub texts {
    my ($svg) = @_;
    spew('svg', $svg);
    my $texts = `/usr/bin/python3 -c '
import sys, xml.dom.minidom as dom
for text in dom.parse(sys.argv[1]).getElementsByTagName("text"):
    print(text.firstChild.data if text.firstChild else "")' $dir/svg`;
    die "not XML: $svg" if $?;
    return $texts;
}

# The bars: x, width and colour of each.
sub bars {
    my ($svg) = @_;
    return map { [/ x="([\d.]+)" y="\d+" width="([\d.]+)" .* fill="(#\w+)"/] }
        grep { / x="/ } $svg =~ /^(<rect .*)/mg;
}

my $boot = <<'END';
{"schema":1,"version":"0.1","release":"6.1.0-57-amd64","root":"LABEL=a<b>&\"c","device":"sda",
"steps":[{"name":"console","began":1000000,"ended":1000100},
{"name":"root","began":1000100,"ended":3000000}],
"modules":[{"name":"sd_mod","state":"live","began":2000000,"live":2500000},
{"name":"scsi_mod","state":"live","began":1000200,"live":1900000},
{"name":"crc32c_intel","state":"failed","error":"no device found","began":1500000},
{"name":"slow","state":"loading","began":2000000},
{"name":"live_before","state":"live"},
{"name":"refused","state":"failed","error":"Exec format error"}],"devices":[]}
END
my $file = spew('boot.json', $boot);
my ($status, $svg, $err) = plot($file);
is("$status $err", '0 ', 'a boot is drawn');
my $texts = texts($svg);
like($texts, qr/^Boot of Linux 6\.1\.0-57-amd64, root=LABEL=a<b>&"c$/m, 'a label is escaped');
like($texts, qr/^gangway 0\.1: 2\.000 s until the start of the real init; root on \/dev\/sda$/m,
    'the time is that from the first step to the last');
is(join(' ', $texts =~ /^(console|root|\w+_\w+|slow|refused)$/mg),
    'console root scsi_mod crc32c_intel sd_mod slow', 'the rows are in the order of time');
like($texts, qr/^sd_mod\n500\.0 ms$/m, 'the time of a module');
like($texts, qr/^root\n2\.000 s$/m, 'the time of a step');
like($texts, qr/^crc32c_intel\nfailed: no device found$/m, 'why a module failed');
like($texts, qr/^slow\nstill loading$/m, 'a module that was not live');
unlike($texts, qr/live_before|refused/, 'modules that were not loaded are omitted');

my @bars = bars($svg);
is(scalar @bars, 6, 'a bar for each step and module');
my ($console, $root, $scsi, $intel, $sd, $slow) = @bars;
my $scale = $root->[1] / 1999900;
ok(abs($sd->[1] - 500000 * $scale) < 0.2, 'a bar is as long as the time');
ok(abs($sd->[0] - $console->[0] - 1000000 * $scale) < 0.2, 'it begins at its time');
ok(abs($slow->[0] + $slow->[1] - $root->[0] - $root->[1]) < 0.2, 'still loading: to the end');
ok($console->[1] >= 1 && $intel->[1] >= 1, 'the shortest bar is visible');
isnt($intel->[2], $sd->[2], 'a failed module has another colour');

($status, $svg) = plot("-o $dir/image $file");
is($status . $svg, '0', '--output: nothing on standard output');
is(scalar bars(slurp("$dir/image")), 6, 'and the image in the file');

# a step or module with damaged members, and names that are not text
($status, $svg, $err) = plot(spew('odd', <<"END"));
{"schema":1,"steps":[{"name":"a\\u0001b\\u001b[2J","began":5,"ended":1},{"name":3,"began":7},
{"began":-4},{"began":99999999999999999999},[],null],"modules":{}}
END
is("$status $err", '0 ', 'odd members are tolerated');
like(texts($svg), qr/^a\?b\?\[2J$/m, 'control characters are masked');
is(scalar bars($svg), 2, 'and times that cannot be are omitted');

# the title has at most 200 bytes of root=: with "x", it is cut within a character
for my $lead ('', 'x') {
    my $root = $lead . "\xc3\xa9" x 120;
    ($status, $svg) = plot(spew('cut', qq({"schema":1,"root":"$root","steps":[{"name":"x\xff","began":1}]})));
    $texts = texts($svg);
    like($texts, qr/root=$lead(\xc3\xa9){99}/, 'a long name is cut, and the image is XML');
    like($texts, qr/^x\?$/m, 'bytes that are no text are masked');
}

my $long = join ',', map { qq({"name":"m$_","state":"live","began":$_,"live":9000}) } 1 .. 3000;
($status, $svg) = plot(spew('long', qq({"schema":1,"steps":[{"name":"x","began":1,"ended":9000}],"modules":[$long]})));
is($status . ' ' . scalar bars($svg), '0 3001', 'thousands of modules');

for (
    ['{"schema":2,"steps":[{"began":1}]}', 'schema 2; this gangway-plot reads schema 1'],
    ['{"steps":[]}',                       'not a boot.json of gangway'],
    ['{"schema":1,"steps":[]}',            'no step of the boot has ended'],
    ['null',                               'not a boot.json of gangway'],
    ['[1,2]',                              'not a boot.json of gangway'],
    ['',                                   'not a boot.json of gangway: unexpected end of file'],
    [substr($boot, 0, 300),                'not a boot.json of gangway: unexpected end of file'],
    ["\x7fELF\0\0",                        'not a boot.json of gangway: '],
    ['[' x 100,                            'not a boot.json of gangway: '],
) {
    my ($text, $reason) = @$_;
    my $path = spew('bad', $text);
    ($status, $svg, $err) = plot("-o $dir/none $path");
    like("$status $err", qr/^1 gangway-plot: \Q$path: $reason\E/, "refused: $reason");
    ok(!-e "$dir/none", 'and no image is written');
}
($status, $svg, $err) = plot("$dir/missing");
is("$status $err", "1 gangway-plot: $dir/missing: No such file or directory\n", 'a missing file');
($status, $svg, $err) = plot($dir);
is("$status $err", "1 gangway-plot: $dir: Is a directory\n", 'a directory');
$status = system("build/gangway-plot $file >/dev/full 2>$dir/err") >> 8;
is($status . ' ' . slurp("$dir/err"), "1 gangway-plot: standard output: No space left on device\n",
    'a full disk');
($status, $svg, $err) = plot("$file other");
is($status, 2, 'two files: exit status 2');
like($err, qr/^(build\/)?gangway-plot: extra operand: other$/m, 'and the second is named');

done_testing();
