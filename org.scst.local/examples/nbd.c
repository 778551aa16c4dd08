/*
 * nbd: a target driver outside the platform. Serves a logical unit of a local target over NBD (fixed newstyle negotiation), each request
 * mapped to a SCSI command and back; one client at a time.
 *
 * usage: nbd SOCKET LUN ADDRESS PORT        SOCKET: driver_socket of the target's file
 */
#define _GNU_SOURCE
#include "../client/scst_local.h"

#include <arpa/inet.h>
#include <endian.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { MOST = 1 << 20, ATTEMPTS = 100 };
enum { READ = 0, WRITE = 1, DISCONNECT = 2, FLUSH = 3, TRIM = 4, WRITE_ZEROES = 6 };
enum { OPT_EXPORT_NAME = 1, OPT_ABORT = 2, OPT_LIST = 3, OPT_INFO = 6, OPT_GO = 7 };
enum { REP_ACK = 1, REP_SERVER = 2, REP_INFO = 3 };
#define REP_ERR_UNSUP 0x80000001u
#define OPTION_REPLY 0x3e889045565a9ULL
/* HAS_FLAGS, SEND_FLUSH, SEND_FUA, SEND_TRIM, SEND_WRITE_ZEROES */
#define FLAGS (1 | 1 << 2 | 1 << 3 | 1 << 5 | 1 << 6)
#define COMMAND_FUA 1

static struct scst_local *nexus;
static unsigned lun;
static uint64_t blocks;
static uint32_t block;

static int get(int client, void *into, size_t length) {
    while (length > 0) {
        ssize_t count = recv(client, into, length, 0);
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) return -1;
        into = (char *)into + count;
        length -= count;
    }
    return 0;
}

static int put(int client, const void *from, size_t length, int flags) {
    while (length > 0) {
        ssize_t count = send(client, from, length, flags | MSG_NOSIGNAL);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return -1;
        from = (const char *)from + count;
        length -= count;
    }
    return 0;
}

/* NBD's error for sense data: its key and additional code. */
static uint32_t error_of(const struct scst_local_answer *answer) {
    int descriptor = (answer->sense[0] & 0x7F) >= 0x72;
    int key = answer->sense[descriptor ? 1 : 2] & 0xF;
    int code = answer->sense[descriptor ? 2 : 12], qualifier = answer->sense[descriptor ? 3 : 13];
    if (answer->status == 0x18) return EPERM;
    if (key == 7) return code == 0x27 && qualifier == 7 ? ENOSPC : EPERM;
    if (key == 5) return code == 0x21 ? ENOSPC : EINVAL;
    return EIO;
}

/* Sends a command until it has done its work: again after a unit attention condition, later when the unit is busy or not ready yet. */
static uint32_t perform(const uint8_t *cdb, size_t length, uint32_t out, uint32_t in) {
    struct scst_local_answer answer;
    for (int i = 0; i < ATTEMPTS; i++) {
        if (scst_local_command(nexus, lun, cdb, length, 0, out, 0, in, &answer)) {
            fprintf(stderr, "nbd: %s\n", scst_local_reason(nexus));
            exit(1);
        }
        int key = answer.sense_length > 2 ? answer.sense[(answer.sense[0] & 0x7F) >= 0x72 ? 1 : 2] & 0xF : 0;
        if (answer.answered && answer.status == 0) return answer.received == in ? 0 : EIO;
        if (answer.answered && answer.status == 2 && key == 6) continue;
        int passes = !answer.answered || answer.status == 8 || answer.status == 0x28 || (answer.status == 2 && (key == 2 || key == 0xB));
        if (!passes) return error_of(&answer);
        usleep(100000);
    }
    return EIO;
}

static void set64(uint8_t *at, uint64_t value) { value = htobe64(value); memcpy(at, &value, 8); }
static void set32(uint8_t *at, uint32_t value) { value = htobe32(value); memcpy(at, &value, 4); }

