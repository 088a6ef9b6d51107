/* SPDX-License-Identifier: MIT */
#include "name.h"

#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/un.h>

#define PATH_OFFSET  offsetof(struct sockaddr_un, sun_path)
#define HOST_UNKNOWN 99
#define PORT_CHOSEN  100
#define PORT_UNKNOWN 99
#define MADE_UP_LEN  5 /* digits of a name that bind made up */

static const uint32_t hosts[NAME_HOSTS] = {
	[HOST_ONE] = 0x7f000001,   [HOST_TWO] = 0x7f000002, [HOST_ANY] = 0,
	[HOST_THREE] = 0x7f000003, [HOST_FAR] = 0x0a090807, [HOST_ALL] = 0xffffffff,
	[HOST_GROUP] = 0xe0000001,
};

static const char *const host_texts[NAME_HOSTS] = {
	"127.0.0.1", "127.0.0.2",       "0.0.0.0",   "127.0.0.3",
	"10.9.8.7",  "255.255.255.255", "224.0.0.1",
};

#define TEN_LETTERS "abcdefghij"
#define LONG_NAME                                                                           \
	TEN_LETTERS TEN_LETTERS TEN_LETTERS TEN_LETTERS TEN_LETTERS TEN_LETTERS TEN_LETTERS \
		TEN_LETTERS TEN_LETTERS TEN_LETTERS "abcdefgh"
_Static_assert(sizeof LONG_NAME == sizeof(((struct sockaddr_un *)0)->sun_path) + 1,
	       "it fills an address");

static const char *const unix_texts[UNIX_NAMES] = {"p0",  "p1",      "p2", "@a0",       "@a1",
						   "@a2", "missing", "",   "/dev/null", LONG_NAME};
static const char *const odd_texts[ODD_NAMES] = {
	"AF_UNSPEC", "AF_UNSPEC 0.0.0.0:P1", "AF_INET6", "8 bytes", "1 byte", "128 bytes",
	"129 bytes", "AF_UNSPEC in 2 bytes", "15 bytes"};

void names_begin(struct names *names, uint16_t first_port)
{
	*names = (struct names){.first_port = first_port};
}

/* -- In ----------------------------------------------------------------- */

static in_port_t port_of(const struct names *names, unsigned port)
{
	return port == 0 ? 0 : htons((uint16_t)(names->first_port + port - 1));
}

static socklen_t inet_address(const struct names *names, unsigned code,
			      struct sockaddr_storage *ret)
{
	struct sockaddr_in *in = (struct sockaddr_in *)ret;

	in->sin_family = AF_INET;
	in->sin_addr.s_addr = htonl(hosts[code / NAME_PORTS % NAME_HOSTS]);
	in->sin_port = port_of(names, code % NAME_PORTS);
	return sizeof *in;
}

static socklen_t unix_address(unsigned code, struct sockaddr_storage *ret)
{
	struct sockaddr_un *un = (struct sockaddr_un *)ret;
	const char *text = unix_texts[code % UNIX_NAMES];
	size_t len = strlen(text);

	un->sun_family = AF_UNIX;
	memcpy(un->sun_path, text, len);
	if (len == sizeof un->sun_path)
		return sizeof *un;
	if (text[0] != '@')
		return (socklen_t)(PATH_OFFSET + len + (len > 0));
	un->sun_path[0] = '\0';
	return (socklen_t)(PATH_OFFSET + len);
}

static socklen_t odd_address(const struct names *names, unsigned code, struct sockaddr_storage *ret)
{
	socklen_t len = inet_address(names, HOST_ANY * NAME_PORTS + 1, ret);

	switch (code) {
	case ODD_UNSPEC:
		memset(ret, 0, sizeof *ret);
		ret->ss_family = AF_UNSPEC;
		return len;
	case ODD_UNSPEC_BRIEF:
		memset(ret, 0, sizeof *ret);
		ret->ss_family = AF_UNSPEC;
		return sizeof ret->ss_family;
	case ODD_ALMOST:
		return len - 1;
	case ODD_UNSPEC_ANY:
		ret->ss_family = AF_UNSPEC;
		return len;
	case ODD_INET6:
		ret->ss_family = AF_INET6;
		return sizeof(struct sockaddr_in6);
	case ODD_SHORT:
		return 8;
	case ODD_LONGEST:
		return sizeof *ret;
	case ODD_TOO_LONG:
		return sizeof *ret + 1;
	default:
		return 1;
	}
}

socklen_t name_address(const struct names *names, uint8_t code, struct sockaddr_storage *ret)
{
	memset(ret, 0, sizeof *ret);
	if (code < NAME_UNIX)
		return inet_address(names, code, ret);
	if (code < NAME_ODD)
		return unix_address(code - NAME_UNIX, ret);
	return odd_address(names, code - NAME_ODD, ret);
}

const char *name_path(enum unix_code code)
{
	return unix_texts[code][0] && unix_texts[code][0] != '@' ? unix_texts[code] : NULL;
}

/* -- Out ---------------------------------------------------------------- */

static uint8_t host_seen(uint32_t address)
{
	for (unsigned i = 0; i < NAME_HOSTS; i++)
		if (hosts[i] == address)
			return (uint8_t)i;
	return HOST_UNKNOWN;
}

bool name_is_far(const struct sockaddr_storage *name)
{
	const struct sockaddr_in *in = (const struct sockaddr_in *)name;
	uint8_t host = host_seen(ntohl(in->sin_addr.s_addr));

	return name->ss_family == AF_INET && host >= HOST_FAR && host != HOST_UNKNOWN;
}

