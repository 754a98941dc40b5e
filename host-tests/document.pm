# SPDX-License-Identifier: GPL-2.0
#
# Shared by the tests of documents.
package document;

use strict;
use warnings;
use Exporter qw(import);

our @EXPORT = qw(content);

sub content {
    my ($path) = @_;
    open(my $file, '<', $path) or die "$path: $!\n";
    local $/;
    return scalar <$file>;
}

1;
