/*
 * crowd iscsi://HOST:PORT/IQN/LUN: does what lines of its input say, and answers each with one line.
 *   sessions N     logs in N more; the median time of the first and of the last twenty of them, in µs
 *   read           one block of the LUN by every session, one after another; how many got it, and the median time in µs
 *   lun N          waits until the first session finds a logical unit at LUN N; µs since the line came
 *   no-lun N       the same until there is none any more
 *   use N          one TEST UNIT READY by the first session at each LUN below N, until it is good; how many are
 *   target IQN     waits until a session of its own has logged in to another target, and ends that; µs since the line came
 */
#include <iscsi/iscsi.h>
#include <iscsi/scsi-lowlevel.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { MOST = 16384, SAMPLE = 20, PATIENCE_S = 280, POLL_US = 500, NO_LOGICAL_UNIT = 0x2500 };

static const struct iscsi_url *url;
static struct iscsi_context *all[MOST];
static int64_t took[MOST];
static int sessions;

static int64_t microseconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * INT64_C(1000000) + now.tv_nsec / 1000;
}

static int by_size(const void *one, const void *other)
{
    int64_t a = *(const int64_t *)one, b = *(const int64_t *)other;
    return (a > b) - (a < b);
}

static int64_t median(const int64_t *values, int count)
{
    int64_t sorted[MOST];
    if (!count)
        return 0;
    memcpy(sorted, values, count * sizeof *values);
    qsort(sorted, count, sizeof *sorted, by_size);
    return sorted[count / 2];
}

static struct iscsi_context *log_in(const char *target, int number)
{
    char name[64];
    snprintf(name, sizeof name, "iqn.2026-11.org.example:crowd%d", number);
    struct iscsi_context *session = iscsi_create_context(name);
    iscsi_set_isid_random(session, 0x5c5800, 0);
    iscsi_set_session_type(session, ISCSI_SESSION_NORMAL);
    iscsi_set_targetname(session, target);
    iscsi_set_noautoreconnect(session, 1);
    iscsi_set_timeout(session, PATIENCE_S);
    if (!iscsi_connect_sync(session, url->portal) && !iscsi_login_sync(session))
        return session;
    iscsi_destroy_context(session);
    return NULL;
}

static void log_in_many(int more)
{
    int first = sessions;
    while (more-- > 0 && sessions < MOST) {
        int64_t begun = microseconds();
        all[sessions] = log_in(url->target, sessions);
        if (!all[sessions])
            break;
        took[sessions++] = microseconds() - begun;
    }
    int count = sessions - first, sample = count < SAMPLE ? count : SAMPLE;
    printf("%d sessions, %" PRId64 " %" PRId64 "\n", sessions, median(took + first, sample), median(took + sessions - sample, sample));
}

/* 0 when it is good, else its sense key and additional sense code; -1 when it has no answer. */
static int test_unit_ready(struct iscsi_context *session, int lun)
{
    unsigned char cdb[6] = {0};
    struct scsi_task *task = scsi_create_task(sizeof cdb, cdb, SCSI_XFER_NONE, 0);
    struct scsi_task *ended = iscsi_scsi_command_sync(session, lun, task, NULL);
    int found = !ended || task->status > 0xff ? -1 : task->status == SCSI_STATUS_GOOD ? 0 : task->sense.ascq;
    scsi_free_scsi_task(task);
    return found;
}

static void read_by_all(void)
{
    int good = 0;
    for (int i = 0; i < sessions; i++) {
        unsigned char cdb[10] = {0x28, [8] = 1};
        while (test_unit_ready(all[i], url->lun) > 0)
            continue;
        int64_t begun = microseconds();
        struct scsi_task *task = scsi_create_task(sizeof cdb, cdb, SCSI_XFER_READ, 512);
        struct scsi_task *ended = iscsi_scsi_command_sync(all[i], url->lun, task, NULL);
        if (ended && task->status == SCSI_STATUS_GOOD)
            took[good++] = microseconds() - begun;
        scsi_free_scsi_task(task);
    }
    printf("%d good, %" PRId64 "\n", good, median(took, good));
}

static void await_lun(int lun, bool there)
{
    int64_t begun = microseconds(), end = begun + PATIENCE_S * INT64_C(1000000);
    int found;
    do {
        found = test_unit_ready(all[0], lun);
        if ((found != NO_LOGICAL_UNIT) == there || found < 0)
            break;
        usleep(POLL_US);
    } while (microseconds() < end);
    printf("%" PRId64 "\n", (found != NO_LOGICAL_UNIT) == there && found >= 0 ? microseconds() - begun : -1);
}

static void use(int luns)
{
    int good = 0;
    for (int lun = 0; lun < luns; lun++)
        for (int tries = 0; tries < 5; tries++)
            if (!test_unit_ready(all[0], lun)) {
                good++;
                break;
            }
    printf("%d good\n", good);
}

static void await_target(const char *name)
{
    int64_t begun = microseconds(), end = begun + PATIENCE_S * INT64_C(1000000);
    struct iscsi_context *session;
    while (!(session = log_in(name, MOST)) && microseconds() < end)
        usleep(POLL_US);
    int64_t elapsed = session ? microseconds() - begun : -1;
    if (session) {
        iscsi_logout_sync(session);
        iscsi_destroy_context(session);
    }
    printf("%" PRId64 "\n", elapsed);
}

int main(int count, char **words)
{
    struct iscsi_context *parser = iscsi_create_context("iqn.2026-11.org.example:crowd");
    char line[512], verb[16], word[224];
    setvbuf(stdout, NULL, _IOLBF, 0);
    url = count == 2 ? iscsi_parse_full_url(parser, words[1]) : NULL;
    if (!url) {
        fprintf(stderr, "usage: crowd iscsi://HOST:PORT/IQN/LUN\n");
        return 2;
    }
    while (fgets(line, sizeof line, stdin)) {
        *word = 0;
        if (sscanf(line, "%15s %223s", verb, word) < 1)
            continue;
        if (!strcmp(verb, "sessions"))
            log_in_many(atoi(word));
        else if (!strcmp(verb, "target"))
            await_target(word);
        else if (!sessions)
            puts("no session");
        else if (!strcmp(verb, "read"))
            read_by_all();
        else if (!strcmp(verb, "use"))
            use(atoi(word));
        else
            await_lun(atoi(word), !strcmp(verb, "lun"));
    }
    return 0;
}
