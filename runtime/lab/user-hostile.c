/*
 * user-hostile: a handler's process that does what PROTOCOL.md forbids, one thing at a time.
 * usage: user-hostile --list | user-hostile MANNER SOCKET NAME
 * A manner register-... prints what it is refused with; the others serve the device NAME, badly, until they are ended.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

enum { MESSAGE = 512, ENTRIES = 8, ENTRY = 128 };
enum { REQUEST_TAIL = 0, REQUEST_HEAD = 64, REQUEST_WAKE = 128, REPLY_TAIL = 192, REPLY_WAKE = 320, REQUESTS = 384 };

static const char *const manners[] = {
    "twice", "unasked", "overrun", "head", "length", "result", "scribble", "silence", "flood", "close", NULL,
};

static unsigned char *rings;
static unsigned char *data;

static _Atomic uint32_t *counter(int offset)
{
    return (_Atomic uint32_t *)(rings + offset);
}

static int connected(const char *path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int connection = socket(AF_UNIX, SOCK_SEQPACKET, 0);

    snprintf(address.sun_path, sizeof address.sun_path, "%s", path);
    if (connect(connection, (struct sockaddr *)&address, sizeof address) < 0) {
        perror(path);
        exit(1);
    }
    return connection;
}

static void put(unsigned char *message, int offset, uint64_t value, int bytes)
{
    memcpy(message + offset, &value, (size_t)bytes);
}

static void registration(unsigned char *message, const char *name)
{
    memset(message, 0, MESSAGE);
    put(message, 0, 1, 4);
    put(message, 4, MESSAGE, 4);
    memcpy(message + 8, "SCSTUSER", 8);
    put(message, 16, 1, 2);
    put(message, 20, 1, 1);
    put(message, 22, 1, 2);
    put(message, 24, ENTRIES, 4);
    put(message, 28, 512, 4);
    put(message, 32, 64 << 20, 8);
    snprintf((char *)message + 64, 64, "%s", name);
    snprintf((char *)message + 128, 128, "nothing to be trusted");
}

static int refused(int connection)
{
    char message[MESSAGE + 1] = {0};
    ssize_t length = recv(connection, message, MESSAGE, 0);
    uint32_t type = 0;

    memcpy(&type, message, sizeof type);
    if (length < 8 || type != 3 || recv(connection, message + 8 + strlen(message + 8), 1, 0) != 0) {
        printf("not refused: %zd bytes of type %u\n", length, type);
        return 1;
    }
    puts(message + 8);
    return 0;
}

static int register_wrongly(const char *manner, int connection, const char *name)
{
    unsigned char message[MESSAGE];
    size_t length = MESSAGE;

    registration(message, name);
    if (!strcmp(manner, "register-version"))
        put(message, 16, 2, 2);
    else if (!strcmp(manner, "register-name"))
        put(message, 64, 0, 8);
    else if (!strcmp(manner, "register-short"))
        length = 100;
    else
        memset(message, 0x55, sizeof message);
    send(connection, message, length, MSG_NOSIGNAL);
    return refused(connection);
}

static int *accepted(int connection, int *descriptors)
{
    char message[MESSAGE];
    union {
        struct cmsghdr header;
        char room[CMSG_SPACE(4 * sizeof(int))];
    } control;
    struct iovec vector = {message, MESSAGE};
    struct msghdr header = {.msg_iov = &vector, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control};
    uint32_t type = 4;
    uint64_t sizes[2];

    while (type == 4) {
        header.msg_controllen = sizeof control;
        if (recvmsg(connection, &header, 0) <= 0)
            exit(1);
        memcpy(&type, message, sizeof type);
    }
    if (type != 2) {
        puts(message + 8);
        exit(1);
    }
    memcpy(descriptors, CMSG_DATA(&control.header), 4 * sizeof(int));
    memcpy(sizes, message + 8, sizeof sizes);
    rings = mmap(NULL, sizes[0], PROT_READ | PROT_WRITE, MAP_SHARED, descriptors[0], 0);
    data = mmap(NULL, sizes[1], PROT_READ | PROT_WRITE, MAP_SHARED, descriptors[1], 0);
    return descriptors;
}

static void answer(uint64_t id, unsigned result, uint32_t length)
{
    uint32_t tail = atomic_load(counter(REPLY_TAIL));
    unsigned char *entry = rings + REQUESTS + ENTRIES * ENTRY + (tail % (2 * ENTRIES)) * ENTRY;

    put(entry, 0, id, 8);
    put(entry, 8, result, 2);
    put(entry, 12, length, 4);
    put(entry, 16, UINT64_MAX, 8);
    atomic_store(counter(REPLY_TAIL), tail + 1);
}

/* Fills the pipe that the platform wakes it by, and has calls of it wait. */
static void flood(int pipe)
{
    char path[64];
    int other;

    snprintf(path, sizeof path, "/proc/self/fd/%d", pipe);
    other = open(path, O_WRONLY | O_NONBLOCK);
    if (other < 0)
        exit(1);
    while (write(other, path, 1) == 1)
        ;
    fcntl(pipe, F_SETFL, 0);
    fcntl(other, F_SETFL, 0);
}

