/* session.h: one iSCSI session of one connection that keeps a number of commands in flight. One thread uses it. */
#ifndef SESSION_H
#define SESSION_H

#include <stdint.h>
#include <sys/uio.h>

#include "latency.h"
#include "options.h"
#include "pdu.h"

enum { RECEIVE = 2 << 20, VECTORS = 512, HEADER_ROOM = BHS + 8 };

struct command { uint64_t block, began; uint32_t arrived; uint16_t lun; uint8_t writes, live; };

/* What all sessions have in common: what they count, and where data to be written comes from. */
struct load {
    const struct options *options;
    struct latency latency;
    uint64_t commands, errors, data_bytes;
    uint32_t block_length;
    uint64_t blocks; /* of the range that is used */
    const uint8_t *data; /* of `options->bytes` and more: what is written when nothing is verified */
    int stopping;
};

struct session {
    struct load *load;
    int socket, blocked, number, idle; /* idle: sends no commands */
    uint32_t cmdsn, expstatsn, maxcmdsn, inflight;
    uint32_t largest_segment, first_burst; /* what the target takes */
    int immediate;
    uint64_t position, random;
    struct command *commands;
    uint32_t *unused, unused_count;
    /* Input: PDUs are taken whole. */
    uint8_t *input;
    uint32_t input_length;
    /* Output: headers lie in `headers`, data where it is; vectors that the socket has not taken. */
    uint8_t *headers;
    uint32_t headers_used;
    struct iovec vectors[VECTORS];
    int first_vector, vector_count;
    uint8_t *written; /* one buffer for each command, when data is verified */
};

/* Connects and logs in; ends the program when that fails. */
void session_open(struct session *session, struct load *load, int number);

/* A command without data to be written, which is awaited; unit attentions are passed over. */
void session_ask(struct session *session, int lun, const uint8_t *cdb, void *data, uint32_t length);

/* Sends as many commands as the depth and the target's window allow. */
void session_issue(struct session *session);

/* Hands output to the socket; whether all of it was taken. */
int session_flush(struct session *session);

/* Reads what has come and answers it; 0 when the connection has ended. */
int session_receive(struct session *session);

#endif
