/*
 * task-sets ADDRESS:PORT IQN LUN: two initiators at one logical unit, which use what libiscsi cannot say: NACA, the ACA task
 * attribute, CLEAR ACA; and what the Control mode page makes of task sets (TST, QErr, TAS). The logical unit's storage has to be slow,
 * so that commands can be met at the device. Nothing is written to it; its mode page is given back by a reset at the end.
 * One line for each check; exit status 0 when all passed.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { BHS = 48, MOST = 256, SEGMENT = 65536, BLOCK = 512, PATIENCE = 8000 };
enum { LOGIN = 0x43, NOP_OUT = 0x00, COMMAND = 0x01, FUNCTION = 0x02, LOGIN_RESPONSE = 0x23, FUNCTION_RESPONSE = 0x22, RESPONSE = 0x21, DATA_IN = 0x25 };
enum { SIMPLE = 1, ORDERED = 2, ACA = 4 };
enum { CLEAR_ACA = 3, CLEAR_TASK_SET = 4, LOGICAL_UNIT_RESET = 5 };
enum { GOOD = 0, BUSY = 0x08, ACA_ACTIVE = 0x30, TASK_ABORTED = 0x40, NONE = -1, REJECTED = 255 };
enum { OUT_OF_RANGE = 0x52100, INVALID_MESSAGE = 0x54900, RESET = 0x62900, MODE_CHANGED = 0x62a01, CLEARED = 0x62f00 };
enum { TST_PER_NEXUS = 0x20, UNRESTRICTED = 0x10, QERR_ABORT_ALL = 0x02, TAS = 0x40 };

/* One session; the answers by Initiator Task Tag: a status, for CHECK CONDITION key, code and qualifier as five digits. */
struct nexus {
    int fd;
    uint32_t next_tag, command_number, status_number;
    int answer[MOST];
    long answered_at[MOST];
    uint8_t data[SEGMENT];
};

static struct sockaddr_in portal;
static const char *target;
static int lun, failed;

static void check(const char *what, int expected, int found)
{
    bool good = expected == found;
    failed += !good;
    printf(good ? "PASS %s: %x\n" : "FAIL %s: %x", what, found);
    if (!good)
        printf(", expected %x\n", expected);
}

static void check_true(const char *what, bool good)
{
    failed += !good;
    printf("%s %s\n", good ? "PASS" : "FAIL", what);
}

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

static uint32_t get32(const uint8_t *at)
{
    uint32_t value;
    memcpy(&value, at, 4);
    return ntohl(value);
}

static void give_up(const char *why)
{
    printf("FAIL task-sets: %s\n", why);
    exit(1);
}

/* --- PDUs --- */

static void send_pdu(struct nexus *nexus, uint8_t *header, const void *data, int length)
{
    uint8_t pdu[BHS + 1024] = {0};
    header[5] = length >> 16, header[6] = length >> 8, header[7] = length;
    put32(header + 28, nexus->status_number + 1);
    memcpy(pdu, header, BHS);
    if (length)
        memcpy(pdu + BHS, data, length);
    int size = BHS + (length + 3) / 4 * 4;
    if (send(nexus->fd, pdu, size, MSG_NOSIGNAL) != size)
        give_up("cannot send");
}

static bool receive_bytes(struct nexus *nexus, uint8_t *into, int length, long until)
{
    for (int got = 0; got < length;) {
        struct pollfd ready = {.fd = nexus->fd, .events = POLLIN};
        long left = until - milliseconds();
        if (poll(&ready, 1, left < 0 ? 0 : left) <= 0) {
            if (got)
                give_up("half a PDU");
            return false;
        }
        ssize_t n = recv(nexus->fd, into + got, length - got, 0);
        if (n <= 0)
            give_up("the target has closed the connection");
        got += n;
    }
    return true;
}

/* One PDU; false when none comes in time. */
static bool receive_pdu(struct nexus *nexus, uint8_t *header, long until)
{
    if (!receive_bytes(nexus, header, BHS, until))
        return false;
    int length = (header[5] << 16 | header[6] << 8 | header[7]);
    if (length > SEGMENT)
        give_up("too much data");
    receive_bytes(nexus, nexus->data, (length + 3) / 4 * 4, milliseconds() + PATIENCE);
    uint32_t tag = get32(header + 16);
    int opcode = header[0] & 0x3f;
    bool status = opcode != DATA_IN || header[1] & 1;
    if (status)
        nexus->status_number = get32(header + 24);
    if (tag < MOST && status && opcode != LOGIN_RESPONSE) {
        const uint8_t *sense = nexus->data + 2;
        int answer = opcode == FUNCTION_RESPONSE ? header[2] : header[3];
        if (opcode == RESPONSE && answer == 2)
            answer = (sense[0] & 0x7f) < 0x72 ? (sense[2] & 15) << 16 | sense[12] << 8 | sense[13] : (sense[1] & 15) << 16 | sense[2] << 8 | sense[3];
        nexus->answer[tag] = answer;
        nexus->answered_at[tag] = milliseconds();
    }
    return true;
}

