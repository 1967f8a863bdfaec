/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Answers of the control socket, written piece by piece: see vcx_answer_next().
 */
#ifndef VCX_ANSWER_H
#define VCX_ANSWER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <jansson.h>

#include "vconnectx/card/core/object.h"

struct vcx_answer;
struct vcx_dev;

/**
 * struct vcx_show_list - the objects of one type as a JSON array
 * @name: its key
 * @type: type of the objects
 * @item: returns an element, a new reference
 */
struct vcx_show_list {
	const char *name;
	enum vcx_obj_type type;
	json_t *(*item)(struct vcx_dev *dev, struct vcx_obj *obj);
};

#define VCX_SHOW_LISTS_MAX VCX_OBJ_NR_TYPES

/**
 * struct vcx_show_rules - position in the listing of the flow tables
 * @table: numbers of the tables found so far, in this order
 * @nr: number of @table
 * @at: position in @table
 * @index: first entry not yet listed
 * @inside: the beginning of the table has been written
 */
struct vcx_show_rules {
#define VCX_SHOW_TABLES_MAX 256u /* a driver has about twenty */
	uint32_t table[VCX_SHOW_TABLES_MAX];
	size_t nr;
	size_t at;
	uint64_t index;
	bool inside;
};

/**
 * struct vcx_answer - an answer
 * @text: the current piece
 * @len: its length
 * @cap: capacity of @text
 * @failed: out of memory
 * @comma: the next element is not the first one of the array
 * @more: appends a part of the answer, returns false after the last part; NULL if the
 *	answer is complete
 * @list: arrays to write
 * @nr_lists: number of @list
 * @at: position in @list
 * @walk: position in the objects of @at
 * @rules: position in the flow tables
 */
struct vcx_answer {
	char *text;
	size_t len;
	size_t cap;
	bool failed;
	bool comma;
	bool (*more)(struct vcx_dev *dev, struct vcx_answer *answer);
	struct vcx_show_list list[VCX_SHOW_LISTS_MAX];
	size_t nr_lists;
	size_t at;
	struct vcx_obj_walk walk;
	struct vcx_show_rules rules;
};

/* see vcx_answer_next() and vcx_answer_free() of device.h */
int vcx_answer_write(struct vcx_dev *dev, struct vcx_answer *answer, const char **text,
		     size_t *len);
void vcx_answer_drop(struct vcx_answer *answer);

void vcx_answer_add(struct vcx_answer *answer, const char *text);
/* add @value, and take ownership of it */
void vcx_answer_add_json(struct vcx_answer *answer, json_t *value);
/* add @value as an element of an array, and take ownership of it */
void vcx_answer_add_item(struct vcx_answer *answer, json_t *value);

/* write each list of the answer as a member of an object, with the braces around it */
void vcx_answer_lists(struct vcx_dev *dev, struct vcx_answer *answer,
		      const struct vcx_show_list *list, size_t nr);

#endif
