/*
 * What the verifying client talks to: sessions that carry commands to one store of blocks. The store is a logical unit
 * reached over iSCSI, or the simulated one of the self-test. Everything is confined to one thread.
 */
#ifndef STORE_H
#define STORE_H
#include "admissible.h"

enum kind { READ, WRITE, FLUSH };
enum outcome {
    GOOD,
    REFUSED,  /* answered with an error; a write may have landed in part, but no more of it will */
    RETRY,    /* refused for now: busy, a unit attention */
    NO_ANSWER /* the session ended first: a write may still land until its initiator port is logged in again */
};

struct command {
    enum kind kind;
    bool live, fua;
    uint64_t lba;
    uint32_t count;
    uint8_t *data; /* room for the largest transfer */
    struct write *write;
    struct read read;
    uint64_t flush; /* when it began */
    uint64_t sent;  /* milliseconds */
    struct session *session;
    void *carrier; /* the store's own */
};

struct session {
    int number;
    bool open, broken;
    int in_flight;
    struct command *commands; /* depth of them */
    struct write **lost;      /* writes without an answer, until the next login */
    int lost_count;
    uint64_t down_since, next_attempt; /* milliseconds */
    void *connection;                  /* the store's own */
};

struct store {
    /* Logs in, again under the same initiator port name; false when that is not possible now. */
    bool (*open)(struct store *store, struct session *session);
    void (*submit)(struct store *store, struct command *command);
    /* Waits a little for answers and reports them by command_ended. */
    void (*poll)(struct store *store, struct session *sessions, int count);
    /* Ends the session without a word; what is in flight ends with NO_ANSWER. */
    void (*drop)(struct store *store, struct session *session);
    uint64_t blocks;
    uint32_t block_size;
};

/* The client's side: called by a store, at most once for each command that was submitted; the text is the status that was answered. */
void command_ended(struct command *command, enum outcome outcome, const char *text);
#endif
