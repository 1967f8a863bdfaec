# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# Changes to a kernel tree that scripts/series drift must detect, for the tests of that command.
# Each function is run with the tree as the current directory.

core=drivers/net/ethernet/mellanox/mlx5/core

# insert_before FILE PREFIX - insert standard input before the first line that begins with PREFIX
insert_before()
{
	awk -v text="$(cat)" -v prefix="$2" '!done && index($0, prefix) == 1 { print text; done = 1 } { print } END { exit !done }' "$1" >"$1.new" &&
		mv -- "$1.new" "$1"
}

# edit FILE SED-EXPRESSION - edit FILE with sed, and fail if nothing changes
edit()
{
	sed -E "$2" "$1" >"$1.new"
	! cmp -s "$1" "$1.new" || return
	mv -- "$1.new" "$1"
}

renamed_function()
{
	edit "$core/en_main.c" 's/\bmlx5e_activate_channel\b/mlx5e_start_channel/'
}

changed_prototype()
{
	edit "$core/en/xsk/setup.c" 's/\bmlx5e_close_xsk\(struct mlx5e_channel \*c\)/mlx5e_close_xsk(struct mlx5e_channel *c,\n\t\t     bool wait)/'
}

# A comment, a string and a field with the function's name are not calls.
second_caller()
{
	insert_before "$core/en_main.c" 'static void mlx5e_close_channel(' <<-'END'
		/* Like mlx5e_open_channel(priv, 0), but for the only one. */
		static int mlx5e_open_only_channel(struct mlx5e_priv *priv,
						   struct mlx5e_channel **c)
		{
			return mlx5e_open_channel(priv, 0, &priv->channels.params, NULL, c);
		}

		static int mlx5e_only_say(struct mlx5e_priv *priv)
		{
			netdev_info(priv->netdev, "mlx5e_open_channel(priv)");
			return priv->ops->mlx5e_open_channel;
		}

	END
}

by_address()
{
	insert_before "$core/en_main.c" 'static void mlx5e_close_channel(' <<-'END'
		static const struct mlx5e_only_ops mlx5e_only_ops = {
			.open = mlx5e_open_xsk,
		};

	END
}

early_return()
{
	edit "$core/en_ethtool.c" '/^int mlx5e_ethtool_set_channels\(/,/^}/s/^(\tmutex_lock\(&priv->state_lock\);)$/\tif (!priv->mdev)\n\t\treturn -ENODEV;\n\n\1/'
}

removed_call()
{
	edit "$core/en/xsk/pool.c" '/^\terr = mlx5e_open_xsk\(/d'
}

moved_function()
{
	sed -n '/^static void mlx5e_rx_res_channel_deactivate_direct(/,/^}/p' "$core/en/rx_res.c" >"$core/en/rx_res_direct.c"
	edit "$core/en/rx_res.c" '/^static void mlx5e_rx_res_channel_deactivate_direct\(/,/^}/d'
}

new_value()
{
	edit "$core/lib/fs_ttc.h" 's/^\tMLX5_TT_IPV4_TCP,$/\tMLX5_TT_IPV4_SCTP,\n&/'
}
