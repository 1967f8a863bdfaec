#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
#
# The hand-written queue entries in vconnectx/card/core/wqe.h match the kernel's:
# the compiler compares every offset with the kernel headers.

bats_require_minimum_version 1.5.0

setup()
{
	cd "$BATS_TEST_TMPDIR" || return
	top=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
	kdir=$(printf '%s\n' /lib/modules/6.12.*/build | sort -V | tail -1)
	[[ -e $kdir ]] || skip "no kernel headers"
}

# table - print lines of structure, member and offset in vconnectx
table()
{
	cat >table.c <<-END
	#include <stdio.h>
	#include "vconnectx/card/core/wqe.h"
	#define ROW(s, m) printf("%s %s %zu\n", #s, #m, offsetof(struct vcx_##s, m));
	int main(void) { VCX_LAYOUT(ROW) return 0; }
	END
	gcc -I "$top" -o table table.c
	./table
}

# kernel TABLE - compile the lines of TABLE as assertions with the kernel headers
kernel()
{
	{
		cat <<-END
		#include <linux/build_bug.h>
		#include <linux/mlx5/cq.h>
		#include <linux/mlx5/driver.h>
		#include <linux/mlx5/qp.h>
		#define inline_hdr_sz inline_hdr.sz
		END
		awk '{ printf "static_assert(offsetof(struct mlx5_%s, %s) == %s);\n", $1, $2, $3 }' "$1"
		cat <<-END
		static_assert(offsetof(struct mlx5_init_seg, initializing) == 0x1fc);
		static_assert(offsetof(struct mlx5_init_seg, health) == 0x200);
		static_assert(offsetof(struct mlx5_init_seg, cmd_exec_to) == 0xff8);
		static_assert(offsetof(struct mlx5_init_seg, internal_timer_h) == 0x1000);
		static_assert(offsetof(struct mlx5_init_seg, health_counter) == 0x1010);
		static_assert(offsetof(struct health_buffer, fw_ver) == 0x30);
		static_assert(offsetof(struct health_buffer, hw_id) == 0x34);
		static_assert(MLX5_OPCODE_SEND == 0x0a && MLX5_OPCODE_LSO == 0x0e && MLX5_OPCODE_UMR == 0x25);
		static_assert(MLX5_CQE_RESP_SEND == 2 && CQE_L2_OK == 1 && CQE_L3_OK == 2 && CQE_L4_OK == 4);
		static_assert(MLX5_HW_START_PADDING == 0x80000000 && MLX5_TERMINATE_SCATTER_LIST_LKEY == cpu_to_be32(0x100));
		static_assert(CQE_L4_HDR_TYPE_TCP_NO_ACK == 1 && CQE_L4_HDR_TYPE_UDP == 2 && CQE_L4_HDR_TYPE_TCP_ACK_AND_DATA == 4);
		static_assert(CQE_RSS_HTYPE_IP == 3 << 2 && CQE_RSS_IPV6 == 2 && CQE_RSS_HTYPE_L4 == 3 << 6 && CQE_RSS_L4_UDP == 2);
		static_assert(MLX5_CQE_REQ_ERR == 13 && MLX5_CQE_RESP_ERR == 14 && MLX5_CQE_SYNDROME_WR_FLUSH_ERR == 0x05);
		static_assert(MLX5_EVENT_TYPE_CMD == 0x0a && MLX5_EVENT_TYPE_CQ_ERROR == 0x04 && MLX5_EVENT_TYPE_PORT_CHANGE == 0x09);
		static_assert(MLX5_PORT_CHANGE_SUBTYPE_DOWN == 1 && MLX5_PORT_CHANGE_SUBTYPE_ACTIVE == 4);
		static_assert(MLX5_BF_OFFSET == 0x800 && MLX5_CQ_DOORBELL == 0x20);
		END
	} >layout.c
	echo 'obj-m := layout.o' >Kbuild
	make -s -C "$kdir" M="$PWD" layout.o
}

@test "offsets of queue entries match the kernel" {
	table >rows
	(($(wc -l <rows) > 40))
	kernel rows
}

@test "a different offset is detected" {
	table | sed 's/^cqe64 byte_cnt 44$/cqe64 byte_cnt 40/' >rows
	grep -q '^cqe64 byte_cnt 40$' rows
	run ! kernel rows
	[[ $output == *byte_cnt* ]]
}
