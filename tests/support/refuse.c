// refuse ERRNO COMMAND...
// Runs a command in a sandbox where socket(AF_NETLINK, ...) fails with that error number, as container runtimes and service managers make them.
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#define LOAD(field) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, field))
#define SKIP_UNLESS(value, instructions) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, 0, instructions)
#define RETURN(action) BPF_STMT(BPF_RET | BPF_K, action)

int main(int count, char **arguments)
{
    if (count < 3) return 2;
    struct sock_filter filter[] = {
        LOAD(nr), SKIP_UNLESS(SYS_socket, 3),
        LOAD(args[0]), SKIP_UNLESS(AF_NETLINK, 1), // the low half, on the little-endian machines that this runs on
        RETURN(SECCOMP_RET_ERRNO | (unsigned)atoi(arguments[1])),
        RETURN(SECCOMP_RET_ALLOW),
    };
    struct sock_fprog program = { sizeof filter / sizeof *filter, filter };
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) || prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program)) { perror("seccomp"); return 3; }
    execvp(arguments[2], arguments + 2);
    perror(arguments[2]);
    return 4;
}
