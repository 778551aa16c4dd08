/*
 * hostile ADDRESS:PORT IQN [SECONDS]: what strangers and broken initiators send. Each group of connections is opened at once;
 * its line says how many of them the target ended within SECONDS (5), and PASS or FAIL where it has to end (or answer) them.
 * It sends no command that changes a logical unit, and no reset. Exit status 0 when no group failed.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { BHS = 48, MOST = 256, LONGEST_NAME = 223, LOGIN = 0x03, LOGIN_RESPONSE = 0x23 };
enum after { STAY, HALF_CLOSE };                         /* what the client does when it has sent its bytes */
enum demand { MUST_END, MUST_ANSWER_OR_END, MAY_STAY };  /* what the target has to do */

static struct sockaddr_in portal;
static const char *target;
static int patience = 5, groups_failed, groups;

static struct group {
    int sockets[MOST], count, ended, answered;
} group;

static long milliseconds(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

static void put24(uint8_t *at, uint32_t value)
{
    at[0] = value >> 16, at[1] = value >> 8, at[2] = value;
}

static void put32(uint8_t *at, uint32_t value)
{
    value = htonl(value);
    memcpy(at, &value, 4);
}

/* --- connections --- */

static int connect_to_target(void)
{
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0 || connect(fd, (struct sockaddr *)&portal, sizeof portal) < 0) {
        printf("FAIL hostile: cannot connect: %s\n", strerror(errno));
        exit(1);
    }
    return fd;
}

/* Sends without waiting for ever: a target that stops reading is no reason to hang. */
static void send_all(int fd, const void *data, size_t length)
{
    struct timeval limit = {.tv_sec = 2};
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
    for (size_t sent = 0; sent < length;) {
        ssize_t n = send(fd, (const uint8_t *)data + sent, length - sent, MSG_NOSIGNAL);
        if (n <= 0)
            return;
        sent += n;
    }
}

static void enter(int fd, const void *data, size_t length, enum after after)
{
    if (group.count == MOST) {
        printf("FAIL hostile: a group of more than %d connections\n", MOST);
        exit(1);
    }
    send_all(fd, data, length);
    if (after == HALF_CLOSE)
        shutdown(fd, SHUT_WR);
    group.sockets[group.count++] = fd;
}

static void stranger(const void *data, size_t length, enum after after)
{
    enter(connect_to_target(), data, length, after);
}

/* Waits until every connection of the group has ended (or, where that is enough, was answered), then gives the verdict. */
static void judge(const char *name, enum demand demand)
{
    struct pollfd ready[MOST];
    bool heard[MOST] = {false};
    long end = milliseconds() + (demand == MAY_STAY ? 300 : patience * 1000);
    for (int i = 0; i < group.count; i++)
        ready[i] = (struct pollfd){.fd = group.sockets[i], .events = POLLIN};
    for (long left; (left = end - milliseconds()) > 0 && group.ended < group.count;) {
        if (demand == MUST_ANSWER_OR_END && group.ended + group.answered >= group.count)
            break;
        poll(ready, group.count, left);
        for (int i = 0; i < group.count; i++) {
            char bytes[4096];
            if (ready[i].fd < 0 || !ready[i].revents)
                continue;
            if (recv(ready[i].fd, bytes, sizeof bytes, MSG_DONTWAIT) > 0) {
                group.answered += !heard[i];
                heard[i] = true;
            } else {
                ready[i].fd = -1;
                group.ended++;
                group.answered -= heard[i];
            }
        }
    }
    bool right = demand == MAY_STAY || group.ended + (demand == MUST_ANSWER_OR_END ? group.answered : 0) == group.count;
    printf("%s %s: %d connections, %d ended by the target, %d answered and open\n", right ? "PASS" : "FAIL", name, group.count, group.ended, group.answered);
    groups++;
    groups_failed += !right;
    for (int i = 0; i < group.count; i++)
        close(group.sockets[i]);
    memset(&group, 0, sizeof group);
}

/* --- login --- */

