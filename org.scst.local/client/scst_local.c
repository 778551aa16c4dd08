/* The client of scst_local.h. */
#define _GNU_SOURCE
#include "scst_local.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

enum { VERSION = 1, MOST = 1024, HELLO = 1, COMMAND = 2, WELCOME = 0x81, RESPONSE = 0x82, REFUSAL = 0xFF };

struct scst_local {
    int socket;
    uint8_t *memory;
    uint32_t size;
    uint64_t tag;
    char reason[256];
};

static void put32(uint8_t *at, uint32_t value) { memcpy(at, &value, 4); }
static uint32_t get32(const uint8_t *at) { uint32_t value; memcpy(&value, at, 4); return value; }
static void put64(uint8_t *at, uint64_t value) { memcpy(at, &value, 8); }
static uint64_t get64(const uint8_t *at) { uint64_t value; memcpy(&value, at, 8); return value; }

static int fail(struct scst_local *nexus, const char *reason) {
    snprintf(nexus->reason, sizeof nexus->reason, "%s", reason);
    return -1;
}

static int send_all(struct scst_local *nexus, uint8_t *message, uint32_t length, uint32_t type) {
    put32(message, length);
    put32(message + 4, type);
    while (length > 0) {
        ssize_t sent = send(nexus->socket, message, length, MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR) continue;
        if (sent < 0) return fail(nexus, strerror(errno));
        message += sent;
        length -= sent;
    }
    return 0;
}

/* Receives so many bytes, and a descriptor if one comes with them. */
static int receive(struct scst_local *nexus, uint8_t *into, uint32_t length, int *descriptor) {
    while (length > 0) {
        char control[CMSG_SPACE(sizeof(int))];
        struct iovec vector = {into, length};
        struct msghdr message = {.msg_iov = &vector, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control};
        ssize_t received = recvmsg(nexus->socket, &message, MSG_CMSG_CLOEXEC);
        if (received < 0 && errno == EINTR) continue;
        if (received < 0) return fail(nexus, strerror(errno));
        if (received == 0) return fail(nexus, "the platform has closed the connection");
        struct cmsghdr *head = CMSG_FIRSTHDR(&message);
        if (descriptor && head && head->cmsg_type == SCM_RIGHTS) memcpy(descriptor, CMSG_DATA(head), sizeof(int));
        into += received;
        length -= received;
    }
    return 0;
}

/* The next message; returns its type, or -1. */
static int next(struct scst_local *nexus, uint8_t *message, int *descriptor) {
    if (receive(nexus, message, 8, descriptor)) return -1;
    uint32_t length = get32(message), type = get32(message + 4);
    if (length < 8 || length > MOST) return fail(nexus, "the platform speaks another protocol");
    if (receive(nexus, message + 8, length - 8, descriptor)) return -1;
    if (type != REFUSAL) return (int)type;
    snprintf(nexus->reason, sizeof nexus->reason, "the platform refuses %.*s", (int)(length - 8), (char *)message + 8);
    return -1;
}

struct scst_local *scst_local_open(const char *path, const char *name, uint32_t memory, char *error, size_t error_size) {
    struct scst_local *nexus = calloc(1, sizeof *nexus);
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    uint8_t message[MOST] = {0};
    int descriptor = -1, type;
    size_t length = strlen(name);

    if (!nexus) return NULL;
    nexus->socket = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    snprintf(address.sun_path, sizeof address.sun_path, "%s", path);
    if (strlen(path) >= sizeof address.sun_path || length > 223) {
        fail(nexus, "the path or the name is too long");
    } else if (nexus->socket < 0 || connect(nexus->socket, (struct sockaddr *)&address, sizeof address) < 0) {
        fail(nexus, strerror(errno));
    } else {
        put32(message + 8, VERSION);
        put32(message + 12, memory);
        put32(message + 16, length);
        memcpy(message + 24, name, length);
        if (send_all(nexus, message, 24 + length, HELLO) == 0) {
            type = next(nexus, message, &descriptor);
            if (type == WELCOME && descriptor >= 0) {
                nexus->size = get32(message + 12);
                nexus->memory = mmap(NULL, nexus->size, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
                if (nexus->memory == MAP_FAILED) nexus->memory = NULL, fail(nexus, strerror(errno));
            } else if (type >= 0) {
                fail(nexus, "the platform does not say WELCOME");
            }
        }
    }
    if (descriptor >= 0) close(descriptor);
    if (nexus->memory) return nexus;
    snprintf(error, error_size, "%s", nexus->reason);
    scst_local_close(nexus);
    return NULL;
}

uint8_t *scst_local_memory(struct scst_local *nexus) { return nexus->memory; }

const char *scst_local_reason(struct scst_local *nexus) { return nexus->reason; }

int scst_local_command(struct scst_local *nexus, unsigned lun, const uint8_t *cdb, size_t cdb_length, uint32_t out, uint32_t out_length,
    uint32_t in, uint32_t in_length, struct scst_local_answer *answer) {
    uint8_t message[MOST] = {0};
    uint16_t length = cdb_length;
    int type;

    if (cdb_length < 6 || cdb_length > 260) return fail(nexus, "a CDB has 6 to 260 bytes");
    if (lun > SCST_LOCAL_MOST_LUN) return fail(nexus, "a LUN is 0 to 16383");
    put64(message + 8, ++nexus->tag);
    message[16] = lun > 255 ? 0x40 | lun >> 8 : 0; /* flat space addressing beyond what peripheral device addressing has */
    message[17] = lun;
    put32(message + 24, out);
    put32(message + 28, out_length);
    put32(message + 32, in);
    put32(message + 36, in_length);
    memcpy(message + 42, &length, 2);
    memcpy(message + 44, cdb, cdb_length);
    if (send_all(nexus, message, 44 + cdb_length, COMMAND)) return -1;
    do {
        type = next(nexus, message, NULL);
        if (type < 0) return -1;
    } while (type != RESPONSE || get64(message + 8) != nexus->tag);
    memset(answer, 0, sizeof *answer);
    memcpy(&length, message + 18, 2);
    answer->status = message[16];
    answer->answered = message[17];
    answer->sense_length = length > sizeof answer->sense ? sizeof answer->sense : length;
    answer->residual = (int32_t)get32(message + 20);
    answer->received = get32(message + 24);
    memcpy(answer->sense, message + 28, answer->sense_length);
    return 0;
}

void scst_local_close(struct scst_local *nexus) {
    if (nexus->memory) munmap(nexus->memory, nexus->size);
    if (nexus->socket >= 0) close(nexus->socket);
    free(nexus);
}
