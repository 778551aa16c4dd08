/*
 * wide-registers.so: lets User Mode Linux run on processors whose extended registers need more room than it has (AMX).
 * It saves and restores the registers of its guest's processes by ptrace, in a buffer that ends before the state of AMX; the
 * kernel then refuses the restore (EFAULT), for it wants the whole, and the guest's init is killed. This completes the
 * buffer with what the process has beyond it, which is nothing: no program of our guests asks for AMX.
 * Use: LD_PRELOAD=wide-registers.so linux.uml ...
 */
#define _GNU_SOURCE
#include <elf.h>
#include <stdarg.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

static long complete(pid_t process, struct iovec *given) {
    static _Alignas(64) char registers[64 * 1024]; /* the stacks of that kernel are small, and it has one thread */
    struct iovec whole = { registers, sizeof registers };

    if (syscall(SYS_ptrace, PTRACE_GETREGSET, process, NT_X86_XSTATE, &whole) != 0 || whole.iov_len <= given->iov_len)
        return syscall(SYS_ptrace, PTRACE_SETREGSET, process, NT_X86_XSTATE, given);
    memcpy(registers, given->iov_base, given->iov_len);
    return syscall(SYS_ptrace, PTRACE_SETREGSET, process, NT_X86_XSTATE, &whole);
}

long ptrace(enum __ptrace_request request, ...) {
    va_list rest;
    va_start(rest, request);
    pid_t process = va_arg(rest, pid_t);
    void *address = va_arg(rest, void *);
    void *data = va_arg(rest, void *);
    va_end(rest);

    if (request == PTRACE_SETREGSET && address == (void *)NT_X86_XSTATE)
        return complete(process, data);
    long peeked = 0;
    int peeks = request == PTRACE_PEEKTEXT || request == PTRACE_PEEKDATA || request == PTRACE_PEEKUSER;
    long result = syscall(SYS_ptrace, request, process, address, peeks ? (void *)&peeked : data);
    return peeks && result == 0 ? peeked : result;
}
