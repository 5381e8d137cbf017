# SPDX-License-Identifier: GPL-2.0-or-later
#
# `cpack` makes a Debian package of what `cmake --install` installs; `./dev package` runs it.
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME ksim)
set(CPACK_PACKAGE_VENDOR ksim)
set(CPACK_PACKAGE_CONTACT ksim)
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "unit tests for Linux drivers in a simulated kernel")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
# But for vmlinux.so, which KsimInstall.cmake installs as it is.
set(CPACK_STRIP_FILES ON)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS
  OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)

set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION devel)
set(CPACK_DEBIAN_PACKAGE_MAINTAINER ksim)
set(CPACK_DEBIAN_PACKAGE_DESCRIPTION
"A kernel in miniature that lives in one process: unmodified C of a driver is
built against its headers, loaded, and tested with GoogleTest, each test on a
freshly booted kernel with time, chance and schedule under control. By FUSE,
real programs use the devices as well.
.
This package has the command ksim(1), the directory that builds modules from
their own Kbuild files, and what find_package(ksim) of CMake needs.")
# Of libraries, dpkg-shlibdeps knows. The others compile a module, link a test, and mount.
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_DEPENDS
  "binutils, fuse3, g++, gcc, libc6-dev, libfmt-dev, libgmock-dev, libgtest-dev, linux-libc-dev, make")
# `patch` is for dkms.conf files that ask for it, the rest for `ksim qemu`.
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS
  "busybox-static, cmake, cpio, gdb, kmod, libbenchmark-dev, linux-headers-cloud-amd64, patch, qemu-system-x86")
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "linux-headers-6.12-cloud-amd64")
include(CPack)
