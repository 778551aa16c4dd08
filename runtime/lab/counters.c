/*
 * counters iscsi://HOST:PORT/IQN/LUN SESSIONS STEPS: so many sessions, a thread each, count in the same few blocks by COMPARE AND WRITE,
 *   each STEPS times: reads a block, writes it with every number in it one higher, and tries again where another one was faster.
 * In the end each block must hold the sum of what was answered GOOD, in every place of it. Says one line PASS or FAIL for each check.
 */
#include <iscsi/iscsi.h>
#include <iscsi/scsi-lowlevel.h>
#include <inttypes.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK = 512, NUMBERS = BLOCK / 8, BLOCKS = 4, MOST = 64, MISCOMPARED = 0x1d00, PATIENCE = 20 };

static struct iscsi_url *url;
static int steps;
static atomic_long counted[BLOCKS], faster, torn;

static void die(struct iscsi_context *session, const char *what)
{
    printf("FAIL %s: %s\n", what, iscsi_get_error(session));
    exit(1);
}

static struct iscsi_context *log_in(int number)
{
    char name[64];
    snprintf(name, sizeof name, "iqn.2026-11.org.example:counter%d", number);
    struct iscsi_context *session = iscsi_create_context(name);
    iscsi_set_session_type(session, ISCSI_SESSION_NORMAL);
    iscsi_set_targetname(session, url->target);
    iscsi_set_noautoreconnect(session, 1);
    iscsi_set_timeout(session, PATIENCE);
    if (iscsi_full_connect_sync(session, url->portal, url->lun))
        die(session, "log in");
    return session;
}

static void read_block(struct iscsi_context *session, int block, uint64_t *numbers)
{
    struct scsi_task *task = iscsi_read16_sync(session, url->lun, block, BLOCK, BLOCK, 0, 0, 0, 0, 0);
    if (!task || task->status != SCSI_STATUS_GOOD)
        die(session, "a block is read");
    memcpy(numbers, task->datain.data, BLOCK);
    scsi_free_scsi_task(task);
    for (int i = 1; i < NUMBERS; i++)
        if (numbers[i] != numbers[0]) {
            torn++;
            break;
        }
}

/* One step; 0 when it was done, 1 when another session was faster. */
static int count_one(struct iscsi_context *session, int block)
{
    uint64_t pair[2 * NUMBERS];
    read_block(session, block, pair);
    for (int i = 0; i < NUMBERS; i++)
        pair[NUMBERS + i] = pair[i] + 1;
    struct scsi_task *task = iscsi_compareandwrite_sync(
        session, url->lun, block, (unsigned char *)pair, 2 * BLOCK, BLOCK, 0, 0, 0, 0, 0);
    int missed = task && task->status == SCSI_STATUS_CHECK_CONDITION && task->sense.ascq == MISCOMPARED;
    if (!task || (task->status != SCSI_STATUS_GOOD && !missed))
        die(session, "COMPARE AND WRITE is answered");
    scsi_free_scsi_task(task);
    return missed;
}

static void *count_all(void *argument)
{
    int number = (int)(intptr_t)argument;
    struct iscsi_context *session = log_in(number);
    for (int step = 0; step < steps; step++) {
        int block = (step + number) % BLOCKS;
        while (count_one(session, block))
            faster++;
        counted[block]++;
    }
    iscsi_logout_sync(session);
    iscsi_destroy_context(session);
    return NULL;
}

int main(int count, char **words)
{
    pthread_t threads[MOST];
    struct iscsi_context *session = iscsi_create_context("iqn.2026-11.org.example:counter");
    url = count == 4 ? iscsi_parse_full_url(session, words[1]) : NULL;
    int sessions = url ? atoi(words[2]) : 0;
    steps = url ? atoi(words[3]) : 0;
    if (sessions < 1 || sessions > MOST || steps < 1) {
        fprintf(stderr, "usage: counters iscsi://HOST:PORT/IQN/LUN SESSIONS STEPS\n");
        return 2;
    }
    session = log_in(MOST);
    uint64_t zeroes[NUMBERS] = {0}, numbers[NUMBERS];
    for (int block = 0; block < BLOCKS; block++)
        scsi_free_scsi_task(iscsi_write16_sync(session, url->lun, block, (unsigned char *)zeroes, BLOCK, BLOCK, 0, 0, 0, 0, 0));
    for (int i = 0; i < sessions; i++)
        pthread_create(&threads[i], NULL, count_all, (void *)(intptr_t)i);
    for (int i = 0; i < sessions; i++)
        pthread_join(threads[i], NULL);
    int failures = 0;
    for (int block = 0; block < BLOCKS; block++) {
        read_block(session, block, numbers);
        int good = numbers[0] == (uint64_t)counted[block];
        failures += !good;
        printf("%s no update of counter %d is lost: %" PRIu64 " of %ld\n", good ? "PASS" : "FAIL", block, numbers[0], (long)counted[block]);
    }
    failures += torn > 0;
    printf("%s no block was ever seen half written: %ld were\n", torn ? "FAIL" : "PASS", (long)torn);
    printf("# another session was faster %ld times\n", (long)faster);
    return failures > 0;
}
