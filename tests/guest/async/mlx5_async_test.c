// SPDX-License-Identifier: GPL-2.0-only
/*
 * Issue commands that the driver does not issue on a healthy card without RDMA and TLS: two
 * commands with a callback, one of which succeeds and one of which the firmware rejects, and a
 * command while the device is in the driver's internal error state.  The module's init function
 * returns when all commands have completed.
 */
#include <linux/mlx5/driver.h>
#include <linux/module.h>
#include <linux/pci.h>

static struct test_cmd {
	struct mlx5_async_work work;
	u32 in[MLX5_ST_SZ_DW(dealloc_pd_in)];
	u32 out[MLX5_ST_SZ_DW(dealloc_pd_out)];
} query, dealloc;

static void done(int status, struct mlx5_async_work *work)
{
}

static int issue(struct mlx5_async_ctx *ctx, struct test_cmd *cmd)
{
	return mlx5_cmd_exec_cb(ctx, cmd->in, sizeof(cmd->in), cmd->out, sizeof(cmd->out), done,
				&cmd->work);
}

static bool refused_while_dead(struct mlx5_core_dev *mdev)
{
	enum mlx5_device_state state = mdev->state;
	int err;

	mdev->state = MLX5_DEVICE_STATE_INTERNAL_ERROR;
	err = mlx5_cmd_exec(mdev, query.in, sizeof(query.in), query.out, sizeof(query.out));
	mdev->state = state;

	return err;
}

static int __init mlx5_async_test_init(void)
{
	struct pci_dev *pdev = pci_get_device(PCI_VENDOR_ID_MELLANOX, PCI_ANY_ID, NULL);
	struct mlx5_core_dev *mdev;
	struct mlx5_async_ctx ctx;
	int err;

	if (!pdev)
		return -ENODEV;

	mdev = pci_get_drvdata(pdev);
	mlx5_cmd_init_async_ctx(mdev, &ctx);
	MLX5_SET(query_vport_state_in, query.in, opcode, MLX5_CMD_OP_QUERY_VPORT_STATE);
	MLX5_SET(dealloc_pd_in, dealloc.in, opcode, MLX5_CMD_OP_DEALLOC_PD);
	MLX5_SET(dealloc_pd_in, dealloc.in, pd, 0xabcdef);
	err = issue(&ctx, &query);
	if (!err)
		err = issue(&ctx, &dealloc);
	mlx5_cmd_cleanup_async_ctx(&ctx);
	if (!err && !refused_while_dead(mdev))
		err = -EIO;
	pci_dev_put(pdev);

	return err;
}
module_init(mlx5_async_test_init);

static void __exit mlx5_async_test_exit(void)
{
}
module_exit(mlx5_async_test_exit);

MODULE_DESCRIPTION("mlx5 commands with a callback, to trace");
MODULE_LICENSE("GPL");
