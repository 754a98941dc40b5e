#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0
#
# mkinitrd --with: the programs for LUKS, LVM and RAID, and their dependencies.

use strict;
use warnings;
use lib 'host-tests/tools';
use File::Path qw(remove_tree);
use File::Spec;
use Test::More;
use mkinitrd;

my @none = ('--busybox', 'none', '--modules', 'alone');
my $code = 'void _start(void) { for (;;) ; }';


subtest 'missing files' => sub {
    fails('no program', qr{--with luks: no cryptsetup in \S*; on Debian it is in the package cryptsetup-bin},
        @none, '--with', 'luks');
    compile("$root/usr/sbin/$_", $code, '-static') for qw(cryptsetup lvm mdadm);
    fails('no helper next to /init', qr{\Q$work\E/helpers/container: No such file or directory}, @none, '--with', 'luks');
    compile("$work/helpers/container", $code, '-static');
    fails('only one of them', qr{\Q$work\E/helpers/shutdown: No such file or directory}, @none, '--with', 'luks');
    compile("$work/helpers/shutdown", $code, '-static');
    my ($status, $out, $err) = mkinitrd('--with', 'luks,zfs', $image, $release);
    is($status, 2, 'an unknown kind is a usage error');
    like($err, qr/\Amkinitrd: invalid argument of --with \(expected luks, lvm, md, fsck, resume, verity, usr, overlay, loop or stub\): zfs; /, 'which quotes it');
    ($status) = mkinitrd('--with', ',', $image, $release);
    is($status, 2, 'so is an empty list');
};

subtest 'helpers for mounts' => sub {
    fails('no helper next to /init', qr{\Q$work\E/helpers/mounts: No such file or directory}, @none, '--with', 'usr');
    compile("$work/helpers/$_", $code, '-static') for qw(mounts overlay resume stub);
    module('fs/overlayfs/overlay.ko');
    my $got = image(@none, '--with', 'usr');
    is($got->{'lib/gangway/mounts'}{size}, -s "$work/helpers/mounts", '--with usr: the helper');
    ok(!$got->{'lib/gangway/overlay'} && !$got->{'lib/gangway/container'}, 'and no other');
    module('fs/efivarfs/efivarfs.ko');
    $got = image(@none, '--with', 'resume');
    ok($got->{'lib/gangway/resume'} && $got->{"$kernel/fs/efivarfs/efivarfs.ko"}, '--with resume: the helper and efivarfs');
    module('drivers/char/tpm/tpm_crb.ko');
    $got = image(@none, '--with', 'stub');
    ok($got->{'lib/gangway/stub'} && $got->{"$kernel/fs/efivarfs/efivarfs.ko"} && $got->{"$kernel/drivers/char/tpm/tpm_crb.ko"},
        '--with stub: the helper, efivarfs and a driver of the TPM');
    unlink(map { "$root/lib/modules/$release/kernel/$_" } 'fs/efivarfs/efivarfs.ko', 'drivers/char/tpm/tpm_crb.ko');
    $got = image(@none, '--with', 'overlay');
    ok($got->{"lib/gangway/$_"}, "--with overlay: the helper $_") for qw(mounts overlay);
    ok($got->{"$kernel/fs/overlayfs/overlay.ko"}, 'and the module');
    for (['gangway.overlay=tmpfs', 'mounts overlay'], ['systemd.volatile=overlay', 'mounts overlay'],
        ['mount.usr=LABEL=usr', 'mounts'], ['mount.usrflags=ro', 'mounts'], ['gangway.overlay=', ''],
        ['systemd.volatile=state', ''], ['resume=LABEL=swap', 'resume'], ['resume=LABEL=swap noresume', ''], ["gangway.stay\ngangway.overlay=tmpfs\ninit=/init", '']) {
        my ($parameters, $helpers) = @$_;
        write_file("$work/conf", "$parameters\n");
        $got = image('--busybox', 'none', '--modules', 'alone', '--config', "$work/conf");
        is(join(' ', sort map { m{^lib/gangway/(mounts|overlay|resume)$} ? $1 : () } keys %$got), $helpers, "$parameters in --config");
    }
    for (['mount.usr=usr', 'cannot find mount.usr=usr: .*'], ['gangway.overlay=gpt-auto', 'gangway.overlay=gpt-auto: gpt-auto and PARTNROFF are not supported'],
        ['systemd.volatile=yes', 'systemd.volatile=yes: not supported; use systemd.volatile=overlay']) {
        my ($parameters, $message) = @$_;
        write_file("$work/conf", "$parameters\n");
        fails($parameters, qr{(?:.*: )?$message}, @none, '--config', "$work/conf");
    }
    unlink("$root/lib/modules/$release/kernel/fs/overlayfs/overlay.ko");
};

