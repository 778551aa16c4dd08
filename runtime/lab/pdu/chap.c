/*
 * Logins with CHAP by MD5 (RFC 7143 12.1.3, RFC 1994, RFC 1321), in every way in which they may and may not be written.
 */
#define _GNU_SOURCE
#include "wire.h"
#include <ctype.h>
#include <math.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

enum { TEXT = 4096, DIGEST = 16 };

/* --- MD5 of less than 120 bytes --- */

static uint32_t rotated(uint32_t x, int by)
{
    return x << by | x >> (32 - by);
}

static void digest_block(uint32_t *state, const uint8_t *block)
{
    static const int shifts[4][4] = {{7, 12, 17, 22}, {5, 9, 14, 20}, {4, 11, 16, 23}, {6, 10, 15, 21}};
    uint32_t a = state[0], b = state[1], c = state[2], d = state[3], words[16];
    for (int i = 0; i < 16; i++)
        words[i] = block[4 * i] | block[4 * i + 1] << 8 | block[4 * i + 2] << 16 | (uint32_t)block[4 * i + 3] << 24;
    for (int i = 0; i < 64; i++) {
        int round = i / 16;
        uint32_t mixed = round == 0 ? (b & c) | (~b & d) : round == 1 ? (b & d) | (c & ~d) : round == 2 ? b ^ c ^ d : c ^ (b | ~d);
        int word = round == 0 ? i : round == 1 ? (5 * i + 1) % 16 : round == 2 ? (3 * i + 5) % 16 : 7 * i % 16;
        uint32_t sum = a + mixed + words[word] + (uint32_t)(int64_t)(4294967296.0 * fabs(sin(i + 1)));
        a = d, d = c, c = b;
        b += rotated(sum, shifts[round][i % 4]);
    }
    state[0] += a, state[1] += b, state[2] += c, state[3] += d;
}

static void digest(const uint8_t *bytes, int length, uint8_t *out)
{
    uint32_t state[4] = {0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476};
    uint8_t padded[128] = {0};
    int blocks = length < 56 ? 1 : 2;
    memcpy(padded, bytes, length);
    padded[length] = 0x80;
    padded[64 * blocks - 8] = length << 3, padded[64 * blocks - 7] = length >> 5;
    for (int i = 0; i < blocks; i++)
        digest_block(state, padded + 64 * i);
    for (int i = 0; i < DIGEST; i++)
        out[i] = state[i / 4] >> 8 * (i % 4);
}

/* --- proofs --- */

struct challenge {
    int identifier, length;
    uint8_t bytes[64];
};

static void prove(const struct challenge *challenge, const char *secret, uint8_t *proof)
{
    uint8_t all[119];
    int length = strlen(secret);
    if (1 + length + challenge->length > (int)sizeof all)
        give_up("secret and challenge are too long for this program");
    all[0] = challenge->identifier;
    memcpy(all + 1, secret, length);
    memcpy(all + 1 + length, challenge->bytes, challenge->length);
    digest(all, 1 + length + challenge->length, proof);
}

static int from_hexadecimal(const char *text, uint8_t *bytes, int most)
{
    int count = 0;
    if (text[0] != '0' || tolower(text[1]) != 'x')
        return 0;
    for (text += 2; count < most && sscanf(text, "%2hhx", bytes + count) == 1; text += 2)
        count++;
    return count;
}

enum writing { LOWER, UPPER, BASE64, BARE };

static const char *written(const uint8_t *bytes, int length, enum writing how)
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    static char text[256];
    char *at = text + sprintf(text, "%s", how == LOWER ? "0x" : how == UPPER ? "0X" : how == BASE64 ? "0b" : "");
    if (how != BASE64) {
        for (int i = 0; i < length; i++)
            at += sprintf(at, how == UPPER ? "%02X" : "%02x", bytes[i]);
        return text;
    }
    for (int i = 0; i < length; i += 3) {
        uint32_t group = bytes[i] << 16 | (i + 1 < length ? bytes[i + 1] << 8 : 0) | (i + 2 < length ? bytes[i + 2] : 0);
        for (int j = 0; j < 4; j++)
            *at++ = i + j > length ? '=' : letters[group >> (18 - 6 * j) & 63];
    }
    *at = 0;
    return text;
}

