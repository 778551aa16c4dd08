/* load: a load of reads and writes for iSCSI targets that costs less than the target it measures.
 *
 *   load --target NAME [--address A] [--port N] [--lun N[-M]] [--connections N] [--depth N] [--bytes N] [--writes PERCENT]
 *        [--sequential] [--seconds S] [--mib N] [--digests] [--verify] [--idle N] [--server PID] [--histogram FILE]
 *
 * One thread. Accesses lie within the first MIB of each LUN, at random places unless --sequential. --verify writes blocks whose
 * content follows from their address and compares what is read: write the range first with --verify --writes 100 --sequential.
 * --idle opens so many more sessions that do nothing. One line is printed: commands and megabytes in a second, quantiles of the
 * latency in microseconds, microseconds of processor time for one command here and, with --server, in that process.
 * Exit status 1 when a command failed, data was wrong, or a connection ended.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <time.h>

#include "session.h"

static void die(const char *what) {
    fprintf(stderr, "load: %s\n", what);
    exit(2);
}

static uint64_t clock_of(clockid_t clock) {
    struct timespec time;
    return clock_gettime(clock, &time) ? 0 : (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

static uint64_t processor_time(int process) {
    clockid_t clock;
    return process > 0 && clock_getcpuclockid(process, &clock) == 0 ? clock_of(clock) : 0;
}

static struct options parse(int count, char **words) {
    static const struct option names[] = {
        {"target", 1, 0, 't'}, {"address", 1, 0, 'a'}, {"port", 1, 0, 'p'}, {"lun", 1, 0, 'l'}, {"connections", 1, 0, 'c'},
        {"depth", 1, 0, 'q'}, {"bytes", 1, 0, 'b'}, {"writes", 1, 0, 'w'}, {"sequential", 0, 0, 's'}, {"seconds", 1, 0, 'd'},
        {"mib", 1, 0, 'm'}, {"digests", 0, 0, 'g'}, {"verify", 0, 0, 'v'}, {"idle", 1, 0, 'i'}, {"server", 1, 0, 'P'},
        {"histogram", 1, 0, 'h'}, {0, 0, 0, 0}};
    struct options options = {.address = "127.0.0.1", .port = 3260, .connections = 1, .depth = 1, .bytes = 4096, .seconds = 3, .mib = 128};
    for (int option; (option = getopt_long(count, words, "", names, NULL)) != -1;) switch (option) {
        case 't': options.target = optarg; break;
        case 'a': options.address = optarg; break;
        case 'p': options.port = atoi(optarg); break;
        case 'l':
            options.first_lun = options.last_lun = atoi(optarg);
            if (strchr(optarg, '-')) options.last_lun = atoi(strchr(optarg, '-') + 1);
            break;
        case 'c': options.connections = atoi(optarg); break;
        case 'q': options.depth = atoi(optarg); break;
        case 'b': options.bytes = (uint32_t)atol(optarg); break;
        case 'w': options.writes = atoi(optarg); break;
        case 's': options.sequential = 1; break;
        case 'd': options.seconds = atof(optarg); break;
        case 'm': options.mib = (uint64_t)atol(optarg); break;
        case 'g': options.header_digest = options.data_digest = 1; break;
        case 'v': options.verify = 1; break;
        case 'i': options.idle = atoi(optarg); break;
        case 'P': options.server = atoi(optarg); break;
        case 'h': options.histogram = optarg; break;
        default: die("wrong words; see the head of runtime/bench/load/main.c");
    }
    if (!options.target) die("--target is missing");
    if (options.depth < 1 || options.depth > 4096 || options.connections < 1 || options.connections + options.idle > 4096 || options.bytes < 512 || options.bytes > 1 << 20
        || options.bytes % 512 || options.first_lun < 0 || options.last_lun > 16383 || options.last_lun < options.first_lun) die("a number is out of range");
    return options;
}

/* The first block length and capacity; every LUN is asked once, so that unit attentions are out of the way. */
static void look(struct load *load, struct session *session) {
    const struct options *options = load->options;
    uint8_t capacity[32] = {0}, cdb[BLOCK_CDB] = {0x9e, 0x10};
    put32(cdb + 10, sizeof capacity);
    for (int lun = options->first_lun; lun <= options->last_lun; lun++) {
        session_ask(session, lun, cdb, capacity, sizeof capacity);
        load->block_length = get32(capacity + 8);
        load->blocks = get64(capacity) + 1;
    }
    if (load->block_length == 0 || options->bytes % load->block_length) die("--bytes is not a number of blocks");
    uint64_t wanted = options->mib * (1 << 20) / load->block_length;
    if (load->blocks > wanted) load->blocks = wanted;
    if (load->blocks < options->bytes / load->block_length) die("the LUN is smaller than --bytes");
}

