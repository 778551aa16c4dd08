/* verify: the verifying client's command line; its usage is below and in the script of the same name. */
#include "client.h"
#include "logical_unit.h"
#include "self_test.h"
#include <getopt.h>
#include <inttypes.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static const char usage_text[] =
    "usage: verify [OPTION]... iscsi://HOST:PORT/IQN/LUN      OVERWRITES the first --range of the logical unit\n"
    "       verify --check-after-crash FILE URL               only reads\n"
    "       verify --self-test [--seed N]                     needs no target\n"
    "  --seconds N (10)   --sessions N (4)   --depth N (8)    --range MIB (64)      --largest KIB (64), one command\n"
    "  --reads PERCENT (50)   --flushes PERMILLE (5)   --fua PERCENT (1)   --seed N (the time)   --digest (header digests)\n"
    "  --limit SECONDS (30)     a command without an answer for longer ends its session\n"
    "  --patience SECONDS (10)  a session that cannot log in for longer ends the run: status 3\n"
    "  --kill MS                breaks a connection with commands in flight about every MS milliseconds\n"
    "  --crashes                the target may crash and come back: then only what was flushed must still be there\n"
    "  --journal FILE           keeps what was begun, answered and flushed, for --check-after-crash\n"
    "  --only-good              any status but GOOD is a failure, also one that asks for a retry\n"
    "  --slowest SECONDS        so is a command that takes longer\n"
    "  --first N (0)            number in the initiator name of the first session: two clients at one target need different ones\n"
    "  --allow-losses           sessions that the target ends are no failure;  --allow-errors: nor are commands it refuses\n"
    "SIGUSR1 prints the slowest command, and the longest time without any answer, since the last SIGUSR1.\n"
    "Exit status: 0 passed, 1 failed, 2 wrong usage, 3 the target is gone (what was read until then was right)\n";

struct command_line {
    struct options options;
    double range, largest, slowest;
    int limit, first;
    bool digest, self_test, allow_losses, allow_errors, only_good;
    const char *journal, *check, *url;
};

static volatile bool stop, mark;

static void on_signal(int signal)
{
    *(signal == SIGUSR1 ? &mark : &stop) = true;
}

static void usage(void)
{
    fputs(usage_text, stderr);
    exit(2);
}

static double number(const char *text)
{
    char *end;
    double value = strtod(text, &end);
    if (*end || end == text || value < 0)
        usage();
    return value;
}

static void parse(int count, char **words, struct command_line *line)
{
    static const struct option names[] = {{"seconds", 1, 0, 's'}, {"sessions", 1, 0, 'n'}, {"depth", 1, 0, 'd'}, {"range", 1, 0, 'r'},
        {"largest", 1, 0, 'l'}, {"reads", 1, 0, 'R'}, {"flushes", 1, 0, 'F'}, {"fua", 1, 0, 'f'}, {"seed", 1, 0, 'S'}, {"digest", 0, 0, 'D'},
        {"limit", 1, 0, 'L'}, {"patience", 1, 0, 'p'}, {"kill", 1, 0, 'k'}, {"crashes", 0, 0, 'c'}, {"journal", 1, 0, 'j'},
        {"check-after-crash", 1, 0, 'C'}, {"self-test", 0, 0, 'T'}, {"allow-losses", 0, 0, 'a'}, {"allow-errors", 0, 0, 'e'}, {"only-good", 0, 0, 'G'},
        {"slowest", 1, 0, 'M'}, {"first", 1, 0, 'N'}, {0}};
    struct options *options = &line->options;
    for (int name; (name = getopt_long(count, words, "", names, NULL)) != -1;)
        switch (name) {
        case 's': options->seconds = number(optarg); break;
        case 'n': options->sessions = number(optarg); break;
        case 'd': options->depth = number(optarg); break;
        case 'r': line->range = number(optarg); break;
        case 'l': line->largest = number(optarg); break;
        case 'R': options->reads = number(optarg); break;
        case 'F': options->flushes = number(optarg); break;
        case 'f': options->fua = number(optarg); break;
        case 'S': options->seed = number(optarg); break;
        case 'D': line->digest = true; break;
        case 'L': line->limit = number(optarg); break;
        case 'p': options->patience = number(optarg); break;
        case 'k': options->kill_every = number(optarg); break;
        case 'c': options->crashes = true; break;
        case 'j': line->journal = optarg; break;
        case 'C': line->check = optarg; break;
        case 'T': line->self_test = true; break;
        case 'a': line->allow_losses = true; break;
        case 'e': line->allow_errors = true; break;
        case 'G': line->only_good = true; break;
        case 'N': line->first = number(optarg); break;
        case 'M': line->slowest = number(optarg); break;
        default: usage();
        }
    line->url = words[optind];
    bool url_wanted = !line->self_test;
    if ((count - optind) != url_wanted || options->sessions < 1 || options->sessions + line->first > 4000 || options->depth < 1 || line->range <= 0 || line->largest <= 0)
        usage();
}

