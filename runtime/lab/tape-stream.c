/*
 * tape-stream [--only-good] iscsi://HOST:PORT/IQN/LUN: a backup job at a tape drive. Writes from the beginning of the tape, one command after
 *   the other: blocks of any length that say the how-manieth record they are, and filemarks between them, until it is told to end
 *   (SIGTERM) or the tape does. Then it reads the tape back: every block and every filemark has to be there, once, in order.
 *   After whatever is not GOOD it asks for the position. What was told before (a unit attention condition, an aborted command) may
 *   have moved the tape; it goes on where the data ends, which is never before the last filemark that was answered.
 *   A tape that has moved untold fails. With --only-good everything but GOOD does.
 * One line for each check, then what it did; exit status 0 when all passed.
 */
#include <iscsi/iscsi.h>
#include <iscsi/scsi-lowlevel.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { LONGEST = 65536, SHORTEST = 16, PATIENCE = 60, CDB = 6, FILES = 24 };
enum { REWIND = 0x01, READ = 0x08, WRITE = 0x0A, WRITE_FILEMARKS = 0x10, SPACE = 0x11, READ_POSITION = 0x34 };
enum { GOOD = 0, BUSY = 0x08, TASK_SET_FULL = 0x28, CHECK_CONDITION = 0x02, LOST = 0x1000 };
enum { NO_SENSE = 0, NOT_READY = 2, UNIT_ATTENTION = 6, BLANK_CHECK = 8, ABORTED_COMMAND = 0xB };
enum { FILEMARK = 0x80, END_OF_MEDIUM = 0x40, SUPPRESS_LENGTH = 2, END_OF_DATA = 3 };

static struct iscsi_context *session;
static int lun;
static bool only_good;
static unsigned failed, others, moves;
static double slowest;

/* What a command ended with. */
struct end {
    int status, key, flags; /* flags: byte 2 of fixed sense data without the key */
    uint32_t moved;
};

static void verdict(bool good, const char *what)
{
    failed += !good;
    printf("%s %s\n", good ? "PASS" : "FAIL", what);
    fflush(stdout);
}

static void give_up(const char *what, const struct end *end)
{
    printf("FAIL %s: status %02xh, sense key %xh, %s\n", what, end->status, end->key, iscsi_get_error(session));
    exit(1);
}

