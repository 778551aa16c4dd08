/* session.c: login, commands, answers. Data to be written is sent from where it lies; headers are written once. */
#define _GNU_SOURCE
#include "session.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { SEGMENT = 256 << 10, BURST = 1 << 20, KEYS = 2048 };

static void fail(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    fputs("load: ", stderr);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    exit(1);
}

static uint64_t now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

/* The content of a block follows from its address, so that a block in a wrong place is noticed. */
static void fill(uint8_t *at, uint64_t block, uint32_t block_length, uint32_t bytes) {
    for (uint32_t done = 0; done < bytes; done += 8) {
        uint64_t word = (block + done / block_length) * 0x9e3779b97f4a7c15u + done % block_length;
        memcpy(at + done, &word, 8);
    }
}

static int matches(const uint8_t *at, uint64_t byte, uint32_t block_length, uint32_t bytes) {
    for (uint32_t done = 0; done + 8 <= bytes; done += 8) {
        uint64_t there, word = ((byte + done) / block_length) * 0x9e3779b97f4a7c15u + (byte + done) % block_length;
        memcpy(&there, at + done, 8);
        if (there != word) return 0;
    }
    return 1;
}

/* --- login --- */

static void send_all(int socket, const void *bytes, size_t length) {
    for (const uint8_t *at = bytes; length > 0;) {
        ssize_t sent = send(socket, at, length, MSG_NOSIGNAL);
        if (sent <= 0) fail("the connection ended: %s", strerror(errno));
        at += sent;
        length -= (size_t)sent;
    }
}

static void receive_all(int socket, void *bytes, size_t length) {
    for (uint8_t *at = bytes; length > 0;) {
        ssize_t got = recv(socket, at, length, 0);
        if (got <= 0) fail("the connection ended: %s", got == 0 ? "closed by the target" : strerror(errno));
        at += got;
        length -= (size_t)got;
    }
}

static int add_key(char *keys, int length, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    int added = vsnprintf(keys + length, (size_t)(KEYS - length), format, arguments);
    va_end(arguments);
    if (added < 0 || length + added + 1 > KEYS) fail("the target's name is too long");
    return length + added + 1;
}

static void take_key(struct session *session, const char *key, const char *value) {
    const struct options *options = session->load->options;
    uint32_t number = (uint32_t)strtoul(value, NULL, 10);
    if (!strcmp(key, "MaxRecvDataSegmentLength")) session->largest_segment = number;
    else if (!strcmp(key, "FirstBurstLength")) session->first_burst = number;
    else if (!strcmp(key, "ImmediateData")) session->immediate = value[0] == 'Y';
    else if (!strcmp(key, "HeaderDigest") && (strcmp(value, "CRC32C") == 0) != options->header_digest)
        fail("the target does not do HeaderDigest=CRC32C");
    else if (!strcmp(key, "DataDigest") && (strcmp(value, "CRC32C") == 0) != options->data_digest)
        fail("the target does not do DataDigest=CRC32C");
}

static void log_in(struct session *session) {
    const struct options *options = session->load->options;
    char keys[KEYS];
    int length = 0;
    length = add_key(keys, length, "InitiatorName=iqn.2026-11.org.example:load%d", session->number);
    length = add_key(keys, length, "TargetName=%s", options->target);
    length = add_key(keys, length, "SessionType=Normal");
    length = add_key(keys, length, "HeaderDigest=%s", options->header_digest ? "CRC32C" : "None");
    length = add_key(keys, length, "DataDigest=%s", options->data_digest ? "CRC32C" : "None");
    length = add_key(keys, length, "InitialR2T=Yes");
    length = add_key(keys, length, "ImmediateData=Yes");
    length = add_key(keys, length, "MaxRecvDataSegmentLength=%d", SEGMENT);
    length = add_key(keys, length, "MaxBurstLength=%d", BURST);
    length = add_key(keys, length, "FirstBurstLength=%d", SEGMENT);
    length = add_key(keys, length, "MaxOutstandingR2T=8");
    length = add_key(keys, length, "MaxConnections=1");
    length = add_key(keys, length, "ErrorRecoveryLevel=0");
    for (int round = 0;; round++) {
        uint8_t header[BHS] = {LOGIN | 0x40, 0x87};
        put24(header + 5, (uint32_t)length);
        header[8] = 0x80;
        put24(header + 9, 0x100 + (uint32_t)session->number);
        put32(header + 24, session->cmdsn);
        put32(header + 28, session->expstatsn);
        send_all(session->socket, header, BHS);
        send_all(session->socket, keys, (size_t)length);
        send_all(session->socket, "\0\0\0", padded((uint32_t)length) - (uint32_t)length);
        receive_all(session->socket, header, BHS);
        char answer[8192] = {0};
        uint32_t answered = get24(header + 5);
        if ((header[0] & 0x3f) != LOGIN_RESPONSE || answered > sizeof answer - 8) fail("no answer to the login");
        receive_all(session->socket, answer, padded(answered));
        if (header[36]) fail("the login was refused with status %02x%02x", header[36], header[37]);
        session->expstatsn = get32(header + 24) + 1;
        session->maxcmdsn = get32(header + 32);
        for (char *key = answer; key < answer + answered; key += strlen(key) + 1) {
            char *equals = strchr(key, '=');
            if (equals == NULL) continue;
            *equals = 0;
            take_key(session, key, equals + 1);
            *equals = '=';
        }
        if (session->largest_segment == 0) fail("the target takes segments of no bytes");
        if ((header[1] & 0x83) == 0x83) return;
        if (round == 8) fail("the login does not come to its end");
        length = 0;
    }
}