static size_t add_key(uint8_t *pdu, size_t length, const char *key, const char *value)
{
    return length + sprintf((char *)pdu + length, "%s=%s", key, value) + 1;
}

/* A whole login request for the operational stage; the text can be replaced by the caller's. */
static size_t login_request(uint8_t *pdu, const void *text, size_t text_length)
{
    static uint16_t number;
    memset(pdu, 0, BHS);
    size_t length = BHS;
    if (text) {
        memcpy(pdu + BHS, text, text_length);
        length += text_length;
    } else {
        length = add_key(pdu, length, "InitiatorName", "iqn.2026-11.org.example:hostile");
        length = add_key(pdu, length, "SessionType", "Normal");
        length = add_key(pdu, length, "TargetName", target);
        length = add_key(pdu, length, "HeaderDigest", "None");
        length = add_key(pdu, length, "DataDigest", "None");
    }
    pdu[0] = 0x40 | LOGIN;
    pdu[1] = 0x80 | 1 << 2 | 3; /* transit from the operational stage to the full feature phase */
    put24(pdu + 5, length - BHS);
    pdu[8] = 0x80;
    put24(pdu + 9, 0x405711);
    pdu[12] = ++number >> 8, pdu[13] = number;
    put32(pdu + 16, 1);
    put32(pdu + 24, 1);
    while (length % 4)
        pdu[length++] = 0;
    return length;
}

/* Reads the answer to a login; true when the session is in the full feature phase. */
static bool logged_in(int fd)
{
    uint8_t answer[BHS];
    struct timeval limit = {.tv_sec = patience};
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    if (recv(fd, answer, BHS, MSG_WAITALL) != BHS || (answer[0] & 0x3f) != LOGIN_RESPONSE || answer[36] || (answer[1] & 0x83) != 0x83)
        return false;
    size_t rest = ((answer[5] << 16 | answer[6] << 8 | answer[7]) + 3) & ~3;
    uint8_t text[65536];
    return rest <= sizeof text && (rest == 0 || recv(fd, text, rest, MSG_WAITALL) == (ssize_t)rest);
}

static int session(void)
{
    uint8_t pdu[1024];
    int fd = connect_to_target();
    send_all(fd, pdu, login_request(pdu, NULL, 0));
    if (!logged_in(fd)) {
        printf("FAIL hostile: a proper login is not answered\n");
        exit(1);
    }
    return fd;
}

/* --- the groups --- */

