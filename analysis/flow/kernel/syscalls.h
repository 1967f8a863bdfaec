/* SPDX-License-Identifier: GPL-2.0-only */
/* Text of system calls: names from the headers, parameters from the running kernel. */
#ifndef MLX5TRACE_FLOW_SYSCALLS_H
#define MLX5TRACE_FLOW_SYSCALLS_H

#include <stddef.h>
#include <stdint.h>

/* "ioctl"; "syscall 999" for an unknown number. Valid until the next call. */
const char *flow_syscall_name(uint64_t number);

/* "fd=3, SIOCSIFMTU, arg": only the name is printed for pointers. */
void flow_syscall_text(uint64_t number, const uint64_t args[6], char *text, size_t size);

#endif
