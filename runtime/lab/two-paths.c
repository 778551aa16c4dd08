/*
 * two-paths work URL URL SECONDS: until SIGTERM, or so long at most: one initiator with two paths to one logical unit. It writes and reads back blocks by the path whose target
 *   port group is active, as REPORT TARGET PORT GROUPS says, and goes over to the other when it is told to. Says how often it did. Every
 *   block that was acknowledged on one path must be there on the other. OVERWRITES the first 1024 blocks.
 * two-paths report URL: the state of each target port group, as "ID STATE STATUS PREFERRED".
 * two-paths set URL ID STATE: SET TARGET PORT GROUPS, numbers; says the additional sense code when it is not GOOD.
 * Exit status 0, or 1 when an answer is not what it should be.
 */
#include <iscsi/iscsi.h>
#include <iscsi/scsi-lowlevel.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { BLOCK = 512, BLOCKS = 1024, PATIENCE = 30, REPORT = 0xa3, SET = 0xa4, ACTION = 0x0a, ACTIVE_NONOPTIMIZED = 1, BUSY = 0x0400 };

struct path {
    struct iscsi_context *session;
    int lun, port, state;
};

static void give_up(const char *what)
{
    fprintf(stderr, "%s\n", what);
    exit(1);
}

/* Without TEST UNIT READY: a port in standby refuses that. */
static struct path log_in(const char *text)
{
    struct path path = {.session = iscsi_create_context("iqn.2026-11.org.example:two-paths")};
    struct iscsi_url *url = iscsi_parse_full_url(path.session, text);
    if (!url)
        give_up("usage: two-paths work URL URL SECONDS | report URL | set URL ID STATE");
    iscsi_set_session_type(path.session, ISCSI_SESSION_NORMAL);
    iscsi_set_targetname(path.session, url->target);
    iscsi_set_noautoreconnect(path.session, 1);
    iscsi_set_timeout(path.session, PATIENCE);
    if (iscsi_connect_sync(path.session, url->portal) || iscsi_login_sync(path.session))
        give_up(iscsi_get_error(path.session));
    path.lun = url->lun;
    iscsi_destroy_url(url);
    return path;
}

/* 0 for GOOD, BUSY, else additional sense code and qualifier; a unit attention condition is taken for all that but 2A/06. */
static int send(struct path *path, const void *cdb, int size, int way, void *data, int length)
{
    for (;;) {
        struct scsi_task *task = scsi_create_task(size, (unsigned char *)cdb, way, length);
        struct iscsi_data out = {.data = data, .size = length};
        if (!iscsi_scsi_command_sync(path->session, path->lun, task, way == SCSI_XFER_WRITE ? &out : NULL))
            give_up(iscsi_get_error(path->session));
        int status = task->status, sense = task->sense.ascq, attention = task->sense.key == SCSI_SENSE_UNIT_ATTENTION;
        if (!status && way == SCSI_XFER_READ)
            memcpy(data, task->datain.data, task->datain.size < length ? task->datain.size : length);
        scsi_free_scsi_task(task);
        if (!status)
            return 0;
        if (status == SCSI_STATUS_BUSY)
            return BUSY; /* as what is not ready: tried again */
        if (status != SCSI_STATUS_CHECK_CONDITION)
            give_up("a status that nothing here leads to");
        if (!attention || sense == 0x2a06)
            return sense;
    }
}

static int u16(const unsigned char *at)
{
    return at[0] << 8 | at[1];
}

static int report(struct path *path, unsigned char *data, int length)
{
    unsigned char cdb[12] = {REPORT, ACTION, [8] = length >> 8, [9] = length};
    int sense;
    memset(data, 0, length);
    while ((sense = send(path, cdb, sizeof cdb, SCSI_XFER_READ, data, length)))
        if (sense != 0x2a06)
            return sense;
    return 0;
}

/* The relative target port identifier, from the Device Identification page. */
static int port_of(struct path *path)
{
    unsigned char cdb[6] = {0x12, 1, 0x83, 2, 0, 0}, page[512] = {0};
    if (send(path, cdb, sizeof cdb, SCSI_XFER_READ, page, sizeof page))
        give_up("INQUIRY is refused");
    for (int at = 4; at < u16(page + 2) + 4; at += 4 + page[at + 3])
        if ((page[at + 1] & 0x3f) == 0x14)
            return u16(page + at + 6);
    give_up("no relative target port identifier");
    return 0;
}

