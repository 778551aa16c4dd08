/*
 * initiators iscsi://HOST:PORT/IQN/0: some initiators in one process, moved by lines of its input; answers each with one line.
 *   login NAME            good, or why not
 *   logout NAME           good
 *   luns NAME             the addresses that REPORT LUNS tells, two bytes of each
 *   ready NAME LUN        TEST UNIT READY: good, KEY/ASCASCQ, or no answer (after 3 s)
 *   write NAME LUN WORD   writes a word into block 0
 *   read NAME LUN         the word in block 0
 *   reset NAME LUN        LOGICAL UNIT RESET: good or no answer
 */
#include <iscsi/iscsi.h>
#include <iscsi/scsi-lowlevel.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST = 64, BLOCK = 512, PATIENCE = 3 };

static const struct iscsi_url *url;
static struct initiator {
    char name[224];
    struct iscsi_context *session;
} all[MOST];

static struct initiator *find(const char *name)
{
    struct initiator *free = NULL;
    for (int i = 0; i < MOST; i++) {
        if (!strcmp(all[i].name, name))
            return &all[i];
        if (!free && !*all[i].name)
            free = &all[i];
    }
    if (free)
        snprintf(free->name, sizeof free->name, "%s", name);
    return free;
}

static void log_out(struct initiator *one)
{
    if (one->session) {
        iscsi_logout_sync(one->session);
        iscsi_destroy_context(one->session);
    }
    one->session = NULL;
}

static const char *log_in(struct initiator *one)
{
    static char why[512];
    log_out(one);
    one->session = iscsi_create_context(one->name);
    iscsi_set_isid_random(one->session, 0x5c5800, (uint32_t)(one - all));
    iscsi_set_session_type(one->session, ISCSI_SESSION_NORMAL);
    iscsi_set_targetname(one->session, url->target);
    iscsi_set_noautoreconnect(one->session, 1);
    iscsi_set_timeout(one->session, PATIENCE);
    /* Not by iscsi_full_connect: that takes the first unit attention by itself. */
    if (!iscsi_connect_sync(one->session, url->portal) && !iscsi_login_sync(one->session))
        return "good";
    snprintf(why, sizeof why, "%s", iscsi_get_error(one->session));
    why[strcspn(why, "\n")] = 0;
    iscsi_destroy_context(one->session);
    one->session = NULL;
    return why;
}

static void say(const struct scsi_task *task)
{
    if (task && task->status == SCSI_STATUS_GOOD)
        puts("good");
    else if (task && task->status == SCSI_STATUS_CHECK_CONDITION)
        printf("%x/%04x\n", task->sense.key, task->sense.ascq);
    else
        puts(task && task->status <= 0xff ? "another status" : "no answer");
}

/* A command of its own, so that the library adds nothing to its meaning. */
static struct scsi_task *command(struct initiator *one, int lun, const unsigned char *cdb, int length, unsigned char *out, int in)
{
    int direction = out ? SCSI_XFER_WRITE : in ? SCSI_XFER_READ : SCSI_XFER_NONE;
    struct scsi_task *task = scsi_create_task(length, (unsigned char *)cdb, direction, out ? BLOCK : in);
    struct iscsi_data data = {.data = out, .size = BLOCK};
    return iscsi_scsi_command_sync(one->session, lun, task, out ? &data : NULL);
}

static void luns(struct initiator *one)
{
    const unsigned char cdb[12] = {0xa0, [8] = 0x10};
    struct scsi_task *task = command(one, 0, cdb, sizeof cdb, NULL, 4096);
    if (!task || task->status != SCSI_STATUS_GOOD)
        say(task);
    for (int at = 8; task && at + 8 <= task->datain.size; at += 8)
        printf("%s%02x%02x", at > 8 ? " " : "", task->datain.data[at], task->datain.data[at + 1]);
    puts("");
    scsi_free_scsi_task(task);
}

static void work(struct initiator *one, const char *verb, int lun, const char *word)
{
    const unsigned char test_unit_ready[6] = {0}, read[10] = {0x28, [8] = 1}, write[10] = {0x2a, [8] = 1};
    unsigned char block[BLOCK] = {0};
    bool reads = !strcmp(verb, "read");
    struct scsi_task *task;
    memcpy(block, word, strlen(word));
    if (reads)
        task = command(one, lun, read, sizeof read, NULL, BLOCK);
    else if (!strcmp(verb, "write"))
        task = command(one, lun, write, sizeof write, block, 0);
    else
        task = command(one, lun, test_unit_ready, sizeof test_unit_ready, NULL, 0);
    if (reads && task && task->status == SCSI_STATUS_GOOD)
        printf("%.32s\n", (const char *)task->datain.data);
    else
        say(task);
    if (task)
        scsi_free_scsi_task(task);
}

static void obey(const char *verb, struct initiator *one, int lun, const char *word)
{
    if (!strcmp(verb, "login")) {
        puts(log_in(one));
    } else if (!one->session) {
        puts("no session");
    } else if (!strcmp(verb, "logout")) {
        log_out(one);
        puts("good");
    } else if (!strcmp(verb, "luns")) {
        luns(one);
    } else if (!strcmp(verb, "reset")) {
        puts(iscsi_task_mgmt_lun_reset_sync(one->session, lun) ? "no answer" : "good");
    } else {
        work(one, verb, lun, word);
    }
}

int main(int count, char **words)
{
    struct iscsi_context *parser = iscsi_create_context("iqn.2026-11.org.example:parser");
    char line[512], verb[16], name[224], word[32];
    setvbuf(stdout, NULL, _IOLBF, 0);
    url = count == 2 ? iscsi_parse_full_url(parser, words[1]) : NULL;
    if (!url) {
        fprintf(stderr, "usage: initiators iscsi://HOST:PORT/IQN/0\n");
        return 2;
    }
    while (fgets(line, sizeof line, stdin)) {
        int lun = 0;
        *word = 0;
        if (sscanf(line, "%15s %223s %d %31s", verb, name, &lun, word) >= 2)
            obey(verb, find(name), lun, word);
    }
    return 0;
}