void session_open(struct session *session, struct load *load, int number) {
    const struct options *options = load->options;
    memset(session, 0, sizeof *session);
    session->load = load;
    session->number = number;
    session->cmdsn = 1;
    session->immediate = 1;
    session->largest_segment = 8192;
    session->first_burst = 65536;
    session->random = 88172645463325252u + (uint64_t)number * 7919;
    session->socket = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct sockaddr_in peer = {.sin_family = AF_INET, .sin_port = htons((uint16_t)options->port)};
    if (inet_pton(AF_INET, options->address, &peer.sin_addr) != 1) fail("%s is no IPv4 address", options->address);
    if (connect(session->socket, (void *)&peer, sizeof peer)) fail("cannot connect to %s:%d: %s", options->address, options->port, strerror(errno));
    setsockopt(session->socket, IPPROTO_TCP, TCP_NODELAY, &(int){1}, sizeof(int));
    session->input = malloc(RECEIVE);
    session->headers = malloc((size_t)VECTORS * HEADER_ROOM);
    session->commands = calloc((size_t)options->depth, sizeof *session->commands);
    session->unused = calloc((size_t)options->depth, sizeof *session->unused);
    if (options->verify) session->written = malloc((size_t)options->depth * options->bytes);
    for (int i = 0; i < options->depth; i++) session->unused[session->unused_count++] = (uint32_t)i;
    log_in(session);
}

/* --- output --- */

/* Room for a header; it must be followed by put_header. */
static uint8_t *next_header(struct session *session) {
    uint8_t *header = session->headers + session->headers_used;
    memset(header, 0, BHS);
    return header;
}

static void put_vector(struct session *session, const void *at, size_t length) {
    session->vectors[session->first_vector + session->vector_count++] = (struct iovec){(void *)at, length};
}

static void put_header(struct session *session, uint8_t *header, const uint8_t *data, uint32_t length) {
    const struct options *options = session->load->options;
    uint32_t used = BHS;
    if (options->header_digest) {
        put_digest(header + used, crc32c(~0u, header, BHS));
        used += 4;
    }
    put_vector(session, header, used);
    session->headers_used += HEADER_ROOM;
    if (length == 0) return;
    put_vector(session, data, length);
    if (options->data_digest) {
        put_digest(header + BHS + 4, crc32c(~0u, data, length));
        put_vector(session, header + BHS + 4, 4);
    }
}

static int has_room(const struct session *session, int pdus) {
    return session->first_vector + session->vector_count + 3 * pdus <= VECTORS;
}

int session_flush(struct session *session) {
    while (session->vector_count > 0) {
        struct msghdr message = {.msg_iov = session->vectors + session->first_vector, .msg_iovlen = (size_t)session->vector_count};
        ssize_t sent = sendmsg(session->socket, &message, MSG_DONTWAIT | MSG_NOSIGNAL);
        if (sent < 0) {
            if (errno == EAGAIN) return 0;
            fail("cannot send: %s", strerror(errno));
        }
        while (session->vector_count > 0) {
            struct iovec *vector = session->vectors + session->first_vector;
            if ((size_t)sent < vector->iov_len) {
                vector->iov_base = (uint8_t *)vector->iov_base + sent;
                vector->iov_len -= (size_t)sent;
                break;
            }
            sent -= (ssize_t)vector->iov_len;
            session->first_vector++;
            session->vector_count--;
        }
    }
    session->first_vector = 0;
    session->headers_used = 0;
    return 1;
}

static void put_lun(uint8_t *header, int lun) {
    header[8] = lun > 255 ? 0x40 | (uint8_t)(lun >> 8) : 0;
    header[9] = (uint8_t)lun;
}

static uint32_t smaller(uint32_t one, uint32_t other) { return one < other ? one : other; }

static uint64_t draw(struct session *session) {
    session->random ^= session->random << 13;
    session->random ^= session->random >> 7;
    session->random ^= session->random << 17;
    return session->random;
}

