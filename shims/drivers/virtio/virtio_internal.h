/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the files of virtio know of each other. */
#ifndef _VIRTIO_INTERNAL_H
#define _VIRTIO_INTERNAL_H

/* The bus comes into being when somebody first needs it. */
void need_virtio_bus(void);

#endif
