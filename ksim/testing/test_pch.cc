// SPDX-License-Identifier: GPL-2.0-or-later
// The source that the precompiled headers of all test programs belong to.
