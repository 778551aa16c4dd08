#define _GNU_SOURCE
#include "liar.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

enum { ACCEPTED = 2, REFUSED = 3, ENDING = 6 };

void put(unsigned char *message, int offset, uint64_t value, int bytes)
{
    memcpy(message + offset, &value, (size_t)bytes);
}

_Atomic uint32_t *link_counter(struct link *link, int offset)
{
    return (_Atomic uint32_t *)(link->rings + offset);
}

int link_connect(const char *path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int connection = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);

    snprintf(address.sun_path, sizeof address.sun_path, "%s", path);
    if (connect(connection, (struct sockaddr *)&address, sizeof address) < 0) {
        perror(path);
        exit(1);
    }
    return connection;
}

void link_registration(unsigned char *message, const char *name, int mode, uint64_t features)
{
    static const uint8_t codes[] = {TEST_UNIT_READY, MODE_SENSE_6, 0x25, READ_10, WRITE_10, 0x9E};

    memset(message, 0, MESSAGE);
    put(message, 0, 1, 4);
    put(message, 4, MESSAGE, 4);
    memcpy(message + 8, "SCSTUSER", 8);
    put(message, 16, 1, 2);
    put(message, 18, 2, 2);
    put(message, 20, (uint64_t)mode, 1);
    put(message, 22, 1, 2);
    put(message, 24, ENTRIES, 4);
    put(message, 28, BLOCK, 4);
    put(message, 32, CAPACITY, 8);
    put(message, 40, features, 8);
    snprintf((char *)message + 64, 64, "%s", name);
    snprintf((char *)message + 128, 128, "nothing to be trusted as %s", name);
    if (mode == MODE_FULL) {
        for (unsigned i = 0; i < sizeof codes; i++)
            message[320 + codes[i] / 8] |= (unsigned char)(1 << codes[i] % 8);
        memcpy(message + 352, "SCST_USR", 8);
        memcpy(message + 360, "LIAR", 4);
        memcpy(message + 376, "1", 1);
        put(message, 416, 1, 8);
    }
}

/* Receives a message; keeps what it says and the descriptors that come along. Its type, or -1 at the end. */
static int receive(struct link *link, unsigned char *message)
{
    union {
        struct cmsghdr header;
        char room[CMSG_SPACE(sizeof link->descriptors)];
    } control;
    struct iovec vector = {message, MESSAGE};
    struct msghdr header = {.msg_iov = &vector, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control};
    ssize_t length = recvmsg(link->connection, &header, MSG_CMSG_CLOEXEC);
    uint32_t type;

    if (length < 8)
        return -1;
    memcpy(&type, message, sizeof type);
    if (type == ACCEPTED && header.msg_controllen >= CMSG_LEN(sizeof link->descriptors))
        memcpy(link->descriptors, CMSG_DATA(&control.header), sizeof link->descriptors);
    if (type == REFUSED || type == ENDING) {
        memset(link->ending, 0, sizeof link->ending);
        memcpy(link->ending, message + 8, (size_t)length - 8);
    }
    return (int)type;
}

bool link_open(struct link *link, const char *path, const char *name, int mode, uint64_t features)
{
    unsigned char message[MESSAGE];
    int type;

    memset(link, 0, sizeof *link);
    link->connection = link_connect(path);
    link_registration(message, name, mode, features);
    send(link->connection, message, sizeof message, MSG_NOSIGNAL);
    do
        type = receive(link, message);
    while (type >= 0 && type != ACCEPTED);
    if (type < 0) {
        close(link->connection);
        return false;
    }
    memcpy(link->sizes, message + 8, sizeof link->sizes);
    link->rings = mmap(NULL, link->sizes[0], PROT_READ | PROT_WRITE, MAP_SHARED, link->descriptors[0], 0);
    link->data = mmap(NULL, link->sizes[1], PROT_READ | PROT_WRITE, MAP_SHARED | MAP_NORESERVE, link->descriptors[1], 0);
    if (link->rings == MAP_FAILED || link->data == MAP_FAILED) {
        perror("mmap");
        exit(1);
    }
    return true;
}

void link_close(struct link *link)
{
    if (link->connection >= 0)
        close(link->connection);
    for (int i = 0; i < 4; i++)
        close(link->descriptors[i]);
    munmap(link->rings, link->sizes[0]);
    munmap(link->data, link->sizes[1]);
}

static void take(struct link *link, struct request *request)
{
    const unsigned char *entry = link->rings + REQUESTS + (link->head % ENTRIES) * ENTRY;

    memcpy(&request->id, entry, 8);
    memcpy(&request->operation, entry + 8, 2);
    memcpy(&request->flags, entry + 10, 2);
    memcpy(&request->length, entry + 12, 4);
    memcpy(&request->data, entry + 24, 8);
    memcpy(request->cdb, entry + 64, sizeof request->cdb);
    atomic_store(link_counter(link, REQUEST_HEAD), ++link->head);
}

int link_next(struct link *link, struct request *request, int milliseconds)
{
    struct pollfd either[2] = {{link->descriptors[2], POLLIN, 0}, {link->connection, POLLIN, 0}};
    unsigned char message[MESSAGE];
    char wakes[64];

    atomic_store(link_counter(link, REQUEST_WAKE), link->head);
    if (atomic_load(link_counter(link, REQUEST_TAIL)) == link->head) {
        if (poll(either, 2, milliseconds) <= 0)
            return 0;
        if (either[0].revents & POLLIN && read(link->descriptors[2], wakes, sizeof wakes) < 0)
            return 0;
    }
    if (recv(link->connection, message, 1, MSG_PEEK | MSG_DONTWAIT) >= 0 && receive(link, message) < 0)
        return -1;
    if (atomic_load(link_counter(link, REQUEST_TAIL)) == link->head)
        return 0;
    take(link, request);
    return 1;
}

void link_answer(struct link *link, uint64_t id, const struct reply *reply)
{
    uint32_t tail = atomic_load(link_counter(link, REPLY_TAIL));
    unsigned char *entry = link->rings + REQUESTS + (ENTRIES + tail % (2 * ENTRIES)) * ENTRY;

    put(entry, 0, id, 8);
    put(entry, 8, reply->result, 2);
    put(entry, 12, reply->length, 4);
    put(entry, 16, UINT64_MAX, 8);
    entry[24] = reply->status;
    entry[25] = reply->sense_length;
    put(entry, 26, reply->flags, 2);
    put(entry, 28, reply->block_length, 4);
    memcpy(entry + 32, reply->sense, sizeof reply->sense);
    atomic_store(link_counter(link, REPLY_TAIL), tail + 1);
}

void link_wake(struct link *link)
{
    if (write(link->descriptors[3], "", 1) < 0)
        return; /* full, which wakes as well, or nobody is there any more */
}
