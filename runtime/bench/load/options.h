/* options.h: what the load is to be. */
#ifndef OPTIONS_H
#define OPTIONS_H

#include <stdint.h>

struct options {
    const char *address, *target, *histogram;
    int port, first_lun, last_lun, connections, idle, depth, writes, sequential, verify, header_digest, data_digest, server;
    uint32_t bytes;
    uint64_t mib;
    double seconds;
};

#endif
