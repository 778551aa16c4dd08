/* latency.h: a histogram of times with 1.6 % resolution, from nanoseconds to minutes. */
#ifndef LATENCY_H
#define LATENCY_H

#include <stdint.h>
#include <stdio.h>

enum { SUBDIVISIONS = 64, BUCKETS = 40 * SUBDIVISIONS };

struct latency { uint64_t counts[BUCKETS], total, largest; };

static inline int bucket_of(uint64_t nanoseconds) {
    int shift = nanoseconds < 2 * SUBDIVISIONS ? 0 : 63 - __builtin_clzll(nanoseconds) - 6;
    int bucket = shift * SUBDIVISIONS + (int)(nanoseconds >> shift);
    return bucket < BUCKETS ? bucket : BUCKETS - 1;
}

/* The middle of a bucket, in nanoseconds. */
static inline double bucket_middle(int bucket) {
    if (bucket < 2 * SUBDIVISIONS) return bucket;
    int shift = bucket / SUBDIVISIONS - 1;
    return ((double)(bucket - shift * SUBDIVISIONS) + 0.5) * (double)(1ull << shift);
}

static inline void latency_add(struct latency *all, uint64_t nanoseconds) {
    all->counts[bucket_of(nanoseconds)]++;
    all->total++;
    if (nanoseconds > all->largest) all->largest = nanoseconds;
}

/* Microseconds below which `part` of all times lie. */
static inline double latency_quantile(const struct latency *all, double part) {
    uint64_t rank = (uint64_t)(part * (double)all->total), seen = 0;
    for (int i = 0; i < BUCKETS; i++)
        if ((seen += all->counts[i]) > rank) return bucket_middle(i) / 1000;
    return (double)all->largest / 1000;
}

/* One line for each bucket in use: microseconds, count. */
static inline void latency_write(const struct latency *all, FILE *to) {
    for (int i = 0; i < BUCKETS; i++)
        if (all->counts[i]) fprintf(to, "%.3f %llu\n", bucket_middle(i) / 1000, (unsigned long long)all->counts[i]);
}

#endif
