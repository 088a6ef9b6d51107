/* SPDX-License-Identifier: MIT */
#include "stage.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void stage_init(struct stage *stage, struct ac_sys *sys, struct gate *gate)
{
	memset(stage, 0, sizeof *stage);
	stage->sys = sys;
	stage->gate = gate;
}

void stage_fini(struct stage *stage)
{
	for (size_t i = 0; i < stage->count; i++)
		stage_close(stage, &stage->sockets[i]);
	for (size_t i = 0; i < stage->path_count; i++)
		unlink(stage->paths[i]);
}

static bool is_real(const struct stage *stage)
{
	return strcmp(stage->sys->ops->name, "posix") == 0;
}

/* Simulated ones are of a world of their own. */
static void write_path(struct stage *stage, const char *text, char *path, size_t size)
{
	if (!is_real(stage)) {
		snprintf(path, size, "/tmp/seam-%s", text + 1);
		return;
	}
	snprintf(path, size, "/tmp/seam-%ld-%s", (long)getpid(), text + 1);
	if (*text == '/' && stage->path_count < STAGE_PATHS_MAX)
		strcpy(stage->paths[stage->path_count++], path);
}

void stage_path(struct stage *stage, const char *text, struct stage_address *ret)
{
	size_t len;

	memset(ret, 0, sizeof *ret);
	ret->path.sun_family = AF_UNIX;
	write_path(stage, text, ret->path.sun_path, sizeof ret->path.sun_path);
	len = strlen(ret->path.sun_path);
	if (*text == '@')
		ret->path.sun_path[0] = '\0';
	ret->len = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + len + (*text == '/'));
}

struct stage_socket *stage_find(struct stage *stage, const char *name)
{
	for (size_t i = 0; i < stage->count; i++) {
		if (strcmp(stage->sockets[i].name, name) == 0)
			return &stage->sockets[i];
	}
	return NULL;
}

struct stage_socket *stage_adopt(struct stage *stage, const char *name, int fd)
{
	struct stage_socket *socket = stage_find(stage, name);

	if (!socket && stage->count < STAGE_SOCKETS_MAX)
		socket = &stage->sockets[stage->count++];
	if (!socket)
		abort();
	memset(socket, 0, sizeof *socket);
	snprintf(socket->name, sizeof socket->name, "%s", name);
	socket->fd = fd;
	socket->open = true;
	return socket;
}

/* Small bytes must not wait for each other: the model does not. */
static void send_at_once(struct stage *stage, int fd)
{
	const int on = 1;

	stage->sys->ops->setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on, stage->sys);
}

enum gate_machine stage_machine(const char *name)
{
	return strchr("lsuD", *name) ? GATE_B : GATE_A;
}

void stage_prepare(struct stage *stage, const char *name)
{
	if (stage->gate)
		stage->gate->opens_at = stage_machine(name);
}

struct in_addr stage_home(const struct stage *stage, const char *name)
{
	uint32_t address = INADDR_LOOPBACK;

	if (stage->gate)
		address = stage->gate->address[stage_machine(name)];
	return (struct in_addr){htonl(address)};
}

int stage_open(struct stage *stage, const char *name)
{
	int fd;

	stage_prepare(stage, name);
	fd = stage->sys->ops->socket(AF_INET, SOCK_STREAM, 0, stage->sys);
	if (fd < 0)
		return fd;
	stage_adopt(stage, name, fd);
	send_at_once(stage, fd);
	return 0;
}

struct stage_socket *stage_socket(struct stage *stage, const char *name)
{
	if (!stage_find(stage, name))
		stage_open(stage, name);
	return stage_find(stage, name);
}

void stage_note_address(struct stage *stage, struct stage_socket *socket)
{
	socklen_t len = sizeof socket->address;

	if (socket->open)
		stage->sys->ops->getsockname(socket->fd, (struct sockaddr *)&socket->address, &len,
					     stage->sys);
}

