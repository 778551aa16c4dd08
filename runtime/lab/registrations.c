/*
 * registrations keep URL FIRST: registers with APTPL under the keys FIRST, FIRST+1, …, reserving, releasing and reserving again after
 *   each, saves mode pages that stand for the key, and says every key as soon as all of that is answered GOOD, until the connection ends.
 * registrations show URL: says the key under which the same initiator port is registered, whether it holds the reservation, which key
 *   (modulo MODES) the mode pages stand for, and unit serial number and designators.
 * Exit status 0, or 1 when an answer is not what it should be.
 */
#include <endian.h>
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

enum { MODE_SELECT = 0x15, MODE_SENSE = 0x1a, CONTROL = 0x0a, CACHING = 0x08, NO_BLOCK_DESCRIPTORS = 8, PAGE_FORMAT_SAVE = 0x11 };
enum { D_SENSE = 4, TAS = 0x40, WCE = 4, MODES = 8 };
enum { REGISTER_AND_IGNORE = 6, RESERVE = 1, RELEASE = 2, APTPL = 1, WRITE_EXCLUSIVE = 1, PATIENCE = 60 };

static struct iscsi_context *session;
static struct iscsi_url *url;

static void log_in(void)
{
    time_t end = time(NULL) + PATIENCE;
    for (;;) {
        session = iscsi_create_context("iqn.2026-11.org.example:registrant");
        iscsi_set_isid_random(session, 0x5c5800, 1);
        iscsi_set_session_type(session, ISCSI_SESSION_NORMAL);
        iscsi_set_targetname(session, url->target);
        iscsi_set_noautoreconnect(session, 1);
        iscsi_set_timeout(session, 10);
        if (!iscsi_full_connect_sync(session, url->portal, url->lun))
            return;
        if (time(NULL) > end) {
            fprintf(stderr, "cannot log in: %s\n", iscsi_get_error(session));
            exit(1);
        }
        iscsi_destroy_context(session);
        usleep(100000);
    }
}

/* Status of the command; -1 when the connection has ended. Data-In is left in *in. */
static int command(unsigned char *cdb, int direction, unsigned char *data, int length, struct scsi_task **in)
{
    struct scsi_task *task = scsi_create_task(10, cdb, direction, length);
    struct iscsi_data out = {.data = data, .size = length};
    struct scsi_task *ended = iscsi_scsi_command_sync(session, url->lun, task, direction == SCSI_XFER_WRITE ? &out : NULL);
    int status = ended && task->status <= 0xff ? task->status : -1;
    if (in && !status)
        *in = task;
    else
        scsi_free_scsi_task(task);
    return status;
}

static int reserve_out(int action, int type, uint64_t key, uint64_t next, int flags)
{
    unsigned char cdb[10] = {0x5f, action, type, 0, 0, 0, 0, 0, 24, 0}, list[24] = {[20] = flags};
    key = htobe64(key);
    next = htobe64(next);
    memcpy(list, &key, sizeof key);
    memcpy(list + 8, &next, sizeof next);
    return command(cdb, SCSI_XFER_WRITE, list, sizeof list, NULL);
}

/* The current values of a page are put at list; returns their length, or -1. */
static int mode_page(int code, unsigned char *list)
{
    unsigned char cdb[6] = {MODE_SENSE, NO_BLOCK_DESCRIPTORS, code, 0, 255};
    struct scsi_task *task;
    if (command(cdb, SCSI_XFER_READ, NULL, 255, &task))
        return -1;
    int length = task->datain.size - 4;
    memcpy(list, task->datain.data + 4, length);
    list[0] &= 0x7f; /* PS is reserved in MODE SELECT */
    scsi_free_scsi_task(task);
    return length;
}

static void set(unsigned char *byte, int bit, bool on)
{
    *byte = on ? *byte | bit : *byte & ~bit;
}

/* Two pages in one MODE SELECT, three bits that change with the key. */
static int save_modes(uint64_t key)
{
    unsigned char list[4 + 2 * 255] = {0}, *control = list + 4;
    int first = mode_page(CONTROL, control);
    unsigned char *caching = control + first;
    int second = first < 0 ? -1 : mode_page(CACHING, caching);
    if (second < 0)
        return -1;
    set(control + 2, D_SENSE, key & 1);
    set(control + 5, TAS, key & 2);
    set(caching + 2, WCE, key & 4);
    int length = 4 + first + second;
    unsigned char cdb[6] = {MODE_SELECT, PAGE_FORMAT_SAVE, 0, 0, length};
    return command(cdb, SCSI_XFER_WRITE, list, length, NULL);
}

static int modes(void)
{
    unsigned char control[255], caching[255];
    if (mode_page(CONTROL, control) < 0 || mode_page(CACHING, caching) < 0)
        return -1;
    return (control[2] & D_SENSE ? 1 : 0) + (control[5] & TAS ? 2 : 0) + (caching[2] & WCE ? 4 : 0);
}

static int keep(uint64_t key)
{
    for (;; key++) {
        int status = reserve_out(REGISTER_AND_IGNORE, 0, 0, key, APTPL);
        for (int action = 0; !status && action < 3; action++)
            status = reserve_out(action == 1 ? RELEASE : RESERVE, WRITE_EXCLUSIVE, key, 0, 0);
        if (!status)
            status = save_modes(key);
        if (status)
            return status > 0;
        printf("%" PRIu64 "\n", key);
        fflush(stdout);
    }
}

/* A VPD page in hexadecimal. */
static int show_page(int code)
{
    unsigned char cdb[6] = {0x12, 1, code, 0, 255};
    struct scsi_task *task;
    if (command(cdb, SCSI_XFER_READ, NULL, 255, &task))
        return 1;
    putchar(' ');
    for (int at = 4; at < task->datain.size; at++)
        printf("%02x", task->datain.data[at]);
    scsi_free_scsi_task(task);
    return 0;
}

static int show(void)
{
    unsigned char keys[10] = {0x5e, 0, 0, 0, 0, 0, 0, 0, 255, 0}, reservation[10] = {0x5e, 1, 0, 0, 0, 0, 0, 0, 255, 0};
    struct scsi_task *task;
    uint64_t key = 0;
    if (command(keys, SCSI_XFER_READ, NULL, 255, &task))
        return 1;
    if (task->datain.size == 16)
        memcpy(&key, task->datain.data + 8, sizeof key);
    if (command(reservation, SCSI_XFER_READ, NULL, 255, &task))
        return 1;
    printf("%" PRIu64 " %s %d", be64toh(key), task->datain.size == 24 ? "reserved" : "released", modes());
    int failed = show_page(0x80) || show_page(0x83);
    putchar('\n');
    return failed;
}

int main(int count, char **words)
{
    if (count < 3 || (strcmp(words[1], "keep") && strcmp(words[1], "show"))) {
        fprintf(stderr, "usage: registrations keep URL FIRST | registrations show URL\n");
        return 2;
    }
    struct iscsi_context *parser = iscsi_create_context("iqn.2026-11.org.example:registrant");
    url = iscsi_parse_full_url(parser, words[2]);
    if (!url)
        return 2;
    log_in();
    return words[1][0] == 'k' ? keep(strtoull(words[3], NULL, 10)) : show();
}
