#include "logical_unit.h"
#include <errno.h>
#include <iscsi/iscsi.h>
#include <iscsi/scsi-lowlevel.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct logical_unit {
    struct store store;
    struct iscsi_context *parser; /* owns the parsed URL */
    struct iscsi_url *url;
    int limit; /* seconds for one command */
    int first; /* number in the initiator name of session 0 */
    bool digest;
};

/* A command's part here: its task lives until the command is used again, for libiscsi may still look at it in the callback. */
struct carrier {
    struct scsi_task *task;
    struct scsi_iovec vector;
};

static struct iscsi_context *log_in(struct logical_unit *unit, int number)
{
    char name[80];
    snprintf(name, sizeof name, "iqn.2026-11.org.example:verify-%d", number);
    struct iscsi_context *context = iscsi_create_context(name);
    if (!context)
        return NULL;
    /* The same ISID each time: a new login reinstates the session, so the target must first be done with the old one. */
    iscsi_set_isid_random(context, 0x5c5700 + number, 1);
    iscsi_set_session_type(context, ISCSI_SESSION_NORMAL);
    iscsi_set_targetname(context, unit->url->target);
    iscsi_set_header_digest(context, unit->digest ? ISCSI_HEADER_DIGEST_CRC32C : ISCSI_HEADER_DIGEST_NONE_CRC32C);
    iscsi_set_noautoreconnect(context, 1);
    iscsi_set_timeout(context, 5);
    if (iscsi_full_connect_sync(context, unit->url->portal, unit->url->lun)) {
        iscsi_destroy_context(context);
        return NULL;
    }
    iscsi_set_timeout(context, unit->limit);
    return context;
}

static bool open_session(struct store *store, struct session *session)
{
    struct logical_unit *unit = (struct logical_unit *)store;
    session->connection = log_in(unit, unit->first + session->number);
    return session->connection != NULL;
}

static enum outcome outcome_of(const struct command *command, int status, const struct scsi_task *task)
{
    switch (status) {
    case SCSI_STATUS_GOOD:
        return command->kind == READ && task->residual_status != SCSI_RESIDUAL_NO_RESIDUAL ? REFUSED : GOOD;
    case SCSI_STATUS_BUSY:
    case SCSI_STATUS_TASK_SET_FULL:
        return RETRY;
    case SCSI_STATUS_CHECK_CONDITION:
        return task->sense.key == SCSI_SENSE_UNIT_ATTENTION ? RETRY : REFUSED;
    case SCSI_STATUS_CANCELLED:
    case SCSI_STATUS_ERROR:
    case SCSI_STATUS_TIMEOUT:
        return NO_ANSWER;
    default:
        return REFUSED;
    }
}

static void answered(struct iscsi_context *context, int status, void *data, void *argument)
{
    struct command *command = argument;
    struct carrier *carrier = command->carrier;
    (void)data;
    enum outcome outcome = outcome_of(command, status, carrier->task);
    if (outcome == NO_ANSWER)
        command->session->broken = true;
    char text[160] = "";
    if (outcome == REFUSED || outcome == RETRY) {
        int length = snprintf(text, sizeof text, "status %02x", status);
        if (status == SCSI_STATUS_CHECK_CONDITION)
            length += snprintf(text + length, sizeof text - length, " %x/%02x/%02x", carrier->task->sense.key, carrier->task->sense.ascq >> 8, carrier->task->sense.ascq & 0xff);
        if (outcome == REFUSED)
            snprintf(text + length, sizeof text - length, ": %.100s", iscsi_get_error(context));
    }
    command_ended(command, outcome, text);
}

