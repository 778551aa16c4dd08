/* zero-copy: what it saves to send a file from the page cache to a socket by sendfile(2) instead of reading it into a buffer that
 * is sent. Both ways in turns over loopback, each answer with a header of 48 bytes as an iSCSI Data-In has.
 *
 *   cc -O2 -o zero-copy zero-copy.c && ./zero-copy FILE [BYTES [ANSWERS]]
 *
 * FILE is read through once and has to be in the page cache. Prints the sender's processor time for one answer, and GB/s.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { HEADER = 48, BUFFERS = 8, PAGE = 4096 };

static void die(const char *what) {
    perror(what);
    exit(1);
}

/* A child that takes what comes and does nothing with it; the sender's end of the connection. */
static int receiver(void) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof address;
    int listening = socket(AF_INET, SOCK_STREAM, 0);
    if (bind(listening, (void *)&address, length) || listen(listening, 1) || getsockname(listening, (void *)&address, &length)) die("listen");
    if (fork() == 0) {
        int socket_ = socket(AF_INET, SOCK_STREAM, 0);
        char *sink = malloc(2 << 20);
        if (connect(socket_, (void *)&address, sizeof address)) die("connect");
        while (recv(socket_, sink, 2 << 20, 0) > 0) {}
        _exit(0);
    }
    int connected = accept(listening, NULL, NULL);
    close(listening);
    setsockopt(connected, IPPROTO_TCP, TCP_NODELAY, &(int){1}, sizeof(int));
    return connected;
}

static void by_buffer(int socket_, int file, off_t offset, size_t bytes, char *buffer) {
    static char header[HEADER];
    if (pread(file, buffer, bytes, offset) != (ssize_t)bytes) die("pread");
    struct iovec parts[2] = {{header, HEADER}, {buffer, bytes}};
    for (struct iovec *part = parts; part < parts + 2;) {
        ssize_t sent = writev(socket_, part, (int)(parts + 2 - part));
        if (sent < 0) die("writev");
        for (; part < parts + 2 && (size_t)sent >= part->iov_len; part++) sent -= (ssize_t)part->iov_len;
        if (part < parts + 2) *part = (struct iovec){(char *)part->iov_base + sent, part->iov_len - (size_t)sent};
    }
}

static void by_sendfile(int socket_, int file, off_t offset, size_t bytes) {
    static char header[HEADER];
    if (send(socket_, header, HEADER, MSG_MORE) != HEADER) die("send");
    for (size_t left = bytes; left > 0;) {
        ssize_t sent = sendfile(socket_, file, &offset, left);
        if (sent <= 0) die("sendfile");
        left -= (size_t)sent;
    }
}

static double seconds(clockid_t clock) {
    struct timespec time;
    clock_gettime(clock, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

int main(int count, char **words) {
    if (count < 2) return fprintf(stderr, "usage: zero-copy FILE [BYTES [ANSWERS]]\n"), 2;
    size_t bytes = count > 2 ? (size_t)atol(words[2]) : 256 << 10;
    long answers = count > 3 ? atol(words[3]) : 8000;
    struct stat status;
    int file = open(words[1], O_RDONLY | O_CLOEXEC);
    if (file < 0 || fstat(file, &status) || (size_t)status.st_size < bytes) die(words[1]);
    char *buffers = aligned_alloc(PAGE, BUFFERS * bytes);
    for (off_t at = 0; at + (off_t)bytes <= status.st_size; at += (off_t)bytes)
        if (pread(file, buffers, bytes, at) < 0) die("pread");
    for (int round = 0; round < 10; round++) {
        int socket_ = receiver();
        double began = seconds(CLOCK_MONOTONIC), processor = seconds(CLOCK_PROCESS_CPUTIME_ID);
        for (long i = 0; i < answers; i++) {
            off_t offset = (off_t)((uint64_t)i * bytes % ((uint64_t)status.st_size - bytes + 1)) & -(off_t)PAGE;
            if (round % 2) by_sendfile(socket_, file, offset, bytes);
            else by_buffer(socket_, file, offset, bytes, buffers + (size_t)(i % BUFFERS) * bytes);
        }
        processor = seconds(CLOCK_PROCESS_CPUTIME_ID) - processor;
        printf("%s: %.1f us, %.2f GB/s\n", round % 2 ? "sendfile" : "buffer  ", processor / (double)answers * 1e6,
            (double)answers * (double)bytes / (seconds(CLOCK_MONOTONIC) - began) / 1e9);
        close(socket_);
        wait(NULL);
    }
    return 0;
}
