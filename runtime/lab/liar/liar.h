/* A process that serves a device of org.scst.user and keeps to nothing: its connections, its lies, and the initiator that asks it. */
#ifndef LIAR_H
#define LIAR_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

enum { MESSAGE = 512, ENTRIES = 8, ENTRY = 128, BLOCK = 512, SHORT = 8 * BLOCK, CAPACITY = 64 << 20 };
enum { REQUEST_TAIL = 0, REQUEST_HEAD = 64, REQUEST_WAKE = 128, REPLY_TAIL = 192, REPLY_WAKE = 320, REQUESTS = 384 };
enum { MODE_BLOCK = 1, MODE_FULL = 2, TELLS_PAGES = 128 };
enum { READ_BLOCKS = 1, WRITE_BLOCKS = 2, COMMAND = 7, DATA_OUT = 2, DATA_IN = 4, MORE = 8 };
enum { TEST_UNIT_READY = 0x00, INQUIRY = 0x12, MODE_SENSE_6 = 0x1A, READ_10 = 0x28, WRITE_10 = 0x2A };

/* A request, as it was when it was taken. */
struct request {
    uint64_t id, data;
    uint32_t length;
    uint16_t operation, flags;
    uint8_t cdb[64];
};

/* What is answered. */
struct reply {
    uint16_t result, flags;
    uint32_t length, block_length;
    uint8_t status, sense_length;
    uint8_t sense[96];
};

/* One connection, from its acceptance on. */
struct link {
    int connection;
    int descriptors[4]; /* rings, data, the pipe that wakes us, the pipe that wakes the platform */
    unsigned char *rings, *data;
    uint64_t sizes[2];
    uint32_t head;
    char ending[MESSAGE + 1]; /* what the platform said last before it ended */
};

/* What is answered to, of what comes. */
enum wants { ANY, READS, WRITES, NO_DATA, PARAMETERS, PAGES, WINDOWS };

/* One thing that the protocol forbids. */
struct manner {
    const char *name;
    int mode;
    enum wants wants;
    void (*lie)(struct link *link, const struct request *request);
    const char *noticed; /* a part of what the platform ends the connection with; NULL where it has nothing to end it for */
    unsigned times;      /* where it has nothing: how many requests are answered like this */
    uint64_t features;
};

extern const struct manner manners[];

/* link.c */
int link_connect(const char *path);
void link_registration(unsigned char *message, const char *name, int mode, uint64_t features);
bool link_open(struct link *link, const char *path, const char *name, int mode, uint64_t features);
void link_close(struct link *link);
/* 1: a request; 0: nothing within the time; -1: the connection has ended. */
int link_next(struct link *link, struct request *request, int milliseconds);
void link_answer(struct link *link, uint64_t id, const struct reply *reply);
void link_wake(struct link *link);
_Atomic uint32_t *link_counter(struct link *link, int offset);
void put(unsigned char *message, int offset, uint64_t value, int bytes);

/* manners.c */
bool manner_wants(const struct manner *manner, const struct request *request);
void answer_well(struct link *link, const struct request *request);
/* Where a manner changes data all the time, it does no more. */
void stop_changing(void);
/* The other device of this process. */
extern struct link other;

/* initiator.c: what the initiator has seen; shared between the processes. */
struct seen {
    atomic_uint mode_senses, unprotected;
};
/* Asks the logical unit, and the next one, which is the same mapped read-only, until it is killed; in a process of its own. */
int initiator_start(const char *url, struct seen *seen);

#endif
