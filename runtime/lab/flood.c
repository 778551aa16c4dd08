/*
 * flood ADDRESS:PORT IQN CONNECTIONS SECONDS: so many connections that want nothing good, from a thousand addresses of loopback, as many at
 * a time as the target lets stand; while they come and stand, a proper login from another address has to be answered.
 * Kinds, in turns: silent; garbage; headers that announce 16 MiB; a login that comes byte by byte; a text that never ends; a
 * discovery session that asks for everything and reads nothing. Exit status 0 when the target let no more stand than it has places
 * for, ended all of them within SECONDS (0: they are not awaited), and answered every proper login.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { BHS = 48, LONGEST_NAME = 223, MOST = 60000, PLACES = 256, LOGIN_MS = 20000, EVERY = 250 };
enum kind { SILENT, GARBAGE, HUGE_LENGTH, SLOW, ENDLESS_TEXT, DISCOVERY, KINDS };
static const char *const kinds[KINDS] = {"silent", "garbage", "huge lengths", "slow", "endless text", "discovery"};

static struct sockaddr_in portal;
static const char *target;
static struct stranger { int fd; enum kind kind; int sent; } strangers[MOST];
static int count, open_now, most_open, ended[KINDS], refused, logins, slowest_ms;

static long milliseconds(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

static void put32(uint8_t *at, uint32_t value)
{
    value = htonl(value);
    memcpy(at, &value, 4);
}

static size_t login(uint8_t *pdu, bool discovery, int number)
{
    memset(pdu, 0, BHS);
    size_t length = BHS;
    length += sprintf((char *)pdu + length, "InitiatorName=iqn.2026-11.org.example:flood%d", number % 1000) + 1;
    if (discovery)
        length += sprintf((char *)pdu + length, "SessionType=Discovery") + 1;
    else
        length += sprintf((char *)pdu + length, "TargetName=%s", target) + 1;
    pdu[0] = 0x43, pdu[1] = 0x87;
    pdu[6] = (length - BHS) >> 8, pdu[7] = length - BHS;
    pdu[8] = 0x80, pdu[12] = number >> 8, pdu[13] = number;
    put32(pdu + 16, 1), put32(pdu + 24, 1);
    while (length % 4)
        pdu[length++] = 0;
    return length;
}

/* A connection from the given address; -1 when the target does not take it in time. */
static int connect_from(uint32_t address, int limit_ms)
{
    struct sockaddr_in from = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(address)};
    int one = 1, error = 0, fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0) {
        printf("FAIL flood: %s\n", strerror(errno));
        exit(1);
    }
    setsockopt(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &one, sizeof one);
    socklen_t length = sizeof error;
    struct pollfd ready = {.fd = fd, .events = POLLOUT};
    if (bind(fd, (struct sockaddr *)&from, sizeof from) == 0
        && (connect(fd, (struct sockaddr *)&portal, sizeof portal) == 0 || errno == EINPROGRESS)
        && poll(&ready, 1, limit_ms) == 1 && getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &length) == 0 && error == 0)
        return fd;
    close(fd);
    return -1;
}

static void say(int fd, const void *bytes, size_t length)
{
    ssize_t ignored = send(fd, bytes, length, MSG_NOSIGNAL | MSG_DONTWAIT);
    (void)ignored; /* the target may have ended it already */
}

static void begin(int number)
{
    struct stranger *one = &strangers[count];
    *one = (struct stranger){.kind = number % KINDS};
    one->fd = connect_from(0x7f010000 + (number % 4 << 8) + 2 + number / 4 % 250, 2000);
    if (one->fd < 0) {
        refused++;
        return;
    }
    uint8_t bytes[9000];
    size_t length = login(bytes, one->kind == DISCOVERY, number);
    switch (one->kind) {
    case GARBAGE:
        for (int i = 0; i < 512; i++)
            bytes[i] = random();
        say(one->fd, bytes, 512);
        break;
    case HUGE_LENGTH:
        bytes[5] = 0xff, bytes[6] = 0xff, bytes[7] = 0xf0;
        say(one->fd, bytes, BHS + 100);
        break;
    case ENDLESS_TEXT:
        bytes[1] = 0x44, bytes[6] = 8000 >> 8, bytes[7] = 8000 & 0xff;
        memset(bytes + BHS, 'A', 8000);
        say(one->fd, bytes, BHS + 8000);
        break;
    case DISCOVERY: {
        uint8_t ask[BHS + 16] = {0x44, 0x80};
        ask[7] = 16;
        memset(ask + 20, 0xff, 4);
        memcpy(ask + BHS, "SendTargets=All", 16);
        say(one->fd, bytes, length);
        for (int i = 0; i < 4; i++)
            say(one->fd, ask, sizeof ask);
        break;
    }
    default: break;
    }
    count++;
    open_now++;
}

