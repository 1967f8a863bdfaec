/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Firmware objects: what exists, who owns it, and who still needs it.
 */
#ifndef VCX_OBJECT_H
#define VCX_OBJECT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct vcx_dev;

/* bytes that the objects of one device may take */
#define VCX_MEM_MAX (512ull << 20)

enum vcx_obj_type {
	VCX_OBJ_UAR,
	VCX_OBJ_PD,
	VCX_OBJ_TD,
	VCX_OBJ_MKEY,
	VCX_OBJ_EQ,
	VCX_OBJ_CQ,
	VCX_OBJ_TIS,
	VCX_OBJ_SQ,
	VCX_OBJ_RQ,
	VCX_OBJ_RQT,
	VCX_OBJ_TIR,
	VCX_OBJ_Q_COUNTER,
	VCX_OBJ_FLOW_TABLE,
	VCX_OBJ_FLOW_GROUP,
	VCX_OBJ_FLOW_ENTRY,
	VCX_OBJ_FLOW_COUNTER,
	VCX_OBJ_NR_TYPES
};

/**
 * struct vcx_obj - head of every object; the first member of its own structure
 * @next: hash chain
 * @type: what it is
 * @id: number the guest knows it by, unique within the type
 * @shown_id: number to show in logs; differs from @id only for flow entries,
 *	which the guest knows by table and index
 * @born: which one it was of all that were made, to tell which came first
 * @uid: user context that made it
 * @nr_users: how many other objects refer to it; it cannot be destroyed while
 *	this is not 0
 * @refs: objects it refers to
 * @nr_refs: how many
 * @cap_refs: how many fit
 * @charged: bytes that count against VCX_MEM_MAX
 */
struct vcx_obj {
	struct vcx_obj *next;
	enum vcx_obj_type type;
	uint32_t id;
	uint32_t shown_id;
	uint64_t born;
	uint16_t uid;
	unsigned int nr_users;
	struct vcx_obj **refs;
	size_t nr_refs;
	size_t cap_refs;
	size_t charged;
};

/**
 * struct vcx_obj_class - one type of object, beside the commands that make it
 * @type: which one
 * @name: in logs
 * @first: lowest number ever given.  Each type starts elsewhere, so that a number
 *	of one type that is used for another does not happen to exist.
 * @span: numbers first .. first + span - 1 are given
 * @limit_cap: the capability that has the binary logarithm of how many may be
 *	alive; NULL for @span
 * @release: free what hangs on the object, not itself; NULL for nothing
 */
struct vcx_obj_class {
	enum vcx_obj_type type;
	const char *name;
	uint32_t first;
	uint32_t span;
	const char *limit_cap;
	void (*release)(struct vcx_dev *dev, struct vcx_obj *obj);
};

/**
 * struct vcx_obj_table - the objects of one type
 * @class: what they have in common
 * @buckets: hash of @nr_buckets chains
 * @nr_buckets: power of two
 * @count: objects alive
 * @limit: most objects alive at once
 * @cursor: next number to try; moves on at each creation, so that a number
 *	comes back as late as possible and stale use of it is noticed
 */
struct vcx_obj_table {
	const struct vcx_obj_class *class;
	struct vcx_obj **buckets;
	size_t nr_buckets;
	size_t count;
	uint32_t limit;
	uint32_t cursor;
};

struct vcx_objs {
	uint64_t made; /* objects so far, of all types */
	struct vcx_obj_table table[VCX_OBJ_NR_TYPES];
};

/* an empty table for the objects of @class, which must outlive it; one for each type */
void vcx_objs_init(struct vcx_dev *dev, const struct vcx_obj_class *class);

const char *vcx_obj_type_name(const struct vcx_dev *dev, enum vcx_obj_type type);

/**
 * vcx_objs_reset() - free all objects whatever refers to them
 * Number cursors stay, so that numbers from before a reset are stale after it.
 */
void vcx_objs_reset(struct vcx_dev *dev);
void vcx_objs_free(struct vcx_dev *dev);

/**
 * vcx_obj_new() - make an object and give it a number
 * @dev: the device
 * @type: its type
 * @size: size of the structure that begins with struct vcx_obj
 * @uid: owner
 *
 * Return: the object, zeroed after its head, owned by the table; NULL when the
 * limit of the type is reached or memory is short.
 */
void *vcx_obj_new(struct vcx_dev *dev, enum vcx_obj_type type, size_t size, uint16_t uid);

/**
 * vcx_obj_charge() - account for memory that hangs on an object
 * All that a guest makes the device keep counts, so that it cannot exhaust the
 * host.  It is given back when the object goes.
 * Return: false when the guest has used up what there is.
 */
bool vcx_obj_charge(struct vcx_dev *dev, struct vcx_obj *obj, size_t bytes);

/* Return: the object or NULL; owned by the table */
void *vcx_obj_find(struct vcx_dev *dev, enum vcx_obj_type type, uint32_t id);

/* @obj now needs @target; false when memory is short */
bool vcx_obj_ref(struct vcx_obj *obj, struct vcx_obj *target);
/* @obj needs nothing any more */
void vcx_obj_unref_all(struct vcx_obj *obj);
/* one reference from @obj to @target goes */
void vcx_obj_unref(struct vcx_obj *obj, struct vcx_obj *target);

/**
 * vcx_obj_delete() - remove an object without users
 * Drops its references, runs the type's release function and frees it.
 */
void vcx_obj_delete(struct vcx_dev *dev, struct vcx_obj *obj);

/**
 * vcx_obj_each() - call @fn for each object of @type until it returns false
 * @fn may delete the object that it is given, but no other.
 */
void vcx_obj_each(struct vcx_dev *dev, enum vcx_obj_type type,
		  bool (*fn)(struct vcx_dev *dev, struct vcx_obj *obj, void *ctx), void *ctx);

#endif