static void submit(struct store *store, struct command *command)
{
    struct logical_unit *unit = (struct logical_unit *)store;
    struct iscsi_context *context = command->session->connection;
    struct carrier *carrier = command->carrier;
    if (!carrier)
        carrier = command->carrier = calloc(1, sizeof *carrier);
    if (carrier->task)
        scsi_free_scsi_task(carrier->task);
    uint32_t block = store->block_size;
    carrier->vector = (struct scsi_iovec){command->data, (size_t)command->count * block};
    int lun = unit->url->lun;
    switch (command->kind) {
    case READ:
        carrier->task = iscsi_read16_iov_task(context, lun, command->lba, command->count * block, block, 0, 0, command->fua, 0, 0, answered, command, &carrier->vector, 1);
        break;
    case WRITE:
        carrier->task = iscsi_write16_iov_task(context, lun, command->lba, NULL, command->count * block, block, 0, 0, command->fua, 0, 0, answered, command, &carrier->vector, 1);
        break;
    case FLUSH:
        carrier->task = iscsi_synchronizecache10_task(context, lun, 0, 0, 0, 0, answered, command);
        break;
    }
    if (!carrier->task) {
        command->session->broken = true;
        command_ended(command, NO_ANSWER, "");
    }
}

static void poll_sessions(struct store *store, struct session *sessions, int count)
{
    (void)store;
    struct pollfd ready[count];
    int waiting = 0;
    for (int i = 0; i < count; i++) {
        bool open = sessions[i].open && !sessions[i].broken;
        ready[i] = (struct pollfd){.fd = -1};
        if (open) {
            ready[i].fd = iscsi_get_fd(sessions[i].connection);
            ready[i].events = iscsi_which_events(sessions[i].connection);
            sessions[i].broken |= ready[i].fd < 0;
        }
        waiting += sessions[i].in_flight;
    }
    if (poll(ready, count, waiting ? 200 : 20) < 0 && errno != EINTR)
        return;
    for (int i = 0; i < count; i++)
        /* Called without an event too: that is how libiscsi notices commands over their time. */
        if (ready[i].fd >= 0 && iscsi_service(sessions[i].connection, ready[i].revents) < 0)
            sessions[i].broken = true;
}

static void drop(struct store *store, struct session *session)
{
    (void)store;
    /* Closes the socket without a logout and calls back for everything in flight. */
    iscsi_destroy_context(session->connection);
    session->connection = NULL;
}

struct store *logical_unit(const char *url, int limit_seconds, bool digest, int first)
{
    struct logical_unit *unit = calloc(1, sizeof *unit);
    unit->store = (struct store){.open = open_session, .submit = submit, .poll = poll_sessions, .drop = drop};
    unit->limit = limit_seconds;
    unit->digest = digest;
    unit->first = first;
    unit->parser = iscsi_create_context("iqn.2026-11.org.example:verify");
    unit->url = iscsi_parse_full_url(unit->parser, url);
    if (!unit->url) {
        fprintf(stderr, "verify: %s\n", iscsi_get_error(unit->parser));
        logical_unit_free(&unit->store);
        return NULL;
    }
    struct iscsi_context *context = log_in(unit, 9999 - first);
    struct scsi_task *task = context ? iscsi_readcapacity16_sync(context, unit->url->lun) : NULL;
    struct scsi_readcapacity16 *capacity = task && task->status == SCSI_STATUS_GOOD ? scsi_datain_unmarshall(task) : NULL;
    if (capacity) {
        unit->store.blocks = capacity->returned_lba + 1;
        unit->store.block_size = capacity->block_length;
    }
    if (task)
        scsi_free_scsi_task(task);
    if (context) {
        iscsi_logout_sync(context);
        iscsi_destroy_context(context);
    }
    if (unit->store.blocks)
        return &unit->store;
    fprintf(stderr, "verify: cannot log in to %s and read its capacity\n", url);
    logical_unit_free(&unit->store);
    return NULL;
}

void logical_unit_free(struct store *store)
{
    struct logical_unit *unit = (struct logical_unit *)store;
    if (unit->url)
        iscsi_destroy_url(unit->url);
    if (unit->parser)
        iscsi_destroy_context(unit->parser);
    free(unit);
}