/* Looks for those that the target has ended; the slow ones send their next byte. */
static void look(bool slow)
{
    for (int i = 0; i < count; i++) {
        struct stranger *one = &strangers[i];
        if (one->fd < 0)
            continue;
        uint8_t bytes[1024];
        if (slow && one->kind == SLOW) {
            login(bytes, false, i);
            say(one->fd, bytes + one->sent++ % BHS, 1);
        }
        /* What it has sent is left unread, as a slow reader does; an end is seen all the same. */
        struct pollfd state = {.fd = one->fd, .events = POLLRDHUP};
        if (poll(&state, 1, 0) == 1 && state.revents & (POLLRDHUP | POLLHUP | POLLERR)) {
            close(one->fd);
            one->fd = -1;
            ended[one->kind]++;
            open_now--;
        }
    }
}

/* A proper login from an address that sends nothing else, in time. */
static bool proper_login(void)
{
    uint8_t pdu[1024], answer[BHS];
    long began = milliseconds();
    int fd = connect_from(INADDR_LOOPBACK, LOGIN_MS);
    if (fd < 0)
        return false;
    say(fd, pdu, login(pdu, false, 30000));
    int got = 0;
    struct pollfd ready = {.fd = fd, .events = POLLIN};
    while (got < BHS && milliseconds() - began < LOGIN_MS && poll(&ready, 1, LOGIN_MS) == 1) {
        ssize_t n = recv(fd, answer + got, BHS - got, MSG_DONTWAIT);
        if (n <= 0)
            break;
        got += n;
    }
    close(fd);
    int took = milliseconds() - began;
    if (took > slowest_ms)
        slowest_ms = took;
    logins++;
    return got == BHS && (answer[0] & 0x3f) == 0x23 && answer[36] == 0;
}

int main(int words_count, char **words)
{
    char *colon = words_count == 5 ? strrchr(words[1], ':') : NULL;
    int wanted = words_count == 5 ? atoi(words[3]) : 0, patience = wanted ? atoi(words[4]) : 0;
    if (!colon || wanted < 1 || wanted > MOST || strlen(words[2]) > LONGEST_NAME) {
        fprintf(stderr, "usage: flood ADDRESS:PORT IQN CONNECTIONS (1 to %d) SECONDS\n", MOST);
        return 2;
    }
    *colon = 0;
    portal = (struct sockaddr_in){.sin_family = AF_INET, .sin_port = htons(atoi(colon + 1))};
    if (inet_pton(AF_INET, words[1], &portal.sin_addr) != 1 || (ntohl(portal.sin_addr.s_addr) >> 24) != 127) {
        fprintf(stderr, "flood: %s is no IPv4 address of loopback, and a flood is for nobody else\n", words[1]);
        return 2;
    }
    target = words[2];
    struct rlimit files;
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
    signal(SIGPIPE, SIG_IGN);
    setvbuf(stdout, NULL, _IOLBF, 0);

    long began = milliseconds();
    int unanswered = 0;
    for (int number = 0; number < wanted; number++) {
        begin(number);
        if (number % EVERY == EVERY - 1) {
            look(true);
            unanswered += !proper_login(); /* behind them in the queue: all have been accepted when it is answered */
            look(false);
            if (open_now > most_open)
                most_open = open_now;
        }
    }
    long opened = milliseconds() - began;
    for (long end = milliseconds() + patience * 1000L; open_now > 0 && milliseconds() < end; usleep(500000))
        look(true);
    unanswered += !proper_login();
    int total = 0;
    for (int kind = 0; kind < KINDS; kind++) {
        printf("# %s: %d ended by the target\n", kinds[kind], ended[kind]);
        total += ended[kind];
    }
    bool right = (patience == 0 || total + refused == wanted) && most_open <= 2 * PLACES;
    printf("%s %d connections in %ld ms, %d of them not taken; %d ended by the target, %d at most were open, %d are\n",
        right ? "PASS" : "FAIL", wanted, opened, refused, total, most_open, open_now);
    printf("%s %d proper logins between them: %d not answered within %d s, the slowest took %d ms\n",
        unanswered ? "FAIL" : "PASS", logins, unanswered, LOGIN_MS / 1000, slowest_ms);
    return unanswered > 0 || !right;
}
