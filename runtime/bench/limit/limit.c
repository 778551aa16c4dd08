/* limit: what the socket itself allows. Answers the iSCSI PDUs of a load without having storage: the upper limit that targets
 * are compared with. No iSCSI target: it believes what it is sent.
 *
 *   limit [--address A] [--port N] [--mib N] [--ready FILE]
 *
 * One thread and one epoll set. What one read brings is answered with one send. READ gets Data-In with the status in it, WRITE a
 * response after its immediate data, which is thrown away; segments and bursts are large enough that no R2T is needed. Every LUN
 * is there and has --mib mebibytes. --ready FILE gets the process id once it listens. Ends on SIGTERM.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <getopt.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include "../load/pdu.h"

enum { INPUT = 256 << 10, VECTORS = 512, LARGEST = 1 << 20, BLOCK = 512, WINDOW = 4096, EVENTS = 256 };
enum { READ_16 = 0x88, WRITE_16 = 0x8a, SERVICE_ACTION_IN_16 = 0x9e };

struct connection {
    int socket, blocked;
    uint32_t statsn, segment; /* the initiator's MaxRecvDataSegmentLength */
    uint32_t input_length, discard; /* bytes of data segments to throw away before the next header */
    uint8_t pending[BHS]; /* the header whose data is thrown away */
    uint8_t headers[VECTORS][BHS];
    struct iovec vectors[VECTORS];
    int first, end;
    uint8_t input[INPUT];
};

static uint8_t zeroes[LARGEST];
static uint64_t blocks;

static void die(const char *what) {
    fprintf(stderr, "limit: %s: %s\n", what, strerror(errno));
    exit(1);
}

/* --- output: headers in their slots, data where it is --- */

static uint8_t *answer(struct connection *to, int opcode, const uint8_t *asked, const void *data, uint32_t length) {
    uint8_t *header = to->headers[to->end];
    memset(header, 0, BHS);
    header[0] = (uint8_t)opcode;
    header[1] = 0x80;
    put24(header + 5, length);
    memcpy(header + 16, asked + 16, 4);
    put32(header + 24, to->statsn);
    put32(header + 28, get32(asked + 24) + 1);
    put32(header + 32, get32(asked + 24) + WINDOW);
    to->vectors[to->end++] = (struct iovec){header, BHS};
    if (length > 0) to->vectors[to->end++] = (struct iovec){(void *)data, padded(length)};
    return header;
}

/* Whether the longest answer to one PDU has room. */
static int has_room(const struct connection *to) {
    return to->end + 2 * (int)(LARGEST / to->segment) + 2 <= VECTORS;
}

/* One send for everything that waits; whether the socket took it all. 0 also when the connection has ended: reading says so. */
static int flush(struct connection *to) {
    while (to->first < to->end) {
        struct msghdr message = {.msg_iov = to->vectors + to->first, .msg_iovlen = (size_t)(to->end - to->first)};
        ssize_t sent = sendmsg(to->socket, &message, MSG_DONTWAIT | MSG_NOSIGNAL);
        if (sent < 0) return 0;
        for (; to->first < to->end && (size_t)sent >= to->vectors[to->first].iov_len; to->first++) sent -= (ssize_t)to->vectors[to->first].iov_len;
        if (to->first == to->end) break;
        to->vectors[to->first].iov_base = (uint8_t *)to->vectors[to->first].iov_base + sent;
        to->vectors[to->first].iov_len -= (size_t)sent;
    }
    to->first = to->end = 0;
    return 1;
}

/* --- what is asked --- */

static void log_in(struct connection *to, const uint8_t *asked, const char *keys, uint32_t length) {
    static const char answers[] = "HeaderDigest=None\0DataDigest=None\0InitialR2T=Yes\0ImmediateData=Yes\0MaxRecvDataSegmentLength=1048576\0"
        "MaxBurstLength=1048576\0FirstBurstLength=1048576\0MaxOutstandingR2T=1\0MaxConnections=1\0ErrorRecoveryLevel=0\0TargetPortalGroupTag=1\0\0\0";
    static const char declared[] = "MaxRecvDataSegmentLength=";
    to->segment = 8192;
    for (const char *key = keys; key < keys + length; key += strnlen(key, (size_t)(keys + length - key)) + 1)
        if (!strncmp(key, declared, sizeof declared - 1)) to->segment = (uint32_t)atol(key + sizeof declared - 1);
    if (to->segment > LARGEST) to->segment = LARGEST;
    if (to->segment < 8192) to->segment = 8192;
    uint8_t *header = answer(to, LOGIN_RESPONSE, asked, answers, sizeof answers - 4);
    header[1] = 0x87;
    memcpy(header + 8, asked + 8, 6);
    header[15] = 1;
    put32(header + 28, get32(asked + 24));
    to->statsn++;
}

static void read_data(struct connection *to, const uint8_t *asked, const void *data, uint32_t length) {
    for (uint32_t done = 0, number = 0; done < length; number++) {
        uint32_t part = length - done < to->segment ? length - done : to->segment;
        uint8_t *header = answer(to, DATA_IN, asked, data, part);
        int last = done + part == length;
        header[1] = last ? 0x81 : 0;
        put32(header + 20, 0xffffffff);
        put32(header + 36, number);
        put32(header + 40, done);
        if (!last) put32(header + 24, 0);
        done += part;
    }
    to->statsn++;
}