void stage_close(struct stage *stage, struct stage_socket *socket)
{
	if (!socket->open)
		return;
	stage->sys->ops->close(socket->fd, stage->sys);
	socket->open = false;
}

/* Bound, so that nobody else gets the port, and not listening. */
static struct stage_socket *dead_end(struct stage *stage)
{
	struct sockaddr_in any = {.sin_family = AF_INET, .sin_addr = stage_home(stage, "DEAD")};
	struct stage_socket *socket = stage_find(stage, "DEAD");

	if (socket)
		return socket;
	socket = stage_socket(stage, "DEAD");
	if (socket)
		stage->sys->ops->bind(socket->fd, (struct sockaddr *)&any, sizeof any, stage->sys);
	return socket;
}

/* L names the address of l. */
static struct stage_socket *find_by_capitals(struct stage *stage, const char *capitals)
{
	char name[8] = "";

	if (strcmp(capitals, "DEAD") == 0)
		return dead_end(stage);
	for (size_t i = 0; capitals[i] && i < sizeof name - 1; i++)
		name[i] = (char)tolower((unsigned char)capitals[i]);
	return stage_find(stage, name);
}

static bool read_port(struct stage *stage, const char *text, in_port_t *ret)
{
	struct stage_socket *socket;

	if (isdigit((unsigned char)*text)) {
		*ret = htons((uint16_t)atoi(text));
		return true;
	}
	socket = find_by_capitals(stage, text);
	if (!socket)
		return false;
	stage_note_address(stage, socket);
	*ret = socket->address.sin_port;
	return true;
}

/* lo, 10.0.0.1, or one of the two machines. */
static bool read_host(struct stage *stage, const char *text, struct in_addr *ret)
{
	bool machine = strcmp(text, "A") == 0 || strcmp(text, "B") == 0;

	if (machine && stage->gate) {
		ret->s_addr = htonl(stage->gate->address[*text == 'A' ? GATE_A : GATE_B]);
		return true;
	}
	return inet_pton(AF_INET, strcmp(text, "lo") == 0 ? "127.0.0.1" : text, ret) == 1;
}

/* HOST:PORT */
static bool read_host_and_port(struct stage *stage, const char *text, struct sockaddr_in *ret)
{
	const char *colon = strchr(text, ':');
	char host[32];

	snprintf(host, sizeof host, "%.*s", (int)(colon - text), text);
	if (!read_host(stage, host, &ret->sin_addr))
		return false;
	return read_port(stage, colon + 1, &ret->sin_port);
}

/* Names that are wrong on purpose. */
static bool read_bad(const char *text, struct stage_address *ret)
{
	ret->name.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (sscanf(text, "addrlen %u", &ret->len) == 1)
		return true;
	if (strcmp(text, "AF_INET6") == 0) {
		ret->name.sin_family = AF_INET6;
		return true;
	}
	if (strncmp(text, "AF_UNSPEC", 9) != 0)
		return false;
	ret->name.sin_family = AF_UNSPEC;
	if (strcmp(text, "AF_UNSPEC lo") != 0)
		ret->name.sin_addr.s_addr = htonl(INADDR_ANY);
	return true;
}

bool stage_address(struct stage *stage, const char *text, struct stage_address *ret)
{
	struct stage_socket *socket;

	if (*text == '/' || *text == '@') {
		stage_path(stage, text, ret);
		return true;
	}
	memset(ret, 0, sizeof *ret);
	ret->name.sin_family = AF_INET;
	ret->len = sizeof ret->name;
	if (strchr(text, ':'))
		return read_host_and_port(stage, text, &ret->name);
	socket = find_by_capitals(stage, text);
	if (!socket)
		return read_bad(text, ret);
	stage_note_address(stage, socket);
	ret->name = socket->address;
	return true;
}

char stage_letter(size_t n)
{
	return (char)('a' + n % 26);
}
