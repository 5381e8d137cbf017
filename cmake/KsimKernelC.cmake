# SPDX-License-Identifier: GPL-2.0-or-later
#
# How kernel C is compiled, shims and drivers alike: the library ksim_kernel_c. Of ksim's own
# build as of an installed ksim.
#
# Requires: KSIM_KERNEL, KSIM_SHIMS_INCLUDE and KSIM_UAPI_DIR, where headers are, and the
# library ksim::kernel_c_instrumentation.

execute_process(COMMAND ${CMAKE_C_COMPILER} -print-file-name=include
  OUTPUT_VARIABLE KSIM_FREESTANDING_INCLUDE OUTPUT_STRIP_TRAILING_WHITESPACE)

string(REPLACE "." ";" version_parts "${KSIM_KERNEL}")
list(GET version_parts 0 KSIM_KERNEL_MAJOR)
list(GET version_parts 1 KSIM_KERNEL_MINOR)

# A target may be for another version: the properties are initialised from these variables.
foreach(part MAJOR MINOR)
  define_property(TARGET PROPERTY KSIM_KERNEL_${part} INITIALIZE_FROM_VARIABLE KSIM_KERNEL_${part}
    BRIEF_DOCS "Kernel API version" FULL_DOCS "Kernel API version that a target is built for")
endforeach()

# Flags of shims and drivers alike, as Kbuild has them where they change meaning.
set(KSIM_KERNEL_C_CODE_FLAGS
  -std=gnu11 -fno-common -fno-strict-aliasing -fno-strict-overflow -fshort-wchar
  -fno-delete-null-pointer-checks -funsigned-char
  -fno-omit-frame-pointer -fno-optimize-sibling-calls -mno-red-zone
  -fno-asynchronous-unwind-tables -fcf-protection=none -g)
set(KSIM_KERNEL_C_WARNINGS
  -Wall -Wundef -Wstrict-prototypes -Wno-trigraphs
  -Werror=implicit-function-declaration -Werror=implicit-int -Werror=return-type
  -Wno-format-security -Wno-pointer-sign -Wno-sign-compare -Wno-format
  -Wno-unused-parameter -Wno-dangling-pointer -Wno-maybe-uninitialized
  -Wno-stringop-truncation -Wno-stringop-overflow -Wno-restrict -Wno-array-bounds
  -Wno-unused-but-set-variable -Wno-unused-const-variable -Wno-address-of-packed-member
  -Wno-main)
# Those of modules alone. For gdb: an access may still move to the line that uses its value, as
# under -O1. The stack canary is for what is looked at only: it is the host's, and
# __stack_chk_fail() vmlinux's.
set(KSIM_MODULE_OPTIMISATION $<IF:$<CONFIG:Release>,-O2,-Og>)
set(KSIM_MODULE_C_FLAGS -fPIC -fno-semantic-interposition -fstack-protector-strong)
# Kernel symbols stay undefined: ksim/module binds them, not ld.so, which -z lazy keeps
# from asking for functions. Without relro the bindings can be written at any time.
set(KSIM_MODULE_LINK_FLAGS
  -nostdlib -Wl,-Bsymbolic,-z,lazy,-z,norelro,--build-id=sha1,--unresolved-symbols=ignore-all)

# A project may ask for ksim in several of its directories.
if(TARGET ksim_kernel_c)
  return()
endif()
add_library(ksim_kernel_c INTERFACE)
target_compile_options(ksim_kernel_c INTERFACE
  -nostdinc
  -isystem "${KSIM_FREESTANDING_INCLUDE}"
  -idirafter "${KSIM_UAPI_DIR}"
  -D__KERNEL__
  -DKSIM_KERNEL_MAJOR=$<TARGET_PROPERTY:KSIM_KERNEL_MAJOR>
  -DKSIM_KERNEL_MINOR=$<TARGET_PROPERTY:KSIM_KERNEL_MINOR>
  -include "${KSIM_SHIMS_INCLUDE}/linux/kconfig.h"
  ${KSIM_KERNEL_C_CODE_FLAGS} ${KSIM_KERNEL_C_WARNINGS})
target_include_directories(ksim_kernel_c INTERFACE "${KSIM_SHIMS_INCLUDE}")
target_link_libraries(ksim_kernel_c INTERFACE ksim::kernel_c_instrumentation)
