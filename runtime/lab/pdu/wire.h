/*
 * One connection to a target, PDU by PDU (RFC 7143 11), and the checks that are made of what comes back.
 */
#pragma once
#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>

enum { BHS = 48, SEGMENT = 65536, PATIENCE = 20000, CLOSED = -1 };
enum { NOP_OUT = 0x00, COMMAND = 0x01, FUNCTION = 0x02, LOGIN = 0x43, TEXT_REQUEST = 0x04, IMMEDIATE = 0x40 };
enum { NOP_IN = 0x20, RESPONSE = 0x21, FUNCTION_RESPONSE = 0x22, LOGIN_RESPONSE = 0x23, TEXT_RESPONSE = 0x24, DATA_IN = 0x25 };
/* Flags of a Login Request: stage, stage to go on to. */
enum { STAY = 0x00, TO_FULL = 0x83, OPERATIONAL_TO_FULL = 0x87 };

/* A connection, and the PDU that has come last. */
struct wire {
    int fd;
    uint32_t command_number, status_number;
    uint8_t header[BHS], data[SEGMENT + 1];
    int length;
};

extern struct sockaddr_in portal;
extern const char *target;

/* Prints one line, and counts what failed; returns whether it was good. */
bool check(bool good, const char *format, ...) __attribute__((format(printf, 2, 3)));
int failures(void);
void give_up(const char *why) __attribute__((noreturn));

void put32(uint8_t *at, uint32_t value);
uint32_t get32(const uint8_t *at);

void begin(struct wire *wire);
void end(struct wire *wire);

/* Sends a PDU with these fields in its header; lengths and numbers are put in. What has become of the connection shows when it is read. */
void send_pdu(struct wire *wire, const uint8_t *fields, const void *data, int length);

/* The opcode of the next PDU, or CLOSED when none comes for so many milliseconds. */
int receive(struct wire *wire, long patience);

/* Initiator Task Tag of the PDU that has come last. */
uint32_t answered(const struct wire *wire);

/* The value of a key in the text that has come last, or nothing. */
const char *value(const struct wire *wire, const char *key);

/* Sends a Login Request, its pairs as lines; the status of its response, or CLOSED. */
int log_in(struct wire *wire, int flags, const char *format, ...) __attribute__((format(printf, 3, 4)));

void check_chap(const char *name, const char *secret, const char *targets_name, const char *targets_secret);
void check_session(int lun);
