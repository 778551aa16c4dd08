/*
 * third-party-copy URL LUN: has the target copy from the logical unit of the URL to LUN of the same target, and within it, by EXTENDED
 *   COPY and by ROD tokens, and reads back what has become of it. Both have blocks of 512 bytes, 4096 of them at least.
 * OVERWRITES both. Says one line PASS or FAIL for each check. Exit status 0; 1 when a check failed.
 */
#include <endian.h>
#include <iscsi/iscsi.h>
#include <iscsi/scsi-lowlevel.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK = 512, BLOCKS = 2100, HEADER = 16, HEADER_LID4 = 48, SOURCE = 32, SEGMENT = 28, TOKEN = 512, PATIENCE = 10 };
enum { NOT_REACHABLE = 0xa0d02, CANCELLED = 0x52308, CORRUPT = 0x52305, UNKNOWN_LIST = 0x52400 };

static struct iscsi_context *session;
static int failures;
static unsigned char written[BLOCKS * BLOCK], found[BLOCKS * BLOCK], token[TOKEN];

static void check(const char *what, bool good)
{
    printf("%s %s\n", good ? "PASS" : "FAIL", what);
    failures += !good;
}

static void put(unsigned char *at, int width, uint64_t value)
{
    for (int i = 0; i < width; i++)
        at[i] = value >> 8 * (width - 1 - i);
}

/* 0 when GOOD, else sense key and additional sense code, or the status; Data-In goes to in. */
static int command(int lun, unsigned char *cdb, unsigned char *out, int out_length, unsigned char *in, int in_length)
{
    int direction = in ? SCSI_XFER_READ : out_length ? SCSI_XFER_WRITE : SCSI_XFER_NONE;
    struct scsi_task *task = scsi_create_task(16, cdb, direction, in ? in_length : out_length);
    struct iscsi_data data = {.data = out, .size = out_length};
    if (!iscsi_scsi_command_sync(session, lun, task, out_length ? &data : NULL)) {
        printf("FAIL the session lives: %s\n", iscsi_get_error(session));
        exit(1);
    }
    int status = task->status == SCSI_STATUS_CHECK_CONDITION ? (int)(task->sense.key << 16 | task->sense.ascq) : task->status;
    if (in && task->datain.size > 0)
        memcpy(in, task->datain.data, task->datain.size < in_length ? task->datain.size : in_length);
    scsi_free_scsi_task(task);
    return status;
}

static int access(int code, int lun, uint64_t lba, int blocks, unsigned char *data)
{
    unsigned char cdb[16] = {code};
    put(cdb + 2, 8, lba);
    put(cdb + 10, 4, blocks);
    bool reads = code == 0x88;
    return command(lun, cdb, data, reads ? 0 : blocks * BLOCK, reads ? data : NULL, blocks * BLOCK);
}

static bool holds(int lun, uint64_t lba, int blocks, int from)
{
    return !access(0x88, lun, lba, blocks, found) && !memcmp(found, written + from * BLOCK, blocks * BLOCK);
}

static int third_party(int lun, int code, int action, int identifier, int identifier_at, unsigned char *data, int length, bool in)
{
    unsigned char cdb[16] = {code, action};
    if (identifier_at)
        put(cdb + identifier_at, 4, identifier);
    put(cdb + 10, 4, length);
    return command(lun, cdb, in ? NULL : data, in ? 0 : length, in ? data : NULL, length);
}

/* The NAA designator of a logical unit, as a CSCD descriptor. */
static bool designate(int lun, unsigned char *descriptor)
{
    unsigned char page[255] = {0}, inquiry[16] = {0x12, 1, 0x83, 0, sizeof page};
    if (command(lun, inquiry, NULL, 0, page, sizeof page))
        return false;
    for (int at = 4; at < 4 + (page[2] << 8 | page[3]); at += 4 + page[at + 3])
        if ((page[at + 1] & 0x3f) == 3) {
            descriptor[0] = 0xe4;
            memcpy(descriptor + 4, page + at, 4 + page[at + 3]);
            put(descriptor + 29, 3, BLOCK);
            return true;
        }
    return false;
}

static void segment(unsigned char *at, int source, uint64_t source_lba, int destination, uint64_t lba, int blocks)
{
    at[0] = 2;
    put(at + 2, 2, 24);
    put(at + 4, 2, source);
    put(at + 6, 2, destination);
    put(at + 10, 2, blocks);
    put(at + 12, 8, source_lba);
    put(at + 20, 8, lba);
}

static void extended_copy(int lun, int other)
{
    unsigned char list[HEADER + 2 * SOURCE + SEGMENT] = {1}, status[12];
    put(list + 2, 2, 2 * SOURCE);
    put(list + 8, 4, SEGMENT);
    check("both logical units have an NAA designator", designate(lun, list + HEADER) && designate(other, list + HEADER + SOURCE));
    segment(list + HEADER + 2 * SOURCE, 0, 1, 1, 100, BLOCKS - 1);
    check("EXTENDED COPY(LID1) ends GOOD", !third_party(lun, 0x83, 0, 0, 0, list, sizeof list, false));
    check("what was copied is there", holds(other, 100, BLOCKS - 1, 1));
    unsigned char asked[16] = {0x84, 0, 1, [13] = sizeof status};
    check("its status is told", !command(lun, asked, NULL, 0, status, sizeof status) && status[4] == 1 && status[6] == 1);
    list[HEADER + SOURCE + 15] ^= 0x55;
    check("a device that is not mapped is not reachable", third_party(lun, 0x83, 0, 0, 0, list, sizeof list, false) == NOT_REACHABLE);
}