static void command(struct connection *to, const uint8_t *asked) {
    static uint8_t capacity[32];
    uint32_t expected = get32(asked + 20);
    switch (asked[32]) {
        case READ_16:
            read_data(to, asked, zeroes, expected < LARGEST ? expected : LARGEST);
            return;
        case SERVICE_ACTION_IN_16:
            put64(capacity, blocks - 1);
            put32(capacity + 8, BLOCK);
            read_data(to, asked, capacity, expected < sizeof capacity ? expected : sizeof capacity);
            return;
        default: /* TEST UNIT READY, and WRITE (16), whose data has been thrown away */
            answer(to, SCSI_RESPONSE, asked, NULL, 0);
            to->statsn++;
    }
}

/* A PDU whose data segment has passed. 0: this connection asks for what a limit does not do. */
static int take(struct connection *to, const uint8_t *header) {
    if ((header[0] & 0x3f) != SCSI_COMMAND || (header[32] == WRITE_16 && get24(header + 5) != get32(header + 20))) {
        fprintf(stderr, "limit: a PDU of kind %02x that it does not serve, or a WRITE with less than all of its data\n", header[0]);
        return 0;
    }
    command(to, header);
    return 1;
}

/* --- input --- */

/* Takes what is whole; 0 when the connection is to end. Logins are taken with their keys, data segments are thrown away. */
static int digest(struct connection *from) {
    uint32_t at = 0;
    for (;;) {
        uint32_t there = from->input_length - at, gone = from->discard < there ? from->discard : there;
        if (from->discard > 0) {
            from->discard -= gone;
            at += gone;
            if (from->discard > 0) break;
            if (!take(from, from->pending)) return 0;
            continue;
        }
        if (there < BHS || !has_room(from)) break;
        const uint8_t *header = from->input + at;
        uint32_t length = get24(header + 5);
        if ((header[0] & 0x3f) == LOGIN) {
            if (BHS + padded(length) > INPUT) return 0;
            if (there < BHS + padded(length)) break;
            log_in(from, header, (const char *)header + BHS, length);
            at += BHS + padded(length);
            continue;
        }
        at += BHS;
        memcpy(from->pending, header, BHS);
        from->discard = padded(length);
        if (length == 0 && !take(from, from->pending)) return 0;
    }
    from->input_length -= at;
    memmove(from->input, from->input + at, from->input_length);
    return 1;
}

/* One read, and the answers to what it brought; 0 when the connection has ended. */
static int serve(struct connection *connection) {
    if (connection->input_length < INPUT) { /* else what is there waits for room for its answers */
        ssize_t got = recv(connection->socket, connection->input + connection->input_length, INPUT - connection->input_length, MSG_DONTWAIT);
        if (got == 0 || (got < 0 && errno != EAGAIN)) return 0;
        if (got > 0) connection->input_length += (uint32_t)got;
    }
    for (;;) {
        uint32_t before = connection->input_length;
        if (!digest(connection)) return 0;
        if (!flush(connection) || before == connection->input_length) return 1;
    }
}

static void watch(int set, struct connection *connection, int blocked) {
    connection->blocked = blocked;
    struct epoll_event event = {.events = blocked ? EPOLLOUT : EPOLLIN, .data.ptr = connection};
    epoll_ctl(set, EPOLL_CTL_MOD, connection->socket, &event);
}

static void ready(int set, struct connection *connection) {
    int alive = connection->blocked && !flush(connection) ? errno == EAGAIN : serve(connection);
    if (!alive) {
        close(connection->socket);
        free(connection);
    } else if ((connection->first < connection->end) != connection->blocked) {
        watch(set, connection, !connection->blocked);
    }
}

static void accept_one(int set, int listener) {
    int socket = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
    if (socket < 0) return;
    struct connection *connection = calloc(1, sizeof *connection);
    if (!connection) die("no memory for a connection");
    connection->socket = socket;
    connection->segment = 8192;
    connection->statsn = 1;
    setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &(int){1}, sizeof(int));
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = connection};
    epoll_ctl(set, EPOLL_CTL_ADD, socket, &event);
}

static int listen_at(const char *address, int port) {
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct sockaddr_in here = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &(int){1}, sizeof(int));
    if (inet_pton(AF_INET, address, &here.sin_addr) != 1 || bind(listener, (void *)&here, sizeof here) || listen(listener, 1024)) die("cannot listen");
    return listener;
}

static void write_process_id(const char *path) {
    FILE *file = fopen(path, "w");
    if (!file || fprintf(file, "%d\n", (int)getpid()) < 0 || fclose(file)) die("cannot write the process id");
}

int main(int count, char **words) {
    static const struct option names[] = {{"address", 1, 0, 'a'}, {"port", 1, 0, 'p'}, {"mib", 1, 0, 'm'}, {"ready", 1, 0, 'r'}, {0, 0, 0, 0}};
    const char *address = "127.0.0.1", *path = NULL;
    int port = 3260;
    uint64_t mib = 128;
    for (int option; (option = getopt_long(count, words, "", names, NULL)) != -1;) switch (option) {
        case 'a': address = optarg; break;
        case 'p': port = atoi(optarg); break;
        case 'm': mib = (uint64_t)atol(optarg); break;
        case 'r': path = optarg; break;
        default: fprintf(stderr, "limit: wrong words; see the head of runtime/bench/limit/limit.c\n"); return 2;
    }
    blocks = mib * (1 << 20) / BLOCK;
    int listener = listen_at(address, port), set = epoll_create1(EPOLL_CLOEXEC);
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = NULL}, events[EVENTS];
    epoll_ctl(set, EPOLL_CTL_ADD, listener, &event);
    if (path) write_process_id(path);
    for (;;) {
        int happened = epoll_wait(set, events, EVENTS, -1);
        for (int i = 0; i < happened; i++) {
            if (events[i].data.ptr) ready(set, events[i].data.ptr);
            else accept_one(set, listener);
        }
    }
}