/* As far as the choice of a method: its name, or the status in figures. */
static const char *offered(struct wire *wire, const char *methods)
{
    static char status[16];
    begin(wire);
    int answer = log_in(wire, STAY, "InitiatorName=iqn.2026-11.org.example:pdus\nTargetName=%s\nSessionType=Normal\n%s%s%s", target,
        methods ? "AuthMethod=" : "", methods ? methods : "", methods ? "\n" : "");
    snprintf(status, sizeof status, "%04x", answer);
    return answer ? status : value(wire, "AuthMethod");
}

/* As far as the challenge; the algorithm that was chosen, or the status in figures. */
static const char *challenged(struct wire *wire, const char *algorithms, struct challenge *challenge)
{
    static char status[16];
    if (strcmp(offered(wire, "CHAP"), "CHAP"))
        give_up("CHAP is not taken");
    int answer = log_in(wire, STAY, "CHAP_A=%s\n", algorithms);
    snprintf(status, sizeof status, "%04x", answer & 0xffff);
    if (answer)
        return status;
    challenge->identifier = atoi(value(wire, "CHAP_I"));
    challenge->length = from_hexadecimal(value(wire, "CHAP_C"), challenge->bytes, sizeof challenge->bytes);
    return value(wire, "CHAP_A");
}

static struct wire wire;
static const char *name, *secret;

static bool refused(int status)
{
    struct pollfd over = {.fd = wire.fd, .events = POLLIN};
    char rest;
    bool good = status >> 8 == 2 && poll(&over, 1, PATIENCE) == 1 && recv(wire.fd, &rest, 1, 0) <= 0;
    end(&wire);
    return good;
}

static void check_choices(void)
{
    static const char *methods[][2] = {{"CHAP", "CHAP"}, {"None,CHAP", "CHAP"}, {"CHAP,None", "CHAP"}, {"KRB5,SRP,CHAP", "CHAP"}};
    static const char *algorithms[][2] = {{"5", "5"}, {"5,6,7,8", "5"}, {"8,7,6,5", "8"}, {"99,7,5", "7"}, {"255,5", "5"}};
    static const char *none[] = {"None", "KRB5", "chap", ""}, *unknown[] = {"56", "", "0", "5x", "-5", "05,", "MD5", "5 "};
    struct challenge challenge;
    for (int i = 0; i < 4; i++) {
        const char *chosen = offered(&wire, methods[i][0]);
        check(!strcmp(chosen, methods[i][1]), "of AuthMethod=%s %s is taken: %s", methods[i][0], methods[i][1], chosen);
        end(&wire);
    }
    for (int i = 0; i < 5; i++) {
        const char *chosen = challenged(&wire, algorithms[i][0], &challenge);
        check(!strcmp(chosen, algorithms[i][1]), "of CHAP_A=%s %s is taken: %s", algorithms[i][0], algorithms[i][1], chosen);
        end(&wire);
    }
    for (int i = 0; i < 4; i++) {
        const char *chosen = offered(&wire, none[i]);
        int status = strtol(chosen, NULL, 16);
        if (!strcmp(chosen, "Reject"))
            status = log_in(&wire, TO_FULL, "%s", "");
        check(refused(status), "AuthMethod=%s does not lead in: %s", none[i], chosen);
    }
    for (int i = 0; i < 8; i++) {
        const char *chosen = challenged(&wire, unknown[i], &challenge);
        check(refused(strtol(chosen, NULL, 16)), "CHAP_A=%s is refused: %s", unknown[i], chosen);
    }
}

/* A login by MD5 with this text as the last; its status. */
static int proved(int flags, const char *format, ...)
{
    char text[TEXT];
    va_list words;
    va_start(words, format);
    vsnprintf(text, sizeof text, format, words);
    va_end(words);
    return log_in(&wire, flags, "%s", text);
}

