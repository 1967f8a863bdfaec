/* SPDX-License-Identifier: GPL-2.0-only */
/* The instructions of a module, as required for the data flow analysis. */
#ifndef OFFPATH_CODE_H
#define OFFPATH_CODE_H

#include "tools/offpath/module.h"

/* The bits of a set of registers, which never contains the stack pointer. */
// clang-format off
enum reg {
	RDI, RSI, RDX, RCX, R8, R9,	/* arguments, in their order */
	RAX, R10, R11,			/* other caller-saved registers */
	RBX, RBP, R12, R13, R14, R15,	/* callee-saved registers */
	FLAGS,
	REGS
};
// clang-format on

#define BIT(n)	  (1u << (n))
#define NR_ARGS	  6
#define ARGS	  (BIT(NR_ARGS) - 1)
#define CLOBBERED (ARGS | BIT(RAX) | BIT(R10) | BIT(R11))
#define KEPT	  (BIT(RBX) | BIT(RBP) | BIT(R12) | BIT(R13) | BIT(R14) | BIT(R15))
#define ALL_REGS  (BIT(REGS) - 1)

enum kind {
	PLAIN,
	CALL,
	RETURN,
	JUMP, /* unconditional, with a known target */
	BRANCH,
	KEY, /* the site of a static key: a no-op or a jump, depending on the key */
	UNKNOWN_JUMP,
	STOP, /* no successor */
};

/* The base of the address of a memory access */
enum base { NO_BASE, STACK, FRAME };

enum stack_change {
	SAME,
	MOVED,	    /* by insn.delta */
	FROM_FRAME, /* rsp = rbp + delta */
	TO_FRAME,   /* rbp = rsp */
	ALIGNED,    /* rsp is lowered by less than the alignment */
	LOST,
};

#define NOBODY	  UINT32_MAX
#define ALIGNMENT 64 /* the largest alignment of a frame */

struct insn {
	struct place at;
	struct place target;	 /* of a jump; its section is 0 if it is unknown */
	uint32_t use, def, kill; /* kill: registers that are overwritten completely */
	uint32_t callee;	 /* symbol, or NOBODY */
	uint32_t jump;		 /* index into the jump table, or NOBODY */
	int32_t disp, delta;
	uint16_t id; /* the id of capstone */
	uint8_t size;
	uint8_t kind, base, change;
	uint8_t width;	    /* bytes of the memory access, 0: no access */
	bool reads, writes; /* accesses memory at base + disp, or anywhere */
	bool spot;	    /* the address is base + disp and nothing else */
	bool effect;	    /* required even if its result is unused */
	bool escapes;	    /* computes the address base + disp, which then escapes */
	bool odd; /* the callee has its own calling convention, possibly through a thunk */
};

struct function {
	uint32_t symbol;
	uint32_t first, nr; /* its instructions in code.insns */
};

struct code {
	const struct module *module;
	struct insn *insns;
	size_t nr, room;
	struct function *functions; /* sorted by place */
	size_t nr_functions;
};

/* On failure returns false with a one-line reason in `why`, and there is nothing to free. */
bool code_read(struct code *c, const struct module *m, const char **why);
void code_free(struct code *c);

/* The function, or part of a function, at this address, or NULL */
const struct function *code_function(const struct code *c, struct place at);
/* The index of the instruction at this address, or NOBODY */
uint32_t code_insn(const struct code *c, struct place at);

static inline const char *function_name(const struct code *c, const struct function *f)
{
	return c->module->symbols[f->symbol].name;
}

/* The instruction as text. */
void code_text(const struct code *c, const struct insn *in, char *out, size_t size);

#endif
