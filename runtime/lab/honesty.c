/*
 * honesty URL: sends every operation code with every value of the byte that can hold a service action, without data, and holds
 *   the answers against REPORT SUPPORTED OPERATION CODES: what it reports is processed, what it does not is refused for that.
 * Says one line PASS or FAIL for each check. FORMATS the logical unit.
 * Exit status 0; 1 when a check failed or the session did not live through it.
 */
#include <iscsi/iscsi.h>
#include <iscsi/scsi-lowlevel.h>
#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum {
    PAIRS = 65536, AT_ONCE = 64, SHOWN = 12, PATIENCE = 20,
    FORMAT_UNIT = 0x04, START_STOP_UNIT = 0x1b, SANITIZE = 0x48, WRITE_SAME_10 = 0x41, WRITE_SAME_16 = 0x93,
    EXIT_FAILURE_MODE = 0x1f, VARIABLE_LENGTH = 0x7f, MAINTENANCE_IN = 0xa3, REPORT_CODES = 0x0c, SERVICE_ACTION = 0x1f,
    INVALID_OPERATION_CODE = 0x2000, INVALID_FIELD = 0x2400
};

static struct iscsi_context *session;
static int lun, failures, outstanding;
static bool known[256], by_action[256], reported[256][SERVICE_ACTION + 1];

/* What a command ended with; one for each that is under way. */
struct answer {
    int pair, status, key, code;
    bool wrong_action, supported;
    struct scsi_task *task;
};

static void verdict(bool good, const char *check, int wrong)
{
    if (good)
        printf("PASS %s\n", check);
    else
        printf("FAIL %s: %d are not\n", check, wrong);
    failures += !good;
}

static void die(const char *why)
{
    printf("FAIL %s: %s\n", why, iscsi_get_error(session));
    exit(1);
}

static int length_of(int code)
{
    static const int lengths[] = {6, 10, 10, 16, 16, 12, 16, 16};
    return lengths[code >> 5];
}

static struct scsi_task *task_of(const unsigned char *cdb, int length, int bytes_in)
{
    return scsi_create_task(length, (unsigned char *)cdb, bytes_in ? SCSI_XFER_READ : SCSI_XFER_NONE, bytes_in);
}

static void ended(struct iscsi_context *context, int status, void *data, void *private)
{
    struct answer *answer = private;
    struct scsi_task *task = data;
    (void)context;
    outstanding--;
    answer->status = status;
    answer->key = task->sense.key;
    answer->code = task->sense.ascq;
    answer->wrong_action = task->sense.sense_specific && task->sense.ill_param_in_cdb && task->sense.field_pointer == 1
        && task->sense.bit_pointer_valid && task->sense.bit_pointer == 4;
    answer->supported = status == SCSI_STATUS_GOOD && task->datain.size >= 2 && (task->datain.data[1] & 7) == 3;
    scsi_free_scsi_task(task);
}

/* Waits until no more than so many commands are under way. */
static void serve(int most)
{
    while (outstanding > most) {
        struct pollfd one = {.fd = iscsi_get_fd(session), .events = iscsi_which_events(session)};
        if (poll(&one, 1, 1000) < 0 || iscsi_service(session, one.revents) < 0)
            die("the session lives");
    }
}

static void send_one(const unsigned char *cdb, int length, int bytes_in, struct answer *answer)
{
    outstanding++;
    if (iscsi_scsi_command_async(session, lun, task_of(cdb, length, bytes_in), ended, NULL, answer))
        die("a command is sent");
}

/* A command whose answer is awaited; what it is told as a unit attention condition does not count. */
static struct answer ask(const unsigned char *cdb)
{
    struct answer answer;
    int tries = 0;
    do {
        answer = (struct answer){0};
        send_one(cdb, length_of(cdb[0]), 0, &answer);
        serve(0);
    } while (answer.status == SCSI_STATUS_CHECK_CONDITION && answer.key == SCSI_SENSE_UNIT_ATTENTION && ++tries < 4);
    return answer;
}

static bool await_ready(void)
{
    const unsigned char test_unit_ready[6] = {0};
    time_t end = time(NULL) + PATIENCE;
    while (ask(test_unit_ready).status != SCSI_STATUS_GOOD) {
        if (time(NULL) > end)
            return false;
        usleep(2000);
    }
    return true;
}

