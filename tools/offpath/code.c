// SPDX-License-Identifier: GPL-2.0-only
#include "tools/offpath/code.h"

#include <capstone/capstone.h>
#include <elf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Functions that do not follow the C calling convention. */
// clang-format off
static const char *const odd_callees[] = {
	"__get_user", "__put_user", "copy_user", "_copy_user", "rep_", "clear_page", "__clear_user",
	"__sw_hweight", "__raw_callee_save",
	"__x86_indirect_thunk_", "__x86_indirect_call_thunk_", "__x86_indirect_jump_thunk_", "pv_ops",
};
// clang-format on

static int reg_of(x86_reg reg)
{
	switch (reg) {
		// clang-format off
	case X86_REG_RAX: case X86_REG_EAX: case X86_REG_AX: case X86_REG_AL: case X86_REG_AH:
		return RAX;
	case X86_REG_RBX: case X86_REG_EBX: case X86_REG_BX: case X86_REG_BL: case X86_REG_BH:
		return RBX;
	case X86_REG_RCX: case X86_REG_ECX: case X86_REG_CX: case X86_REG_CL: case X86_REG_CH:
		return RCX;
	case X86_REG_RDX: case X86_REG_EDX: case X86_REG_DX: case X86_REG_DL: case X86_REG_DH:
		return RDX;
	case X86_REG_RSI: case X86_REG_ESI: case X86_REG_SI: case X86_REG_SIL:
		return RSI;
	case X86_REG_RDI: case X86_REG_EDI: case X86_REG_DI: case X86_REG_DIL:
		return RDI;
	case X86_REG_RBP: case X86_REG_EBP: case X86_REG_BP: case X86_REG_BPL:
		return RBP;
	case X86_REG_R8: case X86_REG_R8D: case X86_REG_R8W: case X86_REG_R8B:
		return R8;
	case X86_REG_R9: case X86_REG_R9D: case X86_REG_R9W: case X86_REG_R9B:
		return R9;
	case X86_REG_R10: case X86_REG_R10D: case X86_REG_R10W: case X86_REG_R10B:
		return R10;
	case X86_REG_R11: case X86_REG_R11D: case X86_REG_R11W: case X86_REG_R11B:
		return R11;
	case X86_REG_R12: case X86_REG_R12D: case X86_REG_R12W: case X86_REG_R12B:
		return R12;
	case X86_REG_R13: case X86_REG_R13D: case X86_REG_R13W: case X86_REG_R13B:
		return R13;
	case X86_REG_R14: case X86_REG_R14D: case X86_REG_R14W: case X86_REG_R14B:
		return R14;
	case X86_REG_R15: case X86_REG_R15D: case X86_REG_R15W: case X86_REG_R15B:
		return R15;
	// clang-format on
	case X86_REG_EFLAGS:
		return FLAGS;
	default:
		return -1;
	}
}

static bool is_stack(x86_reg reg)
{
	return reg == X86_REG_RSP || reg == X86_REG_ESP || reg == X86_REG_SP || reg == X86_REG_SPL;
}

static uint32_t bit_of(x86_reg reg)
{
	int r = reg_of(reg);

	return r < 0 ? 0 : BIT(r);
}

static bool is_cmov(unsigned int id)
{
	switch (id) {
	case X86_INS_CMOVA:
	case X86_INS_CMOVAE:
	case X86_INS_CMOVB:
	case X86_INS_CMOVBE:
	case X86_INS_CMOVE:
	case X86_INS_CMOVG:
	case X86_INS_CMOVGE:
	case X86_INS_CMOVL:
	case X86_INS_CMOVLE:
	case X86_INS_CMOVNE:
	case X86_INS_CMOVNO:
	case X86_INS_CMOVNP:
	case X86_INS_CMOVNS:
	case X86_INS_CMOVO:
	case X86_INS_CMOVP:
	case X86_INS_CMOVS:
		return true;
	default:
		return false;
	}
}

