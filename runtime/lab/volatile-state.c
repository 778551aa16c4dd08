/*
 * volatile-state [--crash] iscsi://HOST:PORT/IQN: two initiators, a holder and another, at LUNs 0 and 1, over a restart of the target.
 * The holder reserves LUN 0, and at LUN 1 prevents the removal of the medium and changes a mode page, of which the other is not yet
 * told. Then says "Set" and waits until the target has ended both connections and answers again. After a planned restart everything
 * must be as before; after a crash each must be told of a power on, and nothing may be left.
 * One line for each check; exit status 0 when all passed.
 */
#include <iscsi/iscsi.h>
#include <iscsi/scsi-lowlevel.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { GOOD = 0, CONFLICT = 0x18, PATIENCE = 60 };
enum { POWER_ON = 0x62900, MODE_CHANGED = 0x62a01, REMOVAL_PREVENTED = 0x55302 };

struct initiator {
    const char *name;
    int qualifier;
    struct iscsi_context *session;
};

static const struct iscsi_url *url;
static int failed;

static void check(const char *what, int expected, int found)
{
    bool good = expected == found;
    failed += !good;
    printf(good ? "PASS %s: %05x\n" : "FAIL %s: %05x", what, found);
    if (!good)
        printf(", expected %05x\n", expected);
}

static bool log_in(struct initiator *initiator)
{
    struct iscsi_context *session = iscsi_create_context(initiator->name);
    if (!session)
        return false;
    /* The same initiator port at each login. */
    iscsi_set_isid_random(session, 0x5c5800, initiator->qualifier);
    iscsi_set_session_type(session, ISCSI_SESSION_NORMAL);
    iscsi_set_targetname(session, url->target);
    iscsi_set_noautoreconnect(session, 1);
    iscsi_set_timeout(session, 30); /* a target that starts lets a login wait */
    /* Not by iscsi_full_connect: that takes the first unit attention by itself. */
    if (iscsi_connect_sync(session, url->portal) || iscsi_login_sync(session)) {
        iscsi_destroy_context(session);
        return false;
    }
    initiator->session = session;
    return true;
}

static void log_in_patiently(struct initiator *initiator)
{
    time_t end = time(NULL) + PATIENCE;
    while (!log_in(initiator)) {
        if (time(NULL) > end) {
            printf("FAIL %s cannot log in\n", initiator->name);
            exit(1);
        }
        usleep(100000);
    }
}

/* Status, or for CHECK CONDITION key, code and qualifier as five digits; what was read goes to data. */
static int command(struct initiator *initiator, int lun, const unsigned char *cdb, int size, int direction, unsigned char *data, int length)
{
    struct scsi_task *task = scsi_create_task(size, (unsigned char *)cdb, direction, length);
    if (!task)
        return -1;
    struct iscsi_data out = {.data = data, .size = direction == SCSI_XFER_WRITE ? length : 0};
    struct scsi_task *ended = iscsi_scsi_command_sync(initiator->session, lun, task, out.size ? &out : NULL);
    int result = -1;
    if (ended) {
        result = task->status == SCSI_STATUS_CHECK_CONDITION ? (int)task->sense.key << 16 | task->sense.ascq : task->status;
        if (direction == SCSI_XFER_READ && task->datain.data)
            memcpy(data, task->datain.data, task->datain.size < length ? task->datain.size : length);
    }
    scsi_free_scsi_task(task);
    return result;
}

static int six(struct initiator *initiator, int lun, int opcode, int fourth)
{
    unsigned char cdb[6] = {opcode, 0, 0, 0, fourth, 0};
    return command(initiator, lun, cdb, sizeof cdb, SCSI_XFER_NONE, NULL, 0);
}

static int test_unit_ready(struct initiator *initiator, int lun)
{
    return six(initiator, lun, 0x00, 0);
}

/* MODE SENSE(6), Caching page, current values, no block descriptor: header of 4, page of 20. */
static int mode_sense(struct initiator *initiator, int lun, unsigned char *list)
{
    unsigned char cdb[6] = {0x1a, 0x08, 0x08, 0, 24, 0};
    return command(initiator, lun, cdb, sizeof cdb, SCSI_XFER_READ, list, 24);
}

