# SPDX-License-Identifier: GPL-2.0
"""What the tests, the benchmark and `make boot` share: kernels, disks, images, machines, guests."""