/* Instructions without side effects, which are not required if the result is unused. */
static bool is_pure(unsigned int id)
{
	switch (id) {
	case X86_INS_MOV:
	case X86_INS_MOVABS:
	case X86_INS_MOVZX:
	case X86_INS_MOVSX:
	case X86_INS_MOVSXD:
	case X86_INS_MOVBE:
	case X86_INS_LEA:
	case X86_INS_ADD:
	case X86_INS_SUB:
	case X86_INS_ADC:
	case X86_INS_SBB:
	case X86_INS_AND:
	case X86_INS_OR:
	case X86_INS_XOR:
	case X86_INS_NOT:
	case X86_INS_NEG:
	case X86_INS_INC:
	case X86_INS_DEC:
	case X86_INS_IMUL:
	case X86_INS_MUL:
	case X86_INS_DIV:
	case X86_INS_IDIV:
	case X86_INS_SHL:
	case X86_INS_SHR:
	case X86_INS_SAL:
	case X86_INS_SAR:
	case X86_INS_ROL:
	case X86_INS_ROR:
	case X86_INS_SHLD:
	case X86_INS_SHRD:
	case X86_INS_CMP:
	case X86_INS_TEST:
	case X86_INS_BT:
	case X86_INS_BTS:
	case X86_INS_BTR:
	case X86_INS_BTC:
	case X86_INS_BSWAP:
	case X86_INS_BSF:
	case X86_INS_BSR:
	case X86_INS_TZCNT:
	case X86_INS_LZCNT:
	case X86_INS_POPCNT:
	case X86_INS_CBW:
	case X86_INS_CWDE:
	case X86_INS_CDQE:
	case X86_INS_CWD:
	case X86_INS_CDQ:
	case X86_INS_CQO:
	case X86_INS_XCHG:
	case X86_INS_NOP:
	case X86_INS_ENDBR64:
	case X86_INS_PUSH:
	case X86_INS_POP:
	case X86_INS_LEAVE:
	case X86_INS_SETAE:
	case X86_INS_SETA:
	case X86_INS_SETBE:
	case X86_INS_SETB:
	case X86_INS_SETE:
	case X86_INS_SETGE:
	case X86_INS_SETG:
	case X86_INS_SETLE:
	case X86_INS_SETL:
	case X86_INS_SETNE:
	case X86_INS_SETNO:
	case X86_INS_SETNP:
	case X86_INS_SETNS:
	case X86_INS_SETO:
	case X86_INS_SETP:
	case X86_INS_SETS:
		return true;
	default:
		return is_cmov(id);
	}
}

/* All flags are tracked as one.  These instructions keep some of the flags, or may keep all. */
static bool keeps_flags(unsigned int id)
{
	switch (id) {
	case X86_INS_INC:
	case X86_INS_DEC:
	case X86_INS_SHL:
	case X86_INS_SHR:
	case X86_INS_SAL:
	case X86_INS_SAR:
	case X86_INS_ROL:
	case X86_INS_ROR:
	case X86_INS_SHLD:
	case X86_INS_SHRD:
	case X86_INS_BT:
	case X86_INS_BTS:
	case X86_INS_BTR:
	case X86_INS_BTC:
		return true;
	default:
		return false;
	}
}

/* xor %r,%r and sub %r,%r do not read the register; sbb %r,%r reads only the carry. */
static bool is_zeroing(const cs_insn *ci)
{
	const cs_x86 *x = &ci->detail->x86;

	return (ci->id == X86_INS_XOR || ci->id == X86_INS_SUB || ci->id == X86_INS_SBB) &&
	       x->op_count == 2 && x->operands[0].type == X86_OP_REG &&
	       x->operands[1].type == X86_OP_REG && x->operands[0].reg == x->operands[1].reg;
}

static void memory(struct insn *in, const cs_insn *ci, const cs_x86_op *op)
{
	const x86_op_mem *mem = &op->mem;

	in->base = is_stack(mem->base) ? STACK : mem->base == X86_REG_RBP ? FRAME : NO_BASE;
	in->disp = (int32_t)mem->disp;
	in->spot = mem->index == X86_REG_INVALID && mem->segment == X86_REG_INVALID;
	in->use |= bit_of(mem->base) | bit_of(mem->index);
	if (ci->id == X86_INS_NOP)
		in->use = 0;
	if (ci->id == X86_INS_NOP || (ci->id == X86_INS_LEA && in->base == NO_BASE))
		return;
	/* It is unknown which element an index selects, and where the address of one is used. */
	in->escapes = in->base && (ci->id == X86_INS_LEA || !in->spot);
	if (ci->id == X86_INS_LEA)
		return;
	in->width = op->size;
	in->reads = op->access & CS_AC_READ;
	in->writes = op->access & CS_AC_WRITE;
	if (ci->id == X86_INS_CMP || ci->id == X86_INS_TEST || ci->id == X86_INS_BT ||
	    ci->id == X86_INS_PUSH) {
		in->reads = true;
		in->writes = false;
	}
}