static void misbehave(const char *manner, uint64_t id, uint32_t length, int connection)
{
    if (!strcmp(manner, "twice")) {
        answer(id, 0, length);
        answer(id, 0, length);
    } else if (!strcmp(manner, "unasked")) {
        for (uint64_t wrong = 0; wrong < 12; wrong++)
            answer(id + 1 + wrong * 0x123456789abcdULL, 0, length);
    } else if (!strcmp(manner, "overrun")) {
        atomic_store(counter(REPLY_TAIL), 0x80000000u);
    } else if (!strcmp(manner, "head")) {
        atomic_store(counter(REQUEST_HEAD), 0x7fffffffu);
        answer(id, 0, length);
    } else if (!strcmp(manner, "length")) {
        answer(id, 0, length + 0x7fffff00u);
    } else if (!strcmp(manner, "result")) {
        answer(id, 0xffff, length);
    } else if (!strcmp(manner, "scribble")) {
        memset(rings, 0xff, REQUESTS + 3 * ENTRIES * ENTRY);
        memset(data, 0xff, 1 << 20);
    } else if (!strcmp(manner, "close")) {
        close(connection);
        answer(id, 0, length);
        memset(data, 0xee, 1 << 20);
    } else {
        return; /* silence */
    }
}

static void serve(const char *manner, int connection, const char *name)
{
    unsigned char message[MESSAGE];
    int descriptors[4];
    uint32_t head = 0;
    uint64_t one = 1;

    registration(message, name);
    send(connection, message, sizeof message, MSG_NOSIGNAL);
    accepted(connection, descriptors);
    if (!strcmp(manner, "flood"))
        flood(descriptors[2]);
    for (;;) {
        uint64_t id, count;
        uint32_t length;
        unsigned char *entry;

        atomic_store(counter(REQUEST_WAKE), head);
        if (atomic_load(counter(REQUEST_TAIL)) == head && read(descriptors[2], &count, sizeof count) < 0)
            exit(0);
        if (atomic_load(counter(REQUEST_TAIL)) == head)
            continue;
        entry = rings + REQUESTS + (head % ENTRIES) * ENTRY;
        memcpy(&id, entry, sizeof id);
        memcpy(&length, entry + 12, sizeof length);
        atomic_store(counter(REQUEST_HEAD), ++head);
        misbehave(manner, id, length, connection);
        if (write(descriptors[3], &one, sizeof one) < 0)
            exit(0);
        if (!strcmp(manner, "close") || !strcmp(manner, "scribble"))
            pause();
    }
}

int main(int count, char **arguments)
{
    int connection;

    if (count == 2 && !strcmp(arguments[1], "--list")) {
        for (const char *const *manner = manners; *manner; manner++)
            puts(*manner);
        return 0;
    }
    if (count != 4) {
        fprintf(stderr, "usage: user-hostile --list | user-hostile MANNER SOCKET NAME\n");
        return 2;
    }
    connection = connected(arguments[2]);
    if (!strncmp(arguments[1], "register-", 9))
        return register_wrongly(arguments[1], connection, arguments[3]);
    serve(arguments[1], connection, arguments[3]);
    return 0;
}
