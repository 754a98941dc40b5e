#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0
#
# mkinitrd: driver hints for modules that are not in the image, read by modprobe.

use strict;
use warnings;
use lib 'host-tests/tools';
use mkinitrd;
use Test::More;

my $hints = "lib/modules/$release/modules.hints.bin";

module('drivers/net/ethernet/card.ko', info => [
    'alias=pci:v00008086d00001533sv*sd*bc*sc*i*', 'alias=pci:v00008086d00001534sv00001028sd*bc*sc*i*',
    'alias=pci:v00008086d00001534sv0000103Csd*bc*sc*i*', 'alias=of:N*T*Ccard', 'alias=acpi*:A-B[0-9]-C:*',
    'alias=netdev']);
module('drivers/net/ethernet/other-card.ko', info => [
    'alias=pci:v00008086d00001535sv*sd*bc*sc*i*', 'alias=pci:v*d*sv*sd*bc02sc80i*']);
module('drivers/net/usb/dongle.ko', info => ['alias=usb:v0BDAp8152d*dc*dsc*dp*icFFisc*ip*in*']);
module('drivers/net/wireless/radio.ko', info => ['alias=pci:v00008086d00002723sv*sd*bc*sc*i*']);
module('drivers/scsi/disks.ko', info => ['alias=pci:v00001000d00000012sv*sd*bc*sc*i*']);
module('drivers/ata/by-class.ko', info => ['alias=pci:v*d*sv*sd*bc01sc01i*']);
module('drivers/ata/exact.ko', info => ['alias=pci:v00008086d00007010sv*sd*bc*sc*i*']);
module('drivers/scsi/disk-type.ko', info => ['alias=scsi:t-0x00*']);
module('drivers/soc/board-disks.ko', info => ['alias=of:N*T*Cnever']);
module('drivers/mmc/host/board-card.ko', info => ['alias=of:N*T*Ccard-reader']);
module('drivers/virtio/virtio-bridge.ko', needs => ['register_virtio_device'],
    info => ['alias=pci:v00001AF4d*sv*sd*bc*sc*i*']);
module('drivers/virtio/virtio-toy.ko', info => ['alias=pci:v00001AF5d*sv*sd*bc*sc*i*']);
module('drivers/firewire/fire-disks.ko', needs => ['scsi_add_host_with_dma'],
    info => ['alias=ieee1394:ven*mo*sp0000609Ever00010483*']);
module('drivers/hwmon/heat.ko', info => ['alias=pci:v00001000d00000099sv*sd*bc*sc*i*']);
indexed();

# The hints of an image of these modules, as the aliases of the whole kernel.
sub hints_of {
    image('--modules', $_[0], '--busybox', 'none');
    my $to = unpacked() . "/$hints";
    must("rm -rf '$work/read' && cp -a '$root' '$work/read' && cp '$to' '$work/read/lib/modules/$release/modules.alias.bin'");
}

sub resolved {
    my ($status, $out) = run('/usr/sbin/modprobe', '-d', "$work/read", '-S', $release, '-C', '/nonexistent', '-R', $_[0]);
    return join(' ', sort split /\s+/, $out);
}

hints_of('alone');
for (
    ['pci:v00008086d00001533sv00001028sd00000001bc02sc00i00', 'card', 'a card'],
    ['pci:v00008086d00001534sv00001028sd00000001bc02sc00i00', 'card', 'one of two subsystems'],
    ['pci:v00008086d00001534sv00001234sd00000001bc02sc00i00', 'card', 'and similar ones'],
    ['pci:v00008086d00001535sv00001028sd00000001bc02sc80i00', 'other_card other_card', 'by two aliases'],
    ['pci:v00001111d00002222sv00001028sd00000001bc02sc80i00', 'other_card', 'by its class'],
    ['usb:v0BDAp8152d3000dc00dsc00dp00icFFisc00ip00in00', 'dongle', 'a dongle'],
    ['pci:v00001000d00000012sv00001000sd00001000bc01sc00i00', 'disks', 'storage'],
    ['pci:v00008086d00001536sv00001028sd00000001bc02sc00i00', '', 'an unknown device'],
    ['pci:v00008086d00002723sv00001028sd00000001bc02sc00i00', '', 'a radio'],
    ['pci:v00001000d00000099sv00001000sd00001000bc01sc00i00', '', 'what is of no such class'],
    ['of:NxTyCcard', '', "a board's network"],
    ['acpi:A-B7-C:', 'card', "a card by a name with '-', which depmod changes except in brackets"],
    ['of:NxTyCcard-reader', 'board_card', "a board's storage"],
    ['scsi:t-0x00', 'disk_type', 'what is on a controller'],
    ['pci:v00001AF4d00001001sv00001AF4sd00000002bc01sc00i00', 'virtio_bridge', 'case U1: known by its call'],
    ['pci:v00001AF5d00001001sv00001AF4sd00000002bc01sc00i00', '', 'which makes the difference'],
    ['ieee1394:ven00000000mo00000000sp0000609Ever00010483', 'fire_disks', 'case U1: storage by its call'],
) {
    my ($alias, $modules, $what) = @$_;
    is(resolved($alias), $modules, "$what: " . ($modules || 'nothing'));
}

my ($status, $ide) = run('/usr/sbin/modprobe', '-d', "$work/read", '-S', $release, '-C', '/nonexistent', '-R',
    'pci:v00008086d00007010sv00001AF4sd00001100bc01sc01i80');
is($ide, "exact\nby_class\n", 'case U2: all matches, the most specific first');

my $from_text = `cat '$work/read/lib/modules/$release/modules.alias.bin'`;
unlink("$root/lib/modules/$release/modules.alias") or die;
hints_of('alone');
ok(`cat '$work/read/lib/modules/$release/modules.alias.bin'` eq $from_text,
    "the same without depmod's text, which is only quicker to read");

hints_of('disks');
is(resolved('pci:v00001000d00000012sv00001000sd00001000bc01sc00i00'), '', 'no hint for a module in the image');

ok(!image('--modules', 'alone', '--no-hints', '--busybox', 'none')->{$hints}, '--no-hints');
ok(!image('--stay', '--busybox', 'none')->{$hints}, 'nor in an image without modules');

# Equal subtrees are written once.
module('drivers/net/ethernet/many.ko', info => [map { sprintf('alias=pci:v00001234d%08Xsv*sd*bc*sc*i*', $_) } 1 .. 999]);
indexed();
hints_of('alone');
is(resolved(sprintf('pci:v00001234d%08Xsv00000000sd00000000bc02sc00i00', 999)), 'many', 'the last of many aliases');
cmp_ok(-s "$work/read/lib/modules/$release/modules.alias.bin", '<', 12000, 'the index is small');

done_testing();
