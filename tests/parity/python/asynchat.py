# SPDX-License-Identifier: MIT
"""asynchat by libasyncore, as asyncore.py is asyncore."""
import _ac
import asyncore


class simple_producer:
    """The library's, unless somebody else calls more."""

    def __init__(self, data, buffer_size=512):
        self.data = data
        self.buffer_size = buffer_size

    def more(self):
        piece, self.data = self.data[:self.buffer_size], self.data[self.buffer_size:]
        return piece


class async_chat(_ac.async_chat, asyncore.dispatcher):

    ac_in_buffer_size = 65536
    ac_out_buffer_size = 65536

    def __init__(self, sock=None, map=None):
        asyncore.dispatcher.__init__(self, None, map)
        self.in_buffer_size = self.ac_in_buffer_size
        self.out_buffer_size = self.ac_out_buffer_size
        if sock:
            sock.setblocking(False)
            self.set_socket(sock)

    def collect_incoming_data(self, data):
        raise NotImplementedError("must be implemented in subclass")

    def found_terminator(self):
        raise NotImplementedError("must be implemented in subclass")

    def set_terminator(self, term):
        if not term:
            _ac.async_chat.set_terminator_none(self)
        elif not isinstance(term, int):
            _ac.async_chat.set_terminator(self, term)
        elif term > 0:
            _ac.async_chat.set_terminator_count(self, term)
        else:
            raise ValueError("a number of bytes can not be negative")

    def push_with_producer(self, producer):
        if type(producer) is simple_producer:
            self.push_with_simple_producer(producer.data, producer.buffer_size)
        elif hasattr(producer, "more"):
            _ac.async_chat.push_with_producer(self, producer)
        else:  # asynchat sends it in pieces of this size
            self.push_with_simple_producer(producer, self.out_buffer_size)


def find_prefix_at_end(haystack, needle):
    as_bytes = [each.encode() if isinstance(each, str) else each for each in (haystack, needle)]
    return _ac.find_prefix_at_end(*as_bytes)