subtest 'checks of file systems' => sub {
    compile("$work/helpers/fsck", $code, '-static');
    my ($status, $out, $err) = mkinitrd('-f', @none, '--with', 'fsck', $image, $release);
    is("$status$err", "0mkinitrd: --with fsck: no fsck.ext4 or the like in $root; on Debian it is in the package e2fsprogs\n",
        'a root without any of the programs');
    compile("$root/usr/sbin/fsck.$_", $code, '-static') for qw(f2fs xfs);
    my $got = image(@none, '--with', 'fsck');
    is($got->{'lib/gangway/fsck'}{size}, -s "$work/helpers/fsck", 'the helper');
    is(join(' ', sort grep { /fsck\./ } keys %$got), 'usr/sbin/fsck.f2fs', 'the programs that check something');
    unlink("$root/usr/sbin/fsck.$_") for qw(f2fs xfs);
};

subtest 'all of them' => sub {
    module("drivers/md/$_.ko") for qw(dm-mod md-mod raid1);
    my $got = image(@none, '--with', 'luks,lvm', '--with', 'md');
    ok($got->{"usr/sbin/$_"}, "the program $_") for qw(cryptsetup lvm mdadm);
    is($got->{'lib/gangway/container'}{size}, -s "$work/helpers/container", 'the helper');
    is($got->{'lib/gangway/shutdown'}{size}, -s "$work/helpers/shutdown", 'the program that stops the devices at shutdown');
    is_deeply([map { s{^lib/gangway/}{}r } sort grep { ($got->{$_}{target} // '') eq 'container' } keys %$got],
        [qw(LVM2_member crypto_LUKS ddf_raid_member isw_raid_member linux_raid_member)], 'a link for each type');
    ok($got->{"$kernel/drivers/md/$_.ko"}, "the module $_") for qw(dm-mod md-mod raid1);
    like(read_file(unpacked() . '/etc/gangway.conf'), qr/^gangway\.modules=alone,dm_mod,md_mod$/m,
        '/init loads the modules that the programs need; the kernel requests the others');
    is(read_file("$work/unpacked/etc/mdadm/mdadm.conf"), "HOMEHOST <ignore>\n", 'a configuration for mdadm');
    is((stat($image))[2] & 0777, 0644, 'the image is readable by all');
    $got = image(@none, '--with', 'lvm');
    ok(!$got->{'usr/sbin/mdadm'} && !$got->{'lib/gangway/crypto_LUKS'}, 'only the requested kinds');
};

# Case B13. Without the RAID personality the kernel rejects the table of a raid1 volume; then only its
# images are visible, each of which looks like the root.
subtest 'modules requested at run time' => sub {
    module('drivers/md/dm-raid.ko');
    module('drivers/md/raid1.ko', info => ['alias=md-level-1']);
    module('drivers/md/raid456.ko', info => ['alias=md-level-4', 'alias=md-level-5', 'alias=md-level-6']);
    module('drivers/md/dm-cache.ko');
    module('drivers/md/dm-cache-smq.ko');
    my $got = image(@none, '--with', 'lvm');
    ok($got->{"$kernel/drivers/md/$_.ko"}, "--with lvm: $_ is in the image") for qw(dm-raid raid1 raid456 dm-cache-smq);
    like(read_file(unpacked() . '/etc/gangway.conf'), qr/^gangway\.modules=alone,dm_mod$/m, 'the kernel requests them at run time');
    $got = image(qw(--busybox none --modules dm-raid));
    ok($got->{"$kernel/drivers/md/raid1.ko"}, '--modules dm-raid: it is included');
    module('fs/fat.ko', exports => ['fat_symbol']);
    module('fs/vfat.ko', needs => ['fat_symbol']);
    module("fs/nls_$_.ko") for qw(cp437 ascii);
    $got = image(qw(--busybox none --modules vfat));
    ok($got->{"$kernel/fs/nls_$_.ko"}, "--modules vfat: and nls_$_") for qw(cp437 ascii);
};

subtest 'the configuration of the root' => sub {
    write_file("$root/etc/mdadm/mdadm.conf", "HOMEHOST here\n");
    write_file("$root/etc/crypttab", join("\n", '# name source key options',
        "root UUID=x /etc/keys/root.key luks,initramfs", "\tdata UUID=y /etc/keys/data.key luks",
        'swap /dev/sdb /dev/urandom swap', 'short', 'asks UUID=z none luks,initramfs',
        'new UUID=u /etc/keys/new.key x-initrd.attach'));
    write_file("$root/etc/keys/$_.key", $_, 0644) for qw(root data new);
    my $got = image(@none, '--with', 'luks,md');
    is(read_file(unpacked() . '/etc/mdadm/mdadm.conf'), "HOMEHOST here\n", 'mdadm.conf');
    is($got->{'etc/crypttab'}{mode}, '-rw-------', 'crypttab, readable by root only');
    is_deeply([sort grep { m{^etc/keys/} } keys %$got], [qw(etc/keys/new.key etc/keys/root.key)],
        'the keys of lines for the initramfs');
    is($got->{'etc/keys/root.key'}{mode}, '-rw-------', 'readable by root only');
    is((stat($image))[2] & 0777, 0600, 'the image too');
    unlink("$root/etc/keys/new.key");
};

# Unsupported lines of crypttab cause a warning if they are for the image.
sub warns {
    my ($name, $line, $message) = @_;
    write_file("$root/etc/crypttab", "$line\n");
    empty_out();
    my ($status, $out, $err) = mkinitrd(@none, '--with', 'luks', $image, $release);
    is($status, 0, "$name: an image is written");
    like($err, $message, "$name: the message");
}

subtest 'lines of crypttab' => sub {
    my $cannot = sub { qr{\Amkinitrd: /etc/crypttab: a: cannot include key \Q$_[0]\E: not a regular file in \S*; the image asks for a passphrase\n\z} };
    # case B5
    warns($_, "a UUID=x $_ luks,initramfs", $cannot->($_))
        for '/keyfile:UUID=1-2', ':LABEL=keys', 'LABEL=keys', '/etc/keys/missing.key', '/etc/keys', '/dev/urandom';
    warns("a data disk: $_", "a UUID=x $_ luks,nofail", qr{\A\z}) for '/keyfile:UUID=1-2', '/etc/keys/missing.key';
    # case B21
    warns($_, "a UUID=x none luks,initramfs,$_,discard", qr{\Amkinitrd: /etc/crypttab: a: the image does not support the option \Q$_\E\n\z})
        for 'keyscript=decrypt_derived', 'header=/boot/a.img', 'tpm2-device=auto', 'plain', 'fido2-device=auto';
    warns("not for the image: $_", "a UUID=x none luks,$_", qr{\A\z}) for 'keyscript=decrypt_derived', 'plain,swap';
    warns('correct lines', "a UUID=x - luks,initramfs,tries=3\nb UUID=y\n\n#\nc", qr{\A\z});
    unlink("$root/etc/crypttab");
};

# Case B4: mdadm reads the system's host name; arrays of other hosts are named md127.
subtest 'mdadm.conf' => sub {
    my $conf = sub {
        image(@none, '--with', 'md');
        return read_file(unpacked() . '/etc/mdadm/mdadm.conf');
    };
    my $debian = "# by mkconf\nHOMEHOST <system>\nMAILADDR root\n";
    write_file("$root/etc/mdadm/mdadm.conf", $debian);
    is($conf->(), "HOMEHOST <ignore>\n$debian", 'a host without a name');
    write_file("$root/etc/hostname", "box\n");
    is($conf->(), "HOMEHOST box\n$debian", 'the name of the host');
    write_file("$root/etc/mdadm/mdadm.conf", "MAILADDR root\n");
    is($conf->(), "HOMEHOST box\nMAILADDR root\n", 'also if there is no HOMEHOST');
    write_file("$root/etc/mdadm/mdadm.conf", "homehost other\n");
    is($conf->(), "homehost other\n", 'an existing one is kept');
    write_file("$root/run/mdadm/map", "md0 1.2 aa:bb:cc:dd /dev/md/0\nmd127 1.2 11:22:33:44 /dev/md/data\nmd5 0.90 5:6:7:8\nbroken\n");
    write_file("$root/etc/mdadm/mdadm.conf", "HOMEHOST x\nARRAY /dev/md/data UUID=11:22:33:44\n");
    is($conf->(), "HOMEHOST x\nARRAY /dev/md/data UUID=11:22:33:44\n\nARRAY /dev/md/0 metadata=1.2 UUID=aa:bb:cc:dd\n"
        . "ARRAY /dev/md5 metadata=0.90 UUID=5:6:7:8\n", 'the active arrays, each once');
    remove_tree("$root/run", "$root/etc/hostname", "$root/etc/mdadm");
};

# Case B15: a server may have no keyboard when its image is made.
subtest 'keyboards for passphrases' => sub {
    my %drivers = map { $_ => "$kernel/drivers/$_.ko" } qw(hid/usbhid/usbhid hid/hid-generic usb/host/xhci-pci input/serio/i8042 input/keyboard/atkbd);
    module("drivers/$_.ko") for keys %drivers, 'input/mouse/psmouse', 'usb/class/usblp';
    my $got = image(@none, '--with', 'luks');
    ok($got->{$drivers{$_}}, "--with luks: $_ is in the image") for sort keys %drivers;
    ok(!$got->{"$kernel/drivers/$_.ko"}, "and no $_") for qw(input/mouse/psmouse usb/class/usblp);
    like(read_file(unpacked() . '/etc/gangway.conf'), qr/^gangway\.modules=alone,dm_mod$/m, '/init does not load them unconditionally');
    ok(!image(@none, '--with', 'md')->{$drivers{'hid/hid-generic'}}, 'mdadm needs no keyboard');
};

# Case B15: passphrases are typed on the keyboard of the machine.
subtest 'the keymap for passphrases' => sub {
    my ($debian, $systemd) = ('/etc/default/keyboard', '/etc/vconsole.conf');
    # What is in the image for these files: the values of some keys, without and with shift, in
    # hexadecimal (b79 is the letter y); and the warning. US names: z, y and the apostrophe.
    my $path = $ENV{PATH};
    my $keys = sub {
        my (%files) = @_;
        write_file("$root$_", $files{$_}) for keys %files;
        empty_out();
        my ($status, $out, $err) = mkinitrd(@none, '--with', 'luks', $image, $release);
        unlink("$root$_") for keys %files;
        local $ENV{PATH} = $path;
        my $data = read_file(unpacked() . '/etc/boottime.kmap') // return "$status none $err";
        my ($magic, @flags) = unpack('a7 C256', $data);
        my @maps = grep { $flags[$_] } 0 .. 255;
        return 'a broken file' if $magic ne 'bkeymap' || length $data != 263 + 256 * @maps || "@maps[0, 1]" ne '0 1';
        my @map = map { [unpack('S128', substr($data, 263 + 256 * $_, 256))] } 0, 1;
        return "$status$err" . join('', map { my $code = $_; map { sprintf(' %x', $_->[$code]) } @map } 44, 21, 40);
    };
    my $warns = sub {
        my ($name, $cause, $file, $text) = @_;
        my $got = $keys->($file, $text);
        like($got, qr{\A0 none mkinitrd: \Q$file\E: cannot compile its keymap: $cause; until this is corrected, passphrases are entered as on a US keyboard\n\z}, $name);
    };
    my $german = '0 b79 b59 b7a b5a be4 bc4';
    is($keys->(), '0 none ', 'no configuration');
    is($keys->($debian => qq{XKBMODEL="pc105"\nXKBLAYOUT="us"\nXKBLAYOUT='de' # changed\n#XKBLAYOUT=fr\n}, $systemd => "KEYMAP=fr\n"),
        $german, "the last XKBLAYOUT of $debian, which replaces $systemd");
    is($keys->($debian => 'XKBLAYOUT=us,de'), '0 b7a b5a b79 b59 27 22', 'the first of several layouts');
    is($keys->($debian => "XKBLAYOUT=us\nXKBVARIANT=dvorak\n"), '0 3b 3a b66 b46 2d 5f', 'a variant');
    is($keys->($debian => "XKBLAYOUT=\"us\"\nXKBVARIANT=\"\"\nXKBOPTIONS=\n", $systemd => 'KEYMAP=fr'), '0 none ', "the kernel's own layout needs no file");
    is($keys->($systemd => "KEYMAP=$_\n"), '0 none ', "nor does KEYMAP=$_") for 'us', '@kernel', '';

    # The files of the root, not of this machine.
    write_file("$root/usr/share/X11/xkb/symbols/ours", qq{default partial alphanumeric_keys\nxkb_symbols "basic" {\ninclude "de(basic)"\nkey <AD06> { [ q, Q ] };\n};\n});
    is($keys->($debian => 'XKBLAYOUT=ours'), '0 b79 b59 b71 b51 be4 bc4', "the root's layouts");
    write_file("$root/usr/share/keymaps/test.map", "keycode 44 = y Y\nkeycode 21 = +z\nkeycode 40 = U+0161\n");
    is($keys->($debian => '', $systemd => 'KEYMAP="test"'), '0 79 59 b7a b5a f161 f161', "the root's keymaps, and KEYMAP, in Unicode mode");
    write_file("$root/etc/own.map", "keycode 44 = x X\n");
    like($keys->($debian => "XKBLAYOUT=de\nKMAP=/etc/own.map\n"), qr/\A0 78 58 /, 'KMAP');
    is($keys->($debian => "XKBLAYOUT=de\nKMAP=/etc/missing.map\n"), $german, 'a missing KMAP');

    $warns->('an unknown layout', qr{\S*ckbcomp: Can not find file "symbols/nowhere" in any known directory}, $debian, 'XKBLAYOUT=nowhere');
    $warns->('an unknown keymap', qr{loadkeys: Unable to open file: nowhere: No such file or directory}, $systemd, 'KEYMAP=nowhere');
    write_file("$root/etc/own.map", "keycode 44 = nonsense\n");
    $warns->('a keymap with errors', qr{syntax error, .*}, $debian, 'KMAP=/etc/own.map');
    local $ENV{PATH} = '/nowhere';
    $warns->('no ckbcomp', qr{cannot run ckbcomp: No such file or directory; install the package console-setup}, $debian, 'XKBLAYOUT=de');
    $warns->('no loadkeys', qr{cannot run loadkeys: No such file or directory; install the package kbd}, $systemd, 'KEYMAP=de');
};

# Case B19
subtest 'permanent roots' => sub {
    my $got = image('--busybox', 'none', '--stay', '--with', 'luks');
    ok($got->{$_}, "--stay --with luks: $_") for 'usr/sbin/cryptsetup', 'lib/gangway/crypto_LUKS', "$kernel/drivers/md/dm-mod.ko";
    write_file("$work/st/etc/motd", 'hello');
    my $tree = File::Spec->abs2rel("$work/st");
    $got = image('--busybox', 'none', '--add', "$tree:/", '--with', 'md');
    ok($got->{$_}, "--add $tree:/ --with md: $_") for 'etc/motd', 'usr/sbin/mdadm', 'lib/gangway/linux_raid_member', "$kernel/drivers/md/md-mod.ko";
    like(read_file(unpacked() . '/etc/gangway.conf'), qr/^gangway\.modules=md_mod$/m, 'its module is loaded');
};

done_testing();