static void registers(struct insn *in, csh cs, const cs_insn *ci)
{
	const cs_x86 *x = &ci->detail->x86;
	cs_regs reads, writes;
	uint8_t nr_reads, nr_writes;

	if (cs_regs_access(cs, ci, reads, &nr_reads, writes, &nr_writes))
		return;
	for (int i = 0; i < nr_reads; i++)
		in->use |= bit_of(reads[i]);
	for (int i = 0; i < nr_writes; i++) {
		in->def |= bit_of(writes[i]);
		if (reg_of(writes[i]) != FLAGS)
			in->kill |= bit_of(writes[i]);
	}
	for (int i = 0; i < x->op_count; i++) {
		const cs_x86_op *op = &x->operands[i];

		if (op->type == X86_OP_MEM) {
			memory(in, ci, op);
		} else if (op->type == X86_OP_REG && is_stack(op->reg) && i &&
			   in->base == NO_BASE) {
			/* The stack pointer itself escapes. */
			in->base = STACK;
			in->escapes = true;
		}
		if (op->type == X86_OP_REG && op->size < 4 && op->access & CS_AC_WRITE) {
			in->kill &= ~bit_of(op->reg);
			in->use |= bit_of(op->reg);
		}
	}
	if (x->op_count && x->operands[0].type == X86_OP_REG && is_cmov(ci->id))
		in->use |= bit_of(x->operands[0].reg);
	/* The 8 and 16 bit variants of these keep the other bits of rax and rdx. */
	if ((ci->id == X86_INS_MUL || ci->id == X86_INS_DIV || ci->id == X86_INS_IDIV ||
	     (ci->id == X86_INS_IMUL && x->op_count == 1)) &&
	    x->operands[0].size < 4)
		in->kill = 0;
	if (ci->id == X86_INS_CBW || ci->id == X86_INS_CWD)
		in->kill = 0;
	if (is_zeroing(ci)) {
		if (x->operands[0].size >= 4)
			in->use &= ~bit_of(x->operands[0].reg);
		if (ci->id == X86_INS_SBB)
			in->use |= BIT(FLAGS);
	}
	if (in->def & BIT(FLAGS) && !keeps_flags(ci->id))
		in->kill |= BIT(FLAGS);
	else if (in->def & BIT(FLAGS))
		in->use |= BIT(FLAGS);
}

static void stack(struct insn *in, const cs_insn *ci)
{
	const cs_x86_op *op = ci->detail->x86.operands;
	bool to_stack = ci->detail->x86.op_count && op[0].type == X86_OP_REG && is_stack(op[0].reg);

	switch (ci->id) {
	case X86_INS_PUSH:
		in->change = MOVED;
		in->delta = -8;
		if (in->reads) { /* there are two accesses, so no slot is tracked */
			in->effect = true;
		} else {
			*in = (struct insn){ .at = in->at,
					     .id = in->id,
					     .size = in->size,
					     .callee = NOBODY,
					     .jump = NOBODY,
					     .change = MOVED,
					     .delta = -8,
					     .use = in->use,
					     .base = STACK,
					     .disp = -8,
					     .width = 8,
					     .writes = true,
					     .spot = true };
		}
		return;
	case X86_INS_POP:
		in->change = MOVED;
		in->delta = 8;
		if (op[0].type != X86_OP_REG) {
			in->effect = true;
			return;
		}
		in->base = STACK;
		in->disp = 0;
		in->width = 8;
		in->reads = in->spot = true;
		return;
	case X86_INS_LEAVE:
		in->base = FRAME;
		in->width = 8;
		in->reads = in->spot = true;
		in->change = FROM_FRAME;
		in->delta = 8;
		return;
	default:
		break;
	}
	if (ci->id == X86_INS_MOV && op[0].type == X86_OP_REG && op[0].reg == X86_REG_RBP &&
	    op[1].type == X86_OP_REG && op[1].reg == X86_REG_RSP) {
		in->change = TO_FRAME;
		in->escapes = false;
		in->base = NO_BASE;
		return;
	}
	if (!to_stack || ci->id == X86_INS_CMP || ci->id == X86_INS_TEST)
		return;
	in->effect = true;
	in->escapes = false;
	in->change = LOST;
	if ((ci->id == X86_INS_ADD || ci->id == X86_INS_SUB) && op[1].type == X86_OP_IMM) {
		in->change = MOVED;
		in->delta = (int32_t)(ci->id == X86_INS_ADD ? op[1].imm : -op[1].imm);
	} else if (ci->id == X86_INS_AND && op[1].type == X86_OP_IMM && op[1].imm >= -ALIGNMENT) {
		in->change = ALIGNED;
	} else if (ci->id == X86_INS_LEA && in->spot && in->base) {
		in->change = in->base == STACK ? MOVED : FROM_FRAME;
		in->delta = in->disp;
	} else if (ci->id == X86_INS_MOV && op[1].type == X86_OP_REG && op[1].reg == X86_REG_RBP) {
		in->change = FROM_FRAME;
	}
	in->base = NO_BASE;
}

