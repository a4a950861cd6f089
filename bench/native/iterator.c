// iterator: reads who holds which socket from the kernel's task_file iterator, and throws it away: the
// least that learning all owners takes as root. Says how many milliseconds the reading took, without
// the once-a-process work before it (the kernel's type information, the program).

#include <fcntl.h>
#include <linux/bpf.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static void fail(const char *what)
{
    perror(what);
    exit(1);
}

static int bpf(int command, union bpf_attr *attributes)
{
    int descriptor = (int)syscall(SYS_bpf, command, attributes, sizeof *attributes);
    if (descriptor < 0) fail("iterator: bpf");
    return descriptor;
}

// The kernel's type information (BTF), read whole.
struct btf_header { uint16_t magic; uint8_t version, flags; uint32_t length, types, types_length, strings, strings_length; };
struct btf_type { uint32_t name, info, size_or_type; };
struct btf_member { uint32_t name, type, offset; };

static const char *information;
static const struct btf_header *header;

static void read_information(void)
{
    int file = open("/sys/kernel/btf/vmlinux", O_RDONLY | O_CLOEXEC);
    struct stat status;
    if (file < 0 || fstat(file, &status) < 0) fail("iterator: /sys/kernel/btf/vmlinux");
    char *bytes = malloc(status.st_size);
    for (off_t at = 0; at < status.st_size; ) {
        ssize_t n = read(file, bytes + at, status.st_size - at);
        if (n <= 0) fail("iterator: reading /sys/kernel/btf/vmlinux");
        at += n;
    }
    close(file);
    information = bytes;
    header = (const struct btf_header *)bytes;
}

// The bytes that follow a type's 12, by its kind.
static size_t length_behind(uint32_t kind, uint32_t count)
{
    switch (kind) {
    case 1: case 14: case 17: return 4;                 // INT, VAR, DECL_TAG
    case 3: return 12;                                  // ARRAY
    case 4: case 5: case 15: case 19: return 12 * count; // STRUCT, UNION, DATASEC, ENUM64
    case 6: case 13: return 8 * count;                  // ENUM, FUNC_PROTO
    default: return 0;
    }
}

// The id of the type of that kind and name; its members are left in `members`.
static uint32_t find(uint32_t kind, const char *name, const struct btf_member **members, uint32_t *count)
{
    const char *at = information + header->length + header->types, *end = at + header->types_length;
    const char *strings = information + header->length + header->strings;
    for (uint32_t id = 1; at < end; id++) {
        const struct btf_type *type = (const struct btf_type *)at;
        uint32_t its_kind = type->info >> 24 & 0x1f;
        *count = type->info & 0xffff;
        *members = (const struct btf_member *)(type + 1);
        if (its_kind == kind && strcmp(strings + type->name, name) == 0) return id;
        at += sizeof *type + length_behind(its_kind, *count);
    }
    fprintf(stderr, "iterator: this kernel has no %s\n", name);
    exit(1);
}

static int16_t offset_of(const char *structure, const char *field)
{
    const struct btf_member *members;
    uint32_t count;
    find(4, structure, &members, &count);
    for (uint32_t i = 0; i < count; i++) {
        if (strcmp(information + header->length + header->strings + members[i].name, field) == 0) return (int16_t)((members[i].offset & 0xffffff) / 8);
    }
    fprintf(stderr, "iterator: %s has no %s\n", structure, field);
    exit(1);
}

#define LOAD(size, to, from, at)      { BPF_LDX | BPF_MEM | size, to, from, at, 0 }
#define STORE(size, to, at, from)     { BPF_STX | BPF_MEM | size, to, from, at, 0 }
#define SET(to, value)                { BPF_ALU64 | BPF_MOV | BPF_K, to, 0, 0, value }
#define COPY(to, from)                { BPF_ALU64 | BPF_MOV | BPF_X, to, from, 0, 0 }
#define ADD(to, value)                { BPF_ALU64 | BPF_ADD | BPF_K, to, 0, 0, value }
#define AND(to, value)                { BPF_ALU64 | BPF_AND | BPF_K, to, 0, 0, value }
#define SKIP_IF_ZERO(of, count)       { BPF_JMP | BPF_JEQ | BPF_K, of, 0, count, 0 }
#define SKIP_UNLESS(of, value, count) { BPF_JMP | BPF_JNE | BPF_K, of, 0, count, value }
#define CALL(function)                { BPF_JMP | BPF_CALL, 0, 0, 0, function }
#define EXIT                          { BPF_JMP | BPF_EXIT, 0, 0, 0, 0 }

enum { R0, R1, R2, R3, R6 = 6, R7, R8, R10 = 10 };

// For each open file that is a socket: its inode, process id and descriptor, 16 bytes.
static int load(void)
{
    const struct btf_member *members;
    uint32_t count;
    struct bpf_insn program[] = {
        COPY(R6, R1),                                            // the context: meta, task, descriptor, file
        LOAD(BPF_DW, R7, R6, 24), SKIP_IF_ZERO(R7, 18),          // null at the end
        LOAD(BPF_DW, R8, R6, 8), SKIP_IF_ZERO(R8, 16),
        LOAD(BPF_DW, R7, R7, offset_of("file", "f_inode")),
        LOAD(BPF_H, R2, R7, offset_of("inode", "i_mode")),
        AND(R2, S_IFMT), SKIP_UNLESS(R2, S_IFSOCK, 12),
        LOAD(BPF_DW, R2, R7, offset_of("inode", "i_ino")), STORE(BPF_DW, R10, -16, R2),
        LOAD(BPF_W, R2, R8, offset_of("task_struct", "tgid")), STORE(BPF_W, R10, -8, R2),
        LOAD(BPF_W, R2, R6, 16), STORE(BPF_W, R10, -4, R2),
        LOAD(BPF_DW, R1, R6, 0), LOAD(BPF_DW, R1, R1, 0),        // meta, and in it the seq file
        COPY(R2, R10), ADD(R2, -16), SET(R3, 16),
        CALL(BPF_FUNC_seq_write),
        SET(R0, 0), EXIT,                                        // where the skips lead
    };
    return bpf(BPF_PROG_LOAD, &(union bpf_attr){
        .prog_type = BPF_PROG_TYPE_TRACING,
        .insn_cnt = sizeof program / sizeof *program,
        .insns = (uint64_t)(uintptr_t)program,
        .license = (uint64_t)(uintptr_t)"GPL", // the helper asks for it
        .expected_attach_type = BPF_TRACE_ITER,
        .attach_btf_id = find(12, "bpf_iter_task_file", &members, &count),
    });
}

static double milliseconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1e3 + now.tv_nsec / 1e6;
}

int main(void)
{
    read_information();
    int program = load();
    int link = bpf(BPF_LINK_CREATE, &(union bpf_attr){ .link_create = { .prog_fd = program, .attach_type = BPF_TRACE_ITER } });

    double start = milliseconds();
    int iterator = bpf(BPF_ITER_CREATE, &(union bpf_attr){ .iter_create = { .link_fd = link } });
    static char records[256 * 1024];
    unsigned long bytes = 0;
    for (ssize_t n; (n = read(iterator, records, sizeof records)) != 0; bytes += n) {
        if (n < 0) fail("iterator: reading");
    }
    printf("%.3f ms, %lu descriptors\n", milliseconds() - start, bytes / 16);
    return 0;
}
