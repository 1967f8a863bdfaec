// SPDX-License-Identifier: GPL-2.0-only
/* The physical port: link modes and link state. */
#include "vconnectx/card/port/port.h"

#include <stdlib.h>

#include "vconnectx/card/queue/eq.h"
#include "vconnectx/card/core/dev.h"
#include "vconnectx/card/core/ifc.h"
#include "vconnectx/host/util.h"

#define LINK_DELAY_NS	 1000000ull /* time from PAOS to the event */
#define PORT_EVENT_SHIFT 4	    /* port number in the event */

/* port.h: enum mlx5e_link_mode, copper modes only, as for a copper cable */
static const struct vcx_link_mode link_modes[] = {
	{ 100000, 20, 4 }, /* 100GBASE-CR4 */
	{ 50000, 30, 2 },  /* 50GBASE-CR2 */
	{ 40000, 6, 4 },   /* 40GBASE-CR4 */
	{ 25000, 27, 1 },  /* 25GBASE-CR */
	{ 10000, 12, 1 },  /* 10GBASE-CR */
	{ 1000, 1, 1 },	   /* 1000BASE-KX */
};

uint32_t vcx_port_modes(const struct vcx_dev *dev)
{
	uint32_t bits = 0;

	for (size_t i = 0; i < ARRAY_SIZE(link_modes); i++)
		if (link_modes[i].speed <= dev->caps.id.link_speed)
			bits |= 1u << link_modes[i].bit;
	return bits;
}

const struct vcx_link_mode *vcx_port_mode(const struct vcx_dev *dev)
{
	for (size_t i = 0; i < ARRAY_SIZE(link_modes); i++)
		if (dev->port->eth_proto_admin & 1u << link_modes[i].bit)
			return &link_modes[i];
	return NULL;
}

/* Return: whether this end transmits a carrier */
static bool sends_signal(const struct vcx_dev *dev)
{
	return dev->port->admin_up && !dev->port->unplugged && vcx_port_mode(dev);
}

bool vcx_port_rx_enabled(const struct vcx_dev *dev)
{
	return sends_signal(dev) && !dev->port->no_carrier;
}

static void link_settle(struct vcx_dev *dev, struct vcx_timer *timer)
{
	struct vcx_port *port = dev->port;
	bool up = vcx_port_rx_enabled(dev);
	uint8_t data[28] = { 0 };

	(void)timer;
	if (up == port->oper_up)
		return;
	port->oper_up = up;
	port->link_down_events += !up;
	vcx_dev_log(dev, VCX_LOG_INFO, "link %s", up ? "up" : "down");
	data[VCX_EQE_PORT_PORT] = 1 << PORT_EVENT_SHIFT;
	vcx_eq_event(dev, VCX_EVENT_PORT_CHANGE,
		     up ? VCX_PORT_SUBTYPE_ACTIVE : VCX_PORT_SUBTYPE_DOWN, data);
}

static void update_signal(struct vcx_dev *dev)
{
	bool on = sends_signal(dev);

	if (on == dev->port->signal)
		return;
	dev->port->signal = on;
	if (dev->env.signal)
		dev->env.signal(dev->env.priv, on);
}

bool vcx_port_new(struct vcx_dev *dev)
{
	dev->port = calloc(1, sizeof(*dev->port));
	return dev->port;
}

void vcx_port_free(struct vcx_dev *dev)
{
	free(dev->port);
}

void vcx_port_reset(struct vcx_dev *dev)
{
	vcx_timer_cancel(&dev->port->link_timer);
	*dev->port = (struct vcx_port){
		.unplugged = dev->port->unplugged,
		.no_carrier = dev->port->no_carrier,
		.signal = dev->port->signal,
		.link_timer = { .fn = link_settle },
		.admin_mtu = VCX_PORT_MTU_DEFAULT,
		.eth_proto_admin = vcx_port_modes(dev),
		.pause_rx = true,
		.pause_tx = true,
		.fcs_check = true,
	};
	update_signal(dev);
}

/* post the link event only after the command that changes the state has completed */
static void settle_later(struct vcx_dev *dev)
{
	update_signal(dev);
	vcx_timer_set(dev, &dev->port->link_timer, vcx_now_ns(dev) + LINK_DELAY_NS);
}

void vcx_port_set_admin(struct vcx_dev *dev, bool up)
{
	dev->port->admin_up = up;
	settle_later(dev);
}

void vcx_port_set_cable(struct vcx_dev *dev, bool plugged)
{
	dev->port->unplugged = !plugged;
	settle_later(dev);
}

void vcx_port_set_carrier(struct vcx_dev *dev, bool on)
{
	if (on != dev->port->no_carrier)
		return;
	dev->port->no_carrier = !on;
	settle_later(dev);
}
