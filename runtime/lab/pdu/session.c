/*
 * What libiscsi's suite asks of NOP-Out and of LOGICAL UNIT RESET in its later versions, and more; SendTargets in a session that is logged
 * in. The first blocks of the logical unit are overwritten.
 */
#define _GNU_SOURCE
#include "wire.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { BLOCK = 512 };
static const uint32_t NO_TAG = 0xffffffff;
static int lun;

static void enter(struct wire *session, const char *initiator)
{
    begin(session);
    if (log_in(session, OPERATIONAL_TO_FULL, "InitiatorName=%s\nTargetName=%s\nSessionType=Normal\nMaxRecvDataSegmentLength=8192\nImmediateData=Yes\n",
            initiator, target))
        give_up("cannot log in");
}

static void ping(struct wire *session, int flags, uint32_t tag, const void *data, int length)
{
    uint8_t header[BHS] = {NOP_OUT | flags, 0x80};
    put32(header + 16, tag);
    put32(header + 20, NO_TAG);
    send_pdu(session, header, data, length);
}

/* Whether the next PDU answers a ping with these bytes. */
static bool echoed(struct wire *session, uint32_t tag, const void *data, int length)
{
    return receive(session, PATIENCE) == NOP_IN && answered(session) == tag && get32(session->header + 20) == NO_TAG && session->header[1] == 0x80
        && session->length == length && !memcmp(session->data, data, length);
}

static void check_pings(struct wire *session)
{
    static const int lengths[] = {0, 1, 3, 4, 5, 511, 1024, 4096, 8191, 8192};
    static uint8_t bytes[16384];
    uint32_t number;
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = rand();
    for (int i = 0; i < 10; i++) {
        ping(session, 0, 100 + i, bytes, lengths[i]);
        check(echoed(session, 100 + i, bytes, lengths[i]), "a ping of %d bytes comes back", lengths[i]);
        check(get32(session->header + 28) == session->command_number, "and counts as a command");
    }
    ping(session, IMMEDIATE, 200, bytes, 12);
    check(echoed(session, 200, bytes, 12), "an immediate ping comes back");
    check(get32(session->header + 28) == session->command_number, "and counts as none");
    ping(session, IMMEDIATE, NO_TAG, NULL, 0);
    ping(session, IMMEDIATE, 201, NULL, 0);
    check(echoed(session, 201, NULL, 0), "a ping that wants no answer has none");
    number = session->status_number;
    for (int i = 0; i < 30; i++)
        ping(session, i % 3 ? 0 : IMMEDIATE, 300 + i, bytes + i, 64);
    bool inOrder = true;
    for (int i = 0; i < 30; i++)
        inOrder = echoed(session, 300 + i, bytes + i, 64) && session->status_number == number + 1 + i && inOrder;
    check(inOrder, "30 pings at once come back in order, StatSN by StatSN");
}

static void check_text(struct wire *session)
{
    uint8_t header[BHS] = {TEXT_REQUEST, 0x80};
    char own[300];
    int length = snprintf(own, sizeof own, "SendTargets=%s%c", target, 0), names = 0;
    put32(header + 20, NO_TAG);
    put32(header + 16, 400);
    send_pdu(session, header, "SendTargets=", 13);
    bool told = receive(session, PATIENCE) == TEXT_RESPONSE && !strcmp(value(session, "TargetName"), target);
    check(told && *value(session, "TargetAddress"),
        "SendTargets in a session tells of its target, at %s", value(session, "TargetAddress"));
    put32(header + 16, 401);
    send_pdu(session, header, own, length);
    check(receive(session, PATIENCE) == TEXT_RESPONSE && !strcmp(value(session, "TargetName"), target), "and so it does by the target's name");
    put32(header + 16, 402);
    send_pdu(session, header, "SendTargets=iqn.2026-11.org.example:another", 44);
    receive(session, PATIENCE);
    for (int i = 0; i < session->length; i++)
        names += !strncmp((char *)session->data + i, "TargetName=", 11);
    check(names == 0, "but of no other");
    put32(header + 16, 403);
    send_pdu(session, header, "SendTargets=All", 16);
    check(receive(session, PATIENCE) == TEXT_RESPONSE && !strcmp(value(session, "SendTargets"), "Reject"), "nor of all, which is for discovery sessions");
    put32(header + 16, 404);
    send_pdu(session, header, "X-org.example.key=1", 20);
    check(receive(session, PATIENCE) == TEXT_RESPONSE && !strcmp(value(session, "X-org.example.key"), "NotUnderstood"), "a key that nobody knows is not understood");
}

