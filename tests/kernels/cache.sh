#!/bin/sh
# Where kernels and what is made of them are kept from one run to the next.
echo "${PSSOCKETSTATS_KERNELS:-${XDG_CACHE_HOME:-$HOME/.cache}/PSSocketStats/kernels}"