static uint32_t capacity(void) {
    uint8_t cdb[16] = {0x9E, 0x10};
    uint8_t *data = scst_local_memory(nexus);
    uint64_t last;
    set32(cdb + 10, 32);
    uint32_t error = perform(cdb, sizeof cdb, 0, 32);
    memcpy(&last, data, 8);
    memcpy(&block, data + 8, 4);
    blocks = be64toh(last) + 1;
    block = be32toh(block);
    return error;
}

static uint32_t transfer(uint8_t operation, int flags, uint64_t offset, uint32_t length, uint32_t out, uint32_t in) {
    uint8_t cdb[16] = {operation, flags};
    if (offset % block || length % block) return EINVAL;
    if (!length && operation != 0x91) return 0; /* WRITE SAME of no blocks would go on to the end of the medium */
    set64(cdb + 2, offset / block);
    set32(cdb + 10, length / block);
    return perform(cdb, sizeof cdb, out, in);
}

/* Whole blocks within the range: what has only a part in it stays. */
static uint32_t trim(uint64_t offset, uint32_t length) {
    uint8_t cdb[10] = {0x42, 0, 0, 0, 0, 0, 0, 0, 24};
    uint8_t *list = scst_local_memory(nexus);
    uint64_t size = blocks * block, first, end;
    if (offset > size || length > size - offset) return EINVAL;
    first = (offset + block - 1) / block, end = (offset + length) / block;
    if (first >= end) return 0;
    memset(list, 0, 24);
    list[1] = 22, list[3] = 16;
    set64(list + 8, first);
    set32(list + 16, end - first);
    uint32_t error = perform(cdb, sizeof cdb, 24, 0);
    return error == EINVAL ? 0 : error; /* what cannot be deallocated stays */
}

static int info(int client, uint32_t option) {
    struct { uint64_t magic; uint32_t option, type, length; } __attribute__((packed)) head =
        {htobe64(OPTION_REPLY), htobe32(option), htobe32(REP_INFO), 0};
    struct { uint16_t type; uint64_t size; uint16_t flags; } __attribute__((packed)) export = {0, htobe64(blocks * block), htobe16(FLAGS)};
    struct { uint16_t type; uint32_t least, best, most; } __attribute__((packed)) sizes =
        {htobe16(3), htobe32(block), htobe32(4096), htobe32(MOST)};
    head.length = htobe32(sizeof export);
    if (put(client, &head, sizeof head, MSG_MORE) || put(client, &export, sizeof export, MSG_MORE)) return -1;
    head.length = htobe32(sizeof sizes);
    if (put(client, &head, sizeof head, MSG_MORE) || put(client, &sizes, sizeof sizes, MSG_MORE)) return -1;
    head.length = 0;
    head.type = htobe32(REP_ACK);
    return put(client, &head, sizeof head, 0);
}

/* The options of a client, up to the one that begins transmission. */
static int negotiate(int client) {
    struct { uint64_t magic, option; uint16_t flags; } __attribute__((packed)) hello =
        {htobe64(0x4e42444d41474943ULL), htobe64(0x49484156454F5054ULL), htobe16(3)};
    uint32_t flags;
    char text[4096];
    if (put(client, &hello, sizeof hello, 0) || get(client, &flags, 4)) return -1;
    for (;;) {
        struct { uint64_t magic; uint32_t option, length; } __attribute__((packed)) request;
        struct { uint64_t magic; uint32_t option, type, length; } __attribute__((packed)) reply = {htobe64(OPTION_REPLY), 0, 0, 0};
        if (get(client, &request, sizeof request) || be32toh(request.length) > sizeof text) return -1;
        if (be64toh(request.magic) != 0x49484156454F5054ULL || get(client, text, be32toh(request.length))) return -1;
        uint32_t option = be32toh(request.option);
        reply.option = request.option;
        if (option == OPT_EXPORT_NAME) {
            struct { uint64_t size; uint16_t flags; } __attribute__((packed)) export = {htobe64(blocks * block), htobe16(FLAGS)};
            char zeroes[124] = {0};
            if (put(client, &export, sizeof export, MSG_MORE)) return -1;
            return put(client, zeroes, be32toh(flags) & 2 ? 0 : sizeof zeroes, 0);
        }
        if (option == OPT_GO || option == OPT_INFO) {
            if (info(client, option)) return -1;
            if (option == OPT_GO) return 0;
            continue;
        }
        if (option == OPT_LIST) {
            reply.type = htobe32(REP_SERVER), reply.length = htobe32(4);
            if (put(client, &reply, sizeof reply, MSG_MORE) || put(client, "\0\0\0\0", 4, MSG_MORE)) return -1;
            reply.length = 0;
        }
        reply.type = htobe32(option == OPT_LIST || option == OPT_ABORT ? REP_ACK : REP_ERR_UNSUP);
        if (put(client, &reply, sizeof reply, 0) || option == OPT_ABORT) return -1;
    }
}