static uint32_t command(struct wire *session, uint32_t tag, const uint8_t *cdb, int direction, const void *data)
{
    uint8_t header[BHS] = {COMMAND, 0x81 | direction, [9] = lun};
    put32(header + 16, tag);
    put32(header + 20, direction ? BLOCK : 0);
    memcpy(header + 32, cdb, 16);
    send_pdu(session, header, data, data ? BLOCK : 0);
    return tag;
}

/* The status, for CHECK CONDITION key, code and qualifier as five digits. */
static int status_of(const struct wire *session)
{
    const uint8_t *sense = session->data + 2;
    int status = session->header[3];
    return status != 2 ? status : (sense[2] & 15) << 16 | sense[12] << 8 | sense[13];
}

static int await(struct wire *session, uint32_t tag)
{
    int opcode;
    while ((opcode = receive(session, PATIENCE)) != CLOSED)
        if (answered(session) == tag && (opcode == RESPONSE || (opcode == DATA_IN && session->header[1] & 1)))
            return status_of(session);
    return CLOSED;
}

static int ready(struct wire *session, uint32_t tag)
{
    const uint8_t test_unit_ready[16] = {0};
    return await(session, command(session, tag, test_unit_ready, 0, NULL));
}

static uint32_t begin_write(struct wire *session, uint32_t tag, int block, int filling)
{
    uint8_t bytes[BLOCK], cdb[16] = {0x2a, [5] = block, [8] = 1};
    memset(bytes, filling, sizeof bytes);
    return command(session, tag, cdb, 0x20, bytes);
}

static int settled(struct wire *session, uint32_t tag)
{
    int status;
    while ((status = ready(session, tag++)) >> 16 == 6)
        continue;
    return status;
}

/* Writes are met at the device; each ends before the reset is answered, or never. Later ones are not overwritten by them. */
static void check_reset(struct wire *session, struct wire *other)
{
    enum { WRITES = 8, RESET = 5, FIRST = 500 };
    uint8_t header[BHS] = {FUNCTION | IMMEDIATE, 0x80 | RESET, [9] = lun}, read[16] = {0x28, [8] = 1};
    int opcode, good = 0, late = 0, wrong = 0, complete = -1;
    check(settled(session, 450) == 0 && settled(other, 450) == 0, "both initiators find the logical unit ready");
    for (int i = 0; i < WRITES; i++)
        begin_write(session, FIRST + i, i, 0xaa);
    usleep(50000);
    put32(header + 16, FIRST + WRITES);
    put32(header + 20, NO_TAG);
    send_pdu(session, header, NULL, 0);
    while (complete < 0 && (opcode = receive(session, PATIENCE)) != CLOSED) {
        if (opcode == FUNCTION_RESPONSE)
            complete = session->header[2];
        else if (opcode == RESPONSE)
            good += status_of(session) == 0, wrong += status_of(session) != 0;
    }
    check(complete == 0, "LOGICAL UNIT RESET with %d writes outstanding is complete", WRITES);
    check(wrong == 0, "%d of them were answered before it, all GOOD", good);
    while ((opcode = receive(session, 1500)) != CLOSED)
        late += opcode == RESPONSE;
    check(late == 0, "and none after it");
    check(ready(session, 600) == 0x62900, "its initiator is told of it");
    check(ready(other, 600) == 0x62900, "and so is the other");
    for (int i = 0; i < WRITES; i++)
        begin_write(session, 700 + i, i, 0x55);
    for (int i = 0; i < WRITES; i++)
        wrong += receive(session, PATIENCE) != RESPONSE || status_of(session) != 0;
    sleep(1);
    for (int i = 0; i < WRITES; i++) {
        read[5] = i;
        command(other, 800 + i, read, 0x40, NULL);
        wrong += receive(other, PATIENCE) != DATA_IN || other->length != BLOCK || other->data[0] != 0x55 || other->data[BLOCK - 1] != 0x55;
    }
    check(wrong == 0, "what is written after it is there, for the other, too");
}

void check_session(int number)
{
    static struct wire session, other;
    lun = number;
    enter(&session, "iqn.2026-11.org.example:pdus");
    enter(&other, "iqn.2026-11.org.example:other");
    check_pings(&session);
    check_text(&session);
    check_reset(&session, &other);
}