/* Where a command's data lies that is to be written. */
static const uint8_t *data_of(struct session *session, uint32_t tag) {
    struct load *load = session->load;
    if (!load->options->verify) return load->data;
    return session->written + (size_t)tag * load->options->bytes;
}

static void issue_one(struct session *session) {
    struct load *load = session->load;
    const struct options *options = load->options;
    uint32_t tag = session->unused[--session->unused_count];
    struct command *command = session->commands + tag;
    uint32_t blocks = options->bytes / load->block_length;
    uint64_t places = load->blocks / blocks;
    command->block = (options->sequential ? session->position++ % places : draw(session) % places) * blocks;
    command->writes = options->writes == 100 || (options->writes > 0 && (int)(draw(session) % 100) < options->writes);
    int luns = options->last_lun - options->first_lun + 1;
    command->lun = (uint16_t)(options->first_lun + (luns > 1 ? (int)(draw(session) % (uint64_t)luns) : 0));
    command->arrived = 0;
    command->live = 1;
    command->began = now();

    uint8_t *header = next_header(session);
    header[0] = SCSI_COMMAND;
    header[1] = 0x80 | (command->writes ? 0x20 : 0x40) | 1;
    put_lun(header, command->lun);
    put32(header + 16, tag);
    put32(header + 20, options->bytes);
    put32(header + 24, session->cmdsn++);
    put32(header + 28, session->expstatsn);
    header[32] = command->writes ? 0x8a : 0x88;
    put64(header + 34, command->block);
    put32(header + 42, blocks);
    uint32_t immediate = 0;
    if (command->writes && session->immediate) immediate = smaller(options->bytes, smaller(session->largest_segment, session->first_burst));
    put24(header + 5, immediate);
    if (command->writes && options->verify) fill((uint8_t *)data_of(session, tag), command->block, load->block_length, options->bytes);
    put_header(session, header, data_of(session, tag), immediate);
    session->inflight++;
}

void session_issue(struct session *session) {
    while (session->unused_count > 0 && !session->load->stopping && (int32_t)(session->maxcmdsn - session->cmdsn) >= 0) {
        if (!has_room(session, 1) && (!session_flush(session) || !has_room(session, 1))) return;
        issue_one(session);
    }
}

/* --- input --- */

static void answered(struct session *session, uint32_t tag, int status) {
    struct load *load = session->load;
    struct command *command = session->commands + tag;
    if (tag >= (uint32_t)load->options->depth || !command->live) fail("an answer to a command that was not sent");
    latency_add(&load->latency, now() - command->began);
    load->commands++;
    if (status != 0 || (!command->writes && command->arrived != load->options->bytes)) {
        if (load->errors++ < 5) fprintf(stderr, "load: block %llu: status %02x, %u bytes\n", (unsigned long long)command->block, status, command->arrived);
    } else {
        load->data_bytes += load->options->bytes;
    }
    command->live = 0;
    session->unused[session->unused_count++] = tag;
    session->inflight--;
}

static void data_in(struct session *session, const uint8_t *header, const uint8_t *data, uint32_t length) {
    struct load *load = session->load;
    uint32_t tag = get32(header + 16);
    if (tag >= (uint32_t)load->options->depth) fail("data of a command that was not sent");
    struct command *command = session->commands + tag;
    uint64_t byte = command->block * load->block_length + get32(header + 40);
    if (load->options->verify && !matches(data, byte, load->block_length, length)) {
        if (load->errors++ < 5) fprintf(stderr, "load: wrong data at byte %llu\n", (unsigned long long)byte);
    }
    command->arrived += length;
    if (!(header[1] & 1)) return;
    session->expstatsn = get32(header + 24) + 1;
    answered(session, tag, header[3]);
}

/* Answers an R2T with the data it asks for, in segments as large as the target takes. */
static void ready_to_transfer(struct session *session, const uint8_t *r2t) {
    uint32_t tag = get32(r2t + 16), offset = get32(r2t + 40), wanted = get32(r2t + 44);
    uint32_t bytes = session->load->options->bytes;
    if (tag >= (uint32_t)session->load->options->depth || offset > bytes || wanted > bytes - offset) fail("an R2T for nothing");
    for (uint32_t done = 0, number = 0; done < wanted; number++) {
        while (!has_room(session, 1)) session_flush(session); /* the target reads: it asked for this */
        uint32_t length = smaller(wanted - done, session->largest_segment);
        uint8_t *header = next_header(session);
        header[0] = DATA_OUT;
        header[1] = done + length == wanted ? 0x80 : 0;
        put24(header + 5, length);
        memcpy(header + 8, r2t + 8, 8);
        put32(header + 16, tag);
        memcpy(header + 20, r2t + 20, 4);
        put32(header + 28, session->expstatsn);
        put32(header + 36, number);
        put32(header + 40, offset + done);
        put_header(session, header, data_of(session, tag) + offset + done, length);
        done += length;
    }
}