static void log_in(struct nexus *nexus, const char *name, int qualifier)
{
    char keys[512];
    uint8_t header[BHS] = {LOGIN, 0x87, [8] = 0x80, [11] = qualifier};
    int length = snprintf(keys, sizeof keys, "InitiatorName=%s%cTargetName=%s%cSessionType=Normal%cImmediateData=Yes%c", name, 0, target, 0, 0, 0);
    nexus->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (connect(nexus->fd, (struct sockaddr *)&portal, sizeof portal))
        give_up("cannot connect");
    nexus->next_tag = 1;
    nexus->command_number = 1;
    for (int i = 0; i < MOST; i++)
        nexus->answer[i] = NONE;
    put32(header + 24, 1);
    send_pdu(nexus, header, keys, length);
    if (!receive_pdu(nexus, header, milliseconds() + PATIENCE) || header[36] || (header[1] & 0x83) != 0x83)
        give_up("cannot log in");
}

/* --- commands --- */

static uint32_t begin(struct nexus *nexus, const uint8_t *cdb, int attribute, int direction, int expected, const void *data)
{
    uint8_t header[BHS] = {COMMAND, 0x80 | direction | attribute, [9] = lun};
    uint32_t tag = nexus->next_tag++;
    put32(header + 16, tag);
    put32(header + 20, expected);
    put32(header + 24, nexus->command_number++);
    memcpy(header + 32, cdb, 16);
    send_pdu(nexus, header, data, data ? expected : 0);
    return tag;
}

static int await(struct nexus *nexus, uint32_t tag, long patience)
{
    uint8_t header[BHS];
    long until = milliseconds() + patience;
    while (nexus->answer[tag] == NONE && receive_pdu(nexus, header, until))
        continue;
    return nexus->answer[tag];
}

static uint32_t begin_read(struct nexus *nexus, uint32_t block, int attribute, bool naca)
{
    uint8_t cdb[16] = {0x28, [8] = 1, [9] = naca ? 4 : 0};
    put32(cdb + 2, block);
    return begin(nexus, cdb, attribute, 0x40, BLOCK, NULL);
}

static int read_block(struct nexus *nexus, uint32_t block, int attribute, bool naca)
{
    return await(nexus, begin_read(nexus, block, attribute, naca), PATIENCE);
}

/* Ends CHECK CONDITION. */
static int fault(struct nexus *nexus, bool naca)
{
    return read_block(nexus, 0xfffffff0, SIMPLE, naca);
}

static int ready(struct nexus *nexus)
{
    uint8_t cdb[16] = {0};
    return await(nexus, begin(nexus, cdb, SIMPLE, 0, 0, NULL), PATIENCE);
}

static uint32_t begin_function(struct nexus *nexus, int function)
{
    uint8_t header[BHS] = {FUNCTION, 0x80 | function, [9] = lun};
    uint32_t tag = nexus->next_tag++;
    put32(header + 16, tag);
    put32(header + 20, 0xffffffff);
    put32(header + 24, nexus->command_number++);
    send_pdu(nexus, header, NULL, 0);
    return tag;
}

/* Waits until the target has taken all that was sent before: a ping that counts as a command is answered in its turn. */
static void await_taken(struct nexus *nexus)
{
    uint8_t header[BHS] = {NOP_OUT, 0x80};
    uint32_t tag = nexus->next_tag++;
    put32(header + 16, tag);
    put32(header + 20, 0xffffffff);
    put32(header + 24, nexus->command_number++);
    send_pdu(nexus, header, NULL, 0);
    if (await(nexus, tag, PATIENCE) == NONE)
        give_up("a ping is not answered");
}

static int manage(struct nexus *nexus, int function)
{
    return await(nexus, begin_function(nexus, function), PATIENCE);
}

/* MODE SELECT(6) of the Control mode page. */
static int control(struct nexus *nexus, int byte2, int byte3, int byte5)
{
    uint8_t list[16] = {[4] = 0x0a, [5] = 0x0a, [6] = byte2, [7] = byte3, [9] = byte5};
    uint8_t cdb[16] = {0x15, 0x10, [4] = sizeof list};
    return await(nexus, begin(nexus, cdb, SIMPLE, 0x20, sizeof list, list), PATIENCE);
}

/* --- checks --- */