/* One the kernel chose is known by when it was first seen. */
static uint8_t port_seen(struct names *names, uint16_t port, bool datagram)
{
	uint32_t chosen = port | (uint32_t)datagram << 16;
	unsigned n = (unsigned)port - names->first_port;

	if (port == 0)
		return 0;
	if (port >= names->first_port && n < NAME_PORTS - 1)
		return (uint8_t)(n + 1);
	for (unsigned i = 0; i < names->chosen_count; i++)
		if (names->chosen[i] == chosen)
			return (uint8_t)(PORT_CHOSEN + i);
	if (names->chosen_count == sizeof names->chosen / sizeof names->chosen[0])
		return PORT_UNKNOWN;
	names->chosen[names->chosen_count] = chosen;
	return (uint8_t)(PORT_CHOSEN + names->chosen_count++);
}

static uint32_t hash(const char *text, size_t len)
{
	uint32_t h = 2166136261u;

	for (size_t i = 0; i < len; i++)
		h = (h ^ (unsigned char)text[i]) * 16777619u;
	return h;
}

/* A name that bind made up is known by when it was first seen. */
static uint32_t made_up_seen(struct names *names, const char *digits)
{
	for (unsigned i = 0; i < names->made_up_count; i++)
		if (memcmp(names->made_up[i], digits, MADE_UP_LEN) == 0)
			return i + 1;
	if (names->made_up_count == sizeof names->made_up / sizeof names->made_up[0])
		return 0;
	memcpy(names->made_up[names->made_up_count], digits, MADE_UP_LEN);
	return ++names->made_up_count;
}

static uint32_t unix_seen(struct names *names, const struct sockaddr_un *un, socklen_t len)
{
	if (len <= PATH_OFFSET || len > sizeof *un)
		return 0;
	if (un->sun_path[0] == '\0' && len == PATH_OFFSET + 1 + MADE_UP_LEN)
		return made_up_seen(names, un->sun_path + 1);
	return hash(un->sun_path, len - PATH_OFFSET);
}

struct seen_name name_seen(struct names *names, const struct sockaddr_storage *name, socklen_t len,
			   bool datagram)
{
	const struct sockaddr_in *in = (const struct sockaddr_in *)name;
	struct seen_name seen = {.len = (uint8_t)len};

	if (len < sizeof name->ss_family)
		return seen;
	seen.family = (uint8_t)name->ss_family;
	if (name->ss_family == AF_INET) {
		seen.host = host_seen(ntohl(in->sin_addr.s_addr));
		seen.port = port_seen(names, ntohs(in->sin_port), datagram);
	} else if (name->ss_family == AF_UNIX) {
		seen.text = unix_seen(names, (const struct sockaddr_un *)name, len);
	}
	return seen;
}

/* -- In words ----------------------------------------------------------- */

static void port_text(unsigned port, char *text, size_t size)
{
	if (port == 0)
		snprintf(text, size, "0");
	else if (port == PORT_UNKNOWN)
		snprintf(text, size, "?");
	else if (port < PORT_CHOSEN)
		snprintf(text, size, port == NAME_DEAD ? "DEAD" : "P%u", port);
	else
		snprintf(text, size, "chosen%u", port - PORT_CHOSEN);
}

const char *name_text(uint8_t code, char *text, size_t size)
{
	char port[16];

	port_text(code % NAME_PORTS, port, sizeof port);
	if (code < NAME_UNIX)
		snprintf(text, size, "%s:%s", host_texts[code / NAME_PORTS % NAME_HOSTS], port);
	else if (code < NAME_ODD)
		snprintf(text, size, "\"%s\"", unix_texts[(code - NAME_UNIX) % UNIX_NAMES]);
	else if (code < NAME_SOCK_OF)
		snprintf(text, size, "%s", odd_texts[(code - NAME_ODD) % ODD_NAMES]);
	else if (code < NAME_PEER_OF)
		snprintf(text, size, "sockname of s%u", code - NAME_SOCK_OF);
	else
		snprintf(text, size, "peername of s%u", code - NAME_PEER_OF);
	return text;
}

static const char *known_text(uint32_t text)
{
	for (unsigned i = 0; i < UNIX_NAMES; i++) {
		struct sockaddr_storage address;
		socklen_t len;

		memset(&address, 0, sizeof address);
		len = unix_address(i, &address);
		if (len > PATH_OFFSET &&
		    hash(((struct sockaddr_un *)&address)->sun_path, len - PATH_OFFSET) == text)
			return unix_texts[i];
	}
	return NULL;
}

const char *seen_name_text(const struct seen_name *seen, char *text, size_t size)
{
	char port[16];

	port_text(seen->port, port, sizeof port);
	if (seen->family == AF_INET)
		snprintf(text, size, "%s:%s",
			 seen->host < NAME_HOSTS ? host_texts[seen->host] : "another", port);
	else if (seen->family == AF_UNIX && seen->text == 0)
		snprintf(text, size, "unnamed(%u)", seen->len);
	else if (seen->family == AF_UNIX && known_text(seen->text))
		snprintf(text, size, "\"%s\"(%u)", known_text(seen->text), seen->len);
	else if (seen->family == AF_UNIX)
		snprintf(text, size, "made-up%u(%u)", seen->text, seen->len);
	else
		snprintf(text, size, seen->len ? "family %u, %u bytes" : "none", seen->family,
			 seen->len);
	return text;
}
