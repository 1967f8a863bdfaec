// SPDX-License-Identifier: GPL-2.0-only
/*
 * Gives the firmware two commands with a callback, as no part of the driver does on a
 * card without RDMA and TLS: one that it answers, one that it refuses.  Loading ends when
 * both have been answered; what the callbacks were told is in the kernel's log.
 */
#include <linux/mlx5/driver.h>
#include <linux/module.h>
#include <linux/pci.h>

static struct test_cmd {
	struct mlx5_async_work work;
	u32 in[MLX5_ST_SZ_DW(dealloc_pd_in)];
	u32 out[MLX5_ST_SZ_DW(dealloc_pd_out)];
	int status;
} query, dealloc;

static void done(int status, struct mlx5_async_work *work)
{
	container_of(work, struct test_cmd, work)->status = status;
}

static int issue(struct mlx5_async_ctx *ctx, struct test_cmd *cmd)
{
	return mlx5_cmd_exec_cb(ctx, cmd->in, sizeof(cmd->in), cmd->out,
				sizeof(cmd->out), done, &cmd->work);
}

static int __init mlx5_async_test_init(void)
{
	struct pci_dev *pdev = pci_get_device(PCI_VENDOR_ID_MELLANOX, PCI_ANY_ID, NULL);
	struct mlx5_async_ctx ctx;
	int err;

	if (!pdev)
		return -ENODEV;

	mlx5_cmd_init_async_ctx(pci_get_drvdata(pdev), &ctx);
	MLX5_SET(query_vport_state_in, query.in, opcode, MLX5_CMD_OP_QUERY_VPORT_STATE);
	MLX5_SET(dealloc_pd_in, dealloc.in, opcode, MLX5_CMD_OP_DEALLOC_PD);
	MLX5_SET(dealloc_pd_in, dealloc.in, pd, 0xabcdef);
	err = issue(&ctx, &query);
	if (!err)
		err = issue(&ctx, &dealloc);
	mlx5_cmd_cleanup_async_ctx(&ctx);
	pci_dev_put(pdev);
	if (err)
		return err;
	pr_info("mlx5_async_test: callbacks were given %d and %d\n", query.status,
		dealloc.status);
	return 0;
}
module_init(mlx5_async_test_init);

static void __exit mlx5_async_test_exit(void)
{
}
module_exit(mlx5_async_test_exit);

MODULE_DESCRIPTION("mlx5 commands with a callback, to trace");
MODULE_LICENSE("GPL");
