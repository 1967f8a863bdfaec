/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * `vconnectx ctl`: ask a running vconnectx.
 */
#ifndef VCX_CTL_H
#define VCX_CTL_H

/**
 * vcx_ctl() - the whole program
 * @argv: words after "ctl": SOCKET show WHAT, or SOCKET link up|down
 * @argc: how many
 *
 * Return: exit status: 0; 1 when the request was refused or there was no
 * answer; 2 for bad usage or a socket without a server.
 */
int vcx_ctl(int argc, char **argv);

#endif