static void scans(void)
{
    for (int i = 0; i < 500; i++) {
        int fd = connect_to_target();
        struct linger reset = {.l_onoff = 1};
        if (i % 2)
            setsockopt(fd, SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
        close(fd);
    }
    puts("PASS port scan: 500 connections opened and closed, half of them by a reset");
    groups++;
}

static void other_protocols(void)
{
    static const char http[] = "GET / HTTP/1.1\r\nHost: localhost:3260\r\nUser-Agent: Mozilla/5.0\r\nAccept: */*\r\n\r\n";
    static const char ssh[] = "SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u3\r\n";
    static const char text[] = "hello, is anybody there?\r\n";
    uint8_t tls[517] = {0x16, 3, 1, 2, 0, 1, 0, 1, 0xfc, 3, 3};
    for (size_t i = 11; i < sizeof tls; i++)
        tls[i] = i * 37;
    stranger(http, sizeof http - 1, STAY);
    stranger(tls, sizeof tls, STAY);
    judge("HTTP and TLS, longer than a header", MUST_END);
    stranger(ssh, sizeof ssh - 1, HALF_CLOSE);
    stranger(text, sizeof text - 1, HALF_CLOSE);
    stranger("\n", 1, HALF_CLOSE);
    stranger("", 0, HALF_CLOSE);
    judge("SSH, text and nothing, then the end of the stream", MUST_END);
}

static void random_bytes(void)
{
    srandom(7);
    for (int i = 0; i < 64; i++) {
        uint8_t noise[4096];
        size_t length = 1 + random() % sizeof noise;
        for (size_t j = 0; j < length; j++)
            noise[j] = random();
        stranger(noise, length, HALF_CLOSE);
    }
    judge("random bytes", MUST_END);
}

static void truncated_logins(void)
{
    uint8_t pdu[1024];
    size_t length = login_request(pdu, NULL, 0);
    for (size_t cut = 0; cut < length; cut += cut < BHS ? 1 : 3)
        stranger(pdu, cut, HALF_CLOSE);
    judge("a login cut off at every byte of its header and every third of its text", MUST_END);
}

static void slow_login(void)
{
    uint8_t pdu[1024];
    size_t length = login_request(pdu, NULL, 0);
    int fd = connect_to_target(), one = 1;
    setsockopt(fd, IPPROTO_TCP, 1 /* TCP_NODELAY */, &one, sizeof one);
    for (size_t i = 0; i < length; i++) {
        send_all(fd, pdu + i, 1);
        usleep(500);
    }
    bool right = logged_in(fd);
    printf("%s a proper login sent byte by byte is answered\n", right ? "PASS" : "FAIL");
    groups++;
    groups_failed += !right;
    close(fd);
}

static void first_opcodes(void)
{
    for (int opcode = 0; opcode < 128; opcode++) {
        uint8_t pdu[BHS] = {opcode, 0x80};
        if ((opcode & 0x3f) != LOGIN)
            stranger(pdu, BHS, STAY);
    }
    judge("every opcode but Login Request as the first PDU", MUST_END);
}

static void bad_headers(void)
{
    uint8_t pdu[1024];
    for (int i = 0; i < 8; i++) {
        login_request(pdu, NULL, 0);
        put24(pdu + 5, 0xffffff - i);
        stranger(pdu, BHS, STAY);
    }
    judge("a login that announces 16 MiB of text", MUST_ANSWER_OR_END);
    for (int i = 0; i < 8; i++) {
        size_t length = login_request(pdu, NULL, 0);
        switch (i) {
        case 0: pdu[1] = 0x80 | 1 << 2 | 2; break;     /* a reserved next stage */
        case 1: pdu[1] = 0x80 | 3 << 2 | 3; break;     /* already in the full feature phase */
        case 2: pdu[1] = 0x80 | 1 << 2 | 0; break;     /* backwards */
        case 3: pdu[2] = pdu[3] = 9; break;            /* versions 9 to 9 */
        case 4: pdu[14] = 0xab, pdu[15] = 0xcd; break; /* a session that is not there */
        case 5: pdu[1] |= 0x40; break;                 /* continued and in transit at once */
        case 6: pdu[1] = 2 << 2; break;                /* a reserved current stage */
        case 7: memset(pdu + BHS, 0xff, length - BHS); break;
        }
        stranger(pdu, length, STAY);
    }
    judge("logins that contradict the standard", MUST_ANSWER_OR_END);
}

static void bad_texts(void)
{
    static uint8_t pdu[70000], text[66000];
#define TEXT(literal) {literal, sizeof literal - 1}
    static const struct { const char *keys; size_t length; } texts[] = {TEXT(""), TEXT("InitiatorName"), TEXT("="), TEXT("InitiatorName=\0"),
        TEXT("SessionType=Normal\0"), TEXT("InitiatorName=iqn.2026-11.org.example:h\0TargetName=iqn.none:none\0"),
        TEXT("InitiatorName=iqn.2026-11.org.example:h\0SessionType=Sideways\0"), TEXT("InitiatorName=%n%s%x\0TargetName=../../etc/passwd\0")};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        stranger(pdu, login_request(pdu, texts[i].keys, texts[i].length), STAY);
    memset(text, 'A', sizeof text);
    stranger(pdu, login_request(pdu, text, 8000), STAY); /* one key without an end */
    for (size_t i = 0; i + 4 <= 8000; i += 4)
        memcpy(text + i, "a=b", 4);
    stranger(pdu, login_request(pdu, text, 8000), STAY); /* 2 000 keys */
    for (int i = 0; i < 64; i++) {
        size_t length = 1 + random() % 2000;
        for (size_t j = 0; j < length; j++)
            text[j] = random();
        stranger(pdu, login_request(pdu, text, length), STAY);
    }
    judge("login texts that make no sense", MUST_ANSWER_OR_END);

    /* A text that never ends: the C bit on every request. The target may not keep all of it. */
    int fd = connect_to_target();
    memset(text, 'A', 8000);
    for (int i = 0; i < 1000; i++) {
        size_t length = login_request(pdu, text, 8000);
        pdu[1] = 0x40 | 1 << 2;
        put32(pdu + 16, 1);
        put32(pdu + 28, i);
        pdu[12] = 0x7f, pdu[13] = 1;
        send_all(fd, pdu, length);
    }
    enter(fd, "", 0, STAY);
    judge("a login text continued for 8 MB", MUST_END);
}

/* In the full feature phase; none of these reads or changes a logical unit. */
static void broken_initiators(void)
{
    static const uint8_t opcodes[] = {0x07, 0x0f, 0x15, 0x1b, 0x1f, 0x20, 0x21, 0x25, 0x31, 0x3f};
    for (size_t i = 0; i < sizeof opcodes; i++) {
        uint8_t pdu[BHS] = {0x40 | opcodes[i], 0x80};
        put32(pdu + 24, 2);
        enter(session(), pdu, BHS, STAY);
    }
    judge("opcodes that no initiator sends, after login", MUST_ANSWER_OR_END);
    for (int i = 0; i < 6; i++) {
        uint8_t pdu[BHS] = {i < 3 ? 0x01 : 0x05, 0x80};
        put24(pdu + 5, i % 3 == 0 ? 0xffffff : i % 3 == 1 ? 0xf00000 : 0x800000);
        pdu[32] = 0xff; /* no CDB of a command */
        put32(pdu + 24, 2);
        enter(session(), pdu, BHS, STAY);
    }
    judge("data segments beyond what was negotiated, after login", MUST_ANSWER_OR_END);
    for (int i = 0; i < 32; i++) {
        uint8_t pdu[4096] = {0};
        for (size_t j = 1; j < sizeof pdu; j++)
            pdu[j] = random();
        /* Data-Out, Text, SNACK, Logout, NOP-Out and task management without a function that resets; half of them immediate. */
        static const uint8_t known[] = {0x05, 0x04, 0x10, 0x06, 0x00, 0x02};
        uint8_t opcode = known[i % 6];
        pdu[0] = opcode | (i / 6 % 2 ? 0x40 : 0);
        if (opcode == 0x02)
            pdu[1] = 0x80 | 0x7f;
        put24(pdu + 5, random() % 2048);
        enter(session(), pdu, sizeof pdu / 2, HALF_CLOSE);
    }
    judge("PDUs of known opcodes with random fields, after login, then the end of the stream", MUST_END);
}

int main(int count, char **words)
{
    char *colon = count >= 3 ? strrchr(words[1], ':') : NULL;
    if (!colon) {
        fprintf(stderr, "usage: hostile ADDRESS:PORT IQN [SECONDS]\n");
        return 2;
    }
    *colon = 0;
    portal = (struct sockaddr_in){.sin_family = AF_INET, .sin_port = htons(atoi(colon + 1))};
    if (inet_pton(AF_INET, words[1], &portal.sin_addr) != 1) {
        fprintf(stderr, "hostile: %s is not an IPv4 address\n", words[1]);
        return 2;
    }
    target = words[2];
    if (strlen(target) > LONGEST_NAME) {
        fprintf(stderr, "hostile: %s is longer than %d characters: no iSCSI name\n", target, LONGEST_NAME);
        return 2;
    }
    if (count > 3)
        patience = atoi(words[3]);
    setvbuf(stdout, NULL, _IOLBF, 0);
    signal(SIGPIPE, SIG_IGN);
    scans();
    other_protocols();
    random_bytes();
    truncated_logins();
    slow_login();
    first_opcodes();
    bad_headers();
    bad_texts();
    broken_initiators();
    return groups_failed > 0;
}
