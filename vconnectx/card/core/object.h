/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Firmware objects: tables, ownership and references.
 */
#ifndef VCX_OBJECT_H
#define VCX_OBJECT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct vcx_dev;

/* owner of objects that all contexts may use (mlx5_ifc.h: MLX5_SHARED_RESOURCE_UID) */
#define VCX_UID_SHARED 0xffffu

/* memory limit of the objects of one device, in bytes */
#define VCX_MEM_MAX (512ull << 20)

enum vcx_obj_type {
	VCX_OBJ_UAR,
	VCX_OBJ_PD,
	VCX_OBJ_TD,
	VCX_OBJ_UCTX,
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
 * struct vcx_obj - head of every object; the first member of the structure of each type
 * @next: hash chain
 * @type: object type
 * @id: object number used by the guest, unique within the type
 * @shown_id: number shown in logs; differs from @id only for flow entries,
 *	which the guest identifies by table and index
 * @born: sequence number of its creation, counted over all types
 * @uid: user context of its creator
 * @nr_users: number of references from other objects; the object can be destroyed only
 *	when it is 0
 * @refs: objects that this object refers to
 * @nr_refs: entries in @refs
 * @cap_refs: capacity of @refs
 * @charged: bytes charged to VCX_MEM_MAX
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
 * struct vcx_obj_class - one type of object, defined together with its commands
 * @type: object type
 * @name: name in logs
 * @first: lowest number allocated.  The ranges start at different numbers, so that a
 *	number used with the wrong type is detected as invalid.
 * @span: numbers first .. first + span - 1 are allocated
 * @limit_cap: capability with log2 of the maximum number of live objects; NULL if
 *	@span is the limit
 * @release: free the memory owned by the object, but not the object itself; NULL if the
 *	object owns none
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
 * @class: properties of the type
 * @buckets: hash table with @nr_buckets chains
 * @nr_buckets: power of two
 * @count: live objects
 * @limit: maximum number of live objects
 * @cursor: next number to try; advanced at each creation, so that a number is
 *	reused as late as possible and stale references are detected
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
	uint64_t made; /* objects created, of all types */
	struct vcx_obj_table table[VCX_OBJ_NR_TYPES];
};

/* initialise the table of @class, which must outlive the table; call once for each type */
void vcx_objs_init(struct vcx_dev *dev, const struct vcx_obj_class *class);

const char *vcx_obj_type_name(const struct vcx_dev *dev, enum vcx_obj_type type);

/**
 * vcx_objs_reset() - free all objects regardless of references
 * The cursors are kept, so that numbers from before a reset remain invalid.
 */
void vcx_objs_reset(struct vcx_dev *dev);
void vcx_objs_free(struct vcx_dev *dev);

/* Return: the number of live objects */
size_t vcx_objs_count(const struct vcx_dev *dev);

/**
 * vcx_obj_new() - create an object and allocate its number
 * @dev: the device
 * @type: its type
 * @size: size of the structure that begins with struct vcx_obj
 * @uid: owner
 *
 * Return: the object, which is owned by the table and zeroed after its head; NULL if the
 * limit of the type is reached or when out of memory.
 */
void *vcx_obj_new(struct vcx_dev *dev, enum vcx_obj_type type, size_t size, uint16_t uid);

/**
 * vcx_obj_charge() - account for memory owned by an object
 * All memory allocated on behalf of a guest is limited, so that the guest cannot
 * exhaust the memory of the host.  The charge is released with the object.
 * Return: false when VCX_MEM_MAX is exceeded.
 */
bool vcx_obj_charge(struct vcx_dev *dev, struct vcx_obj *obj, size_t bytes);
/* release part of the charge before the object is deleted */
void vcx_obj_uncharge(struct vcx_dev *dev, struct vcx_obj *obj, size_t bytes);

/* Return: the object or NULL; owned by the table */
void *vcx_obj_find(struct vcx_dev *dev, enum vcx_obj_type type, uint32_t id);

/* add a reference from @obj to @target, charged to @obj; Return: false when out of memory */
bool vcx_obj_ref(struct vcx_dev *dev, struct vcx_obj *obj, struct vcx_obj *target);
/* drop all references of @obj */
void vcx_obj_unref_all(struct vcx_obj *obj);
/* drop one reference from @obj to @target */
void vcx_obj_unref(struct vcx_obj *obj, struct vcx_obj *target);

/**
 * vcx_obj_delete() - delete an object that has no users
 * Drops the references of the object, runs the release function of its type and frees it.
 */
void vcx_obj_delete(struct vcx_dev *dev, struct vcx_obj *obj);

/**
 * struct vcx_obj_walk - a walk over the objects of a type; objects may be created
 *	and deleted between its steps
 * @type: the type
 * @places: number of hash chains at the beginning of the walk
 * @place: index of the next chain
 */
struct vcx_obj_walk {
	enum vcx_obj_type type;
	size_t places;
	size_t place;
};

void vcx_obj_walk_begin(const struct vcx_dev *dev, struct vcx_obj_walk *walk,
			enum vcx_obj_type type);
/**
 * vcx_obj_walk() - do one step: call @fn for the objects of one hash chain
 * Objects that exist during the whole walk are visited once.
 * Return: false after the last step
 */
bool vcx_obj_walk(struct vcx_dev *dev, struct vcx_obj_walk *walk,
		  bool (*fn)(struct vcx_dev *dev, struct vcx_obj *obj, void *ctx), void *ctx);
bool vcx_obj_walk_ended(const struct vcx_obj_walk *walk);

/**
 * vcx_obj_each() - call @fn for each object of @type until it returns false
 * @fn may delete its argument, but no other object.
 */
void vcx_obj_each(struct vcx_dev *dev, enum vcx_obj_type type,
		  bool (*fn)(struct vcx_dev *dev, struct vcx_obj *obj, void *ctx), void *ctx);

#endif