static void check_proofs(void)
{
    static const char *names[] = {"0x and small letters", "0X and capital letters", "Base64", "hexadecimal digits alone"};
    struct challenge challenge, earlier = {0};
    uint8_t proof[DIGEST + 1] = {0};
    int status;
    for (enum writing how = LOWER; how <= BARE; how++) {
        challenged(&wire, "5", &challenge);
        if (how > LOWER)
            check(challenge.length == earlier.length && memcmp(challenge.bytes, earlier.bytes, challenge.length), "a challenge is not that of before");
        earlier = challenge;
        prove(&challenge, secret, proof);
        status = proved(TO_FULL, "CHAP_N=%s\nCHAP_R=%s\n", name, written(proof, DIGEST, how));
        if (how != BARE && check(status == 0 && (wire.header[1] & 0x83) == 0x83, "a proof in %s leads in: %04x", names[how], status))
            end(&wire);
        else if (how == BARE)
            check(refused(status), "a proof in %s is refused: %04x", names[how], status);
    }
    for (int length = DIGEST - 1; length <= DIGEST + 1; length += 2) {
        challenged(&wire, "5", &challenge);
        prove(&challenge, secret, proof);
        status = proved(TO_FULL, "CHAP_N=%s\nCHAP_R=%s\n", name, written(proof, length, LOWER));
        check(refused(status), "a proof of %d bytes is refused: %04x", length, status);
    }
    challenged(&wire, "5", &challenge);
    prove(&earlier, secret, proof);
    status = proved(TO_FULL, "CHAP_N=%s\nCHAP_R=%s\n", name, written(proof, DIGEST, LOWER));
    check(refused(status), "the proof of an earlier login is refused: %04x", status);
    challenged(&wire, "5", &challenge);
    prove(&challenge, "another secret", proof);
    status = proved(TO_FULL, "CHAP_N=%s\nCHAP_R=%s\n", name, written(proof, DIGEST, LOWER));
    check(refused(status), "another secret is refused: %04x", status);
    challenged(&wire, "5", &challenge);
    prove(&challenge, secret, proof);
    status = proved(TO_FULL, "CHAP_N=%s-not\nCHAP_R=%s\n", name, written(proof, DIGEST, LOWER));
    check(refused(status), "another name is refused: %04x", status);
    challenged(&wire, "5", &challenge);
    prove(&challenge, secret, proof);
    status = proved(TO_FULL, "CHAP_R=%s\n", written(proof, DIGEST, LOWER));
    check(refused(status), "a proof without a name is refused: %04x", status);
    challenged(&wire, "5", &challenge);
    check(refused(log_in(&wire, TO_FULL, "CHAP_A=5\n")), "the choice of an algorithm in place of a proof is refused");
    offered(&wire, "CHAP");
    status = log_in(&wire, TO_FULL, "%s", "");
    check(status == 0 && !(wire.header[1] & 0x80), "without a proof the stage does not end: %04x", status);
    end(&wire);
    begin(&wire);
    status = log_in(&wire, OPERATIONAL_TO_FULL, "InitiatorName=iqn.2026-11.org.example:pdus\nTargetName=%s\n", target);
    check(refused(status), "to begin behind the security stage is refused: %04x", status);
}

static void check_mutual(const char *targets_name, const char *targets_secret)
{
    struct challenge challenge, own = {.identifier = 7, .length = 32};
    uint8_t proof[DIGEST], expected[DIGEST], found[DIGEST + 1];
    char mine[256];
    for (int i = 0; i < own.length; i++)
        own.bytes[i] = i * 7 + 1;
    snprintf(mine, sizeof mine, "%s", written(own.bytes, own.length, LOWER));
    challenged(&wire, "5", &challenge);
    prove(&challenge, secret, proof);
    int status = proved(TO_FULL, "CHAP_N=%s\nCHAP_R=%s\nCHAP_I=%d\nCHAP_C=%s\n", name, written(proof, DIGEST, LOWER), own.identifier, mine);
    prove(&own, targets_secret, expected);
    check(status == 0, "a login that asks for the target's proof leads in: %04x", status);
    check(!strcmp(value(&wire, "CHAP_N"), targets_name), "the target has its name");
    check(from_hexadecimal(value(&wire, "CHAP_R"), found, sizeof found) == DIGEST && !memcmp(found, expected, DIGEST), "and its proof is right");
    end(&wire);
    challenged(&wire, "5", &challenge);
    prove(&challenge, secret, proof);
    snprintf(mine, sizeof mine, "%s", written(challenge.bytes, challenge.length, LOWER));
    status = proved(TO_FULL, "CHAP_N=%s\nCHAP_R=%s\nCHAP_I=%d\nCHAP_C=%s\n", name, written(proof, DIGEST, LOWER), challenge.identifier, mine);
    check(refused(status) && !*value(&wire, "CHAP_R"), "the target's own challenge is not answered: %04x", status);
}

void check_chap(const char *user, const char *password, const char *targets_name, const char *targets_secret)
{
    name = user;
    secret = password;
    check_choices();
    check_proofs();
    check_mutual(targets_name, targets_secret);
}