static void aca_of_one_nexus(struct nexus *a, struct nexus *b)
{
    uint8_t inquiry[16] = {0x12, [4] = 36};
    await(a, begin(a, inquiry, SIMPLE, 0x40, 36, NULL), PATIENCE);
    check("INQUIRY says NormACA", 0x20, a->data[3] & 0x20);
    check("the ACA attribute without an ACA condition", INVALID_MESSAGE, read_block(a, 0, ACA, false));
    check("a READ with NACA behind the end", OUT_OF_RANGE, fault(a, true));
    check("the faulted initiator meets ACA ACTIVE", ACA_ACTIVE, ready(a));
    check("the other one does not", GOOD, ready(b));
    check("an ACA command is processed", GOOD, read_block(a, 0, ACA, false));
    check("the condition lasts", ACA_ACTIVE, ready(a));
    check("CLEAR ACA is complete", 0, manage(a, CLEAR_ACA));
    check("the condition is gone", GOOD, ready(a));
    check("without NACA there is none", OUT_OF_RANGE, fault(a, false));
    check("and commands are processed", GOOD, ready(a));
}

static void aca_of_a_shared_task_set(struct nexus *a, struct nexus *b)
{
    check("MODE SELECT shares the task set", GOOD, control(a, 0, UNRESTRICTED, 0));
    check("the other initiator is told", MODE_CHANGED, ready(b));
    fault(a, true);
    check("the other initiator meets BUSY", BUSY, ready(b));
    check("and may not clear the condition", REJECTED, manage(b, CLEAR_ACA));
    check("the faulted one may", 0, manage(a, CLEAR_ACA));
    check("then both go on", GOOD, ready(b));
}

static void order_between_nexuses(struct nexus *a, struct nexus *b)
{
    uint32_t first = begin_read(b, 0, SIMPLE, false);
    await_taken(b);
    uint32_t ordered = begin_read(a, 1, ORDERED, false);
    await_taken(a);
    uint32_t last = begin_read(b, 2, SIMPLE, false);
    await(b, first, PATIENCE);
    await(a, ordered, PATIENCE);
    await(b, last, PATIENCE);
    check_true("an ORDERED command waits for an older one of another initiator", b->answered_at[first] + 100 < a->answered_at[ordered]);
    check_true("and a younger one of that waits for it", a->answered_at[ordered] + 100 < b->answered_at[last]);
}

/* The other initiator has a command at the device; it ends by what the first one does. */
static void cleared_by_another(struct nexus *a, struct nexus *b, const char *by, bool fails, bool status)
{
    char what[128];
    long begun = milliseconds();
    uint32_t victim = begin_read(b, 0, SIMPLE, false);
    await_taken(b);
    usleep(50000); /* from there on it is at the device at once */
    if (fails) {
        check("a READ behind the end", OUT_OF_RANGE, fault(a, false));
    } else {
        check("CLEAR TASK SET is complete", 0, manage(a, CLEAR_TASK_SET));
        check_true("only when the device has let go of the other's command", milliseconds() - begun > 200);
    }
    snprintf(what, sizeof what, "%s: the other's command", by);
    check(what, status ? TASK_ABORTED : NONE, await(b, victim, status ? PATIENCE : 1500));
    snprintf(what, sizeof what, "%s: what the other is told next", by);
    check(what, status ? GOOD : CLEARED, ready(b));
}

int main(int count, char **words)
{
    static struct nexus a, b;
    char *colon = count == 4 ? strchr(words[1], ':') : NULL;
    if (!colon) {
        fprintf(stderr, "usage: task-sets ADDRESS:PORT IQN LUN\n");
        return 2;
    }
    *colon = 0;
    portal = (struct sockaddr_in){.sin_family = AF_INET, .sin_port = htons(atoi(colon + 1))};
    inet_pton(AF_INET, words[1], &portal.sin_addr);
    target = words[2];
    lun = atoi(words[3]);
    setvbuf(stdout, NULL, _IOLBF, 0);
    log_in(&a, "iqn.2026-11.org.example:faulted", 1);
    log_in(&b, "iqn.2026-11.org.example:other", 2);
    while ((ready(&a) & 0xf0000) == 0x60000 || (ready(&b) & 0xf0000) == 0x60000)
        continue;
    aca_of_one_nexus(&a, &b);
    aca_of_a_shared_task_set(&a, &b);
    order_between_nexuses(&a, &b);
    cleared_by_another(&a, &b, "CLEAR TASK SET with TAS=0", false, false);
    check("MODE SELECT sets TAS and QErr", GOOD, control(&a, 0, UNRESTRICTED | QERR_ABORT_ALL, TAS));
    check("the other initiator is told", MODE_CHANGED, ready(&b));
    cleared_by_another(&a, &b, "CLEAR TASK SET with TAS=1", false, true);
    cleared_by_another(&a, &b, "QErr=01b with TAS=1", true, true);
    check("LOGICAL UNIT RESET is complete", 0, manage(&a, LOGICAL_UNIT_RESET));
    check("it is told to its own initiator", RESET, ready(&a));
    check("it is told to the other", RESET, ready(&b));
    uint8_t sense[16] = {0x1a, 8, 0x0a, [4] = 16};
    await(&a, begin(&a, sense, SIMPLE, 0x40, 16, NULL), PATIENCE);
    check("it has given back the mode page", TST_PER_NEXUS << 8 | UNRESTRICTED, a.data[6] << 8 | a.data[7]);
    return failed > 0;
}
