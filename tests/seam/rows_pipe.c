/* SPDX-License-Identifier: MIT
 *
 * K: pipes. */
#include "row.h"

const struct row rows_pipe[] = {
	{.id = "K01",
	 .claim = "the end of a pipe is a hang-up, behind what was written",
	 .setup = "pipe(r,w)",
	 .expect =
		 "poll(r)→0; select(r)→-; poll(w)→OUT; select(w)→w; read(r,4)→EAGAIN; "
		 "write(w,3)→3; poll(r)→IN; select(r)→r; read(r,0)→0; read(r,2)→2 'ab'; close(w); "
		 "poll(r)→IN|HUP; select(r)→r; read(r,4)→1 'c'; read(r,4)→0; poll(r)→HUP; "
		 "select(r)→r"},
	{.id = "K02",
	 .claim = "a pipe nobody reads breaks",
	 .setup = "pipe(r,w); close(r)",
	 .expect = "poll(w)→OUT|ERR; select(w)→rw; write(w,1)→EPIPE; write(w,0)→0; "
		   "write(w,1)→EPIPE",
	 .without = "the signal, which write of the seam spares"},
	{.id = "K03",
	 .claim = "what nobody has read is lost without a word",
	 .setup = "pipe(r,w)",
	 .expect = "write(w,3)→3; close(r); poll(w)→OUT|ERR; select(w)→rw; write(w,1)→EPIPE",
	 .without = "the signal, which write of the seam spares"},
	{.id = "K04",
	 .claim = "a pipe has room again when a page of it is free",
	 .setup = "pipe(r,w)",
	 .expect = "fcntl(w,GETPIPE_SZ)→65536; write(w,100000)→65536; poll(w)→0; "
		   "write(w,1)→EAGAIN; read(r,1)→1 'a'; "
		   "poll(w)→0; write(w,1)→EAGAIN; skip(r,4094)→4094; poll(w)→0; skip(r,1)→1; "
		   "poll(w)→OUT; write(w,5000)→4096; write(w,4096)→EAGAIN"},
	{.id = "K05",
	 .claim = "a pipe of one page is full until that page is read",
	 .setup = "pipe(r,w)",
	 .expect = "fcntl(w,SETPIPE_SZ,4096)→4096; write(w,4096)→4096; skip(r,100)→100; "
		   "write(w,50)→EAGAIN; write(w,200)→EAGAIN; poll(w)→0; skip(r,3996)→3996; "
		   "poll(w)→OUT; write(w,4097)→4096"},
	{.id = "K06",
	 .claim = "small writes share a page, and a page not filled is not room",
	 .setup = "pipe(r,w); write(w,17)",
	 .expect = "write(w,60000)→60000; write(w,5536)→4096; write(w,5536)→EAGAIN; poll(w)→0",
	 .without = "FIONREAD"},
	{.id = "K07",
	 .claim = "a FIFO nobody has written to is no hang-up, one its writers left is",
	 .setup = "mkfifo(/f)",
	 .expect = "open(w,/f,WRONLY)→ENXIO; open(r,/f,RDONLY)→0; poll(r)→0; select(r)→-; "
		   "read(r,4)→0; open(w,/f,WRONLY)→0; poll(r)→0; select(r)→-; read(r,4)→EAGAIN; "
		   "write(w,2)→2; close(w); poll(r)→IN|HUP; select(r)→r; read(r,4)→2 'ab'; "
		   "read(r,4)→0; poll(r)→HUP; select(r)→r; open(w,/f,WRONLY); poll(r)→0; "
		   "select(r)→-; read(r,4)→EAGAIN; close(r)→0; poll(w)→OUT|ERR; select(w)→rw; "
		   "write(w,1)→EPIPE; open(r,/f,RDONLY); poll(w)→OUT; select(w)→w; write(w,1)→1",
	 .without = "the signal, which write of the seam spares"},
	{.id = "K08",
	 .claim = "an end has one direction, and a duplicate keeps it open",
	 .setup = "pipe(r,w); dup(w,d)",
	 .expect = "read(w,1)→EBADF; write(r,1)→EBADF; recv(r,1)→ENOTSOCK; close(w)→0; poll(r)→0; "
		   "close(d)→0; poll(r)→HUP",
	 .without = "lseek"},
	{.id = "K09",
	 .claim = "files are always ready, and epoll does not take them",
	 .setup = "epoll(e); open(f,/f,RDWR|CREAT); open(n,/dev/null,RDWR)",
	 .expect = "poll(f)→IN|OUT; select(f)→rw; ctl(e,ADD,f,IN)→EPERM; poll(n)→IN|OUT; "
		   "select(n)→rw; ctl(e,ADD,n,IN)→EPERM"},
	{.id = "K10",
	 .claim = "every write is an edge",
	 .setup = "pipe(r,w); epoll(e); ctl(e,ADD,r,IN|ET)",
	 .expect = "write(w,2)→2; epoll_wait(e)→r:IN; read(r,1)→1 'a'; write(w,2)→2; "
		   "epoll_wait(e)→r:IN; epoll_wait(e)→none; close(w)→0; epoll_wait(e)→r:IN|HUP"},
	{.id = NULL},
};