static void read_reported(void)
{
    unsigned char cdb[12] = {MAINTENANCE_IN, REPORT_CODES, [8] = 0xff, [9] = 0xff};
    struct scsi_task *task = iscsi_scsi_command_sync(session, lun, task_of(cdb, sizeof cdb, 0xffff), NULL);
    if (!task || task->status != SCSI_STATUS_GOOD || task->datain.size < 4)
        die("REPORT SUPPORTED OPERATION CODES is answered");
    int rows = 0;
    for (int at = 4; at + 8 <= task->datain.size; at += 8, rows++) {
        unsigned char *row = task->datain.data + at;
        int action = row[2] << 8 | row[3];
        known[row[0]] = true;
        if (row[5] & 1) {
            by_action[row[0]] = true;
            if (action <= SERVICE_ACTION)
                reported[row[0]][action] = true;
        }
    }
    scsi_free_scsi_task(task);
    printf("# %d commands are reported\n", rows);
}

static bool is_reported(int code, int byte)
{
    return by_action[code] ? reported[code][byte & SERVICE_ACTION] : known[code];
}

/* Asked one by one (reporting options 011b) it says the same. */
static void compare_reports(void)
{
    struct answer *answers = calloc(PAIRS, sizeof *answers);
    int wrong = 0;
    for (int pair = 0; pair < PAIRS; pair++) {
        unsigned char cdb[12] = {MAINTENANCE_IN, REPORT_CODES, 3, pair >> 8, 0, pair & 0xff, 0, 0, 0, 64};
        send_one(cdb, sizeof cdb, 64, &answers[pair]);
        serve(AT_ONCE);
    }
    serve(0);
    for (int pair = 0; pair < PAIRS; pair++) {
        int code = pair >> 8, action = pair & 0xff;
        bool listed = by_action[code] ? action <= SERVICE_ACTION && reported[code][action] : known[code] && action == 0;
        if (answers[pair].status == SCSI_STATUS_GOOD && answers[pair].supported == listed)
            continue;
        if (wrong++ < SHOWN)
            printf("# %02x/%02x: status %d, %ssupported, %slisted\n", code, action, answers[pair].status,
                answers[pair].supported ? "" : "not ", listed ? "" : "not ");
    }
    free(answers);
    verdict(!wrong, "each command asked for alone is reported as in the list", wrong);
}

static bool erases(int code, int byte)
{
    return code == FORMAT_UNIT || code == SANITIZE || (code == WRITE_SAME_16 && byte & 1) || (code == WRITE_SAME_10 && byte & 1);
}

static void cdb_of(int code, int byte, unsigned char *cdb)
{
    memset(cdb, 0, 16);
    cdb[0] = code;
    if (code == VARIABLE_LENGTH)
        cdb[9] = byte;
    else
        cdb[1] = byte;
    if (code == START_STOP_UNIT)
        cdb[4] = 1; /* START: nobody wants it stopped */
}

static bool honest(const struct answer *answer, int code, bool listed)
{
    bool illegal = answer->status == SCSI_STATUS_CHECK_CONDITION && answer->key == SCSI_SENSE_ILLEGAL_REQUEST;
    bool answered = answer->status == SCSI_STATUS_GOOD || answer->status == SCSI_STATUS_CHECK_CONDITION
        || answer->status == SCSI_STATUS_CONDITION_MET;
    /* Where no sanitize operation has failed, there is no failure mode to leave. */
    bool in_vain = code == SANITIZE && (answer->pair & SERVICE_ACTION) == EXIT_FAILURE_MODE;
    bool unknown = illegal && (answer->code == INVALID_OPERATION_CODE || (by_action[code] && answer->wrong_action && !in_vain));
    if (listed)
        return answered && !unknown;
    return illegal && (answer->code == INVALID_OPERATION_CODE || answer->code == INVALID_FIELD);
}

static int complain(const struct answer *answer, bool listed, int wrong)
{
    if (wrong < SHOWN)
        printf("# %02x, byte 1 %02x, %sreported: status %d, sense %x/%04x\n", answer->pair >> 8, answer->pair & 0xff,
            listed ? "" : "not ", answer->status, answer->key, answer->code);
    return wrong + 1;
}

