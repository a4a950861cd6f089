// links: reads every /proc/PID/fd link once, in one thread, and throws it away: the least that
// must be done to learn from /proc who holds which socket.

#define _GNU_SOURCE
#include <ctype.h>
#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <unistd.h>

int main(void)
{
    DIR *proc = opendir("/proc");
    if (proc == NULL) {
        perror("links: /proc");
        return 1;
    }

    unsigned long links = 0;
    for (struct dirent *process; (process = readdir(proc)) != NULL; ) {
        if (!isdigit((unsigned char)process->d_name[0])) continue;
        char path[sizeof process->d_name + sizeof "/fd"];
        snprintf(path, sizeof path, "%s/fd", process->d_name);
        int descriptors = openat(dirfd(proc), path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        DIR *fds = descriptors < 0 ? NULL : fdopendir(descriptors);
        if (fds == NULL) continue; // ended meanwhile, or not ours to see

        for (struct dirent *fd; (fd = readdir(fds)) != NULL; ) {
            char target[PATH_MAX];
            if (fd->d_name[0] != '.' && readlinkat(descriptors, fd->d_name, target, sizeof target) > 0) links++;
        }
        closedir(fds);
    }

    printf("%lu links\n", links);
    return 0;
}
