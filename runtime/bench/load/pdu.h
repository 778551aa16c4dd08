/* pdu.h: the iSCSI PDUs (RFC 7143 11) that a load consists of, as bytes; and CRC32C for digests. */
#ifndef PDU_H
#define PDU_H

#include <arpa/inet.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

enum { BHS = 48, BLOCK_CDB = 16 };

enum opcode {
    NOP_OUT = 0x00, SCSI_COMMAND = 0x01, LOGIN = 0x03, DATA_OUT = 0x05,
    NOP_IN = 0x20, SCSI_RESPONSE = 0x21, LOGIN_RESPONSE = 0x23, DATA_IN = 0x25, R2T = 0x31, ASYNC = 0x32, REJECT = 0x3f
};

static inline void put32(uint8_t *at, uint32_t value) { value = htonl(value); memcpy(at, &value, 4); }
static inline uint32_t get32(const uint8_t *at) { uint32_t value; memcpy(&value, at, 4); return ntohl(value); }
static inline void put64(uint8_t *at, uint64_t value) { put32(at, value >> 32); put32(at + 4, (uint32_t)value); }
static inline uint64_t get64(const uint8_t *at) { return (uint64_t)get32(at) << 32 | get32(at + 4); }
static inline void put24(uint8_t *at, uint32_t value) { at[0] = value >> 16; at[1] = value >> 8; at[2] = value; }
static inline uint32_t get24(const uint8_t *at) { return at[0] << 16 | at[1] << 8 | at[2]; }

static inline uint32_t padded(uint32_t length) { return (length + 3) & ~3u; }

#if defined(__x86_64__)
/* By the processor's instruction: a digest must not cost the generator more than it costs the target. */
__attribute__((target("sse4.2"))) static inline uint32_t crc32c(uint32_t crc, const uint8_t *at, size_t length) {
    uint64_t sum = crc;
    for (; length >= 8; at += 8, length -= 8) {
        uint64_t word;
        memcpy(&word, at, 8);
        sum = __builtin_ia32_crc32di(sum, word);
    }
    for (; length > 0; at++, length--) sum = __builtin_ia32_crc32qi((uint32_t)sum, *at);
    return (uint32_t)sum;
}
#else
static inline uint32_t crc32c(uint32_t crc, const uint8_t *at, size_t length) {
    for (; length > 0; at++, length--) {
        crc ^= *at;
        for (int bit = 0; bit < 8; bit++) crc = crc >> 1 ^ (0x82f63b78u & -(crc & 1));
    }
    return crc;
}
#endif

/* The digest of one run of bytes, as it stands on the wire: the least significant byte first (RFC 7143 11.3.6). */
static inline void put_digest(uint8_t *at, uint32_t crc) {
    crc = ~crc;
    at[0] = crc; at[1] = crc >> 8; at[2] = crc >> 16; at[3] = crc >> 24;
}

#endif
