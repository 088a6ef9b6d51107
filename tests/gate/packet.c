/* SPDX-License-Identifier: MIT */
#include "packet.h"

#include <arpa/inet.h>
#include <netinet/ip.h>
#include <netinet/ip_icmp.h>
#include <netinet/tcp.h>
#include <netinet/udp.h>
#include <string.h>

#define QUOTED 8 /* bytes of the payload that an ICMP error quotes: RFC 792 */

static size_t header_len(const unsigned char *bytes)
{
	return (size_t)(bytes[0] & 15) * 4;
}

static void read_tcp(const struct tcphdr *tcp, size_t len, struct gate_packet *ret)
{
	ret->len = (unsigned)(len - tcp->doff * 4u);
	ret->kind = GATE_ACK;
	if (tcp->rst)
		ret->kind = GATE_RST;
	else if (tcp->syn)
		ret->kind = tcp->ack ? GATE_SYN_ACK : GATE_SYN;
	else if (ret->len > 0)
		ret->kind = GATE_DATA;
	else if (tcp->fin)
		ret->kind = GATE_FIN;
	ret->fin = ret->kind == GATE_DATA && tcp->fin;
}

bool packet_read(const unsigned char *bytes, size_t len, struct gate_packet *ret)
{
	const struct iphdr *ip = (const void *)bytes;
	size_t header;

	*ret = (struct gate_packet){0};
	if (len < sizeof *ip || ip->version != 4)
		return false;
	header = header_len(bytes);
	len -= header;
	switch (ip->protocol) {
	case IPPROTO_TCP:
		read_tcp((const void *)(bytes + header), len, ret);
		return true;
	case IPPROTO_UDP:
		ret->kind = GATE_UDP;
		ret->len = (unsigned)(len - sizeof(struct udphdr));
		return true;
	case IPPROTO_ICMP:
		ret->kind = GATE_ICMP;
		ret->type = bytes[header];
		ret->code = bytes[header + 1];
		return true;
	default:
		return false;
	}
}

void packet_ports(const unsigned char *bytes, size_t len, uint16_t ret_ports[2])
{
	const struct iphdr *ip = (const void *)bytes;
	size_t at = header_len(bytes);

	if (ip->protocol == IPPROTO_ICMP) {
		at += sizeof(struct icmphdr);
		at += header_len(bytes + at);
	}
	ret_ports[0] = ret_ports[1] = 0;
	if (at + 4 > len)
		return;
	ret_ports[0] = (uint16_t)(bytes[at] << 8 | bytes[at + 1]);
	ret_ports[1] = (uint16_t)(bytes[at + 2] << 8 | bytes[at + 3]);
}

uint32_t packet_sequence(const unsigned char *bytes)
{
	struct tcphdr tcp;

	memcpy(&tcp, bytes + header_len(bytes), sizeof tcp);
	return ntohl(tcp.seq);
}

/* RFC 1071. */
static uint16_t checksum(const unsigned char *bytes, size_t len)
{
	uint32_t sum = 0;

	for (size_t i = 0; i < len; i += 2)
		sum += (uint32_t)(bytes[i] << 8 | (i + 1 < len ? bytes[i + 1] : 0));
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return htons((uint16_t)~sum);
}

size_t packet_unreachable(const unsigned char *bytes, size_t len, unsigned code,
			  unsigned char ret[PACKET_MAX])
{
	const struct iphdr *lost = (const void *)bytes;
	size_t quoted = header_len(bytes) + QUOTED;
	struct iphdr ip = {.version = 4,
			   .ihl = 5,
			   .ttl = 64,
			   .protocol = IPPROTO_ICMP,
			   .saddr = lost->daddr,
			   .daddr = lost->saddr};
	struct icmphdr icmp = {.type = ICMP_DEST_UNREACH, .code = (uint8_t)code};

	if (quoted > len)
		quoted = len;
	ip.tot_len = htons((uint16_t)(sizeof ip + sizeof icmp + quoted));
	ip.check = checksum((const unsigned char *)&ip, sizeof ip);
	memcpy(ret, &ip, sizeof ip);
	memcpy(ret + sizeof ip, &icmp, sizeof icmp);
	memcpy(ret + sizeof ip + sizeof icmp, bytes, quoted);
	icmp.checksum = checksum(ret + sizeof ip, sizeof icmp + quoted);
	memcpy(ret + sizeof ip, &icmp, sizeof icmp);
	return sizeof ip + sizeof icmp + quoted;
}
