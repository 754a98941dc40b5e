################################################################################
#
# gangway
#
################################################################################

# SPDX-License-Identifier: GPL-2.0

GANGWAY_VERSION = 0.1
GANGWAY_SITE = $(BR2_EXTERNAL_GANGWAY_PATH)/../..
GANGWAY_SITE_METHOD = local
GANGWAY_LICENSE = GPL-2.0
GANGWAY_LICENSE_FILES = COPYING
GANGWAY_INSTALL_STAGING = YES
HOST_GANGWAY_DEPENDENCIES = host-e2fsprogs host-elfutils host-json-c \
	host-kmod host-libarchive host-pkgconf host-util-linux

# HOST=$(ARCH): the Makefile then uses CC as it is, without the wrapper of
# another C library.
GANGWAY_MAKE_OPTS = \
	O=build-target \
	ARCH=$(ARCH) \
	HOST=$(ARCH) \
	LIBC=musl \
	CC="$(TARGET_CC)" \
	CROSS_COMPILE="$(TARGET_CROSS)"

define GANGWAY_BUILD_CMDS
	$(TARGET_MAKE_ENV) $(MAKE) -C $(@D) $(GANGWAY_MAKE_OPTS) target
endef

# From here, board/post-image.sh includes them in an image.
define GANGWAY_INSTALL_STAGING_CMDS
	$(INSTALL) -D -m 0755 $(@D)/build-target/init \
		$(STAGING_DIR)/usr/lib/gangway/init
	mkdir -p $(STAGING_DIR)/usr/lib/gangway/helpers
	$(INSTALL) -m 0755 $(@D)/build-target/helpers/* \
		$(STAGING_DIR)/usr/lib/gangway/helpers
endef

# The root file system's own init, for example BusyBox's, is /sbin/init.
define GANGWAY_INSTALL_TARGET_CMDS
	$(INSTALL) -D -m 0755 $(@D)/build-target/init $(TARGET_DIR)/init
	$(INSTALL) -D -m 0755 $(@D)/build-target/helpers/await \
		$(TARGET_DIR)/lib/gangway/await
endef

ifeq ($(BR2_PACKAGE_GANGWAY_PERMANENT),y)
define GANGWAY_INSTALL_PERMANENT
	mkdir -p $(TARGET_DIR)/etc
	echo gangway.stay >$(TARGET_DIR)/etc/gangway.conf
endef
GANGWAY_POST_INSTALL_TARGET_HOOKS += GANGWAY_INSTALL_PERMANENT
endif

# For an image that mounts another root; see board/post-image.sh.
define HOST_GANGWAY_BUILD_CMDS
	$(HOST_MAKE_ENV) $(MAKE) -C $(@D) O=build-host HOSTCC="$(HOSTCC)" \
		CFLAGS="$(HOST_CFLAGS)" LDFLAGS="$(HOST_LDFLAGS)" \
		build-host/mkinitrd build-host/sysmap
endef

define HOST_GANGWAY_INSTALL_CMDS
	$(INSTALL) -D -m 0755 $(@D)/build-host/mkinitrd $(HOST_DIR)/sbin/mkinitrd
	$(INSTALL) -D -m 0755 $(@D)/build-host/sysmap $(HOST_DIR)/bin/sysmap
endef

$(eval $(generic-package))
$(eval $(host-generic-package))