static void watch(int set, struct session *session, int change) {
    struct epoll_event event = {.events = EPOLLIN | (session->blocked ? EPOLLOUT : 0), .data.ptr = session};
    epoll_ctl(set, change ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, session->socket, &event);
}

static void push(int set, struct session *session) {
    if (!session->idle) session_issue(session); /* else it only answers what the target asks */
    int blocked = !session_flush(session);
    if (blocked == session->blocked) return;
    session->blocked = blocked;
    watch(set, session, 1);
}

static void run(struct load *load, struct session *sessions, int set, double seconds) {
    const struct options *options = load->options;
    uint64_t end = clock_of(CLOCK_MONOTONIC) + (uint64_t)(seconds * 1e9), limit = end + 10000000000u;
    load->stopping = 0;
    for (int i = 0; i < options->connections; i++) push(set, sessions + i);
    for (;;) {
        struct epoll_event events[64];
        int count = epoll_wait(set, events, 64, 1000);
        for (int i = 0; i < count; i++) {
            if (!session_receive(events[i].data.ptr)) die("the target has closed a connection");
            push(set, events[i].data.ptr);
        }
        uint64_t time = clock_of(CLOCK_MONOTONIC);
        load->stopping = time >= end;
        uint32_t inflight = 0;
        for (int i = 0; load->stopping && i < options->connections; i++) inflight += sessions[i].inflight;
        if (load->stopping && inflight == 0) return;
        if (time > limit) die("commands were not answered within 10 s");
    }
}

int main(int count, char **words) {
    struct options options = parse(count, words);
    struct load load = {.options = &options};
    int all = options.connections + options.idle, set = epoll_create1(EPOLL_CLOEXEC);
    struct session *sessions = calloc((size_t)all, sizeof *sessions);
    uint8_t *data = malloc(options.bytes);
    memset(data, 0x5a, options.bytes);
    load.data = data;
    for (int i = 0; i < all; i++) {
        session_open(sessions + i, &load, i);
        sessions[i].idle = i >= options.connections;
        if (i == 0) look(&load, sessions);
        else for (int lun = options.first_lun; lun <= options.last_lun; lun++) session_ask(sessions + i, lun, (const uint8_t[BLOCK_CDB]){0}, NULL, 0);
        watch(set, sessions + i, 0);
    }
    uint64_t began = clock_of(CLOCK_MONOTONIC), own = clock_of(CLOCK_PROCESS_CPUTIME_ID), servers = processor_time(options.server);
    run(&load, sessions, set, options.seconds);
    double seconds = (double)(clock_of(CLOCK_MONOTONIC) - began) / 1e9, commands = load.commands ? (double)load.commands : 1;
    const struct latency *latency = &load.latency;
    printf("connections=%d depth=%d bytes=%u writes=%d%% iops=%.0f MB/s=%.1f p50=%.1f p90=%.1f p99=%.1f p99.9=%.1f max=%.1f client_us/io=%.2f server_us/io=%.2f errors=%llu\n",
        options.connections, options.depth, options.bytes, options.writes, (double)load.commands / seconds, (double)load.data_bytes / seconds / 1e6,
        latency_quantile(latency, 0.5), latency_quantile(latency, 0.9), latency_quantile(latency, 0.99), latency_quantile(latency, 0.999), (double)latency->largest / 1000,
        (double)(clock_of(CLOCK_PROCESS_CPUTIME_ID) - own) / 1000 / commands, (double)(processor_time(options.server) - servers) / 1000 / commands, (unsigned long long)load.errors);
    if (options.histogram) {
        FILE *file = fopen(options.histogram, "w");
        if (!file) die("cannot write the histogram");
        latency_write(latency, file);
        fclose(file);
    }
    return load.errors != 0;
}