static void look(struct path *path)
{
    unsigned char data[1024];
    int sense = report(path, data, sizeof data);
    if (sense)
        give_up("REPORT TARGET PORT GROUPS is refused");
    path->state = -1;
    for (int at = 4; at < u16(data + 2) + 4; at += 8 + 4 * data[at + 7])
        for (int i = 0; i < data[at + 7]; i++)
            if (u16(data + at + 8 + 4 * i + 2) == path->port)
                path->state = data[at] & 0xf;
    if (path->state < 0)
        give_up("its port is in no target port group");
}

static struct path paths[2];
static int current, changes;

/* Waits until some path is active, and takes it. */
static void choose(void)
{
    time_t end = time(NULL) + PATIENCE;
    while (time(NULL) < end) {
        for (int i = 0; i < 2; i++) {
            int at = (current + i) % 2;
            look(&paths[at]);
            if (paths[at].state <= ACTIVE_NONOPTIMIZED) {
                changes += at != current;
                current = at;
                return;
            }
        }
        usleep(2000);
    }
    give_up("no path was active for 30 s");
}

static void transfer(int way, int lba, unsigned char *block)
{
    unsigned char cdb[10] = {way == SCSI_XFER_WRITE ? 0x2a : 0x28, [4] = lba >> 8, [5] = lba, [8] = 1};
    time_t end = time(NULL) + PATIENCE;
    int sense;
    while ((sense = send(&paths[current], cdb, sizeof cdb, way, block, BLOCK))) {
        if (sense != 0x2a06 && sense != 0x2a07 && sense >> 8 != 0x04) {
            fprintf(stderr, "additional sense code %04x\n", sense);
            exit(1);
        }
        if (time(NULL) > end)
            give_up("no transfer for 30 s");
        choose();
    }
}

/* The signal stays blocked, for libiscsi takes an interrupted poll for a lost connection. */
static int stopped(void)
{
    sigset_t pending;
    return !sigpending(&pending) && sigismember(&pending, SIGTERM);
}

static int work(char **words)
{
    sigset_t end_signal;
    sigemptyset(&end_signal);
    sigaddset(&end_signal, SIGTERM);
    sigprocmask(SIG_BLOCK, &end_signal, NULL);
    static uint32_t written[BLOCKS];
    for (int i = 0; i < 2; i++) {
        paths[i] = log_in(words[i]);
        paths[i].port = port_of(&paths[i]);
    }
    choose();
    changes = 0;
    time_t end = time(NULL) + atoi(words[2]);
    uint32_t count = 0;
    while (!stopped() && time(NULL) < end) {
        unsigned char block[BLOCK] = {0};
        int lba = rand() % BLOCKS, other = rand() % BLOCKS;
        count++;
        for (int at = 0; at < BLOCK; at += sizeof count)
            memcpy(block + at, &count, sizeof count);
        transfer(SCSI_XFER_WRITE, lba, block);
        written[lba] = count;
        transfer(SCSI_XFER_READ, other, block);
        for (int at = 0; written[other] && at < BLOCK; at += sizeof count)
            if (memcmp(block + at, &written[other], sizeof count))
                give_up("what was acknowledged on one path is not there on the other");
    }
    printf("%u writes, %d changes of path\n", count, changes);
    return 0;
}

static int print(struct path path)
{
    unsigned char data[1024];
    int sense = report(&path, data, sizeof data);
    if (sense) {
        printf("%04x\n", sense);
        return 1;
    }
    for (int at = 4; at < u16(data + 2) + 4; at += 8 + 4 * data[at + 7])
        printf("%d %d %d %d\n", u16(data + at + 2), data[at] & 0xf, data[at + 5], data[at] >> 7);
    return 0;
}

static int set(struct path path, int id, int state)
{
    unsigned char cdb[12] = {SET, ACTION, [9] = 8}, list[8] = {[4] = state, [6] = id >> 8, [7] = id};
    int sense;
    while ((sense = send(&path, cdb, sizeof cdb, SCSI_XFER_WRITE, list, sizeof list)) == 0x2a06) {
    }
    if (sense)
        printf("%04x\n", sense);
    return sense != 0;
}

int main(int count, char **words)
{
    if (count == 5 && !strcmp(words[1], "work"))
        return work(words + 2);
    if (count == 3 && !strcmp(words[1], "report"))
        return print(log_in(words[2]));
    if (count == 5 && !strcmp(words[1], "set"))
        return set(log_in(words[2]), atoi(words[3]), atoi(words[4]));
    fprintf(stderr, "usage: two-paths work URL URL SECONDS | report URL | set URL ID STATE\n");
    return 2;
}