static void serve(int client) {
    uint8_t *memory = scst_local_memory(nexus);
    for (;;) {
        struct { uint32_t magic; uint16_t flags, type; uint64_t handle, offset; uint32_t length; } __attribute__((packed)) request;
        struct { uint32_t magic, error; uint64_t handle; } __attribute__((packed)) reply = {htobe32(0x67446698), 0, 0};
        if (get(client, &request, sizeof request) || be32toh(request.magic) != 0x25609513) return;
        uint16_t type = be16toh(request.type), fua = be16toh(request.flags) & COMMAND_FUA ? 8 : 0;
        uint64_t offset = be64toh(request.offset);
        uint32_t length = be32toh(request.length), error;
        if (type == DISCONNECT) return;
        if ((type == READ || type == WRITE) && length > MOST) return;
        if (type == WRITE && get(client, memory, length)) return;
        switch (type) {
            case READ: error = transfer(0x88, 0, offset, length, 0, length); break;
            case WRITE: error = transfer(0x8A, fua, offset, length, length, 0); break;
            case FLUSH: error = transfer(0x91, 0, 0, 0, 0, 0); break;
            case TRIM: error = trim(offset, length); break;
            case WRITE_ZEROES:
                memset(memory, 0, block);
                error = transfer(0x93, 0, offset, length, block, 0);
                break;
            default: error = EINVAL;
        }
        reply.error = htobe32(error);
        reply.handle = request.handle;
        if (put(client, &reply, sizeof reply, type == READ && !error ? MSG_MORE : 0)) return;
        if (type == READ && !error && put(client, memory, length, 0)) return;
    }
}

int main(int count, char **words) {
    char error[256];
    struct sockaddr_in address = {.sin_family = AF_INET};
    int one = 1;
    if (count != 5 || inet_pton(AF_INET, words[3], &address.sin_addr) != 1) {
        fprintf(stderr, "usage: nbd SOCKET LUN ADDRESS PORT\n");
        return 2;
    }
    signal(SIGPIPE, SIG_IGN);
    char *end;
    unsigned long number = strtoul(words[2], &end, 10);
    if (!*words[2] || *end || number > SCST_LOCAL_MOST_LUN) {
        fprintf(stderr, "nbd: LUN %s: it is a number from 0 to %d\n", words[2], SCST_LOCAL_MOST_LUN);
        return 2;
    }
    lun = number;
    address.sin_port = htons(atoi(words[4]));
    nexus = scst_local_open(words[1], "nbd", MOST, error, sizeof error);
    if (!nexus) {
        fprintf(stderr, "nbd: %s: %s\n", words[1], error);
        return 1;
    }
    int listening = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    setsockopt(listening, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    if (capacity() || bind(listening, (struct sockaddr *)&address, sizeof address) || listen(listening, 8)) {
        perror("nbd");
        return 1;
    }
    printf("%llu blocks of %u bytes at %s:%s\n", (unsigned long long)blocks, block, words[3], words[4]);
    fflush(stdout);
    for (;;) {
        int client = accept4(listening, NULL, NULL, SOCK_CLOEXEC);
        if (client < 0) continue;
        setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
        if (negotiate(client) == 0) serve(client);
        close(client);
    }
}
