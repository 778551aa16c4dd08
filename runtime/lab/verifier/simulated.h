/*
 * A store in memory for the self-test: carries commands out in any order, keeps a volatile cache, loses sessions and
 * crashes as a target may, and, on demand, does what a target must not.
 */
#ifndef SIMULATED_H
#define SIMULATED_H
#include "store.h"

struct faults { /* each: one in so many; 0 never */
    int dropped_writes, misdirected_writes, damaged_writes, stale_reads;
    int late_writes;    /* a write of a lost session lands after the next login */
    int hollow_flushes; /* a flush is answered and does nothing */
};

struct store *simulated(uint64_t blocks, uint32_t block_size, uint64_t seed, struct faults faults);
/* Crashes after so many commands, again and again; once: and does not come back until simulated_restart. */
void simulated_crash_every(struct store *store, long commands, bool once);
void simulated_restart(struct store *store);
void simulated_free(struct store *store);
#endif