static double seconds(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static struct end run(const unsigned char *cdb, int length, int direction, unsigned char *data, uint32_t bytes)
{
    struct scsi_task *task = scsi_create_task(length, (unsigned char *)cdb, direction, (int)bytes);
    struct iscsi_data out = {.data = data, .size = direction == SCSI_XFER_WRITE ? bytes : 0};
    struct end end = {.status = LOST};
    double begun = seconds();

    if (iscsi_scsi_command_sync(session, lun, task, out.size ? &out : NULL) && task->status <= 0xff) {
        end.status = task->status;
        end.moved = direction == SCSI_XFER_READ ? (uint32_t)task->datain.size : 0;
        if (end.status == CHECK_CONDITION) {
            /* Data-In has the sense data, after its length; what was read came before it. */
            end.key = (int)task->sense.key;
            if (task->datain.size >= 5)
                end.flags = task->datain.data[4] & 0xF0;
            end.moved = 0;
        } else if (end.moved > 0) {
            memcpy(data, task->datain.data, end.moved < bytes ? end.moved : bytes);
        }
    }
    scsi_free_scsi_task(task);
    if (seconds() - begun > slowest)
        slowest = seconds() - begun;
    if (end.status != GOOD && !(end.status == CHECK_CONDITION && (end.key == NO_SENSE || end.key == BLANK_CHECK)))
        others++;
    if (end.status == LOST)
        give_up("the session is lost", &end);
    return end;
}

static struct end six(int code, int second, uint32_t count, int direction, unsigned char *data)
{
    unsigned char cdb[CDB] = {(unsigned char)code, (unsigned char)second, count >> 16 & 0xff, count >> 8 & 0xff, count & 0xff, 0};

    return run(cdb, sizeof cdb, direction, data, direction == SCSI_XFER_NONE ? 0 : count);
}

/* Whether it may be better in a moment. */
static bool passes(const struct end *end)
{
    return end->status == BUSY || end->status == TASK_SET_FULL ||
           (end->status == CHECK_CONDITION && (end->key == UNIT_ATTENTION || end->key == NOT_READY || end->key == ABORTED_COMMAND));
}

/* Does what moves no data and may be repeated, until it is done. */
static struct end insist(const char *what, struct end (*does)(unsigned char *), unsigned char *data)
{
    double limit = seconds() + PATIENCE;
    struct end end = does(data);

    while (passes(&end) && seconds() < limit) {
        usleep(end.status == CHECK_CONDITION && end.key == UNIT_ATTENTION ? 0 : 50000);
        end = does(data);
    }
    if (end.status != GOOD)
        give_up(what, &end);
    return end;
}

static struct end rewind_tape(unsigned char *data)
{
    return six(REWIND, 0, 0, SCSI_XFER_NONE, data);
}

static struct end go_to_end(unsigned char *data)
{
    return six(SPACE, END_OF_DATA, 0, SCSI_XFER_NONE, data);
}

static struct end ask_position(unsigned char *data)
{
    static const unsigned char cdb[10] = {READ_POSITION};

    return run(cdb, sizeof cdb, SCSI_XFER_READ, data, 20);
}

static uint32_t position(void)
{
    unsigned char data[20] = {0};

    insist("READ POSITION", ask_position, data);
    return (uint32_t)data[4] << 24 | (uint32_t)data[5] << 16 | (uint32_t)data[6] << 8 | data[7];
}

/* --- what record number N is --- */

static uint64_t mixed(uint64_t value)
{
    value = (value ^ value >> 30) * 0xbf58476d1ce4e5b9ULL;
    value = (value ^ value >> 27) * 0x94d049bb133111ebULL;
    return value ^ value >> 31;
}

/* Its length, 0 for a filemark; content, unless that is NULL. */
static uint32_t record(uint32_t number, uint64_t job, unsigned char *content)
{
    uint64_t word = mixed(number + job);
    uint32_t length = SHORTEST + (uint32_t)(word >> 8) % (LONGEST - SHORTEST + 1);

    if (word % FILES == 0)
        return 0;
    for (uint32_t at = 0; content && at < length; at += 8) {
        uint64_t next = at == 0 ? number : mixed(word + at);
        memcpy(content + at, &next, length - at < 8 ? length - at : 8);
    }
    return length;
}

/* --- the job --- */

static struct end write_record(uint32_t number, uint64_t job)
{
    static unsigned char content[LONGEST];
    uint32_t length = record(number, job, content);

    return length > 0 ? six(WRITE, 0, length, SCSI_XFER_WRITE, content) : six(WRITE_FILEMARKS, 0, 1, SCSI_XFER_NONE, NULL);
}

/*
 * After a write that did not end GOOD: the number of the next record. synced: records before the end of the last filemark that was
 * answered.
 */
static uint32_t resumed(uint32_t number, uint32_t synced, bool uncertain)
{
    unsigned told = others;
    uint32_t at = position();
    uint32_t end;

    if (at == number || (uncertain && at == number + 1))
        return at;
    /* READ POSITION itself may have been told of it. */
    if (!uncertain && told == others) {
        printf("FAIL the tape stands at %u where record %u was to be written, and nothing was told\n", at, number);
        exit(1);
    }
    moves++;
    do { /* until nothing happens meanwhile */
        told = others;
        insist("SPACE to the end of data", go_to_end, NULL);
        end = position();
    } while (told != others);
    if (end < synced || end > number + 1) {
        printf("FAIL the data ends at %u; record %u was to be written, up to %u a filemark was answered\n", end, number, synced);
        exit(1);
    }
    printf("The tape was moved, as was told: the data ends at %u\n", end);
    fflush(stdout);
    return end;
}

static bool told_to_end(void)
{
    sigset_t pending;

    sigpending(&pending);
    return sigismember(&pending, SIGTERM);
}

static uint32_t write_tape(uint64_t job)
{
    uint32_t number = 0, synced = 0;

    insist("REWIND", rewind_tape, NULL);
    while (!told_to_end()) {
        struct end end = write_record(number, job);
        bool filemark = record(number, job, NULL) == 0;

        if (end.status == GOOD) {
            number++;
            if (filemark)
                synced = number;
        } else if (end.status == CHECK_CONDITION && end.key == NO_SENSE && end.flags & END_OF_MEDIUM) {
            number++; /* early warning: it was written */
            break;
        } else if (passes(&end)) {
            number = resumed(number, synced, end.status == CHECK_CONDITION && end.key != NOT_READY);
        } else {
            give_up("a write", &end);
        }
    }
    return number;
}

/* Ends at the end of data; the number of records that were as they had to be. */
static uint32_t read_tape(uint64_t job, uint32_t written)
{
    static unsigned char content[LONGEST], found[LONGEST];
    uint32_t number;

    insist("REWIND", rewind_tape, NULL);
    for (number = 0; number <= written; number++) {
        uint32_t length = record(number, job, content);
        struct end end = six(READ, SUPPRESS_LENGTH, LONGEST, SCSI_XFER_READ, found);
        bool filemark = end.status == CHECK_CONDITION && end.key == NO_SENSE && end.flags & FILEMARK;

        if (number == written && end.status == CHECK_CONDITION && end.key == BLANK_CHECK)
            return number;
        if (length == 0 ? !filemark : end.status != GOOD || end.moved != length || memcmp(content, found, length) != 0) {
            printf("FAIL record %u of %u: status %02xh, sense key %xh, %u bytes, the first %llu, where %u were written\n", number, written,
                   end.status, end.key, end.moved, *(unsigned long long *)found, length);
            return number;
        }
    }
    printf("FAIL there is more on the tape than %u records\n", written);
    return 0;
}

static bool log_in(const struct iscsi_url *url)
{
    session = iscsi_create_context("iqn.2026-11.org.example:tape-stream");
    lun = url->lun;
    iscsi_set_session_type(session, ISCSI_SESSION_NORMAL);
    iscsi_set_targetname(session, url->target);
    iscsi_set_noautoreconnect(session, 1);
    iscsi_set_timeout(session, PATIENCE);
    return !iscsi_connect_sync(session, url->portal) && !iscsi_login_sync(session);
}

int main(int count, char **words)
{
    struct iscsi_context *parser = iscsi_create_context("iqn.2026-11.org.example:parser");
    struct iscsi_url *url;
    uint64_t job = (uint64_t)getpid() << 32 | (uint32_t)time(NULL);
    uint32_t written;
    unsigned before;
    sigset_t end_signals;

    only_good = count == 3 && !strcmp(words[1], "--only-good");
    url = count == 2 || only_good ? iscsi_parse_full_url(parser, words[count - 1]) : NULL;
    if (!url) {
        fprintf(stderr, "usage: tape-stream [--only-good] iscsi://HOST:PORT/IQN/LUN\n");
        return 2;
    }
    /* Looked for between commands: the library takes a call that was interrupted for the end of the session. */
    sigemptyset(&end_signals);
    sigaddset(&end_signals, SIGTERM);
    sigprocmask(SIG_BLOCK, &end_signals, NULL);
    if (!log_in(url)) {
        printf("FAIL cannot log in: %s\n", iscsi_get_error(session));
        return 1;
    }
    insist("REWIND", rewind_tape, NULL); /* what has happened before is told here */
    puts("Writing");
    fflush(stdout);
    slowest = 0;
    before = others;
    written = write_tape(job);
    verdict(written > 0, "the tape is written");
    if (only_good)
        verdict(others == before, "every command was GOOD");
    verdict(read_tape(job, written) == written, "every block and filemark is there, once and in order");
    printf("%u records, %u answers that were not GOOD, the tape was moved %u times, the slowest command took %.1f s\n", written,
           others - before, moves, slowest);
    return failed > 0;
}
