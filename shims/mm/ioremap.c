// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Device memory and ports: there are no devices with any yet.
 */
#include <ksim/absent.h>

KSIM_ABSENT(ioremap);
KSIM_ABSENT(ioremap_wc);
KSIM_ABSENT(ioremap_cache);
KSIM_ABSENT(iounmap);

KSIM_ABSENT(inb);
KSIM_ABSENT(inw);
KSIM_ABSENT(inl);
KSIM_ABSENT(outb);
KSIM_ABSENT(outw);
KSIM_ABSENT(outl);