static void overlapping_copy(int lun)
{
    unsigned char list[HEADER_LID4 + SEGMENT] = {1, [3] = 0x20, [16] = 0xff, [23] = 9};
    put(list + 44, 2, SEGMENT);
    segment(list + HEADER_LID4, 0xffff, 0, 0xffff, 700, BLOCKS);
    check("EXTENDED COPY(LID4) ends GOOD", !third_party(lun, 0x83, 1, 0, 0, list, sizeof list, false));
    check("what overlaps was read before it was overwritten", holds(lun, 700, BLOCKS, 0));
    check("COPY OPERATION ABORT knows no copy that has ended", third_party(lun, 0x83, 0x1c, 9, 2, NULL, 0, false) == UNKNOWN_LIST);
}

static int populate(int lun, uint64_t lba, int blocks)
{
    unsigned char list[32] = {0, 30, [15] = 16}, told[600] = {0};
    put(list + 16, 8, lba);
    put(list + 24, 4, blocks);
    int status = third_party(lun, 0x83, 0x10, 5, 6, list, sizeof list, false);
    if (!status)
        status = third_party(lun, 0x84, 7, 5, 2, told, sizeof told, true);
    memcpy(token, told + 38, TOKEN);
    return status;
}

static int write_using(int lun, uint64_t offset, uint64_t lba, int blocks)
{
    unsigned char list[552] = {0};
    put(list, 2, sizeof list - 2);
    put(list + 8, 8, offset);
    memcpy(list + 16, token, TOKEN);
    put(list + 534, 2, 16);
    put(list + 536, 8, lba);
    put(list + 544, 4, blocks);
    return third_party(lun, 0x83, 0x11, 6, 6, list, sizeof list, false);
}

static void token_copy(int lun, int other)
{
    unsigned char told[36] = {0};
    check("POPULATE TOKEN makes a token", !populate(lun, 0, 700));
    check("WRITE USING TOKEN ends GOOD", !write_using(other, 10, 0, 90));
    check("what the token stands for is there", holds(other, 0, 90, 10));
    check("it is told how much was written",
          !third_party(other, 0x84, 7, 6, 2, told, sizeof told, true) && told[5] == 1 && told[15] == 0xf1 && told[23] == 90);
    token[300] ^= 1;
    check("a forged token is refused", write_using(other, 0, 0, 1) == CORRUPT);
    token[300] ^= 1;
    check("a write beside the token leaves it alone", !access(0x8a, lun, 700, 1, written) && !write_using(other, 0, 0, 1));
    check("a write to its blocks cancels it", !access(0x8a, lun, 699, 1, written) && write_using(other, 0, 0, 1) == CANCELLED);
    memset(token, 0, sizeof token);
    put(token, 4, 0xffff0001);
    put(token + 6, 2, 0x1f8);
    memset(written, 0, BLOCK);
    check("the zero token writes zeroes", !write_using(other, 0, 50, 1) && holds(other, 50, 1, 0));
}

int main(int count, char **words)
{
    if (count != 3) {
        fprintf(stderr, "usage: third-party-copy iscsi://HOST:PORT/IQN/LUN LUN\n");
        return 2;
    }
    session = iscsi_create_context("iqn.2026-11.org.example:copier");
    struct iscsi_url *url = iscsi_parse_full_url(session, words[1]);
    int other = atoi(words[2]);
    if (!url)
        return 2;
    iscsi_set_session_type(session, ISCSI_SESSION_NORMAL);
    iscsi_set_targetname(session, url->target);
    iscsi_set_noautoreconnect(session, 1);
    iscsi_set_timeout(session, PATIENCE);
    if (iscsi_full_connect_sync(session, url->portal, url->lun)) {
        printf("FAIL logs in: %s\n", iscsi_get_error(session));
        return 1;
    }
    unsigned char ready[16] = {0}, page[36] = {0}, inquiry[16] = {0x12, 0, 0, 0, sizeof page};
    command(other, ready, NULL, 0, NULL, 0);
    for (size_t i = 0; i < sizeof written; i++)
        written[i] = rand();
    check("the first logical unit can be written", !access(0x8a, url->lun, 0, BLOCKS, written));
    check("INQUIRY says that there is a copy manager", !command(url->lun, inquiry, NULL, 0, page, sizeof page) && page[5] & 0x08);
    extended_copy(url->lun, other);
    token_copy(url->lun, other);
    check("the first logical unit can be written again", !access(0x8a, url->lun, 0, BLOCKS, written));
    overlapping_copy(url->lun);
    iscsi_logout_sync(session);
    iscsi_destroy_url(url);
    iscsi_destroy_context(session);
    return failures > 0;
}
