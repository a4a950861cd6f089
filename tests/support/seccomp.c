// seccomp kill|ERRNO CALL... -- COMMAND...
// Runs a command in a sandbox where these system calls (bpf, open_by_handle_at) end the process, or fail with that error number,
// as a service manager's SystemCallFilter= does.
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

static int number_of(const char *call)
{
    if (!strcmp(call, "bpf")) return SYS_bpf;
    if (!strcmp(call, "open_by_handle_at")) return SYS_open_by_handle_at;
    fprintf(stderr, "seccomp: no number of %s is known\n", call);
    exit(2);
}

int main(int count, char **arguments)
{
    if (count < 2) return 2;
    unsigned answer = strcmp(arguments[1], "kill") ? SECCOMP_RET_ERRNO | (unsigned)atoi(arguments[1]) : SECCOMP_RET_KILL_PROCESS;
    struct sock_filter filter[64] = { BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)) };
    int length = 1, next = 2;
    for (; next < count && strcmp(arguments[next], "--") && length < 60; next++)
    {
        filter[length++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, number_of(arguments[next]), 0, 1);
        filter[length++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, answer);
    }
    filter[length++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
    if (next + 1 >= count || strcmp(arguments[next], "--")) return 2;
    struct sock_fprog program = { length, filter };
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) || prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program)) { perror("seccomp"); return 3; }
    execvp(arguments[next + 1], arguments + next + 1);
    perror(arguments[next + 1]);
    return 4;
}
