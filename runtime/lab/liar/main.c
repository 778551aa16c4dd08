/*
 * liar: a process that serves a device and does what PROTOCOL.md forbids, one thing after the other, while an initiator of its own asks
 *   it. Says of each lie whether the platform has noticed it: PASS or FAIL, the manner, and, where the connection was ended for it, why.
 * usage: liar block|full SOCKET NAME iscsi://HOST:PORT/IQN/LUN   the next LUN is to be the same device, read-only; in full mode a
 *            device NAME-other is registered as well
 *        liar register-... SOCKET NAME                           a registration that is wrong; prints what it is refused with
 */
#define _GNU_SOURCE
#include "liar.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { PATIENCE = 10000, TURN = 100 };

static long milliseconds(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Serves, and lies as often as it has to; the number of lies. Ends with the connection, after the last lie, or when nothing comes. */
static unsigned lie(struct link *link, const struct manner *manner)
{
    unsigned lies = 0, most = manner->noticed ? 1 : manner->times;
    long end = milliseconds() + PATIENCE;
    struct request request;

    while (lies < most && milliseconds() < end) {
        int next = link_next(link, &request, TURN);

        if (next < 0)
            break;
        if (next == 0)
            continue;
        if (manner_wants(manner, &request)) {
            manner->lie(link, &request);
            lies++;
        } else {
            answer_well(link, &request);
        }
        link_wake(link);
    }
    return lies;
}

/* Whether the platform ends the connection. */
static bool ended(struct link *link)
{
    long end = milliseconds() + PATIENCE;
    unsigned char message[MESSAGE];
    struct request request;

    while (milliseconds() < end) {
        /* Not what is in the rings, which may be scribbled over. */
        if (recv(link->connection, message, 1, MSG_PEEK | MSG_DONTWAIT) >= 0 && link_next(link, &request, 0) < 0)
            return true;
        usleep(1000);
    }
    return false;
}

static void judge(const struct manner *manner, unsigned lies, const struct link *judged, bool over)
{
    if (!manner->noticed && lies == manner->times && !*judged->ending)
        printf("PASS lie, %s\n", manner->name);
    else if (!manner->noticed)
        printf("FAIL lie, %s: %u of %u requests, %s\n", manner->name, lies, manner->times, judged->ending);
    else if (lies == 1 && over && strstr(judged->ending, manner->noticed))
        printf("PASS lie, %s: %s\n", manner->name, judged->ending);
    else
        printf("FAIL lie, %s: %u lies, %s: %s\n", manner->name, lies, over ? "ended" : "not ended", judged->ending);
}

static void try(const struct manner *manner, const char *path, const char *name)
{
    bool two = !strcmp(manner->name, "elsewhere"), over;
    char other_name[80];
    struct link link;
    unsigned lies;

    snprintf(other_name, sizeof other_name, "%s-other", name);
    if (!link_open(&link, path, name, manner->mode, manner->features) ||
        (two && !link_open(&other, path, other_name, manner->mode, 0))) {
        printf("FAIL lie, %s: not accepted: %s\n", manner->name, link.ending);
        return;
    }
    lies = lie(&link, manner);
    stop_changing();
    over = manner->noticed && lies && ended(two ? &other : &link);
    judge(manner, lies, two ? &other : &link, over);
    link_close(&link);
    if (two)
        link_close(&other);
    fflush(stdout);
}

static int lie_in_every_manner(int mode, const char *path, const char *name, const char *url)
{
    struct seen *seen = mmap(NULL, sizeof *seen, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    int initiator = initiator_start(url, seen);

    for (const struct manner *manner = manners; manner->name; manner++)
        if (manner->mode == mode)
            try(manner, path, name);
    kill(initiator, SIGKILL);
    waitpid(initiator, NULL, 0);
    if (seen->mode_senses > 0 && seen->unprotected == 0)
        printf("PASS write protection stands in what MODE SENSE gives, %u times\n", seen->mode_senses);
    else
        printf("FAIL write protection is lost in %u of %u answers to MODE SENSE\n", seen->unprotected, seen->mode_senses);
    return 0;
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

static int register_wrongly(const char *manner, const char *path, const char *name)
{
    unsigned char message[MESSAGE];
    int connection = link_connect(path);
    size_t length = MESSAGE;

    link_registration(message, name, MODE_FULL, 0);
    if (!strcmp(manner, "register-version"))
        put(message, 16, 2, 2);
    else if (!strcmp(manner, "register-name"))
        put(message, 64, 0, 8);
    else if (!strcmp(manner, "register-short"))
        length = 100;
    else if (!strcmp(manner, "register-codes"))
        put(message, 320 + 0xA0 / 8, 1, 1);
    else if (!strcmp(manner, "register-vendor"))
        put(message, 352, 0, 8);
    else
        memset(message, 0x55, sizeof message);
    send(connection, message, length, MSG_NOSIGNAL);
    return refused(connection);
}

int main(int count, char **arguments)
{
    signal(SIGPIPE, SIG_IGN);
    if (count == 4 && !strncmp(arguments[1], "register-", 9))
        return register_wrongly(arguments[1], arguments[2], arguments[3]);
    if (count == 5 && !strcmp(arguments[1], "block"))
        return lie_in_every_manner(MODE_BLOCK, arguments[2], arguments[3], arguments[4]);
    if (count == 5 && !strcmp(arguments[1], "full"))
        return lie_in_every_manner(MODE_FULL, arguments[2], arguments[3], arguments[4]);
    fprintf(stderr, "usage: liar block|full SOCKET NAME iscsi://HOST:PORT/IQN/LUN | liar register-... SOCKET NAME\n");
    return 2;
}
