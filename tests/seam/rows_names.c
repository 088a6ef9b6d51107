/* SPDX-License-Identifier: MIT
 *
 * H: who one is, and who the other is. */
#include "row.h"

const struct row rows_names[] = {
	{.id = "H01",
	 .claim = "names last as long as a connection, one's own longer",
	 .setup = "bind(l,0.0.0.0:0); listen(l,5)",
	 .expect = "getsockname(l)→0.0.0.0:PORT; connect(c,127.0.0.9:L)→EINPROGRESS; "
		   "accept(l,s); getsockname(c)→lo:PORT; getpeername(c)→127.0.0.9:PORT; "
		   "getsockname(s)→127.0.0.9:PORT; getpeername(s)→lo:PORT; shutdown(c,WR)→0; "
		   "getpeername(c)→127.0.0.9:PORT; getpeername(s)→lo:PORT; close(s)→0; "
		   "getpeername(c)→ENOTCONN; getsockname(c)→lo:PORT"},
	{.id = "H02",
	 .claim = "a peer that closed has a name until the reset",
	 .setup = "pair(c,s)",
	 .expect = "close(s)→0; getpeername(c)→lo:PORT; getsockname(c)→lo:PORT; send(c,1)→1; "
		   "getpeername(c)→ENOTCONN; getsockname(c)→lo:PORT"},
	{.id = "H03",
	 .claim = "a name is cut to the room for it",
	 .setup = "pair(c,s)",
	 .expect = "close(s)[SO_LINGER 0]→0; getpeername(c)→ENOTCONN; getsockname(c)→lo:PORT; "
		   "getsockname(c,addrlen 2)→0, out 16; getsockname(c,addrlen -1)→EINVAL",
	 .lies = true},
	{.id = NULL},
};
