/* A connection, PDU by PDU. */
#define _GNU_SOURCE
#include "wire.h"
#include <arpa/inet.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

struct sockaddr_in portal;
const char *target;
static int failed;

bool check(bool good, const char *format, ...)
{
    va_list words;
    va_start(words, format);
    printf(good ? "PASS " : "FAIL ");
    vprintf(format, words);
    puts("");
    va_end(words);
    failed += !good;
    return good;
}

int failures(void)
{
    return failed;
}

void give_up(const char *why)
{
    printf("FAIL pdus: %s\n", why);
    exit(1);
}

static long milliseconds(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

void put32(uint8_t *at, uint32_t value)
{
    value = htonl(value);
    memcpy(at, &value, 4);
}

uint32_t get32(const uint8_t *at)
{
    uint32_t value;
    memcpy(&value, at, 4);
    return ntohl(value);
}

void begin(struct wire *wire)
{
    memset(wire, 0, sizeof *wire);
    wire->command_number = 1;
    wire->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (connect(wire->fd, (struct sockaddr *)&portal, sizeof portal))
        give_up("cannot connect");
}

void end(struct wire *wire)
{
    close(wire->fd);
}

void send_pdu(struct wire *wire, const uint8_t *fields, const void *data, int length)
{
    static uint8_t pdu[BHS + SEGMENT + 4];
    int size = BHS + (length + 3) / 4 * 4;
    memset(pdu, 0, size);
    memcpy(pdu, fields, BHS);
    pdu[5] = length >> 16, pdu[6] = length >> 8, pdu[7] = length;
    put32(pdu + 24, wire->command_number);
    put32(pdu + 28, wire->status_number + 1);
    if (length)
        memcpy(pdu + BHS, data, length);
    if (!(pdu[0] & IMMEDIATE))
        wire->command_number++;
    for (int sent = 0; sent < size;) {
        ssize_t n = send(wire->fd, pdu + sent, size - sent, MSG_NOSIGNAL);
        if (n <= 0)
            return;
        sent += n;
    }
}

static bool receive_bytes(struct wire *wire, uint8_t *into, int length, long until)
{
    for (int got = 0; got < length;) {
        struct pollfd ready = {.fd = wire->fd, .events = POLLIN};
        long left = until - milliseconds();
        if (poll(&ready, 1, left < 0 ? 0 : left) <= 0)
            return false;
        ssize_t n = recv(wire->fd, into + got, length - got, 0);
        if (n <= 0)
            return false;
        got += n;
    }
    return true;
}

int receive(struct wire *wire, long patience)
{
    long until = milliseconds() + patience;
    if (!receive_bytes(wire, wire->header, BHS, until))
        return CLOSED;
    wire->length = wire->header[5] << 16 | wire->header[6] << 8 | wire->header[7];
    if (wire->length > SEGMENT - 4)
        give_up("too much data");
    if (!receive_bytes(wire, wire->data, (wire->length + 3) / 4 * 4, until + PATIENCE))
        give_up("half a PDU");
    wire->data[wire->length] = 0;
    int opcode = wire->header[0] & 0x3f;
    if (opcode != DATA_IN || wire->header[1] & 1)
        wire->status_number = get32(wire->header + 24);
    return opcode;
}

uint32_t answered(const struct wire *wire)
{
    return get32(wire->header + 16);
}

const char *value(const struct wire *wire, const char *key)
{
    size_t length = strlen(key);
    for (const char *at = (const char *)wire->data; at < (const char *)wire->data + wire->length; at += strlen(at) + 1)
        if (!strncmp(at, key, length) && at[length] == '=')
            return at + length + 1;
    return "";
}

int log_in(struct wire *wire, int flags, const char *format, ...)
{
    char text[4096];
    uint8_t header[BHS] = {LOGIN, flags, [8] = 0x80, [11] = 9};
    va_list words;
    va_start(words, format);
    int length = vsnprintf(text, sizeof text, format, words);
    va_end(words);
    for (int i = 0; i < length; i++)
        if (text[i] == '\n')
            text[i] = 0;
    send_pdu(wire, header, text, length);
    int opcode = receive(wire, PATIENCE);
    return opcode == LOGIN_RESPONSE ? wire->header[36] << 8 | wire->header[37] : CLOSED;
}