static int switch_write_cache(struct initiator *initiator, int lun, bool on)
{
    unsigned char list[24] = {0}, cdb[6] = {0x15, 0x10, 0, 0, sizeof list, 0};
    int status = mode_sense(initiator, lun, list);
    if (status)
        return status;
    list[0] = list[2] = 0; /* reserved in MODE SELECT */
    list[4] &= 0x7f;       /* PS too */
    list[6] = on ? list[6] | 0x04 : list[6] & ~0x04; /* WCE */
    return command(initiator, lun, cdb, sizeof cdb, SCSI_XFER_WRITE, list, sizeof list);
}

static int write_cache(struct initiator *initiator, int lun)
{
    unsigned char list[24] = {0};
    int status = mode_sense(initiator, lun, list);
    return status ? status : list[6] >> 2 & 1;
}

static void clear_attentions(struct initiator *initiator)
{
    for (int lun = 0; lun < 2; lun++)
        for (int i = 0; i < 10 && test_unit_ready(initiator, lun); i++)
            ;
}

static void await_end(struct initiator *initiator)
{
    for (;;) {
        struct pollfd ready = {.fd = iscsi_get_fd(initiator->session), .events = iscsi_which_events(initiator->session) | POLLIN};
        if (ready.fd < 0 || poll(&ready, 1, 1000) < 0)
            break;
        if (iscsi_service(initiator->session, ready.revents) < 0 || ready.revents & (POLLHUP | POLLERR))
            break;
    }
    iscsi_destroy_context(initiator->session);
}

static void check_restored(struct initiator *holder, struct initiator *other)
{
    check("a reservation holds against another initiator", CONFLICT, test_unit_ready(other, 0));
    check("its holder is told nothing", GOOD, test_unit_ready(holder, 0));
    check("a pending unit attention is told", MODE_CHANGED, test_unit_ready(other, 1));
    check("and nothing else", GOOD, test_unit_ready(other, 1));
    check("who had none pending is told none", GOOD, test_unit_ready(holder, 1));
    check("a changed mode page is as it was (WCE)", 0, write_cache(holder, 1));
    check("removal of the medium is prevented", REMOVAL_PREVENTED, six(other, 1, 0x1b, 2));
    check("its preventer may allow it", GOOD, six(holder, 1, 0x1e, 0));
    check("the holder may release", GOOD, six(holder, 0, 0x17, 0));
    check("then another initiator is served", GOOD, test_unit_ready(other, 0));
}

static void check_power_on(struct initiator *holder, struct initiator *other)
{
    check("power on is told, holder, LUN 0", POWER_ON, test_unit_ready(holder, 0));
    check("power on is told, holder, LUN 1", POWER_ON, test_unit_ready(holder, 1));
    check("power on is told, other, LUN 0", POWER_ON, test_unit_ready(other, 0));
    check("power on is told, other, LUN 1", POWER_ON, test_unit_ready(other, 1));
    check("no reservation is left", GOOD, test_unit_ready(other, 0));
    check("no mode page is left changed (WCE)", 1, write_cache(holder, 1));
}

int main(int count, char **words)
{
    bool crash = count > 1 && !strcmp(words[1], "--crash");
    struct iscsi_context *parser = iscsi_create_context("iqn.2026-11.org.example:parser");
    char text[512];
    /* libiscsi parses a target only with a LUN behind it. */
    snprintf(text, sizeof text, "%s/0", count == 2 + crash ? words[1 + crash] : "");
    url = iscsi_parse_full_url(parser, text);
    if (!url) {
        fprintf(stderr, "usage: volatile-state [--crash] iscsi://HOST:PORT/IQN\n");
        return 2;
    }
    struct initiator holder = {.name = "iqn.2026-11.org.example:holder", .qualifier = 1};
    struct initiator other = {.name = "iqn.2026-11.org.example:other", .qualifier = 2};
    setvbuf(stdout, NULL, _IOLBF, 0);
    log_in_patiently(&holder);
    log_in_patiently(&other);
    clear_attentions(&holder);
    int set = switch_write_cache(&holder, 1, true); /* an earlier run may have left it off */
    clear_attentions(&other);
    set |= six(&holder, 0, 0x16, 0) | six(&holder, 1, 0x1e, 1) | switch_write_cache(&holder, 1, false);
    if (set) {
        printf("FAIL the state could not be set: %05x\n", set);
        return 1;
    }
    puts("Set");
    await_end(&holder);
    await_end(&other);
    log_in_patiently(&other);
    log_in_patiently(&holder);
    (crash ? check_power_on : check_restored)(&holder, &other);
    iscsi_logout_sync(holder.session);
    iscsi_logout_sync(other.session);
    return failed ? 1 : 0;
}