/* Prepares the model: a new one, or the one that the journal of an earlier run leads to. */
static bool prepare(struct client *client, const struct command_line *line)
{
    struct store *store = client->store;
    if (line->check) {
        if (!journal_replay(line->check, &client->model))
            return false;
        if (client->model.block_size == store->block_size && client->model.blocks <= store->blocks)
            return true;
        fprintf(stderr, "verify: the journal is of another logical unit\n");
        return false;
    }
    uint64_t blocks = line->range * 1048576 / store->block_size;
    uint64_t run = client->options.seed ^ (uint64_t)getpid() << 32 ^ (uint64_t)time(NULL) << 8;
    model_create(&client->model, run, blocks < store->blocks ? blocks : store->blocks, store->block_size, line->journal || client->options.crashes);
    if (line->journal && !journal_create(&client->journal, line->journal, &client->model)) {
        fprintf(stderr, "verify: cannot write %s\n", line->journal);
        return false;
    }
    return true;
}

/* What was answered but GOOD, and how often; returns how many answers that were. */
static long print_statuses(const struct client *client)
{
    long sum = 0;
    printf("slowest command %ld ms; statuses other than GOOD:", client->slowest);
    for (const struct answered_status *status = client->statuses; status < client->statuses + STATUSES && status->count; status++) {
        printf(" %ld times %s;", status->count, status->text);
        sum += status->count;
    }
    puts(sum ? "" : " none");
    return sum;
}

static int conclude(const struct client *client, const struct command_line *line)
{
    const struct model *model = &client->model;
    printf("%ld reads, %ld writes, %ld flushes; %ld blocks checked, %ld of them beside a write; %ld retried, %ld refused, %ld without answer; "
           "%ld sessions killed, %ld lost, %ld crashes, %ld logins again; seed %" PRIu64 "\n",
        client->reads, client->writes, client->flushes, model->checked, model->torn, client->retries, client->refused, client->unanswered,
        client->kills, client->losses, client->crashes, client->reconnects, client->options.seed);
    long others = print_statuses(client);
    int failed = 0;
    if (others && line->only_good)
        failed++, printf("FAIL %ld commands were answered with another status than GOOD\n", others);
    if (line->slowest && client->slowest > line->slowest * 1000)
        failed++, printf("FAIL a command took %ld ms\n", client->slowest);
    if (model->violations)
        failed++, printf("FAIL %ld blocks were not what they must be\n", model->violations);
    if (client->refused && !line->allow_errors)
        failed++, printf("FAIL %ld commands were refused, the first with %s\n", client->refused, client->trouble);
    if (client->losses && !line->allow_losses && !client->options.crashes && !client->gone)
        failed++, printf("FAIL the target, or its silence for %d s, ended %ld sessions\n", line->limit, client->losses);
    if (client->gone && line->check)
        failed++, printf("FAIL the target is gone\n");
    if (!failed)
        printf("PASS every block read was admissible%s\n", client->gone ? ", until the target was gone" : "");
    printf("%s verify: %d passed, %d failed, 0 skipped\n", failed ? "FAIL" : "PASS", !failed, failed);
    return failed ? 1 : client->gone ? 3 : 0;
}

int main(int count, char **words)
{
    struct command_line line = {.options = {.sessions = 4, .depth = 8, .reads = 50, .flushes = 5, .fua = 1, .seconds = 10, .patience = 10,
        .seed = (uint64_t)time(NULL)}, .range = 64, .largest = 64, .limit = 30};
    parse(count, words, &line);
    setvbuf(stdout, NULL, _IOLBF, 0);
    if (line.self_test) {
        int failed = self_test(line.options.seed);
        printf("%s verify: %d passed, %d failed, 0 skipped\n", failed ? "FAIL" : "PASS", SCENARIOS - failed, failed);
        return failed ? 1 : 0;
    }
    /* A target that vanishes closes the socket under a write. */
    signal(SIGPIPE, SIG_IGN);
    signal(SIGTERM, on_signal);
    signal(SIGINT, on_signal);
    signal(SIGUSR1, on_signal);
    struct client client = {.options = line.options, .stop = &stop, .mark = &mark};
    client.store = logical_unit(line.url, line.limit, line.digest, line.first);
    if (!client.store || !prepare(&client, &line))
        return 1;
    client.options.largest = line.largest * 1024 / client.model.block_size;
    if (client.options.largest < 1)
        client.options.largest = 1;
    client_create(&client);
    bool here = line.check || (client_fill(&client) && client_exercise(&client));
    if (here)
        client_check(&client);
    return conclude(&client, &line);
}
