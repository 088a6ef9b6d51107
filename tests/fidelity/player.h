/* SPDX-License-Identifier: MIT
 *
 * player.h - plays a program on a kernel, one operation at a time, and sees what came
 * of it: what the call returned, and what poll, select and epoll say of every
 * descriptor afterwards.
 *
 * player.c       slots, a program from beginning to end
 * call.c         the calls
 * call_bind.c    bind and listen
 * call_bytes.c   those that send and receive
 * call_option.c  options
 * call_file.c    those of files that are no sockets
 * call_nobody.c  those on a number that is no descriptor
 * bulk.c         calls that are repeated until they refuse
 * look.c         readiness
 * payload.c      bytes
 *
 * What is seen is in *normal form*: descriptors by slot, addresses as name.h has them,
 * and what two kernels may do differently left out (docs/fidelity.md says what).  So
 * two plays agree if they saw the same bytes. */
#ifndef FIDELITY_PLAYER_H
#define FIDELITY_PLAYER_H

#include <sys/epoll.h>

#include "ac_sys.h"
#include "name.h"
#include "program.h"

enum file_kind {
	FILE_NONE,
	FILE_TCP,
	FILE_UDP,
	FILE_UNIX,
	FILE_UNIX_DGRAM,
	FILE_UNIX_PACKET,
	FILE_READER,
	FILE_WRITER,
	FILE_EPOLL,
	FILE_EVENT,
	FILE_PLAIN, /* a regular file, /dev/null */
	FILE_KINDS
};

/* Readiness in a byte: POLLIN, PRI, OUT, ERR, HUP and NVAL as poll(2) has them. */
#define SEEN_RDHUP 0x40
/* poll: RDNORM is not what IN is, or WRNORM not what OUT is; epoll: one of the two. */
#define SEEN_NORM  0x80
#define SEEN_READ  1 /* select */
#define SEEN_WRITE 2
#define SEEN_OTHER 4

/* The ways to see readiness. */
enum look { LOOK_POLL, LOOK_SELECT, LOOK_LEVEL, LOOK_EDGE, LOOK_ONCE, LOOKS };

struct seen {
	int32_t result; /* >= 0 or -errno */
	uint32_t bytes; /* hash of what came; a value */
	struct seen_name name;
	uint8_t called;  /* 0: the operation did nothing */
	uint8_t sigpipe; /* signals raised */
	uint8_t kind;    /* of the slot, enum file_kind, before the call */
	uint8_t spare;
	uint8_t ready[LOOKS][SLOTS];
};

/* A kernel to play on. */
struct kernel {
	struct ac_sys *sys;
	const struct kernel_ops *ops;
	uint16_t first_port; /* of this program's six */
};

struct kernel_ops {
	/* From here on calls find just so many free numbers; -1: no limit. */
	void (*limit)(struct kernel *, int free_numbers);
	/* Signals raised since it was last asked. */
	unsigned (*take_sigpipes)(struct kernel *);
	/* A look at everything follows. */
	void (*looks)(struct kernel *);
	/* Nobody is bound to this path any more. */
	void (*forget_path)(struct kernel *, const char *path);
};

struct file {
	int fd;
	uint8_t kind;
	uint8_t stream; /* a duplicate has its original's */
};

#define STREAMS_MAX (2 * OPS_MAX + 2)

struct player {
	struct kernel *kernel;
	struct ac_sys *sys;
	struct file files[SLOTS];
	int epolls[3]; /* of LOOK_LEVEL, LOOK_EDGE, LOOK_ONCE */
	unsigned open;
	int nobody;                       /* a number that is no descriptor */
	int limit;                        /* descriptors at most; -1: no limit */
	const struct op_buffers *buffers; /* NULL: the default */
	struct names names;
	unsigned paths; /* bit per enum unix_code: something was made there */
	unsigned fifos; /* ... and it is a FIFO */

	/* Buffers count differently on both kernels (bulk.c). */
	bool loose[FILE_KINDS]; /* what fits is not compared */
	bool full[FILE_KINDS];  /* nor whether there is room */
	bool was_full;          /* before this step: what it told is not over yet */
	bool reads_shut;        /* of a TCP stream: reading says 0, and more may come */
	uint8_t filled;         /* but this slot has none; SLOTS: nobody */
	int32_t drained[SLOTS]; /* how reading it ended */
	uint32_t drained_bytes;

	unsigned streams;
	bool connected[STREAMS_MAX];   /* datagrams: somewhere */
	bool shares[STREAMS_MAX];      /* has SO_REUSEPORT */
	bool takes[STREAMS_MAX];       /* listens; datagrams: is bound */
	bool writes_shut[STREAMS_MAX]; /* then it always has room */
	uint32_t sent[STREAMS_MAX];
	int16_t heard[STREAMS_MAX]; /* the byte that comes next; -1: any */
};

void player_begin(struct player *, struct kernel *);
void player_step(struct player *, const struct op *, struct seen *ret);
/* After a step that saw something else than it should: has it come meanwhile?  Calls
 * that said EAGAIN are made again if `calls`. */
void player_again(struct player *, const struct op *, bool calls, struct seen *);
void player_end(struct player *);

/* -- between the files -------------------------------------------------- */

struct file *player_file(struct player *, unsigned slot); /* NULL: empty */
void player_open(struct player *, unsigned slot, int fd, enum file_kind);
bool player_is_free(const struct player *, unsigned slot);
/* Between the two, what makes descriptors finds as many as the program's limit says. */
void player_limit(struct player *, bool begins);
void call_make(struct player *, const struct op *, struct seen *);
/* The address of a name's code, for a socket of this kind; 0: it has none now. */
socklen_t call_address(struct player *, uint8_t code, uint8_t kind, struct sockaddr_storage *ret);
/* Room for an answer, as the operation says: mostly enough. */
socklen_t call_room(const struct op *, size_t enough);
struct seen_name call_said(struct player *, const struct file *, const struct sockaddr_storage *,
			   socklen_t len);
int call_bind(struct player *, const struct op *, struct file *);
int call_listen(struct player *, const struct op *, struct file *);
ssize_t call_send(struct player *, const struct op *, const struct file *);
ssize_t call_recv(struct player *, const struct op *, const struct file *, struct seen *);
int call_setopt(struct player *, const struct op *, const struct file *);
int call_getopt(struct player *, const struct op *, const struct file *, struct seen *);
void call_on_files(struct player *, const struct op *, struct seen *);
int call_fcntl(struct player *, const struct op *, const struct file *);
ssize_t call_write_count(struct player *, const struct op *, const struct file *);
void call_nobody(struct player *, const struct op *, struct seen *);
void bulk_fill(struct player *, const struct op *, struct seen *);
void bulk_drain(struct player *, bool again, struct seen *);
void look(struct player *, struct seen *);

/* payload.c: the next len bytes of a stream, and what was heard of one. */
const void *payload(const struct player *, unsigned stream, size_t len);
void *payload_room(size_t len);
uint32_t payload_hash(const void *, size_t len, uint32_t seed);
/* Are they the ones that follow? */
bool payload_follows(struct player *, unsigned stream, const void *, size_t len);

#endif
