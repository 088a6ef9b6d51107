/* SPDX-License-Identifier: MIT
 *
 * packet.h - IPv4 packets as they cross a TUN device. */
#ifndef GATE_PACKET_H
#define GATE_PACKET_H

#include <stddef.h>

#include "gate.h"

#define PACKET_MAX 65536

/* False: none that TCP, UDP or ICMP of our machines has sent. */
bool packet_read(const unsigned char *bytes, size_t len, struct gate_packet *ret);
/* Ports of a TCP or UDP packet, or of the one an ICMP error is about. */
void packet_ports(const unsigned char *bytes, size_t len, uint16_t ret_ports[2]);
/* TCP: the sequence number of its first byte. */
uint32_t packet_sequence(const unsigned char *bytes);
/* The ICMP error that says this packet could not be delivered; returns its length. */
size_t packet_unreachable(const unsigned char *bytes, size_t len, unsigned code,
			  unsigned char ret[PACKET_MAX]);

#endif
