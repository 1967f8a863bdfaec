/* SPDX-License-Identifier: GPL-2.0-only */
/* System calls as text: the names are from the headers, the parameters from the running kernel. */
#ifndef MLX5TRACE_FLOW_SYSCALLS_H
#define MLX5TRACE_FLOW_SYSCALLS_H

#include <stddef.h>
#include <stdint.h>

/* Returns "ioctl", or "syscall 999" for an unknown number; valid until the next call. */
const char *flow_syscall_name(uint64_t number);

/* Write "fd=3, SIOCSIFMTU, arg". Of a pointer only the name is printed. */
void flow_syscall_text(uint64_t number, const uint64_t args[6], char *text, size_t size);

#endif
