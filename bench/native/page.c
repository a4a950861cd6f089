// page: what the first touch of a page of memory takes here, in microseconds. Of whoever keeps objects that is a part; where it is far above 1, ratios to programs that keep nothing say little of others.
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

enum { PAGES = 16384 };

int main(void)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    volatile char *memory = mmap(NULL, PAGES * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) {
        perror("mmap");
        return 1;
    }
    madvise((void *)memory, PAGES * page, MADV_NOHUGEPAGE);
    struct timespec start, end;
    clock_gettime(CLOCK_MONOTONIC, &start);
    for (size_t i = 0; i < PAGES; i++) memory[i * page] = 1;
    clock_gettime(CLOCK_MONOTONIC, &end);
    double microseconds = (double)(end.tv_sec - start.tv_sec) * 1e6 + (double)(end.tv_nsec - start.tv_nsec) / 1e3;
    printf("%.2f\n", microseconds / PAGES);
    return 0;
}