static void send_unreported(void)
{
    struct answer *answers = calloc(PAIRS, sizeof *answers);
    unsigned char cdb[16];
    int wrong = 0;
    for (int pair = 0; pair < PAIRS; pair++) {
        answers[pair].pair = pair;
        if (is_reported(pair >> 8, pair & 0xff))
            continue;
        cdb_of(pair >> 8, pair & 0xff, cdb);
        send_one(cdb, length_of(cdb[0]), 0, &answers[pair]);
        serve(AT_ONCE);
    }
    serve(0);
    for (int pair = 0; pair < PAIRS; pair++)
        if (!is_reported(pair >> 8, pair & 0xff) && !honest(&answers[pair], pair >> 8, false))
            wrong = complain(&answers[pair], false, wrong);
    free(answers);
    verdict(!wrong, "what is not reported is refused as unknown", wrong);
}

/* Those that erase the medium by themselves, or all others. One at a time: some change what the next would be answered. */
static void send_reported(bool erasing, const char *check)
{
    unsigned char cdb[16];
    int wrong = 0;
    for (int pair = 0; pair < PAIRS; pair++) {
        int code = pair >> 8, byte = pair & 0xff;
        if (code == FORMAT_UNIT)
            byte ^= 0xff; /* FMTPINFO is tried first: what comes later finds a medium without protection information */
        if (!is_reported(code, byte) || erases(code, byte) != erasing)
            continue;
        cdb_of(code, byte, cdb);
        struct answer answer = ask(cdb);
        answer.pair = code << 8 | byte;
        if (!honest(&answer, code, true))
            wrong = complain(&answer, true, wrong);
        if ((erasing || code == START_STOP_UNIT) && !await_ready()) {
            printf("# %02x, byte 1 %02x: not ready any more\n", code, byte);
            wrong++;
            break;
        }
    }
    verdict(!wrong, check, wrong);
}

static void release_all(void)
{
    const unsigned char release[6] = {0x17};
    ask(release);
}

/* Writes a pattern to the whole medium, or returns how many blocks have it no more. */
static int pattern(bool write)
{
    struct scsi_task *task = iscsi_readcapacity16_sync(session, lun);
    struct scsi_readcapacity16 *capacity = task && task->status == SCSI_STATUS_GOOD ? scsi_datain_unmarshall(task) : NULL;
    if (!capacity)
        die("READ CAPACITY is answered");
    uint64_t last = capacity->returned_lba;
    uint32_t size = capacity->block_length;
    int others = 0;
    scsi_free_scsi_task(task);
    unsigned char *block = malloc(size);
    for (uint64_t lba = 0; lba <= last && lba < 4096; lba++) {
        memset(block, 0x5a ^ (int)lba, size);
        task = write ? iscsi_write16_sync(session, lun, lba, block, size, size, 0, 0, 0, 0, 0)
                     : iscsi_read16_sync(session, lun, lba, size, size, 0, 0, 0, 0, 0);
        if (!task || task->status != SCSI_STATUS_GOOD)
            die(write ? "a block is written" : "a block is read");
        others += !write && memcmp(task->datain.data, block, size);
        scsi_free_scsi_task(task);
    }
    free(block);
    return others;
}

int main(int count, char **words)
{
    setvbuf(stdout, NULL, _IOLBF, 0);
    session = iscsi_create_context("iqn.2026-11.org.example:honesty");
    struct iscsi_url *url = count == 2 ? iscsi_parse_full_url(session, words[1]) : NULL;
    if (!url) {
        fprintf(stderr, "usage: honesty URL\n");
        return 2;
    }
    lun = url->lun;
    iscsi_set_session_type(session, ISCSI_SESSION_NORMAL);
    iscsi_set_targetname(session, url->target);
    iscsi_set_noautoreconnect(session, 1);
    iscsi_set_timeout(session, PATIENCE);
    if (iscsi_full_connect_sync(session, url->portal, lun))
        die("log in");
    if (!await_ready())
        die("the logical unit is ready");
    pattern(true);
    read_reported();
    compare_reports();
    send_unreported();
    send_reported(false, "what is reported is processed");
    release_all();
    int others = pattern(false);
    verdict(!others, "commands without their data leave every block as it was", others);
    send_reported(true, "what is reported is processed, also what erases the medium");
    verdict(await_ready(), "the same session is served afterwards", 1);
    return failures > 0;
}