static bool starts(const char *name, const char *with)
{
	return !strncmp(name, with, strlen(with));
}

static bool is_odd(const char *name)
{
	for (size_t i = 0; i < sizeof(odd_callees) / sizeof(*odd_callees); i++)
		if (starts(name, odd_callees[i]))
			return true;
	return false;
}

/* The symbol of the function at this address */
static uint32_t symbol_at(const struct code *c, struct place at)
{
	const struct function *f = code_function(c, at);

	return f && place_same(c->module->symbols[f->symbol].at, at) ? f->symbol : NOBODY;
}

/* Find the target of a call or jump by its relocation, or else within the section. */
static void find_target(const struct code *c, struct insn *in, const cs_insn *ci)
{
	struct place field = { in->at.section, in->at.offset + 1 };
	const struct reloc *r = module_reloc(c->module, field, in->size - 1u);
	const cs_x86_op *op = ci->detail->x86.operands;

	if (r) {
		const struct symbol *s = &c->module->symbols[r->symbol];
		bool sum = op[0].type == X86_OP_IMM || op[0].mem.base == X86_REG_RIP;
		int64_t bias = sum ? (int64_t)(in->at.offset + in->size - r->at.offset) : 0;

		in->target = reloc_target(c->module, r, bias);
		in->callee = s->at.section ? symbol_at(c, in->target) : r->symbol;
		in->odd = is_odd(s->name);
	} else if (op[0].type == X86_OP_IMM) {
		in->target = (struct place){ in->at.section, (uint64_t)op[0].imm };
		in->callee = symbol_at(c, in->target);
	}
}

static void call(const struct code *c, struct insn *in, const cs_insn *ci)
{
	const char *name;

	in->kind = CALL;
	find_target(c, in, ci);
	name = in->callee == NOBODY ? "" : c->module->symbols[in->callee].name;
	if (!strcmp(name, "__fentry__") || !strcmp(name, "mcount")) {
		in->kind = PLAIN;
		in->effect = true;
		in->use = in->def = in->kill = 0;
		return;
	}
	in->effect = true;
	if (!strcmp(name, "__stack_chk_fail") || strstr(name, "panic")) {
		in->kind = STOP;
		in->use = in->def = in->kill = 0;
		return;
	}
	/* These registers are the address of an indirect call; flow.c adds the arguments. */
	in->use &= ALL_REGS & ~BIT(FLAGS);
	in->def = CLOBBERED | BIT(FLAGS);
	in->kill = in->odd && !starts(name, "__x86_indirect") ? 0 : in->def;
	if (in->odd)
		in->use |= CLOBBERED;
	/* This thunk preserves all registers. */
	if (strstr(name, "preempt_schedule")) {
		in->use = in->kill = 0;
		in->def = BIT(FLAGS);
		in->odd = true;
	}
}

