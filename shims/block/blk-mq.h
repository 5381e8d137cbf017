/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the files of blk-mq know of each other. */
#ifndef _BLK_MQ_H
#define _BLK_MQ_H

#include "blk.h"

/* blk-mq-tag.c */
struct request *blk_mq_make_request(struct blk_mq_tag_set *set,
				    unsigned int hctx_idx);
void blk_mq_unmake_request(struct blk_mq_tag_set *set, struct request *rq,
			   unsigned int hctx_idx);
void blk_mq_forget_tag_set(struct tag_set_record *record);
/* Return: a tag, or -1. */
int blk_mq_try_tag(struct blk_mq_tags *tags, bool reserved);
void blk_mq_put_tag(struct blk_mq_tags *tags, unsigned int tag);

/* blk-mq.c */
/* A finding for each request that was never ended; @note is of @site. */
void blk_mq_report_pending(struct blk_mq_tags *tags, unsigned long site,
			   const char *note);
void blk_mq_end_request_from(struct request *rq, blk_status_t error,
			     unsigned long caller);
bool blk_rq_misused(struct request *rq, const char *function, bool ends,
		    unsigned long caller);
/* Queues it again, at the head of its hardware queue or at the tail. */
void blk_mq_insert_and_run(struct request *rq, bool at_head, bool async);

#endif
