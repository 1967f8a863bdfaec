/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * `vconnectx ctl`: client of the control socket.
 */
#ifndef VCX_CTL_H
#define VCX_CTL_H

/**
 * vcx_ctl() - run `vconnectx ctl`
 * @argv: arguments after "ctl", such as SOCKET show WHAT or SOCKET link up|down
 * @argc: number of arguments
 *
 * Return: exit status: 0 for success, 1 for a rejected request or a missing reply, 2 for
 * invalid usage or a socket without a server.
 */
int vcx_ctl(int argc, char **argv);

#endif