static void jump(const struct code *c, struct insn *in, const cs_insn *ci)
{
	const char *name;

	in->effect = ci->id != X86_INS_JMP;
	find_target(c, in, ci);
	name = in->callee == NOBODY ? "" : c->module->symbols[in->callee].name;
	if (starts(name, "__x86_return_thunk")) {
		in->kind = RETURN;
		in->effect = true;
	} else if (ci->id != X86_INS_JMP) {
		in->kind = BRANCH;
		in->effect = false; /* determined in flow.c */
	} else if (ci->detail->x86.operands[0].type != X86_OP_IMM) {
		in->kind = UNKNOWN_JUMP;
		in->effect = true;
	} else {
		in->kind = JUMP;
	}
	in->def = in->kill = 0;
}

static void translate(const struct code *c, csh cs, const cs_insn *ci, struct insn *in)
{
	const cs_x86 *x = &ci->detail->x86;

	in->id = (uint16_t)ci->id;
	in->size = (uint8_t)ci->size;
	in->callee = in->jump = NOBODY;
	registers(in, cs, ci);
	if (cs_insn_group(cs, ci, X86_GRP_CALL)) {
		call(c, in, ci);
	} else if (cs_insn_group(cs, ci, X86_GRP_RET)) {
		in->kind = RETURN;
		in->effect = true;
		in->use = in->def = in->kill = 0;
	} else if (cs_insn_group(cs, ci, X86_GRP_JUMP)) {
		jump(c, in, ci);
	} else if (ci->id == X86_INS_NOP || ci->id == X86_INS_ENDBR64) {
		in->use = in->def = in->kill = 0;
	} else {
		stack(in, ci);
		if (!is_pure(ci->id) || x->prefix[0]) {
			in->effect = true;
			in->kill = 0;
			/* It is not known which registers these instructions read. */
			in->use |= in->def;
		}
		/* xchg with memory is implicitly locked. */
		if (ci->id == X86_INS_XCHG && in->writes)
			in->effect = true;
		if (in->writes && in->base == NO_BASE)
			in->effect = true;
	}
	if (ci->id == X86_INS_INT3 || ci->id == X86_INS_HLT)
		in->kind = STOP;
}

static struct insn *add_insn(struct code *c)
{
	if (c->nr == c->room) {
		c->room = c->room ? 2 * c->room : 1 << 16;
		c->insns = realloc(c->insns, c->room * sizeof(*c->insns));
		if (!c->insns)
			abort();
	}
	c->insns[c->nr] = (struct insn){ 0 };
	return &c->insns[c->nr++];
}

static bool read_function(struct code *c, csh cs, cs_insn *ci, struct function *f)
{
	const struct symbol *s = &c->module->symbols[f->symbol];
	const struct section *section = &c->module->sections[s->at.section];
	const uint8_t *bytes;
	size_t left = s->size;
	uint64_t at = s->at.offset;

	if (at > section->size || left > section->size - at)
		return false;
	bytes = section->bytes + at;
	f->first = (uint32_t)c->nr;
	while (left) {
		struct place here = { s->at.section, at };

		if (!cs_disasm_iter(cs, &bytes, &left, &at, ci))
			return false;
		struct insn *in = add_insn(c);

		in->at = here;
		translate(c, cs, ci, in);
	}
	f->nr = (uint32_t)c->nr - f->first;
	return true;
}

static const struct code *sorted_code;

static int by_place(const void *a, const void *b)
{
	const struct function *f = a, *g = b;
	const struct symbol *x = &sorted_code->module->symbols[f->symbol];
	const struct symbol *y = &sorted_code->module->symbols[g->symbol];

	if (x->at.section != y->at.section)
		return x->at.section < y->at.section ? -1 : 1;
	return x->at.offset < y->at.offset ? -1 : x->at.offset > y->at.offset;
}

/* List one function for each address; aliases are dropped. */
static void list_functions(struct code *c)
{
	const struct module *m = c->module;
	size_t kept = 0;

	c->functions = calloc(m->nr_symbols + 1, sizeof(*c->functions));
	if (!c->functions)
		abort();
	for (size_t i = 0; i < m->nr_symbols; i++) {
		const struct symbol *s = &m->symbols[i];

		if (s->function && s->size && m->sections[s->at.section].code &&
		    !starts(s->name, "__pfx_"))
			c->functions[c->nr_functions++].symbol = (uint32_t)i;
	}
	sorted_code = c;
	qsort(c->functions, c->nr_functions, sizeof(*c->functions), by_place);
	for (size_t i = 0; i < c->nr_functions; i++)
		if (!kept || by_place(&c->functions[kept - 1], &c->functions[i]))
			c->functions[kept++] = c->functions[i];
	c->nr_functions = kept;
}