static void pong(struct session *session, const uint8_t *nop) {
    if (get32(nop + 20) == 0xffffffff) return;
    while (!has_room(session, 1)) session_flush(session);
    uint8_t *header = next_header(session);
    header[0] = NOP_OUT | 0x40;
    header[1] = 0x80;
    memcpy(header + 8, nop + 8, 8);
    put32(header + 16, 0xffffffff);
    memcpy(header + 20, nop + 20, 4);
    put32(header + 24, session->cmdsn);
    put32(header + 28, session->expstatsn);
    put_header(session, header, NULL, 0);
}

static void take(struct session *session, const uint8_t *header, const uint8_t *data, uint32_t length) {
    int opcode = header[0] & 0x3f;
    if (opcode == DATA_IN || opcode == SCSI_RESPONSE || opcode == R2T || opcode == NOP_IN) {
        uint32_t most = get32(header + 32);
        if ((int32_t)(most - session->maxcmdsn) > 0) session->maxcmdsn = most;
    }
    switch (opcode) {
        case DATA_IN: data_in(session, header, data, length); break;
        case SCSI_RESPONSE:
            session->expstatsn = get32(header + 24) + 1;
            answered(session, get32(header + 16), header[2] ? 0x100 : header[3]);
            break;
        case R2T: ready_to_transfer(session, header); break;
        case NOP_IN: pong(session, header); break;
        default: fail("the target sent a PDU of kind %02x", opcode);
    }
}

/* Length of the PDU at `header` on the wire. */
static uint32_t whole(const struct options *options, const uint8_t *header, uint32_t *data_at) {
    uint32_t length = get24(header + 5);
    *data_at = BHS + header[4] * 4u + (options->header_digest ? 4 : 0);
    return *data_at + padded(length) + (options->data_digest && length > 0 ? 4 : 0);
}

static void check_digests(const struct options *options, const uint8_t *header, uint32_t data_at) {
    uint8_t digest[4];
    if (options->header_digest) {
        put_digest(digest, crc32c(~0u, header, BHS));
        if (memcmp(digest, header + BHS, 4)) fail("a wrong header digest");
    }
    uint32_t length = padded(get24(header + 5));
    if (options->data_digest && length > 0) {
        put_digest(digest, crc32c(~0u, header + data_at, length));
        if (memcmp(digest, header + data_at + length, 4)) fail("a wrong data digest");
    }
}

int session_receive(struct session *session) {
    const struct options *options = session->load->options;
    ssize_t got = recv(session->socket, session->input + session->input_length, RECEIVE - session->input_length, MSG_DONTWAIT);
    if (got < 0 && errno == EAGAIN) return 1;
    if (got <= 0) return 0;
    session->input_length += (uint32_t)got;
    uint32_t at = 0, data_at;
    while (session->input_length - at >= BHS) {
        const uint8_t *header = session->input + at;
        uint32_t length = whole(options, header, &data_at);
        if (length > RECEIVE) fail("a PDU longer than was agreed");
        if (session->input_length - at < length) break;
        check_digests(options, header, data_at);
        take(session, header, header + data_at, get24(header + 5));
        at += length;
    }
    memmove(session->input, session->input + at, session->input_length - at);
    session->input_length -= at;
    return 1;
}

void session_ask(struct session *session, int lun, const uint8_t *cdb, void *data, uint32_t length) {
    const struct options *options = session->load->options;
    for (int attempt = 0; attempt < 20; attempt++) {
        uint8_t *header = next_header(session);
        header[0] = SCSI_COMMAND;
        header[1] = 0x80 | (length ? 0x40 : 0) | 1;
        put_lun(header, lun);
        put32(header + 16, 0xfffff);
        put32(header + 20, length);
        put32(header + 24, session->cmdsn++);
        put32(header + 28, session->expstatsn);
        memcpy(header + 32, cdb, BLOCK_CDB);
        put_header(session, header, NULL, 0);
        while (!session_flush(session)) {}
        int status = -1;
        while (status < 0) {
            uint8_t answer[BHS + 4096];
            receive_all(session->socket, answer, BHS);
            uint32_t data_at, all = whole(options, answer, &data_at);
            if (all > sizeof answer) fail("an answer longer than expected");
            receive_all(session->socket, answer + BHS, all - BHS);
            if ((answer[0] & 0x3f) == DATA_IN && data) memcpy(data, answer + data_at, smaller(get24(answer + 5), length));
            if ((answer[0] & 0x3f) == SCSI_RESPONSE || ((answer[0] & 0x3f) == DATA_IN && answer[1] & 1)) {
                status = answer[3];
                session->expstatsn = get32(answer + 24) + 1;
            }
            session->maxcmdsn = get32(answer + 32);
        }
        if (status == 0) return;
    }
    fail("LUN %d is not ready", lun);
}
