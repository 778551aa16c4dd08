/*
 * scst_local: a process is an initiator of a local target ("driver_socket" of org.scst.local.target-NAME.cfg).
 *
 * One connection is one I_T nexus. It sends one command at a time and is to be used by one thread at a time; a process may have
 * many. Data lies in memory that is shared with the platform: what a command sends is put there first, what it receives is found there.
 */
#ifndef SCST_LOCAL_H
#define SCST_LOCAL_H

#include <stddef.h>
#include <stdint.h>

#define SCST_LOCAL_MOST_LUN 16383

struct scst_local;

/* How a command ended. */
struct scst_local_answer {
    int answered;          /* 0: aborted, or its nexus has ended; nothing below counts */
    uint8_t status;        /* SAM status */
    int32_t residual;      /* bytes: negative for fewer than there was room for */
    uint32_t received;     /* bytes of Data-In */
    uint32_t sense_length; /* 0 to 96 */
    uint8_t sense[96];     /* fixed or descriptor format */
};

/*
 * Connects. name: of the initiator, which groups match; memory: bytes of the shared memory, a multiple of 4096, at most 64 MiB.
 * Returns NULL with the reason in error (of so many bytes).
 */
struct scst_local *scst_local_open(const char *socket, const char *name, uint32_t memory, char *error, size_t error_size);

/* The shared memory. */
uint8_t *scst_local_memory(struct scst_local *nexus);

/*
 * Sends a command and waits for its end. lun: 0 to 16383; out and in: offsets in the shared memory. Asynchronous events that come
 * meanwhile are passed over: they are unit attention conditions as well. Returns 0, or -1 when it was not sent or the connection has ended.
 */
int scst_local_command(struct scst_local *nexus, unsigned lun, const uint8_t *cdb, size_t cdb_length, uint32_t out, uint32_t out_length,
    uint32_t in, uint32_t in_length, struct scst_local_answer *answer);

/* Why the connection has ended. */
const char *scst_local_reason(struct scst_local *nexus);

void scst_local_close(struct scst_local *nexus);

#endif