static bool mark_keys(struct code *c, const char **why)
{
	const struct module *m = c->module;

	for (size_t i = 0; i < m->nr_jumps; i++) {
		uint32_t n = code_insn(c, m->jumps[i].code);
		struct insn *in = n == NOBODY ? NULL : &c->insns[n];

		*why = "an entry of its jump table is not at an instruction of a function";
		if (!in)
			return false;
		*why = "two entries of its jump table are at one instruction";
		if (in->jump != NOBODY)
			return false;
		*why = "an entry of its jump table is neither at a no-op nor at a jump";
		if ((in->id != X86_INS_NOP && in->id != X86_INS_JMP) ||
		    (in->size != 2 && in->size != 5))
			return false;
		in->kind = KEY;
		in->effect = false;
		in->jump = (uint32_t)i;
		in->target = m->jumps[i].target;
		in->callee = NOBODY;
	}
	return true;
}

bool code_read(struct code *c, const struct module *m, const char **why)
{
	csh cs;
	cs_insn *ci;
	bool good = true;

	*c = (struct code){ .module = m };
	*why = "capstone cannot be initialised";
	if (cs_open(CS_ARCH_X86, CS_MODE_64, &cs))
		return false;
	cs_option(cs, CS_OPT_DETAIL, CS_OPT_ON);
	ci = cs_malloc(cs);
	list_functions(c);
	*why = "a function contains bytes that are not an instruction";
	for (size_t i = 0; i < c->nr_functions && good; i++)
		good = read_function(c, cs, ci, &c->functions[i]);
	cs_free(ci, 1);
	cs_close(&cs);
	if (good && mark_keys(c, why))
		return true;
	code_free(c);
	return false;
}

void code_free(struct code *c)
{
	free(c->insns);
	free(c->functions);
}

const struct function *code_function(const struct code *c, struct place at)
{
	size_t low = 0, high = c->nr_functions;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const struct symbol *s = &c->module->symbols[c->functions[middle].symbol];

		if (s->at.section < at.section ||
		    (s->at.section == at.section && s->at.offset + s->size <= at.offset))
			low = middle + 1;
		else
			high = middle;
	}
	if (low < c->nr_functions) {
		const struct symbol *s = &c->module->symbols[c->functions[low].symbol];

		if (s->at.section == at.section && s->at.offset <= at.offset)
			return &c->functions[low];
	}
	return NULL;
}

uint32_t code_insn(const struct code *c, struct place at)
{
	const struct function *f = code_function(c, at);
	uint32_t low, high;

	if (!f)
		return NOBODY;
	low = f->first;
	high = f->first + f->nr;
	while (low < high) {
		uint32_t middle = low + (high - low) / 2;

		if (c->insns[middle].at.offset < at.offset)
			low = middle + 1;
		else
			high = middle;
	}
	return low < f->first + f->nr && c->insns[low].at.offset == at.offset ? low : NOBODY;
}

void code_text(const struct code *c, const struct insn *in, char *out, size_t size)
{
	const struct section *s = &c->module->sections[in->at.section];
	const struct reloc *r = module_reloc(c->module, in->at, in->size);
	cs_insn *ci;
	csh cs;

	snprintf(out, size, "?");
	if (cs_open(CS_ARCH_X86, CS_MODE_64, &cs))
		return;
	if (cs_disasm(cs, s->bytes + in->at.offset, in->size, in->at.offset, 1, &ci) == 1) {
		if (in->kind == CALL && in->callee != NOBODY)
			snprintf(out, size, "call %s", c->module->symbols[in->callee].name);
		else
			snprintf(out, size, "%s %s%s%s", ci->mnemonic, ci->op_str, r ? "  # " : "",
				 r ? c->module->symbols[r->symbol].name : "");
		cs_free(ci, 1);
	}
	cs_close(&cs);
}
