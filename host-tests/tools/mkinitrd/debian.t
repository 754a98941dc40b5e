#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0
#
# mkinitrd --generic on Debian's kernels, downloaded for the tests in QEMU. It uses the program
# without sanitizers, since it reads a hundred megabytes.

use strict;
use warnings;
use lib 'host-tests/tools';
use mkinitrd;
use Cwd qw(abs_path);
use File::Basename qw(basename);
use Test::More;

my $cache = ($ENV{GANGWAY_CACHE} // "$ENV{HOME}/.cache/gangway") . '/kernels';
my $program = abs_path("$ENV{TAP_BUILD}/../mkinitrd");

# At least one module of every controller, bus, layer and file system that /init or the tests use.
my @expected = qw(ahci am53c974 ata_piix hv_storvsc lpfc megaraid_sas mpt3sas nvme pata_pcmcia sd_mod sdhci_acpi
    sdhci_pci sr_mod sym53c8xx ufshcd_pci usb_storage uas virtio_blk virtio_scsi vmw_pvscsi xen_blkfront
    ehci_pci firewire_ohci firewire_sbp2 pci_hyperv uhci_hcd virtio_mmio virtio_pci vmd xhci_pci yenta_socket
    bcache dm_crypt dm_multipath dm_thin_pool md_mod mmc_block nd_pmem raid1 raid456 scsi_dh_alua
    atkbd hid_generic hyperv_keyboard i2c_hid_acpi usbhid
    btrfs erofs exfat ext4 f2fs isofs jfs nilfs2 nls_cp437 overlay squashfs udf vfat xfs);
my @unexpected = qw(cifs e1000e gfs2 iwlwifi nbd nfs null_blk ocfs2 scsi_debug snd_hda_intel tcm_loop zram);

# The names of the modules in a list; each line begins with a file.
sub names {
    return map { /^(\S+?\.ko)/ ? basename($1, '.ko') =~ tr/-/_/r : () } @_;
}

sub check {
    my ($name, $dir) = @_;
    my $release = basename(glob("$dir/lib/modules/*"));
    my $tree = "$dir/lib/modules/$release";
    my %needs = map { my ($file, @needs) = split /:? /; (names($file))[0] => [names(@needs)] }
        split /\n/, read_file("$tree/modules.dep") =~ s/:\n/\n/gr;
    my %builtin = map { $_ => 1 } names(split /\n/, read_file("$tree/modules.builtin"));
    empty_out();
    my @arguments = ('--generic', '--busybox', 'none', '--rootdir', $dir, '--init', "$work/init", $image, $release);
    my ($status, $out, $err) = run($program, '-v', '--compressed-modules', 'no', @arguments);

    is("$status$err", '0', "$release: every symbol of every module is verified");
    my %why = map { /^mkinitrd: (\S+) \((.*)\)$/ && exists $needs{$1} ? ($1 => $2) : () } split /\n/, $out;
    my %in = map { $_ => 1 } names(grep { /\.ko$/ } keys %{contents($image)});
    is_deeply([sort keys %in], [sort keys %why], "$release: -v prints why each is included");
    is_deeply([grep { !$in{$_} && !$builtin{$_} } @expected], [], "$release: expected modules are included");
    is_deeply([grep { $in{$_} } @unexpected], [], "$release: others are not");
    is_deeply([grep { my $module = $_; grep { !$in{$_} } @{$needs{$module}} } sort keys %in], [],
        "$release: what a module needs by modules.dep is in");
    my %network = map { $_ => 1 } names(grep { m{^kernel/(?:net|drivers/net)/} }
        split /\n/, read_file("$tree/modules.dep"));
    my $named = sub { $why{$_[0]} =~ /^soft dependency of / || $why{$_[0]} =~ /^dependency of (\S+)$/ && $network{$1} };
    is_deeply([grep { $network{$_} && !$named->($_) } sort keys %in], [],
        "$release: nothing of the network but what a controller names, and what that needs");

    my $hints = "lib/modules/$release/modules.hints.bin";
    my $size = `zstd -qdc '$image' | cpio -i --quiet --to-stdout $hints | zstd -9 -c | wc -c`;
    cmp_ok($size, '<', 40000, "$release: the hints are small");
    cmp_ok($size, '>', 4000, "$release: but not empty");

    my %plain = map { $_ => 1 } keys %{contents($image)};
    my $decompresses = read_file((glob("$dir/boot/config-* $dir/usr/lib/modules/*/config"))[0]) =~ /^CONFIG_MODULE_DECOMPRESS=y/m;
    empty_out();
    is((run($program, @arguments))[2], '', "$release: made again");
    my @kept = grep { /\.ko\.xz$/ } keys %{contents($image)};
    is(scalar(@kept), $decompresses ? scalar(keys %in) : 0, "$release: all modules stay compressed if the kernel decompresses them");
    is_deeply([sort map { s/\.xz$//r } keys %{contents($image)}], [sort keys %plain], "$release: otherwise, the files are the same");
}

for my $name ('6.1', 'newest') {
    subtest $name => sub {
        my ($dir) = (read_file("$cache/$name.json") // '') =~ /"directory": "([^"]*)"/;
        plan skip_all => "not in $cache" if !$dir;
        check($name, "$cache/$dir");
    };
}

done_testing();
