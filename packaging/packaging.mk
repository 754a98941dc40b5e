# SPDX-License-Identifier: GPL-2.0
#
# Debian packages. packaging/debian becomes debian/ of the last commit's source, in build/deb;
# the version is the Makefile's, the maintainer and the date are those of the commit.

DEB	   = $(O)/deb
DEB_SOURCE = $(DEB)/gangway-$(VERSION)
DEB_FILL   = -e 's/@VERSION@/$(VERSION)/' -e "s/@MAINTAINER@/$$(git log -1 --format='%an <%ae>')/" \
	-e "s/@DATE@/$$(git log -1 --format=%cD)/"

.PHONY: deb
deb: dist | $(SETUP)
	$(call say,DEB,$(DEB))
	$(Q)rm -rf $(DEB) && mkdir -p $(DEB)
	$(Q)mv gangway-$(VERSION).tar.gz $(DEB)/gangway_$(VERSION).orig.tar.gz
	$(Q)tar -xzf $(DEB)/gangway_$(VERSION).orig.tar.gz -C $(DEB)
	$(Q)cp -r $(DEB_SOURCE)/packaging/debian $(DEB_SOURCE)/debian
	$(Q)sed -i $(DEB_FILL) $(DEB_SOURCE)/debian/changelog $(DEB_SOURCE)/debian/control
	$(Q)cd $(DEB_SOURCE) && env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL \
		dpkg-buildpackage -us -uc -jauto $(if $(Q),>../build.log 2>&1 || { tail -n 50 ../build.log; exit 1; })
	$(Q)ls $(DEB)/*.deb
